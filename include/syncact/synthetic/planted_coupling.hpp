#pragma once
/// A small data set in which each neuron's network is known: what tests of coupling recovery run on.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/seconds.hpp"
#include "syncact/signal/to_scans.hpp"
#include "syncact/synthetic/draws.hpp"

namespace syncact::inline v0_1::synthetic {

/// Sizes and strengths. The clock has one sample per scan for neurons and voxels alike.
struct PlantedCouplingSettings {
  Index n_times = 900;
  Seconds tr{1};
  Index n_networks = 12;
  Index n_voxels = 1500;
  double coverage = 0.08;  ///< share of the voxels in each network, chosen at random, so that networks overlap
  Index n_planted = 60;    ///< neurons that follow a network, each network in turn
  Index n_noise = 140;     ///< neurons that follow none
  double mixing = 0.7;     ///< a planted neuron is mixing * latent + (1 - mixing) * own noise, both of sd 1
  Index n_subjects = 3;
  double snr = 0.5;  ///< sd of the signal over all voxels and times / sd of the white noise, per subject
  double rho = 0.8;  ///< lag-1 correlation of latents and neuron noise
  std::uint64_t seed = 0;
};

/// The data and the truth.
struct PlantedCoupling {
  Timeline clock;                                ///< of neurons and scans
  MatrixX<double> latents;                       ///< [time x network] AR(1), negative values set to 0
  MatrixX<double> courses;                       ///< [time x network] latents through the response, mean 0 and sd 1
  MatrixX<double> maps;                          ///< [network x voxel] strengths in [0.5, 1), else 0
  MatrixX<double> neurons;                       ///< [time x neuron] before the response: planted ones first
  std::vector<std::optional<Index>> network_of;  ///< [neuron] the network it follows, if any
  std::vector<MatrixX<double>> bold;             ///< of each subject, [time x voxel]

  /// [time x voxel] mean over subjects.
  [[nodiscard]] MatrixX<double> mean_bold() const {
    MatrixX<double> sum = bold.front();
    for (std::size_t s = 1; s < bold.size(); ++s) sum += bold[s];
    return sum / static_cast<double>(bold.size());
  }
};

namespace detail {

inline void standardize(MatrixX<double>& table) {
  for (Index i = 0; i < table.cols(); ++i) {
    table.col(i).array() -= table.col(i).mean();
    const double sd = std::sqrt(table.col(i).squaredNorm() / static_cast<double>(table.rows()));
    if (sd > 0) table.col(i) /= sd;
  }
}

inline void check(const PlantedCouplingSettings& settings) {
  constexpr const char* f = "plant_coupling";
  require(settings.n_times >= 2, f, "n_times must be >= 2", settings.n_times);
  require(settings.n_networks >= 1, f, "n_networks must be >= 1", settings.n_networks);
  require(settings.n_voxels >= 1, f, "n_voxels must be >= 1", settings.n_voxels);
  require(settings.n_subjects >= 1, f, "n_subjects must be >= 1", settings.n_subjects);
  require(std::min(settings.n_planted, settings.n_noise) >= 0, f, "the number of neurons of each kind must be >= 0",
          std::min(settings.n_planted, settings.n_noise));
  require(settings.coverage > 0 && settings.coverage <= 1, f, "coverage must be in (0, 1]", settings.coverage);
  require(settings.mixing >= 0 && settings.mixing <= 1, f, "mixing must be in [0, 1]", settings.mixing);
  require(settings.snr > 0, f, "snr must be > 0", settings.snr);
  require(std::abs(settings.rho) < 1, f, "rho must be in (-1, 1)", settings.rho);
}

/// [network x voxel] with round(coverage * n_voxels) voxels in each network.
inline MatrixX<double> scattered_maps(const PlantedCouplingSettings& settings) {
  MatrixX<double> maps = MatrixX<double>::Zero(settings.n_networks, settings.n_voxels);
  const Index n_members =
      std::max(Index{1}, static_cast<Index>(std::llround(settings.coverage * static_cast<double>(settings.n_voxels))));
  for (Index k = 0; k < settings.n_networks; ++k) {
    std::vector<Index> order(as_size(settings.n_voxels));
    std::iota(order.begin(), order.end(), Index{0});
    random_for(settings.seed, Use::network_place, k).shuffle(std::span<Index>(order));
    RandomNumbers strength(random_for(settings.seed, Use::subject_map, k));
    for (Index i = 0; i < n_members; ++i) maps(k, nth(order, i)) = strength.uniform(0.5, 1);
  }
  return maps;
}

}  // namespace detail

/// Draws the data set; h carries latents to the brain. Throws ValueError for settings outside their domain.
template <hrf::HemodynamicResponse H>
[[nodiscard]] PlantedCoupling plant_coupling(const PlantedCouplingSettings& settings, const H& h) {
  using detail::RandomNumbers, detail::Use, detail::random_for;
  detail::check(settings);
  const Index n = settings.n_times;
  PlantedCoupling planted{Timeline(Sampling::every(settings.tr), n),
                          MatrixX<double>(n, settings.n_networks),
                          {},
                          detail::scattered_maps(settings),
                          MatrixX<double>(n, settings.n_planted + settings.n_noise),
                          {},
                          {}};
  for (Index k = 0; k < settings.n_networks; ++k) {
    RandomNumbers draws(random_for(settings.seed, Use::latent, k));
    detail::fill_ar1(draws, settings.rho, planted.latents.col(k));
  }
  planted.latents = planted.latents.cwiseMax(0.0).eval();
  planted.courses = signal::to_scans(SeriesView<double>(planted.latents), planted.clock, h, planted.clock,
                                     {.history = signal::History::zero});
  detail::standardize(planted.courses);

  MatrixX<double> sources = planted.latents;
  detail::standardize(sources);
  for (Index i = 0; i < planted.neurons.cols(); ++i) {
    RandomNumbers draws(random_for(settings.seed, Use::neuron, i));
    detail::fill_ar1(draws, settings.rho, planted.neurons.col(i));
    const bool follows = i < settings.n_planted;
    planted.network_of.push_back(follows ? std::optional<Index>(i % settings.n_networks) : std::nullopt);
    if (!follows) continue;
    planted.neurons.col(i) *= 1 - settings.mixing;
    planted.neurons.col(i) += settings.mixing * sources.col(i % settings.n_networks);
  }

  const MatrixX<double> signal = linalg::product<double>(planted.courses, linalg::Op::none, planted.maps, linalg::Op::none);
  const double noise_sd = std::sqrt(signal.squaredNorm() / static_cast<double>(signal.size())) / settings.snr;
  for (Index s = 0; s < settings.n_subjects; ++s) {
    MatrixX<double> bold = signal;
    for (Index v = 0; v < bold.cols(); ++v) {
      RandomNumbers draws(random_for(settings.seed, Use::voxel, s, v));
      for (Index t = 0; t < n; ++t) bold(t, v) += noise_sd * draws.normal();
    }
    planted.bold.push_back(std::move(bold));
  }
  return planted;
}

}  // namespace syncact::inline v0_1::synthetic

#include "syncact/core/macros_on.hpp"
