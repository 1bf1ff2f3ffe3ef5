#pragma once
/// How measures of each kind are called from arrays.
#include "syncact/registry/any_measure.hpp"

namespace syncact::registry {

/// compare(x, y) of two prepared tables, after the NaN rule.
struct TwoTables {
  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    const auto id = policy.info().id;
    request.require_inputs(id, 2);
    const Input<P>&x = request[0], &y = request[1];
    if (x.finite() && y.finite()) return policy.compare(x.prepared(), y.prepared());
    const measure::Screened s = measure::screen(id, x.table(), y.table(), request.nan);
    if (s.status != measure::Status::ok) return measure::no_value(s.status, s.x.rows());
    return policy.compare(x.with_table(s.x).prepared(), y.with_table(s.y).prepared());
  }
};

/// describe(x) of one prepared table.
struct OneTable {
  template <class M, class P>
  Evaluation operator()(const M& policy, const Request<P>& request) const {
    const auto id = policy.info().id;
    request.require_inputs(id, 1);
    if (request[0].finite()) return policy.describe(request[0].prepared());
    const measure::Screened s = measure::screen(id, request[0].table(), request[0].table(), request.nan);
    if (s.status != measure::Status::ok) return measure::no_value(s.status, s.x.rows());
    return policy.describe(request[0].with_table(s.x).prepared());
  }
};

}  // namespace syncact::registry
