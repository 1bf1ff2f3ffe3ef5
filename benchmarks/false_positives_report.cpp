/// How often is a study without any relation significant? Prints, for every condition, the share of studies in which some pair
/// of 20 units and 10 networks has p_fwe <= .05, as CSV.
///
/// A study: units are AR(1) noise of .9 at two frames a second, on a level of 0, 2 or 5 standard deviations, through the
/// response of SPM; networks are AR(1) noise of .7 at a TR of 2 s, in the conditions with confounds plus as much of them.
/// Conditions say what is removed from the networks, the units and all null draws: nothing but the mean (plain), a line, slow
/// cosines below 1/128 Hz, 12 or 36 smooth confounds, 24 motion-like ones (random walks with jumps, their differences and
/// squares); onset leaves a line removed and adds to all networks a transient at the start, as volumes before equilibrium do.
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
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/synchrony/couple.hpp"

namespace {

using namespace syncact;

constexpr double tr = 2;
constexpr Index frames_per_scan = 4, n_units = 20, n_networks = 10;

/// AR(1) series of standard deviation 1, one stream a signal.
MatrixX<double> ar1(Index n, Index n_signals, double rho, std::uint64_t seed) {
  MatrixX<double> x(n, n_signals);
  for (Index i = 0; i < n_signals; ++i) {
    const Random random(seed, static_cast<std::uint64_t>(i));
    double value = random.normal(0);
    for (Index t = 0; t < n; ++t) {
      x(t, i) = value;
      value = rho * value + std::sqrt(1 - rho * rho) * random.normal(static_cast<std::uint64_t>(t + 1));
    }
  }
  return x;
}

/// Six random walks with jumps, their differences, and the squares of both.
MatrixX<double> motion(Index n, std::uint64_t seed) {
  MatrixX<double> walks(n, 6), differences(n, 6);
  for (Index i = 0; i < 6; ++i) {
    const Random random(seed, static_cast<std::uint64_t>(i));
    double place = 0;
    for (Index t = 0; t < n; ++t) {
      const auto u = static_cast<std::uint64_t>(3 * t);
      const double jump = random.uniform(u) < 0.03 ? 0.3 * random.normal(u + 1) : 0.0;
      differences(t, i) = 0.02 * random.normal(u + 2) + jump;
      walks(t, i) = place += differences(t, i);
    }
  }
  MatrixX<double> all(n, 24);
  all << walks, differences, walks.array().square().matrix(), differences.array().square().matrix();
  return all;
}

struct Condition {
  std::string name;
  signal::Nuisance nuisance;
  double transient = 0;
};

Condition condition(const std::string& name, Index n, std::uint64_t seed) {
  signal::Nuisance nuisance{.detrend = name == "plain" ? 0 : 1};
  if (name == "high-pass") nuisance.high_pass = 1.0 / 128;
  if (name == "12 confounds") nuisance.confounds = ar1(n, 12, 0.7, seed);
  if (name == "36 confounds") nuisance.confounds = ar1(n, 36, 0.7, seed);
  if (name == "motion") nuisance.confounds = motion(n, seed);
  return {name, nuisance, name == "onset" ? 5.0 : 0.0};
}

/// Whether some pair is significant in the study of this number.
template <class Null>
bool significant(const std::string& name, Index n, double level, std::uint64_t study) {
  const Timeline scans = Timeline::scans(Seconds{tr}, 0.5, {n});
  const Timeline frames(Sampling::every(Seconds{tr / frames_per_scan}), n * frames_per_scan);
  const Condition how = condition(name, n, 10 * study);
  MatrixX<double> networks = ar1(n, n_networks, 0.7, 10 * study + 1);
  const MatrixX<double>& confounds = how.nuisance.confounds;
  if (confounds.cols() > 0) {
    MatrixX<double> z = confounds.rowwise() - confounds.colwise().mean();
    z = z * z.colwise().norm().cwiseInverse().asDiagonal() * std::sqrt(static_cast<double>(n));
    const MatrixX<double> weights = ar1(z.cols(), n_networks, 0, 10 * study + 2) / std::sqrt(static_cast<double>(z.cols()));
    networks += z * weights;
  }
  for (Index t = 0; t < n; ++t) networks.row(t).array() += how.transient * std::exp(-static_cast<double>(t) / 2);
  const MatrixX<double> units = ar1(frames.size(), n_units, 0.9, 10 * study + 3).array() + level;
  const MatrixX<double> at_scans = signal::to_scans(units, frames, hrf::DoubleGamma::spm(), scans);
  const auto projection = signal::nuisance_projection(scans, how.nuisance);
  synchrony::CouplingOptions<synchrony::measure::Pearson, Null> options;
  options.n_permutations = 199;
  options.seed = study;
  const auto s = synchrony::couple(at_scans, projection.apply(networks), projection, options);
  return std::any_of(s.best_network.begin(), s.best_network.end(),
                     [](const auto& best) { return best && best->p_fwe <= 0.05; });
}

template <class Null>
void report(const char* null, const std::string& name, Index n, double level, Index n_studies) {
  std::vector<char> hits(static_cast<std::size_t>(n_studies));
  Threads{}.bulk(n_studies, [&](Index s) {
    hits[static_cast<std::size_t>(s)] = significant<Null>(name, n, level, static_cast<std::uint64_t>(s + 1));
  });
  const auto n_hits = static_cast<double>(std::count(hits.begin(), hits.end(), 1));
  std::printf("%s,%s,%td,%g,%td,%.4f\n", null, name.c_str(), n, level, n_studies, n_hits / static_cast<double>(n_studies));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const Index n_studies = argc > 1 ? static_cast<Index>(std::atoll(argv[1])) : sized(400, 2);
  std::puts("null,condition,scans,level,studies,significant");
  for (const char* name : {"plain", "line", "high-pass", "12 confounds", "36 confounds", "motion", "onset"}) {
    for (const Index n : {150, 300, 900}) {
      for (const double level : {0.0, 2.0, 5.0}) {
        report<stats::CircularShift>("shift", name, n, level, n_studies);
        report<stats::PhaseRandomization>("phase", name, n, level, n_studies);
      }
    }
  }
}
