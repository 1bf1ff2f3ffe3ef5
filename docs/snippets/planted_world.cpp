/// The planted world in small: a film, two networks that watch it, a brain that watches it, and the truth about all three.
/// Writes the filmstrip of docs/concepts/planted_world.md as planted_movie.ppm.
#include <fstream>
#include <iostream>

#include "syncact/hrf/double_gamma.hpp"
#include "syncact/synthetic/brain.hpp"
#include "syncact/synthetic/examination.hpp"
#include "syncact/synthetic/tuned_network.hpp"

namespace syn = syncact::synthetic;
using syncact::Index;

/// `n_rows` strips of `n_columns` frames, one every `step` frames, each pixel drawn `zoom` times as large.
syn::Image filmstrip(const syn::Movie& movie, Index first, Index step, Index n_rows, Index n_columns, Index zoom) {
  const Index edge = movie.settings().width * zoom, gap = 4;
  syn::Image strip(n_rows * (edge + gap) - gap, n_columns * (edge + gap) - gap, 3);
  strip.values.setOnes();
  for (Index i = 0; i < n_rows * n_columns; ++i) {
    const syn::Image frame = movie.frame(first + i * step).image;
    for (Index y = 0; y < edge; ++y) {
      for (Index x = 0; x < edge; ++x) {
        const Index row = i / n_columns * (edge + gap) + y, column = i % n_columns * (edge + gap) + x;
        strip.values.row(row * strip.width + column) = frame.values.row(y / zoom * frame.width + x / zoom);
      }
    }
  }
  return strip;
}

int main() {
  //! [world]
  // A film of two runs, one frame at a time, and what can be seen in it.
  const syn::Movie movie({.runs = {syncact::Seconds{60}, syncact::Seconds{60}}, .seed = 1});
  const auto visible = movie.visible();  // [frame x category]

  // Networks of one architecture: random filters, and filters made for the categories. Nobody tells them what is shown.
  const std::vector<syn::ConvNet> nets = {syn::TunedNetwork{.tuning = 0}.make(), syn::TunedNetwork{.tuning = 1}.make()};
  const auto activations = syn::activations(nets, movie);  // of each, [frame x unit]
  const auto examined = syn::Examination{.n_train = 90, .n_test = 180}.grade(nets);

  // Brains that follow the film through the SPM response, with a scan every 1.5 s, taken as measured in its middle.
  const auto scans = syncact::Timeline::scans(syncact::Seconds{1.5}, 0.5, {40, 40});
  const auto brain = syn::plant_brain(visible, movie.frames(), scans, syncact::hrf::DoubleGamma::spm(), {.seed = 1});
  const auto bold = brain.bold(0);  // [scan x voxel] of the first subject
  //! [world]

  std::cout << movie.n_frames() << " frames, " << movie.events(0).size() + movie.events(1).size() << " events of "
            << movie.n_categories() << " categories\n";
  std::cout << activations[0].cols() << " units, the tuned network is the better one: " << std::boolalpha
            << (examined[1].accuracy.top1 > examined[0].accuracy.top1) << "\n";
  std::cout << bold.rows() << " scans of " << bold.cols() << " voxels, " << brain.n_networks() << " networks\n";
  std::ofstream file("planted_movie.ppm", std::ios::binary);
  syn::write_ppm(file, filmstrip(movie, 28, 12, 2, 6, 2));
}
