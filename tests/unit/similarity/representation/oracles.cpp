// Values of tests/oracles/similarity.json: numpy, most of them confirmed by other code (see there).
#include "support/oracles.hpp"
#include "support/catch.hpp"
#include "support/similarity_inputs.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/representation/aligned_cosine.hpp"
#include "syncact/similarity/representation/cka.hpp"
#include "syncact/similarity/representation/cknna.hpp"
#include "syncact/similarity/representation/distance_correlation.hpp"
#include "syncact/similarity/representation/eigenspace_overlap.hpp"
#include "syncact/similarity/representation/grassmann.hpp"
#include "syncact/similarity/representation/gulp.hpp"
#include "syncact/similarity/representation/linear_regression.hpp"
#include "syncact/similarity/representation/pwcca.hpp"
#include "syncact/similarity/representation/riemannian.hpp"
#include "syncact/similarity/representation/rsm_norm_difference.hpp"
#include "syncact/similarity/representation/shape_metric.hpp"
#include "syncact/similarity/representation/svcca.hpp"

using namespace syncact;
using namespace syncact::similarity::representation;
using namespace syncact::test;

namespace {

/// The oracle `key` of `measure`, on its own inputs, to 1e-10 relative.
template <class M>
void expect(const std::string& key, const M& measure) {
  INFO(key);
  const nlohmann::json& entry = oracle("similarity").at("oracles").at(key);
  const auto& names = entry.at("inputs");
  const PreparedTable<> x(similarity_input(names[0])), y(similarity_input(names[names.size() > 1 ? 1 : 0]));
  const auto measured = measure.compare(x, y);
  CHECK(has_value(measured.status));
  VectorX<double> value(entry.at("value").is_array() ? static_cast<Index>(entry.at("value").size()) : 1);
  if constexpr (std::same_as<decltype(measured.value), double>) {
    value[0] = measured.value;
    CHECK(table_close(value, VectorX<double>::Constant(1, entry.at("value").get<double>()), 0, 1e-10) == "");
  } else {
    CHECK(table_close(measured.value, column(entry.at("value")), 0, 1e-10) == "");
  }
}

}  // namespace

TEST_CASE("Kernel measures have the reference values") {
  using enum HsicEstimator;
  expect("hsic_linear_biased", Hsic{.estimator = biased});
  expect("hsic_linear_unbiased", Hsic{});
  expect("cka_linear_biased", Cka{.estimator = biased});
  expect("cka_linear_biased_wide", Cka{.estimator = biased});
  expect("cka_linear_biased_XZ", Cka{.estimator = biased});
  expect("cka_linear_debiased", Cka{});
  expect("cka_linear_lange", Cka{.estimator = lange});
  expect("cka_linear_lange_XZ", Cka{.estimator = lange});
  expect("cka_linear_angular", Cka{.estimator = biased, .angular = true});
  expect("cka_linear_biased_uncentered", Cka{.estimator = uncentered});
  const Cka rbf{.estimator = biased, .kernel = Kernel::rbf, .bandwidth = Bandwidth::absolute};
  expect("cka_rbf1_biased", rbf);
  expect("cka_rbf1_biased_XZ", rbf);
  expect("cka_rbf_median_all_biased", Cka{.estimator = biased, .kernel = Kernel::rbf, .bandwidth = Bandwidth::median_all});
  expect("cknna_k10", Cknna{});
  expect("distance_correlation", DistanceCorrelation{});
  expect("distance_correlation_bias_corrected_squared", DistanceCorrelation{.bias_corrected = true});
  expect("dcor_bc_on_squared_distances", DistanceCorrelation{.bias_corrected = true, .squared_distances = true});
  expect("ensd", Ensd{});
  expect("participation_ratio_X", ParticipationRatio{});
  expect("gulp_lambda0_squared", Gulp{.squared = true});
}

TEST_CASE("Subspace measures have the reference values") {
  expect("cca_correlations", CcaCorrelations{});
  expect("cca_mean", Cca{});
  expect("cca_mean_squared", Cca{CcaSummary::mean_squared});
  expect("cca_trunc98_google", Cca{CcaSummary::truncated_mean});
  expect("svcca_var90", Svcca{.variance = 0.9});
  expect("svcca_var90_dims", SvccaDims{.variance = 0.9});
  expect("svcca_dim3", Svcca{.keep = Keep::dims, .dims = 3});
  expect("pwcca_X", Pwcca{});
  expect("pwcca_Y_simmetric", Pwcca{Side::y, PwccaNormalize::all});
  expect("pwcca_Y_simmetric", Pwcca{Side::y});  // Y is the narrower table: both ways of normalizing agree
  expect("linreg_r2_X_from_Y", LinearRegression{});
  expect("linreg_r2_Y_from_X", LinearRegression{Side::y});
  expect("eigenspace_overlap", EigenspaceOverlap{});
  expect("grassmann_geodesic", Grassmann{});
}

TEST_CASE("Shape measures have the reference values") {
  using enum ProcrustesForm;
  expect("nbs", Nbs{});
  expect("procrustes_angular", Procrustes{angular});
  expect("procrustes_euclidean", Procrustes{});
  expect("procrustes_squared_euclidean", Procrustes{squared});
  expect("procrustes_normalized_squared", Procrustes{squared, true});
  expect("bures_distance", Bures{});
  expect("shape_metric_alpha0_angular", ShapeMetric{0.0});
  expect("shape_metric_alpha05_angular_XZ", ShapeMetric{0.5});
  expect("shape_metric_alpha05_euclidean_XZ", ShapeMetric{0.5, ShapeForm::euclidean});
  expect("affine_invariant_riemannian_gram_eps0.1", AffineInvariantRiemannian{RiemannianOf::gram});
  expect("aligned_cosine_XZ", AlignedCosine{});
}

TEST_CASE("Differences of descriptions have the reference values") {
  expect("magnitude_difference", MagnitudeDifference{});
  expect("uniformity_difference", UniformityDifference{});
  expect("concentricity_difference", ConcentricityDifference{});
  expect("rsm_norm_difference_frobenius", RsmNormDifference{RsmNorm::frobenius});
  expect("rsm_norm_difference_upper_l2", RsmNormDifference{});
  expect("rsm_norm_difference_spectral", RsmNormDifference{RsmNorm::spectral});
}

TEST_CASE("Identities between measures hold") {
  const auto near = [](double a, double b) { CHECK_THAT(a, WithinAbs(b, 1e-12 * std::max(1.0, std::abs(b)))); };
  for (const auto& [a, b] : {std::pair{"X", "Y"}, std::pair{"X", "Z"}, std::pair{"W", "V"}}) {
    INFO(a << " " << b);
    const PreparedTable<> x(similarity_input(a)), y(similarity_input(b));
    const auto value = [&](const auto& measure) { return measure.compare(x, y).value; };
    const double nbs = value(Nbs{});
    near(std::cos(value(Procrustes{ProcrustesForm::angular})), nbs);
    near(1 - 0.5 * value(Procrustes{ProcrustesForm::squared, true}), nbs);
    near(value(Bures{}), value(Procrustes{}));
    near(std::pow(value(Procrustes{}), 2), value(Procrustes{ProcrustesForm::squared}));
    near(std::cos(value(ShapeMetric{1.0})), nbs);
    near(value(DistanceCorrelation{.bias_corrected = true, .squared_distances = true}), value(Cka{}));
    const double biased = value(Cka{.estimator = HsicEstimator::biased});
    near(value(Ensd{}), biased * std::sqrt(value(ParticipationRatio{}) * value(ParticipationRatio{Side::y})));
    near(std::pow(value(DistanceCorrelation{.squared_distances = true}), 2), biased);
    const VectorX<double> rho = CcaCorrelations{}.compare(x, y).value;
    const auto ranks = Cca{}.compare(x, y);
    const double rank_x = static_cast<double>(ranks.rank_x), rank_y = static_cast<double>(ranks.rank_y);
    near(value(Gulp{.squared = true}), rank_x + rank_y - 2 * rho.squaredNorm());
    near(std::cos(value(ShapeMetric{0.0})), rho.sum() / std::sqrt(rank_x * rank_y));
    near(std::pow(value(Grassmann{GrassmannForm::chordal}), 2), (1 - rho.array().square()).sum());
    near(value(Svcca{.keep = Keep::dims, .dims = 30}), value(Cca{}));
    near(value(RsmNormDifference{RsmNorm::frobenius}), std::sqrt(2.0) * value(RsmNormDifference{}));
  }
}

TEST_CASE("The median bandwidth is that of pairs of different samples, unless it is to hold the others too") {
  const PreparedTable<> x(similarity_input("X")), y(similarity_input("Y"));
  std::vector<double> d;
  for (Index i = 0; i < 20; ++i) {
    for (Index j = 0; j < i; ++j) d.push_back((x.values().row(i) - x.values().row(j)).norm());
  }
  std::sort(d.begin(), d.end());
  const double median = std::sqrt((d[94] * d[94] + d[95] * d[95]) / 2);
  const auto self = [&](Cka cka) { return Hsic{cka.estimator, cka.kernel, cka.bandwidth, cka.sigma}.compare(x, x).value; };
  CHECK_THAT(self({.kernel = Kernel::rbf}),
             WithinRel(self({.kernel = Kernel::rbf, .bandwidth = Bandwidth::absolute, .sigma = median}), 1e-12));
}

TEST_CASE("Riemannian distances of covariances are those of their eigenvalues, and do not see a common change of units") {
  const MatrixX<double> x = similarity_input("X"), z = similarity_input("Z");
  const auto distance = [](const MatrixX<double>& a, const MatrixX<double>& b) {
    return AffineInvariantRiemannian{}.compare(PreparedTable<>(a), PreparedTable<>(b)).value;
  };
  MatrixX<double> mix = MatrixX<double>::Identity(7, 7);
  mix(0, 3) = 2;
  mix(5, 1) = -0.7;
  CHECK_THAT(distance(x * mix, z * mix), WithinRel(distance(x, z), 1e-10));
  CHECK_THAT(distance(x, x * 3), WithinRel(std::sqrt(7.0) * std::log(9.0), 1e-12));
  CHECK_THROWS_AS(distance(x, similarity_input("Y")), ShapeError);
}
