#pragma once
/// How alike the order of shared nearest neighbours is.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/matching/detail/neighbour_pair.hpp"

namespace syncact::inline v0_1::similarity::matching {

/// Mean over samples of sum_j 2 / ((1 + |r_j - s_j|)(r_j + s_j)) / sum_(m <= |J|) 1/m, where J holds the samples that are among
/// the k nearest in both, r_j and s_j are their ranks from 1. A sample without shared neighbours counts 0, as in the
/// definition. Status: too_few_samples unless there are more than k samples, undefined without units and, by cosine, for
/// a sample that is zero. Throws ShapeError if the samples differ in number, ValueError unless k >= 1. Wang et al., "Towards
/// understanding the instability of network embedding", 2020.
struct RankSimilarity {
  Index k = 10;
  representation::Nearness nearness = representation::Nearness::cosine;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::neighbour_options(self, option);
  }

  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::neighbour_info("rank_similarity", nearness);
    info.formula = "mean_i sum_(j in J_i) 2 / ((1 + |r_j - s_j|)(r_j + s_j)) / sum_(m <= |J_i|) 1/m";
    info.alias = "rank_similarity";
    info.note = "ReSi drops the first of k+1 neighbours as the sample itself, which with equal samples may be another";
    info.source = "Wang et al. 2020";
    return info;
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const detail::NeighbourPair pair = detail::neighbour_pair("rank_similarity", x, y, k, nearness);
    return detail::mean_over_samples(pair, x.n_samples(), [&](Index i) {
      double sum = 0, norm = 0;
      Index shared = 0;
      detail::for_each_shared(pair, i, [&](Index a, Index b) {
        sum += 2 / (static_cast<double>(1 + std::abs(a - b)) * static_cast<double>(a + b + 2));
        norm += 1 / static_cast<double>(++shared);
      });
      return shared == 0 ? 0.0 : sum / norm;
    });
  }
};

}  // namespace syncact::inline v0_1::similarity::matching

#include "syncact/core/macros_on.hpp"
