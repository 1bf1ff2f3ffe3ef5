#pragma once
/// Timing of a coupling: is it strongest where the clocks say, or some scans off?
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "syncact/stats/p_from_null.hpp"
#include "syncact/synchrony/couple.hpp"

namespace syncact::inline v0_1::synchrony {

/// The null model whose draws are all shifts, the same in each run. With n scans in the longest run, draw `which` rolls every
/// run by which + 1 scans, or from n/2 on by which + 1 - n: half of the shifts are forwards, half backwards.
struct EveryShift {
  template <std::floating_point T>
  [[nodiscard]] MatrixX<T> scramble(const SeriesView<T>& series, const Timeline& scans, const Random& random) const {
    return stats::CircularShift::roll(series, scans, lags(scans, random));
  }
  template <std::floating_point T>
  [[nodiscard]] MatrixX<T> scramble_by(const SeriesView<T>& series, const Timeline& scans, Index which) const {
    return stats::CircularShift::roll(series, scans, lags_by(scans, which));
  }
  [[nodiscard]] std::string name() const { return "every circular shift, the same in each run"; }

  /// One fewer than the longest run has scans; shorter runs come round more than once.
  [[nodiscard]] std::optional<Index> n_distinct(const Timeline& scans) const {
    Index longest = 0;
    for (const Run& run : scans.runs()) longest = std::max(longest, run.n);
    require(longest >= 2, "EveryShift", "the number of scans of the longest run must be >= 2", longest);
    return longest - 1;
  }
  [[nodiscard]] std::vector<Index> lags(const Timeline& scans, const Random& random) const {
    return lags_by(scans, random.below(0, *n_distinct(scans)));
  }
  [[nodiscard]] std::vector<Index> lags_by(const Timeline& scans, Index which) const {
    const Index n = *n_distinct(scans) + 1, shift = 2 * (which + 1) <= n ? which + 1 : which + 1 - n;
    std::vector<Index> result;
    for (const Run& run : scans.runs()) result.push_back((shift % run.n + run.n) % run.n);
    return result;
  }
};

}  // namespace syncact::inline v0_1::synchrony

namespace syncact::inline v0_1::stats {

template <>
inline constexpr bool only_reorders_time<synchrony::EveryShift> = true;
static_assert(ShiftNullModel<synchrony::EveryShift>);

}  // namespace syncact::inline v0_1::stats

namespace syncact::inline v0_1::synchrony {

struct TimingOptions {
  Index max_delay = 8;      ///< >= 1 [scan], looked at both ways
  Seconds min_shift{30};    ///< shifts of the null lie farther from every delay that is looked at
  Tail tail = Tail::upper;  ///< as in couple()
  std::optional<PerRun> per_run{};
  double level = 0.05;  ///< of the band
  Index min_degrees_of_freedom = 10;
  NanPolicy nan = NanPolicy::raise;
};

/// Synchrony as a function of a delay. delay > 0: the brain comes later than the clocks say.
struct Timing {
  std::vector<Index> delays;  ///< [scan] -max_delay .. max_delay
  VectorX<double> synchrony;  ///< [delay] mean over neurons of the best network's statistic
  Index peak = 0;             ///< the delay with the largest
  double p_peak = 1;          ///< how often the largest of as many neighbouring delays is as large by chance
  double threshold = 0;       ///< of `level`: what the largest value of such a curve passes by chance that often
  Index n_null = 0;           ///< shifts that the null is made of
  /// "": the peak is at delay 0, or no delay is above chance. Otherwise a sentence.
  std::string warning{};
};

namespace detail {

/// Coupling by every shift, of which the statistics of the draws are the values at all delays.
[[nodiscard]] inline CouplingOptions<measure::Pearson, EveryShift> by_every_shift(const TimingOptions& options, Index n) {
  CouplingOptions<measure::Pearson, EveryShift> coupling;
  coupling.tail = options.tail;
  coupling.per_run = options.per_run;
  coupling.nan = options.nan;
  coupling.min_degrees_of_freedom = options.min_degrees_of_freedom;
  coupling.keep_top = 1;
  coupling.n_permutations = n - 1;
  return coupling;
}

[[nodiscard]] inline Index longest_run(const Timeline& scans) {
  Index longest = 0;
  for (Index r = 1; r < scans.n_runs(); ++r) longest = scans.run(r).n > scans.run(longest).n ? r : longest;
  return longest;
}

/// profile[s], s = 0 .. n - 1: the value where networks are rolled by s scans, which is a brain that is s scans early. `null`
/// are those of the draws.
[[nodiscard]] inline VectorX<double> profile_of(double observed, const VectorX<double>& null, const Timeline& scans,
                                                std::uint64_t seed) {
  const Index longest = longest_run(scans), n = scans.run(longest).n;
  const stats::Draws<EveryShift> draws(EveryShift{}, scans, n - 1, seed);
  VectorX<double> profile(n);
  profile[0] = observed;
  for (Index d = 0; d < draws.size(); ++d) profile[nth(draws.lags(d), longest)] = null[d];
  return profile;
}

/// The clock of the scans that are compared, after the options have been checked.
template <ClockOrProjection Clock>
[[nodiscard]] const Timeline& timed_scans(const Clock& clock, const TimingOptions& options, const char* function) {
  require(options.max_delay >= 1, function, "max_delay must be >= 1", options.max_delay);
  require(options.level > 0 && options.level < 1, function, "level must lie in (0, 1)", options.level);
  if constexpr (std::same_as<Clock, Timeline>) {
    return clock;
  } else {
    const Timeline& scans = clock.output_clock();
    require(scans.n_runs() <= 1 || options.per_run != PerRun::none, function,
            "per_run must be center or standardize where several runs pass a projection", "none");
    return scans;
  }
}

/// The curve around delay 0, with the curves around far shifts as its null.
[[nodiscard]] inline Timing timing_of(const VectorX<double>& profile, const Timeline& scans, const TimingOptions& options,
                                      const char* function) {
  const Index n = profile.size(), longest = longest_run(scans);
  const Index reach = options.max_delay;
  Timing result;
  result.synchrony.resize(2 * reach + 1);
  for (Index delay = -reach; delay <= reach; ++delay) {
    result.delays.push_back(delay);
    result.synchrony[delay + reach] = profile[((-delay) % n + n) % n];
  }
  Index at = 0;
  const double largest = result.synchrony.maxCoeff(&at);
  result.peak = at - reach;

  const auto far =
      static_cast<Index>(std::ceil(options.min_shift.count() / scans.run(longest).sampling.period().count() - 1e-9));
  std::vector<double> maxima;
  for (Index s = far + 2 * reach; s <= n - far - 2 * reach; ++s)
    maxima.push_back(profile.segment(s - reach, 2 * reach + 1).maxCoeff());
  result.n_null = std::ssize(maxima);
  require(result.n_null >= 1, function, message("the number of scans of the longest run must be >= ", 2 * (far + 2 * reach)),
          n);
  const auto reached = std::count_if(maxima.begin(), maxima.end(), [&](double x) { return x >= largest; });
  result.p_peak = stats::p_from_null(reached, result.n_null);
  std::sort(maxima.begin(), maxima.end());
  const auto rank = static_cast<Index>(std::ceil((1 - options.level) * static_cast<double>(result.n_null + 1)));
  result.threshold = rank > result.n_null ? std::numeric_limits<double>::infinity() : nth(maxima, rank - 1);
  if (result.peak != 0 && largest > result.threshold) {
    result.warning = message("synchrony is largest if the brain is taken ", std::abs(result.peak), " scans ",
                             result.peak > 0 ? "later" : "earlier", " than the clocks say (", largest, " instead of ",
                             profile[0], "): are offset, TR and haemodynamic response right?");
  }
  return result;
}

}  // namespace detail

/// The mean over neurons of the synchrony with their best network, at delays of -max_delay .. max_delay scans, all neurons
/// against all networks at each. The null of the whole curve is the curve around each shift that lies at least min_shift
/// farther off: its largest values make a band that a curve of unrelated series leaves with probability `level`, at whatever
/// delay. Delays are circular within runs: of n scans the first |delay| are compared with the last. Cost: as couple() with a
/// draw per scan. `clock` is a Timeline or a projection, as in couple(). Throws ValueError if the runs leave no shift for the
/// null, or for a projection with several runs and PerRun::none, and what couple() throws.
template <TimeSeriesMatrix A, TimeSeriesMatrix M, ClockOrProjection Clock, CallContext C = Context<>>
[[nodiscard]] Timing timing(const A& neurons, const M& networks, const Clock& clock, const TimingOptions& options = {},
                            const C& context = {}) {
  constexpr const char* function = "timing";
  const Timeline& scans = detail::timed_scans(clock, options, function);
  const Index n = *EveryShift{}.n_distinct(scans) + 1;
  const auto coupling = detail::by_every_shift(options, n);
  const auto found = couple(neurons, networks, clock, coupling, context);
  double sum = 0;
  Index n_usable = 0;
  for (const auto& best : found.best_network) {
    if (!best) continue;
    sum += found.statistic(best->r);
    ++n_usable;
  }
  const VectorX<double> profile =
      detail::profile_of(sum / static_cast<double>(n_usable), found.null.mean_best_network, scans, coupling.seed);
  return detail::timing_of(profile, scans, options, function);
}

}  // namespace syncact::inline v0_1::synchrony

#include "syncact/core/macros_on.hpp"
