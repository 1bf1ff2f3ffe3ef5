#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/series/circular_shift_test.hpp"
#include "syncact/similarity/series/coherency.hpp"
#include "syncact/similarity/series/correlation.hpp"
#include "syncact/similarity/series/correlation_test.hpp"
#include "syncact/similarity/series/cross_correlation.hpp"
#include "syncact/similarity/series/dtw.hpp"
#include "syncact/similarity/series/false_discovery_rate.hpp"
#include "syncact/similarity/series/mutual_information.hpp"
#include "syncact/similarity/series/pairs.hpp"
#include "syncact/similarity/series/phase_synchrony.hpp"
#include "syncact/similarity/series/surrogates.hpp"
#include "syncact/similarity/series/xdf.hpp"

namespace syncact::time_series_edges_test {

using namespace test;
using namespace similarity::series;
using similarity::MeasureStatus;
using similarity::MissingData;
using similarity::MissingRule;

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// AR(1) noise of coefficient rho, one stream per signal.
inline MatrixX<double> autocorrelated(Index n, Index k, double rho, std::uint64_t seed) {
  MatrixX<double> m = white_noise(n + 50, k, seed);
  for (Index t = 1; t < m.rows(); ++t) m.row(t) += rho * m.row(t - 1);
  return m.bottomRows(n);
}

TEST_CASE("A series that follows another has a positive peak lag", "[timeseries]") {
  const MatrixX<double> noise = white_noise(83, 1, 4);
  const VectorX<double> a = noise.bottomRows(80), b = noise.topRows(80);  // b_t = a_{t-3}
  CHECK(PeakLag{}.compare(a, b).value == 3);
  CHECK(PeakLag{}.compare(b, a).value == -3);
  CHECK(PeakLag{.form = LagForm::lagged_pearson}.compare(a, b).value == 3);
  CHECK(PeakLag{.max_lag = 2}.compare(a, a).value == 0);
}

TEST_CASE("Lags that leave nothing to correlate have no value", "[timeseries]") {
  const VectorX<double> a = white_noise(5, 1, 1), b = white_noise(5, 1, 2);
  const auto biased = CrossCorrelation{.first_lag = -6, .last_lag = 6}.compare(a, b);
  CHECK(biased.status == MeasureStatus::ok);
  CHECK(biased.value[0] == 0);
  const auto pearson = CrossCorrelation{LagForm::lagged_pearson, -6, 6}.compare(a, b);
  CHECK(pearson.status == MeasureStatus::constant_units);
  CHECK(std::isnan(pearson.value[0]));
  CHECK(std::isfinite(pearson.value[6]));
  CHECK_THROWS_AS((CrossCorrelation{LagForm::biased, 3, 2}.compare(a, b)), ValueError);
  CHECK_THROWS_AS(CrossCorrelation{}.compare(a, white_noise(6, 1, 2).col(0)), ShapeError);
}

TEST_CASE("Coherence knows when it says nothing", "[timeseries]") {
  const VectorX<double> a = white_noise(64, 1, 1), b = white_noise(64, 1, 2);
  CHECK(Coherency{.segment = 64, .overlap = 0}.compare(a, b).status == MeasureStatus::saturated);
  CHECK(Coherency{}.compare(a.head(15), b.head(15)).status == MeasureStatus::too_few_samples);
  CHECK(Coherency{}.compare(VectorX<double>::Constant(64, 3.0), b).status == MeasureStatus::undefined);
  CHECK(table_close(Coherency{}.compare(a, a).value, VectorX<double>::Ones(9), 1e-12) == "");
  CHECK(table_close(Coherency{.part = CoherencyPart::imaginary}.compare(a, a).value, VectorX<double>::Zero(9), 1e-12) == "");
  VectorX<double> tone(64);  // the window spreads it over three bins, the others hold rounding
  for (Index t = 0; t < 64; ++t) tone[t] = std::cos(2 * std::numbers::pi * static_cast<double>(t) / 4);
  const auto of_tone = Coherency{}.compare(tone, b);
  CHECK(of_tone.status == MeasureStatus::constant_units);
  CHECK(std::isnan(of_tone.value[7]));
  CHECK(std::isfinite(of_tone.value[4]));
  CHECK_THROWS_AS(Coherency{.overlap = 16}.compare(a, b), ValueError);
  CHECK_THROWS_AS(Coherency{.last_bin = 9}.compare(a, b), ValueError);
}

TEST_CASE("What is shared without delay has no phase lag", "[timeseries]") {
  const VectorX<double> a = autocorrelated(101, 1, 0.6, 3);
  CHECK_THAT(PhaseSynchrony{}.compare(a, -3 * a).value, WithinAbs(1, 1e-12));
  CHECK(PhaseSynchrony{PhaseIndex::pli}.compare(a, -3 * a).value == 0);
  CHECK(PhaseSynchrony{PhaseIndex::wpli}.compare(a, -3 * a).status == MeasureStatus::undefined);
}

TEST_CASE("The analytic signal keeps the series and has no negative frequencies", "[timeseries]") {
  for (const Index n : {3, 8, 31, 60}) {
    const VectorX<double> a = white_noise(n, 1, 5).rowwise() - white_noise(n, 1, 5).colwise().mean();
    Eigen::VectorXcd x = similarity::series::detail::analytic_signal(a);
    CHECK(table_close(x.real(), a, 1e-13) == "");
    numeric::Fft(n).forward({x.data(), static_cast<std::size_t>(n)});
    for (Index k = n / 2 + 1; k < n; ++k) CHECK(std::abs(x[k]) < 1e-12);
  }
}

TEST_CASE("Mutual information is near zero for independent series and undefined for equal ones", "[timeseries]") {
  const VectorX<double> a = white_noise(400, 1, 1), b = white_noise(400, 1, 2);
  using enum MutualInformationEstimator;
  CHECK(MutualInformation{}.compare(a, a).status == MeasureStatus::undefined);
  // ksg: standard deviation about .03 at n = 400; histogram: bias (bins-1)^2 / 2n = .061
  CHECK(std::abs(MutualInformation{.estimator = ksg}.compare(a, b).value) < 0.12);
  CHECK_THAT(MutualInformation{.estimator = histogram}.compare(a, b).value, WithinAbs(0.061, 0.04));
  CHECK(MutualInformation{.estimator = ksg, .neighbours = 3}.compare(a.head(3), b.head(3)).status ==
        MeasureStatus::too_few_samples);
  const VectorX<double> squared = a.array().square();  // a relation that r cannot see
  CHECK(MutualInformation{}.compare(a, squared).value < 0.05);
  CHECK(MutualInformation{.estimator = ksg}.compare(a, squared).value > 1);
}

TEST_CASE("Warping aligns series of different length", "[timeseries]") {
  VectorX<double> a(4), b(6);
  a << 0, 1, 2, 3;
  b << 0, 0, 1, 2, 2, 3;
  CHECK(Dtw{}.compare(a, b).value == 0);
  CHECK(Dtw{.cost = WarpCost::root_squared}.compare(a, 2 * a.array() + 0).value > 0);
  CHECK(Dtw{.band = 0}.compare(a, a.reverse()).value == 8);
  CHECK_THROWS_AS(Dtw{.band = 1}.compare(a, b), ValueError);
  CHECK(Dtw{}.compare(a, VectorX<double>(0)).status == MeasureStatus::too_few_samples);
}

TEST_CASE("The circular-shift null is that of rolling, at prime lengths too", "[timeseries]") {
  const VectorX<double> a = autocorrelated(61, 1, 0.5, 1), b = autocorrelated(61, 1, 0.5, 2);
  Index reached = 0;
  const double r = Correlation{}.compare(a, b).value;
  for (Index s = 5; s <= 56; ++s) {
    VectorX<double> rolled(61);
    rolled << b.tail(s), b.head(61 - s);
    reached += std::abs(Correlation{}.compare(a, rolled).value) >= std::abs(r);
  }
  CHECK(CircularShiftTest{.min_shift = 5}.compare(a, b).value == stats::p_from_null(reached, 52));
  CHECK(CircularShiftTest{.min_shift = 31}.compare(a, b).status == MeasureStatus::too_few_samples);
  CHECK_THROWS_AS(CircularShiftTest{.min_shift = 0}.compare(a, b), ValueError);
}

TEST_CASE("Pairs of a table follow the NaN rule", "[timeseries]") {
  MatrixX<double> a = white_noise(40, 3, 1), b = white_noise(40, 2, 2);
  a.col(2).setConstant(7);
  a(3, 0) = nan;
  CHECK_THROWS_AS(compare_pairs(Correlation{}, a, b), ValueError);

  const PairTable passed = compare_pairs(Correlation{}, a, b, {MissingRule::propagate});
  CHECK(passed.status(0, 0) == MeasureStatus::non_finite);
  CHECK(passed.status(1, 0) == MeasureStatus::ok);
  CHECK(passed.status(2, 1) == MeasureStatus::undefined);

  const PairTable pairwise = compare_pairs(Correlation{}, a, b, {MissingRule::pairwise});
  VectorX<double> x(39), y(39);
  x << a.col(0).head(3), a.col(0).tail(36);
  y << b.col(1).head(3), b.col(1).tail(36);
  CHECK_THAT(pairwise.values(0, 1), WithinAbs(Correlation{}.compare(x, y).value, 1e-14));
  CHECK(pairwise.values(1, 1) == Correlation{}.compare(a.col(1), b.col(1)).value);
  CHECK(compare_pairs(Correlation{}, a, b, {MissingRule::drop_sample}).values(1, 1) != pairwise.values(1, 1));
  CHECK(compare_pairs(Correlation{}, a, b, {MissingRule::pairwise, 0.99}).status(0, 0) == MeasureStatus::too_few_samples);
  CHECK_THROWS_WITH(compare_pairs(PhaseSynchrony{}, a, b, {MissingRule::pairwise}), says("phase_synchrony"));
}

TEST_CASE("Pairs of a table do not depend on storage, float or threads beyond rounding", "[timeseries]") {
  const MatrixX<double> a = white_noise(40, 3, 1), b = white_noise(40, 2, 2);
  const PairTable table = compare_pairs(PhaseSynchrony{}, a, b);
  const RowMatrixX<double> rows = a;
  CHECK(compare_pairs(PhaseSynchrony{}, rows, b, {}, {.executor = Threads{3}}).values == table.values);
  const MatrixX<float> narrow = a.cast<float>();
  CHECK(table_close(compare_pairs(PhaseSynchrony{}, narrow, b).values, table.values, 1e-6) == "");
}

TEST_CASE("xDF of a table is xDF of its pairs", "[timeseries]") {
  MatrixX<double> series = autocorrelated(90, 4, 0.5, 7);
  series.col(3).setConstant(1);
  const XdfTable table = xdf_table(series);
  const auto pair = Xdf{}.compare(series.col(0), series.col(2));
  CHECK_THAT(table.variance(2, 0), WithinRel(pair.value[0], 1e-12));
  CHECK_THAT(table.z(0, 2), WithinRel(pair.value[1], 1e-12));
  CHECK_THAT(table.p(0, 2), WithinRel(pair.value[2], 1e-12));
  CHECK(std::isnan(table.z(0, 0)));
  CHECK(table.r.col(3).array().isNaN().all());
  CHECK(table_close(xdf_table(series, {}, {.executor = Threads{2}}).z, table.z, 0) == "");
  CHECK_THROWS_AS(xdf_table(MatrixX<double>(series.topRows(3))), ValueError);
  CHECK(Xdf{}.compare(series.col(0), series.col(0)).status == MeasureStatus::undefined);
}

TEST_CASE("Effective samples of white series are about n, and series that alternate have more", "[timeseries]") {
  const MatrixX<double> white = white_noise(500, 2, 3);
  CHECK_THAT(EffectiveSamples{SampleCount::bartlett_ar1}.compare(white.col(0), white.col(1)).value, WithinAbs(500, 25));
  VectorX<double> one(8), other(8);
  one << 1, -1, 1, -1, 1, -1, 1, -1;
  other << 1, 1, -1, 1, 1, -1, 1, 1;
  CHECK(EffectiveSamples{SampleCount::bartlett_ar1}.compare(one, one).value < 8);
  CHECK(EffectiveSamples{SampleCount::bartlett_ar1}.compare(one, VectorX<double>::LinSpaced(8, 0, 1)).value > 8);
  CHECK(EffectiveSamples{SampleCount::pyper_peterman, 0}.compare(one, other).value == 8);
  CHECK(CorrelationP{SampleCount::bartlett_ar1}.compare(one.head(4), one.head(4)).status == MeasureStatus::undefined);
}

// Unrelated AR(1) pairs, coefficient .7, 200 time points. Of 300 pairs a test at level .05 calls 15 significant on average;
// more than 30 would happen with probability 2e-4 (binomial). The textbook's p calls three times as many.
TEST_CASE("Tests that know the autocorrelation keep their level, the textbook's does not", "[timeseries]") {
  Index naive = 0, bartlett = 0, xdf = 0, shifts = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const MatrixX<double> pair = autocorrelated(200, 2, 0.7, seed);
    const VectorX<double> a = pair.col(0), b = pair.col(1);
    naive += CorrelationP{SampleCount::assuming_independent_samples}.compare(a, b).value < 0.05;
    bartlett += CorrelationP{SampleCount::bartlett_ar1}.compare(a, b).value < 0.05;
    xdf += Xdf{}.compare(a, b).value[2] < 0.05;
    shifts += CircularShiftTest{.min_shift = 10}.compare(a, b).value < 0.05;
  }
  INFO(naive << " " << bartlett << " " << xdf << " " << shifts);
  CHECK(naive > 45);
  CHECK(bartlett <= 30);
  CHECK(xdf <= 30);
  CHECK(shifts <= 30);
}

TEST_CASE("Surrogates that are given must fit", "[timeseries]") {
  const VectorX<double> a = white_noise(12, 1, 1);
  CHECK(table_close(phase_surrogate(a, VectorX<double>::Zero(5)), a, 1e-14) == "");
  CHECK_THROWS_AS(phase_surrogate(a, VectorX<double>::Zero(6)), ShapeError);
  CHECK((BlockPermutationCorrelation{{0, 1, 2}}.compare(a, a).value) > 1 - 1e-14);
  CHECK_THROWS_AS((BlockPermutationCorrelation{{0, 1, 2, 3, 4}}.compare(a, a)), ShapeError);
  CHECK_THROWS_AS((BlockPermutationCorrelation{{0, 1, 1}}.compare(a, a)), ValueError);
  CHECK_THROWS_AS(BlockPermutationCorrelation{{}}.compare(a, a), ValueError);
  const std::vector<Index> order = stats::random_block_order(6, Random(3));
  CHECK(stats::permute_blocks(SeriesView<double>(a.data(), 12, 1, 1, 12), std::span<const Index>(order)).size() == 12);
}

TEST_CASE("Undefined p-values stay undefined and do not count", "[timeseries]") {
  const auto q = FalseDiscoveryRate{{0.01, nan, 0.04}}.evaluate();
  CHECK(q.status == MeasureStatus::constant_units);
  CHECK_THAT(q.value[0], WithinAbs(0.02, 1e-15));
  CHECK(std::isnan(q.value[1]));
}

}  // namespace syncact::time_series_edges_test
