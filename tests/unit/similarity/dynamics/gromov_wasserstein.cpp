#include "syncact/similarity/dynamics/gromov_wasserstein.hpp"

#include <numeric>

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/oracles.hpp"
#include "support/similarity_inputs.hpp"
#include "syncact/adapt/eigen.hpp"

using namespace syncact;
using namespace syncact::similarity::dynamics;
using namespace syncact::test;
using similarity::MeasureStatus;
using similarity::representation::PreparedTable;

namespace {

MatrixX<double> distances(Index n, Index p, std::uint64_t seed) {
  return PreparedTable<>(noise<double>(n, p, seed)).squared_distances().cwiseSqrt();
}

/// By the definition.
double slow_cost(const MatrixX<double>& a, const MatrixX<double>& b, const MatrixX<double>& t) {
  double sum = 0;
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index k = 0; k < a.rows(); ++k) {
      for (Index j = 0; j < b.rows(); ++j) {
        for (Index l = 0; l < b.rows(); ++l) sum += std::pow(a(i, k) - b(j, l), 2) * t(i, j) * t(k, l);
      }
    }
  }
  return sum;
}

/// The least cost of one-to-one couplings, where the least of all is for Euclidean distances: their cost is concave.
double least_cost(const MatrixX<double>& a, const MatrixX<double>& b) {
  std::vector<Index> order(static_cast<std::size_t>(a.rows()));
  std::iota(order.begin(), order.end(), Index{0});
  double least = HUGE_VAL;
  do {
    least = std::min(least, (a - MatrixX<double>(b(order, order))).squaredNorm() / static_cast<double>(a.size()));
  } while (std::next_permutation(order.begin(), order.end()));
  return least;
}

}  // namespace

TEST_CASE("The cost of a coupling is its definition, and lies between its bounds") {
  int n_optimal = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const Index n = 6, m = seed % 3 == 0 ? 6 : 3 + static_cast<Index>(seed % 5);
    const MatrixX<double> a = distances(n, 3, 2 * seed), b = distances(m, 2, 2 * seed + 1);
    const GromovSolution best = gromov_wasserstein(a, b);
    const GromovBounds bounds = gromov_bounds(a, b);
    CAPTURE(seed, m);
    CHECK(best.convergence.converged);
    CHECK_THAT(best.cost, WithinRel(slow_cost(a, b, best.coupling), 1e-12));
    CHECK_THAT(slow_cost(b, a, best.coupling.transpose()), WithinRel(best.cost, 1e-12));
    CHECK(bounds.first >= 0);
    CHECK(bounds.first <= bounds.third);
    CHECK(bounds.third <= best.cost * (1 + 1e-12));
    CHECK(best.costs.size() == (n == m ? 4u : 3u));
    for (const double cost : best.costs) CHECK(best.cost <= cost);
    CHECK(bounds.identity.has_value() == (n == m));
    if (n != m) continue;
    CHECK_THAT(*bounds.identity, WithinRel(slow_cost(a, b, MatrixX<double>::Identity(n, n) / 6), 1e-12));
    CHECK(best.cost <= *bounds.identity);
    const double least = least_cost(a, b);
    CHECK(best.cost >= least * (1 - 1e-12));
    n_optimal += best.cost <= least * (1 + 1e-9) ? 1 : 0;
  }
  CHECK(n_optimal >= 9);  // of 10
}

TEST_CASE("Shapes that agree up to the order of their points are at no cost, and the coupling says which is which") {
  const MatrixX<double> a = distances(40, 4, 1);
  std::vector<Index> order(40);
  std::iota(order.begin(), order.end(), Index{0});
  Random(3).shuffle(std::span<Index>(order));
  const MatrixX<double> b = a(order, order);
  const GromovSolution best = gromov_wasserstein(a, b);
  CHECK(best.cost == 0);
  for (std::size_t j = 0; j < order.size(); ++j) CHECK(best.coupling(order[j], static_cast<Index>(j)) > 0);
}

TEST_CASE("Two pairs of points cost half of the squared difference of their distances") {
  const MatrixX<double> a = PreparedTable<>(MatrixX<double>(Eigen::Vector2d(0, 3))).squared_distances().cwiseSqrt();
  const MatrixX<double> b = PreparedTable<>(MatrixX<double>(Eigen::Vector2d(5, 6))).squared_distances().cwiseSqrt();
  CHECK_THAT(gromov_wasserstein(a, b).cost, WithinRel(2.0, 1e-12));
  CHECK_THAT(gromov_bounds(a, b).first,
             WithinRel(2.0, 1e-12) || WithinRel(std::pow(std::sqrt(4.5) - std::sqrt(0.5), 2), 1e-12));
}

TEST_CASE("Gromov-Wasserstein of the reference inputs is below their identity cost") {
  const PreparedTable<> x(similarity_input("X")), y(similarity_input("Y")), w(similarity_input("W"));
  const double identity = oracle("similarity")["oracles"]["gw_identity_cost"]["value"].get<double>();
  CHECK_THAT(GromovWasserstein{.output = GromovOutput::identity_cost}.compare(x, y).value, WithinRel(identity, 1e-10));
  const auto cost = GromovWasserstein{}.compare(x, y), exchanged = GromovWasserstein{}.compare(y, x);
  CHECK(cost.status == MeasureStatus::ok);
  CHECK(cost.value < 0.4 * identity);
  CHECK_THAT(exchanged.value, WithinRel(cost.value, 1e-10));
  const auto first = GromovWasserstein{.output = GromovOutput::first_lower_bound}.compare(x, y);
  const auto third = GromovWasserstein{.output = GromovOutput::third_lower_bound}.compare(x, y);
  CHECK(first.value < third.value);
  CHECK(third.value < cost.value);
  CHECK(GromovWasserstein{}.compare(x, w).status == MeasureStatus::ok);  // 20 samples and 12
  CHECK_THROWS_AS(GromovWasserstein{.output = GromovOutput::identity_cost}.compare(x, w), ShapeError);

  const auto rdm = [](const PreparedTable<>& p) {
    return similarity::rdm::from_square(p.scale() * p.squared_distances().cwiseSqrt());
  };
  CHECK_THAT(GromovWasserstein{}.compare(rdm(x), rdm(y)).value, WithinRel(cost.value, 1e-12));
}

TEST_CASE("Gromov-Wasserstein without a value says why") {
  const PreparedTable<> x(noise<double>(9, 3)), flat(MatrixX<double>::Ones(9, 2)), one(MatrixX<double>::Ones(1, 2));
  CHECK(GromovWasserstein{}.compare(x, flat).status == MeasureStatus::undefined);
  CHECK(GromovWasserstein{.normalize = GromovNorm::none}.compare(x, flat).status == MeasureStatus::ok);
  CHECK(GromovWasserstein{}.compare(x, one).status == MeasureStatus::too_few_samples);
  CHECK(GromovWasserstein{.max_iterations = 1}.compare(x, PreparedTable<>(noise<double>(9, 3, 2))).status ==
        MeasureStatus::not_converged);
  similarity::rdm::Rdm missing = similarity::rdm::from_square(x.squared_distances());
  missing.values[3] = std::nan("");
  CHECK(GromovWasserstein{}.compare(missing, missing).status == MeasureStatus::non_finite);
  CHECK_THROWS_AS(gromov_wasserstein(MatrixX<double>::Zero(2, 3), MatrixX<double>::Zero(2, 2)), ShapeError);
}
