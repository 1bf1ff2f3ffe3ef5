#pragma once
/// Functional brain networks by K-SVD.
#include "syncact/core/macros_off.hpp"

#include <tuple>

#include "syncact/coding/omp.hpp"
#include "syncact/core/indexed.hpp"
#include "syncact/core/series.hpp"
#include "syncact/linalg/symmetric_eigen.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/networks/learners/compose.hpp"
#include "syncact/networks/learners/learner_options.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::networks::learners {

/// How K-SVD fits one atom and its codes to what the other atoms leave.
enum class RankOne : unsigned char {
  approximate,  ///< one alternating step from the present codes (Rubinstein et al. 2008): a few products
  exact,        ///< the leading singular pair (Aharon et al. 2006): an eigendecomposition per atom, O(min(T, n)^3) for n users
};

constexpr auto choices(RankOne) {
  return std::array{Choice{"approximate", RankOne::approximate}, Choice{"exact", RankOne::exact}};
}

namespace detail {

/// The leading singular pair of e [time x voxel]: left vector of norm 1, and right vector times the singular value.
template <std::floating_point T>
[[nodiscard]] std::pair<VectorX<T>, VectorX<T>> leading_pair(const MatrixX<T>& e) {
  const bool tall = e.rows() > e.cols();
  const MatrixX<double> d = e.template cast<double>();
  const MatrixX<double> gram = tall ? MatrixX<double>(d.transpose() * d) : MatrixX<double>(d * d.transpose());
  const VectorX<double> leading = linalg::symmetric_eigen(gram).vectors.rightCols(1);
  const VectorX<double> left = tall ? VectorX<double>((d * leading).normalized()) : leading;
  return {left.cast<T>(), (d.transpose() * left).template cast<T>()};
}

/// Refits each atom and its codes, on their support, to the residual without it; residual = X - DA is kept current.
/// Never raises ||residual||^2, and never gives a voxel a network that it did not use. Atoms without users stay.
template <std::floating_point T>
void ksvd_sweep(MatrixX<T>& atoms, MatrixX<T>& codes, MatrixX<T>& residual, RankOne rank_one) {
  const linalg::SerialScope serial;
  std::vector<Index> users;
  for (Index k = 0; k < atoms.cols(); ++k) {
    users.clear();
    for (Index v = 0; v < codes.cols(); ++v) {
      if (codes(k, v) != 0) users.push_back(v);
    }
    if (users.empty()) continue;
    VectorX<T> code = codes(k, users).transpose();
    MatrixX<T> error = columns_of(residual, users);
    error.noalias() += atoms.col(k) * code.transpose();
    VectorX<T> atom = atoms.col(k);
    if (rank_one == RankOne::exact) {
      std::tie(atom, code) = leading_pair(error);
    } else {
      const VectorX<T> direction = error * code;
      const T length = direction.norm();
      if (!(length > 0)) continue;
      atom = direction / length;
      code.noalias() = error.transpose() * atom;
    }
    error.noalias() -= atom * code.transpose();
    for (std::size_t i = 0; i < users.size(); ++i) {
      residual.col(users[i]) = error.col(static_cast<Index>(i));
      codes(k, users[i]) = code[static_cast<Index>(i)];
    }
    atoms.col(k) = atom;
  }
}

}  // namespace detail

/// Lowers (1/V) sum_v 1/2 ||x_v - D a_v||^2 with at most coder.n_nonzero networks per voxel, by turns: code all voxels
/// greedily; then refit each time course together with its map, on the voxels that use it, by a rank-one fit.
///
/// The refit never raises the error, the greedy coding may: `objective` holds the error after each refit, and nothing says
/// that it falls. Learning has converged when it changes by at most `tolerance`. A time course that no voxel uses is started
/// anew at the voxel explained worst. Maps are not shrunk, as no penalty is paid; each voxel has about as many networks as
/// any other, also one of noise alone. Meant for coders that bound the number of atoms; with a penalizing coder the refit
/// does not know the penalty. Holds bold twice (scaled, residual) and the codes. More networks than time points are allowed.
/// Aharon, Elad & Bruckstein, IEEE Trans. Signal Process. 54 (2006) 4311, fig. 2; Rubinstein, Zibulevsky & Elad, Technion
/// CS-2008-08, figure 5.
template <class Coder = coding::Omp>
  requires coding::SparseCoder<Coder, double>
struct Ksvd {
  Index n_networks = 50;  ///< >= 1
  Coder coder{};          ///< of voxels; Omp{.n_nonzero} networks each
  RankOne rank_one = RankOne::approximate;
  Scaling scaling = Scaling::unit_norm;
  Index n_passes = 30;      ///< >= 1; at most so many times are all voxels coded
  double tolerance = 1e-3;  ///< >= 0; see above
  std::uint64_t seed = 0;   ///< of the voxels to start from
  NanPolicy nan = NanPolicy::raise;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    visit_learner_options(self, option);
    option("rank_one", self.rank_one, "how an atom is fitted to what the others leave");
    visit_coder_options(self.coder, option);
  }

  /// Learns networks from bold [time x voxel]. progress counts passes.
  /// Throws ValueError for a parameter out of range, for NaN or infinity under NanPolicy::raise, and if bold has fewer
  /// usable voxels than networks; Cancelled if progress asks to stop.
  template <std::floating_point T, CallContext C = Context<>>
    requires coding::SparseCoder<Coder, T>
  [[nodiscard]] Networks<T> learn(const SeriesView<T>& bold, const C& context = {}) const {
    using linalg::Op;
    require(n_passes >= 1, "Ksvd", "n_passes must be >= 1", n_passes);
    require(tolerance >= 0, "Ksvd", "tolerance must be >= 0", tolerance);
    VoxelTable<T> voxels = voxel_table("Ksvd", bold, n_networks, scaling, nan, context);
    MatrixX<T> atoms = start_from_voxels(voxels, n_networks, seed);
    MatrixX<T> codes = MatrixX<T>::Zero(n_networks, voxels.n_voxels());
    Steps steps(context.progress, n_passes);
    ObjectiveTrace trace{tolerance};
    Index n_replaced = 0;
    for (Index pass = 0; pass < n_passes; ++pass) {
      encode_voxels(coder, atoms, voxels, codes, context);
      n_replaced += replace_unused_atoms(atoms, codes, voxels, context);
      MatrixX<T> residual =
          voxels.values - linalg::product<T>(atoms, Op::none, codes, Op::none, context.backend, context.executor);
      detail::ksvd_sweep(atoms, codes, residual, rank_one);
      const double error = residual.template cast<double>().squaredNorm();
      const bool settled = trace.settled(0.5 * error / static_cast<double>(voxels.n_voxels()));
      steps.advance();
      if (settled) break;
    }
    const auto coded = encode_voxels(coder, atoms, voxels, codes, context);
    Networks<T> result = compose_networks(std::move(voxels), std::move(atoms), std::move(codes), trace, coded, context);
    result.n_replaced = n_replaced;
    return result;
  }

  template <TimeSeriesMatrix M, CallContext C = Context<>>
    requires(!std::same_as<M, SeriesView<series_scalar_t<M>>>)
  &&coding::SparseCoder<Coder, series_scalar_t<M>> [[nodiscard]] Networks<series_scalar_t<M>> learn(
      const M& bold, const C& context = {}) const {
    return with_series(bold, [&](const auto& view) { return learn(view, context); });
  }
};

static_assert(NetworkLearner<Ksvd<>, float> && NetworkLearner<Ksvd<>, double>);

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
