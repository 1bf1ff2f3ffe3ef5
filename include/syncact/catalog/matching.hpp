#pragma once
/// Measures that match units or neighbourhoods.
#include "syncact/core/macros_off.hpp"

#include "syncact/catalog/add.hpp"
#include "syncact/similarity/matching/hard_correlation_match.hpp"
#include "syncact/similarity/matching/jaccard_knn.hpp"
#include "syncact/similarity/matching/mutual_knn.hpp"
#include "syncact/similarity/matching/pairwise_match.hpp"
#include "syncact/similarity/matching/permutation.hpp"
#include "syncact/similarity/matching/rank_similarity.hpp"
#include "syncact/similarity/matching/second_order_cosine.hpp"
#include "syncact/similarity/matching/semi_correlation_match.hpp"
#include "syncact/similarity/matching/soft_matching.hpp"

namespace syncact::inline v0_1::catalog {

/// Appends them, with their default options.
template <class P>
void add_matching(std::vector<AnyMeasure<P>>& list) {
  using namespace similarity::matching;
  detail::add<P, TwoTables, PermutationDistance, HardCorrelationMatch, SemiCorrelationMatch, PairwiseMatch, SoftMatching,
              MutualKnn, JaccardKnn, RankSimilarity, SecondOrderCosine>(list, {});
}

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
