/// A sitcom, 100 features of it, and the mean brain of 26 viewers: known answers.
#include <iostream>

#include "real/song_study.hpp"
#include "support/catch.hpp"
#include "support/data.hpp"
#include "support/table_close.hpp"
#include "syncact/hrf/none.hpp"
#include "syncact/io/text/series_table.hpp"
#include "syncact/signal/to_scans.hpp"
#include "syncact/synchrony/couple.hpp"

namespace test_real_song {

using namespace syncact;
using syncact::test::data;
using syncact::test::table_close;
using syncact::test::WithinAbs;
namespace song = syncact::test::song;

TEST_CASE("SONG: every feature x network correlation is the known one, and only visual ones pass the family-wise threshold") {
  const auto study = data("song_movie_fmri");
  if (!study) return;
  const MatrixX<double> brain = song::table(*study / "sitcomep1_groupmean26_z.npy");
  const Timeline scans = song::scans(brain.rows());
  const MatrixX<double> neurons = signal::to_scans(song::features(*study), scans, hrf::None{}, scans);
  const MatrixX<double> networks = song::network_means(brain, song::membership(*study));
  const auto result = synchrony::couple(neurons, networks, scans, {.tail = synchrony::Tail::both});

  const auto expected = io::read_series_table(*study / "expected_network_feature_r.tsv");
  CHECK(table_close(result.r, expected.values.rightCols(7), 1e-6) == "");  // the file has six decimals

  const auto& best = *result.best_neuron[song::vis];
  CHECK(best.neuron == 0);
  CHECK_THAT(best.r, WithinAbs(0.268, 5e-4));
  CHECK(result.r.cwiseAbs().maxCoeff() == std::abs(best.r));
  CHECK(best.p_fwe <= 0.01);
  // The known ceiling, .231, is from 1000 shifts by any amount; these are shifts by 30 s or more. Ceilings of 1000 draws
  // differ by about .001 from seed to seed.
  CHECK_THAT(result.threshold_fwe, WithinAbs(0.231, 0.005));
  const MatrixX<double> p = result.table(&synchrony::Coupling::p_fwe);
  CHECK((p.rightCols(6).array() > 0.05).all());
  std::cout << "feature 0 x Vis: r " << best.r << ", p_fwe " << best.p_fwe << "; threshold " << result.threshold_fwe << "; "
            << (p.array() <= 0.05).count() << " pairs with p_fwe <= .05, all visual\n";

  const MatrixX<double> of_parcels =
      synchrony::measure::Pearson{}.compare(SeriesView<double>(neurons), SeriesView<double>(brain));
  const MatrixX<double> membership = song::membership(*study);
  const auto largest_in = [&](song::Network n) {
    return of_parcels.row(0).cwiseAbs().transpose().cwiseProduct(membership.col(n)).maxCoeff();
  };
  std::cout << "feature 0, largest |r| with a parcel: Vis " << largest_in(song::vis) << ", Default "
            << largest_in(song::default_mode) << '\n';
}

TEST_CASE("SONG: held-out prediction of the parcels by the features has the known size, and peaks at lag zero") {
  const auto study = data("song_movie_fmri");
  if (!study) return;
  const MatrixX<double> brain = song::table(*study / "sitcomep1_groupmean26_z.npy"), features = song::features(*study);
  const MatrixX<double> membership = song::membership(*study);
  const VectorX<double> r = song::predicted(features, brain);
  const VectorX<double> by_network = membership.transpose() * r;
  Index best = 0;
  const double largest = r.maxCoeff(&best);
  std::cout << "ridge: mean " << r.mean() << ", largest " << largest << ";";
  for (Index n = 0; n < 7; ++n) {
    std::cout << ' ' << song::networks[static_cast<std::size_t>(n)] << ' ' << by_network[n] / membership.col(n).sum();
  }
  const auto mean_of = [&](song::Network n) { return by_network[n] / membership.col(n).sum(); };
  CHECK_THAT(r.mean(), WithinAbs(0.200, 1e-3));
  CHECK_THAT(largest, WithinAbs(0.515, 2e-3));
  CHECK(io::Table(*study / "schaefer2018_200Parcels7Networks.tsv").cell(best, 1) == "7Networks_LH_Vis_8");
  CHECK_THAT(mean_of(song::vis), WithinAbs(0.29, 0.006));
  CHECK_THAT(mean_of(song::dors_attn), WithinAbs(0.24, 0.006));
  CHECK_THAT(mean_of(song::default_mode), WithinAbs(0.21, 0.006));
  CHECK_THAT(mean_of(song::limbic), WithinAbs(0.15, 0.006));

  const Index n = brain.rows() - 4;
  const double early = song::predicted(features.bottomRows(n), brain.topRows(n)).mean();
  const double late = song::predicted(features.topRows(n), brain.bottomRows(n)).mean();
  std::cout << "; brain 4 s earlier " << early << ", 4 s later " << late << '\n';
  CHECK_THAT(early, WithinAbs(0.097, 1e-3));
  CHECK_THAT(late, WithinAbs(0.065, 1e-3));
}

}  // namespace test_real_song
