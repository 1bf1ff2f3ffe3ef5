#pragma once
/// From movie frames to scans: hemodynamic response, resampling and clocks as one linear operator per run.
#include "syncact/core/macros_off.hpp"

#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "syncact/core/finite.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/hrf/integral.hpp"
#include "syncact/hrf/none.hpp"
#include "syncact/hrf/sample.hpp"
#include "syncact/numeric/banded_matrix.hpp"

namespace syncact::inline v0_1::signal {

/// How frames become scans. docs/concepts/hrf.md has the measured differences.
enum class FrameRecipe : unsigned char {
  /// The reference. A frame is shown from its start to the next one's; the weight of frame [s, e) in a scan at time t is
  /// H(t - s) - H(t - e), with H the integral of the response: exact for such a stimulus, at any rates and time stamps.
  hold,
  /// The response sampled at the frame rate, causal convolution, each result dated to the middle of its frame and
  /// interpolated linearly at the scan times. Needs a regular frame clock.
  interpolate,
  /// The fast path, also for activations that were saved once per TR: the mean of the frames that start within half a TR of
  /// the scan time, then the response sampled at the TR. Needs a regular scan clock and a frame in every TR.
  pool,
};

/// What is taken to have been shown before a run's first frame (and after its last one, where scans go on). A response lasts
/// half a minute, so the first scans of every run depend on it.
enum class History : unsigned char {
  /// The run's mean over time. A constant stays a constant and a level added to a unit is added to its scans, so that no
  /// correlation depends on it: for activations, whose zero means nothing.
  mean,
  /// The first frame had been there for ever, and the last one stays. Keeps constants too; one frame decides the first scans.
  first_frame,
  /// Nothing, which counts as 0: for what begins from nothing, such as labels and events. A unit of mean m becomes a step
  /// of height m at the start of each run.
  zero,
};

struct FrameOptions {
  FrameRecipe recipe = FrameRecipe::hold;
  History history = History::mean;
  bool normalize = true;  ///< response of area 1 (or samples of sum 1): a constant stimulus keeps its value
  hrf::Convention kernel = hrf::Convention::spm12;  ///< of the sampled response, for interpolate and pool
  bool allow_mismatch = false;                      ///< let frames and scans of a run differ in duration by more than one TR
  NanPolicy nan = NanPolicy::raise;                 ///< of units with NaN or infinity; `exclude` makes them NaN as a whole
};

/// What a run's scans take from outside its frames.
struct OutsideWeights {
  VectorX<double> before;  ///< [scan] weight of what lies before the first frame
  VectorX<double> after;   ///< [scan] weight of what lies after the last frame
  VectorX<double> share;   ///< [frame] the part of the run for which a frame is shown, sum 1
  double gain = 1;         ///< what becomes of a constant 1: the weights of every scan, these included, sum to it
};

/// The operator: for each run a banded [scan x frame] matrix, and what the scans take from outside the frames. Runs do not mix.
/// Scan i of a run is sum_f w(i, f) x(f) + before(i) b + after(i) a, with b and a what `history` puts before and after x:
/// the mean sum_f share(f) x(f), the first and the last frame, or 0.
struct FrameOperator {
  std::vector<numeric::BandedMatrix> runs;
  std::vector<OutsideWeights> outside;  ///< per run
  History history = History::mean;

  [[nodiscard]] Index n_frames() const {
    return std::accumulate(runs.begin(), runs.end(), Index{0},
                           [](Index n, const numeric::BandedMatrix& m) { return n + m.cols(); });
  }
  [[nodiscard]] Index n_scans() const {
    return std::accumulate(runs.begin(), runs.end(), Index{0},
                           [](Index n, const numeric::BandedMatrix& m) { return n + m.rows(); });
  }
};

namespace detail {

/// The first i in [0, n) for which `holds`, or n; `holds` is false, then true.
template <class F>
Index first_that(Index n, F&& holds) {
  Index low = 0, high = n;
  while (low < high) {
    const Index middle = low + (high - low) / 2;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/// The response on the grid of period dt, as weights of a discrete convolution.
template <hrf::HemodynamicResponse H>
std::vector<double> convolution_kernel(const H& h, Seconds dt, const FrameOptions& options) {
  if (options.normalize) return hrf::sample(h, options.kernel, {.tr = dt});
  std::vector<double> kernel = hrf::sample(h, hrf::Convention::exact, {.tr = dt});
  for (double& value : kernel) value *= dt.count();
  return kernel;
}

/// The area of the response as `hold` uses it.
template <hrf::HemodynamicResponse H>
double hold_gain(const H& h, bool normalize) {
  if (!normalize) return hrf::integral(h, h.duration());
  return hrf::DifferenceResponse<H> ? 0.0 : 1.0;
}

/// The weight that `hold` gives to what is shown during the last `since` seconds before a scan.
template <hrf::HemodynamicResponse H>
double hold_within(const H& h, Seconds since, bool normalize) {
  if constexpr (hrf::DifferenceResponse<H>) {
    if (normalize) return (hold_within(h.base(), since, true) - hold_within(h.varied(), since, true)) / h.step();
  }
  return hrf::integral(h, std::max(Seconds{0}, since)) / (normalize ? hrf::area(h) : 1.0);
}

template <hrf::HemodynamicResponse H>
numeric::BandedMatrix hold(const H& h, const Run& frames, const Run& scans, bool normalize) {
  if constexpr (hrf::DifferenceResponse<H>) {
    if (normalize) {
      return hold(h.base(), frames, scans, true).combined(1 / h.step(), -1 / h.step(), hold(h.varied(), frames, scans, true));
    }
  }
  const double gain = normalize ? 1 / hrf::area(h) : 1.0;
  const Sampling& clock = frames.sampling;
  numeric::BandedMatrix result(frames.n);
  std::vector<double> weights;
  for (Index i = 0; i < scans.n; ++i) {
    const double t = scans.sampling.time(i);
    const Index first = first_that(frames.n, [&](Index f) { return t - clock.time(f + 1) < h.duration().count(); });
    const Index last = std::max(first, first_that(frames.n, [&](Index f) { return clock.time(f) >= t; }));
    weights.clear();
    double before = first < last ? hrf::integral(h, Seconds{t - clock.time(first)}) : 0.0;
    for (Index f = first; f < last; ++f) {
      const Seconds lag{t - clock.time(f + 1)};
      if constexpr (hrf::IntegrableResponse<H>) {
        const double after = h.integral(lag);
        weights.push_back(gain * (before - after));
        before = after;
      } else {
        weights.push_back(gain * hrf::integral(h, lag, Seconds{t - clock.time(f)}));
      }
    }
    result.add_row(first, weights);
  }
  return result;
}

template <hrf::HemodynamicResponse H>
numeric::BandedMatrix interpolate(const H& h, const Run& frames, const Run& scans, const FrameOptions& options) {
  require(frames.sampling.regular(), "frame_operator", "the recipe interpolate needs frames of one period, not timestamps");
  const double period = frames.sampling.period().count();
  const std::vector<double> kernel = convolution_kernel(h, frames.sampling.period(), options);
  const auto n_kernel = static_cast<Index>(kernel.size());
  const auto at = [&](Index lag) { return lag >= 0 && lag < n_kernel ? nth(kernel, lag) : 0.0; };
  numeric::BandedMatrix result(frames.n);
  std::vector<double> weights;
  for (Index i = 0; i < scans.n; ++i) {
    const double position = (scans.sampling.time(i) - frames.begin()) / period - 0.5;  // 0: the middle of the first frame
    const double clamped = std::clamp(position, 0.0, static_cast<double>(frames.n - 1));
    const auto k = static_cast<Index>(clamped);
    const double share = clamped - static_cast<double>(k);
    const Index first = std::max(Index{0}, k - n_kernel + 1), last = std::min(frames.n, k + 2);
    weights.clear();
    for (Index f = first; f < last; ++f) weights.push_back((1 - share) * at(k - f) + share * at(k + 1 - f));
    result.add_row(first, weights);
  }
  return result;
}

template <hrf::HemodynamicResponse H>
numeric::BandedMatrix pool(const H& h, const Run& frames, const Run& scans, const FrameOptions& options,
                           VectorX<double>& after) {
  require(scans.sampling.regular(), "frame_operator", "the recipe pool needs scans of one TR, not timestamps");
  const double tr = scans.sampling.period().count();
  const double origin = scans.begin() - tr / 2;
  const auto bin_of = [&](Index f) { return std::floor((frames.sampling.time(f) - origin) / tr + 1e-9); };
  std::vector<Index> edge;  // bin b owns frames [edge[b], edge[b + 1])
  for (Index b = 0; b <= scans.n; ++b) {
    edge.push_back(first_that(frames.n, [&](Index f) { return bin_of(f) >= static_cast<double>(b); }));
    if (b > 0 && edge.back() == nth(edge, b - 1) && edge.back() > 0 && edge.back() < frames.n) {
      throw ValueError(message("frame_operator: the recipe pool needs a frame in every TR, but none starts in [",
                               origin + static_cast<double>(b - 1) * tr, ", ", origin + static_cast<double>(b) * tr, ") s"));
    }
  }
  const std::vector<double> kernel = convolution_kernel(h, scans.sampling.period(), options);
  numeric::BandedMatrix result(frames.n);
  std::vector<double> weights;
  after.setZero(scans.n);
  for (Index i = 0; i < scans.n; ++i) {
    const Index oldest = std::max(Index{0}, i - static_cast<Index>(kernel.size()) + 1);
    weights.clear();
    for (Index b = oldest; b <= i; ++b) {
      const Index n = nth(edge, b + 1) - nth(edge, b);
      const double end = origin + static_cast<double>(b + 1) * tr;  // before the first frame there is silence, also in a mean
      const double covered = std::clamp((end - frames.begin()) / tr, 0.0, 1.0);
      if (n == 0 && covered > 0) after[i] += nth(kernel, i - b) * covered;
      weights.insert(weights.end(), as_size(n), n == 0 ? 0.0 : nth(kernel, i - b) * covered / static_cast<double>(n));
    }
    result.add_row(nth(edge, oldest), weights);
  }
  return result;
}

/// Row i of the frames belongs to scan i. Checked: as many of both, and one pace to 1e-6, the two clocks less than a period
/// apart (features of a TR are dated to its start, its middle or its end).
inline numeric::BandedMatrix identity(const Run& frames, const Run& scans) {
  const double period = scans.sampling.period().count();
  const double offset = frames.begin() - scans.begin();
  bool same = frames.n == scans.n && std::abs(offset) < period;
  for (Index i = 0; same && i < scans.n; ++i) {
    const double elapsed = scans.sampling.time(i) - scans.begin();
    same = std::abs(frames.sampling.time(i) - frames.begin() - elapsed) <= 1e-6 * (elapsed + period);
  }
  if (!same) {
    throw ValueError(message("frame_operator: without a response the features must be on the scans' clock, but they are ",
                             frames.n, " every ", frames.sampling.period().count(), " s from ", frames.begin(),
                             " s and the scans ", scans.n, " every ", period, " s from ", scans.begin(), " s"));
  }
  numeric::BandedMatrix result(frames.n);
  for (Index i = 0; i < scans.n; ++i) result.add_row(i, std::vector<double>{1.0});
  return result;
}

inline void require_same_durations(const Run& frames, const Run& scans, Index r) {
  const double difference = std::abs(frames.duration().count() - scans.duration().count());
  if (difference <= scans.sampling.period().count() * (1 + 1e-9)) return;
  throw ValueError(message("frame_operator: in run ", r, " the frames last ", frames.duration().count(), " s but the scans ",
                           scans.duration().count(), " s; they may differ by one TR, ", scans.sampling.period().count(), " s"));
}

/// What becomes of a constant 1 under the recipe.
template <hrf::HemodynamicResponse H>
double constant_gain(const H& h, const Run& frames, const Run& scans, const FrameOptions& options) {
  if constexpr (hrf::is_identity<H>) {
    return 1.0;
  } else {
    if (options.recipe == FrameRecipe::hold) return hold_gain(h, options.normalize);
    const Run& clock = options.recipe == FrameRecipe::pool ? scans : frames;
    const std::vector<double> kernel = convolution_kernel(h, clock.sampling.period(), options);
    return std::accumulate(kernel.begin(), kernel.end(), 0.0);
  }
}

/// One run's weights, and those that lie outside its frames.
template <hrf::HemodynamicResponse H>
std::pair<numeric::BandedMatrix, OutsideWeights> one_run(const H& h, const Run& frames, const Run& scans,
                                                         const FrameOptions& options) {
  OutsideWeights outside{VectorX<double>::Zero(scans.n), VectorX<double>::Zero(scans.n), VectorX<double>(frames.n),
                         constant_gain(h, frames, scans, options)};
  const double shown = frames.duration().count();
  for (Index f = 0; f < frames.n; ++f) {
    outside.share[f] = (frames.sampling.time(f + 1) - frames.sampling.time(f)) / shown;
  }
  if constexpr (hrf::is_identity<H>) {
    return {identity(frames, scans), std::move(outside)};
  } else {
    numeric::BandedMatrix weights = options.recipe == FrameRecipe::interpolate ? interpolate(h, frames, scans, options)
                                    : options.recipe == FrameRecipe::pool      ? pool(h, frames, scans, options, outside.after)
                                                                               : hold(h, frames, scans, options.normalize);
    for (Index i = 0; i < scans.n; ++i) {
      if (options.recipe == FrameRecipe::hold) {
        outside.after[i] = hold_within(h, Seconds{scans.sampling.time(i) - frames.end()}, options.normalize);
      }
      const std::span<const double> row = weights.weights(i);
      const double before = outside.gain - std::accumulate(row.begin(), row.end(), outside.after[i]);
      require(std::isfinite(before), "frame_operator", "the response and its integral must be finite", before);
      if (std::abs(before) > 1e-13) outside.before[i] = before;
    }
    return {std::move(weights), std::move(outside)};
  }
}

}  // namespace detail

/// The operator from frames to scans. Runs pair by index. With hrf::None the frames must already be on the scans' clock, row i
/// for scan i. Throws ShapeError if the numbers of runs differ; ValueError if a run's frames and scans differ in duration by
/// more than one TR (unless allowed: what lies outside the frames is then as options.history says), if a recipe's clock is not
/// regular, if a response of area 0 is to be normalized.
template <hrf::HemodynamicResponse H>
[[nodiscard]] FrameOperator frame_operator(const H& h, const Timeline& frames, const Timeline& scans,
                                           const FrameOptions& options = {}) {
  if (frames.n_runs() != scans.n_runs()) {
    throw ShapeError(message("frame_operator: frames have ", frames.n_runs(), " runs but scans have ", scans.n_runs()));
  }
  hrf::require_valid("frame_operator", h);
  FrameOperator result;
  result.history = hrf::is_identity<H> ? History::zero : options.history;  // nothing from outside the frames is needed
  for (Index r = 0; r < scans.n_runs(); ++r) {
    if (!options.allow_mismatch && !hrf::is_identity<H>) detail::require_same_durations(frames.run(r), scans.run(r), r);
    auto [weights, outside] = detail::one_run(h, frames.run(r), scans.run(r), options);
    result.runs.push_back(std::move(weights));
    result.outside.push_back(std::move(outside));
  }
  return result;
}

/// For each scan of each run, whether it is settled: its response ends within what was shown. The others, the warm-up, reach
/// back before the first frame, where only History has an answer. Give it to Nuisance::keep to leave the warm-up out.
/// Throws ShapeError if the numbers of runs differ.
template <hrf::HemodynamicResponse H>
[[nodiscard]] std::vector<bool> settled_scans(const H& h, const Timeline& frames, const Timeline& scans) {
  require_extent("settled_scans", "the number of runs of the frames", scans.n_runs(), frames.n_runs());
  std::vector<bool> settled;
  for (Index r = 0; r < scans.n_runs(); ++r) {
    const double from =
        hrf::is_identity<H> ? -std::numeric_limits<double>::infinity() : frames.run(r).begin() + h.duration().count();
    for (Index i = 0; i < scans.run(r).n; ++i) {
      settled.push_back(scans.run(r).sampling.time(i) >= from - 1e-9 * h.duration().count());
    }
  }
  return settled;
}

}  // namespace syncact::inline v0_1::signal

#include "syncact/core/macros_on.hpp"
