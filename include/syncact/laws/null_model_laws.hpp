#pragma once
/// Laws of stats::NullModel and its refinements, for any policy.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <set>

#include "syncact/core/seconds.hpp"
#include "syncact/laws/report.hpp"
#include "syncact/laws/similarity_laws.hpp"
#include "syncact/stats/draws.hpp"

namespace syncact::inline v0_1::laws {

namespace detail {

/// Circular autocovariance of one run at a lag, in double.
template <std::floating_point T>
double circular_covariance(const MatrixX<T>& x, Index i, Index j, Index begin, Index n, Index lag) {
  double sum = 0;
  for (Index t = 0; t < n; ++t) {
    sum += static_cast<double>(x(begin + t, i)) * static_cast<double>(x(begin + (t + lag) % n, j));
  }
  return sum / static_cast<double>(n);
}

template <std::floating_point T>
void check_run(Report& report, const MatrixX<T>& before, const MatrixX<T>& after, Index begin, Index n, double tolerance) {
  for (Index i = 0; i < before.cols(); ++i) {
    report.expect_near(static_cast<double>(after.col(i).segment(begin, n).mean()),
                       static_cast<double>(before.col(i).segment(begin, n).mean()), tolerance, "a run keeps its mean");
    for (const Index lag : {0, 1, 2, 5}) {
      report.expect_near(circular_covariance(after, i, i, begin, n, lag), circular_covariance(before, i, i, begin, n, lag),
                         tolerance, "a run keeps its circular autocorrelation");
    }
  }
  report.expect_near(circular_covariance(after, 0, 1, begin, n, 0), circular_covariance(before, 0, 1, begin, n, 0), tolerance,
                     "signals keep their covariance");
}

/// Over many draws, a run keeps its variance, its autocorrelation at lag 1 and the covariance of two signals to within a tenth
/// of the variance, if draws are made of blocks much longer than that.
template <std::floating_point T, class N>
void check_average(Report& report, const N& null, const MatrixX<T>& series, const Timeline& scans) {
  constexpr int n_draws = 200;
  const auto covariances = [](const MatrixX<T>& x) {
    return std::array{circular_covariance(x, 0, 0, 0, 121, 0), circular_covariance(x, 0, 0, 0, 121, 1),
                      circular_covariance(x, 0, 1, 0, 121, 0)};
  };
  MatrixX<T> centered = series;
  centered.topRows(121).rowwise() -= centered.topRows(121).colwise().mean();
  const auto before = covariances(centered);
  std::array<double, 3> mean{};
  for (std::uint64_t d = 0; d < n_draws; ++d) {
    const auto after = covariances(null.scramble(SeriesView<T>(centered), scans, Random(7, d)));
    for (std::size_t i = 0; i < 3; ++i) mean[i] += after[i] / n_draws;
  }
  const double tenth = 0.1 * before[0];
  report.expect_near(mean[0], before[0], tenth, "on average a run keeps its variance");
  report.expect_near(mean[1], before[1], tenth, "on average a run keeps its autocorrelation at short lags");
  report.expect_near(mean[2], before[2], tenth, "on average signals keep their covariance");
}

}  // namespace detail

/// Checks the axioms on smooth random signals in two runs of odd and even length, on the clock of TR `tr`. The runs are 121
/// and 84 scans long; give a `tr` for which that is long enough.
template <std::floating_point T, stats::NullModel<T> N>
[[nodiscard]] Report check_null_model(const N& null, Seconds tr = Seconds{1},
                                      double tolerance = sizeof(T) == 4 ? 1e-4 : 1e-10) {
  Report report;
  const Timeline scans = Timeline::scans(tr, 0.5, {121, 84});
  MatrixX<T> series = detail::normal_table<T>(205, 3, 5);
  for (Index t = 1; t < series.rows(); ++t) series.row(t) += T(0.7) * series.row(t - 1);
  const MatrixX<T> draw = null.scramble(SeriesView<T>(series), scans, Random(1, 2));
  report.expect(draw.rows() == 205 && draw.cols() == 3, "a draw has the shape of the series", draw.rows(), " x ", draw.cols());
  if (!report.ok()) return report;
  report.expect(draw == null.scramble(SeriesView<T>(series), scans, Random(1, 2)),
                "the same random numbers give the same draw");
  report.expect(draw != null.scramble(SeriesView<T>(series), scans, Random(1, 3)), "other random numbers give another draw");
  report.expect(draw != series, "a draw differs from the series");
  if constexpr (stats::keeps_autocorrelation<N>) {
    detail::check_run(report, series, draw, 0, 121, tolerance);
    detail::check_run(report, series, draw, 121, 84, tolerance);
  } else {
    detail::check_average(report, null, series, scans);
  }

  MatrixX<T> changed = series;
  changed.bottomRows(84).array() += T{3};
  const MatrixX<T> other = null.scramble(SeriesView<T>(changed), scans, Random(1, 2));
  report.expect(other.topRows(121) == draw.topRows(121), "nothing moves from one run to another");

  MatrixX<T> wider(205, 4);
  wider << series, series.col(0);
  const MatrixX<T> together = null.scramble(SeriesView<T>(wider), scans, Random(1, 2));
  const T same = (together.col(0) - together.col(3)).cwiseAbs().maxCoeff();
  report.expect_near(static_cast<double>(same), 0, tolerance, "all signals are scrambled together");

  if constexpr (stats::is_isometry<N>) {
    const MatrixX<T> half = T(0.5) * series.col(0) - T{2} * series.col(1);
    MatrixX<T> three(205, 3);
    three << series.leftCols(2), half;
    const MatrixX<T> scrambled = null.scramble(SeriesView<T>(three), scans, Random(1, 2));
    const MatrixX<T> combined = T(0.5) * scrambled.col(0) - T{2} * scrambled.col(1);
    report.expect_near(static_cast<double>((scrambled.col(2) - combined).cwiseAbs().maxCoeff()), 0, 10 * tolerance,
                       "is_isometry: a draw is linear");
    const MatrixX<double> before = series.template cast<double>(), after = draw.template cast<double>();
    const double scale = before.squaredNorm();
    report.expect_near((before.transpose() * before - after.transpose() * after).cwiseAbs().maxCoeff() / scale, 0, tolerance,
                       "is_isometry: inner products are kept");
  }
  if constexpr (stats::only_reorders_time<N>) {
    MatrixX<T> before = series, after = draw;
    for (Index i = 0; i < series.cols(); ++i) {
      std::sort(before.col(i).begin(), before.col(i).end());
      std::sort(after.col(i).begin(), after.col(i).end());
    }
    report.expect(before == after, "only_reorders_time: the values are the same");
  }
  if constexpr (stats::EnumerableNullModel<N, T>) {
    const Timeline one_run = Timeline::scans(tr, 0.5, {121});
    if (const auto n = null.n_distinct(one_run)) {
      std::set<T> firsts;
      for (Index w = 0; w < *n; ++w) firsts.insert(null.scramble_by(SeriesView<T>(series).times(0, 121), one_run, w)(0, 0));
      report.expect(static_cast<Index>(firsts.size()) == *n, "n_distinct draws are distinct", firsts.size(), " of ", *n);
      report.expect(!firsts.contains(series(0, 0)), "no listed draw is the identity");
    }
  }
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
