#pragma once
/// Laws of synchrony::measure::SimilarityMeasure and InnerProductSimilarity, for any policy.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/random.hpp"
#include "syncact/laws/report.hpp"
#include "syncact/synchrony/measure/concept.hpp"

namespace syncact::inline v0_1::laws {

namespace detail {

template <std::floating_point T>
MatrixX<T> normal_table(Index n_times, Index n_signals, std::uint64_t seed) {
  MatrixX<T> table(n_times, n_signals);
  for (Index i = 0; i < n_signals; ++i) {
    const Random random(seed, static_cast<std::uint64_t>(i));
    for (Index t = 0; t < n_times; ++t) table(t, i) = static_cast<T>(random.normal(static_cast<std::uint64_t>(t)));
  }
  return table;
}

template <std::floating_point T>
double largest_difference(const MatrixX<T>& a, const MatrixX<T>& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return std::numeric_limits<double>::infinity();
  return a.size() == 0 ? 0.0 : static_cast<double>((a - b).cwiseAbs().maxCoeff());
}

}  // namespace detail

/// Checks that the fast form equals the slow one and commutes with reorderings of time.
template <std::floating_point T, synchrony::measure::InnerProductSimilarity<T> S>
[[nodiscard]] Report check_inner_product(const S& similarity, double tolerance = sizeof(T) == 4 ? 1e-5 : 1e-12) {
  Report report;
  const MatrixX<T> a = detail::normal_table<T>(60, 5, 3), b = detail::normal_table<T>(60, 4, 4);
  const numeric::UnitSeries<T> unit = similarity.standardized(SeriesView<T>(a));
  const MatrixX<T> fast = unit.values.transpose() * similarity.standardized(SeriesView<T>(b)).values;
  const MatrixX<T> slow = similarity.compare(SeriesView<T>(a), SeriesView<T>(b));
  report.expect_near(detail::largest_difference(fast, slow), 0, tolerance, "compare == standardized' * standardized");
  report.expect(unit.n_ok() == 5, "varying finite signals are usable", unit.n_ok(), " of 5");

  const MatrixX<T> reversed = a.colwise().reverse();
  const MatrixX<T> after = similarity.standardized(SeriesView<T>(reversed)).values.colwise().reverse();
  report.expect_near(detail::largest_difference(after, unit.values), 0, tolerance, "standardizing commutes with reordering");
  return report;
}

/// Checks the axioms on random tables, to `tolerance`.
template <std::floating_point T, synchrony::measure::SimilarityMeasure<T> S>
[[nodiscard]] Report check_similarity(const S& similarity, double tolerance = sizeof(T) == 4 ? 1e-5 : 1e-12) {
  Report report;
  const MatrixX<T> a = detail::normal_table<T>(60, 5, 1), b = detail::normal_table<T>(60, 4, 2);
  const MatrixX<T> table = similarity.compare(SeriesView<T>(a), SeriesView<T>(b));
  report.expect(table.rows() == 5 && table.cols() == 4, "the table is [a-signal x b-signal]", table.rows(), " x ",
                table.cols());
  if (!report.ok()) return report;
  report.expect(table.allFinite(), "the similarity of usable signals is finite");

  const RowMatrixX<T> rows = a;
  const MatrixX<T> from_rows = similarity.compare(SeriesView<T>(rows.data(), 60, 5, 5, 1), SeriesView<T>(b));
  report.expect_near(detail::largest_difference(from_rows, table), 0, tolerance, "storage order does not matter");

  const MatrixX<T> one = similarity.compare(SeriesView<T>(a).signals(3, 1), SeriesView<T>(b).signals(2, 1));
  report.expect_near(static_cast<double>(one(0, 0)), static_cast<double>(table(3, 2)), tolerance,
                     "an entry depends on its two signals alone");

  const MatrixX<T> louder = a * T{1000};
  report.expect_near(detail::largest_difference(similarity.compare(SeriesView<T>(louder), SeriesView<T>(b)), table), 0,
                     tolerance, "a positive gain changes nothing");

  const MatrixX<T> self = similarity.compare(SeriesView<T>(a), SeriesView<T>(a));
  for (Index i = 0; i < self.rows(); ++i) {
    const double own = static_cast<double>(self(i, i)), other = static_cast<double>(self.row(i).maxCoeff());
    report.expect(own >= other - tolerance, "no other signal is more similar than the signal itself", own, " against ", other);
  }

  MatrixX<T> flawed = a;
  flawed.col(1).setConstant(T{7});
  flawed(4, 2) = std::numeric_limits<T>::quiet_NaN();
  const MatrixX<T> partial = similarity.compare(SeriesView<T>(flawed), SeriesView<T>(b));
  report.expect(partial.row(1).array().isNaN().all(), "a constant signal has no similarity");
  report.expect(partial.row(2).array().isNaN().all(), "a signal with NaN has no similarity");
  report.expect_near(static_cast<double>((partial.row(4) - table.row(4)).cwiseAbs().maxCoeff()), 0, tolerance,
                     "an unusable signal does not disturb others");

  if constexpr (synchrony::measure::InnerProductSimilarity<S, T>) report.merge(check_inner_product<T>(similarity, tolerance));
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
