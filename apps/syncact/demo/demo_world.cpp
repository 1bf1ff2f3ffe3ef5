#include "demo/demo_world.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "commands/prepare.hpp"
#include "demo/onnx.hpp"
#include "files/outputs.hpp"
#include "films/films.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/io/bytes/atomic_file.hpp"
#include "syncact/io/nifti/nifti_write.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "syncact/io/text/table_write.hpp"
#include "syncact/synthetic/tuned_network.hpp"
#include "ui/progress_bar.hpp"

namespace cli {

using syncact::MatrixX;
using syncact::Seconds;
using syncact::Timeline;
namespace io = syncact::io;
namespace synthetic = syncact::synthetic;

namespace {

std::vector<DemoModel> make_models(const synthetic::Movie& movie, std::uint64_t seed, const syncact::Threads& threads) {
  std::vector<DemoModel> models;
  std::vector<synthetic::ConvNet> nets;
  for (const double tuning : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    nets.push_back(synthetic::TunedNetwork{.tuning = tuning, .categories = movie.categories(), .seed = seed}.make());
    char name[16];
    std::snprintf(name, sizeof(name), "tuning_%03d", static_cast<int>(std::lround(100 * tuning)));
    models.push_back({.name = name, .tuning = tuning, .activations = {}, .units = {}, .examined = {}});
  }
  ProgressBar bar("networks watch the film");
  const auto activations = synthetic::activations(nets, movie, {.executor = threads, .progress = bar.callback()});
  const synthetic::Examination examination{.pictures = {.categories = movie.categories(), .seed = seed}};
  const auto grades = examination.grade(nets, {.executor = threads});
  for (std::size_t m = 0; m < nets.size(); ++m) {
    models[m].activations = activations[m].cast<double>();
    models[m].examined = grades[m];
    for (Index unit = 0; unit < nets[m].n_units(); ++unit) models[m].units.push_back(nets[m].unit_name(unit));
  }
  return models;
}

MatrixX<double> mean_bold(const synthetic::Brain& brain, const syncact::Threads& threads) {
  MatrixX<double> sum = MatrixX<double>::Zero(brain.scans.size(), brain.n_voxels());
  const auto n = static_cast<Index>(brain.subjects.size());
  ProgressBar bar("people watch the film");
  const syncact::Progress progress = bar.callback();
  for (Index s = 0; s < n; ++s) {
    sum += brain.bold(s, {.executor = threads}).cast<double>();
    if (progress) progress(s + 1, n);
  }
  return (sum / static_cast<double>(n)).cast<float>().cast<double>();  // as stored: the files give the same results
}

}  // namespace

DemoWorld make_demo_world(const RunArguments& a) {
  synthetic::Movie movie({.seed = a.seed});
  std::vector<DemoModel> models = make_models(movie, a.seed, threads(a));
  std::vector<Index> lengths;
  for (const syncact::Run& run : movie.frames().runs()) lengths.push_back(std::llround(run.duration().count() / demo_tr));
  const Timeline scans = Timeline::scans(Seconds{demo_tr}, 0.5, lengths);
  synthetic::Brain brain = synthetic::plant_brain(movie.visible({.executor = threads(a)}), movie.frames(), scans,
                                                  syncact::hrf::DoubleGamma::spm(), {.seed = a.seed});
  MatrixX<double> bold = mean_bold(brain, threads(a));
  return {std::move(movie), std::move(models), std::move(brain), std::move(bold)};
}

io::Mask demo_mask(const DemoWorld& world) {
  io::Geometry geometry;
  geometry.dims = world.brain.grid.shape;
  geometry.voxel_size = {4, 4, 4};
  geometry.sform_code = 1;
  geometry.spatial_unit = 2;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    geometry.sform[axis][axis] = 4;
    geometry.sform[axis][3] = -2.0 * static_cast<double>(geometry.dims[axis] - 1);
  }
  geometry.affine = geometry.sform;
  return {geometry, world.brain.grid.voxels, {}};
}

void write_demo_inputs(const std::string& folder, const DemoWorld& world, Manifest& manifest) {
  make_folder(folder);
  const auto file = [&](const std::string& name) {
    manifest.add_output(folder + "/" + name);
    return folder + "/" + name;
  };
  for (const DemoModel& model : world.models) {
    io::write_npy(file("activations_" + model.name + ".npy"), MatrixX<float>(model.activations.cast<float>()));
  }
  std::string units;
  for (const std::string& unit : world.models.front().units) units += unit + "\n";
  io::write_file(file("units.txt"), units);
  const io::Mask mask = demo_mask(world);
  const io::NiftiLabels series{.description = "planted world, mean over subjects", .intent_name = {}, .tr = Seconds{demo_tr}};
  io::write_nifti(file("bold.nii.gz"), world.bold, mask, series);
  io::write_nifti(file("mask.nii.gz"), MatrixX<double>(MatrixX<double>::Ones(1, mask.size())), mask);
  io::write_nifti(file("true_maps.nii.gz"), world.brain.maps, mask);
  for (Index r = 0; r < world.frames().n_runs(); ++r) {
    io::TsvWriter events({"onset", "duration", "trial_type"});
    for (const auto& event : world.movie.events(r)) {
      events.row(event.onset, event.duration, syncact::nth(world.movie.categories(), event.category).name);
    }
    events.write(file("events_run-" + std::to_string(r + 1) + ".tsv"));
  }
}

void write_demo_film(const std::string& folder, const DemoWorld& world, Manifest& manifest) {
  const synthetic::MovieSettings& settings = world.movie.settings();
  const synthetic::ConvNet net =
      synthetic::TunedNetwork{.tuning = 1, .categories = world.movie.categories(), .seed = settings.seed}.make();
  io::write_file(folder + "/network.onnx", onnx_of(net, settings.height, settings.width));
  manifest.add_output(folder + "/network.onnx");
  const auto picture = [&](Index number) {
    const synthetic::Image image = world.movie.frame(number).image;
    syncact::film::Frame frame{0, image.height, image.width, {}};
    for (Index pixel = 0; pixel < image.values.rows(); ++pixel) {
      for (Index colour = 0; colour < 3; ++colour) {
        const float value = std::clamp(image.values(pixel, colour), 0.0F, 1.0F);
        frame.rgb.push_back(static_cast<std::uint8_t>(std::lround(255 * value)));
      }
    }
    return frame;
  };
  for (Index r = 0; r < world.frames().n_runs(); ++r) {
    const std::string path = folder + "/film_run-" + std::to_string(r + 1) + ".avi";
    const Index first = world.frames().begin(r);
    write_movie(path, settings.frames_per_second, world.frames().run(r).n, [&](Index i) { return picture(first + i); });
    manifest.add_output(path);
  }
}

}  // namespace cli
