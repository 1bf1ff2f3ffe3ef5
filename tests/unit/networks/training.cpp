#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

using namespace syncact;
using namespace syncact::test;
using networks::learners::CodeStatistics;

namespace networks_training_test {

template <class T>
MatrixX<T> sparse_codes(Index n_networks, Index n_voxels, std::uint64_t seed) {
  MatrixX<T> codes(n_networks, n_voxels);
  const Random random(seed);
  for (Index i = 0; i < codes.size(); ++i) {
    const auto at = static_cast<std::uint64_t>(2 * i);
    codes.data()[i] = random.uniform(at) < 0.3 ? static_cast<T>(random.normal(at + 1)) : T(0);
  }
  return codes;
}

/// [time x voxel] in the order in which learning visits them.
template <class Blocks>
MatrixX<double> visited(Blocks& voxels) {
  MatrixX<double> all;
  for (Index b = 0; b < voxels.n_batches(); ++b) {
    const auto batch = voxels.batch(b);
    all.conservativeResize(batch.signals.rows(), batch.slot + batch.size());
    all.rightCols(batch.size()) = batch.signals.template cast<double>();
  }
  return all;
}

template <class T>
networks::learners::detail::CodeChange<T> change_from(const MatrixX<T>& before, const MatrixX<T>& now) {
  networks::learners::detail::CodeChange<T> change;
  change.add(now, before);
  return change;
}

/// Codes without their zeros.
template <class T>
typename networks::learners::SparseCodes<T>::Batch without_zeros(const MatrixX<T>& codes) {
  return change_from<T>(MatrixX<T>::Zero(codes.rows(), codes.cols()), codes).codes();
}

}  // namespace networks_training_test

using networks_training_test::change_from;
using networks_training_test::sparse_codes;
using networks_training_test::without_zeros;

TEST_CASE("Statistics after forgetting and replacing are those of the present codes at their weights") {
  const MatrixX<double> x = sparse_codes<double>(150, 20, 1);  // [time x voxel]
  const MatrixX<double> first = sparse_codes<double>(6, 20, 2), second = sparse_codes<double>(6, 20, 3);
  CodeStatistics statistics(150, 6);
  const MatrixX<double> none = MatrixX<double>::Zero(6, 20);
  networks::learners::detail::replace_codes<double>(statistics, 0.5, x, change_from(none, first), 0.0, linalg::DefaultBackend{},
                                                    Serial{});
  CHECK(table_close(statistics.codes, MatrixX<double>(first * first.transpose()), 1e-13) == "");
  CHECK(table_close(statistics.data, MatrixX<double>(x * first.transpose()), 1e-13) == "");
  networks::learners::detail::replace_codes<double>(statistics, 0.25, x, change_from(first, second), 0.125,
                                                    linalg::DefaultBackend{}, Serial{});
  CHECK(table_close(statistics.codes, MatrixX<double>(second * second.transpose() + 0.125 * first * first.transpose()),
                    1e-13) == "");
  CHECK(table_close(statistics.data, MatrixX<double>(x * (second + 0.125 * first).transpose()), 1e-13) == "");
  statistics.drop(2);
  CHECK((statistics.codes.row(2).isZero(0) && statistics.codes.col(2).isZero(0) && statistics.data.col(2).isZero(0)));
}

TEST_CASE("Updating the atoms in blocks is updating them one by one") {
  const Index n_times = 30, n_atoms = 37;
  const MatrixX<double> codes = sparse_codes<double>(n_atoms, 200, 4), x = sparse_codes<double>(n_times, 200, 5);
  CodeStatistics statistics(n_times, n_atoms);
  statistics.codes = codes * codes.transpose();
  statistics.data = x * codes.transpose();
  statistics.drop(20);
  MatrixX<double> blocked = sparse_codes<double>(n_times, n_atoms, 6).colwise().normalized();
  MatrixX<double> plain = blocked;
  const auto surrogate = [&](const MatrixX<double>& d) {
    return 0.5 * (d.transpose() * d * statistics.codes).trace() - (d.transpose() * statistics.data).trace();
  };
  const double before = surrogate(plain);
  for (Index k = 0; k < n_atoms; ++k) {
    if (k == 20) continue;
    const VectorX<double> u =
        plain.col(k) + (statistics.data.col(k) - plain * statistics.codes.col(k)) / statistics.codes(k, k);
    plain.col(k) = u / std::max(1.0, u.norm());
  }
  networks::learners::detail::update_atoms(blocked, statistics, linalg::DefaultBackend{}, Serial{});
  CHECK(table_close(blocked, plain, 1e-13) == "");
  CHECK(surrogate(blocked) < before);
  CHECK((blocked.colwise().norm().array() <= 1 + 1e-14).all());
}

TEMPLATE_TEST_CASE("Statistics at the end of learning are those of the codes kept", "", float, double) {
  const MatrixX<TestType> bold =
      synthetic::PlantedDictionary{.n_times = 50, .n_networks = 5, .grid = {8, 8, 8}, .squared_radius = 4}
          .make<TestType>()
          .series;
  for (const Index n_passes : {1, 6}) {
    const networks::learners::OnlineDictionaryLearning<> learner{
        .n_networks = 8, .n_passes = n_passes, .batch_size = 100, .tolerance = 0};
    const networks::VoxelsInMemory<TestType> source{SeriesView<TestType>(bold)};
    networks::learners::TrainingState<TestType> state;
    networks::learners::detail::DictionaryTraining<TestType, networks::learners::OnlineDictionaryLearning<>,
                                                   networks::VoxelsInMemory<TestType>, Context<>>
        training(learner, state, source, Context<>{}, false);
    training.learn_atoms();
    const MatrixX<double> x = networks_training_test::visited(training.voxels());
    MatrixX<double> codes(8, x.cols());
    for (Index b = 0; b < training.voxels().n_batches(); ++b) {
      const Index first = 100 * b, n = std::min<Index>(100, x.cols() - first);
      codes.middleCols(first, n) = state.codes.batch(b, 0, n).template cast<double>();
    }
    VectorX<double> weights(codes.cols());
    for (Index i = 0; i < weights.size(); ++i) weights[i] = state.weights[static_cast<std::size_t>(i / 100)];
    const MatrixX<double> weighted = codes * weights.asDiagonal();
    const double tolerance = std::is_same_v<TestType, float> ? 1e-4 : 1e-11;
    CHECK(table_close(state.statistics.codes, MatrixX<double>(weighted * codes.transpose()), tolerance) == "");
    CHECK(table_close(state.statistics.data, MatrixX<double>(x * weighted.transpose()), tolerance) == "");
    CHECK((n_passes == 1 || (weights.array() == 1).all()));
    CHECK((state.atoms.colwise().norm().array() <= TestType(1.0001)).all());
  }
}

TEST_CASE("Learning starts from given atoms, then from voxels that differ, then from noise") {
  MatrixX<double> bold = sparse_codes<double>(20, 8, 1);
  bold.col(3) = -2 * bold.col(0);
  bold.col(5) = bold.col(0).array() + 4;
  const MatrixX<double> x = networks::scale_voxels<double>(bold, networks::Scaling::unit_norm).values;
  const auto start = [&](const MatrixX<double>& given, bool positive) {
    return networks::learners::detail::initial_atoms<double>(given, linalg::ConstPanel<double>(x), 8, positive, Random(0, 1));
  };
  const MatrixX<double> atoms = start({}, false);
  CHECK(table_close(atoms.colwise().norm(), MatrixX<double>::Ones(1, 8), 1e-14) == "");
  CHECK(atoms.col(0) == x.col(0).normalized());
  CHECK(atoms.col(3) == x.col(4).normalized());
  const MatrixX<double> overlap = atoms.transpose() * atoms - MatrixX<double>::Identity(8, 8);
  CHECK(overlap.cwiseAbs().maxCoeff() < 0.999);
  const MatrixX<double> after = start(3 * x.rightCols(2), false);
  CHECK(table_close(after.leftCols(2), x.rightCols(2), 1e-14) == "");
  CHECK(after.col(2) == x.col(0).normalized());
  CHECK((start({}, true).array() >= 0).all());
}

TEMPLATE_TEST_CASE("Codes kept without their zeros are the codes", "", float, double) {
  networks::learners::SparseCodes<TestType> kept(9, 25, 2);
  const MatrixX<TestType> first = sparse_codes<TestType>(9, 20, 1), second = sparse_codes<TestType>(9, 5, 2);
  CHECK(kept.batch(0, 0, 20).isZero(0));
  kept.store(0, without_zeros(first));
  kept.store(1, without_zeros(second));
  CHECK(kept.batch(0, 0, 20) == first);
  CHECK(kept.batch(0, 7, 6) == first.middleCols(7, 6));
  CHECK(kept.batch(1, 0, 5) == second);
  CHECK(kept.batches()[0].values.size() == static_cast<std::size_t>((first.array() != 0).count()));
  kept.drop(4);
  MatrixX<TestType> without = first;
  without.row(4).setZero();
  CHECK(kept.batch(0, 0, 20) == without);
  kept.store(0, without_zeros<TestType>(MatrixX<TestType>::Zero(9, 20)));
  CHECK(kept.batch(0, 0, 20).isZero(0));
  CHECK_THROWS_WITH(kept.batch(0, 2, 19), says("number of voxels of the batch must be 21, is 20"));
}

TEMPLATE_TEST_CASE("A change of codes holds what voxels use or used, piece behind piece", "", float, double) {
  const MatrixX<TestType> before = sparse_codes<TestType>(9, 20, 1), now = sparse_codes<TestType>(9, 20, 2);
  auto change = change_from<TestType>(before.leftCols(8), now.leftCols(8));
  change.append(change_from<TestType>(before.rightCols(12), now.rightCols(12)));
  CHECK(change.n_voxels() == 20);
  MatrixX<TestType> old_codes = MatrixX<TestType>::Zero(9, 20), new_codes = old_codes;
  for (std::size_t v = 0, at = 0; v < 20; ++v) {
    for (; at < change.ends[v]; ++at) {
      CHECK((change.now[at] != 0 || change.before[at] != 0));
      new_codes(change.networks[at], static_cast<Index>(v)) = change.now[at];
      old_codes(change.networks[at], static_cast<Index>(v)) = change.before[at];
    }
  }
  CHECK(old_codes == before);
  CHECK(new_codes == now);
  const auto kept = change.codes(), expected = without_zeros(now);
  CHECK(kept.ends == expected.ends);
  CHECK(kept.networks == expected.networks);
  CHECK(kept.values == expected.values);
  change.drop(4);
  MatrixX<TestType> without = now;
  without.row(4).setZero();
  CHECK(change.codes().values == without_zeros(without).values);
  for (std::size_t at = 0; at < change.networks.size(); ++at) CHECK((change.networks[at] != 4 || change.before[at] == 0));
  change.clear();
  CHECK((change.n_voxels() == 0 && change.codes().values.empty()));
}

TEMPLATE_TEST_CASE("Leading time courses are singular vectors", "", float, double) {
  const MatrixX<TestType> x = sparse_codes<TestType>(12, 5, 3) * sparse_codes<TestType>(5, 5000, 4);
  const auto leading = [&](Index n, bool positive) {
    return networks::learners::detail::leading_courses<TestType>(x, n, positive, linalg::DefaultBackend{}, Serial{});
  };
  const MatrixX<double> courses = leading(8, false), wide = x.template cast<double>();
  CHECK(courses.cols() == 5);  // the rank
  const MatrixX<double> onto = courses.transpose() * wide;
  CHECK(leading(3, false) == courses.leftCols(3));
  CHECK(table_close(MatrixX<double>(courses.transpose() * courses), MatrixX<double>::Identity(5, 5), 1e-12) == "");
  CHECK(table_close(MatrixX<double>(courses * onto), wide, std::is_same_v<TestType, float> ? 1e-5 : 1e-12) == "");
  const VectorX<double> strength = onto.rowwise().norm();
  CHECK(std::is_sorted(strength.data(), strength.data() + 5, std::greater<>()));
  CHECK((onto.rowwise().sum().array() >= 0).all());
  CHECK((leading(5, true).array() >= 0).all());
}

TEMPLATE_TEST_CASE("The course that residuals have in common is found and gains what it says", "", float, double) {
  using networks::learners::detail::CourseRule;
  MatrixX<TestType> course = sparse_codes<TestType>(40, 1, 1), residuals = TestType(0.2) * sparse_codes<TestType>(40, 60, 2);
  course.normalize();
  for (Index v = 0; v < 60; v += 4) residuals.col(v) += TestType(v % 8 == 0 ? 3 : -2) * course;
  const CourseRule rule{0.5, false, false};
  const VectorX<TestType> found = networks::learners::detail::common_course<TestType>(residuals, rule, Serial{});
  CHECK(std::abs(found.dot(course.col(0))) > TestType(0.98));
  MatrixX<TestType> both(40, 2);
  both << found, course;
  const VectorX<double> gains = networks::learners::detail::gains_of<TestType>(both, residuals, rule);
  CHECK(gains[0] >= gains[1]);
  const MatrixX<TestType> codes = networks::learners::detail::codes_in<TestType>(found, residuals, rule).transpose();
  const auto objective = [&](const MatrixX<TestType>& a) {
    return 0.5 * static_cast<double>((residuals - found * a).squaredNorm()) + 0.5 * static_cast<double>(a.cwiseAbs().sum());
  };
  CHECK_THAT(objective(MatrixX<TestType>::Zero(1, 60)) - objective(codes), WithinRel(gains[0], 1e-4));
  CHECK((networks::learners::detail::codes_in<TestType>(found, residuals, {0.5, true, false}).array() >= 0).all());
  CHECK((networks::learners::detail::common_course<TestType>(residuals, {0.5, false, true}, Serial{}).array() >= 0).all());
  CHECK(networks::learners::detail::common_course<TestType>(residuals, {50.0, false, false}, Serial{}).size() == 0);
}

TEMPLATE_TEST_CASE("The product with sparse rows is the product", "", float, double) {
  for (const Index n_voxels : {3, 512, 600}) {
    const MatrixX<TestType> codes = sparse_codes<TestType>(7, n_voxels, 1), before = sparse_codes<TestType>(7, n_voxels, 3);
    const auto sparse_change = change_from(before, codes);
    const networks::learners::detail::SparseRows<TestType> sparse(sparse_change, 0.25, 7);
    const auto n_used = ((codes.array() != 0) || (before.array() != 0)).count();
    CHECK(sparse.share() == static_cast<double>(n_used) / static_cast<double>(codes.size()));
    const MatrixX<TestType> change = codes - TestType(0.25) * before;
    CHECK(sparse.table() == change.transpose());
    for (const Index n_times : {Index{5}, Index{50}, networks::learners::detail::SparseRows<TestType>::tile}) {
      const MatrixX<TestType> x = sparse_codes<TestType>(n_times, n_voxels, 2);
      const MatrixX<double> product = x.template cast<double>() * change.template cast<double>().transpose();
      for (const double keep : {1.0, 0.75, 0.0}) {
        MatrixX<double> sum = MatrixX<double>::Ones(n_times, 7);
        sparse.add_product(linalg::ConstPanel<TestType>(x), keep, linalg::Panel<double>(sum));
        CHECK(table_close(sum, MatrixX<double>(product.array() + keep), std::is_same_v<TestType, float> ? 1e-4 : 1e-12) == "");
      }
    }
  }
}

TEMPLATE_TEST_CASE("Residuals are what codes leave, with or without a network", "", float, double) {
  const MatrixX<TestType> atoms = sparse_codes<TestType>(30, 9, 1), codes = sparse_codes<TestType>(9, 200, 2);
  const MatrixX<TestType> x = sparse_codes<TestType>(30, 200, 3);
  const auto left = [&](const auto& kept, const auto& executor, Index without) {
    return networks::learners::detail::residuals<TestType>(atoms, x, kept, executor, without);
  };
  const auto kept = without_zeros(codes);
  const double tolerance = std::is_same_v<TestType, float> ? 1e-5 : 1e-13;
  CHECK(table_close(left(kept, Serial{}, -1), MatrixX<TestType>(x - atoms * codes), tolerance) == "");
  MatrixX<TestType> others = codes;
  others.row(7).setZero();
  CHECK(table_close(left(kept, Serial{}, 7), MatrixX<TestType>(x - atoms * others), tolerance) == "");
  CHECK(left(kept, Threads{3}, 7) == left(kept, Serial{}, 7));
  CHECK(left(typename networks::learners::SparseCodes<TestType>::Batch{}, Serial{}, -1) == x);
}

TEMPLATE_TEST_CASE("Atoms start anew where it helps most", "", float, double) {
  MatrixX<TestType> x = sparse_codes<TestType>(30, 8, 1), left = MatrixX<TestType>::Zero(30, 8);
  left.col(5) = x.col(5);
  left.col(2) = TestType(0.5) * left.col(5);
  const std::vector<Index> dead{3, 1, 6};
  const auto renewals = networks::learners::detail::at_worst_voxels<TestType>(dead, x, left);
  REQUIRE(renewals.size() == 2);  // every other voxel is explained
  CHECK((renewals[0].network == 3 && renewals[0].course == x.col(5)));
  CHECK((renewals[1].network == 1 && renewals[1].course == x.col(2)));

  const VectorX<TestType> common = sparse_codes<TestType>(30, 1, 4).col(0).normalized(), other = VectorX<TestType>::Unit(30, 0);
  MatrixX<TestType> residuals = TestType(0.1) * sparse_codes<TestType>(30, 80, 5);
  for (Index v = 0; v < 80; v += 2) residuals.col(v) += 2 * common;
  const networks::learners::detail::CourseRule rule{0.5, false, false};
  const VectorX<TestType> found = networks::learners::detail::better_course<TestType>(other, residuals, rule, Serial{});
  REQUIRE(found.size() == 30);
  CHECK(std::abs(found.dot(common)) > TestType(0.98));
  CHECK(networks::learners::detail::better_course<TestType>(common, residuals, rule, Serial{}).size() == 0);
  residuals.rightCols(40).setZero();  // what only one half of the voxels has is no network
  CHECK(networks::learners::detail::better_course<TestType>(other, residuals, rule, Serial{}).size() == 0);
}

TEST_CASE("Batches of another block end those before") {
  const MatrixX<double> bold = sparse_codes<double>(20, 100, 1);
  const networks::VoxelsInMemory<double> source{SeriesView<double>(bold)};
  const Serial serial;
  const auto starts = [&](Index block_size) {
    networks::learners::detail::VoxelBlocks<double, networks::VoxelsInMemory<double>, Serial> voxels(
        source, networks::Scaling::unit_norm, NanPolicy::raise, block_size, 15, 8, 0, serial);
    std::vector<Index> found;
    for (Index b = 0; b < voxels.n_batches(); ++b) {
      if (voxels.starts_block(b)) found.push_back(b);
    }
    return found;
  };
  CHECK(starts(100).empty());  // the only block stays
  CHECK(starts(50) == std::vector<Index>{0, 4});
}
