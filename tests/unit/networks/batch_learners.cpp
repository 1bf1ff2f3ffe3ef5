#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/linalg/svd.hpp"
#include "syncact/networks/learners/batch_dictionary_learning.hpp"
#include "syncact/networks/learners/ksvd.hpp"
#include "syncact/networks/match.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

using namespace syncact;
using namespace syncact::test;

namespace batch_learners_test {

using Batch = networks::learners::BatchDictionaryLearning<>;
using networks::learners::Ksvd;

inline const synthetic::PlantedNetworks<double>& world() {
  static const auto planted =
      synthetic::PlantedDictionary{.n_times = 120, .n_networks = 6, .grid = {10, 10, 10}, .squared_radius = 5}.make<double>();
  return planted;
}

/// Mean |r| of time courses of networks matched to the planted ones by map.
inline double recovered(const networks::Networks<double>& learned) {
  double sum = 0;
  const auto pairs = networks::match(learned.maps.transpose(), world().maps.transpose(), networks::MatchSign::ignored);
  for (const auto& pair : pairs) {
    const VectorX<double> truth = world().time_courses.col(pair.b).array() - world().time_courses.col(pair.b).mean();
    sum += std::abs(learned.time_courses.col(pair.a).dot(truth.normalized())) / static_cast<double>(pairs.size());
  }
  return sum;
}

inline double per_voxel(const networks::Networks<double>& learned) {
  return learned.coding.objective / static_cast<double>(learned.coding.n_signals);
}

inline bool never_rises(const std::vector<double>& values, double rounding) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (!(values[i] <= values[i - 1] * (1 + rounding))) return false;
  }
  return true;
}

}  // namespace batch_learners_test

using batch_learners_test::Batch;
using batch_learners_test::Ksvd;
using batch_learners_test::never_rises;
using batch_learners_test::per_voxel;
using batch_learners_test::recovered;
using batch_learners_test::world;

TEST_CASE("Batch learning never raises its objective, and finds planted networks") {
  for (const std::uint64_t seed : {0u, 1u, 2u}) {
    const auto learned = Batch{.n_networks = 9, .tolerance = 1e-6, .seed = seed}.learn(world().series);
    CHECK(never_rises(learned.objective, 1e-6));  // codes are exact to a gap of 1e-6
    CHECK(learned.objective.size() > 3);
    CHECK(per_voxel(learned) <= learned.objective.back() * (1 + 1e-6));
    CHECK(recovered(learned) > 0.95);
    CHECK(learned.coding.convergence().converged);
  }
}

TEST_CASE("Batch learning from more atoms than signals replaces what no voxel uses, and still never raises its objective") {
  MatrixX<double> bold = noise<double>(30, 3).replicate(1, 40);
  bold += 0.05 * noise<double>(30, 120, 2);
  const auto learned = Batch{.n_networks = 10, .coder = {.alpha = 0.3}, .tolerance = 0}.learn(bold);
  CHECK(never_rises(learned.objective, 1e-6));
  CHECK(learned.r_squared > 0.4);
}

TEST_CASE("A sweep over the atoms lowers what it says it lowers, one atom after the other") {
  const MatrixX<double> codes = noise<double>(7, 50, 1), x = noise<double>(20, 50, 2);
  const MatrixX<double> c = codes * codes.transpose(), b = x * codes.transpose();
  MatrixX<double> atoms = noise<double>(20, 7, 3).colwise().normalized();
  const auto error = [&] { return (x - atoms * codes).squaredNorm(); };
  double before = error();
  for (Index k = 0; k < 7; ++k) {
    networks::learners::descend_atom(atoms, c, b, k);
    CHECK(error() <= before);
    before = error();
    CHECK(atoms.col(k).norm() <= 1 + 1e-12);
  }
  MatrixX<double> c_dead = c;
  c_dead(3, 3) = 0;
  const VectorX<double> third = atoms.col(3);
  networks::learners::descend_atom(atoms, c_dead, b, 3);
  CHECK(atoms.col(3) == third);
}

TEST_CASE("A K-SVD sweep never raises the error and keeps supports, and the exact fit of an atom is the best one") {
  const MatrixX<double> x = noise<double>(15, 60, 1);
  MatrixX<double> start = noise<double>(5, 60, 2);
  start = (start.array().abs() > 0.8).select(start, 0.0).eval();
  for (const auto rank_one : {networks::learners::RankOne::approximate, networks::learners::RankOne::exact}) {
    MatrixX<double> atoms = noise<double>(15, 5, 3).colwise().normalized(), codes = start;
    MatrixX<double> residual = x - atoms * codes;
    for (int sweep = 0; sweep < 4; ++sweep) {
      const double before = residual.squaredNorm();
      networks::learners::detail::ksvd_sweep(atoms, codes, residual, rank_one);
      CHECK(residual.squaredNorm() <= before);
      CHECK(table_close(residual, x - atoms * codes, 1e-12) == "");
      CHECK(((codes.array() != 0) == (start.array() != 0)).all());
      CHECK(table_close(atoms.colwise().norm(), MatrixX<double>::Ones(1, 5), 1e-12) == "");
    }
  }
  for (const Index n : {4, 40}) {  // both sides of the smaller Gram matrix
    const MatrixX<double> e = noise<double>(15, n, 7);
    const auto [left, right] = networks::learners::detail::leading_pair(e);
    const linalg::ThinSvd svd = linalg::thin_svd(e);
    CHECK_THAT((e - left * right.transpose()).squaredNorm(),
               WithinRel(svd.singular.tail(svd.singular.size() - 1).squaredNorm(), 1e-10));
  }
}

TEST_CASE("K-SVD finds planted networks with as many networks per voxel as it was told") {
  for (const auto rank_one : {networks::learners::RankOne::approximate, networks::learners::RankOne::exact}) {
    const auto learned = Ksvd<>{.n_networks = 9, .coder = {.n_nonzero = 2}, .rank_one = rank_one}.learn(world().series);
    CHECK(((learned.maps.array() != 0).colwise().count() <= 2).all());
    CHECK(learned.objective.back() < learned.objective.front());
    CHECK(learned.convergence.converged);
    CHECK(recovered(learned) > 0.85);
  }
}

TEST_CASE("Learning in batches is the same on any number of threads") {
  const auto check = [](const auto& learner) {
    const auto one = learner.learn(world().series);
    const auto many = learner.learn(world().series, {.executor = Threads{3}});
    CHECK(many.maps == one.maps);
    CHECK(many.time_courses == one.time_courses);
    CHECK(many.objective == one.objective);
  };
  check(Batch{.n_networks = 6, .n_passes = 3});
  check(Ksvd<>{.n_networks = 6, .coder = {.n_nonzero = 2}, .n_passes = 3});
}

TEST_CASE("Learners in batches decide degenerate bold") {
  const auto check = [](auto learner) {
    learner.n_networks = 3;
    CHECK_THROWS_WITH(learner.learn(MatrixX<double>(20, 0)), says("at most the number of voxels that vary, 0 of 0"));
    CHECK_THROWS_WITH(learner.learn(MatrixX<double>::Ones(20, 9)), says("0 of 9 [20 time points], is 3"));
    CHECK_THROWS_AS(learner.learn(MatrixX<double>::Ones(1, 9)), ValueError);
    CHECK_THROWS_AS(learner.learn(MatrixX<double>::Zero(20, 9)), ValueError);
    MatrixX<double> bold = world().series.leftCols(5);
    bold(5, 1) = std::nan("");
    CHECK_THROWS_WITH(learner.learn(bold), says("nan at time 5 of signal 1"));
    learner.nan = NanPolicy::exclude;
    const auto learned = learner.learn(bold);
    CHECK(learned.maps.col(1).isZero(0));
    CHECK(learned.voxels[1] == numeric::SignalStatus::non_finite);
    const MatrixX<double> same = bold.col(0).replicate(1, 8);
    const auto copies = learner.learn(same);
    CHECK(copies.time_courses.allFinite());
    CHECK(copies.maps.bottomRows(2).isZero(1e-12));
    learner.n_networks = 25;  // K > T
    const auto many = learner.learn(MatrixX<double>(world().series.topRows(10)));
    CHECK(table_close(many.time_courses.colwise().norm(), MatrixX<double>::Ones(1, 25), 1e-12) == "");
    learner.n_networks = 0;
    CHECK_THROWS_WITH(learner.learn(bold), says("n_networks must be >= 1, is 0"));
  };
  check(Batch{});
  check(Ksvd<>{});
  CHECK_THROWS_WITH(Batch{.n_sweeps = 0}.learn(world().series), says("n_sweeps must be >= 1, is 0"));
  const Progress stop = [](Index done, Index) { return done < 2; };
  CHECK_THROWS_AS(Batch{.n_networks = 3}.learn(world().series, {.progress = stop}), Cancelled);
}
