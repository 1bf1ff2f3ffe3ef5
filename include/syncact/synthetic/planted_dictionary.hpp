#pragma once
/// A sparse dictionary model of known truth, made of integers only: the same bytes in any language and on any machine.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <cstdint>
#include <utility>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::synthetic {

/// What was planted. series = time_courses * maps + noise.
template <std::floating_point T>
struct PlantedNetworks {
  MatrixX<T> series;        ///< [time x voxel]
  MatrixX<T> time_courses;  ///< [time x network], smooth in time; not of unit norm
  MatrixX<T> maps;          ///< [network x voxel], a few overlapping balls per network, on a grid [x][y][z], z fastest
};

/// Benchmark problem "planted-v1": smooth Gaussian time courses, each network eight balls on a voxel grid, one in four
/// of them negative, white noise of standard deviation noise / 4. Every value is an integer divided by a power of two.
struct PlantedDictionary {
  Index n_times = 284;                       ///< 1 .. 65528
  Index n_networks = 50;                     ///< 1 .. 4096
  std::array<Index, 3> grid = {25, 25, 32};  ///< voxels along x, y, z; each 1 .. 65536
  Index squared_radius = 14;                 ///< of the balls, in voxels squared
  Index noise = 8;                           ///< noise level; 0 for none
  std::uint64_t seed = 1;

  /// Throws ValueError for a parameter out of range, or if the signals outgrow 24 bits (too many overlapping networks).
  template <std::floating_point T = float>
  [[nodiscard]] PlantedNetworks<T> make() const {
    validate();
    const Integers<std::int64_t> courses = integer_courses();  // times 2^-10
    const Integers<std::int32_t> maps = integer_maps();        // times 2^-8
    MatrixX<T> series(n_times, n_voxels());
    Integers<std::int64_t> signal(n_times, 1);
    for (Index i = 0; i < n_voxels(); ++i) {
      for (Index t = 0; t < n_times; ++t) signal(t) = noise == 0 ? 0 : noise * gauss16(3, 65536 * i + t);
      for (Index k = 0; k < n_networks; ++k) {
        if (maps(k, i) != 0) signal += std::int64_t{maps(k, i)} * courses.col(k);
      }
      const std::int64_t largest = signal.cwiseAbs().maxCoeff();
      require(largest < (1 << 24), "PlantedDictionary", "the largest value of a signal must be below 2^24", largest);
      series.col(i) = signal.cast<T>() * T(0x1p-18);
    }
    return {std::move(series), courses.cast<T>() * T(0x1p-10), maps.cast<T>() * T(0x1p-8)};
  }

  [[nodiscard]] Index n_voxels() const { return grid[0] * grid[1] * grid[2]; }

  /// splitmix64: Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
  static constexpr std::uint64_t hash(std::uint64_t z) {
    z += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

 private:
  template <class Integer>
  using Integers = Eigen::Matrix<Integer, Eigen::Dynamic, Eigen::Dynamic>;

  void validate() const {
    require(n_times >= 1 && n_times <= 65528, "PlantedDictionary", "n_times must be in 1 .. 65528", n_times);
    require(n_networks >= 1 && n_networks <= 4096, "PlantedDictionary", "n_networks must be in 1 .. 4096", n_networks);
    for (const Index n : grid) require(n >= 1 && n <= 65536, "PlantedDictionary", "grid extents must be in 1 .. 65536", n);
    require(squared_radius >= 0, "PlantedDictionary", "squared_radius must be >= 0", squared_radius);
    require(noise >= 0 && noise <= 1024, "PlantedDictionary", "noise must be in 0 .. 1024", noise);
  }

  [[nodiscard]] constexpr std::uint64_t bits(std::uint64_t stream, std::uint64_t index) const {
    return hash(hash(hash(seed) ^ stream) ^ index);
  }

  /// The sum of twelve 16-bit numbers, centered: about normal with standard deviation 2^16.
  [[nodiscard]] constexpr std::int64_t gauss16(std::uint64_t stream, Index index) const {
    std::int64_t sum = -393210;
    for (std::uint64_t word = 0; word < 3; ++word) {
      const std::uint64_t r = bits(stream, 3 * static_cast<std::uint64_t>(index) + word);
      for (int field = 0; field < 64; field += 16) sum += static_cast<std::int64_t>((r >> field) & 0xFFFF);
    }
    return sum;
  }

  [[nodiscard]] Integers<std::int64_t> integer_courses() const {
    constexpr std::array<std::int64_t, 9> kernel = {1, 8, 28, 56, 70, 56, 28, 8, 1};
    Integers<std::int64_t> courses(n_times, n_networks);
    for (Index k = 0; k < n_networks; ++k) {
      for (Index t = 0; t < n_times; ++t) {
        std::int64_t sum = 0;
        for (std::size_t j = 0; j < kernel.size(); ++j) sum += kernel[j] * gauss16(1, 65536 * k + t + static_cast<Index>(j));
        courses(t, k) = sum >> 13;
      }
    }
    return courses;
  }

  [[nodiscard]] Integers<std::int32_t> integer_maps() const {
    Integers<std::int32_t> maps = Integers<std::int32_t>::Zero(n_networks, n_voxels());
    for (Index k = 0; k < n_networks; ++k) {
      for (Index ball = 0; ball < 8; ++ball) paint_ball(maps, k, bits(2, static_cast<std::uint64_t>(64 * k + ball)));
    }
    return maps;
  }

  /// All voxels of one ball get a weight of their own with the ball's sign; a later ball overwrites.
  void paint_ball(Integers<std::int32_t>& maps, Index k, std::uint64_t r) const {
    const auto [nx, ny, nz] = grid;
    const Index cx = static_cast<Index>(r & 0xFFFF) % nx;
    const Index cy = static_cast<Index>((r >> 16) & 0xFFFF) % ny;
    const Index cz = static_cast<Index>((r >> 32) & 0xFFFF) % nz;
    const std::int32_t sign = ((r >> 48) & 3) != 0 ? 1 : -1;
    for (Index i = 0; i < n_voxels(); ++i) {
      const Index dx = i / (ny * nz) - cx, dy = i / nz % ny - cy, dz = i % nz - cz;
      if (dx * dx + dy * dy + dz * dz > squared_radius) continue;
      const std::uint64_t size = 128 + bits(5, static_cast<std::uint64_t>(4096 * i + k)) % 385;
      maps(k, i) = sign * static_cast<std::int32_t>(size);
    }
  }
};

}  // namespace syncact::inline v0_1::synthetic

#include "syncact/core/macros_on.hpp"
