#pragma once
/// Help in choosing the number of networks: what comes again, and what predicts data that were not seen.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <numeric>
#include <span>
#include <vector>

#include "syncact/core/indexed.hpp"
#include "syncact/groups/reproducibility.hpp"
#include "syncact/linalg/least_squares.hpp"
#include "syncact/networks/scaling.hpp"

namespace syncact::inline v0_1::groups {

/// Makes a learner of so many networks that starts from such a seed.
template <class F, class T>
concept LearnerMaker = requires(const F& make, Index n_networks, std::uint64_t seed) {
  { make(n_networks, seed) } -> networks::NetworkLearner<T>;
};

/// One number of networks, tried.
struct NetworkNumber {
  Index n_networks = 0;
  double stability = 0.0;       ///< mean matched |r| of maps over pairs of learners
  double stability_sd = 0.0;    ///< over pairs of learners
  double held_out_error = 0.0;  ///< share of the variance of held-out data that is not predicted; 1 is no better than zero
  double held_out_sd = 0.0;     ///< over folds (divisor n)
};

/// All numbers tried, and what two rules make of them.
struct NetworkNumbers {
  std::vector<NetworkNumber> tried{};
  Index by_error = 0;      ///< the number with the smallest held-out error
  Index by_stability = 0;  ///< the largest number whose stability is within `stability_slack` of the best
};

struct ChoiceOptions {
  Index n_seeds = 4;              ///< >= 2; learners per number, for stability
  double share_of_times = 0.5;    ///< in (0, 1]; each sees another random part of the times; 1: all, they differ by seed alone
  Index n_folds = 3;              ///< >= 2; of time; voxels are cut into as many
  double stability_slack = 0.02;  ///< >= 0
  std::uint64_t seed = 0;         ///< of the cut of voxels
};

namespace detail {

/// A random share of 0 .. n - 1, rising.
[[nodiscard]] inline std::vector<Index> some_times(Index n, double share, const Random& random) {
  std::vector<Index> times(as_size(n));
  std::iota(times.begin(), times.end(), Index{0});
  random.shuffle(std::span(times));
  times.resize(static_cast<std::size_t>(std::ceil(share * static_cast<double>(n))));
  std::sort(times.begin(), times.end());
  return times;
}

/// Predicts the block of `x` at times [first, first + n) and voxels `held` from the rest: networks are learned without
/// either, their time courses go on into the held-out times by the other voxels, their maps into the held-out voxels by the
/// other times. Returns the squared error and squared norm of the block.
template <std::floating_point T>
[[nodiscard]] std::pair<double, double> block_error(const auto& learner, const CallContext auto& context, const MatrixX<T>& x,
                                                    Index first, Index n, const std::vector<Index>& held,
                                                    const std::vector<Index>& others) {
  std::vector<Index> times;
  for (Index t = 0; t < x.rows(); ++t) {
    if (t < first || t >= first + n) times.push_back(t);
  }
  const MatrixX<T> train = x(times, others);
  const auto learned = networks::learn(learner, SeriesView<T>(train), context);
  const MatrixX<double> d = learned.time_courses.template cast<double>();
  const MatrixX<double> here = train.template cast<double>(), there = x(times, held).template cast<double>();
  const MatrixX<double> later = x(Eigen::seqN(first, n), others).template cast<double>();
  const MatrixX<double> truth = x(Eigen::seqN(first, n), held).template cast<double>();
  const MatrixX<double> maps_here = linalg::least_squares(d, here), maps_there = linalg::least_squares(d, there);
  const MatrixX<double> courses = linalg::least_squares(maps_here.transpose(), later.transpose()).transpose();
  return {(truth - courses * maps_there).squaredNorm(), truth.squaredNorm()};
}

}  // namespace detail

/// Tries each number of networks on bold [time x voxel], standardized voxel by voxel:
/// stability, the agreement of maps of n_seeds learners that differ in their seed and in the times that they see (a learner
/// that finds the same from any start, as FastIca, is stable at any number if it always sees the same);
/// held-out error, by bi-cross-validation: time is cut into n_folds stretches and voxels at random into as many sets; each
/// stretch with each set is predicted from the rest by networks learned without either. Unlike the error of voxels or times
/// alone, it rises again once networks describe noise.
///
/// make(n_networks, seed) gives the learner. Both rules are advice: stability favours few networks (one is always stable)
/// and the kind of learner that finds the same thing from any start; error favours many where noise is smooth in space, as
/// voxels held out then have neighbours that were not. The scaling of voxels is by all times, a leak too small to matter.
/// Learns n_numbers * (n_seeds + n_folds^2) times. Bold's voxels without variation are left out.
/// Owen & Perry, "Bi-cross-validation of the SVD and the nonnegative matrix factorization", Ann. Appl. Stat. 3 (2009) 564.
/// Throws ValueError for options out of range, without numbers, and what learners throw.
template <std::floating_point T, LearnerMaker<T> F, CallContext C = Context<>>
[[nodiscard]] NetworkNumbers choose_n_networks(const SeriesView<T>& bold, std::span<const Index> numbers, const F& make,
                                               const ChoiceOptions& options = {}, const C& context = {}) {
  constexpr const char* name = "choose_n_networks";
  require(!numbers.empty(), name, "the number of numbers of networks to try must be >= 1", numbers.size());
  require(options.n_seeds >= 2, name, "n_seeds must be >= 2", options.n_seeds);
  require(options.n_folds >= 2 && options.n_folds <= bold.n_times(), name, "n_folds must be in 2 .. number of time points",
          options.n_folds);
  require(options.share_of_times > 0 && options.share_of_times <= 1, name, "share_of_times must lie in (0, 1]",
          options.share_of_times);
  require(options.stability_slack >= 0, name, "stability_slack must be >= 0", options.stability_slack);
  const auto scaled = networks::scale_voxels(bold, networks::Scaling::unit_norm, NanPolicy::raise, context);
  const MatrixX<T> x = columns_of(scaled.values, scaled.usable);
  std::vector<Index> order(as_size(x.cols()));
  std::iota(order.begin(), order.end(), Index{0});
  Random(options.seed).shuffle(std::span(order));

  const Index n_learned = static_cast<Index>(numbers.size()) * (options.n_seeds + options.n_folds * options.n_folds);
  Index n_done = 0;
  const auto next = [&] { return of_stage(context, n_done++, n_learned); };
  NetworkNumbers result;
  for (const Index n_networks : numbers) {
    NetworkNumber& number = result.tried.emplace_back(NetworkNumber{n_networks});
    std::vector<networks::Networks<T>> seeds;
    for (Index s = 0; s < options.n_seeds; ++s) {
      const auto seed = static_cast<std::uint64_t>(s);
      const MatrixX<T> part = rows_of(x, detail::some_times(x.rows(), options.share_of_times, Random(options.seed, 1 + seed)));
      seeds.push_back(networks::learn(make(n_networks, seed), SeriesView<T>(part), next()));
    }
    const Reproducibility over_seeds = map_reproducibility(std::span<const networks::Networks<T>>(seeds));
    number.stability = over_seeds.mean;
    number.stability_sd = over_seeds.sd;
    const auto learner = make(n_networks, std::uint64_t{0});
    double squares = 0;
    const auto n_blocks = static_cast<double>(options.n_folds * options.n_folds);
    for (Index fold = 0; fold < options.n_folds; ++fold) {
      std::vector<Index> held, others;
      for (std::size_t i = 0; i < order.size(); ++i) {
        (static_cast<Index>(i) % options.n_folds == fold ? held : others).push_back(order[i]);
      }
      for (Index stretch = 0; stretch < options.n_folds; ++stretch) {
        const Index first = stretch * x.rows() / options.n_folds, end = (stretch + 1) * x.rows() / options.n_folds;
        const auto [error, size] = detail::block_error(learner, next(), x, first, end - first, held, others);
        number.held_out_error += error / size / n_blocks;
        squares += error / size * (error / size) / n_blocks;
      }
    }
    number.held_out_sd = std::sqrt(std::max(squares - number.held_out_error * number.held_out_error, 0.0));
  }
  const auto least = std::min_element(result.tried.begin(), result.tried.end(),
                                      [](const auto& a, const auto& b) { return a.held_out_error < b.held_out_error; });
  result.by_error = least->n_networks;
  double best = 0;
  for (const auto& number : result.tried) best = std::max(best, number.stability);
  for (const auto& number : result.tried) {
    if (number.stability >= best - options.stability_slack)
      result.by_stability = std::max(result.by_stability, number.n_networks);
  }
  return result;
}

}  // namespace syncact::inline v0_1::groups

#include "syncact/core/macros_on.hpp"
