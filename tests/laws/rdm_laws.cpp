#include "syncact/laws/rdm_laws.hpp"

#include "support/catch.hpp"
#include "support/similarity_inputs.hpp"
#include "syncact/similarity/rdm/comparison_choice.hpp"
#include "syncact/similarity/rdm/cross_validated_poisson_kl.hpp"
#include "syncact/similarity/rdm/crossnobis.hpp"
#include "syncact/similarity/rdm/recipe.hpp"

namespace test_rdm_laws {

using namespace syncact;
using namespace syncact::similarity::rdm;
using similarity::Invariance;

MatrixX<double> precision_of(Index p) {
  MatrixX<double> precision(p, p);
  for (Index i = 0; i < p; ++i) {
    for (Index j = 0; j < p; ++j) precision(i, j) = std::pow(0.5, std::abs(static_cast<double>(i - j)));
  }
  return precision;
}

TEST_CASE("Shipped dissimilarities obey their laws", "[laws]") {
  for (const auto& choice : choices(DissimilarityName{})) {
    INFO(choice.name);
    const bool rates = choice.value == DissimilarityName::poisson_kl;
    const Recipe recipe{.dissimilarity = choice.value, .precision = precision_of(9)};
    CHECK(recipe.with_dissimilarity([&](const auto& d) { return laws::check_dissimilarity(d, rates); }).text() == "");
  }
  CHECK(laws::check_run_dissimilarity(Crossnobis{}).text() == "");
  CHECK(laws::check_run_dissimilarity(Crossnobis{{precision_of(7)}}).text() == "");
  CHECK(laws::check_run_dissimilarity(CrossValidatedPoissonKl{}, true).text() == "");
}

TEST_CASE("Shipped transforms of RDMs obey their laws", "[laws]") {
  for (const auto& choice : choices(TransformName{})) {
    INFO(choice.name);
    const Recipe recipe{.transform = choice.value};
    CHECK(recipe.with_transform([](const auto& t) { return laws::check_rdm_transform(t); }).text() == "");
  }
  CHECK(laws::check_rdm_transform(Geodesic{ClosestPair::cut}).text() == "");
}

TEST_CASE("Shipped comparisons of RDMs obey their laws", "[laws]") {
  for (const auto& choice : choices(ComparisonName{})) {
    for (const bool full : {false, true}) {
      INFO(choice.name << (full ? ", full sigma_k" : ""));
      const ComparisonChoice comparison{
          .comparison = choice.value, .mean = full ? RdmMean::gls : RdmMean::plain, .squared = full};
      CHECK(comparison.with_comparison([](const auto& c) { return laws::check_rdm_comparison(c); }).text() == "");
    }
  }
}

/// Claims more than it has.
struct BoastfulCityBlock : CityBlock {
  Invariance claim = Invariance::none;
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = CityBlock::info();
    info.x = info.x | claim;
    return info;
  }
};

/// Forgets that a pattern with NaN must not disturb others.
struct LeakyEuclidean : SquaredEuclidean {
  [[nodiscard]] Rdm dissimilarities(const SeriesView<double>& patterns) const {
    Rdm rdm = SquaredEuclidean::dissimilarities(patterns);
    if (!rdm.values.allFinite()) rdm.values.setZero();
    return rdm;
  }
};

/// Cross-validation that is none: the runs' mean is compared with itself.
struct BiasedCrossnobis : Crossnobis {
  [[nodiscard]] Rdm dissimilarities(std::span<const MatrixX<double>> runs) const {
    return Crossnobis::dissimilarities(runs.first(2));
  }
};

struct BoastfulCosine : Cosine {
  Invariance claim = Invariance::none;
  bool ignores_rule = false;
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = Cosine::info();
    info.x = info.x | claim;
    if (claim == Invariance::linear) info.highest = 0.5;
    return info;
  }
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    if (!ignores_rule) return Cosine::compare(a, b);
    Rdm x = a;
    for (double& value : x.values) value = std::isnan(value) ? 0 : value;
    return Cosine{}.compare(x, b);
  }
};

struct OneSided : Pearson {
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    similarity::Measurement result = Pearson::compare(a, b);
    result.value *= a.values[0] / (a.values[0] + b.values[1]);
    return result;
  }
};

struct BoastfulRank : RankTransform {
  [[nodiscard]] Rdm transform(const Rdm& rdm) const { return MinMax{}.transform({rdm.n_conditions, rdm.values.cwiseAbs2()}); }
};

TEST_CASE("Policies about RDMs that lie are caught", "[laws]") {
  CHECK(laws::check_dissimilarity(BoastfulCityBlock{}).ok());
  for (const Invariance claim : {Invariance::scale, Invariance::unit_scale, Invariance::orthogonal, Invariance::linear}) {
    CHECK_FALSE(laws::check_dissimilarity(BoastfulCityBlock{{}, claim}).ok());
  }
  CHECK_FALSE(laws::check_dissimilarity(LeakyEuclidean{}).ok());
  CHECK_FALSE(laws::check_run_dissimilarity(BiasedCrossnobis{}).ok());
  CHECK(laws::check_rdm_comparison(BoastfulCosine{}).ok());
  CHECK_FALSE(laws::check_rdm_comparison(BoastfulCosine{{}, Invariance::translation}).ok());
  CHECK_FALSE(laws::check_rdm_comparison(BoastfulCosine{{}, Invariance::linear}).ok());
  CHECK_FALSE(laws::check_rdm_comparison(BoastfulCosine{{}, Invariance::none, true}).ok());
  CHECK_FALSE(laws::check_rdm_comparison(OneSided{}).ok());
  CHECK_FALSE(laws::check_rdm_transform(BoastfulRank{}).ok());
  static_assert(!Dissimilarity<Cosine> && !RdmComparison<CityBlock> && !RdmTransform<int>);
}

}  // namespace test_rdm_laws
