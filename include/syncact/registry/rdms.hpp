#pragma once
/// RDMs, and how they are compared.
#include "syncact/core/macros_off.hpp"

#include "syncact/rdm/cross_validated_poisson_kl.hpp"
#include "syncact/rdm/crossnobis.hpp"
#include "syncact/rdm/mantel.hpp"
#include "syncact/rdm/noise_ceiling.hpp"
#include "syncact/rdm/rsa.hpp"
#include "syncact/registry/add.hpp"

namespace syncact::registry {

/// Appends them, with their default options.
template <class P>
void add_rdms(std::vector<AnyMeasure<P>>& list) {
  using namespace rdm;
  detail::add<P, PatternsAndPrecision, Recipe>(list, {});
  detail::add<P, RunsAndPrecision, Crossnobis, CrossValidatedPoissonKl>(list, {});
  detail::add<P, TablesAndCovariance, Rsa, MantelTest, DistinctValues>(list, {});
  detail::add<P, Stack, NoiseCeiling, RsaWithin>(list, {});
}

}  // namespace syncact::registry

#include "syncact/core/macros_on.hpp"
