/// How often does a test call a pair significant, if there is no relation, and if there is one? Prints, for every method and
/// condition, the share of studies in which one neuron and one network have a two-sided p <= .05, as CSV.
///
/// A study: a neuron and what drives a network are AR(1) noise at two frames a second, of coefficient 0 (white) or .95 (slow),
/// through the response of SPM, at a TR of 1 s; the network has white noise of half its standard deviation besides. With
/// planted = r, the network's drive is r times the neuron's plus independent noise. Designs: one run; four runs; a run of which
/// every third half minute is rest, where both are still (rest), the same without those scans (rest left out), and a run of
/// which a line and 24 smooth confounds are removed (cleaned).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sizes.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/signal/nuisance.hpp"
#include "syncact/signal/to_scans.hpp"
#include "syncact/similarity/series/correlation_test.hpp"
#include "syncact/stats/block_nulls.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/synchrony/couple.hpp"
#include "syncact/synchrony/truncated_shift_test.hpp"

namespace {

using namespace syncact;

constexpr Index frames_per_scan = 2;

struct Condition {
  std::string design;
  Index n_scans;
  double rho;
  double planted;
};

/// A neuron [scan], not cleaned, and a network [kept scan], cleaned.
struct Study {
  MatrixX<double> neuron, network;
  signal::Projection projection;
};

VectorX<double> ar1(Index n, double rho, std::uint64_t seed, std::uint64_t stream) {
  const Random random(seed, stream);
  VectorX<double> x(n);
  double value = random.normal(0);
  for (Index t = 0; t < n; ++t) {
    x[t] = value;
    value = rho * value + std::sqrt(1 - rho * rho) * random.normal(static_cast<std::uint64_t>(t + 1));
  }
  return x;
}

VectorX<double> standardized(const VectorX<double>& x) {
  const VectorX<double> centered = x.array() - x.mean();
  return centered / (centered.norm() / std::sqrt(static_cast<double>(x.size())));
}

Study make(const Condition& condition, std::uint64_t seed) {
  const Index n_runs = condition.design == "four runs" ? 4 : 1;
  const Timeline scans =
      Timeline::scans(Seconds{1}, 0.5, std::vector<Index>(static_cast<std::size_t>(n_runs), condition.n_scans / n_runs));
  const Timeline frames(Sampling::every(Seconds{1.0 / frames_per_scan}),
                        std::vector<Index>(static_cast<std::size_t>(n_runs), condition.n_scans / n_runs * frames_per_scan));
  const bool rests = condition.design.starts_with("rest");
  const auto resting = [&](Index scan) { return rests && scan / 30 % 3 == 2; };

  MatrixX<double> drives(frames.size(), 2);
  const VectorX<double> shared = ar1(frames.size(), condition.rho, seed, 0), own = ar1(frames.size(), condition.rho, seed, 1);
  drives.col(0) = shared;
  drives.col(1) = condition.planted * shared + std::sqrt(1 - condition.planted * condition.planted) * own;
  for (Index f = 0; f < frames.size(); ++f) {
    if (resting(f / frames_per_scan)) drives.row(f).setZero();
  }
  const MatrixX<double> responses =
      signal::to_scans(drives, frames, hrf::DoubleGamma::spm(), scans, {.history = signal::History::zero});
  VectorX<double> network = standardized(responses.col(1));
  for (Index t = 0; t < scans.size(); ++t) {
    network[t] += (resting(t) ? 0.0 : 0.5) * Random(seed, 2).normal(static_cast<std::uint64_t>(t));
  }

  signal::Nuisance nuisance{.detrend = 0};
  if (condition.design == "cleaned") {
    nuisance.detrend = 1;
    nuisance.confounds.resize(scans.size(), 24);
    for (Index c = 0; c < 24; ++c) nuisance.confounds.col(c) = ar1(scans.size(), 0.7, seed, 10 + static_cast<std::uint64_t>(c));
    network += nuisance.confounds.rowwise().sum() / std::sqrt(24.0);
  }
  if (condition.design == "rest left out") {
    for (Index t = 0; t < scans.size(); ++t) nuisance.keep.push_back(!resting(t) && !resting(t - 5) && !resting(t - 10));
  }
  auto projection = signal::nuisance_projection(scans, nuisance);
  MatrixX<double> cleaned = projection.apply(MatrixX<double>(network));
  return {responses.leftCols(1), std::move(cleaned), std::move(projection)};
}

template <class Null>
double p_of_null(const Study& study, const Null& null, std::uint64_t seed) {
  synchrony::CouplingOptions<synchrony::measure::Pearson, Null> options;
  options.null = null;
  options.n_permutations = 199;
  options.seed = seed;
  options.tail = synchrony::Tail::both;
  options.min_degrees_of_freedom = 2;
  return synchrony::couple(study.neuron, study.network, study.projection, options).best_network[0]->p_uncorrected;
}

double p_of_formula(const Study& study, similarity::series::SampleCount method) {
  const MatrixX<double> neuron = study.projection.apply(study.neuron);
  return similarity::series::CorrelationP{.method = method}.compare(neuron.col(0), study.network.col(0)).value;
}

struct Method {
  const char* name;
  double (*p)(const Study&, std::uint64_t);
};

constexpr Method methods[] = {
    {"shift", [](const Study& s, std::uint64_t seed) { return p_of_null(s, stats::CircularShift{Seconds{20}}, seed); }},
    {"phase", [](const Study& s, std::uint64_t seed) { return p_of_null(s, stats::PhaseRandomization{}, seed); }},
    {"blocks", [](const Study& s, std::uint64_t seed) { return p_of_null(s, stats::BlockPermutation{Seconds{15}}, seed); }},
    {"bootstrap",
     [](const Study& s, std::uint64_t seed) { return p_of_null(s, stats::CircularBlockBootstrap{Seconds{15}}, seed); }},
    {"truncated shift",
     [](const Study& s, std::uint64_t) {
       const synchrony::TruncatedShiftOptions options{
           .max_shift = 19, .tail = synchrony::Tail::both, .min_degrees_of_freedom = 2};
       const Index shortest = s.projection.output_clock().run(0).n;
       if (shortest < 60) return std::nan("");
       return synchrony::truncated_shift_test(s.neuron, s.network, s.projection, options).p_fwe(0, 0);
     }},
    {"Pyper-Peterman",
     [](const Study& s, std::uint64_t) { return p_of_formula(s, similarity::series::SampleCount::pyper_peterman); }},
    {"textbook", [](const Study& s,
                    std::uint64_t) { return p_of_formula(s, similarity::series::SampleCount::assuming_independent_samples); }},
};

void report(const Condition& condition, Index n_studies) {
  std::vector<std::vector<double>> p(std::size(methods), std::vector<double>(static_cast<std::size_t>(n_studies)));
  Threads{}.bulk(n_studies, [&](Index s) {
    const auto seed = static_cast<std::uint64_t>(s + 1);
    const Study study = make(condition, seed);
    for (std::size_t m = 0; m < std::size(methods); ++m) p[m][static_cast<std::size_t>(s)] = methods[m].p(study, seed);
  });
  for (std::size_t m = 0; m < std::size(methods); ++m) {
    const auto n_found = std::count_if(p[m].begin(), p[m].end(), [](double x) { return x <= 0.05; });
    if (std::isnan(p[m][0])) continue;  // runs too short for it
    std::printf("%s,%s,%td,%s,%g,%td,%.4f\n", methods[m].name, condition.design.c_str(), condition.n_scans,
                condition.rho > 0 ? "slow" : "white", condition.planted, n_studies,
                static_cast<double>(n_found) / static_cast<double>(n_studies));
  }
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const Index n_studies = argc > 1 ? static_cast<Index>(std::atoll(argv[1])) : sized(1000, 2);
  std::puts("method,design,scans,smoothness,planted,studies,significant");
  for (const double rho : {0.0, 0.95}) {
    for (const Index n_scans : {120, 250, 900}) {
      for (const char* design : {"one run", "four runs", "rest", "rest left out", "cleaned"}) {
        if (n_scans == 120 && std::string(design) == "four runs") continue;  // runs of 30 scans
        report({design, n_scans, rho, 0}, n_studies);
      }
    }
    for (const double planted : {0.1, 0.2, 0.3, 0.4, 0.5, 0.6}) {
      for (const Index n_scans : {120, 250, 900}) report({"one run", n_scans, rho, planted}, n_studies);
    }
  }
}
