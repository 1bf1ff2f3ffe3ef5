#include <limits>

#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/networks/learners/training_bytes.hpp"
#include "syncact/networks/learners/training_plan.hpp"
#include "syncact/networks/match.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

using namespace syncact;
using namespace syncact::test;

namespace training_options_test {

using Learner = networks::learners::OnlineDictionaryLearning<>;
using State = networks::learners::TrainingState<double>;

inline synthetic::PlantedNetworks<double> small_world() {
  return synthetic::PlantedDictionary{.n_times = 80, .n_networks = 6, .grid = {10, 10, 10}, .squared_radius = 5}.make<double>();
}

inline networks::Networks<double> learn(const Learner& learner, const MatrixX<double>& bold) {
  return learner.learn(SeriesView<double>(bold));
}

/// Whether some network has this time course, to rounding.
inline bool has_course(const networks::Networks<double>& learned, const VectorX<double>& course) {
  return (learned.time_courses.transpose() * course.normalized()).cwiseAbs().maxCoeff() > 1 - 1e-12;
}

}  // namespace training_options_test

using training_options_test::has_course;
using training_options_test::learn;
using training_options_test::Learner;
using training_options_test::small_world;
using training_options_test::State;

TEST_CASE("Fixed time courses stay as they are, and the others are learned around them") {
  const auto world = small_world();
  const MatrixX<double> tasks = world.time_courses.leftCols(2);
  const MatrixX<double> centered = tasks.rowwise() - tasks.colwise().mean();
  const auto fixed = learn(Learner{.n_networks = 6, .start_atoms = tasks, .n_fixed = 2}, world.series);
  CHECK((has_course(fixed, centered.col(0)) && has_course(fixed, centered.col(1))));
  const auto started = learn(Learner{.n_networks = 6, .start_atoms = tasks}, world.series);
  CHECK(!has_course(started, centered.col(0)));
  CHECK(fixed.objective.back() < fixed.objective.front());
  const auto all = learn(Learner{.n_networks = 2, .start_atoms = tasks, .n_fixed = 2}, world.series);
  CHECK((has_course(all, centered.col(0)) && has_course(all, centered.col(1))));
  CHECK(all.coding.convergence().converged);
}

TEST_CASE("Codes and time courses can be kept positive") {
  const MatrixX<double> bold = small_world().series.cwiseAbs();
  const Learner learner{
      .n_networks = 6, .coder = {.alpha = 1, .positive = true}, .scaling = networks::Scaling::none, .positive_atoms = true};
  const auto learned = learn(learner, bold);
  CHECK((learned.maps.array() >= 0).all());
  CHECK((learned.time_courses.array() >= 0).all());
  CHECK(learned.r_squared > 0.5);
  CHECK(learned.objective.back() < learned.objective.front());
}

TEST_CASE("A network with a higher price is used less") {
  const MatrixX<double> bold = small_world().series;
  Learner learner{.n_networks = 6, .n_passes = 1, .start_atoms = small_world().time_courses, .n_fixed = 6};
  const auto even = learn(learner, bold);
  learner.coder.weights = {1, 1, 1, 5, 1, 1};
  const auto uneven = learn(learner, bold);
  const VectorX<double> course = small_world().time_courses.col(3).array() - small_world().time_courses.col(3).mean();
  const auto used = [&](const auto& learned) {
    Index k = 0;
    (learned.time_courses.transpose() * course).cwiseAbs().maxCoeff(&k);
    return (learned.maps.row(k).array() != 0).count();
  };
  CHECK(used(uneven) < used(even));
}

TEST_CASE("A run stopped anywhere goes on to the same bits") {
  const MatrixX<double> bold = small_world().series;
  const networks::VoxelsInMemory<double> source{SeriesView<double>(bold)};
  const Learner learner{.n_networks = 7, .n_passes = 24, .batch_size = 128, .tolerance = 0};
  const auto whole = learn(learner, bold);
  for (const Index stop_after : {1, 8, 13, 131, 140, 170}) {  // from 128 on not every batch updates the time courses
    State state;
    const Progress stop = [&](Index done, Index) { return done < stop_after; };
    CHECK_THROWS_AS(learner.learn_from(source, state, {.progress = stop}), Cancelled);
    State kept = state;  // put aside, while the original is lost
    const auto rest = learner.learn_from(source, kept, {.executor = Threads{2}});
    CHECK(rest.maps == whole.maps);
    CHECK(rest.time_courses == whole.time_courses);
    CHECK(rest.objective == whole.objective);
  }
}

TEST_CASE("A run in blocks that starts networks anew goes on to the same bits") {
  const MatrixX<double> bold = small_world().series;
  const networks::VoxelsInMemory<double> source{SeriesView<double>(bold)};
  Learner learner{.n_networks = 60, .coder = {.alpha = 0.2}, .n_passes = 40, .batch_size = 128, .tolerance = 0};
  for (const Index block_size : {500, 1000}) {  // 8 batches each
    learner.block_size = block_size;
    State state;
    Index n_early = 0, n_replaced = 0;  // up to the pass from which on learning runs beside coding, and to the end
    learner.after_pass = [&](const networks::learners::PassReport& report) {
      return (report.pass <= 16 ? n_early : n_replaced) = report.n_replaced, true;
    };
    const MatrixX<double> whole = learner.train_from(source, state);
    CHECK(n_early > 0);
    CHECK(n_replaced > n_early);
    for (Index stop_after = 1; stop_after < 240; stop_after += 17) {
      State part;
      const Progress fail = [&](Index done, Index) { return done < stop_after ? true : throw std::runtime_error("disk full"); };
      CHECK_THROWS_AS(learner.train_from(source, part, {.executor = Threads{2}, .progress = fail}), std::runtime_error);
      CHECK(learner.train_from(source, part) == whole);
      CHECK(networks::learners::training_bytes(part) == networks::learners::training_bytes(state));
    }
  }
}

TEST_CASE("A run kept as bytes goes on to the same bits") {
  const MatrixX<float> bold = small_world().series.cast<float>();
  const networks::VoxelsInMemory<float> source{SeriesView<float>(bold)};
  const Learner learner{.n_networks = 7, .n_passes = 5, .batch_size = 128, .tolerance = 0};
  const auto whole = learner.learn(SeriesView<float>(bold));
  networks::learners::TrainingState<float> state;
  const Progress stop = [&](Index done, Index) { return done < 13; };
  CHECK_THROWS_AS(learner.learn_from(source, state, {.progress = stop}), Cancelled);
  const std::vector<std::byte> bytes = networks::learners::training_bytes(state);
  auto read = networks::learners::training_state<float>(bytes);
  CHECK(networks::learners::training_bytes(read) == bytes);
  const auto rest = learner.learn_from(source, read);
  CHECK(rest.maps == whole.maps);
  CHECK(rest.objective == whole.objective);

  CHECK_THROWS_WITH(networks::learners::training_state<double>(bytes), says("bytes a number must be 8, is 4"));
  CHECK_THROWS_WITH(networks::learners::training_state<float>({}), says("not the bytes of a training state"));
  for (std::size_t n = 0; n < bytes.size(); n += 997) {
    CHECK_THROWS_AS(networks::learners::training_state<float>(std::span(bytes).first(n)), ValueError);
    std::vector<std::byte> damaged = bytes;
    damaged[n] ^= std::byte{4};
    CHECK_THROWS_AS(networks::learners::training_state<float>(damaged), ValueError);
  }
  CHECK(networks::learners::training_bytes(networks::learners::training_state<float>(
            networks::learners::training_bytes(networks::learners::TrainingState<float>{}))) ==
        networks::learners::training_bytes(networks::learners::TrainingState<float>{}));
}

TEST_CASE("A run goes on with its own settings only") {
  const MatrixX<double> bold = small_world().series;
  const networks::VoxelsInMemory<double> source{SeriesView<double>(bold)};
  const Learner learner{.n_networks = 7, .n_passes = 1, .batch_size = 128};
  State state;
  CHECK(learner.train_from(source, state).cols() == 7);
  Learner other = learner;
  other.seed = 5;
  CHECK_THROWS_WITH(other.train_from(source, state), says("seed of the state must be 5, is 0"));
  other = learner;
  other.batch_size = 100;
  CHECK_THROWS_WITH(other.train_from(source, state), says("number of batches of the state must be 10, is 8"));
}

TEST_CASE("Learning alone finds the time courses of learning with maps") {
  const MatrixX<double> bold = small_world().series;
  const networks::VoxelsInMemory<double> source{SeriesView<double>(bold)};
  const Learner learner{.n_networks = 6, .n_passes = 3};
  State state, same;
  Index n_steps = 0, n_total = 0;
  const Progress count = [&](Index, Index total) { return n_total = total, ++n_steps > 0; };
  const MatrixX<double> courses = learner.train_from(source, state, {.progress = count});
  CHECK(n_steps == n_total);
  const auto learned = learner.learn_from(source, same);
  CHECK(state.atoms == same.atoms);
  for (Index k = 0; k < 6; ++k) CHECK(has_course(learned, courses.col(k)));
  CHECK(state.objective == learned.objective);
}

TEST_CASE("Learning can start from singular vectors") {
  const auto world = small_world();
  Learner learner{.n_networks = 6, .n_passes = 1, .start = networks::learners::Start::singular_vectors};
  const auto learned = learn(learner, world.series);
  CHECK(learned.objective.front() < learn(Learner{.n_networks = 6, .n_passes = 1}, world.series).objective.front());
  learner.seed = 3;  // which voxels come first changes, where learning starts does not
  CHECK_THAT(learn(learner, world.series).coding.objective, WithinRel(learned.coding.objective, 0.05));
  CHECK(learn(Learner{.n_networks = 90, .n_passes = 1, .start = networks::learners::Start::singular_vectors}, world.series)
            .size() == 90);
  const MatrixX<double> tasks = world.time_courses.leftCols(2);
  learner.start_atoms = tasks;
  learner.n_fixed = 2;
  CHECK(has_course(learn(learner, world.series), tasks.col(1).array() - tasks.col(1).mean()));
  learner = Learner{.n_networks = 4,
                    .scaling = networks::Scaling::none,
                    .n_passes = 2,
                    .start = networks::learners::Start::singular_vectors,
                    .positive_atoms = true};
  CHECK((learn(learner, world.series.cwiseAbs()).time_courses.array() >= 0).all());
}

TEST_CASE("A finished run can be given more passes") {
  const MatrixX<double> bold = small_world().series;
  const networks::VoxelsInMemory<double> source{SeriesView<double>(bold)};
  Learner learner{.n_networks = 7, .n_passes = 2, .tolerance = 0};
  State state;
  const auto first = learner.learn_from(source, state);
  learner.n_passes = 6;
  const auto second = learner.learn_from(source, state);
  CHECK(second.convergence.iterations == 6);
  CHECK(second.coding.objective < first.coding.objective);
  State other = state;
  CHECK_THROWS_WITH((Learner{.n_networks = 8}.learn_from(source, other)),
                    says("number of networks of the state must be 8, is 7"));
}

TEST_CASE("Each pass is reported, and learning can be ended there") {
  const MatrixX<double> bold = small_world().series;
  std::vector<networks::learners::PassReport> reports;
  Learner learner{.n_networks = 6, .n_passes = 9, .tolerance = 0};
  learner.after_pass = [&](const networks::learners::PassReport& report) {
    reports.push_back(report);
    return report.pass < 4;
  };
  const auto learned = learn(learner, bold);
  REQUIRE(reports.size() == 4);
  CHECK(learned.convergence.iterations == 4);
  CHECK(!learned.convergence.converged);
  for (std::size_t i = 0; i < 4; ++i) CHECK(reports[i].objective == learned.objective[i]);
  CHECK(reports.back().n_dead == 0);
  CHECK(reports.back().nonzero_per_voxel > 0);
  CHECK(reports.back().nonzero_per_voxel <= 6);
  CHECK(learned.coding.convergence().converged);
}

TEST_CASE("A time limit ends learning, not the maps") {
  const MatrixX<double> bold = small_world().series;
  const auto learned = learn(Learner{.n_networks = 6, .time_limit = Seconds(1e-9)}, bold);
  CHECK(learned.convergence.iterations == 0);
  CHECK(learned.coding.n_signals == 1000);
  CHECK(learned.coding.convergence().converged);
}

TEST_CASE("Classic online learning, and learning that leaves dead networks alone") {
  const auto world = small_world();
  const auto classic = learn(Learner{.n_networks = 6, .revisit = networks::learners::Revisit::accumulated}, world.series);
  CHECK(classic.objective.back() < classic.objective.front());
  double mean = 0;
  for (const auto& pair : networks::match(classic.maps.transpose(), world.maps.transpose(), networks::MatchSign::ignored)) {
    mean += pair.score / 6;
  }
  CHECK(mean > 0.7);
  CHECK(learn(Learner{.n_networks = 40, .replaces_dead = false}, world.series).n_replaced == 0);
}

TEST_CASE("Voxels in blocks give networks as good as voxels at once") {
  const MatrixX<double> bold = small_world().series;
  Index n_reads = 0, largest = 0;
  const auto fill = [&](Index first, linalg::Panel<double> out) {
    ++n_reads;
    largest = std::max(largest, out.cols());
    out = bold.middleCols(first, out.cols());
  };
  const networks::GeneratedVoxels<double, decltype(fill)> source{80, 1000, fill};
  const Learner whole{.n_networks = 6, .batch_size = 64};
  Learner parts = whole;
  parts.block_size = 300;
  State state, again, other;
  const auto learned = parts.learn_from(source, state);
  CHECK(largest == 300);
  CHECK(n_reads == 4 * (learned.convergence.iterations + 2));  // looked at once, learned from, coded
  const auto expected = learn(whole, bold);
  CHECK_THAT(learned.coding.objective, WithinRel(expected.coding.objective, 0.02));
  CHECK(learned.coding.n_signals == 1000);
  CHECK(parts.learn_from(source, again, {.executor = Threads{3}}).maps == learned.maps);
  parts.block_size = 1000;
  CHECK(parts.learn_from(source, other).maps == expected.maps);
}

TEST_CASE("Time courses that fit no voxel are named, and so are settings") {
  const MatrixX<double> bold = small_world().series;
  const MatrixX<double> short_course = MatrixX<double>::Identity(79, 2), flat = MatrixX<double>::Ones(80, 2);
  CHECK_THROWS_WITH(learn(Learner{.start_atoms = short_course}, bold), says("number of rows of start_atoms must be 80, is 79"));
  CHECK_THROWS_WITH(learn(Learner{.start_atoms = flat}, bold), says("of start_atoms must be finite and > 0"));
  CHECK_THROWS_WITH(learn(Learner{.n_fixed = 1}, bold), says("n_fixed must be in 0 .. number of start_atoms, is 1"));
  CHECK_THROWS_WITH((learn(Learner{.n_networks = 1, .start_atoms = flat}, bold)), says("at most n_networks, is 2"));
  CHECK_THROWS_WITH(learn(Learner{.time_limit = Seconds(0)}, bold), says("time_limit must be > 0 s, is 0"));
  CHECK_THROWS_WITH(learn(Learner{.block_size = 0}, bold), says("block_size must be >= 1, is 0"));
}

TEST_CASE("The plan counts what learning holds") {
  Learner learner{.n_networks = 100, .batch_size = 512, .block_size = 4096};
  const auto plan = networks::learners::plan_training<float>(learner, 900, 60000);
  CHECK(plan.block_bytes == 900 * 4096 * 4);
  CHECK(plan.state_bytes >= 60000 * (100 * 8 + 8) + (900 * 100 + 100 * 100) * 8);
  CHECK(plan.training_bytes() == plan.state_bytes + plan.work_bytes + 2 * plan.block_bytes);
  CHECK(plan.peak_bytes() == plan.training_bytes() + plan.result_bytes);
  CHECK(plan.state_bytes - networks::learners::plan_training<float>(learner, 900, 60000, 10).state_bytes == 60000 * 90 * 8);
  CHECK_THROWS_WITH(networks::learners::plan_training<float>(learner, 900, 60000, 101), says("in 0 .. n_networks, is 101"));
  learner.block_size = std::numeric_limits<Index>::max();
  CHECK(networks::learners::plan_training<float>(learner, 900, 60000).block_bytes == 900 * 60000 * 4);
}
