#pragma once
/// The share of nearest neighbours that two representations have in common.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/matching/detail/neighbour_pair.hpp"

namespace syncact::inline v0_1::similarity::matching {

/// Mean over samples of |N_k(x_i) & N_k(y_i)| / k, where N_k holds the k nearest other samples. Chance: k / (n - 1).
/// Status: too_few_samples unless there are more than k samples, undefined without units and, by cosine, for a sample
/// that is zero. Throws ShapeError if the samples differ in number, ValueError unless k >= 1. Huh et al., "The platonic
/// representation hypothesis", ICML 2024.
struct MutualKnn {
  Index k = 10;
  representation::Nearness nearness = representation::Nearness::cosine;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::neighbour_options(self, option);
  }

  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::neighbour_info("mutual_knn", nearness);
    info.formula = "mean_i |N_k(x_i) & N_k(y_i)| / k";
    info.alias = message("mutual_knn-topk=", k);
    info.note = "platonic-rep takes inner products and expects rows of norm 1, which is nearness=cosine";
    info.source = "Huh et al., ICML 2024";
    return info;
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const detail::NeighbourPair pair = detail::neighbour_pair("mutual_knn", x, y, k, nearness);
    return detail::mean_over_samples(
        pair, x.n_samples(), [&](Index i) { return static_cast<double>(detail::n_shared(pair, i)) / static_cast<double>(k); });
  }
};

}  // namespace syncact::inline v0_1::similarity::matching

#include "syncact/core/macros_on.hpp"
