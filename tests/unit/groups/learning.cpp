#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/groups/choose_n_networks.hpp"
#include "syncact/groups/methods.hpp"
#include "syncact/groups/shared_specific.hpp"
#include "syncact/groups/subject_networks.hpp"
#include "syncact/networks/learners/fast_ica.hpp"

using namespace syncact;
using namespace syncact::test;

namespace group_learning_test {

using Learner = networks::learners::FastIca;

/// Sparse maps that overlap little, far from Gaussian (a quarter of active voxels would have no kurtosis), [network x voxel].
inline MatrixX<double> sparse_maps(Index n_networks, Index n_voxels, std::uint64_t seed) {
  const Random random(seed);
  MatrixX<double> maps(n_networks, n_voxels);
  for (Index i = 0; i < maps.size(); ++i) {
    const auto at = static_cast<std::uint64_t>(2 * i);
    maps.data()[i] = random.uniform(at) < 0.1 ? 1 + random.uniform(at + 1) : 0.0;
  }
  return maps;
}

inline double mean_match(const MatrixX<double>& a, const MatrixX<double>& b) {
  double sum = 0;
  const auto pairs = networks::match(a, b, networks::MatchSign::ignored);
  for (const auto& pair : pairs) sum += pair.score / static_cast<double>(pairs.size());
  return sum;
}

/// Four people, the same time courses, each with maps of their own, or the same maps with time courses of their own.
struct Study {
  std::vector<MatrixX<double>> bold;
  std::vector<MatrixX<double>> courses, maps;
};
inline Study study(bool one_clock) {
  Study result;
  for (std::uint64_t s = 0; s < 4; ++s) {
    result.courses.push_back(noise<double>(80, 4, one_clock ? 1 : 10 + s));
    result.maps.push_back(sparse_maps(4, 400, one_clock ? 20 + s : 2));
    result.bold.push_back(result.courses.back() * result.maps.back() + 0.5 * noise<double>(80, 400, 30 + s));
  }
  return result;
}

}  // namespace group_learning_test

using group_learning_test::Learner;
using group_learning_test::mean_match;
using group_learning_test::sparse_maps;
using group_learning_test::study;

TEST_CASE("Common time courses of people who share a clock are found, with the maps of each") {
  const auto truth = study(true);
  const auto subjects = groups::views(truth.bold);
  const auto found = groups::learn_common_time_courses<double>(Learner{.n_networks = 4}, subjects);
  CHECK(mean_match(found.networks.time_courses, truth.courses[0]) > 0.95);
  REQUIRE(found.maps.size() == 4);
  for (std::size_t s = 0; s < 4; ++s) CHECK(mean_match(found.maps[s].transpose(), truth.maps[s].transpose()) > 0.8);
  CHECK(found.maps[2] == found.networks.maps.middleCols(800, 400));
  CHECK_THROWS_WITH(groups::learn_common_time_courses<double>(Learner{}, {}),
                    says("the number of subjects must be >= 1, is 0"));
  const std::vector<MatrixX<double>> uneven{truth.bold[0], truth.bold[1].topRows(70)};
  CHECK_THROWS_WITH(groups::learn_common_time_courses<double>(Learner{}, groups::views(uneven)), says("subject 1 has 70"));
}

TEST_CASE("Common maps of people without a clock are found, with the time courses of each, whatever their units") {
  auto truth = study(false);
  for (std::size_t s = 0; s < 4; ++s) truth.bold[s] *= std::pow(10.0, static_cast<double>(s));
  truth.bold[3].conservativeResize(50, Eigen::NoChange);
  truth.courses[3].conservativeResize(50, Eigen::NoChange);
  const auto found = groups::learn_common_maps<double>(Learner{.n_networks = 4}, groups::views(truth.bold));
  CHECK(mean_match(found.networks.maps.transpose(), truth.maps[0].transpose()) > 0.8);
  REQUIRE(found.time_courses.size() == 4);
  CHECK(found.time_courses[3].rows() == 50);
  for (std::size_t s = 0; s < 4; ++s) CHECK(mean_match(found.time_courses[s], truth.courses[s]) > 0.9);
  const std::vector<MatrixX<double>> uneven{truth.bold[0], truth.bold[1].leftCols(70)};
  CHECK_THROWS_WITH(groups::learn_common_maps<double>(Learner{}, groups::views(uneven)),
                    says("number of voxels of subject 1 must be 400, is 70"));
}

TEST_CASE("Networks of each subject alone are brought into one order and sign") {
  const auto truth = study(false);
  const auto found = groups::learn_subjects<double>(Learner{.n_networks = 4}, groups::views(truth.bold));
  CHECK(found.convergence.converged);
  CHECK(mean_match(found.template_maps.transpose(), truth.maps[0].transpose()) > 0.9);
  for (std::size_t s = 0; s < 4; ++s) {
    const auto order =
        networks::match(found.template_maps.transpose(), truth.maps[0].transpose(), networks::MatchSign::ignored);
    const MatrixX<double> courses = found.time_courses(s);
    for (const auto& pair : order) {
      const VectorX<double> expected = truth.courses[s].col(pair.b).array() - truth.courses[s].col(pair.b).mean();
      CHECK(courses.col(pair.a).dot(expected.normalized()) > 0.9);
    }
  }
  CHECK(found.score.minCoeff() > 0.8);
}

TEST_CASE("Matching of subjects undoes permutations and flips") {
  const MatrixX<double> maps = noise<double>(5, 60, 1);
  networks::Networks<double> first{.time_courses = noise<double>(9, 5, 2), .maps = maps}, second = first;
  const std::vector<Index> order{3, 0, 4, 1, 2};
  for (Index k = 0; k < 5; ++k) {
    second.maps.row(k) = (k % 2 == 0 ? 1 : -1) * maps.row(order[static_cast<std::size_t>(k)]);
    second.time_courses.col(k) = (k % 2 == 0 ? 1 : -1) * first.time_courses.col(order[static_cast<std::size_t>(k)]);
  }
  const auto found = groups::match_subjects<double>({first, second});
  CHECK(found.maps(1) == found.maps(0));
  CHECK(found.time_courses(1) == first.time_courses);
  CHECK_THAT(found.score.cwiseAbs().minCoeff(), WithinAbs(1, 1e-12));
  CHECK(found.convergence.iterations == 2);
  second.maps.conservativeResize(4, Eigen::NoChange);
  second.time_courses.conservativeResize(Eigen::NoChange, 4);
  CHECK_THROWS_AS(groups::match_subjects<double>({first, second}), ShapeError);
  CHECK_THROWS_AS(groups::match_subjects<double>({}), ValueError);
}

TEST_CASE("Shared and specific time courses are told apart, and the objective never rises") {
  const MatrixX<double> shared = noise<double>(80, 3, 1);
  std::vector<MatrixX<double>> bold, specific;
  for (std::uint64_t s = 0; s < 4; ++s) {
    specific.push_back(noise<double>(80, 2, 40 + s));
    bold.push_back(shared * sparse_maps(3, 200, 50 + s) + specific.back() * sparse_maps(2, 200, 60 + s) +
                   0.5 * noise<double>(80, 200, 70 + s));
  }
  const auto subjects = groups::views(bold);
  const groups::SharedSpecificLearning<> learner{.n_shared = 3, .n_specific = 2, .coder = {.alpha = 0.05}, .tolerance = 1e-6};
  const auto found = learner.learn<double>(subjects);
  for (std::size_t i = 1; i < found.objective.size(); ++i) CHECK(found.objective[i] <= found.objective[i - 1] * (1 + 1e-5));
  CHECK(mean_match(found.shared_time_courses, shared) > 0.9);
  for (std::size_t s = 0; s < 4; ++s) {
    CHECK(mean_match(found.specific_time_courses[s], specific[s]) > 0.8);
    CHECK(found.shared_maps[s].rows() == 3);
    CHECK(found.specific_maps[s].cols() == 200);
  }
  CHECK((found.r_squared.array() > found.shared_explained.array()).all());
  CHECK(found.coding.convergence().converged);
  const auto many = learner.learn<double>(subjects, {.executor = Threads{3}});
  CHECK(many.shared_time_courses == found.shared_time_courses);
  CHECK(groups::SharedSpecificLearning<>{.n_shared = 3, .n_specific = 0, .n_passes = 2}
            .learn<double>(subjects)
            .specific_maps[1]
            .rows() == 0);
  CHECK_THROWS_AS(learner.learn<double>({}), ValueError);
  CHECK_THROWS_WITH((groups::SharedSpecificLearning<>{.n_shared = 0}.learn<double>(subjects)),
                    says("n_shared must be >= 1, is 0"));
}

TEST_CASE("Reproducibility is 1 for the same networks in any order, chance for unrelated ones, and symmetric") {
  const MatrixX<double> a = noise<double>(300, 6, 1);
  MatrixX<double> b = a.rowwise().reverse();
  b.col(2) *= -3;
  const MatrixX<double> c = noise<double>(300, 6, 2);
  const std::vector<MatrixX<double>> sets{a, b, c};
  const auto views = groups::views(sets);
  const auto found = groups::reproducibility<double>(views);
  CHECK_THAT(found.pair(0, 1), WithinAbs(1, 1e-12));
  CHECK(found.pair == found.pair.transpose());
  CHECK_THAT(found.pair(0, 2), WithinAbs(found.chance, 0.05));  // |r| of six best pairs of noise; sd of the mean about .015
  CHECK(found.unmatched < found.chance);
  CHECK(groups::reproducibility<double>(views, networks::MatchSign::kept).pair(0, 1) < 0.9);
  CHECK_THAT(found.mean, WithinAbs((found.pair(0, 1) + found.pair(0, 2) + found.pair(1, 2)) / 3, 1e-12));
  CHECK_THROWS_AS(groups::reproducibility<double>(std::span(views).first(1)), ValueError);
  const std::vector<MatrixX<double>> uneven{a, c.topRows(20)};
  CHECK_THROWS_AS(groups::reproducibility<double>(groups::views(uneven)), ShapeError);
}

TEST_CASE("Halves of time and of subjects agree where networks are planted, and not in noise") {
  const Learner learner{.n_networks = 4};
  const auto clock = study(true), space = study(false);
  CHECK(groups::split_half_of_subjects<double>(learner, groups::views(clock.bold), groups::Common::time_courses).mean > 0.9);
  CHECK(groups::split_half_of_subjects<double>(learner, groups::views(space.bold), groups::Common::maps).mean > 0.8);
  const auto halves = groups::split_half_in_time<double>(learner, space.bold[0]);
  CHECK(halves.mean > 0.6);
  const MatrixX<double> nothing = noise<double>(80, 400, 9);
  const auto of_noise = groups::split_half_in_time<double>(learner, nothing);
  CHECK(of_noise.mean < 0.35);
  const std::vector<MatrixX<double>> one{clock.bold[0]};
  CHECK_THROWS_AS(groups::split_half_of_subjects<double>(learner, groups::views(one), groups::Common::maps), ValueError);
}

TEST_CASE("The planted number of networks has the smallest held-out error, and is the most stable") {
  const MatrixX<double> bold = noise<double>(90, 5, 1) * sparse_maps(5, 600, 2) + noise<double>(90, 600, 3);
  const std::vector<Index> numbers{2, 3, 4, 5, 6, 8};
  const auto make = [](Index n_networks, std::uint64_t seed) {
    return networks::learners::FastIca{.n_networks = n_networks, .seed = seed};
  };
  const auto found = groups::choose_n_networks<double>(bold, numbers, make);
  REQUIRE(found.tried.size() == 6);
  CHECK(found.by_error == 5);
  CHECK(found.by_stability == 5);
  // From all times ICA finds the same from any seed, however many networks it is asked for: that says nothing.
  CHECK(groups::choose_n_networks<double>(bold, numbers, make, {.share_of_times = 1}).by_stability == 8);
  for (const auto& number : found.tried) {
    CHECK((number.stability > 0 && number.stability <= 1 + 1e-12));
    CHECK((number.held_out_error > 0 && number.held_out_error < 1));
  }
  CHECK_THROWS_WITH(groups::choose_n_networks<double>(bold, {}, make), says("numbers of networks to try must be >= 1, is 0"));
  CHECK_THROWS_WITH(groups::choose_n_networks<double>(bold, numbers, make, {.n_folds = 1}), says("n_folds must be in 2"));
  CHECK_THROWS_WITH(groups::choose_n_networks<double>(bold, numbers, make, {.share_of_times = 0}),
                    says("share_of_times must lie in (0, 1], is 0"));
}

TEST_CASE("Group methods learn on the context: the same bits on threads, progress to the end, and a stop in between") {
  const auto truth = study(true);
  const auto subjects = groups::views(truth.bold);
  const Learner learner{.n_networks = 4};
  const auto check = [&](const auto& method) {
    std::vector<std::pair<Index, Index>> told;
    const Progress watch = [&](Index done, Index total) {
      told.emplace_back(done, total);
      return true;
    };
    const std::span<const SeriesView<double>> all(subjects);
    const auto serial = method.learn(learner, all);
    const auto threaded = method.learn(learner, all, Context<>{.executor = Threads{3}, .progress = watch});
    CHECK(serial.time_courses == threaded.time_courses);
    CHECK(serial.maps == threaded.maps);
    CHECK(serial.maps.size() == 4);
    REQUIRE(!told.empty());
    CHECK(std::is_sorted(told.begin(), told.end()));
    const Progress stop = [](Index, Index) { return false; };
    CHECK_THROWS_AS(method.learn(learner, all, Context<>{.progress = stop}), Cancelled);
  };
  check(groups::Each{});
  check(groups::CommonCourses{});
  check(groups::CommonMapsOfAll{});
  CHECK(
      groups::CommonMapsOfAll{.dual_regression = true}.learn(learner, std::span<const SeriesView<double>>(subjects)).maps[1] !=
      groups::CommonMapsOfAll{}.learn(learner, std::span<const SeriesView<double>>(subjects)).maps[1]);

  const std::vector<Index> numbers{2, 3};
  const auto make = [](Index n, std::uint64_t seed) { return Learner{.n_networks = n, .seed = seed}; };
  const groups::ChoiceOptions options{.n_seeds = 2, .n_folds = 2};
  Index last = 0;
  const Progress watch = [&](Index done, Index) { return last = done, true; };
  const auto chosen =
      groups::choose_n_networks(subjects[0], numbers, make, options, Context<>{.executor = Threads{2}, .progress = watch});
  CHECK(last > 1000 * 11);  // the last of 2 x (2 + 4) learners has begun
  CHECK(chosen.tried.size() == 2);
}

TEST_CASE("The mean of subjects' time courses weighs all alike") {
  groups::GroupNetworks<double> group;
  group.time_courses = {MatrixX<double>::Identity(3, 2), 5 * MatrixX<double>::Identity(3, 2)};
  CHECK(table_close(group.mean_time_courses(), MatrixX<double>::Identity(3, 2), 1e-15) == "");
  group.time_courses.push_back(MatrixX<double>::Zero(4, 2));
  CHECK_THROWS_AS(group.mean_time_courses(), ShapeError);
}
