#pragma once
/// A response on a grid, in the three conventions that are in use.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

#include "syncact/core/seconds.hpp"
#include "syncact/hrf/concept.hpp"
#include "syncact/hrf/none.hpp"

namespace syncact::inline v0_1::hrf {

/// How a response becomes numbers. With dt = tr / oversampling:
///   exact    h(k dt - onset), k = 0 .. floor(length/dt), as it is.
///   spm12    the same grid, divided by its sum. With oversampling 1 this is spm_hrf(tr) for any microtime (which only thins
///            out its grid again); with (tr, 16) it is a raw column of spm_get_bf at dt = tr/16.
///   nilearn  h(t - dt - onset), t = linspace(0, length, n), n = rint(length/dt) half to even, divided by its sum: the kernel
///            is dt late and its true step is length/(n-1), both as in nilearn.glm.first_level.
/// Where a sum is taken, the two responses of a derivative are each divided by their own.
enum class Convention : unsigned char { exact, spm12, nilearn };

/// The grid of a sampled response.
struct SampleGrid {
  Seconds tr{1};
  Index oversampling = 1;
  std::optional<Seconds> length{};  ///< of the kernel; by default the duration of the response
  Seconds onset{0};                 ///< the kernel is later by this much

  [[nodiscard]] Seconds dt() const { return tr / static_cast<double>(oversampling); }
};

namespace detail {

/// The response with its cut moved to `length`, if it is a formula with a cut; otherwise the response as it is.
template <HemodynamicResponse H>
H cut_at(H h, Seconds length) {
  if constexpr (requires {
                  { h.length } -> std::same_as<Seconds&>;
                }) {
    h.length = length;
  } else if constexpr (requires {
                         { h.response.length } -> std::same_as<Seconds&>;
                       }) {
    h.response.length = length;
  }
  return h;
}

template <HemodynamicResponse H>
std::vector<double> raw_samples(const H& h, Convention convention, const SampleGrid& grid, double length) {
  std::vector<double> values;
  const double dt = grid.dt().count();
  if (convention == Convention::nilearn) {
    const auto n = static_cast<Index>(std::nearbyint(length / dt));
    require(n >= 1, "hrf::sample", "length / dt must be at least 1", length / dt);
    const double step = n > 1 ? length / static_cast<double>(n - 1) : 0.0;
    for (Index k = 0; k < n; ++k) {
      const double t = k == n - 1 && n > 1 ? length : static_cast<double>(k) * step;
      values.push_back(h(Seconds{t - grid.onset.count() - dt}));
    }
  } else {
    const auto last = static_cast<Index>(std::floor(length / dt * (1 + 1e-12) + 1e-9));  // 32 / (1/30) is 959.99..
    for (Index k = 0; k <= last; ++k) values.push_back(h(Seconds{static_cast<double>(k) * dt} - grid.onset));
  }
  return values;
}

template <HemodynamicResponse H>
std::vector<double> samples(const H& h, Convention convention, const SampleGrid& grid, double length) {
  if constexpr (DifferenceResponse<H>) {
    if (convention != Convention::exact) {
      std::vector<double> base = samples(h.base(), convention, grid, length);
      const std::vector<double> varied = samples(h.varied(), convention, grid, length);
      for (std::size_t k = 0; k < base.size(); ++k) base[k] = (base[k] - varied[k]) / h.step();
      return base;
    }
  }
  std::vector<double> values = raw_samples(h, convention, grid, length);
  if (convention != Convention::exact) {
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    require(std::isfinite(sum) && sum != 0, "hrf::sample", "the sum of samples that are normalized must be finite and not 0",
            sum);
    for (double& value : values) value /= sum;
  }
  return values;
}

}  // namespace detail

/// The response on a grid. A formula that was cut off at its own length is evaluated up to the grid's. hrf::None gives {1}.
/// Throws ValueError unless tr > 0, oversampling >= 1, length >= 0, and where the sum to divide by is 0.
template <HemodynamicResponse H>
[[nodiscard]] std::vector<double> sample(const H& h, Convention convention, const SampleGrid& grid) {
  const double tr = grid.tr.count();
  require(std::isfinite(tr) && tr > 0, "hrf::sample", "tr must be > 0 s", tr);
  require(grid.oversampling >= 1, "hrf::sample", "oversampling must be >= 1", grid.oversampling);
  require(std::isfinite(grid.onset.count()), "hrf::sample", "onset must be finite", grid.onset.count());
  if constexpr (is_identity<H>) return {1.0};
  require_valid("hrf::sample", h);
  const Seconds length = grid.length.value_or(h.duration());
  require(std::isfinite(length.count()) && length.count() >= 0, "hrf::sample", "length must be >= 0 s", length.count());
  const double n = length.count() / grid.dt().count();
  require(n < 1e8, "hrf::sample", "length / dt must be below 1e8", n);
  return detail::samples(detail::cut_at(h, std::max(length, h.duration())), convention, grid, length.count());
}

}  // namespace syncact::inline v0_1::hrf

#include "syncact/core/macros_on.hpp"
