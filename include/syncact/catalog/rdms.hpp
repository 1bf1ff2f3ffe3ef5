#pragma once
/// RDMs, and how they are compared.
#include "syncact/core/macros_off.hpp"

#include "syncact/catalog/add.hpp"
#include "syncact/similarity/rdm/cross_validated_poisson_kl.hpp"
#include "syncact/similarity/rdm/crossnobis.hpp"
#include "syncact/similarity/rdm/mantel.hpp"
#include "syncact/similarity/rdm/noise_ceiling.hpp"
#include "syncact/similarity/rdm/rsa.hpp"

namespace syncact::inline v0_1::catalog {

/// Appends them, with their default options.
template <class P>
void add_rdms(std::vector<AnyMeasure<P>>& list) {
  using namespace similarity::rdm;
  detail::add<P, PatternsAndPrecision, Recipe>(list, {});
  detail::add<P, RunsAndPrecision, Crossnobis, CrossValidatedPoissonKl>(list, {});
  detail::add<P, TablesAndCovariance, Rsa, MantelTest, DistinctValues>(list, {});
  detail::add<P, Stack, RdmCeiling, RsaWithin>(list, {});
}

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
