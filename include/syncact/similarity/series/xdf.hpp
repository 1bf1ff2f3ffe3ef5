#pragma once
/// xDF: the test of a correlation that knows the autocorrelation and the cross-correlation of both series.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/core/series.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/similarity/series/detail/unit_pair.hpp"
#include "syncact/stats/effective_samples.hpp"
#include "syncact/stats/lagged_products.hpp"
#include "syncact/stats/xdf.hpp"

namespace syncact::inline v0_1::stats {
constexpr auto choices(LagTaper) {
  return std::array{Choice{"adaptive", LagTaper::adaptive}, Choice{"tukey", LagTaper::tukey}, Choice{"none", LagTaper::none}};
}
}  // namespace syncact::inline v0_1::stats

namespace syncact::inline v0_1::similarity::series {

namespace detail {

/// One usable series: its transform and its autocorrelations at lags 1 .. n-1.
struct XdfSeries {
  stats::LaggedProducts::Spectrum spectrum;
  VectorX<double> autocorrelation;
  bool ok = false;
};

[[nodiscard]] inline XdfSeries xdf_series(const stats::LaggedProducts& lagged, const VectorX<double>& unit) {
  XdfSeries s{lagged.spectrum(unit), {}, true};
  s.autocorrelation = lagged(s.spectrum, s.spectrum).tail(unit.size() - 1);
  return s;
}

[[nodiscard]] inline stats::XdfTest xdf_test(const stats::LaggedProducts& lagged, const XdfSeries& a, const XdfSeries& b,
                                             const stats::XdfSettings& settings) {
  const Index n = lagged.n_times();
  const VectorX<double> cross = lagged(a.spectrum, b.spectrum);
  const VectorX<double> behind = cross.head(n - 1).reverse();
  return stats::xdf(cross[n - 1], n, a.autocorrelation, b.autocorrelation, cross.tail(n - 1), behind, settings);
}

}  // namespace detail

/// [variance of r, z, two-sided p] of Pearson's r between two series, see stats::xdf. Undefined for constant series, |r| = 1,
/// or a variance that is not positive (which only `at_least_white = false` allows).
struct Xdf {
  stats::LagTaper taper = stats::LagTaper::adaptive;
  std::optional<Index> tukey_lag{};  ///< time points
  bool at_least_white = true;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("taper", self.taper, "what is done about noise at large lags");
    option("tukey_lag", self.tukey_lag, "first lag with weight zero under tukey, in time points; sqrt(n) if none");
    option("at_least_white", self.at_least_white, "no variance below that of white series");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "xdf",
            .kind = similarity::Kind::time_series,
            .formula = "V(r) from all auto- and cross-correlations; z = artanh(r) (1-r^2) / sqrt(V); p = 2 P(Z > |z|)",
            .direction = similarity::Direction::description,
            .x = detail::shift_and_gain,
            .y = detail::shift_and_gain,
            .centering = "each series minus its mean",
            .cost = "n log n per pair, and n memory",
            .note = "the authors' program rounds r to 7 decimals",
            .source = "Afyouni, Smith & Nichols 2019, equation 3"};
  }

  /// Throws ShapeError unless the lengths agree, ValueError for a tukey_lag < 1.
  [[nodiscard]] similarity::MeasurementList compare(const VectorX<double>& a, const VectorX<double>& b) const {
    const detail::UnitPair unit = detail::unit_pair("Xdf", a, b, 4);
    if (!unit.ok()) return similarity::no_values(unit.status, unit.n(), 3);
    const stats::LaggedProducts lagged(unit.n());
    const stats::XdfTest test =
        detail::xdf_test(lagged, detail::xdf_series(lagged, unit.a), detail::xdf_series(lagged, unit.b), settings());
    if (std::isnan(test.variance)) return similarity::no_values(similarity::MeasureStatus::undefined, unit.n(), 3);
    similarity::MeasurementList list{VectorX<double>(3), similarity::MeasureStatus::ok, unit.n(), 0, 0};
    list.value << test.variance, test.z, test.p;
    return list;
  }

  [[nodiscard]] stats::XdfSettings settings() const { return {taper, tukey_lag, at_least_white}; }
};

static_assert(SeriesMeasure<Xdf>);

/// [signal x signal] xDF of all pairs; NaN on the diagonal and where a signal is constant or a variance not positive.
struct XdfTable {
  MatrixX<double> r, variance, z, p;
};

/// All pairs of the signals of a table [time x signal]: one transform per signal, one per pair, O(n) memory per pair in
/// work besides the result. Throws ValueError for NaN or infinity, and if there are fewer than 4 time points.
template <TimeSeriesMatrix M, CallContext C = Context<>>
[[nodiscard]] XdfTable xdf_table(const M& series, const Xdf& xdf = {}, const C& context = {}) {
  numeric::UnitSeries<double> unit;
  with_series(series, [&](const auto& view) {
    const MatrixX<double> values = view.template to_matrix<double>();
    unit = numeric::to_unit_norm(SeriesView<double>(values), NanPolicy::raise, context.executor);
  });
  const Index n = unit.values.rows(), k = unit.values.cols();
  require(n >= 4, "xdf_table", "the number of time points must be >= 4", n);
  const stats::LaggedProducts lagged(n);
  std::vector<detail::XdfSeries> prepared(as_size(k));
  context.executor.bulk(k, [&](Index i) {
    if (unit.ok(i)) nth(prepared, i) = detail::xdf_series(lagged, unit.values.col(i));
  });
  const MatrixX<double> none = MatrixX<double>::Constant(k, k, std::numeric_limits<double>::quiet_NaN());
  XdfTable table{none, none, none, none};
  context.executor.bulk(k, [&](Index j) {
    for (Index i = 0; i < j; ++i) {
      const auto& a = nth(prepared, i);
      const auto& b = nth(prepared, j);
      if (!a.ok || !b.ok) continue;
      const stats::XdfTest test = detail::xdf_test(lagged, a, b, xdf.settings());
      table.r(i, j) = table.r(j, i) = test.r;
      table.variance(i, j) = table.variance(j, i) = test.variance;
      table.z(i, j) = table.z(j, i) = test.z;
      table.p(i, j) = table.p(j, i) = test.p;
    }
  });
  return table;
}

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
