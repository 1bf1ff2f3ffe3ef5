/// Do learners of networks find the same again: in seven people who saw one film, from other seeds, in the other half of time?
#include <functional>
#include <iomanip>
#include <iostream>

#include "real/song_study.hpp"
#include "support/catch.hpp"
#include "support/data.hpp"
#include "syncact/groups/reproducibility.hpp"
#include "syncact/io/nifti/nifti.hpp"
#include "syncact/networks/learners/batch_dictionary_learning.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/networks/learners/fast_ica.hpp"
#include "syncact/networks/learners/ksvd.hpp"
#include "syncact/networks/learners/rbm_stack.hpp"
#include "syncact/networks/learners/semi_nmf.hpp"
#include "syncact/signal/clean.hpp"

namespace test_real_networks_reproducibility {

using namespace syncact;
using syncact::test::data;
namespace song = syncact::test::song;

constexpr Index n_networks = 20;
constexpr std::uint64_t n_seeds = 3;

/// A learner of any kind, so that what is done with it is compiled once.
struct AnyLearner {
  std::function<networks::Networks<double>(const SeriesView<double>&)> run;
  [[nodiscard]] networks::Networks<double> learn(const SeriesView<double>& bold) const { return run(bold); }
};
using Make = std::function<AnyLearner(std::uint64_t seed)>;

/// Calls f(name, make) for each kind of learner; make(seed) is one.
void each_learner(const std::function<void(const char*, const Make&)>& f) {
  const auto any = [&](const char* name, auto make) {
    f(name, [make](std::uint64_t seed) {
      return AnyLearner{[learner = make(seed)](const SeriesView<double>& bold) { return learner.learn(bold); }};
    });
  };
  any("online dictionary", [](std::uint64_t seed) {
    return networks::learners::OnlineDictionaryLearning<>{.n_networks = n_networks, .coder = {.alpha = 0.15}, .seed = seed};
  });
  any("batch dictionary", [](std::uint64_t seed) {
    return networks::learners::BatchDictionaryLearning<>{.n_networks = n_networks, .coder = {.alpha = 0.15}, .seed = seed};
  });
  any("K-SVD, 5 a voxel", [](std::uint64_t seed) {
    return networks::learners::Ksvd<>{.n_networks = n_networks, .coder = {.n_nonzero = 5}, .seed = seed};
  });
  any("semi-NMF",
      [](std::uint64_t seed) { return networks::learners::SemiNmf{.n_networks = n_networks, .n_passes = 100, .seed = seed}; });
  any("spatial ICA", [](std::uint64_t seed) { return networks::learners::FastIca{.n_networks = n_networks, .seed = seed}; });
  any("RBM, 20", [](std::uint64_t seed) {
    return networks::learners::RbmStack{.layers = {{.n_hidden = n_networks}}, .n_epochs = 30, .seed = seed};
  });
  any("RBM, 40-20", [](std::uint64_t seed) {
    return networks::learners::RbmStack{
        .layers = {{.n_hidden = 40}, {.n_hidden = n_networks, .l1 = 0.01}}, .n_epochs = 30, .seed = seed};
  });
}

void print(const char* what, const groups::Reproducibility& found) {
  std::cout << what << std::setw(6) << found.mean << " (" << std::setw(5) << found.chance << ')';
}

groups::Reproducibility over_seeds(const Make& make, const SeriesView<double>& bold) {
  std::vector<networks::Networks<double>> found;
  for (std::uint64_t seed = 0; seed < n_seeds; ++seed) found.push_back(make(seed).learn(bold));
  const auto& first = found.front();
  std::cout << "  r2 " << std::setw(6) << first.r_squared << ", weights not 0 " << std::setw(6) << first.share_nonzero
            << ", lost " << n_networks - networks::learners::find_collapse(first.maps).n_distinct();
  return groups::map_reproducibility(std::span<const networks::Networks<double>>(found));
}

TEST_CASE("SONG: 20 networks in 200 parcels come again over people, over seeds and over halves of time") {
  const auto study = data("song_movie_fmri");
  if (!study) return;
  std::vector<MatrixX<double>> people;
  for (int who = 1; who <= 7; ++who) {
    people.push_back(song::table(*study / "fmri" / ("sub-00" + std::to_string(who)) / "sitcomep1.npy"));
  }
  std::cout << std::fixed << std::setprecision(3) << "SONG, mean matched |r| of maps (chance):\n";
  each_learner([&](const char* name, const Make& make) {
    std::cout << std::setw(18) << name;
    const auto seeds = over_seeds(make, SeriesView<double>(people[0]));
    std::vector<networks::Networks<double>> each;
    for (const auto& person : people) each.push_back(make(0).learn(SeriesView<double>(person)));
    const auto persons = groups::map_reproducibility(std::span<const networks::Networks<double>>(each));
    const auto halves = groups::split_half_in_time<double>(make(0), people[0]);
    print(", people ", persons);
    print(", seeds ", seeds);
    print(", halves ", halves);
    const auto views = groups::views(people);
    print(", halves of people by time course ",
          groups::split_half_of_subjects<double>(make(0), views, groups::Common::time_courses));
    std::cout << '\n';
    CHECK(persons.mean > persons.chance + 0.05);
    CHECK(seeds.mean > seeds.chance + 0.1);
    CHECK(halves.mean > halves.chance + 0.05);
  });
}

TEST_CASE("Haxby slice: 20 networks in one slice come again over seeds and halves of time") {
  const auto folder = data("haxby2001_blocks");
  if (!folder) return;
  const auto bold = io::read_nifti<double>(*folder / "bold.nii.gz", io::read_mask(*folder / "mask.nii.gz"));
  const auto scans = Timeline::scans(Seconds{2.5}, 0.5, std::vector<Index>(12, 121));
  const MatrixX<double> clean = signal::clean(bold.values, scans, {.nuisance = {.detrend = 1, .high_pass = 1.0 / 128}}).values;
  std::cout << std::fixed << std::setprecision(3) << "Haxby slice, mean matched |r| of maps (chance):\n";
  each_learner([&](const char* name, const Make& make) {
    std::cout << std::setw(18) << name;
    const auto seeds = over_seeds(make, SeriesView<double>(clean));
    const auto halves = groups::split_half_in_time<double>(make(0), clean);
    print(", seeds ", seeds);
    print(", halves ", halves);
    std::cout << '\n';
    CHECK(seeds.mean > seeds.chance + 0.1);
    CHECK(halves.mean > halves.chance + 0.05);
  });
}

}  // namespace test_real_networks_reproducibility
