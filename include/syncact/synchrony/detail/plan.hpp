#pragma once
/// How coupling is cut into pieces.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "syncact/core/errors.hpp"
#include "syncact/core/timeline.hpp"

namespace syncact::inline v0_1::synchrony::detail {

inline constexpr Index tile_neurons = 256;  // constants, because the bits of a product may depend on its extents
inline constexpr Index product_columns = 1024;

/// How the work is cut so that it fits under the memory cap.
struct Plan {
  Index block_neurons;      ///< neurons resident at a time, a multiple of tile_neurons
  Index chunk_draws;        ///< null draws resident at a time, a multiple of draws_per_product
  Index draws_per_product;  ///< null draws compared in one matrix product
};

/// Whether transforms of all lags cost less than a product with each draw. In operations of a product, which makes about twice
/// as many in a second as a transform of lanes and some 80 times as many as the transform of a neuron by itself, which all
/// networks share. Only sizes decide, so that a result does not depend on memory or threads.
inline bool transforms_pay(const Timeline& scans, Index n_neurons, Index n_networks, Index n_draws) {
  double transform = 0, times = 0;
  for (const Run& run : scans.runs()) {
    const auto n = static_cast<double>(run.n);
    transform += 2.5 * n * std::log2(std::max(2.0, n));
    times += n;
  }
  const auto draws = static_cast<double>(n_draws), runs = static_cast<double>(scans.n_runs());
  const auto neurons = static_cast<double>(std::max(Index{1}, n_neurons));
  const double idle_lanes = std::ceil(neurons / 16) * 16 / neurons;
  const double of_neuron = 80 * transform / static_cast<double>(std::max(Index{1}, n_networks));
  return idle_lanes * (2.2 * transform + draws * 4 * (2 + runs)) + of_neuron < 2 * times * draws;
}

/// How the work is cut where draws come from transforms: there are no panels, and all draws are compared at once.
inline Index transform_block(Index n_times, Index n_neurons, Index n_columns, Index n_draws, std::size_t scalar,
                             double task_bytes, std::size_t cap) {
  const auto bytes = static_cast<double>(scalar);
  const double per_tile = tile_neurons * (bytes * static_cast<double>(3 * n_times + 2 * n_columns + n_draws) +
                                          sizeof(std::uint32_t) * static_cast<double>(n_columns));
  const double spectra = 2.2 * bytes * static_cast<double>(n_times * (n_columns + 2));
  const double rest = static_cast<double>(cap) - spectra - task_bytes;
  if (rest < per_tile) {
    throw ValueError(
        message("couple: memory_cap_bytes must be >= ", spectra + task_bytes + per_tile, " for this problem, is ", cap));
  }
  const double tiles = std::ceil(static_cast<double>(n_neurons) / static_cast<double>(tile_neurons));
  return static_cast<Index>(std::clamp(std::floor(0.75 * rest / per_tile), 1.0, std::max(1.0, tiles))) * tile_neurons;
}

inline Plan make_plan(Index n_times, Index n_neurons, Index n_networks, Index n_draws, std::size_t scalar, std::size_t cap) {
  const auto bytes = static_cast<double>(scalar);
  const Index together = std::max(Index{1}, product_columns / std::max(Index{1}, n_networks));
  const double per_draw = bytes * static_cast<double>(n_times) * static_cast<double>(n_networks);
  const double per_tile = tile_neurons * (bytes * static_cast<double>(3 * n_times + 2 * n_networks + n_draws) +
                                          sizeof(std::uint32_t) * static_cast<double>(n_networks));
  const double products = std::ceil(static_cast<double>(n_draws) / static_cast<double>(together));
  const double smallest = per_draw * static_cast<double>(together) + per_tile;
  if (smallest > static_cast<double>(cap)) {
    throw ValueError(message("couple: memory_cap_bytes must be >= ", smallest, " for this problem, is ", cap));
  }
  const double chunk = std::floor(static_cast<double>(cap) / 4 / (per_draw * static_cast<double>(together) + 1));
  const Index n_chunk = static_cast<Index>(std::clamp(chunk, 1.0, std::max(1.0, products)));
  const double rest = static_cast<double>(cap) - per_draw * static_cast<double>(together * n_chunk);
  const double tiles = std::ceil(static_cast<double>(n_neurons) / static_cast<double>(tile_neurons));
  const Index n_tiles = static_cast<Index>(std::clamp(std::floor(rest / per_tile), 1.0, std::max(1.0, tiles)));
  return {n_tiles * tile_neurons, n_chunk * together, together};
}

}  // namespace syncact::inline v0_1::synchrony::detail

#include "syncact/core/macros_on.hpp"
