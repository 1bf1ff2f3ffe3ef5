#pragma once
/// The circular-shift null.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/core/seconds.hpp"
#include "syncact/stats/null_model.hpp"

namespace syncact::inline v0_1::stats {

/// Rolls every run by a lag of its own, all signals together: out[t] = series[(t - lag) mod n] within a run of n scans.
/// Lags are uniform on the scans that are at least min_shift from the identity both ways, min_shift <= lag <= n -
/// min_shift, because the HRF makes neighbouring shifts nearly the same series. What it keeps: every value, the circular
/// autocorrelation, the covariance among signals. What it assumes: stationarity within a run; leave rest blocks and cuts out.
/// A single run of n scans has only n - 2 min_shift + 1 distinct shifts.
struct CircularShift {
  Seconds min_shift{30};  ///< rounded up to whole scans, at least one; n scans are n * tr

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("min_shift", self.min_shift, "smallest shift either way");
  }

  [[nodiscard]] std::string name() const { return message("circular shift within runs, >= ", min_shift.count(), " s"); }

  /// Throws ShapeError unless series and scans have the same time points, ValueError if a run is too short for min_shift.
  template <std::floating_point T>
  [[nodiscard]] MatrixX<T> scramble(const SeriesView<T>& series, const Timeline& scans, const Random& random) const {
    return roll(series, scans, lags(scans, random));
  }

  /// The lag of each run in that draw.
  [[nodiscard]] std::vector<Index> lags(const Timeline& scans, const Random& random) const {
    std::vector<Index> result;
    for (Index r = 0; r < scans.n_runs(); ++r) {
      result.push_back(shortest_lag(scans.run(r)) + random.below(static_cast<std::uint64_t>(r), n_lags(scans.run(r))));
    }
    return result;
  }

  /// The product of the runs' numbers of lags, or nothing above 2^20.
  [[nodiscard]] std::optional<Index> n_distinct(const Timeline& scans) const {
    Index product = 1;
    for (const Run& run : scans.runs()) {
      if (n_lags(run) > most_listed / product) return std::nullopt;
      product *= n_lags(run);
    }
    return product;
  }

  /// The run lags are the digits of `which`, first run fastest.
  template <std::floating_point T>
  [[nodiscard]] MatrixX<T> scramble_by(const SeriesView<T>& series, const Timeline& scans, Index which) const {
    return roll(series, scans, lags_by(scans, which));
  }

  /// The lag of each run in draw `which`.
  [[nodiscard]] std::vector<Index> lags_by(const Timeline& scans, Index which) const {
    std::vector<Index> result;
    for (const Run& run : scans.runs()) {
      result.push_back(shortest_lag(run) + which % n_lags(run));
      which /= n_lags(run);
    }
    return result;
  }

  /// Rolls run r by lags[r] scans, 0 <= lags[r] < n.
  template <std::floating_point T>
  [[nodiscard]] static MatrixX<T> roll(const SeriesView<T>& series, const Timeline& scans, const std::vector<Index>& lags) {
    require_same_times("CircularShift", "series", series.n_times(), "scans", scans.size());
    MatrixX<T> out(series.n_times(), series.n_signals());
    Index begin = 0;
    for (Index r = 0; r < scans.n_runs(); ++r) {
      const Index n = scans.run(r).n, lag = nth(lags, r);
      out.middleRows(begin + lag, n - lag) = series.times(begin, n - lag).map();
      out.middleRows(begin, lag) = series.times(begin + n - lag, lag).map();
      begin += n;
    }
    return out;
  }

 private:
  static constexpr Index most_listed = Index{1} << 20;

  [[nodiscard]] Index shortest_lag(const Run& run) const {
    require(min_shift.count() >= 0, "CircularShift", "min_shift must be >= 0 s", min_shift.count());
    const double scans = min_shift.count() / run.sampling.period().count();
    return std::max(Index{1}, static_cast<Index>(std::ceil(scans - 1e-9)));  // 30 * 0.72 s is 30 scans
  }

  [[nodiscard]] Index n_lags(const Run& run) const {
    const Index n = run.n - 2 * shortest_lag(run) + 1;
    if (n < 1) {
      throw ValueError(message("CircularShift: a run of ", run.n, " scans is too short for shifts of at least ",
                               shortest_lag(run), " scans both ways"));
    }
    return n;
  }
};

template <>
inline constexpr bool only_reorders_time<CircularShift> = true;
static_assert(ShiftNullModel<CircularShift>);

static_assert(EnumerableNullModel<CircularShift, float> && EnumerableNullModel<CircularShift, double>);

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
