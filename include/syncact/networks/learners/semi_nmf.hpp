#pragma once
/// Functional brain networks with non-negative maps: semi-nonnegative matrix factorization.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>

#include "syncact/core/series.hpp"
#include "syncact/linalg/least_squares.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/networks/learners/compose.hpp"
#include "syncact/networks/learners/learner_options.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::networks::learners {

/// Lowers (1/V) 1/2 ||X - FG'||^2 over time courses F [time x network] of any sign and **maps G' >= 0** by turns:
///   F = XG (G'G)^+,     G_vk *= sqrt( ((X'F)^+ + G(F'F)^-)_vk / ((X'F)^- + G(F'F)^+)_vk ),
/// where M^+ = (|M| + M)/2, M^- = (|M| - M)/2. No step raises the objective: `objective` holds it after each update of F.
/// Convergence is slow (sublinear), and maps approach zero without reaching it: they are not sparse, read them above a level.
///
/// Started from voxels drawn by `seed`: G is the positive part of their correlations, plus a fifth of its mean (an exact zero
/// would never move). Nothing certifies the maps: `coding` counts no voxel as converged. Networks need not be fewer than time
/// points. Holds a scaled copy of bold and three times the maps.
/// Ding, Li & Jordan, "Convex and semi-nonnegative matrix factorizations", IEEE PAMI 32 (2010) 45, section 2.2, equations 9
/// and 10.
struct SemiNmf {
  Index n_networks = 50;  ///< >= 1
  Scaling scaling = Scaling::unit_norm;
  Index n_passes = 300;     ///< >= 1
  double tolerance = 1e-5;  ///< >= 0; learning has converged when a pass changes the objective by at most this share
  std::uint64_t seed = 0;
  NanPolicy nan = NanPolicy::raise;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    visit_learner_options(self, option);
  }

  /// Learns networks from bold [time x voxel]. progress counts passes.
  /// Throws ValueError for a parameter out of range, for NaN or infinity under NanPolicy::raise, and if bold has fewer
  /// usable voxels than networks; Cancelled if progress asks to stop.
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] Networks<T> learn(const SeriesView<T>& bold, const C& context = {}) const {
    require(n_passes >= 1, "SemiNmf", "n_passes must be >= 1", n_passes);
    require(tolerance >= 0, "SemiNmf", "tolerance must be >= 0", tolerance);
    VoxelTable<T> voxels = voxel_table("SemiNmf", bold, n_networks, scaling, nan, context);
    MatrixX<T> maps = start(voxels, context), courses;
    const double total = voxels.squared_norm();
    Steps steps(context.progress, n_passes);
    ObjectiveTrace trace{tolerance};
    for (Index pass = 0; pass < n_passes; ++pass) {
      courses = fit_courses(voxels.values, maps, context);
      const MatrixX<T> correlation = linalg::cross(courses, voxels.values, context.backend, context.executor);
      const MatrixX<T> gram = linalg::cross(courses, courses, context.backend, context.executor);
      const double error = std::max(total - explained_by(maps, correlation), 0.0);
      const bool settled = trace.settled(0.5 * error / static_cast<double>(voxels.n_voxels()));
      steps.advance();
      if (settled) break;
      multiply(maps, correlation, gram, context);
    }
    if (!trace.convergence.converged) courses = fit_courses(voxels.values, maps, context);
    return compose_networks(std::move(voxels), std::move(courses), std::move(maps), trace, {}, context);
  }

  template <TimeSeriesMatrix M, CallContext C = Context<>>
    requires(!std::same_as<M, SeriesView<series_scalar_t<M>>>)
  [[nodiscard]] Networks<series_scalar_t<M>> learn(const M& bold, const C& context = {}) const {
    return with_series(bold, [&](const auto& view) { return learn(view, context); });
  }

 private:
  template <std::floating_point T, CallContext C>
  [[nodiscard]] MatrixX<T> start(const VoxelTable<T>& voxels, const C& context) const {
    MatrixX<T> maps =
        linalg::cross(start_from_voxels(voxels, n_networks, seed), voxels.values, context.backend, context.executor)
            .cwiseMax(T(0));
    maps.array() += static_cast<T>(0.2 * maps.template cast<double>().mean());
    return maps;
  }

  /// F = XG (G'G)^+, the time courses of least squared error. Maps that repeat one another share what they explain.
  template <std::floating_point T, CallContext C>
  static MatrixX<T> fit_courses(const MatrixX<T>& x, const MatrixX<T>& maps, const C& context) {
    using linalg::Op;
    const MatrixX<T> gram = linalg::product<T>(maps, Op::none, maps, Op::transpose, context.backend, context.executor);
    const MatrixX<T> xg = linalg::product<T>(x, Op::none, maps, Op::transpose, context.backend, context.executor);
    const MatrixX<double> right = xg.template cast<double>().transpose();
    return linalg::least_squares(gram.template cast<double>(), right).transpose().template cast<T>();
  }

  /// 2 tr(G'X'F) - tr(F'F G'G) = tr(G'X'F) at the F of least error.
  template <std::floating_point T>
  static double explained_by(const MatrixX<T>& maps, const MatrixX<T>& correlation) {
    return maps.template cast<double>().cwiseProduct(correlation.template cast<double>()).sum();
  }

  template <std::floating_point T, CallContext C>
  static void multiply(MatrixX<T>& maps, const MatrixX<T>& correlation, const MatrixX<T>& gram, const C& context) {
    using linalg::Op;
    const MatrixX<T> gram_up = gram.cwiseMax(T(0)), gram_down = (-gram).cwiseMax(T(0));
    const MatrixX<T> pull = linalg::product<T>(gram_down, Op::none, maps, Op::none, context.backend, context.executor);
    const MatrixX<T> push = linalg::product<T>(gram_up, Op::none, maps, Op::none, context.backend, context.executor);
    for (Index i = 0; i < maps.size(); ++i) {
      const T p = correlation.data()[i];
      const T up = pull.data()[i] + (p > 0 ? p : T(0)), down = push.data()[i] + (p < 0 ? -p : T(0));
      if (down > 0) maps.data()[i] *= std::sqrt(up / down);
    }
  }
};

static_assert(NetworkLearner<SemiNmf, float> && NetworkLearner<SemiNmf, double>);

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
