#pragma once
/// Measures of time series.
#include "syncact/core/macros_off.hpp"

#include "syncact/catalog/add.hpp"
#include "syncact/similarity/connectivity/connectivity.hpp"
#include "syncact/similarity/connectivity/isc.hpp"
#include "syncact/similarity/connectivity/isfc.hpp"
#include "syncact/similarity/series/autocorrelation.hpp"
#include "syncact/similarity/series/circular_shift_test.hpp"
#include "syncact/similarity/series/coherency.hpp"
#include "syncact/similarity/series/correlation.hpp"
#include "syncact/similarity/series/correlation_test.hpp"
#include "syncact/similarity/series/cross_correlation.hpp"
#include "syncact/similarity/series/dtw.hpp"
#include "syncact/similarity/series/false_discovery_rate.hpp"
#include "syncact/similarity/series/mutual_information.hpp"
#include "syncact/similarity/series/phase_synchrony.hpp"
#include "syncact/similarity/series/surrogates.hpp"
#include "syncact/similarity/series/xdf.hpp"

namespace syncact::inline v0_1::catalog {

/// Appends them, with their default options.
template <class P>
void add_time_series(std::vector<AnyMeasure<P>>& list) {
  using namespace similarity::series;
  using namespace similarity::connectivity;
  detail::add<P, TwoSeries, Correlation, CrossCorrelation, PeakLag, Coherency, PhaseSynchrony, MutualInformation, Dtw,
              EffectiveSamples, CorrelationP, Xdf, CircularShiftTest, BlockPermutationCorrelation>(list, {});
  detail::add<P, OneSeries, Autocorrelation>(list, {});
  detail::add<P, SeriesAndPhases, PhaseSurrogate, PhaseSurrogateCorrelation>(list, {});
  detail::add<P, OptionsOrSeries, FalseDiscoveryRate>(list, {});
  detail::add<P, SignalTable, similarity::connectivity::Connectivity>(list, {});
  detail::add<P, Stack, Isc, Isfc>(list, {});
}

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
