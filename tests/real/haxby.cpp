/// One slice of one person looking at pictures of eight categories: twelve runs of 121 volumes, TR 2.5 s, one block of
/// 9 volumes per category and run.
#include <filesystem>
#include <iostream>

#include "support/catch.hpp"
#include "support/data.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/io/nifti/nifti.hpp"
#include "syncact/io/text/table.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/signal/clean.hpp"
#include "syncact/signal/to_scans.hpp"
#include "syncact/synchrony/couple.hpp"

namespace test_real_haxby {

using namespace syncact;
using syncact::test::data;
using syncact::test::WithinAbs;

const std::vector<std::string> categories{"bottle", "cat", "chair", "face", "house", "scissors", "scrambledpix", "shoe"};
const std::vector<Index> run_lengths(12, 121);

struct Study {
  io::NiftiSeries<float> bold;
  MatrixX<double> boxcars;  ///< [volume x category]
};

Study read_study(const std::filesystem::path& folder) {
  Study study{io::read_nifti<float>(folder / "bold.nii.gz", io::read_mask(folder / "mask.nii.gz")), {}};
  const io::Table labels(folder / "attributes_literal.txt", {.delimiter = ' ', .has_header = false});
  study.boxcars = MatrixX<double>::Zero(labels.n_rows(), std::ssize(categories));
  for (Index t = 0; t < labels.n_rows(); ++t) {
    const auto at = std::find(categories.begin(), categories.end(), labels.cell(t, 0));
    if (at != categories.end()) study.boxcars(t, at - categories.begin()) = 1;
  }
  return study;
}

/// Volume i of a run was measured in the middle of its TR; picture labels hold for the whole TR.
Timeline scans() { return Timeline::scans(Seconds{2.5}, 0.5, run_lengths); }
Timeline pictures() { return Timeline(Sampling::every(Seconds{2.5}), run_lengths); }

/// A line, and waves slower than 128 s if asked for, removed from each run, which then gets unit variance.
signal::Cleaned<float> cleaned(const Study& study, std::optional<double> high_pass) {
  return signal::clean(study.bold.values, scans(), {.nuisance = {.detrend = 1, .high_pass = high_pass}});
}

/// The mean of each signal over the volumes of a category in every second run, minus its mean over the categories:
/// [signal x category].
MatrixX<double> patterns(const MatrixX<float>& series, const MatrixX<double>& boxcars, Index first_run) {
  MatrixX<double> sum = MatrixX<double>::Zero(series.cols(), boxcars.cols());
  for (Index r = first_run; r < 12; r += 2) {
    sum += series.middleRows(r * 121, 121).cast<double>().transpose() * boxcars.middleRows(r * 121, 121);
  }
  return sum.colwise() - sum.rowwise().mean();  // as many volumes of each: a sum is as good as a mean
}

struct Decoding {
  double right_of_eight;  ///< share of the categories whose pattern in even runs is most like its own in odd runs
  double right_of_two;    ///< share of the pairs in which it is more like its own than like the other
};

Decoding decode(const MatrixX<float>& series, const MatrixX<double>& boxcars) {
  const MatrixX<double> even = patterns(series, boxcars, 0), odd = patterns(series, boxcars, 1);
  const MatrixX<double> r = synchrony::measure::Pearson{}.compare(SeriesView<double>(even), SeriesView<double>(odd));
  double best = 0, pairs = 0;
  for (Index i = 0; i < 8; ++i) {
    const double beaten = static_cast<double>((r.row(i).array() < r(i, i)).count());
    best += beaten == 7 ? 1 : 0;
    pairs += beaten;
  }
  return {best / 8, pairs / 56};
}

networks::Networks<float> learned(const MatrixX<float>& series, std::uint64_t seed) {
  return networks::learners::OnlineDictionaryLearning<>{.n_networks = 20, .coder = {.alpha = 0.15}, .seed = seed}.learn(series);
}

TEST_CASE("Haxby slice: voxels tell the category in 7 of 8 cases, and in .98 of all pairs") {
  const auto folder = data("haxby2001_blocks");
  if (!folder) return;
  const Study study = read_study(*folder);
  for (const bool filtered : {false, true}) {
    const auto decoding = decode(cleaned(study, filtered ? std::optional(1.0 / 128) : std::nullopt).values, study.boxcars);
    std::cout << "voxels, " << (filtered ? "line and waves below 1/128 Hz" : "line") << " removed: " << decoding.right_of_eight
              << " of 8 categories, " << decoding.right_of_two << " of pairs\n";
    CHECK(decoding.right_of_eight == 7.0 / 8);
    CHECK(decoding.right_of_two == 55.0 / 56);
  }
  const auto drifting = signal::clean(study.bold.values, scans(), {.nuisance = {.detrend = 0}});
  const auto decoding = decode(drifting.values, study.boxcars);
  std::cout << "voxels, mean removed only: " << decoding.right_of_eight << " of 8 categories, " << decoding.right_of_two
            << " of pairs\n";
  CHECK(decoding.right_of_eight <= 0.5);
}

TEST_CASE("Haxby slice: categories couple with networks, houses most, and the networks' time courses tell the category") {
  const auto folder = data("haxby2001_blocks");
  if (!folder) return;
  const Study study = read_study(*folder);
  const auto brain = cleaned(study, 1.0 / 128);
  const auto neurons = [&](signal::FrameRecipe recipe) -> MatrixX<double> {
    return brain.projection.apply(signal::to_scans(study.boxcars, pictures(), hrf::DoubleGamma::spm(), scans(),
                                                   {.recipe = recipe, .history = signal::History::zero}));
  };
  const MatrixX<double> held = neurons(signal::FrameRecipe::hold), pooled = neurons(signal::FrameRecipe::pool);
  const VectorX<double> same =
      synchrony::measure::Pearson{}.compare(SeriesView<double>(held), SeriesView<double>(pooled)).diagonal();
  std::cout << "recipes hold and pool: r >= " << same.minCoeff() << '\n';
  CHECK(same.minCoeff() > 0.999);

  constexpr std::uint64_t n_seeds = 5;
  VectorX<double> size = VectorX<double>::Zero(8), significant = size;
  int house_most = 0;
  Decoding mean{0, 0};
  for (std::uint64_t seed = 0; seed < n_seeds; ++seed) {
    const auto found = learned(brain.values, seed);
    const auto result =
        synchrony::couple(held, found.time_courses, brain.output_clock(), {.seed = seed, .tail = synchrony::Tail::both});
    VectorX<double> largest = result.r.cwiseAbs().rowwise().maxCoeff();
    Index most = 0;
    largest.maxCoeff(&most);
    house_most += categories[static_cast<std::size_t>(most)] == "house" ? 1 : 0;
    CHECK(result.best_network[static_cast<std::size_t>(most)]->p_fwe <= 0.05);
    size += largest / n_seeds;
    for (Index c = 0; c < 8; ++c) {
      significant[c] += result.best_network[static_cast<std::size_t>(c)]->p_fwe <= 0.05 ? 1 : 0;
    }
    const Decoding decoding = decode(found.time_courses, study.boxcars);
    std::cout << "seed " << seed << ": time courses of 20 networks: " << decoding.right_of_eight << " of 8 categories, "
              << decoding.right_of_two << " of pairs\n";
    mean.right_of_eight += decoding.right_of_eight / n_seeds;
    mean.right_of_two += decoding.right_of_two / n_seeds;
  }
  CHECK(house_most >= 4);
  for (Index c = 0; c < 8; ++c) {
    std::cout << "  " << categories[static_cast<std::size_t>(c)] << ": mean of the largest |r| " << size[c]
              << ", p_fwe <= .05 in " << significant[c] << " of " << n_seeds << " seeds\n";
  }
  std::cout << "mean: " << mean.right_of_eight << " of 8 categories (chance .125), " << mean.right_of_two
            << " of pairs (chance .5)\n";
  CHECK(mean.right_of_eight > 0.4);
  CHECK(mean.right_of_two > 0.8);
}

TEST_CASE("Haxby slice: maps written as NIfTI come back where the scan is") {
  const auto folder = data("haxby2001_blocks");
  if (!folder) return;
  const Study study = read_study(*folder);
  const auto found = learned(cleaned(study, 1.0 / 128).values, 0);
  const auto file = std::filesystem::temp_directory_path() / "syncact_haxby_maps.nii.gz";
  io::write_nifti(file, found.maps, study.bold.mask);
  const auto back = io::read_nifti<float>(file, study.bold.mask), whole = io::read_nifti<float>(file);
  std::filesystem::remove(file);
  CHECK(back.header.geometry == study.bold.header.geometry);
  CHECK(back.values == found.maps);
  REQUIRE(whole.values.cols() == 800);
  CHECK(whole.values.allFinite());
  CHECK((whole.values.array() != 0).count() == (found.maps.array() != 0).count());  // zero outside the mask
}

}  // namespace test_real_haxby
