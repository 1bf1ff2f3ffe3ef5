/// Reference values of the literature's own programs. Tolerance 1e-10 relative, looser where a line says why.
#include "support/oracles.hpp"
#include "support/catch.hpp"
#include "support/similarity_inputs.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/rdm/crossnobis.hpp"
#include "syncact/similarity/rdm/mantel.hpp"
#include "syncact/similarity/rdm/noise_ceiling.hpp"

namespace test_rdm_oracles {

using namespace syncact;
using namespace syncact::similarity::rdm;
using test::similarity_input;
using test::table_close;

MatrixX<double> known(const std::string& key) {
  const auto& value = test::oracle("similarity").at("oracles").at(key).at("value");
  return value.is_array() ? MatrixX<double>(test::column(value)) : MatrixX<double>::Constant(1, 1, value.get<double>());
}

/// "" or how the value differs from the oracle of that name.
std::string differs(const std::string& key, const VectorX<double>& value, double relative = 1e-10) {
  return table_close(value, known(key), 1e-14, relative);
}
std::string differs(const std::string& key, double value, double relative = 1e-10) {
  return differs(key, VectorX<double>::Constant(1, value), relative);
}

VectorX<double> summary(const Rdm& rdm) {
  const VectorX<double>& d = rdm.values;
  VectorX<double> result(5);
  result << d[0], d[1], d[d.size() - 1], d.sum(), d.squaredNorm();
  return result;
}

TEST_CASE("RDMs are those of known programs") {
  using Name = DissimilarityName;
  const MatrixX<double> x = similarity_input("X"), y = similarity_input("Y");
  const auto made = [&](Name name) { return summary(Recipe{.dissimilarity = name}.make(x)); };
  CHECK(differs("rdm_squared_euclidean_X", made(Name::squared_euclidean)) == "");
  CHECK(differs("rdm_euclidean_X", made(Name::euclidean)) == "");
  CHECK(differs("rdm_correlation_X", made(Name::correlation)) == "");
  CHECK(differs("rdm_cosine_X", made(Name::cosine)) == "");
  const Recipe poisson{.dissimilarity = Name::poisson_kl, .rates = {.gain = 10, .rate = RateOf::magnitude}};
  CHECK(differs("rdm_poisson_kl_absY10", summary(poisson.make(y))) == "");
  const std::vector<MatrixX<double>> runs = test::similarity_stack("G");
  CHECK(differs("rdm_crossnobis_G", Crossnobis{{similarity_input("Prec5")}}.dissimilarities(runs).values) == "");
  Recipe geodesic{.dissimilarity = Name::euclidean, .transform = TransformName::geodesic};
  CHECK(differs("geodesic_rdm_X_summary", summary(geodesic.make(x))) == "");
  geodesic.geodesic.closest_pair = ClosestPair::cut;
  CHECK(differs("geodesic_rdm_X_summary_rsatoolbox", summary(geodesic.make(x))) == "");
}

TEST_CASE("comparisons of RDMs are those of known programs") {
  const MatrixX<double> x = similarity_input("X"), y = similarity_input("Y");
  using Name = ComparisonName;
  const std::vector<std::pair<std::string, Name>> comparisons{
      {"cosine", Name::cosine},         {"pearson", Name::pearson},
      {"spearman", Name::spearman},     {"kendall_tau_a", Name::kendall_tau_a},
      {"cosine_cov", Name::cosine_cov}, {"corr_cov", Name::corr_cov}};
  for (const auto& [name, comparison] : comparisons) {
    Rsa rsa{{.dissimilarity = DissimilarityName::squared_euclidean}, {.comparison = comparison}};
    CHECK(differs("rsa_sqeuclid_" + name, rsa.compare(x, y).value) == "");
    rsa.recipe.dissimilarity = DissimilarityName::correlation;
    if (name != "corr_cov") CHECK(differs("rsa_corr_" + name, rsa.compare(x, y).value) == "");
  }
  const Rsa xz{{}, {.comparison = Name::pearson}};
  CHECK(differs("rsa_corr_pearson_XZ", xz.compare(x, similarity_input("Z")).value) == "");

  Rsa rsa{{.dissimilarity = DissimilarityName::squared_euclidean}, {.comparison = Name::cosine_cov}};
  rsa.comparison.sigma_k = similarity_input("SigK");
  CHECK(differs("rsa_sqeuclid_cosine_cov_sigmak", rsa.compare(x, y).value) == "");
  rsa.comparison.comparison = Name::corr_cov;
  CHECK(differs("rsa_sqeuclid_corr_cov_sigmak", rsa.compare(x, y).value) == "");
  rsa.comparison = {.comparison = Name::bures_metric, .squared = true};
  CHECK(differs("rsa_sqeuclid_bures_metric_squared", rsa.compare(x, y).value, 1e-8) == "");  // from matrix square roots

  rsa.recipe.left_out = {3, 50, 51, 120, 189};
  rsa.comparison = {.comparison = Name::pearson, .nan = {similarity::MissingRule::pairwise}};
  CHECK(differs("rsa_sqeuclid_pearson_nan_removed", rsa.compare(x, y).value) == "");
  rsa.comparison.comparison = Name::spearman;
  CHECK(differs("rsa_sqeuclid_spearman_nan_removed", rsa.compare(x, y).value) == "");

  const RsaWithin runs{{{.dissimilarity = DissimilarityName::squared_euclidean}, {.comparison = Name::neg_riemannian}}};
  CHECK(differs("neg_riem_dist_G01", runs.of_stack(test::similarity_stack("G")).value, 1e-5) == "");  // a numerical minimum
}

TEST_CASE("ties are counted as in known programs") {
  const MatrixX<double> p = similarity_input("P"), q = similarity_input("Q");
  const Recipe city_block{.dissimilarity = DissimilarityName::city_block};
  CHECK(differs("ties_n_distinct", DistinctValues{city_block}.compare(p, q).value) == "");
  const auto compared = [&](ComparisonName name) { return Rsa{city_block, {.comparison = name}}.compare(p, q).value; };
  CHECK(differs("ties_kendall_tau_b", compared(ComparisonName::kendall_tau_b)) == "");
  CHECK(differs("ties_spearman", compared(ComparisonName::spearman)) == "");
  CHECK(differs("ties_pearson", compared(ComparisonName::pearson)) == "");
}

TEST_CASE("noise ceilings are those of known programs") {
  RdmCeiling ceiling{{.dissimilarity = DissimilarityName::squared_euclidean}, {.comparison = ComparisonName::cosine}};
  const std::vector<MatrixX<double>> subjects = test::similarity_stack("G");
  CHECK(differs("noise_ceiling_cosine", ceiling.of_stack(subjects).value) == "");
  ceiling.comparison.comparison = ComparisonName::pearson;
  CHECK(differs("noise_ceiling_corr", ceiling.of_stack(subjects).value) == "");
}

TEST_CASE("the whitened cosine of squared Euclidean RDMs is the biased linear CKA, and their Bures similarity is the NBS") {
  const MatrixX<double> x = similarity_input("X"), y = similarity_input("Y");
  Rsa rsa{{.dissimilarity = DissimilarityName::squared_euclidean}, {.comparison = ComparisonName::cosine_cov}};
  CHECK(differs("cka_linear_biased", rsa.compare(x, y).value, 1e-12) == "");
  CHECK(differs("cka_linear_biased_XZ", rsa.compare(x, similarity_input("Z")).value, 1e-12) == "");
  rsa.comparison.comparison = ComparisonName::bures;
  CHECK(differs("nbs", rsa.compare(x, y).value, 1e-12) == "");
  rsa.comparison = {.comparison = ComparisonName::bures_metric};
  rsa.recipe.per_channel = false;
  CHECK(differs("bures_distance", rsa.compare(x, y).value, 1e-12) == "");
  CHECK(differs("procrustes_euclidean", rsa.compare(x, y).value, 1e-12) == "");
}

}  // namespace test_rdm_oracles
