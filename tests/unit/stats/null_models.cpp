#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/smooth_series.hpp"
#include "support/table_close.hpp"
#include "syncact/stats/circular_shift.hpp"
#include "syncact/stats/draws.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/synchrony/measure/pearson.hpp"

#include <set>

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;
using stats::CircularShift;
using stats::PhaseRandomization;

namespace {
double pearson_r(const MatrixX<double>& a, const MatrixX<double>& b) {
  return synchrony::measure::Pearson{}.compare(SeriesView<double>(a), SeriesView<double>(b))(0, 0);
}
}  // namespace

TEST_CASE("CircularShift keeps the minimum shift both ways and reaches every lag", "[stats]") {
  const Timeline scans = Timeline::scans(2s, 0.5, {20});
  const MatrixX<double> index = VectorX<double>::LinSpaced(20, 0, 19);
  std::set<double> lags;
  for (std::uint64_t d = 0; d < 400; ++d) {
    const MatrixX<double> draw = CircularShift{.min_shift = 9s}.scramble(SeriesView<double>(index), scans, Random(3, d));
    lags.insert(index(0, 0) - draw(0, 0) + (draw(0, 0) > 0 ? 20 : 0));
  }
  // 9 s are 5 scans of 2 s: lags 5 .. 15, each missed by 400 draws with probability (10/11)^400 < 1e-16
  CHECK(lags.size() == 11);
  CHECK(*lags.begin() == 5);
  CHECK(*lags.rbegin() == 15);
}

TEST_CASE("CircularShift shifts runs apart from each other", "[stats]") {
  const Timeline scans = Timeline::scans(1s, 0.5, {70, 90});
  const MatrixX<double> index = VectorX<double>::LinSpaced(160, 0, 159);
  Index n_equal = 0;
  for (std::uint64_t d = 0; d < 50; ++d) {
    const MatrixX<double> draw = CircularShift{}.scramble(SeriesView<double>(index), scans, Random(4, d));
    CHECK(draw.topRows(70).maxCoeff() == 69);
    CHECK(draw.bottomRows(90).minCoeff() == 70);
    n_equal += 70 - draw(0, 0) == 160 - draw(70, 0);
  }
  CHECK(n_equal < 25);
}

TEST_CASE("CircularShift says which run is too short", "[stats]") {
  const MatrixX<double> x = MatrixX<double>::Ones(90, 1);
  const Timeline scans = Timeline::scans(1s, 0.5, {60, 30});
  CHECK_THROWS_WITH(CircularShift{}.scramble(SeriesView<double>(x), scans, Random(1)), says("run of 30 scans"));
  CHECK_THROWS_AS(CircularShift{.min_shift = -1s}.scramble(SeriesView<double>(x), scans, Random(1)), ValueError);
  CHECK_THROWS_AS(CircularShift{.min_shift = 1s}.scramble(SeriesView<double>(x).times(0, 50), scans, Random(1)), ShapeError);
}

TEST_CASE("A minimum shift of n scans is n scans, whatever the TR", "[stats]") {
  for (const double tr : {0.72, 1.37, 2.00000061}) {
    const Timeline scans = Timeline::scans(Seconds{tr}, 0.5, {100});
    CHECK(CircularShift{.min_shift = 30 * Seconds{tr}}.n_distinct(scans) == 41);
  }
}

TEST_CASE("All shifts of a run give numpy's null and p", "[stats][oracle]") {
  const auto values = oracle("stats");
  const MatrixX<double> x = column(values["series"]["x_values"]), y = column(values["series"]["y_values"]);
  const Timeline scans = Timeline::scans(1s, 0, {120});
  const stats::Draws draws(CircularShift{.min_shift = 1s}, scans, 5000, 9);
  REQUIRE(draws.size() == 119);
  CHECK(draws.exhaustive());
  const Eigen::VectorXd expected = column(values["circular_shift"]["null_all_shifts_1_to_T-1"]);
  std::vector<double> null, sorted(expected.begin(), expected.end());
  for (Index d = 0; d < draws.size(); ++d) null.push_back(pearson_r(draws(SeriesView<double>(x), d), y));
  std::sort(null.begin(), null.end());
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < null.size(); ++i) CHECK_THAT(null[i], WithinAbs(sorted[i], 1e-10));
  for (Index s = 1; s < 120; ++s) {  // and shift by shift: np.roll(x, s)
    CHECK_THAT(pearson_r(CircularShift::roll(SeriesView<double>(x), scans, {s}), y), WithinAbs(expected[s - 1], 1e-10));
  }
}

TEST_CASE("A finite null is sampled without replacement, a large one by stream", "[stats]") {
  const MatrixX<double> index = VectorX<double>::LinSpaced(120, 0, 119);
  const stats::Draws some(CircularShift{.min_shift = 10s}, Timeline::scans(1s, 0, {120}), 60, 9);
  CHECK(some.size() == 60);
  CHECK_FALSE(some.exhaustive());
  std::set<double> firsts;
  for (Index d = 0; d < 60; ++d) firsts.insert(some(SeriesView<double>(index), d)(0, 0));
  CHECK(firsts.size() == 60);
  const Timeline runs = Timeline::scans(1s, 0, {24, 24, 24, 24, 24});
  const stats::Draws many(CircularShift{.min_shift = 1s}, runs, 60, 9);
  const bool by_stream = many(SeriesView<double>(index), 7) ==
                         CircularShift{.min_shift = 1s}.scramble(SeriesView<double>(index), runs, Random(9, 7));
  CHECK(by_stream);
  CHECK_THROWS_AS(stats::Draws(PhaseRandomization{}, Timeline::scans(1s, 0, {30}), 0, 1), ValueError);
}

TEST_CASE("Turning given phases gives numpy's series", "[stats][oracle]") {
  const auto values = oracle("stats");
  const MatrixX<double> x = column(values["series"]["x_values"]), y = column(values["series"]["y_values"]);
  std::vector<double> phases;
  for (int m = 1; m < 60; ++m) {
    double whole = 0;
    phases.push_back(2 * std::numbers::pi * std::modf(m * 0.6180339887498949, &whole));
  }
  MatrixX<double> turned(120, 1);
  PhaseRandomization::turn_phases(SeriesView<double>(x), phases, turned, 0);
  // x comes with 12 digits
  CHECK(table_close(turned, column(values["phase_randomisation"]["even_T120"]), 1e-10) == "");
  CHECK_THAT(pearson_r(turned, y), WithinAbs(values["phase_randomisation"]["r_with_y_even"].get<double>(), 1e-10));
}

TEST_CASE("PhaseRandomization handles odd numbers of signals and the shortest runs", "[stats]") {
  const MatrixX<double> x = white_noise(9, 3, 1);
  const Timeline scans = Timeline::scans(1s, 0, {1, 2, 6});
  const MatrixX<double> draw = PhaseRandomization{}.scramble(SeriesView<double>(x), scans, Random(2));
  CHECK(table_close(draw.topRows(3), x.topRows(3), 1e-14) == "");  // runs of one and two scans have no phase to turn
  CHECK((draw.bottomRows(6) - x.bottomRows(6)).cwiseAbs().minCoeff() > 0);
}
