#pragma once
/// Measures that match units or neighbourhoods.
#include "syncact/core/macros_off.hpp"

#include "syncact/matching/hard_correlation_match.hpp"
#include "syncact/matching/jaccard_knn.hpp"
#include "syncact/matching/mutual_knn.hpp"
#include "syncact/matching/pairwise_match.hpp"
#include "syncact/matching/permutation.hpp"
#include "syncact/matching/rank_similarity.hpp"
#include "syncact/matching/second_order_cosine.hpp"
#include "syncact/matching/semi_correlation_match.hpp"
#include "syncact/matching/soft_matching.hpp"
#include "syncact/registry/add.hpp"

namespace syncact::registry {

/// Appends them, with their default options.
template <class P>
void add_matching(std::vector<AnyMeasure<P>>& list) {
  using namespace matching;
  detail::add<P, TwoTables, PermutationDistance, HardCorrelationMatch, SemiCorrelationMatch, PairwiseMatch, SoftMatching,
              MutualKnn, JaccardKnn, RankSimilarity, SecondOrderCosine>(list, {});
}

}  // namespace syncact::registry

#include "syncact/core/macros_on.hpp"
