#pragma once
/// Dissimilarities that are equal in exact arithmetic, made equal.
#include "syncact/core/macros_off.hpp"

#include "syncact/numeric/ties.hpp"
#include "syncact/similarity/rdm/rdm.hpp"

namespace syncact::inline v0_1::similarity::rdm::detail {

/// tolerance(i, j, d) is the rounding error that the dissimilarity d of the pair may have.
template <class Tolerance>
void settle_ties(Rdm& rdm, Tolerance&& tolerance) {
  numeric::settle_ties(rdm.values, [&](auto&& f) {
    for (Index i = 0, k = 0; i < rdm.n_conditions; ++i) {
      for (Index j = i + 1; j < rdm.n_conditions; ++j, ++k) f(k, tolerance(i, j, rdm.values[k]));
    }
  });
}

/// Of sums over n_channels of products of differences: `size` [condition] is the size of the products that were summed, and
/// `norm` [condition] that of the patterns as they were given, whose own rounding grows with their distance d as sqrt(d) norm.
inline void settle_ties(Rdm& rdm, const VectorX<double>& size, const VectorX<double>& norm, Index n_channels) {
  const double sum = numeric::rounding_of_sum(n_channels), stored = 8 * std::numeric_limits<double>::epsilon();
  static constexpr double close = 1e-5;  // as in pair_differences: there the differences themselves are summed
  settle_ties(rdm, [&](Index i, Index j, double d) {
    const double both = size[i] + size[j], root = std::sqrt(std::abs(d));
    const double summed = std::abs(d) < close * both ? std::abs(d) : both;
    return sum * summed + stored * root * (norm[i] + norm[j]);
  });
}

}  // namespace syncact::inline v0_1::similarity::rdm::detail

#include "syncact/core/macros_on.hpp"
