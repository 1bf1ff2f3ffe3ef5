#include "support/oracles.hpp"
#include "support/catch.hpp"
#include "support/similarity_inputs.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/encoding/banded_ridge.hpp"
#include "syncact/similarity/encoding/brain_scores.hpp"
#include "syncact/similarity/encoding/pls.hpp"
#include "syncact/similarity/encoding/predictivity.hpp"

// Reference values: numpy formulas, confirmed by scikit-learn and himalaya where those offer the same; 1e-10 relative.

namespace syncact::encoding_oracles_test {

using namespace test;
using namespace similarity::encoding;

inline VectorX<double> reference(const std::string& key) {
  const nlohmann::json& value = oracle("similarity")["oracles"][key]["value"];
  return value.is_array() ? VectorX<double>(column(value)) : VectorX<double>::Constant(1, value.get<double>());
}

inline std::string compared(const std::string& key, const similarity::MeasurementList& m) {
  if (m.status != similarity::MeasureStatus::ok) return std::string(name(m.status));
  return table_close(m.value, reference(key), 1e-13, 1e-10);
}

inline Predictivity<Ridge> ridge(Scoring scoring, Aggregate aggregate = Aggregate::none) {
  return {.encoder = {}, .validation = {.scoring = scoring, .aggregate = aggregate}};
}

TEST_CASE("Predictivity equals its reference values", "[encoding]") {
  const MatrixX<double> x = similarity_input("X"), y = similarity_input("Y"), z = similarity_input("Z");
  CHECK(compared("ridge_a1_cv5_pooled_r", ridge(Scoring::pooled_r).compare(x, y)) == "");
  CHECK(compared("ridge_a1_cv5_fold_mean_r", ridge(Scoring::fold_mean_r).compare(x, y)) == "");
  CHECK(compared("ridge_a1_cv5_brainscore", ridge(Scoring::fold_mean_r, Aggregate::median).compare(x, y)) == "");
  CHECK(compared("ridge_a1_cv5_pooled_r2", ridge(Scoring::pooled_r2).compare(x, y)) == "");
  CHECK(compared("ridge_a1_insample_r2", ridge(Scoring::in_sample_r2).compare(x, y)) == "");
  CHECK(compared("ridge_a1_cv5_fold_mean_r_XZ", ridge(Scoring::fold_mean_r).compare(x, z)) == "");
  CHECK(compared("ridge_loo_mse_grid", RidgeLeaveOneOut{}.compare(x, y)) == "");
  CHECK(compared("ridge_loo_best_alpha", RidgeLeaveOneOut{.report = LeaveOneOutReport::best_alpha}.compare(x, y)) == "");
  Predictivity<Pls> pls{.encoder = {.n_components = 3, .scale = true}};
  CHECK(compared("pls3_cv5_pooled_r", pls.compare(x, y)) == "");
  pls.validation.scoring = Scoring::fold_mean_r;
  CHECK(compared("pls3_cv5_fold_mean_r", pls.compare(x, y)) == "");
}

TEST_CASE("Ceilings and normalized scores equal their reference values", "[encoding]") {
  const MatrixX<double> x = similarity_input("X");
  const std::vector<MatrixX<double>> repeats = similarity_stack("Rep");
  CHECK(compared("reliability_split_half_r", SplitHalfReliability{.spearman_brown = false}.describe(repeats)) == "");
  CHECK(compared("reliability_spearman_brown", SplitHalfReliability{}.describe(repeats)) == "");
  CHECK(compared("noise_ceiling_ncsnr_percent", EncodingCeiling{}.describe(repeats)) == "");
  NormalizedPredictivity<Ridge> predictivity{.normalization = Normalization::none};
  CHECK(compared("predictivity_raw_r_on_repeat_mean", predictivity.compare(x, repeats)) == "");
  predictivity.normalization = Normalization::r2_over_rel;
  CHECK(compared("predictivity_explained_variance_brainscore", predictivity.compare(x, repeats)) == "");
  predictivity.normalization = Normalization::r_over_rel_squared;
  CHECK(compared("predictivity_explained_variance_old_brainscore", predictivity.compare(x, repeats)) == "");
}

// Values of definitions that the oracle file states without a value: numpy and scikit-learn, from the definition.
TEST_CASE("Predictivity equals what its definition gives in numpy", "[encoding]") {
  const MatrixX<double> x = similarity_input("X"), y = similarity_input("Y"), z = similarity_input("Z");
  const auto is = [](const similarity::MeasurementList& m, std::initializer_list<double> expected) {
    return table_close(m.value, Eigen::Map<const VectorX<double>>(expected.begin(), static_cast<Index>(expected.size())), 1e-12,
                       1e-10);
  };
  CHECK(is(ridge(Scoring::pooled_r).compare(x, z), {0.686338687117981, 0.888115832499545, 0.800155843401684, 0.765848739560174,
                                                    0.627029468080903, 0.685768928933969, 0.598979869541584}) == "");
  Predictivity<Ridge> dual{.encoder = {{2.0}}, .validation = {.folds = 4, .aggregate = Aggregate::mean_min_max_first_last}};
  CHECK(is(dual.compare(similarity_input("W"), similarity_input("V")),
           {-0.121006073311652, -0.77065607344479, 0.650311390282379, 0.131667669892535, -0.669999188540363}) == "");
  const Predictivity<Pls> pls{.encoder = {.n_components = 3}};
  CHECK(is(pls.compare(x, y),
           {-0.297752459977116, 0.100110394727224, -0.190799988474472, -0.323172668242792, 0.00973980095468707}) == "");
  CHECK(is(NormalizedPredictivity<Ridge>{}.compare(x, similarity_stack("Rep")),
           {-0.172325262170521, 0.452328883006103, -0.0227315069992443, -0.537195557807703, -0.159043270553429}) == "");
}

TEST_CASE("Spatial and temporal scores equal their reference values", "[encoding]") {
  const MatrixX<double> layers = test::detail::table(6, 9, [](double l, double v) {
    return 0.3 + 0.2 * std::cos(0.8 * (l - 1 - 0.5 * (v - 1))) + 0.02 * std::sin(3 * (l - 1) * (v - 1));
  });
  VectorX<double> depth(9);
  for (Index v = 0; v < 9; ++v) depth[v] = 2 * static_cast<double>(v) + 3 * std::sin(static_cast<double>(v));
  CHECK(compared("spatial_score_toy", SpatialScore{}.compare(layers, depth)) == "");

  const Index n_layers = reference("temporal_score_toy").size() - 1;
  const MatrixX<double> times = test::detail::table(n_layers, 12, [](double l, double t) {
    return 0.2 + 0.1 * std::cos(0.5 * (t - 1 - 1.3 * (l - 1))) + 0.01 * std::cos(7 * (t - 1) * (l - 1));
  });
  CHECK(compared("temporal_score_toy", TemporalScore{}.describe(times)) == "");
}

}  // namespace syncact::encoding_oracles_test
