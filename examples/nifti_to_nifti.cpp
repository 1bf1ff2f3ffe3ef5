/// NIfTI in, networks out as NIfTI in the same space.
#include <iostream>

#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/io/nifti/nifti.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/signal/clean.hpp"

namespace {

/// A scan of 8 x 8 x 4 voxels whose left and right half follow different series.
void write_scan(const char* path) {
  const syncact::Random random(3);
  syncact::MatrixX<double> bold(200, 256);
  for (syncact::Index v = 0; v < 256; ++v) {
    for (syncact::Index t = 0; t < 200; ++t) {
      const double half = random.normal(std::uint64_t(v % 8 < 4 ? t : 1000 + t));
      bold(t, v) = 900 + 30 * half + 5 * random.normal(std::uint64_t(10000 + 200 * v + t));
    }
  }
  syncact::io::Geometry grid;
  grid.dims = {8, 8, 4};
  syncact::io::write_nifti(path, bold, syncact::io::whole_mask(grid), {.tr = syncact::Seconds{2}});
}

}  // namespace

int main() {
  write_scan("bold.nii.gz");

  const auto scan = syncact::io::read_nifti<float>("bold.nii.gz");
  const auto clock = syncact::Timeline::scans(scan.header.tr().value(), 0.5, {scan.values.rows()});
  const auto cleaned = syncact::signal::clean(scan.values, clock);
  const syncact::networks::learners::OnlineDictionaryLearning<> learner{.n_networks = 2};
  const auto found = learner.learn(cleaned.values);
  syncact::io::write_nifti("networks.nii.gz", found.maps, scan.mask);

  for (syncact::Index k = 0; k < found.size(); ++k) {
    syncact::Index left = 0, right = 0;
    for (syncact::Index v = 0; v < 256; ++v) (v % 8 < 4 ? left : right) += found.maps(k, v) != 0 ? 1 : 0;
    std::cout << "a network of " << std::max(left, right) << " voxels in one half and " << std::min(left, right)
              << " in the other\n";
  }
  const auto maps = syncact::io::read_nifti_header("networks.nii.gz");
  std::cout << maps.n_volumes << " maps of " << syncact::io::dims_text(maps.geometry.dims) << " voxels\n";
}
