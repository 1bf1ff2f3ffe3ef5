/// Dictionary learning on problem "planted-v1" for comparison with other programs on the same data; see networks_peers.py.
///   benchmark_networks_peers make FOLDER NETWORKS SEED     X.npy [voxel x time], D0.npy and planted.npy [network x time];
///                                                          284 x 20 000, with 400 networks 900 x 50 000
///   benchmark_networks_peers learn FOLDER PASSES THREADS [double]
///                                                          learns from X.npy and D0.npy, writes ours.npy: seconds (without
///                                                          maps, which peers' fits do not make either; median of five runs, as
///                                                          OpenBLAS's own threads spin for the first 0.1 s of a process) and
///                                                          exact objective; PASSES may be less than one
///   benchmark_networks_peers objective FOLDER              exact objective of D.npy [network x time]
///   benchmark_networks_peers encode FOLDER THREADS         exact codes in planted.npy: seconds (median of 25 runs)
/// Products are OpenBLAS's, which the peers use too. Results are one line of JSON. The objective is the mean over voxels of the
/// lasso's, alpha 6, of exact codes in double.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <span>
#include <string>

#include "median.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/networks/learners/encode_voxels.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

namespace {

using namespace syncact;

constexpr double alpha = 6;

template <std::floating_point T>
MatrixX<T> read(const std::string& folder, const char* name) {
  return io::NpyArray(folder + "/" + name).to_matrix<T>().transpose();
}

/// Different voxels at hashed places, of unit norm.
MatrixX<float> first_atoms(const MatrixX<float>& series, Index n_networks) {
  MatrixX<float> atoms(series.rows(), n_networks);
  std::vector<Index> drawn;
  constexpr auto hash = synthetic::PlantedDictionary::hash;
  for (std::uint64_t j = 0; static_cast<Index>(drawn.size()) < n_networks; ++j) {
    const auto v = static_cast<Index>(hash(hash(hash(7) ^ 9) ^ j) % static_cast<std::uint64_t>(series.cols()));
    if (std::find(drawn.begin(), drawn.end(), v) != drawn.end()) continue;
    atoms.col(static_cast<Index>(drawn.size())) = series.col(v).cast<double>().normalized().cast<float>();
    drawn.push_back(v);
  }
  return atoms;
}

/// Exact codes of all voxels in atoms of unit norm.
template <std::floating_point T, Executor E>
coding::CodingSummary encode(const networks::VoxelTable<T>& voxels, const MatrixX<T>& atoms, double tolerance,
                             const E& executor) {
  MatrixX<T> codes = MatrixX<T>::Zero(atoms.cols(), voxels.n_voxels());
  return networks::learners::encode_voxels(coding::LassoCd{.alpha = alpha, .tolerance = tolerance}, atoms, voxels, codes,
                                           {.executor = executor});
}

/// The series as they are.
template <std::floating_point T>
networks::VoxelTable<T> voxels_of(const MatrixX<T>& series) {
  return networks::voxel_table("networks_peers", SeriesView<T>(series), 1, networks::Scaling::none, NanPolicy::raise);
}

/// Of atoms inside the unit ball: lengthening them never costs.
double objective(const MatrixX<double>& series, const MatrixX<double>& atoms) {
  MatrixX<double> unit = atoms;
  for (Index k = 0; k < unit.cols(); ++k) {
    if (unit.col(k).norm() > 0) unit.col(k).normalize();
  }
  const auto all = encode(voxels_of(series), unit, 1e-8, Threads{});
  return all.objective / static_cast<double>(all.n_signals);
}

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Learns from X.npy and D0.npy, writes the time courses to ours.npy.
template <std::floating_point T>
void learn(const std::string& folder, double n_passes, Index n_threads) {
  const MatrixX<T> series = read<T>(folder, "X.npy");
  const MatrixX<double> start = read<double>(folder, "D0.npy");
  networks::learners::OnlineDictionaryLearning<> learner;
  learner.n_networks = start.cols();
  learner.coder.alpha = alpha;
  learner.scaling = networks::Scaling::none;
  learner.n_passes = std::max<Index>(static_cast<Index>(n_passes), 1);
  learner.tolerance = 0;
  learner.start_atoms = start;
  if (start.cols() > 200) learner.batch_size = 512;  // as docs/concepts/networks.md advises
  const double share = std::min(n_passes, 1.0);      // a part of a pass: that share of the voxels, evenly from all
  const auto fill = [&](Index from, linalg::Panel<T> out) {
    for (Index i = 0; i < out.cols(); ++i) out.col(i) = series.col(static_cast<Index>(static_cast<double>(from + i) / share));
  };
  const networks::GeneratedVoxels<T, decltype(fill)> source{
      series.rows(), static_cast<Index>(share * static_cast<double>(series.cols())), fill};
  MatrixX<T> learned;
  std::array<double, 5> seconds;
  for (double& run : seconds) {
    networks::learners::TrainingState<T> state;
    const double begin = now();
    learned = learner.train_from(source, state, {.executor = Threads{n_threads}});
    run = now() - begin;
  }
  io::write_npy(folder + "/ours.npy", MatrixX<T>(learned.transpose()));
  std::printf("{\"seconds\": %.4f, \"objective\": %.4f}\n", median(seconds),
              objective(series.template cast<double>(), learned.template cast<double>()));
}

int run(const std::string& command, const std::string& folder, double number, Index second, const std::string& third) {
  const auto first = static_cast<Index>(number);
  if (command == "make") {
    synthetic::PlantedDictionary problem{.n_networks = first, .seed = static_cast<std::uint64_t>(second)};
    if (first == 400) problem.n_times = 900, problem.grid = {50, 40, 25}, problem.squared_radius = 25;
    const auto world = problem.make<float>();
    io::write_npy(folder + "/X.npy", MatrixX<float>(world.series.transpose()));
    io::write_npy(folder + "/D0.npy", MatrixX<float>(first_atoms(world.series, first).transpose()));
    io::write_npy(folder + "/planted.npy", MatrixX<float>(world.time_courses.colwise().normalized().transpose()));
    std::puts("{}");
  } else if (command == "learn") {
    third == "double" ? learn<double>(folder, number, second) : learn<float>(folder, number, second);
  } else if (command == "objective") {
    std::printf("{\"objective\": %.4f}\n", objective(read<double>(folder, "X.npy"), read<double>(folder, "D.npy")));
  } else if (command == "encode") {
    const networks::VoxelTable<float> voxels = voxels_of(read<float>(folder, "X.npy"));
    const MatrixX<float> atoms = read<float>(folder, "planted.npy");
    std::array<double, 25> seconds;
    coding::CodingSummary all;
    for (double& run : seconds) {
      const double begin = now();
      all = encode(voxels, atoms, 1e-6, Threads{first});
      run = now() - begin;
    }
    std::printf("{\"seconds\": %.5f, \"largest_gap\": %.3g}\n", median(seconds), all.largest_residual);
  } else {
    return 2;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int i) { return argc > i ? std::atof(argv[i]) : 1.0; };
  const int status =
      argc >= 3 ? run(argv[1], argv[2], number(3), static_cast<Index>(number(4)), argc > 5 ? argv[5] : "float") : 2;
  if (status == 2) std::fprintf(stderr, "usage: %s make|learn|objective|encode FOLDER ...\n", argv[0]);
  return status;
}
