// What each label has that the others have not.
#include "syncact/annotation/unique_labels.hpp"

#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/annotation/label_scores.hpp"
#include "syncact/signal/nuisance.hpp"

namespace syncact::unique_labels_test {

using namespace std::chrono_literals;
using annotation::unique_labels;
using test::hrf_noise, test::says, test::WithinAbs;

const Timeline two_runs = Timeline::scans(1s, 0.5, {300, 300});

/// dog, cat, bird, and animal, which is on with each of them, or as itself.
MatrixX<double> animals() {
  MatrixX<double> labels(600, 4);
  labels.leftCols(3) = hrf_noise(600, 3, 0, 1);
  labels.col(3) = labels.leftCols(3).rowwise().sum() + hrf_noise(600, 1, 0, 2);
  return labels;
}

const std::vector<std::string> names{"dog", "cat", "bird", "animal"};

TEST_CASE("A hypernym does not take what its hyponym explains, and keeps what only it explains") {
  const auto projection = signal::nuisance_projection(two_runs, {});
  const MatrixX<double> labels = animals();
  const VectorX<double> often = VectorX<double>::Constant(4, 100);
  MatrixX<double> networks = 0.7 * hrf_noise(600, 2, 0, 3);
  networks.col(0) += labels.col(0);  // dogs
  networks.col(1) += labels.col(3);  // whatever is an animal
  networks = projection.apply(networks);
  const annotation::LabelOptions<> options{.coupling = {.n_permutations = 200}};
  const auto plain = annotation::score_labels(networks, labels, projection, names, often, options);
  CHECK(plain.p_fwe(0, 3) <= 0.05);  // dogs are animals
  CHECK(plain.p_fwe(1, 0) <= 0.05);
  const auto unique = unique_labels(networks, labels, often, projection);
  CHECK(unique.r_squared > 0.3);
  const auto apart = annotation::score_labels(networks, unique.regressors, projection, names, often, options);
  CHECK(apart.p_fwe(0, 0) <= 0.05);
  CHECK(apart.r(0, 0) > 0.5);
  CHECK(apart.p_fwe(0, 3) > 0.05);
  CHECK(apart.p_fwe(1, 3) <= 0.05);
  for (Index l = 0; l < 3; ++l) CHECK(apart.r(1, l) < apart.r(1, 3));
}

TEST_CASE("With hardly a penalty what is left of a label has nothing to do with the others; with a large one it stays") {
  const auto projection = signal::nuisance_projection(two_runs, {});
  const MatrixX<double> labels = animals(), networks = projection.apply(hrf_noise(600, 2, 0, 4));
  const VectorX<double> often = VectorX<double>::Constant(4, 100);
  const MatrixX<double> cleaned = projection.apply(labels);
  const auto strict = unique_labels(networks, labels, often, projection, {.ridges = {1e-9}});
  const MatrixX<double> left = projection.apply(strict.regressors);
  for (Index l = 0; l < 4; ++l) {
    for (Index other = 0; other < 4; ++other) {
      const double r = left.col(l).normalized().dot(cleaned.col(other).normalized());
      if (l == other) {
        CHECK(r > 0.3);
      } else {
        CHECK_THAT(r, WithinAbs(0, 1e-6));
      }
    }
  }
  const auto loose = projection.apply(unique_labels(networks, labels, often, projection, {.ridges = {1e9}}).regressors);
  for (Index l = 0; l < 4; ++l) CHECK(loose.col(l).normalized().dot(cleaned.col(l).normalized()) > 1 - 1e-9);

  // Units of labels do not matter.
  MatrixX<double> scaled = labels;
  scaled.col(1) *= 1e6;
  scaled.col(3).array() += 40;
  const auto again = projection.apply(unique_labels(networks, scaled, often, projection, {.ridges = {0.1}}).regressors);
  const auto before = projection.apply(unique_labels(networks, labels, often, projection, {.ridges = {0.1}}).regressors);
  CHECK((again - before).cwiseAbs().maxCoeff() < 1e-9 * before.cwiseAbs().maxCoeff());
}

TEST_CASE("Labels that have nothing to do with the networks predict nothing, though both are smooth") {
  // Without a gap a regression on 200 smooth labels interpolates any smooth network from its neighbours in time.
  const auto projection = signal::nuisance_projection(two_runs, {});
  const MatrixX<double> labels = hrf_noise(600, 200, 0, 7), networks = projection.apply(hrf_noise(600, 5, 0, 8));
  const VectorX<double> often = VectorX<double>::Constant(200, 100);
  const auto apart = unique_labels(networks, labels, often, projection);
  const auto adjacent = unique_labels(networks, labels, often, projection, {.n_folds = 50, .gap = 0});
  const auto around = unique_labels(networks, labels, often, projection, {.n_folds = 50});
  std::printf("unrelated labels predict %.2f, %.2f in short folds without a gap, %.2f with it\n", apart.r_squared,
              adjacent.r_squared, around.r_squared);
  CHECK(apart.r_squared < 0.1);
  CHECK(around.r_squared < 0.1);
  CHECK(adjacent.r_squared > 0.2);
}

TEST_CASE("Labels that coincide share, rare and constant ones stay out, and more labels than scans are no trouble") {
  const auto projection = signal::nuisance_projection(two_runs, {});
  MatrixX<double> labels = animals();
  labels.col(1) = labels.col(0);
  labels.col(2).setConstant(1);
  VectorX<double> often = VectorX<double>::Constant(4, 100);
  often[3] = 3;
  const MatrixX<double> networks = projection.apply(labels.leftCols(1));
  const auto unique = unique_labels(networks, labels, often, projection);
  CHECK(unique.regressors.col(2) == labels.col(2));
  CHECK(unique.regressors.col(3) == labels.col(3));
  CHECK((unique.regressors.col(0) - unique.regressors.col(1)).cwiseAbs().maxCoeff() < 1e-9);
  CHECK(unique.regressors.col(0).allFinite());

  const Timeline few = Timeline::scans(1s, 0.5, {60});
  const auto short_run = signal::nuisance_projection(few, {});
  const MatrixX<double> many = hrf_noise(60, 200, 0, 5), course = short_run.apply(hrf_noise(60, 1, 0, 6));
  const auto wide = unique_labels(course, many, VectorX<double>::Constant(200, 50), short_run);
  CHECK(wide.regressors.allFinite());

  const auto with = [&](const annotation::UniqueLabelOptions& options) {
    return unique_labels(course, many, VectorX<double>::Constant(200, 50), short_run, options);
  };
  CHECK_THROWS_WITH(with({.ridges = {}}), says("the number of ridges must be >= 1, is 0"));
  CHECK_THROWS_WITH(with({.ridges = {0}}), says("each ridge must be > 0, is 0"));
  CHECK_THROWS_WITH(with({.n_folds = 40}), says("n_folds must be from 2 to half the scans, is 40"));
}

}  // namespace syncact::unique_labels_test
