// A container of one's own becomes a table by one specialization.
#include "syncact/core/series.hpp"

struct LabTensor {
  const float* samples;
  long n_frames, n_units;
};

template <>
struct syncact::series_traits<LabTensor> {
#if defined(DEFECT_NO_SCALAR)
#elif defined(DEFECT_INT_SCALAR)
  using scalar = int;
#else
  using scalar = float;
#endif
#if defined(DEFECT_NO_VIEW)
#elif defined(DEFECT_WRONG_VIEW)
  static const float* view(const LabTensor& x) { return x.samples; }
#else
  static SeriesView<float> view(const LabTensor& x) { return {x.samples, x.n_frames, x.n_units, x.n_units, 1}; }
#endif
};

syncact::Index n_times(const LabTensor& x) {
  return syncact::with_series(x, [](const auto& view) { return view.n_times(); });
}
