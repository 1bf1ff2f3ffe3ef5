#pragma once
/// The best few of many pairs, in bounded memory.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::synchrony::detail {

/// A pair with what is known of it before all p-values can be computed.
struct Candidate {
  Index neuron;
  Index network;
  double r;
  double statistic;
  std::uint32_t n_reached;
};

/// Larger statistic first; ties by neuron, then network, so that the order of arrival does not matter.
[[nodiscard]] inline bool better(const Candidate& a, const Candidate& b) {
  if (a.statistic != b.statistic) return a.statistic > b.statistic;
  return a.neuron != b.neuron ? a.neuron < b.neuron : a.network < b.network;
}

/// Keeps the `capacity` best of the candidates offered.
class BestList {
 public:
  explicit BestList(Index capacity) : capacity_(as_size(capacity)) {}

  void offer(const Candidate& candidate) {
    if (heap_.size() == capacity_) {
      if (!better(candidate, heap_.front())) return;
      std::pop_heap(heap_.begin(), heap_.end(), better);
      heap_.back() = candidate;
    } else {
      heap_.push_back(candidate);
    }
    std::push_heap(heap_.begin(), heap_.end(), better);  // the worst is at the front
  }

  /// Best first.
  [[nodiscard]] std::vector<Candidate> sorted() const {
    std::vector<Candidate> result = heap_;
    std::sort(result.begin(), result.end(), better);
    return result;
  }

  /// Shows visit() what it holds, to be stored or taken from a store.
  template <class Self, class Visit>
  static void state(Self& self, Visit&& visit) {
    visit(self.heap_);
  }

 private:
  std::size_t capacity_;
  std::vector<Candidate> heap_;
};

}  // namespace syncact::inline v0_1::synchrony::detail

#include "syncact/core/macros_on.hpp"
