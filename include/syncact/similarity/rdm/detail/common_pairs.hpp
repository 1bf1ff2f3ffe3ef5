#pragma once
/// The pairs that two RDMs share, under a rule for those that are missing.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/similarity/missing_data.hpp"
#include "syncact/similarity/rdm/rdm.hpp"

namespace syncact::inline v0_1::similarity::rdm::detail {

/// Two RDMs of the same conditions, both NaN at the pairs that either lacks.
struct CommonPairs {
  Rdm a, b;
  similarity::MeasureStatus status = similarity::MeasureStatus::ok;
  std::vector<Index> missing{};  ///< positions of pairs, rising; only under the rule pairwise

  [[nodiscard]] Index n_present() const { return a.n_pairs() - static_cast<Index>(missing.size()); }
  /// The pairs that are there, in order.
  [[nodiscard]] VectorX<double> present(const Rdm& rdm) const {
    if (missing.empty()) return rdm.values;
    VectorX<double> values(n_present());
    std::size_t skipped = 0;
    for (Index k = 0; k < rdm.n_pairs(); ++k) {
      if (skipped < missing.size() && missing[skipped] == k) {
        ++skipped;
      } else {
        values[k - static_cast<Index>(skipped)] = rdm.values[k];
      }
    }
    return values;
  }
};

/// The RDM of some of its conditions, in the order given; NaN for a condition and itself.
[[nodiscard]] inline Rdm of_conditions(const Rdm& rdm, const std::vector<Index>& conditions) {
  const auto n = static_cast<Index>(conditions.size());
  Rdm part{n, VectorX<double>(n * (n - 1) / 2)};
  for (Index i = 0, k = 0; i < n; ++i) {
    for (Index j = i + 1; j < n; ++j, ++k) {
      const Index a = nth(conditions, i), b = nth(conditions, j);
      part.values[k] = a == b ? std::numeric_limits<double>::quiet_NaN()
                              : rdm.values[Rdm::pair(std::min(a, b), std::max(a, b), rdm.n_conditions)];
    }
  }
  return part;
}

/// Conditions left after those with most missing pairs are taken out one by one (the last of several) until none is missing.
[[nodiscard]] inline std::vector<Index> complete_conditions(const Rdm& sum) {
  const MatrixX<double> square = sum.square();
  std::vector<Index> keep(as_size(sum.n_conditions));
  for (std::size_t i = 0; i < keep.size(); ++i) keep[i] = static_cast<Index>(i);
  for (;;) {
    Index most = 0;
    std::size_t worst = 0;
    for (std::size_t i = 0; i < keep.size(); ++i) {
      const auto lacks = std::count_if(keep.begin(), keep.end(), [&](Index j) { return !std::isfinite(square(keep[i], j)); });
      if (lacks > 0 && lacks >= most) most = lacks, worst = i;
    }
    if (most == 0) return keep;
    keep.erase(keep.begin() + static_cast<std::ptrdiff_t>(worst));
  }
}

/// Applies the rule: raise, propagate, pairwise, or drop_sample (a sample is a condition). Throws ShapeError unless both RDMs
/// are of the same conditions, ValueError for a missing pair under `raise` and for a rule that has no meaning here.
[[nodiscard]] inline CommonPairs common_pairs(std::string_view function, const Rdm& a, const Rdm& b,
                                              const similarity::MissingData& nan) {
  using similarity::MissingRule;
  require_extent(function, "number of conditions of the second RDM", a.n_conditions, b.n_conditions);
  for (const Rdm* rdm : {&a, &b}) {
    require_extent(function, "number of pairs", rdm->n_conditions * (rdm->n_conditions - 1) / 2, rdm->n_pairs());
  }
  require(nan.min_fraction >= 0 && nan.min_fraction <= 1, function, "min_fraction must be in [0, 1]", nan.min_fraction);
  require(nan.rule != MissingRule::drop_unit, function,
          "the rule for NaN must be raise, propagate, pairwise or drop_sample for RDMs, not drop_unit");
  CommonPairs common{a, b};
  if (a.values.allFinite() && b.values.allFinite()) return common;
  for (Index k = 0; k < a.n_pairs(); ++k) {
    if (!std::isfinite(a.values[k]) || !std::isfinite(b.values[k])) common.missing.push_back(k);
  }
  if (nan.rule == MissingRule::raise) {
    throw ValueError(
        message(function, ": RDMs must be finite, but pair ", common.missing[0], " is not; see the rules for NaN"));
  }
  const auto enough = [&](Index left, Index all) {
    return left > 0 && static_cast<double>(left) >= nan.min_fraction * static_cast<double>(all);
  };
  if (nan.rule == MissingRule::propagate) {
    common.status = similarity::MeasureStatus::non_finite;
  } else if (nan.rule == MissingRule::pairwise) {
    if (!enough(common.n_present(), a.n_pairs())) common.status = similarity::MeasureStatus::too_few_samples;
  } else {
    const std::vector<Index> keep = complete_conditions({a.n_conditions, a.values + b.values});
    if (!enough(static_cast<Index>(keep.size()), a.n_conditions)) common.status = similarity::MeasureStatus::too_few_samples;
    common = {of_conditions(a, keep), of_conditions(b, keep), common.status, {}};
  }
  return common;
}

/// f(a, b) of the values that both have; NaN from f means that the formula has no value.
template <class F>
[[nodiscard]] similarity::Measurement over_common_pairs(std::string_view function, const Rdm& a, const Rdm& b,
                                                        const similarity::MissingData& nan, Index least, F&& f) {
  const CommonPairs common = common_pairs(function, a, b, nan);
  const Index n = common.n_present();
  if (!similarity::has_value(common.status)) return similarity::no_value(common.status, n);
  if (n < least) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
  const double value = f(common.present(common.a), common.present(common.b));
  if (std::isnan(value)) return similarity::no_value(similarity::MeasureStatus::undefined, n);
  return {value, similarity::MeasureStatus::ok, n, 0, 0};
}

/// The options that every comparison of RDMs has.
template <class Self, class Visit>
void nan_options(Self& nan, Visit&& option) {
  option("nan", nan.rule, "what happens to pairs that are missing");
  option("min_fraction", nan.min_fraction, "share of pairs (conditions) that must be left");
}

}  // namespace syncact::inline v0_1::similarity::rdm::detail

#include "syncact/core/macros_on.hpp"
