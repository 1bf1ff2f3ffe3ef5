#pragma once
/// How measures of each kind are called from arrays. Each is an empty type; see AnyMeasure.
#include "syncact/registry/any_measure.hpp"
#include "syncact/timeseries/pairs.hpp"

namespace syncact::registry {

namespace detail {

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
  const measure::Screened s = measure::screen(id, x.table(), y.table(), request.nan);
  if (s.status != measure::Status::ok) return measure::no_value(s.status, s.x.rows());
  return f(x.with_table(s.x), y.with_table(s.y));
}

/// A list, or the number that it holds where the policy says that it is one.
template <class M>
[[nodiscard]] Evaluation as_declared(const M& policy, Evaluation evaluation) {
  if constexpr (requires { policy.is_scalar(); }) evaluation.is_list = !policy.is_scalar();
  return evaluation;
}

template <class P>
void require_finite_input(std::string_view id, const Request<P>& request, const Input<P>& input) {
  if (request.nan.rule == measure::NanRule::raise && !input.finite()) {
    throw ValueError(syncact::detail::text(id, ": an input holds NaN or infinity; see the option nan"));
  }
}

}  // namespace detail

/// compare(x, y) of two prepared tables, after the NaN rule.
struct TwoTables {
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
  template <class M, class P>
  Evaluation operator()(const M& policy, Request<P> request) const {
    if (request.inputs.size() == 1) request.inputs.push_back(request.inputs[0]);
    return TwoTables{}(policy, request);
  }
};

/// describe(x) of one prepared table.
struct OneTable {
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
  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 1);
    detail::require_finite_input(policy.info().id, request, request[0]);
    return policy.describe(request[0].table());
  }
};

/// compare(x, y, backend, executor) of features and targets.
struct FeaturesAndTargets {
  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 2);
    return detail::with_screened(policy.info().id, request, [&](const Input<P>& x, const Input<P>& y) {
      const P& prepared = x.prepared();
      return detail::as_declared(policy, policy.compare(x.table(), y.table(), prepared.backend(), prepared.executor()));
    });
  }
};

/// compare(x, repeats, backend, executor) of features [sample x feature] and targets [repeat x sample x target].
struct FeaturesAndRepeats {
  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 2);
    detail::require_finite_input(policy.info().id, request, request[1]);
    const P& x = request[0].prepared();
    const std::vector<MatrixX<double>> repeats = request[1].stack();
    return detail::as_declared(policy, policy.compare(x.values(), repeats, x.backend(), x.executor()));
  }
};

/// of_stack(tables) or describe(tables), one table for each index of the first axis.
struct Stack {
  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 1);
    detail::require_finite_input(policy.info().id, request, request[0]);
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
  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 2);
    for (const Input<P>& input : request.inputs) detail::require_finite_input(policy.info().id, request, input);
    if (!request[0].finite() || !request[1].finite()) return measure::no_value(measure::Status::non_finite, 0);
    const std::vector<MatrixX<double>> x = request[0].stack(), y = request[1].stack();
    return policy.compare(std::span<const MatrixX<double>>(x), std::span<const MatrixX<double>>(y));
  }
};

/// dissimilarities(runs), with an optional second input: the noise precision [channel x channel], or one for each run.
struct RunsAndPrecision {
  template <class M, class P>
  Evaluation operator()(M policy, const Request<P>& request) const {
    if constexpr (requires { policy.precision; }) {
      if (request.inputs.size() == 2) {
        const Input<P>& precision = request[1];
        policy.precision = precision.array().n_axes() == 3 ? precision.stack() : std::vector{precision.table()};
      }
    }
    require(request.inputs.size() == 1 || request.inputs.size() == 2, policy.info().id, "one or two inputs are needed",
            request.inputs.size());
    const std::vector<MatrixX<double>> runs = request[0].stack();
    return pairs(policy.dissimilarities(std::span<const MatrixX<double>>(runs)), static_cast<Index>(runs.size()));
  }

  /// The values of an RDM; NaN among them is a constant pattern, or a pair that no run has.
  static Evaluation pairs(const auto& rdm, Index n_used) {
    measure::MeasurementList list{rdm.values, measure::Status::ok, n_used, 0, 0};
    if (!rdm.values.allFinite()) list.status = measure::Status::undefined;
    return list;
  }
};

/// An RDM of one table, with the noise precision [channel x channel] as an optional second input.
struct PatternsAndPrecision {
  template <class M, class P>
  Evaluation operator()(M recipe, const Request<P>& request) const {
    require(request.inputs.size() == 1 || request.inputs.size() == 2, recipe.info().id, "one or two inputs are needed",
            request.inputs.size());
    detail::require_finite_input(recipe.info().id, request, request[0]);
    if (request.inputs.size() == 2) recipe.precision = request[1].table();
    const MatrixX<double>& table = request[0].table();
    return RunsAndPrecision::pairs(recipe.make(table), table.rows());
  }
};

/// RDMs of two tables compared, with the covariance of pattern estimates [condition x condition] as an optional third input.
/// Patterns with NaN have dissimilarities that are NaN, and those are the comparison's business.
struct TablesAndCovariance {
  template <class M, class P>
  Evaluation operator()(M policy, const Request<P>& request) const {
    require(request.inputs.size() == 2 || request.inputs.size() == 3, policy.info().id, "two or three inputs are needed",
            request.inputs.size());
    if (request.inputs.size() == 3) {
      if constexpr (requires { policy.comparison; }) policy.comparison.sigma_k = request[2].table();
      if constexpr (requires { policy.rsa; }) policy.rsa.comparison.sigma_k = request[2].table();
    }
    for (const Input<P>& input : request.inputs) detail::require_finite_input(policy.info().id, request, input);
    if (request[0].finite() && request[1].finite()) {
      return policy.compare(request[0].prepared(), request[1].prepared());
    }
    return policy.compare(request[0].table(), request[1].table());
  }
};

/// compare(a, b) of two series [time], after the NaN rule.
struct TwoSeries {
  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    const auto id = policy.info().id;
    request.require_inputs(id, 2);
    const VectorX<double> a = detail::series(id, request[0]), b = detail::series(id, request[1]);
    require_same_times(id, "the first series", a.size(), "the second", b.size());
    for (const Input<P>& input : request.inputs) detail::require_finite_input(id, request, input);
    if constexpr (timeseries::ScalarSeriesMeasure<M>) {
      if constexpr (timeseries::ignores_time_order<M>) return timeseries::detail::compare_pair(policy, a, b, request.nan);
    }
    return policy.compare(a, b);
  }
};

/// describe(a) of one series [time].
struct OneSeries {
  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    request.require_inputs(policy.info().id, 1);
    detail::require_finite_input(policy.info().id, request, request[0]);
    return policy.describe(detail::series(policy.info().id, request[0]));
  }
};

/// describe(a, phases), or compare(a, b, phases): phases [frequency] come last.
struct SeriesAndPhases {
  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    const auto id = policy.info().id;
    const VectorX<double> a = detail::series(id, request[0]);
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
  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    if (request.inputs.empty()) return policy.evaluate();
    return OneSeries{}(policy, request);
  }
};

/// The same with tables: evaluate(), describe(table), or compare(table, series).
struct OptionsOrTables {
  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    const auto id = policy.info().id;
    if (request.inputs.empty()) return policy.evaluate();
    if constexpr (requires(const MatrixX<double>& table, const VectorX<double>& series) { policy.compare(table, series); }) {
      request.require_inputs(id, 2);
      return policy.compare(request[0].table(), detail::series(id, request[1]));
    } else {
      request.require_inputs(id, 1);
      return policy.describe(request[0].table());
    }
  }
};

}  // namespace syncact::registry
