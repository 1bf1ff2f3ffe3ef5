#pragma once
/// Time courses and maps of one person for the maps of a group.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "syncact/core/indexed.hpp"
#include "syncact/core/series.hpp"
#include "syncact/linalg/least_squares.hpp"
#include "syncact/linalg/solve_definite.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/numeric/z_from_t.hpp"

namespace syncact::inline v0_1::groups {

struct DualRegressionOptions {
  bool standardize_courses = false;  ///< time courses enter stage 2 with variance 1: maps then say how strong a network is too
  NanPolicy nan = NanPolicy::raise;
};

/// Stage 1: time courses from maps. Stage 2: maps from those time courses. In double, whatever the data.
struct DualRegression {
  MatrixX<double> time_courses;  ///< [time x network] coefficients of stage 1, as they enter stage 2 centered over time
  MatrixX<double> course_t;      ///< [time x network] their t, course_df degrees of freedom
  double course_df = 0;          ///< usable voxels - networks - 1
  MatrixX<double> maps;          ///< [network x voxel] coefficients of stage 2
  MatrixX<double> t;             ///< [network x voxel] their t, df degrees of freedom
  MatrixX<double> z;             ///< [network x voxel] the z of the same probability
  double df = 0;                 ///< time points - networks - 1
  std::vector<numeric::SignalStatus> networks{};  ///< [network] not ok where the given map is constant: all of it is NaN
  std::vector<numeric::SignalStatus> voxels{};    ///< [voxel] those that are not ok are not looked at: maps, t and z are NaN
};

namespace detail {

/// Coefficients of least squares and their t, [regressor x target].
struct Regression {
  MatrixX<double> coefficients;
  MatrixX<double> t;
};

/// Regresses y [sample x target] on w [sample x regressor], both centered over samples here, with df = samples - regressors
/// - 1. `what` names the regressors in errors.
template <std::same_as<double> T>
[[nodiscard]] Regression regress(const char* what, MatrixX<T> w, MatrixX<T> y) {
  const auto df = static_cast<double>(w.rows() - w.cols() - 1);
  w.rowwise() -= w.colwise().mean().eval();
  y.rowwise() -= y.colwise().mean().eval();
  const VectorX<double> per_norm = w.colwise().norm().cwiseInverse().transpose();
  w *= per_norm.asDiagonal();
  const Index rank = w.allFinite() ? linalg::rank(w) : 0;
  require(rank == w.cols(), "dual_regression", message("the rank of the ", what, " must be their number, ", w.cols()), rank);
  const MatrixX<double> identity = MatrixX<double>::Identity(w.cols(), w.cols());
  const MatrixX<double> inverse = linalg::solve_definite(w.transpose() * w, identity);
  Regression result{inverse * (w.transpose() * y), {}};
  const VectorX<double> variance = (y - w * result.coefficients).colwise().squaredNorm().transpose() / df;
  const MatrixX<double> error = inverse.diagonal().cwiseSqrt() * variance.cwiseSqrt().transpose();
  result.t = result.coefficients.cwiseQuotient(error);
  result.coefficients = per_norm.asDiagonal() * result.coefficients;
  return result;
}

/// The positions at which `status` is ok.
[[nodiscard]] inline std::vector<Index> usable(const std::vector<numeric::SignalStatus>& status) {
  std::vector<Index> result;
  for (std::size_t i = 0; i < status.size(); ++i) {
    if (status[i] == numeric::SignalStatus::ok) result.push_back(static_cast<Index>(i));
  }
  return result;
}

}  // namespace detail

/// Dual regression of bold X [time x voxel] on group maps M [network x voxel], usable voxels only:
///   stage 1, each volume on the maps, both centered over voxels:    B = X M' (M M')^-1      [time x network];
///   stage 2, each voxel on the time courses, both centered in time: A = (B'B)^-1 B' X       [network x voxel],
///   t_kv = a_kv / sqrt(s_v^2 (B'B)^-1_kk),  s_v^2 = ||x_v - B a_v||^2 / (T - K - 1), and z from t; t alike in stage 1.
/// If X = D M with D and M of full rank, B = D and A = M (but for means).
///
/// The t are those of independent samples, which neither scans nor neighbouring voxels are: they rank, and are too large as
/// tests. For inference over people, test the maps of many (one_sample_t). A voxel that is constant is not usable. A map
/// that is constant defines no network. Holds bold twice in double.
/// Beckmann, Mackay, Filippini & Smith, NeuroImage 47 Suppl. 1 (2009) S148; Nickerson et al., Front. Neurosci. 11 (2017) 115.
/// Throws ShapeError if numbers of voxels differ, ValueError for NaN or infinity in maps or, under NanPolicy::raise, bold,
/// if maps or time courses are linearly dependent, and unless T > K + 1 and usable voxels > K + 1.
template <std::floating_point T>
[[nodiscard]] DualRegression dual_regression(const SeriesView<T>& bold, const MatrixX<T>& maps,
                                             const DualRegressionOptions& options = {}) {
  constexpr const char* name = "dual_regression";
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  require_extent(name, "number of columns of maps", bold.n_signals(), maps.cols());
  require_finite(name, "maps", SeriesView<T>(maps));
  DualRegression result;
  result.voxels = numeric::to_unit_norm(bold, options.nan).status;
  const std::vector<Index> voxels = detail::usable(result.voxels);
  const MatrixX<double> all_maps = columns_of(maps, voxels).template cast<double>().transpose();
  result.networks = numeric::to_unit_norm(SeriesView<double>(all_maps)).status;
  const std::vector<Index> networks = detail::usable(result.networks);
  const auto n_voxels = static_cast<Index>(voxels.size()), n_networks = static_cast<Index>(networks.size());
  require(n_networks >= 1, name, "the number of maps that are not constant must be >= 1", n_networks);
  require(n_voxels > n_networks + 1, name, "the number of usable voxels must be > networks + 1", n_voxels);
  require(bold.n_times() > n_networks + 1, name, "the number of time points must be > networks + 1", bold.n_times());
  result.course_df = static_cast<double>(n_voxels - n_networks - 1);
  result.df = static_cast<double>(bold.n_times() - n_networks - 1);

  const MatrixX<double> x = columns_of(bold.map(), voxels).template cast<double>();
  const auto stage1 = detail::regress<double>("maps", columns_of(all_maps, networks), x.transpose());
  MatrixX<double> courses = stage1.coefficients.transpose();
  courses.rowwise() -= courses.colwise().mean().eval();
  if (options.standardize_courses) {
    const VectorX<double> sd = courses.colwise().norm().transpose() / std::sqrt(static_cast<double>(bold.n_times()));
    courses *= sd.cwiseInverse().asDiagonal();
  }
  const auto stage2 = detail::regress<double>("time courses", courses, x);

  result.time_courses = MatrixX<double>::Constant(bold.n_times(), maps.rows(), nan);
  result.course_t = result.time_courses;
  columns_of(result.time_courses, networks) = courses;
  columns_of(result.course_t, networks) = stage1.t.transpose();
  result.maps = MatrixX<double>::Constant(maps.rows(), maps.cols(), nan);
  result.t = result.maps;
  result.maps(networks, voxels) = stage2.coefficients;
  result.t(networks, voxels) = stage2.t;
  result.z = result.t.unaryExpr([df = result.df](double t) { return numeric::z_from_t(t, df); });
  return result;
}

template <TimeSeriesMatrix M>
[[nodiscard]] DualRegression dual_regression(const M& bold, const MatrixX<series_scalar_t<M>>& maps,
                                             const DualRegressionOptions& options = {}) {
  return with_series(bold, [&](const auto& view) { return dual_regression(view, maps, options); });
}

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
