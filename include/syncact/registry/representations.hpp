#pragma once
/// Measures of two representations.
#include "syncact/core/macros_off.hpp"

#include "syncact/registry/add.hpp"
#include "syncact/representation/aligned_cosine.hpp"
#include "syncact/representation/cca.hpp"
#include "syncact/representation/cka.hpp"
#include "syncact/representation/cknna.hpp"
#include "syncact/representation/distance_correlation.hpp"
#include "syncact/representation/eigenspace_overlap.hpp"
#include "syncact/representation/energy_shape.hpp"
#include "syncact/representation/ensd.hpp"
#include "syncact/representation/gaussian_shape.hpp"
#include "syncact/representation/geometry_differences.hpp"
#include "syncact/representation/grassmann.hpp"
#include "syncact/representation/gulp.hpp"
#include "syncact/representation/hsic.hpp"
#include "syncact/representation/linear_regression.hpp"
#include "syncact/representation/procrustes.hpp"
#include "syncact/representation/pwcca.hpp"
#include "syncact/representation/riemannian.hpp"
#include "syncact/representation/rsm_norm_difference.hpp"
#include "syncact/representation/shape_metric.hpp"
#include "syncact/representation/svcca.hpp"

namespace syncact::registry {

/// Appends them, with their default options.
template <class P>
void add_representations(std::vector<AnyMeasure<P>>& list) {
  using namespace representation;
  detail::add<P, TwoTables, Cka, Hsic, Cknna, DistanceCorrelation, Ensd, Gulp, Cca, CcaCorrelations, Svcca, SvccaDims, Pwcca,
              LinearRegression, Procrustes, Nbs, Bures, ShapeMetric, Grassmann, EigenspaceOverlap, AffineInvariantRiemannian,
              MagnitudeDifference, UniformityDifference, ConcentricityDifference, RsmNormDifference, AlignedCosine>(list, {});
  detail::add<P, OneOfTwoTables, ParticipationRatio>(list, {});
  detail::add<P, TwoStacks, GaussianShape, EnergyShape>(list, {});
}

}  // namespace syncact::registry

#include "syncact/core/macros_on.hpp"
