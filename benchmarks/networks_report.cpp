/// What dictionary learning costs in time and memory, on files of any size; see networks_report.py.
///   benchmark_networks_report make FILE TIMES VOXELS NETWORKS     planted data as [voxel x time] npy, float, written in pieces
///   benchmark_networks_report learn FILE NETWORKS PASSES BLOCK THREADS
/// learn reads BLOCK voxels at a time (0: all) and prints one line of JSON: seconds, of them for a pass; the exact objective
/// per voxel; bytes that plan_training counts and that the process took (most resident memory, less what it had before).
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

#include "syncact/io/npy/npy.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/networks/learners/training_plan.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

namespace {

using namespace syncact;

/// Voxels read from a file into memory that counts as ours, unlike that of a mapped file.
struct FileSource {
  std::string path;
  Index offset, times, voxels;

  [[nodiscard]] Index n_times() const { return times; }
  [[nodiscard]] Index n_voxels() const { return voxels; }
  [[nodiscard]] SeriesView<float> view(Index first, Index n, MatrixX<float>& buffer) const {
    if (buffer.rows() != times || buffer.cols() < n) buffer.resize(times, n);
    std::ifstream file(path, std::ios::binary);
    file.seekg(offset + first * times * 4);
    file.read(reinterpret_cast<char*>(buffer.data()), n * times * 4);
    if (!file) throw FileError(path + ": cannot be read");
    return SeriesView<float>(buffer.data(), times, n, 1, times);
  }
};

/// The signals of a planted problem over and over, each time with new noise of the problem's strength.
void make(const std::string& path, Index n_times, Index n_voxels, Index n_networks) {
  const bool whole_brain = n_voxels > 20000;
  const synthetic::PlantedDictionary problem{
      .n_times = n_times,
      .n_networks = n_networks,
      .grid = whole_brain ? std::array<Index, 3>{50, 40, 30} : std::array<Index, 3>{25, 25, 32},
      .squared_radius = whole_brain ? 27 : 14,
      .noise = 0};
  const MatrixX<float> signals = problem.make<float>().series;
  io::AtomicFile file(path);
  const Index shape[] = {n_voxels, n_times};
  file.write(io::detail::npy_header_bytes<float>(shape));
  MatrixX<float> piece;
  for (Index first = 0; first < n_voxels; first += 4096) {
    piece.resize(n_times, std::min<Index>(4096, n_voxels - first));
    Threads{}.bulk(piece.cols(), [&](Index i) {
      const Index v = first + i;
      const Random random(1, static_cast<std::uint64_t>(v));
      for (Index t = 0; t < n_times; ++t) {
        const auto noise = static_cast<float>(2 * random.normal(static_cast<std::uint64_t>(t)));
        piece(t, i) = signals(t, v % signals.cols()) + noise;
      }
    });
    file.write(std::as_bytes(std::span(piece.data(), static_cast<std::size_t>(piece.size()))));
  }
  file.commit();
}

Index most_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<Index>(usage.ru_maxrss) * 1024;
}

void learn(const std::string& path, Index n_networks, Index n_passes, Index block, Index n_threads) {
  const auto shape = io::NpyArray(path).shape();
  const Index n_voxels = shape[0], n_times = shape[1];
  const auto size = static_cast<Index>(std::filesystem::file_size(path));
  const FileSource source{path, size - n_times * n_voxels * 4, n_times, n_voxels};
  networks::learners::OnlineDictionaryLearning<> learner{.n_networks = n_networks,
                                                         .coder = {.alpha = 6},
                                                         .scaling = networks::Scaling::none,
                                                         .n_passes = n_passes,
                                                         .tolerance = 0};
  if (block > 0) learner.block_size = block;
  double nonzero = 0;
  std::vector<double> ends;
  const auto now = [begin = std::chrono::steady_clock::now()] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  learner.after_pass = [&](const networks::learners::PassReport& report) {
    nonzero = std::max(nonzero, report.nonzero_per_voxel);
    ends.push_back(now());
    return true;
  };
  const Index before = most_memory();
  networks::learners::TrainingState<float> state;
  const auto learned = learner.learn_from(source, state, {.executor = Threads{n_threads}});
  const double seconds = now(),
               pass = n_passes > 1 ? (ends.back() - ends.front()) / static_cast<double>(n_passes - 1) : ends[0];
  const auto plan = networks::learners::plan_training<float>(learner, n_times, n_voxels, nonzero);
  std::printf(
      "{\"times\": %ld, \"voxels\": %ld, \"networks\": %ld, \"passes\": %ld, \"seconds\": %.3f, \"pass\": %.3f, \"objective\": "
      "%.2f, "
      "\"nonzero_per_voxel\": %.1f, \"planned\": %ld, \"taken\": %ld, \"data\": %ld}\n",
      n_times, n_voxels, n_networks, n_passes, seconds, pass,
      learned.coding.objective / static_cast<double>(learned.coding.n_signals), nonzero, plan.peak_bytes(),
      most_memory() - before, n_times * n_voxels * 4);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  const auto number = [&](int i) { return static_cast<Index>(std::atoll(argv[i])); };
  if (command == "make" && argc == 6) {
    make(argv[2], number(3), number(4), number(5));
  } else if (command == "learn" && argc == 7) {
    learn(argv[2], number(3), number(4), number(5), number(6));
  } else {
    std::fprintf(stderr, "usage: %s make FILE TIMES VOXELS NETWORKS | learn FILE NETWORKS PASSES BLOCK THREADS\n", argv[0]);
    return 2;
  }
  return 0;
}
