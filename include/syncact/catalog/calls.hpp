#pragma once
/// How measures of each kind are called from arrays. Each is an empty type; see AnyMeasure.
#include "syncact/core/macros_off.hpp"

#include "syncact/catalog/any_measure.hpp"
#include "syncact/core/indexed.hpp"
#include "syncact/similarity/series/pairs.hpp"

namespace syncact::inline v0_1::catalog {

namespace detail {

/// What the list says of rules that several ways of calling share.
inline constexpr std::string_view leaves_out =
    "raise; propagate: no value; drop_unit, drop_sample: left out; pairwise is refused";
inline constexpr std::string_view no_value = "raise; otherwise no value";

/// One axis, or a table of one column. Throws ShapeError otherwise.
template <class P>
[[nodiscard]] VectorX<double> series(std::string_view id, const Input<P>& input) {
  const MatrixX<double>& table = input.table();
  require_extent(id, "number of columns of a series", 1, table.cols());
  return table.col(0);
}

/// Two tables after the NaN rule, and what to call with them.
template <class P, class F>
[[nodiscard]] Evaluation with_screened(std::string_view id, const Request<P>& request, F&& f) {
  const Input<P>&x = request[0], &y = request[1];
  if (x.finite() && y.finite()) return f(x, y);
  const similarity::Screened s = similarity::screen(id, x.table(), y.table(), request.nan);
  if (s.status != similarity::MeasureStatus::ok) return similarity::no_value(s.status, s.x.rows());
  return f(x.with_table(s.x), y.with_table(s.y));
}

/// A list, or the number that it holds where the policy says that it is one.
template <class M>
[[nodiscard]] Evaluation as_declared(const M& policy, Evaluation evaluation) {
  if constexpr (requires { policy.is_scalar(); }) evaluation.is_list = !policy.is_scalar();
  return evaluation;
}

/// Whether the rule gives no value at all for inputs that hold NaN or infinity.
template <class P>
[[nodiscard]] bool propagates(const Request<P>& request) {
  return request.nan.rule == similarity::MissingRule::propagate &&
         std::any_of(request.inputs.begin(), request.inputs.end(), [](const auto& input) { return !input.finite(); });
}

/// The table with infinity as NaN: both say that a value is missing.
[[nodiscard]] inline MatrixX<double> with_missing(const MatrixX<double>& table) {
  return table.unaryExpr([](double v) { return std::isfinite(v) ? v : std::numeric_limits<double>::quiet_NaN(); });
}

/// Runs [condition x channel] after the NaN rule. A row of NaN is a condition that the run lacks and no missing value. Throws
/// ValueError for other NaN and infinity under `raise`, and for `drop_unit` with a precision, whose channels are all of them.
struct ScreenedRuns {
  std::vector<MatrixX<double>> runs;
  similarity::MeasureStatus status = similarity::MeasureStatus::ok;
};
[[nodiscard]] inline ScreenedRuns screen_runs(std::string_view id, std::vector<MatrixX<double>> runs, bool precision,
                                              const similarity::MissingData& nan) {
  using similarity::MissingRule;
  std::vector<Index> broken;  // channels
  for (std::size_t r = 0; r < runs.size(); ++r) {
    for (Index i = 0; i < runs[r].rows(); ++i) {
      const auto row = runs[r].row(i);
      if (row.allFinite() || row.array().isNaN().all()) continue;
      for (Index c = 0; c < row.size(); ++c) {
        if (std::isfinite(row[c])) continue;
        if (nan.rule == MissingRule::raise) {
          throw ValueError(message(id, ": runs must be finite but for conditions that a run lacks (rows of NaN); is ", row[c],
                                   " at [", r, ", ", i, ", ", c, "] (counted from 0); see the option nan"));
        }
        broken.push_back(c);
      }
    }
  }
  if (broken.empty()) return {std::move(runs)};
  if (nan.rule == MissingRule::propagate) return {std::move(runs), similarity::MeasureStatus::non_finite};
  if (nan.rule == MissingRule::drop_unit) {
    require(
        !precision, id,
        "the rule for NaN must be raise, propagate, pairwise or drop_sample with a precision of all channels, not drop_unit");
    std::vector<Index> keep;
    for (Index c = 0; c < runs[0].cols(); ++c) {
      if (std::find(broken.begin(), broken.end(), c) == broken.end()) keep.push_back(c);
    }
    if (!similarity::detail::enough(keep.size(), runs[0].cols(), nan.min_fraction)) {
      return {std::move(runs), similarity::MeasureStatus::too_few_samples};
    }
    for (MatrixX<double>& run : runs) run = MatrixX<double>(columns_of(run, keep));
  }
  return {std::move(runs)};
}

}  // namespace detail

/// compare(x, y) of two prepared tables, after the NaN rule.
struct TwoTables {
  static constexpr std::string_view nan_rules = detail::leaves_out;

  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 2);
    return detail::with_screened(policy.info().id, request, [&](const Input<P>& x, const Input<P>& y) {
      return Evaluation(policy.compare(x.prepared(), y.prepared()));
    });
  }
};

/// compare(x, y) of a policy that looks at one of them only: the other may be missing.
struct OneOfTwoTables {
  static constexpr std::string_view nan_rules = detail::leaves_out;

  template <class M, class P>
  Evaluation operator()(const M& policy, Request<P> request) const {
    if (request.inputs.size() == 1) request.inputs.push_back(request.inputs[0]);
    return TwoTables{}(policy, request);
  }
};

/// describe(x) of one prepared table.
struct OneTable {
  static constexpr std::string_view nan_rules = detail::leaves_out;

  template <class M, class P>
  Evaluation operator()(const M& policy, Request<P> request) const {
    request.require_inputs(policy.info().id, 1);
    request.inputs.push_back(request.inputs[0]);
    return detail::with_screened(policy.info().id, request,
                                 [&](const Input<P>& x, const Input<P>&) { return Evaluation(policy.describe(x.prepared())); });
  }
};

/// describe(x) of a table [time x signal] whose unusable signals are the measure's own business.
struct SignalTable {
  static constexpr std::string_view nan_rules =
      "raise; propagate: no value; otherwise signals that hold one have no values and disturb no others";

  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 1);
    if (detail::propagates(request))
      return similarity::no_value(similarity::MeasureStatus::non_finite, request[0].table().rows());
    return policy.describe(request[0].table());
  }
};

/// compare(x, y, context) of features and targets.
struct FeaturesAndTargets {
  static constexpr std::string_view nan_rules = detail::leaves_out;

  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 2);
    return detail::with_screened(policy.info().id, request, [&](const Input<P>& x, const Input<P>& y) {
      const P& prepared = x.prepared();
      return detail::as_declared(policy, policy.compare(x.table(), y.table(), prepared.context()));
    });
  }
};

/// compare(x, repeats, context) of features [sample x feature] and targets [repeat x sample x target].
struct FeaturesAndRepeats {
  static constexpr std::string_view nan_rules = detail::no_value;

  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 2);
    if (!request[0].finite() || !request[1].finite()) return similarity::no_value(similarity::MeasureStatus::non_finite, 0);
    const P& x = request[0].prepared();
    const std::vector<MatrixX<double>> repeats = request[1].stack();
    return detail::as_declared(policy, policy.compare(x.values(), repeats, x.context()));
  }
};

/// of_stack(tables) or describe(tables), one table for each index of the first axis.
struct Stack {
  static constexpr std::string_view nan_rules = "raise; otherwise signals or units that hold one have no values";

  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 1);
    const std::vector<MatrixX<double>> stack = request[0].stack();
    if constexpr (requires { policy.of_stack(stack); }) {
      return policy.of_stack(stack);
    } else {
      return policy.describe(stack);
    }
  }
};

/// compare(x, y) of trials [condition x trial x unit].
struct TwoStacks {
  static constexpr std::string_view nan_rules = detail::no_value;

  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 2);
    if (!request[0].finite() || !request[1].finite()) return similarity::no_value(similarity::MeasureStatus::non_finite, 0);
    const std::vector<MatrixX<double>> x = request[0].stack(), y = request[1].stack();
    return policy.compare(std::span<const MatrixX<double>>(x), std::span<const MatrixX<double>>(y));
  }
};

/// dissimilarities(runs), with an optional second input: the noise precision [channel x channel], or one for each run.
struct RunsAndPrecision {
  static constexpr std::string_view nan_rules =
      "raise, but a row of NaN is a condition that the run lacks; propagate: no value; drop_unit: channels left out; otherwise "
      "the pattern counts as lacking in that run";
  static constexpr bool has_rule_of_its_own = true;

  template <class M, class P>
  Evaluation operator()(M policy, const Request<P>& request) const {
    if constexpr (requires { policy.precision; }) {
      if (request.inputs.size() == 2) {
        const Input<P>& precision = request[1];
        precision.require_finite(policy.info().id, 1);
        policy.precision = precision.array().n_axes() == 3 ? precision.stack() : std::vector{precision.table()};
      }
    }
    require(request.inputs.size() == 1 || request.inputs.size() == 2, policy.info().id, "the number of inputs must be 1 or 2",
            request.inputs.size());
    const auto [runs, status] =
        detail::screen_runs(policy.info().id, request[0].stack(), request.inputs.size() == 2, request.nan);
    if (status != similarity::MeasureStatus::ok) return similarity::no_value(status, static_cast<Index>(runs.size()));
    return pairs(policy.dissimilarities(std::span<const MatrixX<double>>(runs)), static_cast<Index>(runs.size()));
  }

  /// The values of an RDM; NaN among them is a constant pattern, or a pair that no run has.
  static Evaluation pairs(const auto& rdm, Index n_used) {
    similarity::MeasurementList list{rdm.values, similarity::MeasureStatus::ok, n_used, 0, 0};
    if (!rdm.values.allFinite()) list.status = similarity::MeasureStatus::undefined;
    return list;
  }
};

/// An RDM of one table, with the noise precision [channel x channel] as an optional second input.
struct PatternsAndPrecision {
  static constexpr std::string_view nan_rules = "raise; propagate: no value; otherwise dissimilarities of the pattern are NaN";

  template <class M, class P>
  Evaluation operator()(M recipe, const Request<P>& request) const {
    require(request.inputs.size() == 1 || request.inputs.size() == 2, recipe.info().id, "the number of inputs must be 1 or 2",
            request.inputs.size());
    if (detail::propagates(request))
      return similarity::no_value(similarity::MeasureStatus::non_finite, request[0].table().rows());
    if (request.inputs.size() == 2) recipe.precision = request[1].table();
    const MatrixX<double>& table = request[0].table();
    return RunsAndPrecision::pairs(recipe.make(table), table.rows());
  }
};

/// RDMs of two tables compared, with the covariance of pattern estimates [condition x condition] as an optional third input.
/// Patterns with NaN have dissimilarities that are NaN, and those are the comparison's business.
struct TablesAndCovariance {
  static constexpr std::string_view nan_rules =
      "raise; propagate: no value; pairwise: pairs left out; drop_sample: conditions left out; drop_unit is refused";

  template <class M, class P>
  Evaluation operator()(M policy, const Request<P>& request) const {
    require(request.inputs.size() == 2 || request.inputs.size() == 3, policy.info().id, "the number of inputs must be 2 or 3",
            request.inputs.size());
    if (request.inputs.size() == 3) {
      if constexpr (requires { policy.comparison; }) policy.comparison.sigma_k = request[2].table();
      if constexpr (requires { policy.rsa; }) policy.rsa.comparison.sigma_k = request[2].table();
    }
    if (detail::propagates(request))
      return similarity::no_value(similarity::MeasureStatus::non_finite, request[0].table().rows());
    if (request[0].finite() && request[1].finite()) {
      return policy.compare(request[0].prepared(), request[1].prepared());
    }
    return policy.compare(request[0].table(), request[1].table());
  }
};

/// compare(a, b) of two series [time], after the NaN rule.
struct TwoSeries {
  static constexpr std::string_view nan_rules =
      "raise; propagate: no value; where the order of time does not matter, pairwise and drop_sample leave time points out";

  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    const auto id = policy.info().id;
    request.require_inputs(id, 2);
    const VectorX<double> a = detail::series(id, request[0]), b = detail::series(id, request[1]);
    require_same_times(id, "the first series", a.size(), "the second", b.size());
    if constexpr (similarity::series::ScalarSeriesMeasure<M>) {
      if constexpr (similarity::series::ignores_time_order<M>)
        return similarity::series::detail::compare_pair(policy, a, b, request.nan);
    }
    return policy.compare(a, b);
  }
};

/// describe(a) of one series [time].
struct OneSeries {
  static constexpr std::string_view nan_rules = "raise; propagate: no value; otherwise undefined";

  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 1);
    if (detail::propagates(request))
      return similarity::no_value(similarity::MeasureStatus::non_finite, request[0].table().rows());
    return policy.describe(detail::series(policy.info().id, request[0]));
  }
};

/// describe(a, phases), or compare(a, b, phases): phases [frequency] come last.
struct SeriesAndPhases {
  static constexpr std::string_view nan_rules = detail::no_value;

  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    const auto id = policy.info().id;
    const VectorX<double> a = detail::series(id, request[0]);
    for (const Input<P>& input : request.inputs) {
      if (!input.finite()) return similarity::no_value(similarity::MeasureStatus::non_finite, a.size());
    }
    if constexpr (requires { policy.describe(a, a); }) {
      request.require_inputs(id, 2);
      return policy.describe(a, detail::series(id, request[1]));
    } else {
      request.require_inputs(id, 3);
      return policy.compare(a, detail::series(id, request[1]), detail::series(id, request[2]));
    }
  }
};

/// What the options hold, or the inputs if there are any: evaluate(), or describe(series).
struct OptionsOrSeries {
  static constexpr std::string_view nan_rules = "raise; propagate: no value; otherwise tests without a p-value do not count";

  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    if (request.inputs.empty()) return policy.evaluate();
    return OneSeries{}(policy, request);
  }
};

/// The same with tables: evaluate(), describe(table), or compare(table, series).
struct OptionsOrTables {
  static constexpr std::string_view nan_rules = "raise; propagate: no value; otherwise scores that are missing do not count";

  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    const auto id = policy.info().id;
    if (request.inputs.empty()) return policy.evaluate();
    if (detail::propagates(request))
      return similarity::no_value(similarity::MeasureStatus::non_finite, request[0].table().rows());
    if constexpr (requires(const MatrixX<double>& table, const VectorX<double>& series) { policy.compare(table, series); }) {
      request.require_inputs(id, 2);
      return policy.compare(detail::with_missing(request[0].table()), detail::series(id, request[1]));
    } else {
      request.require_inputs(id, 1);
      return policy.describe(detail::with_missing(request[0].table()));
    }
  }
};

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
