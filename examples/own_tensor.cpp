/// A lab's own tensor as input: one specialization, no copy.
#include <iostream>
#include <vector>

#include "syncact/core/random.hpp"
#include "syncact/core/series.hpp"
#include "syncact/synchrony/measure/pearson.hpp"

namespace lab {

/// Voxel series as many scanners' tools hold them: time backwards, voxels interleaved in pairs.
struct Recording {
  std::vector<float> samples;
  std::ptrdiff_t n_times, n_voxels;
};

}  // namespace lab

/// Where element (0, 0) is, and how far to the next time and the next voxel.
template <>
struct syncact::series_traits<lab::Recording> {
  using scalar = float;
  static SeriesView<float> view(const lab::Recording& r) {
    return {r.samples.data() + (r.n_times - 1) * r.n_voxels, r.n_times, r.n_voxels, -r.n_voxels, 1};
  }
};

static_assert(syncact::StoredSeries<lab::Recording>, "viewed, not copied");

int main() {
  lab::Recording recording{std::vector<float>(200 * 3), 200, 3};
  const syncact::Random random(1);
  for (std::size_t i = 0; i < recording.samples.size(); ++i) recording.samples[i] = static_cast<float>(random.normal(i));
  for (std::size_t t = 0; t < 200; ++t)
    recording.samples[t * 3 + 2] = -2 * recording.samples[t * 3];  // voxel 2 mirrors voxel 0

  syncact::with_series(recording, [](const auto& series) {
    const auto r = syncact::synchrony::measure::Pearson{}.compare(series, series);
    std::cout << "voxels " << series.n_signals() << ", scans " << series.n_times() << '\n';
    std::cout << "r(0, 0) = " << r(0, 0) << ", r(0, 2) = " << r(0, 2) << '\n';
  });
}
