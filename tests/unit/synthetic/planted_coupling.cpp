#include "syncact/synthetic/planted_coupling.hpp"

#include "support/catch.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/hrf/double_gamma.hpp"

using namespace syncact;
using namespace syncact::synthetic;
using syncact::test::says;

namespace {

const auto response = hrf::DoubleGamma::spm();

/// [a x b] Pearson correlations.
MatrixX<double> correlations(MatrixX<double> a, MatrixX<double> b) {
  synthetic::detail::standardize(a);
  synthetic::detail::standardize(b);
  return a.transpose() * b / static_cast<double>(a.rows());
}

double mean_best(const MatrixX<double>& r) { return r.topRows(60).rowwise().maxCoeff().mean(); }

}  // namespace

TEST_CASE("Planted neurons go with their own network when the true courses are used") {
  const std::uint64_t seed = GENERATE(0u, 1u, 2u);
  const auto planted = plant_coupling({.n_voxels = 60, .seed = seed}, response);
  const MatrixX<double> scans = signal::to_scans(planted.neurons, planted.clock, response, planted.clock);
  const MatrixX<double> r = correlations(scans, planted.courses);
  for (Index i = 0; i < 60; ++i) {
    Index best = 0;
    r.row(i).maxCoeff(&best);
    CHECK(best == planted.network_of[static_cast<std::size_t>(i)]);
  }
  CHECK(!planted.network_of[60].has_value());
  CHECK(r.bottomRows(140).cwiseAbs().maxCoeff() < 0.5);  // chance: sd .1 after the response, 1680 pairs
}

TEST_CASE("A missing response costs correlation: with it, shifted by five seconds, and without") {
  for (const std::uint64_t seed : {0u, 1u, 2u}) {
    const auto planted = plant_coupling({.n_voxels = 60, .seed = seed}, response);
    const MatrixX<double> scans = signal::to_scans(planted.neurons, planted.clock, response, planted.clock);
    MatrixX<double> shifted = MatrixX<double>::Zero(900, 200);
    shifted.bottomRows(895) = planted.neurons.topRows(895);
    const double with = mean_best(correlations(scans, planted.courses));
    const double late = mean_best(correlations(shifted, planted.courses));
    const double without = mean_best(correlations(planted.neurons, planted.courses));
    INFO(with << " " << late << " " << without);
    // For an AR(1) of .8 without rectifying, theory gives .82 five seconds late and .36 without a response; rectifying
    // shortens the memory, which lowers both.
    CHECK(with > 0.85);
    CHECK(with > late + 0.1);
    CHECK(late > without + 0.4);
  }
}

TEST_CASE("Data have the sizes, the coverage and the signal-to-noise ratio asked for") {
  const auto planted = plant_coupling({.snr = 0.5}, response);
  CHECK(planted.neurons.rows() == 900);
  CHECK(planted.neurons.cols() == 200);
  REQUIRE(planted.bold.size() == 3);
  for (Index k = 0; k < 12; ++k) CHECK((planted.maps.row(k).array() > 0).count() == 120);
  CHECK((planted.maps.array() > 0).cast<int>().colwise().sum().maxCoeff() > 1);  // overlap
  const MatrixX<double> signal = planted.courses * planted.maps;
  const MatrixX<double> noise = planted.bold[1] - signal;
  CHECK(std::abs(signal.norm() / noise.norm() - 0.5) < 0.005);  // 1.35e6 normal numbers: sd .0003
  const MatrixX<double> other = planted.bold[2] - signal;
  CHECK(std::abs(noise.cwiseProduct(other).sum()) / (noise.norm() * other.norm()) < 0.005);
  CHECK((planted.mean_bold() - signal).norm() < 0.6 * noise.norm());  // 1 / sqrt(3)
  CHECK(planted.latents.minCoeff() == 0);
}

TEST_CASE("A data set is a function of its settings") {
  const PlantedCouplingSettings settings{.n_times = 60, .n_voxels = 50, .seed = 4};
  CHECK(plant_coupling(settings, response).bold[2] == plant_coupling(settings, response).bold[2]);
  PlantedCouplingSettings other = settings;
  other.seed = 5;
  CHECK(plant_coupling(settings, response).neurons != plant_coupling(other, response).neurons);
}

TEST_CASE("More voxels or neurons leave the first ones as they were") {
  PlantedCouplingSettings settings{.n_times = 60, .n_voxels = 50, .n_noise = 5, .seed = 4};
  const auto few = plant_coupling(settings, response);
  settings.n_noise = 9;
  const auto more = plant_coupling(settings, response);
  CHECK(few.neurons == more.neurons.leftCols(65));
  CHECK(few.bold[0] == more.bold[0]);
}

TEST_CASE("Coupling is not planted with settings outside their domain") {
  const auto refuses = [](const PlantedCouplingSettings& settings, const std::string& why) {
    CHECK_THROWS_WITH(plant_coupling(settings, response), says(why));
  };
  refuses({.n_times = 1}, "n_times must be >= 2, is 1");
  refuses({.n_networks = 0}, "n_networks");
  refuses({.n_voxels = 0}, "n_voxels");
  refuses({.coverage = 0}, "coverage");
  refuses({.n_planted = -1}, "neurons");
  refuses({.mixing = 1.5}, "mixing");
  refuses({.n_subjects = 0}, "n_subjects");
  refuses({.snr = 0}, "snr");
  refuses({.rho = 1}, "rho");
}
