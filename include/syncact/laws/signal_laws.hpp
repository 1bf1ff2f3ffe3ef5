#pragma once
/// What every way from frames to scans must keep, as checks for your own response, recipe and clocks.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/laws/report.hpp"
#include "syncact/signal/to_scans.hpp"

namespace syncact::inline v0_1::laws {

/// Laws of signal::frame_operator for a response, two clocks and options:
/// shape; finite weights; causal (no weight on a frame that starts after the scan, for `pool` after the end of its TR, for
/// `interpolate` more than a frame later); short memory (none older than the response and a sampling period); runs do not mix,
/// and the same clocks give the same weights in every run; the weights of every scan and of what lies outside its frames sum to
/// `constant_gain`, the area of the response under these options; settled scans take nothing from before the first frame.
template <hrf::HemodynamicResponse H>
[[nodiscard]] Report check_frame_operator(const H& h, const Timeline& frames, const Timeline& scans,
                                          const signal::FrameOptions& options, double constant_gain, double tolerance = 1e-9) {
  Report report;
  const signal::FrameOperator op = signal::frame_operator(h, frames, scans, options);
  report.expect(op.n_frames() == frames.size() && op.n_scans() == scans.size(), "shape", op.n_frames(), " frames and ",
                op.n_scans(), " scans");
  for (Index r = 0; r < scans.n_runs(); ++r) {
    const numeric::BandedMatrix& m = nth(op.runs, r);
    const Sampling &movie = frames.run(r).sampling, &scanner = scans.run(r).sampling;
    const double tr = scanner.period().count(), frame = movie.period().count();
    const double ahead = options.recipe == signal::FrameRecipe::pool          ? tr / 2
                         : options.recipe == signal::FrameRecipe::interpolate ? frame
                                                                              : 0.0;
    for (Index i = 0; i < m.rows(); ++i) {
      double sum = 0;
      for (Index f = m.first(i); f < m.last(i); ++f) {
        const double w = nth(m.weights(i), f - m.first(i));
        report.expect(std::isfinite(w), "finite weights", w, " for frame ", f, " in scan ", i);
        const bool future = movie.time(f) > scanner.time(i) + ahead + 1e-9;
        const bool past = movie.time(f + 1) < scanner.time(i) - h.duration().count() - 2 * std::max(tr, frame);
        report.expect(w == 0 || !future, "causal", "frame ", f, " in scan ", i, " has ", w);
        report.expect(w == 0 || !past, "memory no longer than the response", "frame ", f, " in scan ", i, " has ", w);
        sum += w;
      }
      const signal::OutsideWeights& outside = nth(op.outside, r);
      report.expect_near(sum + outside.before[i] + outside.after[i], constant_gain, tolerance, "all weights sum to the gain");
      report.expect_near(outside.gain, constant_gain, tolerance, "the gain is that of the response");
      const bool settled = scanner.time(i) - movie.time(0) > h.duration().count() + 2 * std::max(tr, frame);
      if (settled) report.expect_near(outside.before[i], 0, tolerance, "a settled scan needs no history");
    }
    if (r > 0 && frames.run(r) == frames.run(0) && scans.run(r) == scans.run(0)) {
      report.expect(m.dense() == op.runs[0].dense(), "the same clocks give the same weights", "run ", r);
    }
  }
  return report;
}

/// Law of the chain: a unit's level does not matter. Unless the history is zero, a constant unit stays a constant to the bit,
/// and level + gain * unit becomes (operator's gain) * level + gain * (scans of the unit), to `tolerance` of the level.
template <std::floating_point T>
[[nodiscard]] Report check_level(const signal::FrameOperator& op, double level, double gain, double tolerance,
                                 std::uint64_t seed = 1) {
  Report report;
  const Random random(seed, 0);
  MatrixX<T> x(op.n_frames(), 2), moved(op.n_frames(), 2);
  for (Index f = 0; f < x.rows(); ++f) {
    const double value = random.normal(static_cast<std::uint64_t>(f));
    x(f, 0) = static_cast<T>(value);
    moved(f, 0) = static_cast<T>(level + gain * value);
    x(f, 1) = moved(f, 1) = static_cast<T>(level);
  }
  const MatrixX<T> before = signal::apply(op, SeriesView<T>(x)), after = signal::apply(op, SeriesView<T>(moved));
  Index scan = 0;
  for (const signal::OutsideWeights& outside : op.outside) {
    for (const Index end = scan + outside.before.size(); scan < end; ++scan) {
      report.expect(after(scan, 1) == static_cast<T>(outside.gain * static_cast<double>(moved(0, 1))), "a constant stays one",
                    after(scan, 1), " in scan ", scan);
      report.expect_near(static_cast<double>(after(scan, 0)),
                         outside.gain * level + gain * static_cast<double>(before(scan, 0)),
                         tolerance * (std::abs(level) + std::abs(gain)), "a level is added");
    }
  }
  return report;
}

/// Laws of signal::FrameStream on noise [frame x unit]: linear; bitwise independent of how the frames are cut and of the
/// executor; silent runs stay silent.
template <std::floating_point T, Executor E = Serial>
[[nodiscard]] Report check_frame_stream(const signal::FrameOperator& op, const E& executor, double tolerance,
                                        std::uint64_t seed = 1) {
  Report report;
  constexpr Index n_units = 9;
  const Index n = op.n_frames();
  const auto noise = [&](std::uint64_t stream) {
    const Random random(seed, stream);
    return MatrixX<T>::NullaryExpr(n, n_units, [&, random](Index t, Index i) {
      return static_cast<T>(random.normal(static_cast<std::uint64_t>(t * n_units + i)));
    });
  };
  const auto whole = [&](const MatrixX<T>& x) { return signal::apply(op, SeriesView<T>(x)); };
  const MatrixX<T> x = noise(0), y = noise(1), both = T{2} * x - T{3} * y;
  const MatrixX<T> out = whole(x);

  const MatrixX<T> combined = T{2} * out - T{3} * whole(y);
  report.expect_near(static_cast<double>((whole(both) - combined).cwiseAbs().maxCoeff()), 0, tolerance, "linear");
  report.expect(signal::apply(op, SeriesView<T>(x), NanPolicy::raise, Context<>{.executor = executor}) == out,
                "independent of the executor");
  for (const Index piece : {Index{1}, Index{37}, n / 2 + 1}) {
    signal::FrameStream<T> stream(op, n_units);
    for (Index k = 0; k < n; k += piece) stream.push(SeriesView<T>(x).times(k, std::min(piece, n - k)));
    report.expect(std::move(stream).finish() == out, "independent of how frames are cut", "pieces of ", piece);
  }
  Index frame = 0, scan = 0;
  for (const numeric::BandedMatrix& m : op.runs) {
    MatrixX<T> only = MatrixX<T>::Zero(n, n_units);
    only.middleRows(frame, m.cols()) = x.middleRows(frame, m.cols());
    MatrixX<T> expected = MatrixX<T>::Zero(op.n_scans(), n_units);
    expected.middleRows(scan, m.rows()) = out.middleRows(scan, m.rows());
    report.expect(whole(only) == expected, "no leak across runs", "from frame ", frame);
    frame += m.cols();
    scan += m.rows();
  }
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
