#include "files/explored.hpp"

#include <fstream>

#include "syncact/adapt/eigen.hpp"
#include "syncact/io/bytes/atomic_file.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "syncact/numeric/unit_norm.hpp"

namespace cli {

using syncact::as_size;
using syncact::MatrixX;
using syncact::message;
using syncact::RowMatrixX;
using syncact::SeriesView;
using Floats = syncact::RowMatrixX<float>;

namespace {

/// [signal x scan] of mean 0 in each run and norm 1.
Floats rows_of_norm_one(const MatrixX<double>& table, const syncact::Timeline& clock) {
  MatrixX<double> centered = table;
  for (Index r = 0; r < clock.n_runs(); ++r) {
    auto run = centered.middleRows(clock.begin(r), clock.run(r).n);
    run.rowwise() -= run.colwise().mean().eval();
  }
  const auto normalized = syncact::numeric::to_unit_norm(SeriesView<double>(centered), syncact::NanPolicy::exclude);
  return normalized.values.transpose().cast<float>();
}

void write(const std::string& path, const Floats& table, Manifest& manifest) {
  syncact::io::write_npy(path, table);
  manifest.add_output(path);
}

std::span<const float> floats(const syncact::io::NpyArray& array) {
  const auto elements = array.elements<float>();
  if (!elements || array.fortran_order() || array.rank() != 2) {
    throw syncact::FileError(message(array.path().string(), ": must be a table of float32, as couple --explore writes it"));
  }
  return *elements;
}

std::vector<float> row(const syncact::io::NpyArray& array, Index i) {
  const Index width = array.shape()[1];
  const auto begin = floats(array).begin() + i * width;
  return {begin, begin + width};
}

}  // namespace

void write_explorable(const std::string& folder, const Explorable& study, Manifest& manifest) {
  const std::string path = folder + "/explore";
  write(path + "_neurons.npy", rows_of_norm_one(study.neurons, study.clock), manifest);
  write(path + "_voxels.npy", rows_of_norm_one(study.voxels, study.clock), manifest);
  write(path + "_networks.npy", study.network_maps.cast<float>(), manifest);
  write(path + "_mean.npy", study.mean_image.cast<float>().transpose(), manifest);
  const syncact::io::Geometry& geometry = study.mask.geometry;
  nlohmann::ordered_json grid{{"dims", geometry.dims}, {"affine", geometry.affine}};
  grid["oriented"] = geometry.sform_code > 0 || geometry.qform_code > 0;
  grid["voxels"] = study.mask.voxels;
  syncact::io::write_file(path + ".json", grid.dump() + "\n");
  manifest.add_output(path + ".json");
}

Explored::Explored(const std::string& folder)
    : neurons_(folder + "/explore_neurons.npy"),
      voxels_(folder + "/explore_voxels.npy"),
      networks_(folder + "/explore_networks.npy"),
      mean_(folder + "/explore_mean.npy") {
  for (const auto* array : {&neurons_, &voxels_, &networks_, &mean_}) (void)floats(*array);
  const std::string path = folder + "/explore.json";
  std::ifstream file(path);
  grid_ = nlohmann::ordered_json::parse(file, nullptr, false);
  const bool whole = grid_.is_object() && grid_.contains("dims") && grid_.contains("affine") && grid_.contains("voxels");
  if (!whole || std::ssize(grid_["voxels"]) != n_voxels() || neurons_.shape()[1] != voxels_.shape()[1] ||
      networks_.shape()[1] != n_voxels() || mean_.shape() != std::vector<Index>{1, n_voxels()}) {
    throw syncact::FileError(message(path, ": does not fit the tables beside it"));
  }
}

std::vector<float> Explored::correlations(Index neuron) const {
  syncact::require(neuron >= 0 && neuron < n_neurons(), "Explored::correlations", "the neuron must be one of the run", neuron);
  const Index n_scans = voxels_.shape()[1];
  const Eigen::Map<const Floats> voxels(floats(voxels_).data(), n_voxels(), n_scans);
  const Eigen::Map<const syncact::VectorX<float>> course(floats(neurons_).data() + neuron * n_scans, n_scans);
  std::vector<float> map(as_size(n_voxels()));
  Eigen::Map<syncact::VectorX<float>>(map.data(), n_voxels()).noalias() = voxels * course;
  return map;
}

std::vector<float> Explored::network_map(Index network) const {
  syncact::require(network >= 0 && network < n_networks(), "Explored::network_map", "the network must be one of the run",
                   network);
  return row(networks_, network);
}

std::vector<float> Explored::mean_image() const { return row(mean_, 0); }

}  // namespace cli
