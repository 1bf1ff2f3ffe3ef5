#pragma once
/// Encoding models, their ceilings and scores.
#include "syncact/core/macros_off.hpp"

#include "syncact/catalog/add.hpp"
#include "syncact/similarity/encoding/banded_ridge.hpp"
#include "syncact/similarity/encoding/brain_scores.hpp"
#include "syncact/similarity/encoding/ceilings.hpp"
#include "syncact/similarity/encoding/pls.hpp"
#include "syncact/similarity/encoding/predictivity.hpp"
#include "syncact/similarity/encoding/ridge.hpp"
#include "syncact/similarity/encoding/ridge_cv.hpp"

namespace syncact::inline v0_1::catalog {

/// Appends them, with their default options.
template <class P>
void add_predictive(std::vector<AnyMeasure<P>>& list) {
  using namespace similarity::encoding;
  detail::add<P, FeaturesAndTargets, Predictivity<Ridge>, Predictivity<RidgeCv>, Predictivity<BandedRidge>,
              Predictivity<BandedRidgeCv>, Predictivity<Pls>, RidgeLeaveOneOut>(list, {});
  detail::add<P, FeaturesAndRepeats, NormalizedPredictivity<Ridge>, NormalizedPredictivity<RidgeCv>,
              NormalizedPredictivity<BandedRidge>, NormalizedPredictivity<BandedRidgeCv>, NormalizedPredictivity<Pls>>(list,
                                                                                                                       {});
  detail::add<P, Stack, SplitHalfReliability, similarity::encoding::EncodingCeiling, ExplainableVariance>(list, {});
  detail::add<P, OptionsOrTables, SpatialScore, TemporalScore>(list, {});
}

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
