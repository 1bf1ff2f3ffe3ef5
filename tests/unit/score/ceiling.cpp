// How well people agree, and how well a model could do.
#include "syncact/score/ceiling.hpp"
#include "support/catch.hpp"
#include "support/smooth_series.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;

namespace {
const Timeline two_films = Timeline::scans(1s, 0.5, {300, 300});

/// Six people who share `weight` of their first two networks; the third is each one's own.
std::vector<MatrixX<double>> viewers(double weight, const MatrixX<double>& shared, std::uint64_t seed) {
  std::vector<MatrixX<double>> result;
  for (std::uint64_t s = 0; s < 6; ++s) {
    MatrixX<double> courses = hrf_noise(600, 3, 0, 100 * seed + s);
    for (Index k = 0; k < 2 && weight > 0; ++k) courses.col(k) = mix(shared.col(k), courses.col(k), weight);
    result.push_back(courses);
  }
  return result;
}
}  // namespace

TEST_CASE("The ceiling is the r of what people share with their mean", "[score]") {
  const MatrixX<double> shared = hrf_noise(600, 2, 0, 7);
  const auto people = viewers(0.6, shared, 2);
  const auto found = score::agreement<double>(people, two_films, {.n_permutations = 199});
  // by hand
  double sum = 0;
  for (std::size_t a = 0; a < 6; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const VectorX<double> x = people[a].col(0).array() - people[a].col(0).mean(),
                            y = people[b].col(0).array() - people[b].col(0).mean();
      sum += x.dot(y) / x.norm() / y.norm();
    }
  }
  CHECK_THAT(found.isc[0], WithinAbs(sum / 15, 1e-12));
  CHECK(found.p[0] == 1 / 200.0);
  CHECK(found.p_mean == 1 / 200.0);
  CHECK(found.p[2] > 0.05);
  // a perfect model is what they share
  for (Index k = 0; k < 2; ++k) {
    VectorX<double> mean = VectorX<double>::Zero(600);
    for (const auto& person : people) mean += (person.col(k).array() - person.col(k).mean()).matrix().normalized();
    const VectorX<double> truth = (shared.col(k).array() - shared.col(k).mean()).matrix().normalized();
    CHECK_THAT(found.ceiling[k], WithinAbs(truth.dot(mean) / mean.norm(), 0.05));
  }
  CHECK(found.ceilings().mean_best_network == std::max(found.ceiling[0], found.ceiling[1]));
  CHECK_THAT(found.ceilings().mean_best_neuron, WithinAbs(found.ceiling.mean(), 1e-12));
}

TEST_CASE("The gate: people who share nothing pass it in one study of 20", "[score]") {
  // 200 studies, bound .05 + 3.1 standard errors (.0154) is 19.
  Index n_false = 0;
  for (std::uint64_t study = 0; study < 200; ++study) {
    n_false +=
        score::agreement<double>(viewers(0, {}, 10 + study), two_films, {.n_permutations = 39, .seed = study}).p_mean <= 0.05;
  }
  CHECK(n_false <= 19);
}

TEST_CASE("Agreement of a network that is constant in a person is undefined, and never the smallest p", "[score]") {
  auto people = viewers(0.6, hrf_noise(600, 2, 0, 7), 1);
  people[3].col(1).setConstant(4.2);
  const auto found = score::agreement<double>(people, two_films, {.n_permutations = 19});
  CHECK(std::isnan(found.isc[1]));
  CHECK(std::isnan(found.p[1]));
  CHECK(std::isnan(found.ceiling[1]));
  CHECK_THAT(found.mean_isc, WithinAbs((found.isc[0] + found.isc[2]) / 2, 1e-12));
  // scale and level are nothing
  auto moved = people;
  moved[0] = (1000 * moved[0]).array() - 7;
  CHECK_THAT(score::agreement<double>(moved, two_films, {.n_permutations = 19}).isc[0], WithinAbs(found.isc[0], 1e-9));
  CHECK_THROWS_WITH(score::agreement<double>(std::span(people).first(1), two_films),
                    says("the number of people must be >= 2, is 1"));
  people[2].conservativeResize(600, 2);
  CHECK_THROWS_AS(score::agreement<double>(people, two_films), ShapeError);
}
