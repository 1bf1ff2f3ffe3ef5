#pragma once
/// The one file of a program that includes this compiles what compiled_kernels.hpp declares.
#include "syncact/core/macros_off.hpp"

#include "syncact/compiled_kernels.hpp"

namespace syncact::inline v0_1::linalg {

template void EigenBackend::add<float>(const ConstPanel<float>&, Op, const ConstPanel<float>&, Op, Panel<float>&);
template void VectorBackend::add<float>(const ConstPanel<float>&, Op, const ConstPanel<float>&, Op, Panel<float>&);
template void EigenBackend::add<double>(const ConstPanel<double>&, Op, const ConstPanel<double>&, Op, Panel<double>&);
template void VectorBackend::add<double>(const ConstPanel<double>&, Op, const ConstPanel<double>&, Op, Panel<double>&);

namespace detail {

template ThinSvd eigen_thin_svd<void>(const MatrixX<double>&);
template VectorX<double> eigen_singular_values<void>(const MatrixX<double>&);
template SymmetricEigen eigen_symmetric<void>(const MatrixX<double>&);
template MatrixX<double> eigen_row_factor<void>(const MatrixX<double>&);
template MatrixX<double> eigen_cholesky<void>(const MatrixX<double>&);

}  // namespace detail

template MatrixX<double> least_squares<void>(const MatrixX<double>&, const MatrixX<double>&);
template Index rank<void>(const MatrixX<double>&);
template MatrixX<double> solve_definite<void>(const MatrixX<double>&, const MatrixX<double>&);
template Eigen::VectorXcd eigenvalues<void>(const MatrixX<double>&);

}  // namespace syncact::inline v0_1::linalg

namespace syncact::inline v0_1::coding {

template CodingSummary LassoCd::encode_all<float>(const linalg::ConstPanel<float>&, const linalg::ConstPanel<float>&,
                                                  std::span<const double>, linalg::Panel<float>&) const;
template CodingSummary LassoCd::encode_all<double>(const linalg::ConstPanel<double>&, const linalg::ConstPanel<double>&,
                                                   std::span<const double>, linalg::Panel<double>&) const;

}  // namespace syncact::inline v0_1::coding

namespace syncact::inline v0_1::networks::learners {

template Networks<float> OnlineDictionaryLearning<>::learn_from<float>(const VoxelsInMemory<float>&, TrainingState<float>&,
                                                                       const Context<>&) const;
template Networks<double> OnlineDictionaryLearning<>::learn_from<double>(const VoxelsInMemory<double>&, TrainingState<double>&,
                                                                         const Context<>&) const;

}  // namespace syncact::inline v0_1::networks::learners

namespace syncact::inline v0_1::signal {

template Cleaned<float> clean<float>(const SeriesView<float>&, const Projection&, const CleanOptions&, const Context<>&);
template Cleaned<double> clean<double>(const SeriesView<double>&, const Projection&, const CleanOptions&, const Context<>&);
template MatrixX<float> apply<float>(const FrameOperator&, const SeriesView<float>&, NanPolicy, const Context<>&);
template MatrixX<double> apply<double>(const FrameOperator&, const SeriesView<double>&, NanPolicy, const Context<>&);

}  // namespace syncact::inline v0_1::signal

namespace syncact::inline v0_1::synchrony::detail {

template void ShiftNull<float>::compare(Task&) const;
template void ShiftNull<double>::compare(Task&) const;
template Tally<float> couple_blocks<float>(const NeuronsInMemory<float>&, Index, Index, const SeriesView<float>&,
                                           const Timeline&, const signal::Projection*, const CouplingOptions<>&,
                                           const Context<>&, std::optional<Tally<float>>);
template Tally<double> couple_blocks<double>(const NeuronsInMemory<double>&, Index, Index, const SeriesView<double>&,
                                             const Timeline&, const signal::Projection*, const CouplingOptions<>&,
                                             const Context<>&, std::optional<Tally<double>>);

}  // namespace syncact::inline v0_1::synchrony::detail

#include "syncact/core/macros_on.hpp"
