#include "syncact/adapt/xtensor.hpp"

#include <array>
#include <vector>

#include "support/catch.hpp"

namespace {
using syncact::Index;
using syncact::with_series;

template <class T>
xt::xtensor<T, 2> table(std::size_t rows, std::size_t cols) {
  xt::xtensor<T, 2> x = xt::xtensor<T, 2>::from_shape({rows, cols});
  for (std::size_t k = 0; k < x.size(); ++k) x.data()[k] = static_cast<T>(k);
  return x;
}

/// "" if the skin shows what x(t, i) says, else the first difference.
template <class M>
std::string shown_wrong(const M& x) {
  return with_series(x, [&](const auto& view) -> std::string {
    if (view.n_times() != static_cast<Index>(x.shape(0)) || view.n_signals() != static_cast<Index>(x.shape(1))) {
      return syncact::message("shape ", view.n_times(), " x ", view.n_signals());
    }
    for (Index t = 0; t < view.n_times(); ++t) {
      for (Index i = 0; i < view.n_signals(); ++i) {
        if (view(t, i) != x(t, i)) return syncact::message("(", t, ", ", i, ") is ", view(t, i), ", not ", x(t, i));
      }
    }
    return "";
  });
}

template <class M>
const void* address(const M& x) {
  return with_series(x, [](const auto& view) { return static_cast<const void*>(view.data()); });
}
}  // namespace

TEMPLATE_TEST_CASE("xtensor tables with memory are viewed where they lie", "", float, double) {
  using xt::all, xt::range;
  const auto x = table<TestType>(6, 5);
  CHECK(shown_wrong(x) == "");
  CHECK(address(x) == x.data());
  const xt::xtensor<TestType, 2, xt::layout_type::column_major> columns = x;
  CHECK(shown_wrong(columns) == "");
  CHECK(address(columns) == columns.data());
  const xt::xarray<TestType> any = x;
  CHECK(shown_wrong(any) == "");

  CHECK(shown_wrong(xt::transpose(x)) == "");
  CHECK(address(xt::transpose(x)) == x.data());
  CHECK(shown_wrong(xt::view(x, range(1, 4), range(2, 5))) == "");
  CHECK(address(xt::view(x, range(1, 4), range(2, 5))) == &x(1, 2));
  CHECK(shown_wrong(xt::view(x, range(0, 6, 2), all())) == "");
  CHECK(shown_wrong(xt::view(x, range(5, xt::placeholders::_, -1), all())) == "");
  CHECK(address(xt::view(x, range(5, xt::placeholders::_, -1), all())) == &x(5, 0));
  CHECK(shown_wrong(xt::view(x, all(), range(4, xt::placeholders::_, -2))) == "");
  CHECK(shown_wrong(xt::strided_view(x, {range(1, 5, 3), range(0, 2)})) == "");
  CHECK(shown_wrong(xt::transpose(xt::view(x, all(), range(1, 3)))) == "");

  const std::vector<TestType> memory{0, 1, 2, 3, 4, 5};
  const std::array<std::size_t, 2> shape{3, 2};
  const auto adapted = xt::adapt(memory, shape);
  CHECK(shown_wrong(adapted) == "");
  CHECK(address(adapted) == memory.data());
}

TEST_CASE("xtensor extents of 1, where strides are 0, are read right") {
  CHECK(shown_wrong(table<double>(1, 5)) == "");
  CHECK(shown_wrong(table<double>(5, 1)) == "");
  CHECK(shown_wrong(table<double>(1, 1)) == "");
  const auto x = table<double>(6, 5);
  CHECK(shown_wrong(xt::view(x, xt::range(2, 3), xt::all())) == "");
}

TEST_CASE("xtensor with one dimension is one signal") {
  const xt::xtensor<double, 1> x{3, 1, 4};
  with_series(x, [](const auto& view) {
    CHECK(view.n_times() == 3);
    CHECK(view.n_signals() == 1);
    CHECK(view(2, 0) == 4);
  });
  const auto t = table<double>(6, 5);
  with_series(xt::view(t, xt::all(), 2), [](const auto& view) {
    CHECK(view.n_times() == 6);
    CHECK(view(3, 0) == 17);
  });
  with_series(2 * x, [](const auto& view) { CHECK(view(1, 0) == 2); });
}

TEST_CASE("xtensor expressions without memory are evaluated, also with broadcasting") {
  const auto x = table<double>(6, 5);
  const xt::xtensor<double, 1> row{1, 2, 3, 4, 5};
  CHECK(shown_wrong(x * 2 + 1) == "");
  CHECK(shown_wrong(x - row) == "");
  CHECK(shown_wrong(xt::view(x, xt::keep(4, 0, 0), xt::all())) == "");
  CHECK(shown_wrong(xt::cast<float>(x)) == "");
  CHECK(shown_wrong(xt::broadcast(row, {std::size_t{3}, std::size_t{5}})) == "");
}

TEST_CASE("xtensor with another number of dimensions is refused with that number") {
  const auto n_times = [](const auto& view) { return view.n_times(); };
  CHECK_THROWS_WITH(with_series(xt::xtensor<double, 3>::from_shape({2, 3, 4}), n_times),
                    "xtensor as [time x signal]: needs 1 or 2 dimensions, has 3");
  CHECK_THROWS_AS(with_series(xt::xarray<double>(1.0), n_times), syncact::ShapeError);
  CHECK_THROWS_AS(with_series(2 * xt::xarray<double>(1.0), n_times), syncact::ShapeError);
}

TEST_CASE("empty xtensor tables are tables") {
  CHECK(with_series(xt::xtensor<double, 2>::from_shape({0, 5}), [](const auto& view) { return view.n_signals(); }) == 5);
  CHECK(with_series(xt::xtensor<double, 2>::from_shape({5, 0}), [](const auto& view) { return view.n_times(); }) == 5);
}
