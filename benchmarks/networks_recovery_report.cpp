/// What dictionary learning finds again of planted networks (problem "planted-v1").
///   benchmark_networks_recovery_report atoms FILE NETWORKS SEED   judges the time courses in FILE, npy [network x time] of any
///                                                                 program: one line of JSON; see networks_peers.py --recovery
///   benchmark_networks_recovery_report alphas                     what each alpha finds, as in docs/concepts/networks.md
/// Networks are matched by the size of the correlation of their time courses. r is the mean of these, found the share above .9,
/// f1 that of the supports of maps, of all matched networks together. Codes are exact and in double; objective is their mean
/// lasso objective (alpha 6), largest_gap and largest_kkt the worst of all voxels.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>

#include "sizes.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/networks/learners/encode_voxels.hpp"
#include "syncact/networks/match.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

namespace {

using namespace syncact;

struct Found {
  double r = 0, share = 0, f1 = 0;
};

/// What some networks, time_courses [time x network] and maps [network x voxel], are of those planted.
template <std::floating_point T>
Found compare(const MatrixX<T>& time_courses, const MatrixX<T>& maps, const synthetic::PlantedNetworks<T>& planted) {
  Found found;
  double both = 0, either = 0;
  const auto pairs =
      networks::match(SeriesView<T>(time_courses), SeriesView<T>(planted.time_courses), networks::MatchSign::ignored);
  for (const auto& pair : pairs) {
    found.r += pair.score;
    found.share += pair.score > 0.9 ? 1 : 0;
    const auto learned = maps.row(pair.a).array() != 0, true_one = planted.maps.row(pair.b).array() != 0;
    both += static_cast<double>((learned && true_one).count());
    either += static_cast<double>(learned.count() + true_one.count());
  }
  const auto n = static_cast<double>(pairs.size());
  return {found.r / n, found.share / n, 2 * both / either};
}

void judge_atoms(const std::string& file, Index n_networks, Index seed) {
  const auto world =
      synthetic::PlantedDictionary{.n_networks = n_networks, .seed = static_cast<std::uint64_t>(seed)}.make<double>();
  MatrixX<double> atoms = io::NpyArray(file).to_matrix<double>().transpose();
  require_extent("networks_recovery_report", "number of time points of the atoms", world.series.rows(), atoms.rows());
  require_extent("networks_recovery_report", "number of atoms", n_networks, atoms.cols());
  atoms.colwise().normalize();
  const auto voxels =
      networks::voxel_table("report", SeriesView<double>(world.series), 1, networks::Scaling::none, NanPolicy::raise);
  MatrixX<double> codes = MatrixX<double>::Zero(n_networks, voxels.n_voxels());
  const linalg::DefaultBackend backend;
  const auto all = networks::learners::encode_voxels(
      coding::LassoCd{.alpha = 6, .tolerance = 1e-9}, atoms, voxels, codes,
      Context<std::remove_cvref_t<decltype(backend)>>{.backend = backend, .executor = Threads{}});
  const MatrixX<double> gram = linalg::cross(atoms, atoms, backend), correlation = linalg::cross(atoms, voxels.values, backend);
  double kkt = 0;
  for (Index v = 0; v < voxels.n_voxels(); ++v) {
    const auto certificate = coding::certify_lasso<double>(gram, correlation.col(v),
                                                           voxels.squared_norms[static_cast<std::size_t>(v)], codes.col(v), 6);
    kkt = std::max(kkt, certificate.kkt);
  }
  const Found found = compare(atoms, codes, world);
  std::printf(
      "{\"objective\": %.4f, \"r\": %.4f, \"found\": %.3f, \"f1\": %.3f, \"largest_gap\": %.2g, \"largest_kkt\": %.2g}\n",
      all.objective / static_cast<double>(all.n_signals), found.r, found.share, found.f1, all.largest_residual, kkt);
}

void judge_alphas() {
  struct Problem {
    Index n_times, n_networks;
  };
  for (const Problem problem : {Problem{284, 50}, Problem{900, 50}, Problem{284, 100}}) {
    synthetic::PlantedDictionary planted{.n_times = sized(problem.n_times, 60), .n_networks = sized(problem.n_networks, 5)};
    if (sized(0, 1) == 1) planted.grid = {10, 10, 8}, planted.squared_radius = 4;
    const auto world = planted.make<float>();
    for (const double alpha : {0.05, 0.1, 0.15, 0.2, 0.3}) {
      const networks::learners::OnlineDictionaryLearning<> learner{
          .n_networks = planted.n_networks, .coder = {.alpha = alpha}, .n_passes = 5, .tolerance = 0};
      const auto learned = learner.learn(SeriesView<float>(world.series), {.executor = Threads{}});
      const Found found = compare<float>(learned.time_courses, learned.maps, world);
      std::printf("%ld networks, T %ld, alpha %.2f: r %.3f, found %.2f, f1 %.2f\n", static_cast<long>(problem.n_networks),
                  static_cast<long>(problem.n_times), alpha, found.r, found.share, found.f1);
      std::fflush(stdout);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  try {
    if (command == "atoms" && argc == 5) {
      judge_atoms(argv[2], std::atoll(argv[3]), std::atoll(argv[4]));
    } else if (command == "alphas" && argc == 2) {
      judge_alphas();
    } else {
      std::fprintf(stderr, "usage: %s atoms FILE NETWORKS SEED | alphas\n", argv[0]);
      return 2;
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
