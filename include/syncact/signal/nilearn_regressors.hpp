#pragma once
/// Event regressors as nilearn.glm.first_level.compute_regressor makes them, for comparison with results obtained there.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/seconds.hpp"
#include "syncact/hrf/model.hpp"
#include "syncact/numeric/orthogonalize.hpp"
#include "syncact/signal/events_to_scans.hpp"

namespace syncact::inline v0_1::signal {

/// The kernels of a basis on nilearn's fine grid, t_r / oversampling.
struct NilearnBasis {
  std::vector<std::vector<double>> kernels;
  Index oversampling = 50;
  bool fir = false;  ///< read oversampling - 1 samples late, and do not orthogonalize

  /// Response models by name, e.g. {"spm", "spm_time_derivative"}.
  [[nodiscard]] static NilearnBasis models(const std::vector<std::string_view>& names, Seconds t_r, Index oversampling = 50) {
    NilearnBasis basis{{}, oversampling};
    for (const std::string_view name : names) {
      basis.kernels.push_back(
          hrf::sample_model(name, hrf::Convention::nilearn, {.tr = t_r, .oversampling = oversampling, .length = Seconds{32}}));
    }
    return basis;
  }

  /// One box of a t_r per delay (in scans, >= 0).
  [[nodiscard]] static NilearnBasis finite_impulse(const std::vector<Index>& delays, Index oversampling = 50) {
    NilearnBasis basis{{}, oversampling, true};
    for (const Index delay : delays) {
      require(delay >= 0, "NilearnBasis::finite_impulse", "delays must be >= 0", delay);
      std::vector<double> kernel(as_size(delay * oversampling), 0.0);
      kernel.insert(kernel.end(), as_size(oversampling), 1.0 / static_cast<double>(oversampling));
      basis.kernels.push_back(std::move(kernel));
    }
    return basis;
  }
};

namespace detail {

/// numpy.linspace(first, last, n), to the bit.
inline std::vector<double> linspace(double first, double last, Index n) {
  std::vector<double> values;
  const double step = (last - first) / static_cast<double>(n - 1);
  for (Index k = 0; k < n; ++k) values.push_back(static_cast<double>(k) * step + first);
  values.back() = last;
  return values;
}

/// The sum of the events' boxes at the grid points; an event of no duration lasts one point.
inline std::vector<double> boxcar(std::span<const Event> events, const std::vector<double>& grid) {
  const auto index = [&](double t) {
    return std::min(std::lower_bound(grid.begin(), grid.end(), t) - grid.begin(), std::ssize(grid) - 1);
  };
  std::vector<double> box(grid.size(), 0.0);
  for (const Event& event : events) {
    require_valid(event, "nilearn_regressors");
    const auto onset = index(event.onset);
    auto end = index(event.onset + event.duration);
    if (end == onset && end < std::ssize(grid) - 1) ++end;
    nth(box, onset) += event.amplitude;
    nth(box, end) -= event.amplitude;
  }
  for (std::size_t k = 1; k < box.size(); ++k) box[k] += box[k - 1];
  return box;
}

/// Element k of the causal convolution.
inline double convolved(const std::vector<double>& signal, const std::vector<double>& kernel, std::size_t k) {
  double sum = 0;
  for (std::size_t j = 0; j < std::min(kernel.size(), k + 1); ++j) sum += kernel[j] * signal[k - j];
  return sum;
}

}  // namespace detail

/// One run's regressors [scan x kernel]: boxes on a grid of t_r/oversampling that begins `min_onset` before the first scan,
/// convolved with each kernel, interpolated linearly at the scan times, and orthogonalized in order. The grid is nilearn's,
/// whose step is t_r/oversampling only up to rounding. Throws ValueError unless there are two scans or more, none before 0 s,
/// and min_onset <= 0.
[[nodiscard]] inline MatrixX<double> nilearn_regressors(std::span<const Event> events, const NilearnBasis& basis,
                                                        const Run& scans, Seconds min_onset = Seconds{-24}) {
  require(scans.n >= 2, "nilearn_regressors", "the number of scans must be >= 2", scans.n);
  require(min_onset.count() <= 0, "nilearn_regressors", "min_onset must be <= 0 s", min_onset.count());
  require(basis.oversampling >= 1, "nilearn_regressors", "oversampling must be >= 1", basis.oversampling);
  const double n = static_cast<double>(scans.n), first = scans.begin(), last = scans.sampling.time(scans.n - 1);
  require(first >= 0, "nilearn_regressors", "scan times must be >= 0 s", first);
  const double end = last * (1 + 1 / (n - 1));
  const double n_fine =
      (n - 1) / (last - first) * (end - first - min_onset.count()) * static_cast<double>(basis.oversampling) + 1;
  require(n_fine < 1e8, "nilearn_regressors", "the number of points of the fine grid must be < 1e8", n_fine);
  const std::vector<double> grid = detail::linspace(first + min_onset.count(), end, static_cast<Index>(std::nearbyint(n_fine)));
  const std::vector<double> box = detail::boxcar(events, grid);
  const auto late = as_size(basis.fir ? basis.oversampling - 1 : 0);

  MatrixX<double> result(scans.n, static_cast<Index>(basis.kernels.size()));
  for (Index i = 0; i < scans.n; ++i) {
    const double t = scans.sampling.time(i);
    const auto above = std::upper_bound(grid.begin(), grid.end() - 1, t) - grid.begin();
    const auto k = as_size(std::max<std::ptrdiff_t>(above - 1, 0));
    const double share = (t - grid[k]) / (grid[k + 1] - grid[k]);
    for (std::size_t j = 0; j < basis.kernels.size(); ++j) {
      const double before = detail::convolved(box, basis.kernels[j], k + late);
      const double after = detail::convolved(box, basis.kernels[j], std::min(k + 1 + late, box.size() - 1));
      result(i, static_cast<Index>(j)) = before + share * (after - before);
    }
  }
  if (!basis.fir) numeric::orthogonalize(result);
  return result;
}

}  // namespace syncact::inline v0_1::signal

#include "syncact/core/macros_on.hpp"
