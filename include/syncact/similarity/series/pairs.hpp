#pragma once
/// A measure of two series on tables: all pairs of signals, whatever the tables are made of.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/parallel/context.hpp"
#include "syncact/similarity/missing_data.hpp"
#include "syncact/similarity/series/concept.hpp"

namespace syncact::inline v0_1::similarity::series {

/// [a-signal x b-signal] Values of a measure, NaN where the status says that there is none.
struct PairTable {
  MatrixX<double> values;
  Eigen::Matrix<similarity::MeasureStatus, Eigen::Dynamic, Eigen::Dynamic> status;
};

namespace detail {

/// The measure of one pair under a rule other than raise.
template <class M>
[[nodiscard]] similarity::Measurement compare_pair(const M& measure, const VectorX<double>& a, const VectorX<double>& b,
                                                   const similarity::MissingData& nan) {
  const bool drop = nan.rule == similarity::MissingRule::pairwise || nan.rule == similarity::MissingRule::drop_sample;
  if (!drop || (a.allFinite() && b.allFinite())) return measure.compare(a, b);
  std::vector<Index> keep;
  for (Index t = 0; t < a.size(); ++t) {
    if (std::isfinite(a[t]) && std::isfinite(b[t])) keep.push_back(t);
  }
  if (!similarity::detail::enough(keep.size(), a.size(), nan.min_fraction)) {
    return similarity::no_value(similarity::MeasureStatus::too_few_samples, static_cast<Index>(keep.size()));
  }
  return measure.compare(VectorX<double>(a(keep)), VectorX<double>(b(keep)));
}

}  // namespace detail

/// The measure of every signal of a with every signal of b, both [time x signal].
/// NaN: `raise` throws; under `propagate` and `drop_unit` a signal that holds one has the status non_finite; under `pairwise`
/// each pair uses the time points that both have, under `drop_sample` those that all signals of both tables have. Dropping
/// time points is a ValueError for measures that look at the order of time (see ignores_time_order).
/// Throws ShapeError unless both have the same time points.
template <ScalarSeriesMeasure M, TimeSeriesMatrix A, TimeSeriesMatrix B, CallContext C = Context<>>
[[nodiscard]] PairTable compare_pairs(const M& measure, const A& a, const B& b, const similarity::MissingData& nan = {},
                                      const C& context = {}) {
  const bool pairwise = nan.rule == similarity::MissingRule::pairwise;
  if (pairwise || nan.rule == similarity::MissingRule::drop_sample) {
    require(ignores_time_order<M>, "compare_pairs",
            message("time points can be dropped only for a measure that ignores their order, not ", measure.info().id));
  }
  similarity::MissingData whole = nan;
  if (pairwise || nan.rule == similarity::MissingRule::drop_unit) whole.rule = similarity::MissingRule::propagate;
  const similarity::Screened tables = similarity::screen("compare_pairs", a, b, whole);
  const Index rows = tables.x.cols(), cols = tables.y.cols();
  PairTable table{MatrixX<double>(rows, cols), {rows, cols}};
  context.executor.bulk(cols, [&](Index j) {
    for (Index i = 0; i < rows; ++i) {
      const similarity::Measurement m = tables.status == similarity::MeasureStatus::too_few_samples
                                            ? similarity::no_value(tables.status, tables.x.rows())
                                            : detail::compare_pair(measure, tables.x.col(i), tables.y.col(j), nan);
      table.values(i, j) = m.value;
      table.status(i, j) = m.status;
    }
  });
  return table;
}

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
