#include "syncact/laws/representation_laws.hpp"

#include "syncact/laws/trial_laws.hpp"

#include "support/catch.hpp"
#include "syncact/similarity/representation/aligned_cosine.hpp"
#include "syncact/similarity/representation/cka.hpp"
#include "syncact/similarity/representation/cknna.hpp"
#include "syncact/similarity/representation/distance_correlation.hpp"
#include "syncact/similarity/representation/eigenspace_overlap.hpp"
#include "syncact/similarity/representation/energy_shape.hpp"
#include "syncact/similarity/representation/gaussian_shape.hpp"
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

namespace {

/// A policy that lies about one thing.
template <class M, class Lie>
struct Lying {
  M honest;
  Lie lie;
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = honest.info();
    lie(info);
    return info;
  }
  template <class P>
  [[nodiscard]] auto compare(const P& x, const P& y) const {
    return honest.compare(x, y);
  }
};

/// A value without a reason: 0/0 with the status ok.
struct Careless {
  [[nodiscard]] similarity::Info info() const {
    return {.id = "careless", .x = similarity::conformal, .y = similarity::conformal};
  }
  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    return {(x.centered().transpose() * y.centered()).squaredNorm() / x.squared_norm() / y.squared_norm(),
            similarity::MeasureStatus::ok, x.n_samples(), 0, 0};
  }
};

/// Broken: looks at the first trial of each condition only, at y twice, and not at offsets.
struct FirstTrialOnly {
  [[nodiscard]] similarity::Info info() const {
    return {.id = "first", .direction = similarity::Direction::distance, .x = similarity::rigid, .y = similarity::rigid};
  }
  [[nodiscard]] similarity::Measurement compare(Trials x, Trials y) const {
    const auto first = [](const MatrixX<double>& trials) { return trials.rows() > 0 ? trials.row(0).sum() : 0.0; };
    double sum = 0;
    for (std::size_t c = 0; c < x.size(); ++c) sum += first(x[c]) - 2 * first(y[c]);
    return {sum, similarity::MeasureStatus::ok, static_cast<Index>(x.size()), 0, 0};
  }
};

template <class... M>
void obey(const M&... measures) {
  const auto check = [](const auto& measure) {
    INFO(measure.info().id);
    CHECK(laws::check_representation_measure(measure).text() == "");
  };
  (check(measures), ...);
}

}  // namespace

TEST_CASE("Kernel measures obey their laws", "[laws]") {
  using enum HsicEstimator;
  for (const HsicEstimator estimator : {debiased, biased, lange, uncentered}) {
    for (const Kernel kernel : {Kernel::linear, Kernel::rbf, Kernel::laplace}) {
      for (const Bandwidth bandwidth : {Bandwidth::absolute, Bandwidth::median_all, Bandwidth::median_offdiagonal}) {
        if (kernel == Kernel::linear && bandwidth != Bandwidth::absolute) continue;
        INFO(static_cast<int>(estimator) << " " << static_cast<int>(kernel) << " " << static_cast<int>(bandwidth));
        const double sigma = bandwidth == Bandwidth::absolute ? 3.0 : 1.0;
        obey(Hsic{estimator, kernel, bandwidth, sigma}, Cka{estimator, kernel, bandwidth, sigma},
             Cka{estimator, kernel, bandwidth, sigma, true});
      }
    }
  }
  obey(Cknna{.k = 5}, Ensd{}, ParticipationRatio{}, ParticipationRatio{.of = Side::y}, Gulp{}, Gulp{.squared = true},
       Gulp{.lambda = 0.1});
  for (const bool corrected : {false, true}) {
    for (const bool squared : {false, true}) obey(DistanceCorrelation{corrected, squared});
  }
}

TEST_CASE("Subspace measures obey their laws", "[laws]") {
  obey(Cca{}, Cca{CcaSummary::mean_squared}, Cca{CcaSummary::truncated_mean, 0.8}, CcaCorrelations{}, Svcca{.variance = 0.8},
       Svcca{.keep = Keep::dims, .dims = 3}, EigenspaceOverlap{}, Grassmann{}, Grassmann{GrassmannForm::chordal});
  obey(Pwcca{}, Pwcca{Side::y}, Pwcca{Side::x, PwccaNormalize::all}, Pwcca{Side::y, PwccaNormalize::all}, LinearRegression{},
       LinearRegression{Side::y});
  // A number of components, which a change of the table need not change.
  CHECK(laws::check_representation_measure(SvccaDims{.variance = 0.6}, {.complete = false}).text() == "");
}

TEST_CASE("Shape measures obey their laws", "[laws]") {
  using enum ProcrustesForm;
  for (const ProcrustesForm form : {euclidean, squared, angular}) obey(Procrustes{form}, Procrustes{form, true});
  obey(Nbs{}, Bures{}, Bures{.squared = true}, AlignedCosine{}, AffineInvariantRiemannian{RiemannianOf::gram});
  for (const double alpha : {0.0, 0.5, 1.0}) {
    for (const ShapeForm form : {ShapeForm::angular, ShapeForm::euclidean}) obey(ShapeMetric{alpha, form});
  }
  CHECK(laws::check_representation_measure(AffineInvariantRiemannian{}, {.n_y = 6}).text() == "");
}

TEST_CASE("Differences of descriptions obey their laws", "[laws]") {
  obey(MagnitudeDifference{}, ConcentricityDifference{}, UniformityDifference{}, RsmNormDifference{},
       RsmNormDifference{RsmNorm::frobenius}, RsmNormDifference{RsmNorm::spectral});
}

TEST_CASE("Measures that lie are caught", "[laws]") {
  const auto caught = [](const auto& honest, auto lie, const std::string& law) {
    REQUIRE(laws::check_representation_measure(honest).ok());
    const std::string text =
        laws::check_representation_measure(Lying<std::decay_t<decltype(honest)>, decltype(lie)>{honest, lie}).text();
    CHECK_THAT(text, test::says(law));
  };
  caught(
      Hsic{}, [](similarity::Info& info) { info.x = similarity::conformal; }, "invariant in x to scale");
  caught(
      Cca{}, [](similarity::Info& info) { info.y = similarity::conformal; }, "not invariant in y to linear");
  caught(
      LinearRegression{}, [](similarity::Info& info) { info.symmetric = true; }, "symmetric");
  caught(
      Cka{}, [](similarity::Info& info) { info.symmetric = false; }, "not symmetric");
  caught(
      Nbs{}, [](similarity::Info& info) { info.highest = 0.2; }, "in the stated range");
  caught(
      Nbs{}, [](similarity::Info& info) { info.direction = similarity::Direction::distance; }, "no distance to itself");
  caught(
      Procrustes{ProcrustesForm::squared}, [](similarity::Info& info) { info.is_metric = true; }, "triangle");
  CHECK_THAT(laws::check_representation_measure(Careless{}).text(), test::says("a value exactly if the status says so"));
  static_assert(!RepresentationMeasure<int>);
}

TEST_CASE("Measures of trials obey their laws", "[laws]") {
  for (const double alpha : {0.0, 1.0, 2.0}) CHECK(laws::check_trial_measure(GaussianShape{.alpha = alpha}).text() == "");
  CHECK(laws::check_trial_measure(EnergyShape{}).text() == "");
  CHECK_FALSE(laws::check_trial_measure(FirstTrialOnly{}).ok());
}
