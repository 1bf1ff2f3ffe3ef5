#pragma once
/// How much of a difference between two models is due to the stretch of film that was shown: a bootstrap over blocks of it.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/core/series.hpp"
#include "syncact/core/timeline.hpp"

namespace syncact::inline v0_1::score {

struct StimulusBootstrapOptions {
  Index n_resamples = 2000;
  Index block_length = 20;  ///< [scan] long against what a response smears over: 20 to 40 s
  double level = 0.95;
  std::uint64_t seed = 0;
};

/// Mean correlations with the same networks, and their difference.
struct StimulusInterval {
  double a = 0, b = 0;       ///< mean r over pairs
  double difference = 0;     ///< a - b
  double low = 0, high = 0;  ///< percentile interval of the difference
  Index n_blocks = 0;        ///< that were drawn from; below about 20 the interval is too narrow
};

/// Model A's units and model B's, [scan x pair], beside the networks [scan x pair] that each pair of columns is to follow, all
/// cleaned alike and on `clock`: mean r of each, and an interval for the difference over other stretches of film like these.
/// Blocks of scans are drawn with replacement from all runs, the same for both models, so that what makes a scene hard for both
/// counts for neither. Runs are centered apart. Units must have been chosen elsewhere, as by held_out_runs(): the best of many
/// looks better where it was chosen, and no interval mends that. Columns of which one does not vary, or holds NaN, are left
/// out. Throws ShapeError, ValueError for options out of range or fewer than two blocks.
template <TimeSeriesMatrix A, TimeSeriesMatrix B, TimeSeriesMatrix N>
[[nodiscard]] StimulusInterval stimulus_bootstrap(const A& units_a, const B& units_b, const N& networks, const Timeline& clock,
                                                  const StimulusBootstrapOptions& options = {}) {
  const char* const function = "stimulus_bootstrap";
  require(options.n_resamples >= 1, function, "n_resamples must be >= 1", options.n_resamples);
  require(options.block_length >= 1, function, "block_length must be >= 1", options.block_length);
  require(options.level > 0 && options.level < 1, function, "level must lie in (0, 1)", options.level);
  const auto centered = [&](const auto& table, const char* what) {
    return with_series(table, [&](const auto& view) {
      require_same_times(function, what, view.n_times(), "the clock", clock.size());
      MatrixX<double> x(view.n_times(), view.n_signals());
      for (Index i = 0; i < x.cols(); ++i) {
        for (Index t = 0; t < x.rows(); ++t) x(t, i) = static_cast<double>(view(t, i));
        for (Index r = 0; r < clock.n_runs(); ++r) {
          auto run = x.col(i).segment(clock.begin(r), clock.run(r).n);
          run.array() -= run.mean();
        }
        const double norm = x.col(i).norm();
        if (norm > 0) x.col(i) /= norm;
      }
      return x;
    });
  };
  const MatrixX<double> a = centered(units_a, "units_a"), b = centered(units_b, "units_b"), y = centered(networks, "networks");
  require_extent(function, "number of pairs of units_b", a.cols(), b.cols());
  require_extent(function, "number of pairs of networks", a.cols(), y.cols());
  std::vector<Index> pairs;
  for (Index k = 0; k < a.cols(); ++k) {
    const double varies = a.col(k).squaredNorm() * b.col(k).squaredNorm() * y.col(k).squaredNorm();
    if (varies > 0.5) pairs.push_back(k);  // each is 1, 0 or NaN
  }
  require(!pairs.empty(), function, "the number of pairs that vary must be >= 1", pairs.size());

  // Sums over each block of n, x, y, xx, yy, xy: a correlation of any blocks is one of sums of these.
  struct Sums {
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    void add(const Sums& o) { n += o.n, x += o.x, y += o.y, xx += o.xx, yy += o.yy, xy += o.xy; }
    [[nodiscard]] double r() const { return (n * xy - x * y) / std::sqrt((n * xx - x * x) * (n * yy - y * y)); }
  };
  std::vector<std::vector<Sums>> blocks;  // [block][2 pair + model]
  for (Index run = 0; run < clock.n_runs(); ++run) {
    const Index n = clock.run(run).n, n_blocks = std::max<Index>(1, n / options.block_length);
    for (Index block = 0; block < n_blocks; ++block) {  // of nearly equal lengths, so that no scan is left over
      const Index first = clock.begin(run) + block * n / n_blocks, size = clock.begin(run) + (block + 1) * n / n_blocks - first;
      std::vector<Sums>& sums = blocks.emplace_back();
      for (const Index k : pairs) {
        for (const MatrixX<double>* model : {&a, &b}) {
          const auto u = model->col(k).segment(first, size), v = y.col(k).segment(first, size);
          sums.push_back({static_cast<double>(size), u.sum(), v.sum(), u.squaredNorm(), v.squaredNorm(), u.dot(v)});
        }
      }
    }
  }
  StimulusInterval result;
  result.n_blocks = std::ssize(blocks);
  require(result.n_blocks >= 2, function, "the number of blocks must be >= 2", result.n_blocks);
  const auto means_of = [&](const std::vector<Index>& drawn) {
    std::vector<Sums> total(2 * pairs.size());
    for (const Index block : drawn) {
      for (std::size_t i = 0; i < total.size(); ++i) total[i].add(nth(blocks, block)[i]);
    }
    std::pair<double, double> means{0, 0};
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      means.first += total[2 * k].r() / static_cast<double>(pairs.size());
      means.second += total[2 * k + 1].r() / static_cast<double>(pairs.size());
    }
    return means;
  };
  std::vector<Index> drawn(blocks.size());
  for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i] = static_cast<Index>(i);
  std::tie(result.a, result.b) = means_of(drawn);
  result.difference = result.a - result.b;
  std::vector<double> differences;
  for (Index d = 0; d < options.n_resamples; ++d) {
    const Random random(options.seed, static_cast<std::uint64_t>(d));
    for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i] = random.below(i, result.n_blocks);
    const auto [of_a, of_b] = means_of(drawn);
    if (std::isfinite(of_a - of_b)) differences.push_back(of_a - of_b);
  }
  std::sort(differences.begin(), differences.end());
  const auto quantile = [&](double q) {
    if (differences.empty()) return std::numeric_limits<double>::quiet_NaN();
    return nth(differences, std::llround(q * static_cast<double>(differences.size() - 1)));
  };
  result.low = quantile((1 - options.level) / 2);
  result.high = quantile((1 + options.level) / 2);
  return result;
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
