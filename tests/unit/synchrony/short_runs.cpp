// Runs that are too short and smooth for shifts: they are told, and there is a test that holds for them.
#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/signal/nuisance.hpp"
#include "syncact/synchrony/cautions.hpp"
#include "syncact/synchrony/couple.hpp"
#include "syncact/synchrony/truncated_shift_test.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;
using synchrony::couple;
using synchrony::CouplingOptions;
using synchrony::truncated_shift_test;

namespace {

/// AR(1) series that begin in their stationary distribution.
MatrixX<double> autoregressive(Index n_times, Index n_signals, double rho, std::uint64_t seed) {
  constexpr Index lead = 100;
  MatrixX<double> table = white_noise(n_times + lead, n_signals, seed);
  for (Index t = 1; t < table.rows(); ++t) table.row(t) += rho * table.row(t - 1);
  return table.bottomRows(n_times);
}

}  // namespace

TEST_CASE("In short smooth runs shifts are wrong and say so; the truncated shift test is right", "[synchrony]") {
  // Single pairs of AR(.8) series of 50 scans. Shifts call some .10 to .14 significant at .05.
  // Bound of the truncated test: .05 + 3.1 standard errors of 600 studies (.0089).
  const Timeline scans = Timeline::scans(1s, 0.5, {50});
  constexpr int n_studies = 600;
  int n_shifts = 0, n_truncated = 0;
  for (std::uint64_t study = 0; study < n_studies; ++study) {
    const MatrixX<double> a = autoregressive(50, 1, .8, 2 * study), b = autoregressive(50, 1, .8, 2 * study + 1);
    const auto found = couple(a, b, scans, CouplingOptions<>{.null = {.min_shift = 5s}});
    n_shifts += found.best_network[0]->p_uncorrected <= 0.05;
    if (study < 20) CHECK(found.settings.effective_samples < synchrony::fewest_effective_samples);
    if (study == 0) {
      REQUIRE_FALSE(synchrony::cautions(found).empty());
      CHECK_THAT(synchrony::cautions(found)[0], says("independent time points, as its series are smooth"));
    }
    n_truncated += truncated_shift_test(a, b, scans).p_fwe(0, 0) <= 0.05;
  }
  INFO(n_shifts << " and " << n_truncated << " of " << n_studies);
  CHECK(n_shifts > 0.08 * n_studies);
  CHECK(n_truncated <= 0.0776 * n_studies);
}

TEST_CASE("The truncated shift test finds what is coupled, over runs, families and threads", "[synchrony]") {
  const Timeline scans = Timeline::scans(1s, 0.5, {120, 100});
  const MatrixX<double> networks = hrf_noise(220, 4, 0, 5);
  MatrixX<double> neurons = hrf_noise(220, 300, 0, 6);
  neurons.col(270) = mix(networks.col(2), neurons.col(270), 0.9);
  neurons.col(7).setConstant(0.1);
  const auto test = truncated_shift_test(neurons, networks, scans, {.max_shift = 25});
  CHECK(test.n_scans == 120 + 100 - 4 * 25);
  CHECK(test.p_fwe(270, 2) == 1 / 26.0);
  CHECK(test.r(270, 2) > 0.8);
  CHECK(std::isnan(test.r(7, 0)));
  CHECK(std::isnan(test.p_fwe(7, 0)));
  // by hand: one pair at all shifts
  std::vector<double> statistics;
  for (Index shift = -25; shift <= 25; ++shift) {
    MatrixX<double> a(120, 1), b(120, 1);
    Index row = 0;
    for (const auto& [begin, n] : {std::pair<Index, Index>{0, 120}, {120, 100}}) {
      const Index size = n - 50;
      VectorX<double> x = neurons.col(11).segment(begin + 25 + shift, size), y = networks.col(1).segment(begin + 25, size);
      a.col(0).segment(row, size) = x.array() - x.mean();
      b.col(0).segment(row, size) = y.array() - y.mean();
      row += size;
    }
    statistics.push_back(a.col(0).dot(b.col(0)) / a.norm() / b.norm());
  }
  CHECK_THAT(test.r(11, 1), WithinAbs(statistics[25], 1e-12));
  CHECK(test.p_uncorrected(11, 1) == stats::truncated_shift_p(statistics, 1e-14));
  // level, scale and threads are nothing
  const MatrixX<double> moved = (3 * neurons).array() + 1000;
  const auto again = truncated_shift_test(moved, networks, scans, {.max_shift = 25}, Context<>{.executor = Threads{3}});
  CHECK(std::isnan(again.p_fwe(7, 0)));
  CHECK(again.p_fwe.col(2).tail(200) == test.p_fwe.col(2).tail(200));
  const auto both =
      truncated_shift_test(MatrixX<double>(-neurons), networks, scans, {.max_shift = 25, .tail = synchrony::Tail::both});
  CHECK(both.p_fwe(270, 2) == 1 / 26.0);
}

TEST_CASE("The truncated shift test holds behind confounds, where shifting what they leave does not", "[synchrony]") {
  // 100 scans, 24 confounds that the networks carry. Bound of 200 studies: .05 + 3.1 standard errors (.0154) is 19.
  const Timeline scans = Timeline::scans(1s, 0.5, {100});
  int n_false = 0;
  for (std::uint64_t study = 0; study < 200; ++study) {
    const MatrixX<double> confounds = hrf_noise(100, 24, 0.5, 3 * study);
    const auto projection = signal::nuisance_projection(scans, {.confounds = confounds});
    const MatrixX<double> neurons = hrf_noise(100, 5, 0, 3 * study + 1);
    const MatrixX<double> networks =
        projection.apply(MatrixX<double>(hrf_noise(100, 3, 0, 3 * study + 2) + confounds.leftCols(3)));
    n_false += truncated_shift_test(neurons, networks, projection).p_fwe.minCoeff() <= 0.05;
  }
  CHECK(n_false <= 19);
}

TEST_CASE("The truncated shift test says what is wrong with its arguments", "[synchrony]") {
  const Timeline scans = Timeline::scans(1s, 0.5, {50, 30});
  MatrixX<double> x = white_noise(80, 2, 1);
  CHECK_THROWS_WITH(
      truncated_shift_test(x, x, scans),
      says("run 1 keeps 30 scans; without 19 at both ends, their mean and 0 components, -9 degrees of freedom are "
           "left, and at least 10 are needed"));
  CHECK_THROWS_WITH(truncated_shift_test(x, x, scans, {.max_shift = 0}), says("max_shift must be >= 1, is 0"));
  CHECK_THROWS_AS(truncated_shift_test(x, MatrixX<double>(x.topRows(79)), scans), ShapeError);
  x(3, 1) = std::nan("");
  CHECK_THROWS_WITH(truncated_shift_test(x, x, scans, {.max_shift = 5}), says("neurons"));
  const auto excluded = truncated_shift_test(x, x, scans, {.max_shift = 5, .nan = NanPolicy::exclude});
  CHECK(std::isnan(excluded.r(1, 0)));
  CHECK_THAT(excluded.r(0, 0), WithinAbs(1, 1e-12));
}

TEST_CASE("Effective samples are those of theory", "[synchrony]") {
  // n (1 - rho^2) / (1 + rho^2) for AR(1); over 40 networks and a fifth of the lags to within a tenth.
  for (const double rho : {0.0, 0.5, 0.8}) {
    const MatrixX<double> networks = autoregressive(2000, 40, rho, 3);
    const auto found = couple(MatrixX<double>(networks.leftCols(1)), networks, Timeline::scans(1s, 0.5, {2000}),
                              CouplingOptions<>{.n_permutations = 19});
    CHECK_THAT(found.settings.effective_samples, WithinRel(2000 * (1 - rho * rho) / (1 + rho * rho), 0.1));
  }
  // of several runs the worst; nothing without networks
  const MatrixX<double> networks = autoregressive(500, 10, 0.5, 3);
  const auto found = couple(networks, networks, Timeline::scans(1s, 0.5, {400, 100}), CouplingOptions<>{.n_permutations = 19});
  CHECK_THAT(found.settings.effective_samples, WithinRel(60, 0.25));
}

TEST_CASE("Cautions: none where nothing is amiss, the floor of p, and too few draws", "[synchrony]") {
  const Timeline scans = Timeline::scans(1s, 0.5, {400});
  const MatrixX<double> networks = white_noise(400, 3, 1), neurons = white_noise(400, 5, 2);
  CHECK(synchrony::cautions(couple(neurons, networks, scans, CouplingOptions<>{})).empty());
  const auto coupled = couple(networks, networks, scans, CouplingOptions<>{.n_permutations = 99});
  CHECK(synchrony::cautions(coupled).empty());
  CHECK(synchrony::n_at_floor(coupled) == 3);
  CHECK(synchrony::n_at_floor(couple(neurons, networks, scans, CouplingOptions<>{})) == 0);
  const auto few = couple(networks, networks, scans, CouplingOptions<>{.n_permutations = 10});
  REQUIRE(synchrony::cautions(few).size() == 1);
  CHECK_THAT(synchrony::cautions(few)[0], says("cannot give a p below 0.0909"));
  CHECK(synchrony::n_at_floor(few) == 0);
}
