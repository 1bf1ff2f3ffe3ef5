#pragma once
/// Plain memory as [time x signal] and [frame x channel x height x width]: for hosts with containers of their own.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/series_view.hpp"

namespace syncact::inline v0_1 {

/// A pointer to element (0, 0), two extents and two strides in elements (negative ones too).
template <std::floating_point T>
[[nodiscard]] SeriesView<T> view_of(const T* data, Index n_times, Index n_signals, Index time_stride, Index signal_stride) {
  return SeriesView<T>(data, n_times, n_signals, time_stride, signal_stride);
}

/// C order, [time x signal]: signals are neighbours in memory (npy, NIfTI volumes).
template <std::floating_point T>
[[nodiscard]] SeriesView<T> view_row_major(const T* data, Index n_times, Index n_signals) {
  return SeriesView<T>(data, n_times, n_signals, n_signals, 1);
}

/// Fortran order, [time x signal]: times are neighbours in memory (dtseries, MATLAB with time first).
template <std::floating_point T>
[[nodiscard]] SeriesView<T> view_column_major(const T* data, Index n_times, Index n_signals) {
  return SeriesView<T>(data, n_times, n_signals, 1, n_times);
}

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
