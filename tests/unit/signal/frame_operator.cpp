#include <numbers>

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/oracles.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/signal/to_scans.hpp"
#include "unit/signal/clocks.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace syncact::test::film;
using hrf::DoubleGamma;

TEST_CASE("A steady sine comes out with the analytic gain and phase of the response") {
  const auto transfer = oracle("hrf")["analytic_transfer"];
  const Timeline clock(Sampling::fps(60), 60 * 120);
  const Timeline times = Timeline::scans(Seconds{0.5}, 0, {240});
  const DoubleGamma untruncated{.length = Seconds{64}};
  for (std::size_t c = 0; c < transfer["freq_hz"].size(); ++c) {
    const double f = transfer["freq_hz"][c], w = 2 * std::numbers::pi * f;
    const double gain = transfer["gain"][c], phase = transfer["phase_rad"][c];
    VectorX<double> x(clock.size());
    for (Index k = 0; k < x.size(); ++k) {  // the mean over the frame, so that a held frame only delays nothing
      x[k] = std::cos(w * (static_cast<double>(k) + 0.5) / 60);
    }
    const MatrixX<double> y = signal::to_scans(x, clock, untruncated, times);
    double worst = 0;
    for (Index i = 140; i < 240; ++i) {
      worst = std::max(worst, std::abs(y(i, 0) - gain * std::cos(w * 0.5 * static_cast<double>(i) + phase)));
    }
    INFO(f << " Hz");
    CHECK(worst < 1e-6 + 2 * std::pow(w / 60, 2) / 24);  // a frame is held: sinc(f/60) in gain
  }
}

TEST_CASE("Eight runs of 15 minutes at 29.97 fps and TR 2.00000061 gather no drift") {
  const Index n_scans = 450, n_frames = 26973;
  const Timeline movie(Sampling::every(Seconds{1001.0 / 30000}), std::vector<Index>(8, n_frames));
  for (const double tr : {2.00000061, 2.0}) {
    const Timeline volumes = Timeline::scans(Seconds{tr}, 0.5, std::vector<Index>(8, n_scans));
    const auto op = signal::frame_operator(DoubleGamma{}, movie, volumes);
    const DoubleGamma h;
    // Exact weights: edges in extended precision, rounded once, for the last scans of the last run.
    for (const Index i : {Index{0}, Index{7}, n_scans / 2, n_scans - 1}) {
      const long double t = (static_cast<long double>(i) + 0.5L) * static_cast<long double>(tr);
      const auto& m = op.runs[7];
      double worst = 0, sum = 0;
      for (Index f = m.first(i); f < m.last(i); ++f) {
        const long double start = static_cast<long double>(f) * 1001.0L / 30000.0L, end = start + 1001.0L / 30000.0L;
        const double exact =
            hrf::integral(h, Seconds{static_cast<double>(t - end)}, Seconds{static_cast<double>(t - start)}) / hrf::area(h);
        worst = std::max(worst, std::abs(m.weights(i)[static_cast<std::size_t>(f - m.first(i))] - exact));
        sum += exact;
      }
      CHECK(worst < 1e-13);
      if (i > 16) CHECK_THAT(sum, WithinAbs(1, 1e-12));
    }
    CHECK(op.runs[0].dense(440, 10, 26000, 973) == op.runs[7].dense(440, 10, 26000, 973));
  }
}

TEST_CASE("Timestamped frames of varying length are weighted by their length") {
  const Timeline steady(Sampling::every(Seconds{0.25}), 240);
  std::vector<double> stamps;
  std::vector<Index> source;
  for (Index k = 0; k < 240; k += 1 + (k % 3)) {
    stamps.push_back(0.25 * static_cast<double>(k));
    source.push_back(k);
  }
  const auto n = static_cast<Index>(stamps.size());
  const Timeline uneven(Sampling::at(stamps), n);
  const Timeline times = Timeline::scans(Seconds{2}, 0, {30});
  MatrixX<double> x = noise<double>(n, 3, 5), held(240, 3);
  for (Index f = 0; f < n; ++f) {
    const Index end = f + 1 < n ? source[static_cast<std::size_t>(f + 1)] : 240;
    for (Index k = source[static_cast<std::size_t>(f)]; k < end; ++k) held.row(k) = x.row(f);
  }
  const signal::FrameOptions from_zero{.history = signal::History::zero, .allow_mismatch = true};  // they end differently
  CHECK(table_close(signal::to_scans(x, uneven, DoubleGamma{}, times, from_zero),
                    signal::to_scans(held, steady, DoubleGamma{}, times, from_zero), 1e-13) == "");
}

TEST_CASE("Without a response the frames must be on the scans' clock") {
  const MatrixX<double> x = noise<double>(53, 2, 5);
  const Timeline same(Sampling::every(Seconds{1.37}), {29, 24});
  CHECK(signal::to_scans(x, same, hrf::None{}, scans) == x);
  CHECK_THROWS_WITH(signal::to_scans(x, Timeline(Sampling::every(Seconds{1.4}), {29, 24}), hrf::None{}, scans),
                    says("1.4 s") && says("1.37 s"));
  CHECK_THROWS_WITH(signal::to_scans(x, Timeline(Sampling::every(Seconds{1.37}), {28, 25}), hrf::None{}, scans),
                    says("28 every"));
  CHECK_THROWS_AS(signal::to_scans(x, Timeline(Sampling::every(Seconds{1.37}, Seconds{5}), {29, 24}), hrf::None{}, scans),
                  ValueError);
}

TEST_CASE("Clocks that do not fit are errors with both values") {
  const MatrixX<double> x = noise<double>(2200, 2, 5);
  const DoubleGamma h;
  const auto says_when = [&](const Timeline& a, const Timeline& b, signal::FrameOptions options, const std::string& part) {
    CHECK_THROWS_WITH(signal::frame_operator(h, a, b, options), says(part));
  };
  says_when(frames, Timeline::scans(Seconds{1.37}, 0.5, {29}), {}, "frames have 2 runs but scans have 1");
  says_when(frames, Timeline::scans(Seconds{1.37}, 0.5, {31, 24}), {}, "40.04 s but the scans 42.47 s");
  CHECK_NOTHROW(signal::frame_operator(h, frames, Timeline::scans(Seconds{1.37}, 0.5, {31, 24}), {.allow_mismatch = true}));
  const Timeline slow(Sampling::every(Seconds{2}), 20);
  says_when(slow, Timeline::scans(Seconds{1}, 0.5, {40}), {.recipe = signal::FrameRecipe::pool},
            "pool needs a frame in every TR");
  const Timeline stamped(Sampling::at({0.0, 1.0, 3.0, 4.0}), 4);
  says_when(stamped, Timeline::scans(Seconds{1}, 0, {5}), {.recipe = signal::FrameRecipe::interpolate}, "frames of one period");
  says_when(Timeline::scans(Seconds{1}, 0, {5}), stamped, {.recipe = signal::FrameRecipe::pool}, "scans of one TR");
}

TEST_CASE("With a history of zero, scans before the first frame and long after the last are silent") {
  const Timeline late(Sampling::fps(10, Seconds{20}), 200);
  const Timeline times = Timeline::scans(Seconds{1}, 0, {100});
  const MatrixX<double> y = signal::to_scans(MatrixX<double>::Ones(200, 1).eval(), late, DoubleGamma{}, times,
                                             {.history = signal::History::zero, .allow_mismatch = true});
  CHECK(y.topRows(21).isZero(0));
  CHECK(y.bottomRows(100 - 73).isZero(0));
  CHECK(y(39, 0) > 0.9);
}

TEST_CASE("What was shown before the first frame is the mean, the first frame, or nothing") {
  const Timeline movie(Sampling::fps(4), 400);
  const Timeline times = Timeline::scans(Seconds{2}, 0.5, {50});
  const DoubleGamma h;
  MatrixX<double> x = noise<double>(400, 2, 7).array() + 3;
  const auto by = [&](signal::History history, const MatrixX<double>& table, const Timeline& clock) {
    return signal::to_scans(table, clock, h, times, {.history = history, .allow_mismatch = true});
  };
  // The same by hand: 40 s more of the mean, or of the first frame, at the front, with a history of zero.
  const Timeline longer(Sampling::fps(4, Seconds{-40}), 560);
  MatrixX<double> mean(560, 2), first(560, 2);
  mean << x.colwise().mean().replicate(160, 1), x;
  first << x.row(0).replicate(160, 1), x;
  CHECK(table_close(by(signal::History::mean, x, movie), by(signal::History::zero, mean, longer), 1e-12) == "");
  CHECK(table_close(by(signal::History::first_frame, x, movie), by(signal::History::zero, first, longer), 1e-12) == "");
  CHECK((by(signal::History::zero, x, movie).row(0) - by(signal::History::mean, x, movie).row(0)).norm() > 1);
}

TEST_CASE("Frames of varying length count in the mean by how long they are shown") {
  const Timeline uneven(Sampling::at({0.0, 1.0, 4.0, 5.0}), 4);  // the last one as long as the one before: 1 s
  const MatrixX<double> x = (MatrixX<double>(4, 1) << 6, 2, 0, 0).finished();
  const auto op = signal::frame_operator(DoubleGamma{}, uneven, Timeline::scans(Seconds{1}, 0, {6}));
  const MatrixX<double> y = signal::apply(op, SeriesView<double>(x));
  CHECK_THAT(y(0, 0), WithinRel((6 * 1 + 2 * 3) / 6.0, 1e-12));  // nothing but history at the time of the first frame
}

TEST_CASE("Settled scans are those whose response ends within the run") {
  const Timeline movie(Sampling::fps(4), {400, 400});
  const Timeline times = Timeline::scans(Seconds{2}, 0.5, {50, 50});
  const std::vector<bool> settled = signal::settled_scans(DoubleGamma{}, movie, times);
  REQUIRE(settled.size() == 100);
  CHECK(std::count(settled.begin(), settled.end(), false) == 32);  // 32 s / 2 s in each of two runs
  CHECK((!settled[15] && settled[16] && !settled[65] && settled[66]));
  const auto without = signal::settled_scans(hrf::None{}, movie, times);
  CHECK(std::count(without.begin(), without.end(), false) == 0);
}
