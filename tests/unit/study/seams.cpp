/// Laws of the chain: what one stage keeps must still hold where the others end.
#include <algorithm>

#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/study/sync_act.hpp"

namespace test_seams {

using namespace syncact;
using namespace std::chrono_literals;

/// The first voxels are the networks: learning that neither rounding nor chance can change.
struct FirstVoxels {
  Index n = 3;
  template <std::floating_point T>
  networks::Networks<T> learn(const SeriesView<T>& bold) const {
    return {.time_courses = bold.signals(0, n).map(), .maps = MatrixX<T>::Identity(n, bold.n_signals())};
  }
};

/// Two runs of two minutes, three sources, nine units that follow them, and four confounds that the scans are full of.
struct Study {
  Timeline frames{Sampling::fps(2), {240, 240}};
  Timeline scans = Timeline::scans(1s, 0.5, {120, 120});
  MatrixX<double> sources = test::white_noise(480, 3, 1), activations{480, 9}, bold{240, 12};
  MatrixX<double> confounds = test::white_noise(240, 4, 2);

  Study() {
    for (Index t = 1; t < 480; ++t) sources.row(t) = 0.9 * sources.row(t - 1) + 0.4 * sources.row(t);
    const MatrixX<double> courses = signal::to_scans(sources, frames, hrf::DoubleGamma{}, scans);
    const MatrixX<double> noise = test::white_noise(480, 21, 3);
    for (Index i = 0; i < 9; ++i) activations.col(i) = sources.col(i % 3) + 0.5 * noise.col(i);
    for (Index v = 0; v < 12; ++v) bold.col(v) = courses.col(v % 3) + 0.3 * noise.col(9 + v).head(240) + confounds.col(v % 4);
  }

  template <class Null = stats::CircularShift>
  [[nodiscard]] auto chain() const {
    auto all =
        SyncAct{}
            .with_networks(FirstVoxels{})
            .with_coupling(synchrony::CouplingOptions<synchrony::measure::Pearson, Null>{.n_permutations = 60, .seed = 4});
    all.cleaning.nuisance = {.detrend = 1, .high_pass = 1.0 / 100, .confounds = confounds};
    all.min_prevalence = 5;
    return all;
  }
  [[nodiscard]] MatrixX<double> labels() const { return (sources.array() > 0.3).cast<double>(); }
};

void check_same(const SyncActResult<double>& a, const SyncActResult<double>& b) {
  CHECK((a.synchrony.r - b.synchrony.r).cwiseAbs().maxCoeff() < 1e-9);
  CHECK(a.synchrony.exceeded == b.synchrony.exceeded);
  CHECK(std::abs(a.score.mean_best_network.chance_corrected - b.score.mean_best_network.chance_corrected) < 1e-9);
  CHECK(a.score.share_significant.value == b.score.share_significant.value);
  for (std::size_t n = 0; n < a.synchrony.best_network.size(); ++n) {
    CHECK(a.synchrony.best_network[n]->p_fwe == b.synchrony.best_network[n]->p_fwe);
  }
}

TEMPLATE_TEST_CASE("Levels and scales of units and voxels reach no result of the chain", "", stats::CircularShift,
                   stats::PhaseRandomization) {
  Study study;
  const auto chain = study.chain<TestType>();
  const auto plain = chain.fit(study.activations, study.frames, study.bold, study.scans);
  CHECK(plain.score.share_significant.value > 0.9);
  const auto labels = chain.annotate(plain, study.labels(), {"a", "b", "c"}, study.frames);
  CHECK(labels.size() >= 9);

  for (Index i = 0; i < 9; ++i) {
    const auto of_unit = static_cast<double>(i);
    study.activations.col(i) = (study.activations.col(i) * std::pow(10.0, of_unit - 4)).array() + 5 * of_unit;
  }
  study.bold = (study.bold * 1e4).array() + 7e5;
  const auto moved = chain.fit(study.activations, study.frames, study.bold, study.scans);
  check_same(plain, moved);
  const auto moved_labels = chain.annotate(moved, study.labels(), {"a", "b", "c"}, study.frames);
  REQUIRE(moved_labels.size() == labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    CHECK(moved_labels[i].label == labels[i].label);
    CHECK(moved_labels[i].p_joint == labels[i].p_joint);
  }
}

TEST_CASE("Units that are constant, or nothing but confounds, are dead to the end of the chain") {
  const Study study;
  auto chain = study.chain();
  const auto alive = chain.fit(study.activations, study.frames, study.bold, study.scans);
  MatrixX<double> more(480, 10);
  more << study.activations, MatrixX<double>::Constant(480, 1, 3.7);
  const auto result = chain.fit(more, study.frames, study.bold, study.scans);
  CHECK(result.synchrony.neuron_status[9] == numeric::SignalStatus::constant);
  CHECK(result.synchrony.r.row(9).array().isNaN().all());
  CHECK(result.score.n_unusable_neurons == 1);
  CHECK(result.score.mean_best_network.value == alive.score.mean_best_network.value);
  CHECK(result.score.mean_best_network.chance_corrected == alive.score.mean_best_network.chance_corrected);
  for (const auto& one : chain.annotate(result, study.labels(), {"a", "b", "c"}, study.frames)) CHECK(one.neuron != 9);

  // The other way round: a confound that explains a unit, and a network.
  const MatrixX<double> neurons = signal::to_scans(study.activations, study.frames, hrf::DoubleGamma{}, study.scans);
  chain.cleaning.nuisance.confounds.col(0) = neurons.col(2);
  chain.cleaning.nuisance.confounds.col(1) = study.bold.col(1);
  const auto explained = chain.fit(study.activations, study.frames, study.bold, study.scans);
  CHECK(explained.synchrony.neuron_status[2] == numeric::SignalStatus::constant);
  CHECK(explained.synchrony.network_status[1] == numeric::SignalStatus::constant);
  CHECK(explained.synchrony.n_defined == 8 * 2);
}

TEST_CASE("Units in another order are the same units") {
  const Study study;
  const auto chain = study.chain();
  const auto forwards = chain.fit(study.activations, study.frames, study.bold, study.scans);
  const MatrixX<double> turned = study.activations.rowwise().reverse();
  const auto backwards = chain.fit(turned, study.frames, study.bold, study.scans);
  CHECK((forwards.synchrony.r.colwise().reverse() - backwards.synchrony.r).cwiseAbs().maxCoeff() < 1e-12);
  CHECK(std::abs(forwards.score.mean_best_network.z_null - backwards.score.mean_best_network.z_null) < 1e-6);
}

TEST_CASE("What the cleaning removes of all, it removes of the null: few degrees of freedom are refused with their number") {
  const Study study;
  auto chain = study.chain();
  chain.cleaning.nuisance.confounds = test::white_noise(240, 111, 5);
  CHECK_THROWS_WITH(chain.fit(study.activations, study.frames, study.bold, study.scans),
                    test::says("degrees of freedom are left, and at least 10 are needed"));
}

}  // namespace test_seams
