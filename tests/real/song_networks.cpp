/// A sitcom, 100 features of it, and networks learned from the 200 parcels of its viewers, or of people at rest.
#include <iostream>

#include "real/song_study.hpp"
#include "support/catch.hpp"
#include "support/data.hpp"
#include "syncact/io/text/series_table.hpp"  // links what real/song_study.hpp reads with
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/synchrony/couple.hpp"

namespace test_real_song_networks {

using namespace syncact;
using syncact::test::data;
namespace song = syncact::test::song;

constexpr std::uint64_t n_seeds = 8;

networks::Networks<double> learned(const MatrixX<double>& parcels, std::uint64_t seed) {
  return networks::learners::OnlineDictionaryLearning<>{.n_networks = 20, .coder = {.alpha = 0.15}, .seed = seed}.learn(
      parcels);
}

/// How alike each learned map and the set of parcels of each of Schaefer's networks are: Pearson's r over parcels, [20 x 7].
MatrixX<double> overlap(const networks::Networks<double>& found, const MatrixX<double>& membership) {
  const MatrixX<double> maps = found.maps.transpose();
  return synchrony::measure::Pearson{}.compare(SeriesView<double>(maps), SeriesView<double>(membership));
}

/// Number of values, and their mean, of the learned networks that are most like each of Schaefer's: [7].
struct ByNetwork {
  VectorX<double> n = VectorX<double>::Zero(7);
  VectorX<double> sum = VectorX<double>::Zero(7);

  void add(const MatrixX<double>& overlap, const VectorX<double>& values) {
    for (Index k = 0; k < values.size(); ++k) {
      Index network = 0;
      overlap.row(k).maxCoeff(&network);
      n[network] += 1;
      sum[network] += values[k];
    }
  }
  [[nodiscard]] double mean(Index network) const { return sum[network] / n[network]; }
  [[nodiscard]] double mean_of_others(Index network) const { return (sum.sum() - sum[network]) / (n.sum() - n[network]); }
};

TEST_CASE("SONG: learned networks are visual, somatomotor and default ones among others, and visual ones are predicted best") {
  const auto study = data("song_movie_fmri");
  if (!study) return;
  const MatrixX<double> brain = song::table(*study / "sitcomep1_groupmean26_z.npy"), features = song::features(*study);
  const MatrixX<double> membership = song::membership(*study);
  ByNetwork all_ridge, all_single;
  VectorX<double> least = VectorX<double>::Ones(7);
  int n_visual_first = 0;
  double n_significant = 0;
  for (std::uint64_t seed = 0; seed < n_seeds; ++seed) {
    const auto found = learned(brain, seed);
    const MatrixX<double> like = overlap(found, membership);
    least = least.cwiseMin(VectorX<double>(like.colwise().maxCoeff()));
    for (const Index n : {song::vis, song::som_mot, song::default_mode}) CHECK(like.col(n).maxCoeff() > 0.35);

    const auto result = synchrony::couple(features, found.time_courses, song::scans(brain.rows()),
                                          {.seed = seed, .tail = synchrony::Tail::both});
    CHECK(result.max_statistic.p(result.r.cwiseAbs().maxCoeff()) <= 0.01);
    for (const auto& best : result.best_neuron) n_significant += best->p_fwe <= 0.05 ? 1 : 0;
    all_single.add(like, result.r.cwiseAbs().colwise().maxCoeff());

    ByNetwork ridge;
    ridge.add(like, song::predicted(features, found.time_courses));
    CHECK(ridge.mean(song::vis) > ridge.mean_of_others(song::vis));
    bool first = true;
    for (Index n = 1; n < 7; ++n) first = first && !(ridge.mean(n) >= ridge.mean(song::vis));  // NaN: there is none
    n_visual_first += first ? 1 : 0;
    all_ridge.n += ridge.n;
    all_ridge.sum += ridge.sum;
  }
  std::cout << "learned networks, " << n_seeds << " seeds: " << n_significant / n_seeds
            << " of 20 coupled (p_fwe <= .05); visual "
            << "ones predicted best in " << n_visual_first << " seeds\n";
  for (Index n = 0; n < 7; ++n) {
    std::cout << "  " << song::networks[static_cast<std::size_t>(n)] << ": " << all_ridge.n[n] / n_seeds
              << " networks a seed, most alike map r >= " << least[n] << ", predicted r " << all_ridge.mean(n)
              << ", best single feature |r| " << all_single.mean(n) << '\n';
  }
  CHECK(2 * n_visual_first > static_cast<int>(n_seeds));
  for (Index n = 1; n < 7; ++n) CHECK(all_ridge.mean(n) < all_ridge.mean(song::vis));
}

TEST_CASE("SONG: nothing survives when the brain was at rest") {
  // By construction each of these four tests finds something in 5 % of such brains; the seed is fixed.
  const auto study = data("song_movie_fmri");
  if (!study) return;
  const MatrixX<double> membership = song::membership(*study);
  for (const char* who : {"sub-001", "sub-002"}) {
    const MatrixX<double> rest = song::table(*study / "fmri" / who / "rest1.npy");
    const Timeline scans = song::scans(rest.rows());
    const MatrixX<double> neurons = song::features(*study).topRows(rest.rows());  // the movie's first ten minutes
    for (const bool learn : {false, true}) {
      const MatrixX<double> networks = learn ? learned(rest, 0).time_courses : song::network_means(rest, membership);
      const auto result = synchrony::couple(neurons, networks, scans, {.tail = synchrony::Tail::both});
      const double largest = result.r.cwiseAbs().maxCoeff(), p = result.max_statistic.p(largest);
      std::cout << who << " at rest, " << (learn ? "20 learned networks" : "7 network means") << ": largest |r| " << largest
                << ", threshold " << result.threshold_fwe << ", p_fwe " << p << ", " << result.settings.n_draws << " shifts\n";
      CHECK(p > 0.05);
    }
  }
}

}  // namespace test_real_song_networks
