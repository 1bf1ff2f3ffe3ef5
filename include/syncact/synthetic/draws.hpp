#pragma once
/// Random numbers of the planted world: each use has its own stream, so that one seed may serve all its parts.
#include "syncact/core/macros_off.hpp"

#include <cstdint>

#include "syncact/core/random.hpp"

namespace syncact::inline v0_1::synthetic::detail {

enum class Use : std::uint64_t {
  schedule = 1,
  album_object,
  album_background,
  album_pixels,
  background,
  pixels,
  flicker,
  weights,
  network_place,
  subject_map,
  subject_course,
  shared_course,
  voxel,
  latent,
  neuron,
};

/// The stream of item (i, j) of a use; i and j below 2^24.
[[nodiscard]] constexpr Random random_for(std::uint64_t seed, Use use, Index i = 0, Index j = 0) {
  return Random(
      seed, (static_cast<std::uint64_t>(use) << 48) | (static_cast<std::uint64_t>(i) << 24) | static_cast<std::uint64_t>(j));
}

/// Reads a random sequence from its beginning.
class RandomNumbers {
 public:
  explicit RandomNumbers(const Random& random) : random_(random) {}

  [[nodiscard]] double uniform(double low, double high) { return low + (high - low) * random_.uniform(next_++); }
  [[nodiscard]] double normal() { return random_.normal(next_++); }
  [[nodiscard]] Index below(Index n) { return random_.below(next_++, n); }

 private:
  Random random_;
  std::uint64_t next_ = 0;
};

/// A stationary AR(1) sequence x_t = rho x_{t-1} + sqrt(1 - rho^2) e_t of variance 1, e standard normal.
/// out: any Eigen column.
template <class Out>
void fill_ar1(RandomNumbers& draws, double rho, Out&& out) {
  const double innovation = std::sqrt(1 - rho * rho);
  double x = 0;
  for (Index t = 0; t < out.size(); ++t) {
    x = t == 0 ? draws.normal() : rho * x + innovation * draws.normal();
    out[t] = x;
  }
}

}  // namespace syncact::inline v0_1::synthetic::detail

#include "syncact/core/macros_on.hpp"
