#include "syncact/laws/film_laws.hpp"

#include "support/catch.hpp"
#include "support/films.hpp"
#include "syncact/film/low_level.hpp"

namespace syncact::film_laws_test {

using test::says;

std::vector<film::Frame> some_frames() {
  std::vector<film::Frame> frames;
  for (int i = 0; i < 5; ++i) {
    frames.push_back(test::plain(.5 * i, 3, 4, static_cast<std::uint8_t>(40 * i), 9, static_cast<std::uint8_t>(200 - 30 * i)));
  }
  return frames;
}

/// Time stands still at the third picture.
struct Stopped : test::MadeFilm {
  bool next(film::Frame& frame) {
    const bool there = MadeFilm::next(frame);
    if (at == 3) frame.time = frames[1].time;
    return there;
  }
};

/// Passes over two pictures for one.
struct Hasty : test::MadeFilm {
  bool skip(double& time) { return MadeFilm::skip(time) && MadeFilm::skip(time); }
};

/// Adds up all it has seen.
struct Adding : test::CountingEngine {
  void run(std::span<const film::Frame> frames, std::span<const std::string> layers, const film::LayerVisitor& visit) {
    for (const film::Frame& frame : frames) sum += static_cast<float>(frame.rgb[0]);
    CountingEngine::run(frames, layers, [&](Index layer, Index first, const TensorView<float>& seen) {
      if (nth(std::vector(layers.begin(), layers.end()), layer) == "now") return visit(layer, first, seen);
      visit(layer, first, TensorView<float>(&sum, {seen.n_frames(), 1, 1, 1}, {0, 0, 0, 0}));
    });
  }
  void start() {
    CountingEngine::start();
    sum = 0;
  }
  float sum = 0;
};

/// Leaves out the last of several pictures.
struct Tired : test::CountingEngine {
  void run(std::span<const film::Frame> frames, std::span<const std::string> layers, const film::LayerVisitor& visit) {
    CountingEngine::run(frames.first(std::max<std::size_t>(1, frames.size() - 1)), layers, visit);
  }
};

/// Shows some pictures twice.
struct Stammering : test::CountingEngine {
  void run(std::span<const film::Frame> frames, std::span<const std::string> layers, const film::LayerVisitor& visit) {
    CountingEngine::run(frames, layers, visit);
    CountingEngine::run(frames.first(1), layers, visit);
  }
};

/// Keeps the last picture of the film before.
struct Remembering : test::CountingEngine {
  void start() {}
};

TEST_CASE("Films and engines that are shipped obey their laws") {
  const auto open = [] { return test::MadeFilm{some_frames()}; };
  CHECK(laws::check_frame_source(open).text() == "");
  film::LowLevelFeatures low_level;
  CHECK(laws::check_inference_engine(low_level, some_frames()).text() == "");
  test::CountingEngine counting;
  CHECK(laws::check_inference_engine(counting, some_frames()).text() == "");
}

TEST_CASE("Films and engines that break their laws are found") {
  CHECK_THAT(laws::check_frame_source([] { return Stopped{some_frames()}; }).text(), says("times increase"));
  CHECK_THAT(laws::check_frame_source([] { return Hasty{some_frames()}; }).text(), says("passing over pictures"));
  Adding adding;
  CHECK_THAT(laws::check_inference_engine(adding, some_frames()).text(), says("the one before it alone"));
  Tired tired;
  CHECK_THAT(laws::check_inference_engine(tired, some_frames()).text(), says("a layer answers for each picture"));
  Stammering stammering;
  CHECK_THAT(laws::check_inference_engine(stammering, some_frames()).text(), says("answered once for each picture"));
  Remembering remembering;
  CHECK_THAT(laws::check_inference_engine(remembering, some_frames()).text(), says("start() forgets"));
}

}  // namespace syncact::film_laws_test
