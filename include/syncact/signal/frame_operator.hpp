#pragma once
/// From movie frames to scans: hemodynamic response, resampling and clocks as one linear operator per run.
#include <numeric>
#include <vector>

#include "syncact/core/timeline.hpp"
#include "syncact/hrf/integral.hpp"
#include "syncact/hrf/none.hpp"
#include "syncact/hrf/sample.hpp"
#include "syncact/signal/banded_matrix.hpp"

namespace syncact::signal {

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

struct FrameOptions {
  FrameRecipe recipe = FrameRecipe::hold;
  bool normalize = true;  ///< response of area 1 (or samples of sum 1): a constant stimulus keeps its value
  hrf::Convention kernel = hrf::Convention::spm12;  ///< of the sampled response, for interpolate and pool
  bool allow_mismatch = false;                      ///< let frames and scans of a run differ in duration by more than one TR
};

/// The operator: for each run a banded [scan x frame] matrix. Runs do not mix, and before a run there is silence.
struct FrameOperator {
  std::vector<BandedMatrix> runs;

  [[nodiscard]] Index n_frames() const {
    return std::accumulate(runs.begin(), runs.end(), Index{0}, [](Index n, const BandedMatrix& m) { return n + m.cols(); });
  }
  [[nodiscard]] Index n_scans() const {
    return std::accumulate(runs.begin(), runs.end(), Index{0}, [](Index n, const BandedMatrix& m) { return n + m.rows(); });
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

template <hrf::HemodynamicResponse H>
BandedMatrix hold(const H& h, const Run& frames, const Run& scans, bool normalize) {
  if constexpr (hrf::DifferenceResponse<H>) {
    if (normalize) {
      return hold(h.base(), frames, scans, true).combined(1 / h.step(), -1 / h.step(), hold(h.varied(), frames, scans, true));
    }
  }
  const double gain = normalize ? 1 / hrf::area(h) : 1.0;
  const Sampling& clock = frames.sampling;
  BandedMatrix result(frames.n);
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
BandedMatrix interpolate(const H& h, const Run& frames, const Run& scans, const FrameOptions& options) {
  require(frames.sampling.regular(), "frame_operator",
          "the recipe interpolate needs frames of one period; timestamps are given", frames.n);
  const double period = frames.sampling.period().count();
  const std::vector<double> kernel = convolution_kernel(h, frames.sampling.period(), options);
  const auto n_kernel = static_cast<Index>(kernel.size());
  const auto at = [&](Index lag) { return lag >= 0 && lag < n_kernel ? kernel[static_cast<std::size_t>(lag)] : 0.0; };
  BandedMatrix result(frames.n);
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
BandedMatrix pool(const H& h, const Run& frames, const Run& scans, const FrameOptions& options) {
  require(scans.sampling.regular(), "frame_operator", "the recipe pool needs scans of one TR; timestamps are given", scans.n);
  const double tr = scans.sampling.period().count();
  const double origin = scans.begin() - tr / 2;
  const auto bin_of = [&](Index f) { return std::floor((frames.sampling.time(f) - origin) / tr + 1e-9); };
  std::vector<Index> edge;  // bin b owns frames [edge[b], edge[b + 1])
  for (Index b = 0; b <= scans.n; ++b) {
    edge.push_back(first_that(frames.n, [&](Index f) { return bin_of(f) >= static_cast<double>(b); }));
    if (b > 0 && edge.back() == edge[static_cast<std::size_t>(b - 1)] && edge.back() > 0 && edge.back() < frames.n) {
      throw ValueError(syncact::detail::text("frame_operator: the recipe pool needs a frame in every TR, but none starts in [",
                                             origin + static_cast<double>(b - 1) * tr, ", ",
                                             origin + static_cast<double>(b) * tr, ") s"));
    }
  }
  const std::vector<double> kernel = convolution_kernel(h, scans.sampling.period(), options);
  BandedMatrix result(frames.n);
  std::vector<double> weights;
  for (Index i = 0; i < scans.n; ++i) {
    const Index oldest = std::max(Index{0}, i - static_cast<Index>(kernel.size()) + 1);
    weights.clear();
    for (Index b = oldest; b <= i; ++b) {
      const Index n = edge[static_cast<std::size_t>(b + 1)] - edge[static_cast<std::size_t>(b)];
      const double end = origin + static_cast<double>(b + 1) * tr;  // before the first frame there is silence, also in a mean
      const double covered = std::clamp((end - frames.begin()) / tr, 0.0, 1.0);
      weights.insert(weights.end(), static_cast<std::size_t>(n),
                     n == 0 ? 0.0 : kernel[static_cast<std::size_t>(i - b)] * covered / static_cast<double>(n));
    }
    result.add_row(edge[static_cast<std::size_t>(oldest)], weights);
  }
  return result;
}

/// Row i of the frames belongs to scan i. Checked: as many of both, and one pace to 1e-6, the two clocks less than a period
/// apart (features of a TR are dated to its start, its middle or its end).
inline BandedMatrix identity(const Run& frames, const Run& scans) {
  const double period = scans.sampling.period().count();
  const double offset = frames.begin() - scans.begin();
  bool same = frames.n == scans.n && std::abs(offset) < period;
  for (Index i = 0; same && i < scans.n; ++i) {
    const double elapsed = scans.sampling.time(i) - scans.begin();
    same = std::abs(frames.sampling.time(i) - frames.begin() - elapsed) <= 1e-6 * (elapsed + period);
  }
  if (!same) {
    throw ValueError(
        syncact::detail::text("frame_operator: without a response the features must be on the scans' clock, but they are ",
                              frames.n, " every ", frames.sampling.period().count(), " s from ", frames.begin(),
                              " s and the scans ", scans.n, " every ", period, " s from ", scans.begin(), " s"));
  }
  BandedMatrix result(frames.n);
  for (Index i = 0; i < scans.n; ++i) result.add_row(i, std::vector<double>{1.0});
  return result;
}

inline void require_same_durations(const Run& frames, const Run& scans, Index r) {
  const double difference = std::abs(frames.duration().count() - scans.duration().count());
  if (difference <= scans.sampling.period().count() * (1 + 1e-9)) return;
  throw ValueError(syncact::detail::text("frame_operator: in run ", r, " the frames last ", frames.duration().count(),
                                         " s but the scans ", scans.duration().count(), " s; they may differ by one TR, ",
                                         scans.sampling.period().count(), " s"));
}

template <hrf::HemodynamicResponse H>
BandedMatrix one_run(const H& h, const Run& frames, const Run& scans, const FrameOptions& options) {
  if constexpr (hrf::is_identity<H>) {
    return identity(frames, scans);
  } else {
    switch (options.recipe) {
      case FrameRecipe::interpolate:
        return interpolate(h, frames, scans, options);
      case FrameRecipe::pool:
        return pool(h, frames, scans, options);
      case FrameRecipe::hold:
        break;
    }
    return hold(h, frames, scans, options.normalize);
  }
}

}  // namespace detail

/// The operator from frames to scans. Runs pair by index. With hrf::None the frames must already be on the scans' clock, row i
/// for scan i. Throws ShapeError if the numbers of runs differ; ValueError if a run's frames and scans differ in duration by
/// more than one TR (unless allowed: what lies outside the frames is then silence), if a recipe's clock is not regular, if a
/// response of area 0 is to be normalised.
template <hrf::HemodynamicResponse H>
[[nodiscard]] FrameOperator frame_operator(const H& h, const Timeline& frames, const Timeline& scans,
                                           const FrameOptions& options = {}) {
  if (frames.n_runs() != scans.n_runs()) {
    throw ShapeError(
        syncact::detail::text("frame_operator: frames have ", frames.n_runs(), " runs but scans have ", scans.n_runs()));
  }
  hrf::require_valid("frame_operator", h);
  FrameOperator result;
  for (Index r = 0; r < scans.n_runs(); ++r) {
    if (!options.allow_mismatch && !hrf::is_identity<H>) detail::require_same_durations(frames.run(r), scans.run(r), r);
    result.runs.push_back(detail::one_run(h, frames.run(r), scans.run(r), options));
  }
  return result;
}

}  // namespace syncact::signal
