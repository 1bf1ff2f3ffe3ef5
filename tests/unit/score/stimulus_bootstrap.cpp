// Intervals over stretches of film.
#include "syncact/score/stimulus_bootstrap.hpp"

#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"

namespace syncact::stimulus_bootstrap_test {

using namespace std::chrono_literals;
using score::stimulus_bootstrap;
using test::hrf_noise, test::says, test::WithinAbs;

TEST_CASE(
    "The means are the correlations, the interval is the same for equal models, and scale or offset of runs do not matter") {
  const Timeline clock = Timeline::scans(1s, 0.5, {200, 170});
  MatrixX<double> a = hrf_noise(370, 3, 0, 1), b = hrf_noise(370, 3, 0, 2), y = hrf_noise(370, 3, 0, 3);
  a += y;
  const auto found = stimulus_bootstrap(a, b, y, clock);
  double mean = 0;
  for (Index k = 0; k < 3; ++k) {
    VectorX<double> u = a.col(k), v = y.col(k);
    for (const auto& [first, n] : {std::pair<Index, Index>{0, 200}, {200, 170}}) {
      u.segment(first, n).array() -= u.segment(first, n).mean();
      v.segment(first, n).array() -= v.segment(first, n).mean();
    }
    mean += u.dot(v) / (u.norm() * v.norm()) / 3;
  }
  CHECK_THAT(found.a, WithinAbs(mean, 1e-12));
  CHECK(found.n_blocks == 18);
  CHECK(found.low > 0);
  CHECK(found.low < found.difference);
  CHECK(found.difference < found.high);
  const auto same = stimulus_bootstrap(a, a, y, clock);
  CHECK(same.low == 0);
  CHECK(same.high == 0);
  MatrixX<float> scaled = (1000 * a).cast<float>();
  scaled.topRows(200).array() += 5000;
  const auto again = stimulus_bootstrap(scaled, b, y, clock);
  CHECK_THAT(again.low, WithinAbs(found.low, 1e-4));
  CHECK_THAT(again.high, WithinAbs(found.high, 1e-4));
}

TEST_CASE("Of 300 studies the interval at .95 holds the true difference in about .95", "[statistical]") {
  // Correlations .6 and .4 with the same network, through the response; 600 scans in blocks of 25, 24 of them. The bootstrap of
  // so few blocks is a little too narrow: at least .90 are asked for. More than 299 of 300 would be far too wide.
  const Timeline clock = Timeline::scans(1s, 0.5, {300, 300});
  Index held = 0;
  for (std::uint64_t study = 0; study < 300; ++study) {
    const MatrixX<double> s = hrf_noise(600, 3, 0, 50 + study);
    const auto with = [&](Index noise, double r) {
      return VectorX<double>(r * s.col(0) + std::sqrt(1 - r * r) * s.col(noise));
    };
    const MatrixX<double> a = with(1, 0.6), b = with(2, 0.4), y = s.col(0);
    const auto found = stimulus_bootstrap(a, b, y, clock, {.n_resamples = 400, .block_length = 25, .seed = study});
    held += found.low <= 0.2 && 0.2 <= found.high ? 1 : 0;
  }
  std::printf("intervals over stretches of film held the difference in %td of 300\n", held);
  CHECK(held >= 270);
  CHECK(held <= 299);
}

TEST_CASE("Pairs that do not vary take no part, and what cannot be resampled is said", "[edge]") {
  const Timeline clock = Timeline::scans(1s, 0.5, {120});
  MatrixX<double> a = hrf_noise(120, 2, 0, 4), b = hrf_noise(120, 2, 0, 5), y = hrf_noise(120, 2, 0, 6);
  const auto one =
      stimulus_bootstrap(MatrixX<double>(a.leftCols(1)), MatrixX<double>(b.leftCols(1)), MatrixX<double>(y.leftCols(1)), clock);
  b.col(1).setConstant(3);
  const auto found = stimulus_bootstrap(a, b, y, clock);
  CHECK(found.difference == one.difference);
  CHECK(found.low == one.low);
  b(7, 0) = std::nan("");
  CHECK_THROWS_WITH(stimulus_bootstrap(a, b, y, clock), says("the number of pairs that vary must be >= 1, is 0"));
  CHECK_THROWS_WITH(stimulus_bootstrap(a, a, y, clock, {.block_length = 100}), says("the number of blocks must be >= 2, is 1"));
  CHECK_THROWS_WITH(stimulus_bootstrap(a, a, y, clock, {.level = 1}), says("level must lie in (0, 1)"));
  CHECK_THROWS_WITH(stimulus_bootstrap(a, MatrixX<double>(a.leftCols(1)), y, clock),
                    says("number of pairs of units_b must be 2, is 1"));
}

}  // namespace syncact::stimulus_bootstrap_test
