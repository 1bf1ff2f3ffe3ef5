#pragma once
/// Encoding models, their ceilings and scores.
#include "syncact/core/macros_off.hpp"

#include "syncact/encoding/banded_ridge.hpp"
#include "syncact/encoding/brain_scores.hpp"
#include "syncact/encoding/ceilings.hpp"
#include "syncact/encoding/pls.hpp"
#include "syncact/encoding/predictivity.hpp"
#include "syncact/encoding/ridge.hpp"
#include "syncact/encoding/ridge_cv.hpp"
#include "syncact/registry/add.hpp"

namespace syncact::registry {

/// Appends them, with their default options.
template <class P>
void add_predictive(std::vector<AnyMeasure<P>>& list) {
  using namespace encoding;
  detail::add<P, FeaturesAndTargets, Predictivity<Ridge>, Predictivity<RidgeCv>, Predictivity<BandedRidge>,
              Predictivity<BandedRidgeCv>, Predictivity<Pls>, RidgeLeaveOneOut>(list, {});
  detail::add<P, FeaturesAndRepeats, NormalizedPredictivity<Ridge>, NormalizedPredictivity<RidgeCv>,
              NormalizedPredictivity<BandedRidge>, NormalizedPredictivity<BandedRidgeCv>, NormalizedPredictivity<Pls>>(list,
                                                                                                                       {});
  detail::add<P, Stack, SplitHalfReliability, encoding::NoiseCeiling, ExplainableVariance>(list, {});
  detail::add<P, OptionsOrTables, SpatialScore, TemporalScore>(list, {});
}

}  // namespace syncact::registry

#include "syncact/core/macros_on.hpp"
