#pragma once
/// Labels that are kinds of other labels: ancestors, depth, information, and the most specific ones.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::annotation {

/// A directed graph without cycles: each label may have several parents, of which it is a kind. Labels are numbered.
class LabelHierarchy {
 public:
  /// `parents` [label]. Throws ValueError for a parent that is no label, and for a label that is its own ancestor.
  explicit LabelHierarchy(std::vector<std::vector<Index>> parents) : parents_(std::move(parents)) {
    for (std::size_t i = 0; i < parents_.size(); ++i) {
      for (const Index parent : parents_[i]) {
        require(parent >= 0 && parent < size(), "LabelHierarchy", "a parent must be one of the labels", parent);
      }
    }
    order_from_roots();
  }

  [[nodiscard]] Index size() const { return std::ssize(parents_); }
  [[nodiscard]] const std::vector<Index>& parents(Index label) const { return nth(parents_, label); }

  /// All labels that this one is a kind of, without itself, increasing.
  [[nodiscard]] std::vector<Index> ancestors(Index label) const {
    std::vector<Index> found, open = parents(label);
    while (!open.empty()) {
      const Index next = open.back();
      open.pop_back();
      if (std::find(found.begin(), found.end(), next) != found.end()) continue;
      found.push_back(next);
      open.insert(open.end(), parents(next).begin(), parents(next).end());
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  [[nodiscard]] bool is_kind_of(Index label, Index ancestor) const {
    const std::vector<Index> all = ancestors(label);
    return std::binary_search(all.begin(), all.end(), ancestor);
  }

  /// Steps on the shortest way to a label without parents; 0 for such a one.
  [[nodiscard]] Index depth(Index label) const { return nth(depth_, label); }

  /// Counts that hold for the label and for all it is a kind of: counts[l] plus those of all its descendants, each once.
  [[nodiscard]] VectorX<double> closed_counts(const VectorX<double>& counts) const {
    require_extent("LabelHierarchy::closed_counts", "number of counts", size(), counts.size());
    VectorX<double> closed = counts;
    for (Index l = 0; l < size(); ++l) {
      if (counts[l] == 0) continue;
      for (const Index ancestor : ancestors(l)) closed[ancestor] += counts[l];
    }
    return closed;
  }

  /// Resnik's information content: -log(closed count / sum of counts); infinite for what never occurs.
  [[nodiscard]] VectorX<double> information_content(const VectorX<double>& counts) const {
    const double all = counts.sum();
    require(all > 0, "LabelHierarchy::information_content", "the sum of counts must be > 0", all);
    return -(closed_counts(counts) / all).array().log();
  }

  /// A table [time x label] in which a label is on where it or any of its descendants is: the largest of their values.
  [[nodiscard]] MatrixX<double> closed(const MatrixX<double>& labels) const {
    require_extent("LabelHierarchy::closed", "number of labels", size(), labels.cols());
    MatrixX<double> result = labels;
    for (Index l = 0; l < size(); ++l) {
      for (const Index ancestor : ancestors(l)) result.col(ancestor) = result.col(ancestor).cwiseMax(labels.col(l));
    }
    return result;
  }

  /// Of labels with evidence for each, those that say most: a label is left out if one of its descendants that are among them
  /// has evidence at least as large less `slack`. "Animal" beside "dog" stays only where it explains more than "dog" does. In
  /// the order in which they were given. Throws ShapeError unless there is evidence for each.
  [[nodiscard]] std::vector<Index> most_specific(const std::vector<Index>& labels, const std::vector<double>& evidence,
                                                 double slack = 0) const {
    require_extent("LabelHierarchy::most_specific", "number of values of evidence", std::ssize(labels), std::ssize(evidence));
    std::vector<Index> kept;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      bool explained = false;
      for (std::size_t j = 0; j < labels.size() && !explained; ++j) {
        explained = j != i && evidence[j] >= evidence[i] - slack && is_kind_of(labels[j], labels[i]);
      }
      if (!explained) kept.push_back(labels[i]);
    }
    return kept;
  }

 private:
  /// Depths, parents first. A label that can never be reached this way is its own ancestor.
  void order_from_roots() {
    depth_.assign(parents_.size(), -1);
    std::vector<std::vector<Index>> children(parents_.size());
    std::vector<std::size_t> missing;
    std::vector<Index> ready;
    for (std::size_t i = 0; i < parents_.size(); ++i) {
      missing.push_back(parents_[i].size());
      if (parents_[i].empty()) {
        ready.push_back(static_cast<Index>(i));
        depth_[i] = 0;
      }
      for (const Index parent : parents_[i]) nth(children, parent).push_back(static_cast<Index>(i));
    }
    std::size_t n_done = 0;
    while (!ready.empty()) {
      const Index label = ready.back();
      ready.pop_back();
      ++n_done;
      for (const Index child : nth(children, label)) {
        const Index depth = nth(depth_, label) + 1;
        nth(depth_, child) = nth(depth_, child) < 0 ? depth : std::min(nth(depth_, child), depth);
        if (--nth(missing, child) == 0) ready.push_back(child);
      }
    }
    require(n_done == parents_.size(), "LabelHierarchy",
            "the number of labels that are their own ancestors, or are kinds of such, must be 0", parents_.size() - n_done);
  }

  std::vector<std::vector<Index>> parents_;
  std::vector<Index> depth_;
};

}  // namespace syncact::inline v0_1::annotation

#include "syncact/core/macros_on.hpp"
