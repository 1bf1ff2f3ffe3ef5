#include "syncact/film/joined.hpp"

#include "support/catch.hpp"
#include "support/films.hpp"
#include "syncact/laws/film_laws.hpp"

namespace syncact::joined_test {

using test::MadeFilm, test::says;

namespace {

/// The second film is at another pace, and its first picture comes late.
MadeFilm open_film(Index i) {
  if (i == 0) return test::counting_film({0, 0.5, 1});
  return i == 1 ? test::counting_film({0.25, 0.5, 1}, 100) : test::counting_film({0}, 200);
}

}  // namespace

TEST_CASE("Films that are joined follow each other without a pause") {
  // The first ends after 1.5 s, the second 1 + .375 s later.
  CHECK(film::times_of(film::Joined(open_film, 3)) == std::vector<double>{0, 0.5, 1, 1.75, 2, 2.5, 2.875});
  film::Joined joined(open_film, 3);
  film::Frame frame;
  std::vector<int> first_values;
  while (joined.next(frame)) first_values.push_back(frame.rgb.front());
  CHECK(first_values == std::vector<int>{0, 1, 2, 100, 101, 102, 200});
}

TEST_CASE("Joined films keep the laws of films, and one alone is itself") {
  CHECK(laws::check_frame_source([] { return film::Joined(open_film, 3); }).text() == "");
  CHECK(film::times_of(film::Joined(open_film, 1)) == film::times_of(open_film(0)));
}

TEST_CASE("A film of one picture has no pace for another to follow") {
  const auto short_first = [](Index) { return test::counting_film({0}); };
  CHECK_THROWS_WITH(film::times_of(film::Joined(short_first, 2)),
                    says("Joined: the number of pictures of a film that another follows must be >= 2, is 1"));
  CHECK_THROWS_WITH(film::Joined(short_first, 0), says("Joined: the number of films must be >= 1, is 0"));
}

}  // namespace syncact::joined_test
