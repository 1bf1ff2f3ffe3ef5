#pragma once
/// What can be kept of a table of correlations that is too large to keep.
#include "syncact/core/macros_off.hpp"

#include <cstdint>
#include <mutex>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/similarity/connectivity/dense_connectivity.hpp"

namespace syncact::inline v0_1::similarity::connectivity {

/// A neighbour of a signal.
struct Neighbour {
  Index signal = 0;
  double r = 0;
};

/// The k signals with the largest r, or |r|, of every signal; of equal ones those with the smaller index.
class TopK {
 public:
  /// Throws ValueError unless n_signals >= 0 and k >= 1.
  TopK(Index n_signals, Index k, bool by_magnitude = false)
      : k_(k), by_magnitude_(by_magnitude), best_(checked(n_signals, k)), locks_(n_locks) {}

  template <std::floating_point T>
  void take(const ConnectivityTile<T>& tile) {
    if (tile.first_row == tile.first_column) {
      const std::lock_guard lock(lock_of(tile.first_row));
      tile.for_each_pair([&](Index i, Index j, T r) {
        offer(i, j, static_cast<double>(r));
        offer(j, i, static_cast<double>(r));
      });
      return;
    }
    {  // each side under its own lock, so that threads meet only on the same signals
      const std::lock_guard lock(lock_of(tile.first_row));
      tile.for_each_pair([&](Index i, Index j, T r) { offer(i, j, static_cast<double>(r)); });
    }
    const std::lock_guard lock(lock_of(tile.first_column));
    tile.for_each_pair([&](Index i, Index j, T r) { offer(j, i, static_cast<double>(r)); });
  }

  /// Strongest first; fewer than k if there are no more.
  [[nodiscard]] std::vector<Neighbour> neighbours(Index signal) const {
    std::vector<Neighbour> sorted = nth(best_, signal).heap;
    std::sort(sorted.begin(), sorted.end(), [this](const Neighbour& a, const Neighbour& b) { return better(a, b); });
    return sorted;
  }
  [[nodiscard]] Index n_signals() const { return static_cast<Index>(best_.size()); }

 private:
  struct Best {
    double least = -std::numeric_limits<double>::infinity();  ///< strength below which nothing is let in
    std::vector<Neighbour> heap{};                            ///< the weakest in front
  };
  static constexpr std::size_t n_locks = 1024;

  static std::size_t checked(Index n_signals, Index k) {
    require(n_signals >= 0, "TopK", "n_signals must be >= 0", n_signals);
    require(k >= 1, "TopK", "k must be >= 1", k);
    return as_size(n_signals);
  }
  std::mutex& lock_of(Index first) { return locks_[as_size(first / 256) % n_locks]; }
  [[nodiscard]] double strength(double r) const { return by_magnitude_ ? std::abs(r) : r; }
  [[nodiscard]] bool better(const Neighbour& a, const Neighbour& b) const {
    const double x = strength(a.r), y = strength(b.r);
    return x != y ? x > y : a.signal < b.signal;
  }

  void offer(Index signal, Index other, double r) {
    Best& best = nth(best_, signal);
    if (strength(r) < best.least) return;
    const auto weaker = [this](const Neighbour& a, const Neighbour& b) { return better(a, b); };
    const Neighbour candidate{other, r};
    if (static_cast<Index>(best.heap.size()) == k_) {
      if (!better(candidate, best.heap.front())) return;
      std::pop_heap(best.heap.begin(), best.heap.end(), weaker);
      best.heap.back() = candidate;
    } else {
      best.heap.push_back(candidate);
    }
    std::push_heap(best.heap.begin(), best.heap.end(), weaker);
    if (static_cast<Index>(best.heap.size()) == k_) best.least = strength(best.heap.front().r);
  }

  Index k_;
  bool by_magnitude_;
  std::vector<Best> best_;
  std::vector<std::mutex> locks_;
};

/// A pair i < j and its correlation.
struct Edge {
  Index i = 0;
  Index j = 0;
  double r = 0;
};

/// All pairs with r, or |r|, of at least a threshold; if there are more than `most`, the strongest (of equal ones the first),
/// so that memory stays below 2 most edges.
class ThresholdEdges {
 public:
  /// Throws ValueError unless most >= 1.
  explicit ThresholdEdges(double threshold, bool by_magnitude = false, Index most = 10'000'000)
      : threshold_(threshold), by_magnitude_(by_magnitude), most_(most) {
    require(most >= 1, "ThresholdEdges", "most must be >= 1", most);
  }

  template <std::floating_point T>
  void take(const ConnectivityTile<T>& tile) {
    std::vector<Edge> found;
    tile.for_each_pair([&](Index i, Index j, T r) {
      const auto value = static_cast<double>(r);
      if (strength(value) >= threshold_) found.push_back({i, j, value});
    });
    if (found.empty()) return;
    const std::lock_guard lock(mutex_);
    n_above_ += static_cast<Index>(found.size());
    edges_.insert(edges_.end(), found.begin(), found.end());
    if (static_cast<Index>(edges_.size()) >= 2 * most_) prune();
  }

  /// Sorted by i, then j.
  [[nodiscard]] std::vector<Edge> edges() {
    const std::lock_guard lock(mutex_);
    prune();
    std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) { return a.i != b.i ? a.i < b.i : a.j < b.j; });
    return edges_;
  }
  /// Pairs that reached the threshold, kept or not.
  [[nodiscard]] Index n_above() const { return n_above_; }

 private:
  [[nodiscard]] double strength(double r) const { return by_magnitude_ ? std::abs(r) : r; }

  void prune() {
    if (static_cast<Index>(edges_.size()) <= most_) return;
    const auto stronger = [this](const Edge& a, const Edge& b) {
      const double x = strength(a.r), y = strength(b.r);
      if (x != y) return x > y;
      return a.i != b.i ? a.i < b.i : a.j < b.j;
    };
    std::nth_element(edges_.begin(), edges_.begin() + most_, edges_.end(), stronger);
    edges_.resize(as_size(most_));
  }

  double threshold_;
  bool by_magnitude_;
  Index most_;
  Index n_above_ = 0;
  std::vector<Edge> edges_;
  std::mutex mutex_;
};

/// How many pairs have a correlation in each of n_bins equal parts of [-1, 1]; r = 1 counts in the last.
class CorrelationHistogram {
 public:
  /// Throws ValueError unless n_bins >= 1.
  explicit CorrelationHistogram(Index n_bins) : counts_(checked(n_bins), 0) {}

  template <std::floating_point T>
  void take(const ConnectivityTile<T>& tile) {
    std::vector<std::int64_t> counts(counts_.size(), 0);
    const auto n_bins = static_cast<double>(counts.size());
    tile.for_each_pair([&](Index, Index, T r) {
      const auto bin = static_cast<std::size_t>((static_cast<double>(r) + 1) * 0.5 * n_bins);
      ++counts[std::min(bin, counts.size() - 1)];
    });
    const std::lock_guard lock(mutex_);
    for (std::size_t b = 0; b < counts.size(); ++b) counts_[b] += counts[b];
  }

  [[nodiscard]] const std::vector<std::int64_t>& counts() const { return counts_; }

 private:
  static std::size_t checked(Index n_bins) {
    require(n_bins >= 1, "CorrelationHistogram", "n_bins must be >= 1", n_bins);
    return as_size(n_bins);
  }
  std::vector<std::int64_t> counts_;
  std::mutex mutex_;
};

}  // namespace syncact::inline v0_1::similarity::connectivity

#include "syncact/core/macros_on.hpp"
