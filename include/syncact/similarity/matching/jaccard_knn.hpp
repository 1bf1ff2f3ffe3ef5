#pragma once
/// The Jaccard index of nearest neighbours in two representations.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/matching/detail/neighbour_pair.hpp"

namespace syncact::inline v0_1::similarity::matching {

/// Mean over samples of |N_k(x_i) & N_k(y_i)| / |N_k(x_i) | N_k(y_i)|, where N_k holds the k nearest other samples.
/// Status: too_few_samples unless there are more than k samples, undefined without units and, by cosine, for a sample
/// that is zero. Throws ShapeError if the samples differ in number, ValueError unless k >= 1. Hamilton, Leskovec & Jurafsky
/// 2016, as named by Klabunde et al., "Similarity of neural network models", 2023.
struct JaccardKnn {
  Index k = 10;
  representation::Nearness nearness = representation::Nearness::cosine;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::neighbour_options(self, option);
  }

  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::neighbour_info("jaccard_knn", nearness);
    info.formula = "mean_i |N_k(x_i) & N_k(y_i)| / |N_k(x_i) | N_k(y_i)|";
    info.alias = "jaccard_similarity";
    info.note = "ReSi drops the first of k+1 neighbours as the sample itself, which with equal samples may be another";
    info.source = "Klabunde et al. 2023";
    return info;
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const detail::NeighbourPair pair = detail::neighbour_pair("jaccard_knn", x, y, k, nearness);
    return detail::mean_over_samples(pair, x.n_samples(), [&](Index i) {
      const Index shared = detail::n_shared(pair, i);
      return static_cast<double>(shared) / static_cast<double>(2 * k - shared);
    });
  }
};

}  // namespace syncact::inline v0_1::similarity::matching

#include "syncact/core/macros_on.hpp"
