#include "syncact/adapt/xtensor.hpp"

#include <vector>

#include "support/allocations.hpp"
#include "support/catch.hpp"

namespace {
constexpr std::size_t big = 10000;  // bytes

template <class M>
int copies_of(const M& m) {
  return syncact::test::allocations(big, [&] {
    syncact::with_series(m, [](const auto& view) {
      double sum = 0;
      for (syncact::Index i = 0; i < view.n_signals(); ++i) {
        for (syncact::Index t = 0; t < view.n_times(); ++t) sum += view(t, i);
      }
      CHECK(sum != 0.5);
    });
  });
}
}  // namespace

TEST_CASE("xtensor tables with memory enter without a copy") {
  using xt::all, xt::range;
  const xt::xtensor<double, 2> x = xt::ones<double>({300, 200});
  const xt::xtensor<double, 2, xt::layout_type::column_major> columns = x;
  const xt::xarray<double> any = x;
  const std::vector<double> memory(60000, 1.0);
  CHECK(copies_of(x) == 0);
  CHECK(copies_of(columns) == 0);
  CHECK(copies_of(any) == 0);
  CHECK(copies_of(xt::transpose(x)) == 0);
  CHECK(copies_of(xt::view(x, range(10, 110), range(20, 120))) == 0);
  CHECK(copies_of(xt::view(x, range(0, 300, 2), all())) == 0);
  CHECK(copies_of(xt::view(x, range(299, xt::placeholders::_, -1), all())) == 0);
  CHECK(copies_of(xt::strided_view(x, {range(0, 300, 3), range(0, 100)})) == 0);
  CHECK(copies_of(xt::adapt(memory, std::array<std::size_t, 2>{300, 200})) == 0);
  CHECK(copies_of(xt::adapt(memory.data(), memory.size(), xt::no_ownership(), std::array<std::size_t, 2>{300, 200})) == 0);
}

TEST_CASE("an xtensor expression is evaluated exactly once") {
  const xt::xtensor<double, 2> x = xt::ones<double>({300, 200});
  CHECK(copies_of(2 * x + x) == 1);
  CHECK(copies_of(xt::cast<float>(x)) == 1);
}
