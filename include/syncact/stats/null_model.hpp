#pragma once
/// What a null model is: a way to break the relation between two sets of time series and to keep everything else.
#include "syncact/core/macros_off.hpp"

#include <concepts>
#include <optional>

#include "syncact/core/random.hpp"
#include "syncact/core/series_view.hpp"
#include "syncact/core/timeline.hpp"

namespace syncact::inline v0_1::stats {

/// scramble(series, scans, random) is one null draw of the table series [time x signal] on the clock `scans`.
/// Axioms: the draw depends on `random` and the arguments alone; nothing moves from one run to another; all signals are
/// scrambled together; and every run of every signal keeps its mean, its circular autocorrelation and its covariances with the
/// others, unless keeps_autocorrelation says that they are kept only on average, and within blocks.
/// Laws: syncact/laws/null_model_laws.hpp.
template <class N, class T>
concept NullModel = std::copyable<N> &&
    requires(const N null, const SeriesView<T>& series, const Timeline& scans, const Random& random) {
  { null.scramble(series, scans, random) } -> std::same_as<MatrixX<T>>;
};

/// Opt out: draws keep autocorrelations only on average over many draws, and only at lags well below the length of a block.
template <class N>
inline constexpr bool keeps_autocorrelation = true;

/// Opt in: a draw is a reordering of time, the same for all signals, so that standardized signals stay standardized.
template <class N>
inline constexpr bool only_reorders_time = false;

/// Opt in: a draw is a linear map of each run that keeps inner products, <scramble(a), scramble(b)> = <a, b>, and the inverse
/// of a draw is as likely as the draw. Then <scramble(a), b> over all draws is <a, scramble(b)> over all draws, and whichever
/// side has fewer signals can be scrambled. Every reordering of time is one.
template <class N>
inline constexpr bool is_isometry = only_reorders_time<N>;

/// A null model whose draws roll each run by a lag, out[t] = series[(t - lag) mod n]: all of them can be had at once, by
/// transforms. Axioms: lags(scans, random)[r], in [0, n_r), is how far scramble(series, scans, random) rolls run r, and
/// lags_by(scans, which) how far scramble_by(series, scans, which) does.
template <class N>
concept ShiftNullModel = only_reorders_time<N> &&
    requires(const N null, const Timeline& scans, const Random& random, Index which) {
  { null.lags(scans, random) } -> std::same_as<std::vector<Index>>;
  { null.lags_by(scans, which) } -> std::same_as<std::vector<Index>>;
};

/// A null model with few distinct draws, which can then be used once each.
/// Axioms: n_distinct is the number of distinct draws, or nothing if they are too many to list; scramble_by gives draw
/// `which` in [0, n_distinct), each differing from the others and from the identity as a rearrangement; scramble picks
/// one of them, all equally likely.
template <class N, class T>
concept EnumerableNullModel = NullModel<N, T> &&
    requires(const N null, const SeriesView<T>& series, const Timeline& scans, Index which) {
  { null.n_distinct(scans) } -> std::same_as<std::optional<Index>>;
  { null.scramble_by(series, scans, which) } -> std::same_as<MatrixX<T>>;
};

}  // namespace syncact::inline v0_1::stats

#include "syncact/core/macros_on.hpp"
