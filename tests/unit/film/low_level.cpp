#include "syncact/film/low_level.hpp"

#include "support/catch.hpp"
#include "support/films.hpp"
#include "syncact/film/preprocessing.hpp"

namespace syncact::low_level_test {

using test::says, test::WithinAbs;

using test::plain;

namespace {

/// The features of pictures that follow each other [picture][feature].
std::vector<std::vector<float>> features(film::LowLevelFeatures& engine, const std::vector<film::Frame>& frames) {
  std::vector<std::vector<float>> all;
  const std::vector<std::string> layers{"low_level"};
  engine.run(frames, layers, [&](Index, Index, const TensorView<float>& seen) {
    for (Index f = 0; f < seen.n_frames(); ++f) {
      all.emplace_back();
      for (Index c = 0; c < seen.n_channels(); ++c) all.back().push_back(seen.map(f, c)(0, 0));
    }
  });
  return all;
}

enum Feature { brightness, contrast, left_right, saturation, edges, change, histogram, cut };

/// Left half black, right half white.
film::Frame halves(double time) {
  film::Frame frame = plain(time, 4, 6, 0, 0, 0);
  for (Index y = 0; y < 4; ++y) {
    for (Index i = (y * 6 + 3) * 3; i < (y * 6 + 6) * 3; ++i) nth(frame.rgb, i) = 255;
  }
  return frame;
}

}  // namespace

TEST_CASE("Low-level features of pictures whose values are known") {
  film::LowLevelFeatures engine;
  engine.start();
  const auto seen = features(engine, {plain(0, 4, 6, 255, 0, 0), plain(1, 4, 6, 255, 255, 255), halves(2)});
  CHECK_THAT(seen[0][brightness], WithinAbs(.299, 1e-6));
  CHECK(seen[0][contrast] < 1e-6F);
  CHECK(seen[0][saturation] == 1);
  CHECK(seen[0][edges] == 0);
  CHECK(seen[0][change] == 0);
  CHECK(seen[0][cut] == 0);
  CHECK_THAT(seen[1][brightness], WithinAbs(1, 1e-6));
  CHECK(seen[1][saturation] == 0);
  CHECK_THAT(seen[1][change], WithinAbs(.701, 1e-6));
  CHECK(seen[1][histogram] == 1);
  CHECK(seen[1][cut] == 1);
  CHECK_THAT(seen[2][brightness], WithinAbs(.5, 1e-6));
  CHECK_THAT(seen[2][contrast], WithinAbs(.5, 1e-6));
  CHECK_THAT(seen[2][left_right], WithinAbs(-1, 1e-6));
  CHECK_THAT(seen[2][edges], WithinAbs(1.0 / 6, 1e-6));  // one column of six has a step
  CHECK_THAT(seen[2][histogram], WithinAbs(.5, 1e-6));
}

TEST_CASE("A cut is neither a fade nor a moving camera") {
  film::LowLevelFeatures engine;
  engine.start();
  std::vector<film::Frame> fade;
  for (int i = 0; i < 16; ++i)
    fade.push_back(plain(i, 8, 8, static_cast<std::uint8_t>(16 * i), static_cast<std::uint8_t>(16 * i), 0));
  for (const auto& seen : features(engine, fade)) CHECK(seen[cut] == 0);
  engine.start();
  film::Frame moved = halves(1);
  std::reverse(moved.rgb.begin(), moved.rgb.end());  // white is left now: all has changed, but not the colours
  const auto seen = features(engine, {halves(0), moved});
  CHECK(seen[1][change] > .9F);
  CHECK(seen[1][cut] == 0);
}

TEST_CASE("A new film has no picture before, and a new size no change") {
  film::LowLevelFeatures engine;
  engine.start();
  (void)features(engine, {plain(0, 4, 6, 0, 0, 0)});
  CHECK(features(engine, {plain(0, 2, 2, 255, 255, 255)})[0][change] == 0);
  engine.start();
  CHECK(features(engine, {plain(0, 4, 6, 255, 255, 255)})[0][histogram] == 0);
  const std::vector<film::Frame> none(1);
  CHECK_THROWS_WITH(features(engine, none), says("number of pixels of a picture must be >= 1, is 0"));
  const std::vector<std::string> other{"conv1"};
  CHECK_THROWS_WITH(engine.run({}, other, {}), says("must be low_level"));
}

TEST_CASE("Preprocessing that makes no sense is refused") {
  using film::Preprocessing;
  CHECK_NOTHROW(require_valid(Preprocessing{}));
  CHECK_THROWS_WITH(require_valid(Preprocessing{.width = 0}), says("the smaller of width and height must be >= 1, is 0"));
  CHECK_THROWS_WITH(require_valid(Preprocessing{.mean = {1}}), says("number of values of mean must be 3"));
  CHECK_THROWS_WITH(require_valid(Preprocessing{.std = {1, 0, 1}}), says("std must be > 0, is 0"));
  CHECK_THROWS_WITH(require_valid(Preprocessing{.width = 300, .fit = film::Fit::crop}), says("shorter_side must be at least"));
}

}  // namespace syncact::low_level_test
