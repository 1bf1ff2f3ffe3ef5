// A model's score by any measure of two tables.
#include "syncact/score/score_by.hpp"

#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/parallel/thread_pool.hpp"
#include "syncact/signal/nuisance.hpp"
#include "syncact/similarity/representation/cka.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/synchrony/couple.hpp"

namespace syncact::score_by_test {

using namespace std::chrono_literals;
using score::score_by;
using score::ScoreByOptions;
using test::hrf_noise, test::says, test::WithinAbs;

const Timeline two_runs = Timeline::scans(1s, 0.5, {150, 130});

signal::Projection detrended() { return signal::nuisance_projection(two_runs, {}); }

/// Mean over units of the largest correlation with a network: mean_best_network, the slow way.
double best_network(const MatrixX<double>& units, const MatrixX<double>& networks) {
  double sum = 0;
  for (Index i = 0; i < units.cols(); ++i) {
    double best = -2;
    for (Index k = 0; k < networks.cols(); ++k) {
      const VectorX<double> a = units.col(i).array() - units.col(i).mean(),
                            b = networks.col(k).array() - networks.col(k).mean();
      best = std::max(best, a.dot(b) / (a.norm() * b.norm()));
    }
    sum += best;
  }
  return sum / static_cast<double>(units.cols());
}

double debiased_cka(const MatrixX<double>& x, const MatrixX<double>& y) {
  using namespace similarity::representation;
  return Cka{}.compare(PreparedTable<>(x), PreparedTable<>(y)).value;
}

TEST_CASE("The score by synchrony itself is that of coupling, over all shifts") {
  const auto projection = signal::nuisance_projection(Timeline::scans(1s, 0.5, {150}), {});
  MatrixX<double> neurons = hrf_noise(150, 7, 0, 1);
  const MatrixX<double> networks = projection.apply(hrf_noise(150, 4, 0, 2));
  neurons.col(0) += 3 * networks.col(1);
  neurons.col(3).setConstant(5);                                       // takes no part
  const synchrony::CouplingOptions<> options{.n_permutations = 1000};  // more than there are shifts: all of them
  const score::Score fast = score::model_score(synchrony::couple(neurons, networks, projection, options)).mean_best_network;
  const score::Score slow =
      score_by(best_network, SeriesView<double>(neurons), networks, projection, ScoreByOptions<>{.n_permutations = 1000});
  CHECK_THAT(slow.value, WithinAbs(fast.value, 1e-9));
  CHECK_THAT(slow.null_mean, WithinAbs(fast.null_mean, 1e-9));
  CHECK_THAT(slow.null_sd, WithinAbs(fast.null_sd, 1e-9));
  CHECK_THAT(slow.chance_corrected, WithinAbs(fast.chance_corrected, 1e-9));
  CHECK_THAT(slow.z_null, WithinAbs(fast.z_null, 1e-6));
  CHECK(slow.p == fast.p);
}

TEST_CASE("Distances count the other way, and threads change nothing") {
  MatrixX<double> neurons = hrf_noise(280, 5, 0, 3);
  const MatrixX<double> networks = detrended().apply(MatrixX<double>(neurons.leftCols(2) + 0.5 * hrf_noise(280, 2, 0, 4)));
  const auto near = [](const MatrixX<double>& x, const MatrixX<double>& y) { return debiased_cka(x, y); };
  const auto far = [](const MatrixX<double>& x, const MatrixX<double>& y) { return 1 - debiased_cka(x, y); };
  const SeriesView<double> view(neurons);
  const score::Score a = score_by(near, view, networks, detrended(), ScoreByOptions<>{.n_permutations = 50});
  const score::Score b = score_by(far, view, networks, detrended(), ScoreByOptions<>{.n_permutations = 50, .best = 0});
  CHECK(a.p <= 1.0 / 51 + 1e-12);
  CHECK(a.p == b.p);
  CHECK_THAT(a.chance_corrected, WithinAbs(b.chance_corrected, 1e-9));
  CHECK_THAT(a.z_null, WithinAbs(b.z_null, 1e-6));
  const score::Score pooled =
      score_by(near, view, networks, detrended(), ScoreByOptions<>{.n_permutations = 50}, Context<>{.executor = Threads{3}});
  CHECK(pooled.value == a.value);
  CHECK(pooled.null_mean == a.null_mean);
}

TEST_CASE("Unrelated models are significant in .05 of studies by phases, and somewhat more often by shifts", "[statistical]") {
  // 400 studies at .05: 20 expected; more than 34 or fewer than 8 happen in .001 of sound tests each.
  // Of 3000 such studies .054 are by phases and .071 by shifts, of which 200 scans have few that differ (.06 of 600 scans).
  Index n_phase = 0, n_shift = 0;
  const Timeline scans = Timeline::scans(1s, 0.5, {200});
  const auto projection = signal::nuisance_projection(scans, {});
  for (std::uint64_t study = 0; study < 400; ++study) {
    const MatrixX<double> neurons = hrf_noise(200, 3, 0.3, 100 + 2 * study),
                          networks = projection.apply(hrf_noise(200, 3, 0.3, 101 + 2 * study));
    const auto by = [&](const auto& null) {
      const ScoreByOptions<std::remove_cvref_t<decltype(null)>> options{.null = null, .n_permutations = 19, .seed = study};
      return score_by(debiased_cka, SeriesView<double>(neurons), networks, projection, options).p <= 0.05 ? 1 : 0;
    };
    n_phase += by(stats::PhaseRandomization{});
    n_shift += by(stats::CircularShift{20s});
  }
  CHECK(n_phase >= 8);
  CHECK(n_phase <= 34);
  CHECK(n_shift <= 46);
}

TEST_CASE("What cannot be scored is said", "[edge]") {
  const MatrixX<double> constant = MatrixX<double>::Constant(280, 2, 3.0), networks = hrf_noise(280, 2, 0, 1);
  const auto one = [](const MatrixX<double>&, const MatrixX<double>&) { return 1.0; };
  CHECK_THROWS_WITH(score_by(one, SeriesView<double>(constant), networks, detrended()),
                    says("the number of neurons that vary must be >= 1, is 0"));
  CHECK_THROWS_WITH(score_by(one, SeriesView<double>(networks), MatrixX<double>(networks.topRows(9)), detrended()),
                    says("the networks"));
  const auto undefined = [](const MatrixX<double>&, const MatrixX<double>&) { return std::nan(""); };
  const auto none =
      score_by(undefined, SeriesView<double>(networks), networks, detrended(), ScoreByOptions<>{.n_permutations = 9});
  CHECK((std::isnan(none.value) && std::isnan(none.p)));
  // A measure that is 1 for everything finds nothing.
  CHECK(score_by(one, SeriesView<double>(networks), networks, detrended(), ScoreByOptions<>{.n_permutations = 9}).p == 1);
}

}  // namespace syncact::score_by_test
