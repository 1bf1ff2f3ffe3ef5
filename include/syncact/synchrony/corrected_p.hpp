#pragma once
/// p-values of pairs, corrected for how many there are.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/synchrony/synchrony.hpp"

namespace syncact::inline v0_1::synchrony {

/// Ways to correct for the number of pairs in a table.
enum class Correction : unsigned char {
  fwe,         ///< p_fwe: against the largest statistic of each draw; any false pair
  fdr,         ///< Benjamini and Hochberg; the share of false pairs
  by,          ///< Benjamini and Yekutieli: the same under any dependence
  holm,        ///< any false pair, under any dependence, from p_uncorrected
  bonferroni,  ///< likewise, never smaller
  none,        ///< p_uncorrected: for a pair that was named before
};

constexpr auto choices(Correction) {
  using enum Correction;
  return std::array{
      Choice{"fwe", fwe},  Choice{"fdr", fdr}, Choice{"by", by}, Choice{"holm", holm}, Choice{"bonferroni", bonferroni},
      Choice{"none", none}};
}

/// Corrects the p-values of a coupling's pairs, however many: all but p_fwe depend on the number of draws that reach a pair
/// alone, so there is one value for each number.
class CorrectedP {
 public:
  /// Throws ValueError for Holm without the whole table, whose ranks it needs.
  template <std::floating_point T>
  CorrectedP(const Synchrony<T>& synchrony, Correction correction)
      : n_draws_(synchrony.settings.n_draws), fwe_(correction == Correction::fwe) {
    if (fwe_) return;
    const auto n_pairs = static_cast<double>(synchrony.n_defined);
    for (Index b = 0; b <= n_draws_; ++b) {
      const double p = stats::p_from_null(b, n_draws_);
      switch (correction) {
        case Correction::fdr:
          of_count_.push_back(nth(synchrony.q_of_count, b));
          break;
        case Correction::by:
          of_count_.push_back(std::min(1.0, nth(synchrony.q_of_count, b) * harmonic(synchrony.n_defined)));
          break;
        case Correction::bonferroni:
          of_count_.push_back(std::min(1.0, n_pairs * p));
          break;
        default:
          of_count_.push_back(p);
      }
    }
    if (correction == Correction::holm) step_down(synchrony);
  }

  [[nodiscard]] double operator()(const Coupling& coupling) const {
    if (fwe_) return coupling.p_fwe;
    return nth(of_count_, std::llround(coupling.p_uncorrected * static_cast<double>(n_draws_ + 1)) - 1);
  }

 private:
  static double harmonic(Index n) {
    double sum = 0;
    for (Index i = n; i > 0; --i) sum += 1 / static_cast<double>(i);
    return sum;
  }

  /// (m - pairs of fewer draws) p, never falling: of pairs with one p, the first in Holm's order decides.
  template <std::floating_point T>
  void step_down(const Synchrony<T>& synchrony) {
    require(synchrony.whole_table(), "CorrectedP", "keep_top must be 0, as Holm's correction needs the whole table,",
            synchrony.settings.keep_top.value_or(0));
    std::vector<Index> histogram(of_count_.size(), 0);
    for (Index k = 0; k < synchrony.n_networks(); ++k) {
      for (Index i = 0; i < synchrony.n_neurons(); ++i) {
        if (synchrony.usable_neuron(i) && synchrony.usable_network(k)) ++histogram[synchrony.exceeded(i, k)];
      }
    }
    Index left = synchrony.n_defined;
    double largest = 0;
    for (std::size_t b = 0; b < of_count_.size(); ++b) {
      if (histogram[b] > 0) largest = std::max(largest, std::min(1.0, static_cast<double>(left) * of_count_[b]));
      of_count_[b] = largest;
      left -= histogram[b];
    }
  }

  Index n_draws_;
  bool fwe_;
  std::vector<double> of_count_{};  ///< [draws that reach the pair]
};

}  // namespace syncact::inline v0_1::synchrony

#include "syncact/core/macros_on.hpp"
