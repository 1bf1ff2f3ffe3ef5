#include "syncact/core/series_view.hpp"

#include <array>
#include <numeric>
#include <vector>

#include "support/catch.hpp"
#include "support/table_close.hpp"

namespace {
using syncact::Index;
using syncact::MatrixX;
using syncact::RowMatrixX;
using syncact::SeriesView;
using syncact::ShapeError;
using syncact::ValueError;
using syncact::test::table_close;

/// Element (t, i) of the view says 100 t + i, whatever the memory behind it.
template <class T>
MatrixX<T> numbered(Index n_times, Index n_signals) {
  MatrixX<T> m(n_times, n_signals);
  for (Index i = 0; i < n_signals; ++i) {
    for (Index t = 0; t < n_times; ++t) m(t, i) = static_cast<T>(100 * t + i);
  }
  return m;
}

/// What with_map hands out.
struct Seen {
  bool row_major;
  bool same_memory;
  MatrixX<double> values;
};

Seen seen_by_map(const SeriesView<double>& view) {
  return syncact::with_map(view, [&](const auto& map) {
    return Seen{std::remove_cvref_t<decltype(map)>::IsRowMajor != 0, map.data() == view.data(), MatrixX<double>(map)};
  });
}
}  // namespace

TEMPLATE_TEST_CASE("SeriesView reads any strides, negative ones too", "", float, double) {
  const MatrixX<TestType> m = numbered<TestType>(5, 4);
  const SeriesView<TestType> plain(m);
  CHECK(plain(3, 2) == 302);
  const SeriesView<TestType> transposed(m.data(), 4, 5, 5, 1);
  CHECK(transposed(2, 3) == 302);
  const SeriesView<TestType> reversed(m.data() + 4, 5, 4, -1, 5);
  CHECK(reversed(0, 2) == 402);
  const SeriesView<TestType> every_other(m.data(), 3, 2, 2, 10);
  CHECK(every_other(2, 1) == 402);
  CHECK(table_close(reversed.to_matrix(), m.colwise().reverse(), 0) == "");
  CHECK(table_close(MatrixX<TestType>(reversed.map()), m.colwise().reverse(), 0) == "");
  CHECK(every_other.template to_matrix<double>()(2, 1) == 402.0);
}

TEST_CASE("SeriesView cuts rows and columns without a copy") {
  const MatrixX<double> m = numbered<double>(6, 5);
  const SeriesView<double> view(m);
  const SeriesView<double> part = view.times(2, 3).signals(1, 2);
  CHECK(part.n_times() == 3);
  CHECK(part.n_signals() == 2);
  CHECK(part.data() == &m(2, 1));
  CHECK(part(1, 1) == 302);
  CHECK(view.times(6, 0).n_times() == 0);
  CHECK(view.signals(0, 5).n_signals() == 5);
}

TEST_CASE("SeriesView refuses parts outside the table") {
  const MatrixX<double> m = numbered<double>(6, 5);
  const SeriesView<double> view(m);
  CHECK_THROWS_WITH(view.times(4, 3), "SeriesView::times: 3 from 4 on must lie in [0, 6)");
  CHECK_THROWS_AS(view.times(-1, 2), ShapeError);
  CHECK_THROWS_AS(view.times(7, 0), ShapeError);
  CHECK_THROWS_AS(view.signals(0, -1), ShapeError);
  CHECK_THROWS_AS(view.signals(std::numeric_limits<Index>::max(), 2), ShapeError);
}

TEST_CASE("SeriesView refuses negative extents and missing memory") {
  const double x = 0;
  CHECK_THROWS_WITH(SeriesView<double>(&x, -1, 2, 1, 1), "SeriesView: extents must be >= 0, are -1 x 2");
  CHECK_THROWS_WITH(SeriesView<double>(nullptr, 3, 2, 1, 3), "SeriesView: data is null but the table is 3 x 2");
  CHECK(SeriesView<double>(nullptr, 0, 2, 1, 0).n_signals() == 2);
  CHECK(SeriesView<double>().n_times() == 0);
}

TEST_CASE("an extent of 1 is contiguous whatever its stride") {
  const std::array<double, 6> x{};
  CHECK(SeriesView<double>(x.data(), 1, 6, 0, 1).time_contiguous());
  CHECK(SeriesView<double>(x.data(), 6, 1, 1, 0).signal_contiguous());
  CHECK_FALSE(SeriesView<double>(x.data(), 3, 1, 2, 0).time_contiguous());
}

TEST_CASE("with_map hands out the memory itself where one stride is 1, and a copy elsewhere") {
  std::vector<double> memory(60);
  std::iota(memory.begin(), memory.end(), 0.0);
  struct Case {
    const char* name;
    SeriesView<double> view;
    bool row_major;
    bool same_memory;
  };
  const double* x = memory.data();
  const std::vector<Case> cases{
      {"column-major", {x, 5, 4, 1, 5}, false, true},
      {"column-major with gaps", {x, 5, 4, 1, 7}, false, true},
      {"row-major", {x, 5, 4, 4, 1}, true, true},
      {"row-major with gaps", {x, 5, 4, 9, 1}, true, true},
      {"one time, stride 0", {x, 1, 4, 0, 1}, false, true},
      {"one time, signals apart", {x, 1, 4, 0, 3}, false, true},
      {"one signal, times apart", {x, 5, 1, 3, 0}, true, true},
      {"no signals", {x, 5, 0, 1, 5}, false, true},
      {"no times", {x, 0, 4, 4, 1}, false, true},
      {"both strides above 1", {x, 5, 4, 2, 11}, false, false},
      {"time reversed", {x + 4, 5, 4, -1, 5}, false, false},
      {"signals reversed", {x + 15, 5, 4, 1, -5}, false, false},
      {"one signal shown four times", {x, 5, 4, 1, 0}, false, false},
      {"sliding windows", {x, 5, 4, 1, 1}, false, false},
  };
  for (const Case& c : cases) {
    INFO(c.name);
    const Seen seen = seen_by_map(c.view);
    CHECK(seen.same_memory == c.same_memory);
    if (c.same_memory) CHECK(seen.row_major == c.row_major);
    CHECK(table_close(seen.values, c.view.to_matrix(), 0) == "");
  }
}
