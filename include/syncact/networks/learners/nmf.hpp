#pragma once
/// Non-negative matrix factorization, of signals that are not negative.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>

#include "syncact/core/nth.hpp"
#include "syncact/core/series.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/networks/learners/compose.hpp"
#include "syncact/networks/learners/learner_options.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::networks::learners {

/// Lowers (1/V) 1/2 ||X - DA||^2 over time courses D >= 0 and maps A >= 0 by hierarchical alternating least squares: each
/// row of A, then each column of D, is set to its exact non-negative minimizer,
///   a_k = max(0, a_k + (p_k - g_k A) / g_kk),   P = D'X, G = D'D, and the same for D.
/// No step raises the objective: `objective` holds it after each pass, and falls.
///
/// For data that are not negative: power, counts, intensities, deconvolved activity. Voxels enter as they are (a centered
/// signal has negative values), so voxels of large values weigh more; a constant voxel is a signal, a zero one is not. A
/// network that no voxel uses is started anew at the voxel explained worst (counted in n_replaced). Started from noise
/// drawn by `seed`. Holds a copy of bold and twice the maps.
/// Cichocki & Phan, "Fast local algorithms for large scale nonnegative matrix and tensor factorizations", IEICE Trans. E92-A
/// (2009) 708, algorithm 2; Gillis & Glineur, Neural Comput. 24 (2012) 1085.
struct Nmf {
  Index n_networks = 50;    ///< >= 1
  Index n_passes = 300;     ///< >= 1
  double tolerance = 1e-5;  ///< >= 0; learning has converged when a pass changes the objective by at most this share
  std::uint64_t seed = 0;
  NanPolicy nan = NanPolicy::raise;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    visit_learner_options(self, option);
  }

  /// Learns networks from bold [time x voxel], >= 0. progress counts passes.
  /// Throws ValueError for a negative value, naming the first; for a parameter out of range, for NaN or infinity under
  /// NanPolicy::raise, and if bold has fewer voxels that are not zero than networks; Cancelled if progress asks to stop.
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] Networks<T> learn(const SeriesView<T>& bold, const C& context = {}) const {
    using linalg::Op;
    require(n_passes >= 1, "Nmf", "n_passes must be >= 1", n_passes);
    require(tolerance >= 0, "Nmf", "tolerance must be >= 0", tolerance);
    VoxelTable<T> voxels = voxel_table("Nmf", bold, n_networks, Scaling::none, nan, context);
    require_non_negative(voxels);
    MatrixX<T> courses = start(voxels), maps = MatrixX<T>::Zero(n_networks, voxels.n_voxels());
    Steps steps(context.progress, n_passes);
    ObjectiveTrace trace{tolerance};
    Index n_replaced = 0;
    for (Index pass = 0; pass < n_passes; ++pass) {
      const MatrixX<T> p = linalg::cross(courses, voxels.values, context.backend, context.executor);
      descend(maps, linalg::cross(courses, courses, context.backend, context.executor), p, pass == 0 ? 5 : 1);
      n_replaced += replace_unused(courses, maps, voxels, context);
      MatrixX<T> turned = courses.transpose();
      descend(turned, linalg::product<T>(maps, Op::none, maps, Op::transpose, context.backend, context.executor),
              linalg::product<T>(maps, Op::none, voxels.values, Op::transpose, context.backend, context.executor), 1);
      courses = turned.transpose();
      const double error = squared_errors(courses, maps, voxels, context).sum();
      const bool settled = trace.settled(0.5 * error / static_cast<double>(voxels.n_voxels()));
      steps.advance();
      if (settled) break;
    }
    Networks<T> result = compose_networks(std::move(voxels), std::move(courses), std::move(maps), trace, {}, context);
    result.n_replaced = n_replaced;
    return result;
  }

  template <TimeSeriesMatrix M, CallContext C = Context<>>
    requires(!std::same_as<M, SeriesView<series_scalar_t<M>>>)
  [[nodiscard]] Networks<series_scalar_t<M>> learn(const M& bold, const C& context = {}) const {
    return with_series(bold, [&](const auto& view) { return learn(view, context); });
  }

 private:
  template <std::floating_point T>
  static void require_non_negative(const VoxelTable<T>& voxels) {
    for (Index v = 0; v < voxels.n_voxels(); ++v) {
      for (Index t = 0; t < voxels.n_times(); ++t) {
        if (voxels.values(t, v) < 0) {
          throw ValueError(message("Nmf: bold must be >= 0, but is ", voxels.values(t, v), " at time ", t, " of signal ",
                                   nth(voxels.origin, v)));
        }
      }
    }
  }

  /// Noise of norm 1.
  template <std::floating_point T>
  [[nodiscard]] MatrixX<T> start(const VoxelTable<T>& voxels) const {
    const Random random(seed);
    MatrixX<double> courses(voxels.n_times(), n_networks);
    for (Index i = 0; i < courses.size(); ++i) courses.data()[i] = 1 - random.uniform(static_cast<std::uint64_t>(i));
    courses.colwise().normalize();
    return courses.template cast<T>();
  }

  /// Sweeps over the rows of factor [network x anything], each set to its exact non-negative minimizer.
  template <std::floating_point T>
  static void descend(MatrixX<T>& factor, const MatrixX<T>& gram, const MatrixX<T>& correlation, int n_sweeps) {
    constexpr Index tile = 256;
    for (Index first = 0; first < factor.cols(); first += tile) {
      auto block = factor.middleCols(first, std::min(tile, factor.cols() - first));
      for (int sweep = 0; sweep < n_sweeps; ++sweep) {
        for (Index k = 0; k < factor.rows(); ++k) {
          if (!(gram(k, k) > 0)) continue;
          const Eigen::Matrix<T, 1, Eigen::Dynamic> slope =
              correlation.row(k).segment(first, block.cols()) - gram.row(k) * block;
          block.row(k) = (block.row(k) + slope / gram(k, k)).cwiseMax(T(0));
        }
      }
    }
  }

  /// A network with a zero map or time course adds nothing: it gets the positive part of the residual of the voxel explained
  /// worst as time course, with a zero map, so the objective stays.
  template <std::floating_point T, CallContext C>
  static Index replace_unused(MatrixX<T>& courses, MatrixX<T>& maps, const VoxelTable<T>& voxels, const C& context) {
    VectorX<double> errors;
    Index n_replaced = 0;
    for (Index k = 0; k < courses.cols(); ++k) {
      if (!maps.row(k).isZero(0) && !courses.col(k).isZero(0)) continue;
      if (errors.size() == 0) errors = squared_errors(courses, maps, voxels, context);
      Index worst = 0;
      if (!(errors.maxCoeff(&worst) > 0)) break;
      errors[worst] = 0;
      const VectorX<T> left = (voxels.values.col(worst) - courses * maps.col(worst)).cwiseMax(T(0));
      maps.row(k).setZero();
      courses.col(k).setZero();
      if (!(left.norm() > 0)) continue;
      courses.col(k) = left.normalized();
      maps(k, worst) = left.norm();  // the part of this voxel's residual along it, which only lowers the objective
      ++n_replaced;
    }
    return n_replaced;
  }
};

static_assert(NetworkLearner<Nmf, float> && NetworkLearner<Nmf, double>);

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
