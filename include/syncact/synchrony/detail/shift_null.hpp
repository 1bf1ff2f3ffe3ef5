#pragma once
/// All shifts of all pairs at once: null draws of coupling from circular cross-correlations.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <complex>
#include <limits>
#include <mutex>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/numeric/fft.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/synchrony/detail/lane_fft.hpp"
#include "syncact/synchrony/detail/plan.hpp"
#include "syncact/synchrony/detail/tally.hpp"

namespace syncact::inline v0_1::synchrony::detail {

/// Null draws of a test in which draw d rolls run r by lags[r][d]: the statistic of neuron x and network y is
///   sum_r s_r(d) sum_t x(t) y((t - lag) mod n_r),
/// a sum of one number of each run's circular cross-correlation, all of which come from one transform of the product of two
/// spectra. Neurons lie side by side in the lanes of a register; two networks share a complex transform, whose real part is the
/// one and whose imaginary part the other.
///
/// Without a projection s is 1. With one, components q of each run are rolled with the networks, and
///   s(d) = 1 / sqrt(sum_r left_r),                    left_r = ||x_r||^2 - sum_q <x_r, roll(q)>^2      (center), or
///   s_r(d) = sqrt(n_r / left_r) / sqrt(sum of n_r)    over the runs of which something is left         (standardize).
///
/// What it finds for a neuron depends neither on the other neurons, nor on the executor.
template <std::floating_point T>
class ShiftNull {
 public:
  /// columns [time x (network, component)] on the clock `scans`; the first n_networks are networks. lags [run] of [draw].
  template <Executor E>
  ShiftNull(const MatrixX<T>& columns, Index n_networks, bool projected, bool standardize, double smallest_share,
            const Timeline& scans, std::vector<std::vector<std::int32_t>> lags, Tail tail, const E& executor)
      : n_networks_(n_networks),
        projected_(projected),
        standardize_(standardize),
        smallest_share_(smallest_share),
        both_(tail == Tail::both),
        lags_(std::move(lags)),
        n_draws_(std::ssize(lags_.front())) {
    for (Index r = 0; r < scans.n_runs(); ++r) {
      RunPlan run{scans.begin(r), LaneFft<T>(scans.run(r).n), numeric::Fft(1), {}, {}, {}};
      run.forward = numeric::Fft(run.fft.length());
      // A column more where their number is odd, as they go by pairs.
      run.re = MatrixX<T>::Zero(run.fft.half(), columns.cols() + 2);
      run.im = MatrixX<T>::Zero(run.fft.half(), columns.cols() + 2);
      run.silent.resize(as_size(columns.cols()) + 2, 1);
      const double scale = 1 / static_cast<double>(run.fft.length());
      executor.bulk(columns.cols(), [&](Index k) {
        const auto part = columns.col(k).segment(run.begin, run.fft.n());
        nth(run.silent, k) = part.isZero(0) ? 1 : 0;
        if (nth(run.silent, k) != 0) return;
        const auto spectrum = transformed(run, part, part, false);
        for (Index f = 0; f < run.fft.half(); ++f) {
          run.re(f, k) = static_cast<T>(nth(spectrum, f).real() * scale);
          run.im(f, k) = static_cast<T>(nth(spectrum, f).imag() * scale);
        }
      });
      runs_.push_back(std::move(run));
    }
    n_components_ = columns.cols() - n_networks;
  }

  /// Neurons that are worked on together, in one task.
  static constexpr Index task_neurons = 64;

  static constexpr Index tasks_of_tile = tile_neurons / task_neurons;

  /// Bytes that a task takes for itself.
  [[nodiscard]] static double task_bytes(Index n_times, Index n_runs, Index n_draws) {
    const auto lanes = static_cast<double>(task_neurons);
    return sizeof(T) * (lanes * static_cast<double>(3 * n_times + (2 + n_runs) * n_draws) +
                        static_cast<double>(network_block * n_draws + 96 * (n_times + n_draws)));
  }

  /// Compares all draws with all tiles, `n_lanes` tasks at a time at most.
  template <Executor E>
  void run(std::vector<Tile<T>>& tiles, Tally<T>& tally, Index n_lanes, const E& executor, Steps& steps) const {
    const Index n_all = std::ssize(tiles) * tasks_of_tile;
    std::mutex tally_lock;
    std::atomic<Index> next{0};
    executor.bulk(std::min(n_lanes, n_all), [&](Index) {
      for (Index i = next++; i < n_all; i = next++) {
        Tile<T>& tile = nth(tiles, i / tasks_of_tile);
        const Index first = i % tasks_of_tile * task_neurons;
        if (first < tile.size()) {
          Task task{tile, tally, tally_lock, first, std::min(task_neurons, tile.size() - first)};
          compare(task);
        }
        steps.advance();
      }
    });
  }

 private:
  static constexpr Index network_block = 16;  ///< networks whose best neurons a task gathers before it tells the tally

  struct RunPlan {
    Index begin;
    LaneFft<T> fft;
    numeric::Fft forward;
    MatrixX<T> re, im;           ///< [frequency x column], times 1/length
    std::vector<char> silent{};  ///< [column] nothing in this run
  };

  struct Task {
    Tile<T>& tile;
    Tally<T>& tally;
    std::mutex& tally_lock;
    Index first;  ///< neuron in the tile
    Index n;
  };

  /// The spectra of two real series as one complex transform: a + i b.
  template <class A, class B>
  static std::vector<std::complex<double>> transformed(const RunPlan& run, const A& a, const B& b, bool two) {
    std::vector<std::complex<double>> z(as_size(run.fft.length()));
    for (Index t = 0; t < run.fft.n(); ++t) {
      nth(z, t) = {static_cast<double>(a[t]), two ? static_cast<double>(b[t]) : 0.0};
    }
    run.forward.forward(z);
    return z;
  }

  template <int bytes>
  using Lanes = typename linalg::VectorOf<T, bytes>::type;
  /// A number per lane for each of some points; lanes are neighbours in memory.
  using Points = std::vector<T>;
  template <int bytes>
  [[gnu::always_inline]] static Lanes<bytes>* lanes_of(T* points) {
    return reinterpret_cast<Lanes<bytes>*>(points);
  }
  template <int bytes>
  [[gnu::always_inline]] static const Lanes<bytes>* lanes_of(const T* points) {
    return reinterpret_cast<const Lanes<bytes>*>(points);
  }

  /// What a task keeps of one group of neurons, each in a lane.
  struct Group {
    std::vector<Points> re{}, im{};  ///< [run] of [frequency]
    std::vector<Points> scale{};     ///< [run, or one for all] of [draw]; empty without a projection
    Points best{};                   ///< [draw] best network so far
    Index first = 0;                 ///< neuron in the tile
    Index n = 0;                     ///< lanes that hold neurons
  };

  struct Buffers {
    Points re{}, im{}, work_re{}, work_im{};     ///< of one transform
    const T *at_re = nullptr, *at_im = nullptr;  ///< where its result is
    Points one{}, other{};                       ///< [draw] statistics with two networks
    Points best_one{}, best_other{};             ///< [draw] their best neuron so far
  };

  static constexpr T lowest = -std::numeric_limits<T>::infinity();

  void compare(Task& task) const;

  /// The spectra of a group's neurons.
  void load(const Tile<T>& tile, Group& group, Index width) const {
    const MatrixX<T>& signals = projected_ ? tile.raw : tile.values;
    for (const RunPlan& run : runs_) {
      Points re(as_size(run.fft.half() * width), T(0)), im(re);
      for (Index i = 0; i < group.n; i += 2) {
        const bool two = i + 1 < group.n;
        const auto a = signals.col(group.first + i).segment(run.begin, run.fft.n());
        const auto b = signals.col(group.first + (two ? i + 1 : i)).segment(run.begin, run.fft.n());
        const auto z = transformed(run, a, b, two);
        for (Index f = 0; f < run.fft.half(); ++f) {
          const auto plus = nth(z, f), minus = std::conj(nth(z, f == 0 ? 0 : run.fft.length() - f));
          nth(re, f * width + i) = static_cast<T>((plus.real() + minus.real()) / 2);
          nth(im, f * width + i) = static_cast<T>((plus.imag() + minus.imag()) / 2);
          if (!two) continue;
          nth(re, f * width + i + 1) = static_cast<T>((plus.imag() - minus.imag()) / 2);
          nth(im, f * width + i + 1) = static_cast<T>((minus.real() - plus.real()) / 2);
        }
      }
      group.re.push_back(std::move(re));
      group.im.push_back(std::move(im));
    }
  }

  /// Cross-correlations of run r with columns k and k + 1, at their lags: buffers.at_re with the one, buffers.at_im with the
  /// other.
  void transform(std::size_t r, Index k, const Group& group, Buffers& buffers) const {
    linalg::with_vectors([&](auto bytes) __attribute__((always_inline)) { transform_in<bytes.value>(r, k, group, buffers); });
  }

  template <int bytes>
  [[gnu::always_inline]] void transform_in(std::size_t r, Index k, const Group& group, Buffers& buffers) const {
    using Vector = Lanes<bytes>;
    const RunPlan& run = runs_[r];
    const Index length = run.fft.length();
    const T *const a_re = run.re.data() + k * run.re.rows(), *const a_im = run.im.data() + k * run.im.rows();
    const T *const b_re = a_re + run.re.rows(), *const b_im = a_im + run.im.rows();
    const Vector *const x_re = lanes_of<bytes>(group.re[r].data()), *const x_im = lanes_of<bytes>(group.im[r].data());
    Vector *re = lanes_of<bytes>(buffers.re.data()), *im = lanes_of<bytes>(buffers.im.data());
    for (Index f = 0; f < run.fft.half(); ++f) {
      // x conj(a) + i x conj(b), and at -f the conjugates of both products
      const Vector p = x_re[f] * a_re[f] + x_im[f] * a_im[f], q = x_im[f] * a_re[f] - x_re[f] * a_im[f];
      const Vector u = x_re[f] * b_re[f] + x_im[f] * b_im[f], v = x_im[f] * b_re[f] - x_re[f] * b_im[f];
      re[f] = p - v;
      im[f] = q + u;
      if (f > 0 && 2 * f != length) {
        re[length - f] = p + v;
        im[length - f] = u - q;
      }
    }
    Vector *work_re = lanes_of<bytes>(buffers.work_re.data()), *work_im = lanes_of<bytes>(buffers.work_im.data());
    run.fft.template inverse<bytes>(re, im, work_re, work_im);
    buffers.at_re = reinterpret_cast<const T*>(re);
    buffers.at_im = reinterpret_cast<const T*>(im);
  }

  /// The statistics of all draws with networks k and k + 1.
  void correlate(Index k, const Group& group, Buffers& buffers) const {
    for (std::size_t r = 0; r < runs_.size(); ++r) {
      transform(r, k, group, buffers);
      linalg::with_vectors([&](auto bytes) __attribute__((always_inline)) { add_run<bytes.value>(r, group, buffers); });
    }
  }

  /// Adds run r at its lags; the last run brings a scale that is one for all.
  template <int bytes>
  [[gnu::always_inline]] void add_run(std::size_t r, const Group& group, Buffers& buffers) const {
    using Vector = Lanes<bytes>;
    Vector *const one = lanes_of<bytes>(buffers.one.data()), *const other = lanes_of<bytes>(buffers.other.data());
    const Vector *const re = lanes_of<bytes>(buffers.at_re), *const im = lanes_of<bytes>(buffers.at_im);
    const std::int32_t* const lag = lags_[r].data();
    const bool last = r + 1 == runs_.size();
    const Vector* const scale = group.scale.size() > 1 ? lanes_of<bytes>(group.scale[r].data()) : nullptr;
    const Vector* const whole = group.scale.size() == 1 && last ? lanes_of<bytes>(group.scale[0].data()) : nullptr;
    for (Index d = 0; d < n_draws_; ++d) {
      Vector a = re[lag[d]], b = im[lag[d]];
      if (scale != nullptr) a *= scale[d], b *= scale[d];
      if (r > 0) a += one[d], b += other[d];
      if (whole != nullptr) a *= whole[d], b *= whole[d];
      one[d] = a;
      other[d] = b;
    }
  }

  /// Counts the draws of network k that reach a group's thresholds, and keeps the best.
  void count(Tile<T>& tile, Index k, Group& group, Index width, Points& statistics, Points& best_of_network) const {
    if (both_) {
      for (T& value : statistics) value = std::abs(value);
    }
    std::array<T, 16> threshold;
    std::array<std::uint32_t, 16> reached{};
    threshold.fill(-lowest);  // what no value reaches
    for (Index i = 0; i < group.n; ++i) nth(threshold, i) = tile.threshold(group.first + i, k);
    for (Index i = group.n; i < width; ++i) {
      for (Index d = 0; d < n_draws_; ++d) nth(statistics, d * width + i) = lowest;
    }
    linalg::with_vectors([&](auto bytes) __attribute__((always_inline)) {
      count_in<bytes.value>(statistics.data(), threshold.data(), group.best.data(), best_of_network.data(), reached.data());
    });
    for (Index i = 0; i < group.n; ++i) tile.reached(group.first + i, k) += nth(reached, i);
  }

  template <int bytes>
  [[gnu::always_inline]] void count_in(const T* statistics, const T* thresholds, T* best_of_neuron, T* best_of_network,
                                       std::uint32_t* n_reached) const {
    using Vector = Lanes<bytes>;
    const Vector* const values = lanes_of<bytes>(statistics);
    const Vector threshold = *lanes_of<bytes>(thresholds);
    Vector *const best_network = lanes_of<bytes>(best_of_neuron), *const best_neuron = lanes_of<bytes>(best_of_network);
    auto reached = threshold < threshold;  // whole numbers, all 0
    for (Index d = 0; d < n_draws_; ++d) {
      const Vector value = values[d];
      reached -= value >= threshold;
      best_network[d] = value > best_network[d] ? value : best_network[d];
      best_neuron[d] = value > best_neuron[d] ? value : best_neuron[d];
    }
    for (Index i = 0; i < linalg::VectorOf<T, bytes>::width; ++i) n_reached[i] = static_cast<std::uint32_t>(reached[i]);
  }

  /// What a group's statistics are multiplied by in each draw.
  void find_scales(const Tile<T>& tile, Group& group, Index width, Buffers& buffers) const {
    std::vector<double> squares(as_size(n_draws_ * width), 0.0);
    for (std::size_t r = 0; r < runs_.size(); ++r) {
      Points removed(squares.size(), T(0));
      const std::int32_t* const lag = lags_[r].data();
      for (Index c = n_networks_; c < n_networks_ + n_components_; c += 2) {
        if (nth(runs_[r].silent, c) != 0 && nth(runs_[r].silent, c + 1) != 0) continue;
        transform(r, c, group, buffers);
        for (Index d = 0; d < n_draws_; ++d) {
          const T *const re = buffers.at_re + lag[d] * width, *const im = buffers.at_im + lag[d] * width;
          T* const sum = removed.data() + d * width;
          for (Index i = 0; i < width; ++i) sum[i] += re[i] * re[i] + im[i] * im[i];
        }
      }
      const auto size = static_cast<double>(runs_[r].fft.n());
      for (Index i = 0; i < group.n; ++i) {
        const double energy =
            tile.raw.col(group.first + i).segment(runs_[r].begin, runs_[r].fft.n()).template cast<double>().squaredNorm();
        for (Index at = i; at < n_draws_ * width; at += width) {
          // What is left of a draw must exceed rounding, as it must for what was observed.
          const double rest = energy - static_cast<double>(nth(removed, at));
          const double left = rest > smallest_share_ * energy ? rest : 0.0;
          nth(squares, at) += standardize_ ? (left > 0 ? size : 0.0) : left;
          nth(removed, at) = static_cast<T>(standardize_ && left > 0 ? std::sqrt(size / left) : 0.0);
        }
      }
      if (standardize_) group.scale.push_back(std::move(removed));
    }
    if (!standardize_) group.scale.assign(1, Points(squares.size(), T(1)));
    for (Points& scale : group.scale) {
      for (std::size_t at = 0; at < squares.size(); ++at) {
        scale[at] = squares[at] > 0 ? static_cast<T>(static_cast<double>(scale[at]) / std::sqrt(squares[at])) : T(0);
      }
    }
  }

  Index n_networks_;
  Index n_components_ = 0;
  bool projected_;
  bool standardize_;
  double smallest_share_;
  bool both_;
  std::vector<std::vector<std::int32_t>> lags_;
  Index n_draws_;
  std::vector<RunPlan> runs_;
};

// Outside of the class, so that compiled_kernels.hpp can declare it extern: all that is expensive to compile is called here.
template <std::floating_point T>
void ShiftNull<T>::compare(Task& task) const {
  const Index width =
      linalg::with_vectors([](auto bytes) __attribute__((always_inline)) { return linalg::VectorOf<T, bytes.value>::width; });
  Index longest = 0;
  for (const RunPlan& run : runs_) longest = std::max(longest, run.fft.length());
  Buffers buffers;
  for (Points* points : {&buffers.re, &buffers.im, &buffers.work_re, &buffers.work_im}) {
    points->resize(as_size(longest * width));
  }
  const auto n_values = as_size(n_draws_ * width);
  for (Points* points : {&buffers.one, &buffers.other}) points->resize(n_values);

  std::vector<Group> groups;
  for (Index i = 0; i < task.n; i += width) {
    Group group;
    group.first = task.first + i;
    group.n = std::min(width, task.n - i);
    load(task.tile, group, width);
    if (projected_) find_scales(task.tile, group, width, buffers);
    group.best.assign(n_values, lowest);
    groups.push_back(std::move(group));
  }

  MatrixX<T> best_of_block(std::min(network_block, n_networks_), n_draws_);
  for (Index begin = 0; begin < n_networks_; begin += network_block) {
    const Index end = std::min(begin + network_block, n_networks_);
    for (Index k = begin; k < end; k += 2) {
      const bool two = k + 1 < end;
      buffers.best_one.assign(n_values, lowest);
      buffers.best_other.assign(n_values, lowest);
      for (Group& group : groups) {
        correlate(k, group, buffers);
        count(task.tile, k, group, width, buffers.one, buffers.best_one);
        if (two) count(task.tile, k + 1, group, width, buffers.other, buffers.best_other);
      }
      for (Index d = 0; d < n_draws_; ++d) {
        const T *const one = buffers.best_one.data() + d * width, *const other = buffers.best_other.data() + d * width;
        best_of_block(k - begin, d) = *std::max_element(one, one + width);
        if (two) best_of_block(k + 1 - begin, d) = *std::max_element(other, other + width);
      }
    }
    const std::lock_guard lock(task.tally_lock);
    auto rows = task.tally.col_max.middleRows(begin, end - begin);
    rows = rows.cwiseMax(best_of_block.topRows(end - begin));
  }
  for (const Group& group : groups) {
    for (Index d = 0; d < n_draws_; ++d) {
      for (Index i = 0; i < group.n; ++i) task.tile.row_max(group.first + i, d) = nth(group.best, d * width + i);
    }
  }
}

}  // namespace syncact::inline v0_1::synchrony::detail

#include "syncact/core/macros_on.hpp"
