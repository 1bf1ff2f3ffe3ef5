#include "syncact/laws/time_series_laws.hpp"

#include "support/catch.hpp"
#include "syncact/similarity/series/autocorrelation.hpp"
#include "syncact/similarity/series/circular_shift_test.hpp"
#include "syncact/similarity/series/coherency.hpp"
#include "syncact/similarity/series/correlation.hpp"
#include "syncact/similarity/series/correlation_test.hpp"
#include "syncact/similarity/series/cross_correlation.hpp"
#include "syncact/similarity/series/dtw.hpp"
#include "syncact/similarity/series/mutual_information.hpp"
#include "syncact/similarity/series/phase_synchrony.hpp"
#include "syncact/similarity/series/surrogates.hpp"
#include "syncact/similarity/series/xdf.hpp"

namespace syncact::time_series_laws_test {

using namespace similarity::series;

/// Broken: a covariance, which claims to be free of gains.
struct NotScaled {
  [[nodiscard]] similarity::Info info() const { return {.id = "not_scaled", .x = similarity::Invariance::scale}; }
  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    if (!a.allFinite() || !b.allFinite()) return similarity::no_value(similarity::MeasureStatus::non_finite, a.size());
    const double covariance = (a.array() - a.mean()).matrix().dot(b);
    return covariance == 0 ? similarity::no_value(similarity::MeasureStatus::undefined, a.size())
                           : similarity::Measurement{covariance};
  }
};

/// Broken: 0 where there is no correlation.
struct ZeroForNothing : Correlation {
  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    const similarity::Measurement m = Correlation::compare(a, b);
    return m.status == similarity::MeasureStatus::undefined ? similarity::Measurement{0.0} : m;
  }
};

/// Broken: lagged, yet claims to be symmetric.
struct Lagged {
  [[nodiscard]] similarity::Info info() const { return {.id = "lagged", .symmetric = true}; }
  [[nodiscard]] similarity::MeasurementList compare(const VectorX<double>& a, const VectorX<double>& b) const {
    return CrossCorrelation{.first_lag = 2, .last_lag = 2}.compare(a, b);
  }
};

/// Broken: claims that the order of time does not matter.
struct Unordered : CrossCorrelation {};

/// Broken: larger than it says.
struct OutOfRange {
  [[nodiscard]] similarity::Info info() const { return {.id = "out_of_range", .lowest = 0, .highest = 1e-3}; }
  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    return PhaseSynchrony{}.compare(a, b);
  }
};

}  // namespace syncact::time_series_laws_test

template <>
inline constexpr bool syncact::similarity::series::ignores_time_order<syncact::time_series_laws_test::Unordered> = true;

namespace syncact::time_series_laws_test {

TEST_CASE("Shipped measures of two series obey their laws", "[laws]") {
  using laws::check_series_measure;
  for (const auto kind : {CorrelationKind::pearson, CorrelationKind::spearman}) {
    CHECK(check_series_measure(Correlation{kind}).text() == "");
  }
  for (const auto form : {LagForm::biased, LagForm::lagged_pearson}) {
    CHECK(check_series_measure(CrossCorrelation{form}).text() == "");
    CHECK(check_series_measure(PeakLag{form}).text() == "");
  }
  CHECK(check_series_measure(Coherency{}).text() == "");
  CHECK(check_series_measure(Coherency{.part = CoherencyPart::imaginary}).text() == "");
  for (const auto index : {PhaseIndex::plv, PhaseIndex::ppc, PhaseIndex::pli, PhaseIndex::wpli}) {
    CHECK(check_series_measure(PhaseSynchrony{index}).text() == "");
    CHECK(check_series_measure(PhaseSynchrony{index}, 1e-9, 61).text() == "");
  }
  using enum MutualInformationEstimator;
  for (const auto estimator : {gaussian, histogram, ksg}) {
    CHECK(check_series_measure(MutualInformation{.estimator = estimator}).text() == "");
  }
  CHECK(check_series_measure(MutualInformation{.estimator = ksg, .standardize = false}).text() == "");
  CHECK(check_series_measure(Dtw{}).text() == "");
  CHECK(check_series_measure(Dtw{.cost = WarpCost::root_squared, .band = 5}).text() == "");
  CHECK(check_series_measure(BlockPermutationCorrelation{{3, 1, 0, 2}}).text() == "");
  CHECK(check_series_measure(BlockPermutationCorrelation{{1, 0}}).text() == "");
}

TEST_CASE("Shipped tests of two series obey their laws", "[laws]") {
  using laws::check_series_measure;
  using enum SampleCount;
  for (const auto method : {assuming_independent_samples, bartlett_ar1, bayley_hammersley, pyper_peterman}) {
    CHECK(check_series_measure(EffectiveSamples{method}).text() == "");
    CHECK(check_series_measure(CorrelationP{method}).text() == "");
  }
  for (const auto taper : {stats::LagTaper::adaptive, stats::LagTaper::tukey, stats::LagTaper::none}) {
    CHECK(check_series_measure(Xdf{.taper = taper}).text() == "");
  }
  CHECK(check_series_measure(CircularShiftTest{}).text() == "");
  CHECK(check_series_measure(CircularShiftTest{ShiftReport::null_sd, 7}).text() == "");
  CHECK(laws::check_series_description(Autocorrelation{}).text() == "");
}

TEST_CASE("Measures of two series that lie are caught", "[laws]") {
  CHECK_FALSE(laws::check_series_measure(NotScaled{}).ok());
  CHECK_FALSE(laws::check_series_measure(ZeroForNothing{}).ok());
  CHECK_FALSE(laws::check_series_measure(Lagged{}).ok());
  CHECK_FALSE(laws::check_series_measure(Unordered{}).ok());
  CHECK_FALSE(laws::check_series_measure(OutOfRange{}).ok());
  static_assert(!SeriesMeasure<int> && !SeriesMeasure<Autocorrelation>);
}

}  // namespace syncact::time_series_laws_test
