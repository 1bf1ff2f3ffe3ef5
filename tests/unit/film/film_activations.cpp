#include "syncact/film/film_activations.hpp"

#include "support/catch.hpp"
#include "support/films.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/study/neurons.hpp"

namespace syncact::film_activations_test {

using test::says;

using activations::Identity, activations::Mean;
using test::CountingEngine, test::MadeFilm;

namespace {

std::vector<double> seconds(int n) {
  std::vector<double> times;
  for (int i = 0; i < n; ++i) times.push_back(i);
  return times;
}

/// Two films of 7 and 4 pictures.
MadeFilm open_film(Index r) { return r == 0 ? test::counting_film(seconds(7)) : test::counting_film(seconds(4), 100); }

std::vector<film::Showing> shown() { return {film::every_frame(seconds(7)), film::every_frame(seconds(4))}; }

}  // namespace

TEST_CASE("A network watches films one after the other, the last pictures too") {
  CountingEngine engine;
  const film::FilmActivations watched(open_film, shown(), engine, {"before", "now"}, Mean{}, 3);
  static_assert(study::ActivationSource<decltype(watched)>);
  CHECK(watched.n_frames() == 11);
  CHECK(watched.unit_names() == std::vector<std::string>{"before/last", "now/0", "now/1"});
  CHECK(watched.layer_units() == std::vector<Index>{1, 2});
  CHECK(watched.clock().lengths() == std::vector<Index>{7, 4});
  const RowMatrixX<float> all = watched.frames(0, 11);
  for (Index i = 0; i < 11; ++i) {
    const float v = i < 7 ? static_cast<float>(i) : static_cast<float>(100 + i - 7);
    CHECK(all(i, 0) == (i == 0 || i == 7 ? -1 : v - 1));  // a film knows nothing of the film before
    CHECK(all(i, 1) == v);
    CHECK(all(i, 2) == 10 * v);
  }
}

TEST_CASE("The samples of a film do not depend on how they are asked for") {
  const auto batch = GENERATE(Index{1}, Index{2}, Index{3}, Index{8});
  CountingEngine engine, other;
  const film::FilmActivations watched(open_film, shown(), engine, {"now", "before"}, Mean{}, batch);
  const film::FilmActivations reference(open_film, shown(), other, {"now", "before"}, Mean{}, 8);
  const RowMatrixX<float> all = reference.frames(0, 11);
  for (const Index n : {1, 2, 4, 5}) {
    for (Index first = 0; first < 11; first += n) {
      const Index count = std::min(n, 11 - first);
      CHECK(watched.frames(first, count) == all.middleRows(first, count));
    }
  }
  CHECK(watched.frames(9, 2) == all.middleRows(9, 2));  // ahead, back, ahead
  CHECK(watched.frames(5, 1) == all.middleRows(5, 1));
  CHECK(watched.frames(0, 3) == all.middleRows(0, 3));
  CHECK(watched.frames(6, 3) == all.middleRows(6, 3));
}

TEST_CASE("Pictures that are not shown are passed over, and one that stays is shown again") {
  int n_unpacked = 0;
  const auto open = [&](Index) {
    MadeFilm made = test::counting_film(seconds(9));
    made.n_unpacked = &n_unpacked;
    return made;
  };
  CountingEngine engine;
  const film::FilmActivations slow(open, {film::at_rate(seconds(9), 0.25)}, engine, {"now"}, Mean{}, 2);
  n_unpacked = 0;
  CHECK(slow.frames(0, 3).col(0) == Eigen::Vector3f(0, 4, 8));
  CHECK(n_unpacked == 3);
  const film::FilmActivations fast(open, {film::at_rate(seconds(9), 2)}, engine, {"now"}, Mean{}, 4);
  CHECK(fast.frames(0, 4).col(0) == Eigen::Vector4f(0, 0, 1, 1));
}

TEST_CASE("Every position can be a unit, under a name of its own") {
  CountingEngine engine;
  const film::FilmActivations watched(open_film, shown(), engine, {"now"}, Identity{}, 3);
  CHECK(watched.unit_names() == std::vector<std::string>{"now/0.0.0", "now/0.0.1", "now/1.0.0", "now/1.0.1"});
  CHECK(watched.frames(2, 1) == (RowMatrixX<float>(1, 4) << 1, 3, 19, 21).finished());
}

TEST_CASE("Misuse of a network that watches films is told") {
  CountingEngine engine;
  CHECK_THROWS_WITH(film::FilmActivations(open_film, shown(), engine, {"conv9"}, Mean{}),
                    says("no layer 'conv9'; there are now, before"));
  CHECK_THROWS_WITH(film::FilmActivations(open_film, shown(), engine, {}, Mean{}), says("number of layers must be >= 1"));
  CHECK_THROWS_WITH(film::FilmActivations(open_film, {}, engine, {"now"}, Mean{}), says("number of films must be >= 1"));
  CHECK_THROWS_WITH(film::FilmActivations(open_film, shown(), engine, {"now"}, Mean{}, 0), says("batch must be >= 1, is 0"));
  const film::FilmActivations longer(open_film, {film::every_frame(seconds(9))}, engine, {"now"}, Mean{}, 4);
  CHECK_THROWS_WITH(longer.frames(0, 9), says("film 1") && says("ends after 7"));
  const film::FilmActivations watched(open_film, shown(), engine, {"now"}, Mean{}, 3);
  CHECK_THROWS_WITH(watched.frames(10, 2), says("samples 10 to 11 of 11 do not exist"));
  engine.wrong_at = engine.n_runs + 1;
  CHECK_THROWS_AS(watched.frames(0, 11), ShapeError);
}

TEST_CASE("Activations of a film go to scans as a table of them does") {
  CountingEngine engine;
  const film::FilmActivations watched(open_film, shown(), engine, {"now", "before"}, Mean{}, 3);
  using namespace std::chrono_literals;
  const Timeline scans = Timeline::scans(1s, 0.5, {7, 4});
  const auto streamed = study::neurons_at_scans<float>(watched, watched.clock(), hrf::DoubleGamma{}, scans);
  const MatrixX<float> table = watched.frames(0, 11);
  CHECK(streamed == signal::to_scans(table, watched.clock(), hrf::DoubleGamma{}, scans));
}

}  // namespace syncact::film_activations_test
