#pragma once
/// Measures of two representations.
#include "syncact/core/macros_off.hpp"

#include "syncact/catalog/add.hpp"
#include "syncact/similarity/representation/aligned_cosine.hpp"
#include "syncact/similarity/representation/cca.hpp"
#include "syncact/similarity/representation/cka.hpp"
#include "syncact/similarity/representation/cknna.hpp"
#include "syncact/similarity/representation/distance_correlation.hpp"
#include "syncact/similarity/representation/eigenspace_overlap.hpp"
#include "syncact/similarity/representation/energy_shape.hpp"
#include "syncact/similarity/representation/ensd.hpp"
#include "syncact/similarity/representation/gaussian_shape.hpp"
#include "syncact/similarity/representation/geometry_differences.hpp"
#include "syncact/similarity/representation/grassmann.hpp"
#include "syncact/similarity/representation/gulp.hpp"
#include "syncact/similarity/representation/hsic.hpp"
#include "syncact/similarity/representation/linear_regression.hpp"
#include "syncact/similarity/representation/procrustes.hpp"
#include "syncact/similarity/representation/pwcca.hpp"
#include "syncact/similarity/representation/riemannian.hpp"
#include "syncact/similarity/representation/rsm_norm_difference.hpp"
#include "syncact/similarity/representation/sampled_cka.hpp"
#include "syncact/similarity/representation/shape_metric.hpp"
#include "syncact/similarity/representation/svcca.hpp"

namespace syncact::inline v0_1::catalog {

/// Appends them, with their default options.
template <class P>
void add_representations(std::vector<AnyMeasure<P>>& list) {
  using namespace similarity::representation;
  detail::add<P, TwoTables, Cka, Hsic, Cknna, DistanceCorrelation, Ensd, Gulp, Cca, CcaCorrelations, Svcca, SvccaDims, Pwcca,
              LinearRegression, Procrustes, Nbs, Bures, ShapeMetric, Grassmann, EigenspaceOverlap, AffineInvariantRiemannian,
              MagnitudeDifference, UniformityDifference, ConcentricityDifference, RsmNormDifference, AlignedCosine>(list, {});
  detail::add<P, TwoTables, SampledCka>(list, {});
  detail::add<P, OneOfTwoTables, ParticipationRatio>(list, {});
  detail::add<P, TwoStacks, GaussianShape, EnergyShape>(list, {});
}

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
