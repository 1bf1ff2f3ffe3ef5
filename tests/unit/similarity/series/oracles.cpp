#include "support/oracles.hpp"
#include "support/catch.hpp"
#include "support/similarity_inputs.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/series/autocorrelation.hpp"
#include "syncact/similarity/series/circular_shift_test.hpp"
#include "syncact/similarity/series/coherency.hpp"
#include "syncact/similarity/series/correlation.hpp"
#include "syncact/similarity/series/correlation_test.hpp"
#include "syncact/similarity/series/cross_correlation.hpp"
#include "syncact/similarity/series/dtw.hpp"
#include "syncact/similarity/series/false_discovery_rate.hpp"
#include "syncact/similarity/series/mutual_information.hpp"
#include "syncact/similarity/series/phase_synchrony.hpp"
#include "syncact/similarity/series/surrogates.hpp"
#include "syncact/similarity/series/xdf.hpp"

// Reference values: numpy and scipy formulas, most of them confirmed by scipy, statsmodels, scikit-learn or the authors' xDF;
// 1e-10 relative.

namespace syncact::time_series_oracles_test {

using namespace test;
using namespace similarity::series;

inline VectorX<double> reference(const std::string& key) {
  const nlohmann::json& value = oracle("similarity")["oracles"][key]["value"];
  return value.is_array() ? VectorX<double>(column(value)) : VectorX<double>::Constant(1, value.get<double>());
}

inline std::string compared(const std::string& key, const similarity::Measurement& m) {
  if (m.status != similarity::MeasureStatus::ok) return std::string(name(m.status));
  return table_close(VectorX<double>::Constant(1, m.value), reference(key), 1e-300, 1e-10);
}

inline std::string compared(const std::string& key, const similarity::MeasurementList& m) {
  if (m.status != similarity::MeasureStatus::ok) return std::string(name(m.status));
  return table_close(m.value, reference(key), 1e-14, 1e-10);
}

TEST_CASE("Measures of two series equal their reference values", "[timeseries]") {
  const VectorX<double> a = similarity_input("ta"), b = similarity_input("tb");
  const MatrixX<double> ts = similarity_input("TS");
  CHECK(compared("ts_pearson", Correlation{}.compare(a, b)) == "");
  CHECK(compared("ts_spearman", Correlation{CorrelationKind::spearman}.compare(a, b)) == "");
  CHECK(compared("ts_xcorr_lags_-5_5", CrossCorrelation{}.compare(a, b)) == "");
  CHECK(compared("ts_xcorr_peak_lag", PeakLag{}.compare(a, b)) == "");
  CHECK(compared("ts_coherence_welch", Coherency{}.compare(a, b)) == "");
  const Coherency imaginary{.part = CoherencyPart::imaginary, .first_bin = 1, .last_bin = 7};
  CHECK(compared("ts_imag_coherency_welch", imaginary.compare(a, b)) == "");
  CHECK(compared("ts_plv", PhaseSynchrony{}.compare(a, b)) == "");
  CHECK(compared("ts_pli", PhaseSynchrony{PhaseIndex::pli}.compare(a, b)) == "");
  CHECK(compared("ts_wpli", PhaseSynchrony{PhaseIndex::wpli}.compare(a, b)) == "");
  CHECK(compared("ts_ppc", PhaseSynchrony{PhaseIndex::ppc}.compare(a, b)) == "");
  CHECK(compared("ts_plv_TS01", PhaseSynchrony{}.compare(ts.col(0), ts.col(1))) == "");
  CHECK(compared("ts_pli_TS01", PhaseSynchrony{PhaseIndex::pli}.compare(ts.col(0), ts.col(1))) == "");
  CHECK(compared("ts_mi_gaussian", MutualInformation{}.compare(a, b)) == "");
  CHECK(compared("ts_mi_hist8", MutualInformation{MutualInformationEstimator::histogram}.compare(a, b)) == "");
  CHECK(compared("ts_dtw_abs", Dtw{}.compare(a, b)) == "");
  CHECK(compared("ts_dtw_sqrt_sq", Dtw{WarpCost::root_squared}.compare(a, b)) == "");
}

// Values of definitions that the oracle file states without a value: numpy, from the definition.
TEST_CASE("Measures of two series equal what their definition gives in numpy", "[timeseries]") {
  const VectorX<double> a = similarity_input("ta"), b = similarity_input("tb");
  const MatrixX<double> ts = similarity_input("TS");
  const auto is = [](const VectorX<double>& actual, std::initializer_list<double> expected) {
    return table_close(actual, Eigen::Map<const VectorX<double>>(expected.begin(), static_cast<Index>(expected.size())), 1e-13,
                       1e-10);
  };
  const auto one = [](const similarity::Measurement& m) { return VectorX<double>(VectorX<double>::Constant(1, m.value)); };
  CHECK(is(CrossCorrelation{LagForm::lagged_pearson}.compare(a, b).value,
           {-0.731400955397379, -0.552143813558529, -0.315578968068897, -0.0573034376015588, 0.204222418917096, 0.4157644296921,
            0.589430655925841, 0.657257375847161, 0.62735814316349, 0.527823532201389, 0.35998128264159}) == "");
  CHECK(is(one(PhaseSynchrony{PhaseIndex::wpli}.compare(ts.col(0), ts.col(1))), {0.971824913199179}) == "");
  const MutualInformation ksg{.estimator = MutualInformationEstimator::ksg, .standardize = false};
  CHECK(is(one(ksg.compare(a, b)), {-0.0435004154983121}) == "");
  CHECK(is(one(Dtw{.band = 5}.compare(a, b)), {22.9409122395075}) == "");
  CHECK(is(one(EffectiveSamples{}.compare(a, b)), {8.23747613873859}) == "");
  CHECK(is(Xdf{.taper = stats::LagTaper::tukey, .tukey_lag = 8}.compare(a, b).value,
           {0.0234308040823887, 2.39143102245357, 0.0167828372192883}) == "");
  CHECK(is(one(BlockPermutationCorrelation{{5, 2, 7, 0, 3, 6, 1, 4}}.compare(a, b)), {-0.357180358194482}) == "");
}

TEST_CASE("Statistics of two series equal their reference values", "[timeseries]") {
  const VectorX<double> a = similarity_input("ta"), b = similarity_input("tb"), phases = similarity_input("phi");
  CHECK(compared("acf_ta_1_5", Autocorrelation{}.describe(a)) == "");
  CHECK(compared("neff_bartlett_ar1", EffectiveSamples{SampleCount::bartlett_ar1}.compare(a, b)) == "");
  CHECK(compared("p_bartlett_ar1", CorrelationP{SampleCount::bartlett_ar1}.compare(a, b)) == "");
  CHECK(compared("p_naive", CorrelationP{SampleCount::assuming_independent_samples}.compare(a, b)) == "");
  CHECK(compared("neff_bayley_hammersley_full", EffectiveSamples{SampleCount::bayley_hammersley}.compare(a, b)) == "");
  CHECK(compared("xdf_truncate_adaptive", Xdf{}.compare(a, b)) == "");
  const Xdf full{.taper = stats::LagTaper::none, .at_least_white = false};
  CHECK(compared("xdf_full_uncurbed", full.compare(a, b)) == "");
  CHECK(compared("circular_shift_p_two_sided", CircularShiftTest{}.compare(a, b)) == "");
  CHECK(compared("circular_shift_null_sd", CircularShiftTest{ShiftReport::null_sd}.compare(a, b)) == "");
  CHECK(compared("phase_randomized_ta_first5", PhaseSurrogate{5}.describe(a, phases)) == "");
  CHECK(compared("phase_randomized_r_with_tb", PhaseSurrogateCorrelation{}.compare(a, b, phases)) == "");
  const FalseDiscoveryRate fdr{{0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216}};
  CHECK(compared("fdr_bh_adjusted", fdr.evaluate()) == "");
}

}  // namespace syncact::time_series_oracles_test
