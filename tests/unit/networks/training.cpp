#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/networks/dictionary_learning.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

using namespace syncact;
using namespace syncact::test;
using networks::detail::CodeStatistics;

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

}  // namespace networks_training_test

using networks_training_test::sparse_codes;

TEST_CASE("Statistics after forgetting and replacing are those of the present codes at their weights") {
  const MatrixX<double> x = sparse_codes<double>(150, 20, 1);  // [time x voxel]
  const MatrixX<double> first = sparse_codes<double>(6, 20, 2), second = sparse_codes<double>(6, 20, 3);
  CodeStatistics statistics(150, 6);
  networks::detail::replace_codes(statistics, x, first, MatrixX<double>::Zero(6, 20).eval(), 0.0, linalg::EigenBackend{},
                                  Serial{});
  statistics.forget(0.25);
  CHECK(table_close(statistics.codes, MatrixX<double>(0.25 * first * first.transpose()), 1e-13) == "");
  CHECK(table_close(statistics.data, MatrixX<double>(0.25 * x * first.transpose()), 1e-13) == "");
  networks::detail::replace_codes(statistics, x, second, first, 0.25, linalg::EigenBackend{}, Serial{});
  CHECK(table_close(statistics.codes, MatrixX<double>(second * second.transpose()), 1e-13) == "");
  CHECK(table_close(statistics.data, MatrixX<double>(x * second.transpose()), 1e-13) == "");
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
  networks::detail::update_atoms(blocked, statistics, linalg::EigenBackend{});
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
    const networks::OnlineDictionaryLearning<> learner{
        .n_networks = 8, .n_passes = n_passes, .batch_size = 100, .tolerance = 0};
    const linalg::EigenBackend backend;
    const Serial serial;
    const Progress progress;
    networks::detail::DictionaryTraining<TestType, networks::OnlineDictionaryLearning<>, linalg::EigenBackend, Serial> training(
        learner, SeriesView<TestType>(bold), backend, serial, progress);
    training.learn_atoms();
    const MatrixX<double> codes = training.codes().template cast<double>();
    const MatrixX<double> x = training.voxels().values.template cast<double>();
    const MatrixX<double> weighted = codes * training.voxel_weights().asDiagonal();
    const double tolerance = std::is_same_v<TestType, float> ? 1e-4 : 1e-11;
    CHECK(table_close(training.statistics().codes, MatrixX<double>(weighted * codes.transpose()), tolerance) == "");
    CHECK(table_close(training.statistics().data, MatrixX<double>(x * weighted.transpose()), tolerance) == "");
    CHECK((n_passes == 1 || (training.voxel_weights().array() == 1).all()));
    CHECK((training.atoms().colwise().norm().array() <= TestType(1.0001)).all());
  }
}

TEST_CASE("Learning starts from voxels that differ, and from noise where there are too few") {
  MatrixX<double> bold = sparse_codes<double>(20, 8, 1);
  bold.col(3) = -2 * bold.col(0);
  bold.col(5) = bold.col(0).array() + 4;
  const auto voxels = networks::scale_voxels<double>(bold, networks::Scaling::unit_norm);
  const MatrixX<double> atoms = networks::detail::initial_atoms(voxels, std::span<const Index>(voxels.usable), 8, Random(0, 1));
  CHECK(table_close(atoms.colwise().norm(), MatrixX<double>::Ones(1, 8), 1e-14) == "");
  CHECK(atoms.col(0) == voxels.values.col(0).normalized());
  CHECK(atoms.col(3) == voxels.values.col(4).normalized());
  const MatrixX<double> overlap = atoms.transpose() * atoms - MatrixX<double>::Identity(8, 8);
  CHECK(overlap.cwiseAbs().maxCoeff() < 0.999);
}
