#include "syncact/synthetic/movie.hpp"

#include <set>
#include <sstream>

#include "support/catch.hpp"
#include "syncact/synthetic/object_images.hpp"

using namespace syncact;
using namespace syncact::synthetic;
using syncact::test::says;

namespace {

MovieSettings short_film() { return {.runs = {Seconds{60}, Seconds{45}}, .seed = 3}; }

Scene one_object(Index category, double opacity) {
  Scene scene;
  scene.noise_sd = 0;
  scene.objects.push_back({.category = category, .x = 24, .y = 24, .radius = 10, .angle = 0, .opacity = opacity});
  return scene;
}

}  // namespace

TEST_CASE("A texture stays in [-1, 1] and has mean zero over its period") {
  for (const Category& category : default_categories()) {
    // 12 wavelengths of a pattern turned by a multiple of 45 degrees; cells are sampled finely enough for 1e-2
    double sum = 0, largest = 0;
    const int n = 400;
    const double length = 12 * category.wavelength * (static_cast<int>(category.orientation) % 90 == 0 ? 1 : std::sqrt(2.0));
    for (int i = 0; i < n * n; ++i) {
      const double value = texture_at(category, length * (i % n) / n, length * (i / n) / n);
      sum += value;
      largest = std::max(largest, std::abs(value));
    }
    INFO(category.name);
    CHECK(std::abs(sum) / (n * n) < 1e-2);
    CHECK(largest <= 1 + 1e-12);
  }
}

TEST_CASE("The names of the default categories are distinct synsets and every place names some of them") {
  std::set<std::string> names;
  for (const Category& category : default_categories()) {
    CHECK(category.name.ends_with(".n.01"));
    names.insert(category.name);
  }
  CHECK(names.size() == default_categories().size());
  std::set<Index> placed;
  for (const auto& place : default_places()) placed.insert(place.begin(), place.end());
  CHECK(placed.size() == names.size());
}

TEST_CASE("What is visible of an object is its area times its opacity") {
  const auto categories = default_categories();
  const VectorX<double> opaque = visible_in(one_object(2, 1), categories);  // power 8, aspect 1: almost a square of edge 20
  CHECK(std::abs(opaque[2] * 48 * 48 - 400) < 20);
  CHECK(opaque.sum() == opaque[2]);
  const VectorX<double> faint = visible_in(one_object(2, 0.25), categories);
  CHECK(std::abs(faint[2] - 0.25 * opaque[2]) < 1e-12);
  CHECK(visible_in(one_object(2, 0), categories).sum() == 0);
}

TEST_CASE("An object in front hides what is behind it in proportion to its opacity") {
  const auto categories = default_categories();
  const double alone = visible_in(one_object(2, 1), categories)[2];
  Scene scene = one_object(2, 1);
  scene.objects.push_back(scene.objects.front());
  scene.objects.back().category = 1;
  scene.objects.back().radius = 40;  // covers all
  scene.objects.back().opacity = 0.5;
  CHECK(std::abs(visible_in(scene, categories)[2] - 0.5 * alone) < 1e-12);
  scene.objects.back().opacity = 1;
  CHECK(visible_in(scene, categories)[2] == 0);
}

TEST_CASE("An object outside the frame is not visible and harms nothing") {
  Scene scene = one_object(0, 1);
  scene.objects[0].x = -500;
  CHECK(visible_in(scene, default_categories()).sum() == 0);
  scene.objects[0].x = 1e6;
  CHECK(render(scene, default_categories()).image.values.allFinite());
}

TEST_CASE("A frame is RGB in [0, 1] and a function of the settings and its index alone") {
  const Movie movie(short_film());
  const Movie same(short_film());
  const Frame later = movie.frame(300);
  for (Index f = 290; f < 300; ++f) static_cast<void>(same.frame(f));
  CHECK(later.image.values == same.frame(300).image.values);
  CHECK(later.image.values.minCoeff() >= 0);
  CHECK(later.image.values.maxCoeff() <= 1);
  CHECK(later.image.values.rows() == 48 * 48);
  CHECK(later.image.n_channels() == 3);

  MovieSettings other = short_film();
  other.seed = 4;
  CHECK(later.image.values != Movie(other).frame(300).image.values);
}

TEST_CASE("The truth of a film is that of its frames, on any executor") {
  const Movie movie(short_film());
  const MatrixX<double> visible = movie.visible();
  CHECK(visible == movie.visible({.executor = Threads{3}}));
  CHECK(visible.rows() == movie.n_frames());
  for (Index f = 0; f < movie.n_frames(); f += 37) CHECK(visible.row(f).transpose() == movie.frame(f).visible);
  CHECK(visible.minCoeff() >= 0);
  CHECK(visible.rowwise().sum().maxCoeff() <= 1 + 1e-12);
}

TEST_CASE("A category is visible only during its events") {
  const Movie movie(short_film());
  const MatrixX<double> visible = movie.visible();
  Index n_visible = 0;
  for (Index r = 0; r < movie.frames().n_runs(); ++r) {
    const auto events = movie.events(r);
    REQUIRE(!events.empty());
    for (const Showing& event : events) {
      CHECK(event.onset >= 6);  // rest before
      CHECK(event.duration > 0);
      CHECK(event.onset + event.duration <= movie.settings().runs[static_cast<std::size_t>(r)].count() - 10 + 1e-9);
    }
    for (Index i = 0; i < movie.frames().run(r).n; ++i) {
      const double t = (static_cast<double>(i) + 0.5) / movie.settings().frames_per_second;
      for (Index c = 0; c < movie.n_categories(); ++c) {
        if (visible(movie.frames().begin(r) + i, c) == 0) continue;
        ++n_visible;
        const bool shown = std::any_of(events.begin(), events.end(), [&](const Showing& event) {
          return event.category == c && event.onset <= t && t <= event.onset + event.duration;
        });
        CHECK(shown);
      }
    }
  }
  CHECK(n_visible > 0);
}

TEST_CASE("The clock of a film has one run per run and frames of one period") {
  const Movie movie(short_film());
  CHECK(movie.frames().lengths() == std::vector<Index>{240, 180});
  CHECK(movie.frames().run(1).sampling.period().count() == 0.25);
}

TEST_CASE("A film refuses settings that make none") {
  const auto refuses = [](auto change, const std::string& why) {
    MovieSettings settings = short_film();
    change(settings);
    CHECK_THROWS_AS(Movie(settings), ValueError);
    CHECK_THROWS_WITH(Movie(settings), says(why));
  };
  refuses([](MovieSettings& s) { s.categories.clear(); }, "categories");
  refuses([](MovieSettings& s) { s.places.clear(); }, "place");
  refuses([](MovieSettings& s) { s.places = {{0, 9}}; }, "is 9");
  refuses([](MovieSettings& s) { s.runs.clear(); }, "run");
  refuses([](MovieSettings& s) { s.runs = {Seconds{20}}; }, "30 s, is 20");
  refuses([](MovieSettings& s) { s.frames_per_second = 0; }, "frame rate");
  refuses([](MovieSettings& s) { s.width = 8; }, "16 pixels");
  const Movie movie(short_film());
  CHECK_THROWS_AS(movie.frame(movie.n_frames()), ValueError);
  CHECK_THROWS_AS(movie.frame(-1), ValueError);
}

TEST_CASE("Pictures of single objects go through the categories and differ between albums") {
  const ObjectImages album{}, other{.seed = 2};
  CHECK(album.category(0) == 0);
  CHECK(album.category(11) == 2);
  CHECK(album(5).values == album(5).values);
  CHECK(album(5).values != other(5).values);
  CHECK(album(5).values != album(14).values);
  CHECK_THROWS_AS(album(-1), ValueError);
  CHECK_THROWS_AS((ObjectImages{.categories = {}}(0)), ValueError);
}

TEST_CASE("A picture is written as binary PPM") {
  Image image(1, 2, 3);
  image.values << 0.0f, 0.5f, 1.0f, 2.0f, -1.0f, 0.0f;
  std::ostringstream out;
  write_ppm(out, image);
  CHECK(out.str() == std::string("P6\n2 1\n255\n\x00\x80\xff\xff\x00\x00", 17));
  CHECK_THROWS_AS(write_ppm(out, Image(2, 2, 1)), ShapeError);
}
