#pragma once
/// For programs of many files: products, decompositions, cleaning, frames to scans, the lasso, dictionary learning and coupling
/// with the default policies are compiled in one of them. Every file includes this header, one file includes
/// compile_kernels.hpp besides. Without either, each file that needs them compiles its own.
#include "syncact/core/macros_off.hpp"

#include "syncact/coding/lasso_cd.hpp"
#include "syncact/linalg/cholesky.hpp"
#include "syncact/linalg/eigenvalues.hpp"
#include "syncact/linalg/least_squares.hpp"
#include "syncact/linalg/row_factor.hpp"
#include "syncact/linalg/solve_definite.hpp"
#include "syncact/linalg/svd.hpp"
#include "syncact/linalg/symmetric_eigen.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/signal/clean.hpp"
#include "syncact/signal/to_scans.hpp"
#include "syncact/synchrony/couple.hpp"

namespace syncact::inline v0_1::linalg {

extern template void EigenBackend::add<float>(const ConstPanel<float>&, Op, const ConstPanel<float>&, Op, Panel<float>&);
extern template void VectorBackend::add<float>(const ConstPanel<float>&, Op, const ConstPanel<float>&, Op, Panel<float>&);
extern template void EigenBackend::add<double>(const ConstPanel<double>&, Op, const ConstPanel<double>&, Op, Panel<double>&);
extern template void VectorBackend::add<double>(const ConstPanel<double>&, Op, const ConstPanel<double>&, Op, Panel<double>&);

namespace detail {

extern template ThinSvd eigen_thin_svd<void>(const MatrixX<double>&);
extern template VectorX<double> eigen_singular_values<void>(const MatrixX<double>&);
extern template SymmetricEigen eigen_symmetric<void>(const MatrixX<double>&);
extern template MatrixX<double> eigen_row_factor<void>(const MatrixX<double>&);
extern template MatrixX<double> eigen_cholesky<void>(const MatrixX<double>&);

}  // namespace detail

extern template MatrixX<double> least_squares<void>(const MatrixX<double>&, const MatrixX<double>&);
extern template Index rank<void>(const MatrixX<double>&);
extern template MatrixX<double> solve_definite<void>(const MatrixX<double>&, const MatrixX<double>&);
extern template Eigen::VectorXcd eigenvalues<void>(const MatrixX<double>&);

}  // namespace syncact::inline v0_1::linalg

namespace syncact::inline v0_1::coding {

extern template CodingSummary LassoCd::encode_all<float>(const linalg::ConstPanel<float>&, const linalg::ConstPanel<float>&,
                                                         std::span<const double>, linalg::Panel<float>&) const;
extern template CodingSummary LassoCd::encode_all<double>(const linalg::ConstPanel<double>&, const linalg::ConstPanel<double>&,
                                                          std::span<const double>, linalg::Panel<double>&) const;

}  // namespace syncact::inline v0_1::coding

namespace syncact::inline v0_1::networks::learners {

extern template Networks<float> OnlineDictionaryLearning<>::learn_from<float>(const VoxelsInMemory<float>&,
                                                                              TrainingState<float>&, const Context<>&) const;
extern template Networks<double> OnlineDictionaryLearning<>::learn_from<double>(const VoxelsInMemory<double>&,
                                                                                TrainingState<double>&, const Context<>&) const;

}  // namespace syncact::inline v0_1::networks::learners

namespace syncact::inline v0_1::signal {

extern template Cleaned<float> clean<float>(const SeriesView<float>&, const Projection&, const CleanOptions&, const Context<>&);
extern template Cleaned<double> clean<double>(const SeriesView<double>&, const Projection&, const CleanOptions&,
                                              const Context<>&);
extern template MatrixX<float> apply<float>(const FrameOperator&, const SeriesView<float>&, NanPolicy, const Context<>&);
extern template MatrixX<double> apply<double>(const FrameOperator&, const SeriesView<double>&, NanPolicy, const Context<>&);

}  // namespace syncact::inline v0_1::signal

namespace syncact::inline v0_1::synchrony::detail {

extern template void ShiftNull<float>::compare(Task&) const;
extern template void ShiftNull<double>::compare(Task&) const;
extern template Tally<float> couple_blocks<float>(const NeuronsInMemory<float>&, Index, Index, const SeriesView<float>&,
                                                  const Timeline&, const signal::Projection*, const CouplingOptions<>&,
                                                  const Context<>&, std::optional<Tally<float>>);
extern template Tally<double> couple_blocks<double>(const NeuronsInMemory<double>&, Index, Index, const SeriesView<double>&,
                                                    const Timeline&, const signal::Projection*, const CouplingOptions<>&,
                                                    const Context<>&, std::optional<Tally<double>>);

}  // namespace syncact::inline v0_1::synchrony::detail

#include "syncact/core/macros_on.hpp"
