#pragma once
/// Measures of time series.
#include "syncact/core/macros_off.hpp"

#include "syncact/registry/add.hpp"
#include "syncact/timeseries/autocorrelation.hpp"
#include "syncact/timeseries/circular_shift_test.hpp"
#include "syncact/timeseries/coherency.hpp"
#include "syncact/timeseries/connectivity.hpp"
#include "syncact/timeseries/correlation.hpp"
#include "syncact/timeseries/correlation_test.hpp"
#include "syncact/timeseries/cross_correlation.hpp"
#include "syncact/timeseries/dtw.hpp"
#include "syncact/timeseries/false_discovery_rate.hpp"
#include "syncact/timeseries/isc.hpp"
#include "syncact/timeseries/isfc.hpp"
#include "syncact/timeseries/mutual_information.hpp"
#include "syncact/timeseries/phase_synchrony.hpp"
#include "syncact/timeseries/surrogates.hpp"
#include "syncact/timeseries/xdf.hpp"

namespace syncact::registry {

/// Appends them, with their default options.
template <class P>
void add_time_series(std::vector<AnyMeasure<P>>& list) {
  using namespace timeseries;
  detail::add<P, TwoSeries, Correlation, CrossCorrelation, PeakLag, Coherency, PhaseSynchrony, MutualInformation, Dtw,
              EffectiveSamples, CorrelationP, Xdf, CircularShiftTest, BlockPermutationCorrelation>(list, {});
  detail::add<P, OneSeries, Autocorrelation>(list, {});
  detail::add<P, SeriesAndPhases, PhaseSurrogate, PhaseSurrogateCorrelation>(list, {});
  detail::add<P, OptionsOrSeries, FalseDiscoveryRate>(list, {});
  detail::add<P, SignalTable, Connectivity>(list, {});
  detail::add<P, Stack, Isc, Isfc>(list, {});
}

}  // namespace syncact::registry

#include "syncact/core/macros_on.hpp"
