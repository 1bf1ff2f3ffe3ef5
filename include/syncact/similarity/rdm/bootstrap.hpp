#pragma once
/// How far a comparison of RDMs would move with other conditions or other subjects.
#include "syncact/core/macros_off.hpp"

#include <span>

#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/rdm/concept.hpp"
#include "syncact/similarity/rdm/detail/common_pairs.hpp"

namespace syncact::inline v0_1::similarity::rdm {

/// A comparison that can leave pairs out, as resampling conditions needs: it has a member `nan` and obeys the rule pairwise.
template <class C>
concept LeavesPairsOut = RdmComparison<C> && requires(C comparison) {
  { comparison.nan } -> std::same_as<similarity::MissingData&>;
};

struct BootstrapOptions {
  bool conditions = true;  ///< draw conditions with replacement, the same for all RDMs
  bool subjects = false;   ///< draw subjects with replacement
  Index n_resamples = 1000;
  double level = 0.95;  ///< coverage of the interval, in (0, 1)
  std::uint64_t seed = 0;
};

struct Bootstrapped {
  double value = 0;         ///< of the RDMs as they are: the mean over subjects of comparison(model, subject)
  double low = 0;           ///< percentile interval; NaN if fewer than half of the draws have a value
  double high = 0;          ///< likewise
  Index n_defined = 0;      ///< draws that have a value
  VectorX<double> draws{};  ///< [draw] NaN where the formula has no value
};

/// Compares `model` with the RDM of each subject, and again over resamples. A condition drawn twice makes a pair with itself,
/// whose distance is 0 by construction and not by measurement: such pairs are left out of that resample. Draw d depends on
/// (seed, d) alone, so executors do not change it. Efron & Tibshirani, An Introduction to the Bootstrap (1993), chapter 13;
/// both axes at once as in Schuett et al., eLife 12 (2023) e82566, whose correction for the doubled variance is not applied.
/// Throws ValueError without subjects, with nothing to resample, or for settings outside their range.
template <LeavesPairsOut C, CallContext X = Context<>>
[[nodiscard]] Bootstrapped bootstrap(const Rdm& model, std::span<const Rdm> subjects, const C& comparison,
                                     const BootstrapOptions& options = {}, const X& context = {}) {
  constexpr const char* function = "rdm::bootstrap";
  const auto n_subjects = static_cast<Index>(subjects.size());
  const Index n = model.n_conditions;
  require(n_subjects >= 1, function, "the number of subjects must be >= 1", n_subjects);
  require(n >= 2, function, "the number of conditions must be >= 2", n);
  require(options.conditions || options.subjects, function, "conditions or subjects must be resampled");
  require(options.n_resamples >= 1, function, "n_resamples must be >= 1", options.n_resamples);
  require(options.level > 0 && options.level < 1, function, "level must lie in (0, 1)", options.level);

  Bootstrapped result;
  for (const Rdm& subject : subjects)
    result.value += comparison.compare(model, subject).value / static_cast<double>(n_subjects);
  C lenient = comparison;  // the first comparisons have applied the caller's rule to the data themselves
  lenient.nan = {similarity::MissingRule::pairwise, 0.0};
  result.draws.resize(options.n_resamples);
  context.executor.bulk(options.n_resamples, [&](Index d) {
    const Random random(options.seed, static_cast<std::uint64_t>(d));
    std::uint64_t next = 0;
    std::vector<Index> conditions(as_size(n));
    for (Index i = 0; i < n; ++i) nth(conditions, i) = options.conditions ? random.below(next++, n) : i;
    const Rdm resampled = detail::of_conditions(model, conditions);
    double sum = 0;
    for (Index s = 0; s < n_subjects; ++s) {
      const Index pick = options.subjects ? random.below(next++, n_subjects) : s;
      sum += lenient.compare(resampled, detail::of_conditions(nth(subjects, pick), conditions)).value;
    }
    result.draws[d] = sum / static_cast<double>(n_subjects);
  });

  std::vector<double> sorted;
  for (const double value : result.draws) {
    if (!std::isnan(value)) sorted.push_back(value);
  }
  result.n_defined = static_cast<Index>(sorted.size());
  result.low = result.high = std::numeric_limits<double>::quiet_NaN();
  if (2 * result.n_defined < options.n_resamples) return result;
  std::sort(sorted.begin(), sorted.end());
  const auto at = [&](double share) { return nth(sorted, std::lround(share * static_cast<double>(sorted.size() - 1))); };
  result.low = at((1 - options.level) / 2);
  result.high = at((1 + options.level) / 2);
  return result;
}

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
