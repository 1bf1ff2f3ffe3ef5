// What the most active frames of a unit show.
#include "syncact/annotation/describe/facets.hpp"

#include "support/catch.hpp"
#include "support/smooth_series.hpp"

namespace syncact::facets_test {

using annotation::describe::facets;
using test::says, test::white_noise;

/// 600 frames of `n_things` things, each with its own pattern over 12 features; thing t is on in the frames t + n_things i.
struct Things {
  MatrixX<double> features;
  MatrixX<double> shown;  // [frame x thing]

  Things(Index n_things, double noise, std::uint64_t seed)
      : features(noise * white_noise(600, 12, seed)), shown(MatrixX<double>::Zero(600, n_things)) {
    const MatrixX<double> patterns = white_noise(n_things, 12, seed + 1000);
    for (Index i = 0; i < 600; ++i) {
      shown(i, i % n_things) = 1;
      features.row(i) += patterns.row(i % n_things);
    }
  }
};

TEST_CASE("A unit for two things has two facets, each of frames of one thing; a unit for one thing has one") {
  Index n_two = 0, n_one = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Things things(8, 0.7, seed);
    const VectorX<double> noise = 0.1 * white_noise(600, 1, seed + 2000);
    const VectorX<double> both = things.shown.col(2) + things.shown.col(5) + noise, one = things.shown.col(3) + noise;
    const auto two = facets(both, things.features);
    bool pure = two.frames.size() == 2 && two.p == 0.05;
    for (const auto& frames : two.frames) {
      for (const Index frame : frames) pure = pure && frame % 8 == frames.front() % 8;
    }
    n_two += pure ? 1 : 0;
    n_one += facets(one, things.features).frames.size() == 1 ? 1 : 0;
  }
  std::printf("facets: %td of 20 pairs found, %td of 20 single ones left whole\n", n_two, n_one);
  CHECK(n_two >= 18);
  CHECK(n_one >= 18);
}

TEST_CASE("Frames without groups are cut in two by the level's chance, whatever their features", "[statistical]") {
  // 200 units whose features are one cloud each, long in some directions: at .05, 10 are expected; more than 20 happen in .001.
  Index n_split = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    MatrixX<double> features = white_noise(400, 10, 3000 + seed);
    for (Index f = 0; f < 10; ++f) features.col(f) = features.col(f) + features.col(0) * static_cast<double>(f % 3);
    n_split += facets(white_noise(400, 1, 4000 + seed), features, {.seed = seed}).frames.size() > 1 ? 1 : 0;
  }
  std::printf("facets: %td of 200 clouds without groups cut\n", n_split);
  CHECK(n_split <= 20);
}

TEST_CASE("Facets hold the top frames once each, and neither the scale of features nor that of the unit matters") {
  const Things things(6, 0.5, 77);
  const VectorX<double> unit = things.shown.col(0) + 0.9 * things.shown.col(1) + 0.1 * white_noise(600, 1, 5);
  const auto found = facets(unit, things.features, {.n_top = 40, .apart = 2});
  std::vector<Index> all;
  for (const auto& frames : found.frames) {
    CHECK(std::is_sorted(frames.begin(), frames.end(), [&](Index a, Index b) { return unit[a] > unit[b]; }));
    all.insert(all.end(), frames.begin(), frames.end());
  }
  auto top = annotation::describe::top_frames(unit, 40, 2);
  std::sort(all.begin(), all.end());
  std::sort(top.begin(), top.end());
  CHECK(all == top);
  MatrixX<double> scaled = things.features;
  scaled.col(3) *= 1000;
  scaled.col(4).array() += 50;
  CHECK(facets(VectorX<double>(7 * unit), scaled, {.n_top = 40, .apart = 2}).frames == found.frames);
}

TEST_CASE("Frames without features that vary are one facet; what cannot be is said") {
  const VectorX<double> unit = white_noise(50, 1, 1);
  CHECK(facets(unit, MatrixX<double>::Ones(50, 3)).frames.size() == 1);
  CHECK(facets(unit, MatrixX<double>(50, 0)).frames.size() == 1);
  CHECK(facets(unit, white_noise(50, 3, 2), {.most = 1}).frames.size() == 1);
  CHECK(facets(unit.head(1), white_noise(1, 3, 2)).frames.size() == 1);
  CHECK_THROWS_WITH(facets(unit, white_noise(49, 3, 2)), says("number of frames of the features must be 50, is 49"));
  CHECK_THROWS_WITH(facets(unit, white_noise(50, 3, 2), {.most = 0}), says("most must be >= 1, is 0"));
  CHECK_THROWS_WITH(facets(unit, white_noise(50, 3, 2), {.n_references = 0}), says("n_references must be >= 1, is 0"));
}

}  // namespace syncact::facets_test
