#include "syncact/networks/learners/dictionary_learning.hpp"

#include <bit>

#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/coding/omp.hpp"
#include "syncact/networks/match.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

using namespace syncact;
using namespace syncact::test;

namespace dictionary_learning_test {

using Learner = networks::learners::OnlineDictionaryLearning<>;

template <class T>
synthetic::PlantedNetworks<T> small_world() {
  return synthetic::PlantedDictionary{.n_times = 80, .n_networks = 6, .grid = {10, 10, 10}, .squared_radius = 5}.make<T>();
}

/// Objective per voxel of the final, exact codes.
template <class T>
double final_objective(const networks::Networks<T>& learned) {
  return learned.coding.objective / static_cast<double>(learned.coding.n_signals);
}

/// FNV-1a over the bytes of the numbers, little end first.
inline std::uint64_t fingerprint(const MatrixX<float>& m) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (Index i = 0; i < m.size(); ++i) {
    const auto word = std::bit_cast<std::uint32_t>(m.data()[i]);
    for (int shift = 0; shift < 32; shift += 8) hash = (hash ^ ((word >> shift) & 0xFF)) * 0x100000001b3u;
  }
  return hash;
}

}  // namespace dictionary_learning_test

using dictionary_learning_test::final_objective;
using dictionary_learning_test::Learner;
using dictionary_learning_test::small_world;

TEST_CASE("The planted problem has the bytes of its reference") {
  // The SHA-256 of the default problem, written as a version 1.0 npy file of shape (voxel, time), begins 09e4304c23461352.
  CHECK(dictionary_learning_test::fingerprint(synthetic::PlantedDictionary{}.make<float>().series) == 0x1d7366f48b07903u);
}

TEMPLATE_TEST_CASE("Planted networks are found again", "", float, double) {
  const auto planted = synthetic::PlantedDictionary{.n_times = 200, .n_networks = 12, .grid = {12, 12, 16}, .squared_radius = 6}
                           .make<TestType>();
  const auto learned = Learner{.n_networks = 12}.learn(planted.series);
  CHECK(learned.convergence.converged);
  CHECK(learned.coding.convergence().converged);
  CHECK(learned.coding.largest_residual <= 1e-6);
  for (const auto& pair : networks::match(learned.maps.transpose(), planted.maps.transpose(), networks::MatchSign::ignored)) {
    const TestType r = learned.time_courses.col(pair.a).normalized().dot(
        (planted.time_courses.col(pair.b).array() - planted.time_courses.col(pair.b).mean()).matrix().normalized());
    CHECK(std::abs(r) > 0.95);  // judged in time, matched in space
    CHECK(pair.score > 0.85);
  }
}

TEMPLATE_TEST_CASE("Learning is the same on any number of threads", "", float, double) {
  const auto planted = small_world<TestType>();
  const Learner learner{.n_networks = 9, .n_passes = 24, .batch_size = 200, .tolerance = 0};  // the last ones beside updates
  const auto one = learner.learn(planted.series);
  for (const Index n_threads : {2, 5}) {
    const auto many = learner.learn(planted.series, {.executor = Threads{n_threads}});
    CHECK(many.maps == one.maps);
    CHECK(many.time_courses == one.time_courses);
    CHECK(many.objective == one.objective);
  }
}

TEST_CASE("The objective falls from the first pass to the last, and the final codes are better still") {
  const auto learned = Learner{.n_networks = 6}.learn(small_world<double>().series);
  CHECK(learned.objective.back() < learned.objective.front());
  CHECK(final_objective(learned) <= learned.objective.back() * (1 + 1e-6));
  CHECK(static_cast<Index>(learned.objective.size()) == learned.convergence.iterations);
  CHECK(learned.convergence.residual <= 1e-3);
}

TEST_CASE("Fewer updates of the time courses learn as much") {
  const auto planted = synthetic::PlantedDictionary{.n_times = 100, .n_networks = 8, .grid = {20, 20, 20}}.make<double>();
  const auto often = Learner{.n_networks = 8, .n_passes = 6, .batches_per_update = 1, .tolerance = 0}.learn(planted.series);
  const auto seldom = Learner{.n_networks = 8, .n_passes = 6, .batches_per_update = 4, .tolerance = 0}.learn(planted.series);
  CHECK(seldom.objective != often.objective);
  CHECK_THAT(final_objective(seldom), WithinRel(final_objective(often), 1e-4));
}

TEST_CASE("Float learns as well as double") {
  const auto a = Learner{.n_networks = 6}.learn(small_world<double>().series);
  const auto b = Learner{.n_networks = 6}.learn(small_world<float>().series);
  CHECK_THAT(final_objective(b), WithinRel(final_objective(a), 1e-4));
}

TEMPLATE_TEST_CASE("The units of a voxel do not matter", "", float, double) {
  const MatrixX<TestType> bold = small_world<TestType>().series;
  const Learner learner{.n_networks = 6, .n_passes = 5};
  const auto learned = learner.learn(bold);
  MatrixX<TestType> scaled = bold;
  for (Index i = 0; i < bold.cols(); ++i)
    scaled.col(i) *= static_cast<TestType>(std::ldexp(1.0, static_cast<int>(i % 40) - 20));
  CHECK(learner.learn(scaled).maps == learned.maps);
  for (Index i = 0; i < bold.cols(); ++i) scaled.col(i).array() += static_cast<TestType>(i % 7) * scaled(0, i);
  const auto shifted = learner.learn(scaled);
  CHECK_THAT(final_objective(shifted), WithinRel(final_objective(learned), std::is_same_v<TestType, float> ? 1e-4 : 1e-12));
}

TEST_CASE("alpha in standard deviations is alpha as a correlation times sqrt(T)") {
  const MatrixX<double> bold = small_world<double>().series;
  const auto by_norm = Learner{.n_networks = 6, .coder = {.alpha = 0.1}}.learn(bold);
  const auto by_sd =
      Learner{.n_networks = 6, .coder = {.alpha = 0.1 * std::sqrt(80.0)}, .scaling = networks::Scaling::unit_sd}.learn(bold);
  CHECK(table_close(by_sd.maps, std::sqrt(80.0) * by_norm.maps, 1e-6) == "");
  CHECK(table_close(by_sd.time_courses, by_norm.time_courses, 1e-8) == "");
  CHECK(table_close(by_sd.explained, by_norm.explained, 1e-8) == "");
}

TEST_CASE("What is explained is what the factors say") {
  const MatrixX<double> bold = small_world<double>().series;
  const auto learned = Learner{.n_networks = 6}.learn(bold);
  const MatrixX<double> x = numeric::to_unit_norm<double>(bold).values;
  CHECK_THAT(learned.r_squared, WithinAbs(1 - (x - learned.time_courses * learned.maps).squaredNorm() / x.squaredNorm(), 1e-9));
  for (Index k = 0; k < 6; ++k) CHECK_THAT(learned.explained[k], WithinRel(learned.maps.row(k).squaredNorm() / 1000, 1e-9));
  CHECK(learned.share_nonzero == static_cast<double>((learned.maps.array() != 0).count()) / 6000);
}

TEST_CASE("The seed decides") {
  const MatrixX<double> bold = small_world<double>().series;
  const auto a = Learner{.n_networks = 6, .n_passes = 2, .seed = 1}.learn(bold);
  CHECK(Learner{.n_networks = 6, .n_passes = 2, .seed = 1}.learn(bold).maps == a.maps);
  CHECK(Learner{.n_networks = 6, .n_passes = 2, .seed = 2}.learn(bold).maps != a.maps);
}

TEST_CASE("An atom that no voxel uses is started anew") {
  // Two signals only, so that all but two of the starting atoms are noise.
  MatrixX<double> bold(30, 400);
  const Random random(3);
  for (Index t = 0; t < 30; ++t) {
    for (Index i = 0; i < 400; ++i) bold(t, i) = random.normal(static_cast<std::uint64_t>(t + 30 * (i % 2)));
  }
  for (Index i = 0; i < 20; ++i) bold.col(i) += 0.02 * Eigen::VectorXd::Unit(30, i);
  const Learner learner{.n_networks = 6, .n_passes = 8, .batch_size = 50, .tolerance = 0};
  const auto learned = learner.learn(bold);
  CHECK(learned.n_replaced > 0);
  CHECK(learned.r_squared > 0.9);
  CHECK(learned.coding.convergence().converged);
  CHECK(Learner{.n_networks = 2, .batch_size = 50}.learn(bold).n_replaced == 0);
}

TEST_CASE("More networks than time points are allowed") {
  const MatrixX<double> bold = small_world<double>().series.topRows(10);
  const auto learned = Learner{.n_networks = 25}.learn(bold);
  CHECK(learned.size() == 25);
  CHECK(learned.coding.convergence().converged);
  CHECK(table_close(learned.time_courses.colwise().norm(), MatrixX<double>::Ones(1, 25), 1e-13) == "");
}

TEST_CASE("Greedy codes learn networks too") {
  const auto planted = small_world<double>();
  const networks::learners::OnlineDictionaryLearning<coding::Omp> learner{.n_networks = 6, .coder = {.n_nonzero = 2}};
  const auto learned = learner.learn(planted.series);
  CHECK(((learned.maps.array() != 0).colwise().count() <= 2).all());
  double mean = 0;
  for (const auto& pair : networks::match(learned.maps.transpose(), planted.maps.transpose(), networks::MatchSign::ignored)) {
    mean += pair.score / 6;
  }
  CHECK(mean > 0.7);
}

TEST_CASE("Degenerate bold gives an error or a stated result") {
  const Learner learner{.n_networks = 3};
  CHECK_THROWS_WITH(learner.learn(MatrixX<double>(20, 0)), says("at most the number of voxels that vary, 0 of 0"));
  CHECK_THROWS_WITH(learner.learn(MatrixX<double>::Ones(20, 9)), says("0 of 9 [20 time points], is 3"));
  CHECK_THROWS_AS(learner.learn(MatrixX<double>::Random(1, 9)), ValueError);
  MatrixX<double> bold = small_world<double>().series.leftCols(4);
  CHECK(Learner{.n_networks = 4}.learn(bold).size() == 4);
  bold.col(2).setConstant(5);
  CHECK_THROWS_WITH(Learner{.n_networks = 4}.learn(bold), says("3 of 4"));
  const auto learned = learner.learn(bold);
  CHECK(learned.maps.col(2).isZero(0));
  CHECK(learned.voxels[2] == numeric::SignalStatus::constant);
  bold(5, 1) = std::nan("");
  CHECK_THROWS_WITH(learner.learn(bold), says("nan at time 5 of signal 1"));
  CHECK(Learner{.n_networks = 2, .nan = NanPolicy::exclude}.learn(bold).maps.col(1).isZero(0));
  const MatrixX<double> same = bold.col(0).replicate(1, 8);
  const auto copies = learner.learn(same);
  CHECK_THAT(copies.explained[0], WithinAbs(0.81, 1e-5));  // (1 - alpha)^2
  CHECK(copies.maps.bottomRows(2).isZero(0));
  CHECK(Learner{.n_networks = 3, .coder = {.alpha = 1.5}}.learn(same).maps.isZero(0));
}

TEST_CASE("Bad parameters are named") {
  const MatrixX<double> bold = small_world<double>().series;
  CHECK_THROWS_WITH(Learner{.n_networks = 0}.learn(bold), says("n_networks must be >= 1, is 0"));
  CHECK_THROWS_WITH(Learner{.n_passes = 0}.learn(bold), says("n_passes must be >= 1, is 0"));
  CHECK_THROWS_WITH(Learner{.batch_size = 0}.learn(bold), says("batch_size must be >= 1, is 0"));
  CHECK_THROWS_WITH(Learner{.batches_per_update = 0}.learn(bold), says("batches_per_update must be >= 1, is 0"));
  CHECK_THROWS_WITH(Learner{.tolerance = -1}.learn(bold), says("tolerance must be >= 0, is -1"));
  CHECK_THROWS_WITH((Learner{.n_networks = 2, .coder = {.alpha = -1}}.learn(bold)), says("LassoCd: alpha must be > 0, is -1"));
}

TEST_CASE("Progress counts every batch and can stop") {
  const MatrixX<double> bold = small_world<double>().series;
  Index last = 0, total = 0;
  const Progress watch = [&](Index done, Index of) {
    CHECK(done == last + 1);
    last = done;
    total = of;
    return true;
  };
  static_cast<void>(Learner{.n_networks = 3}.learn(bold, {.progress = watch}));
  CHECK(last == total);
  CHECK(total == 21 * 4);
  const Progress stop = [](Index done, Index) { return done < 3; };
  CHECK_THROWS_AS(Learner{.n_networks = 3}.learn(bold, {.progress = stop}), Cancelled);
}
