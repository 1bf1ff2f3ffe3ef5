#include "support/catch.hpp"
#include "syncact/activations/reduce.hpp"
#include "syncact/adapt/xtensor_tensor.hpp"

using namespace syncact;
using namespace syncact::test;
using activations::Mean;

static_assert(FrameTensor<xt::xarray<float>> && FrameTensor<xt::xtensor<double, 4>>);
static_assert(!FrameTensor<xt::xarray<int>> && !FrameTensor<std::vector<double>> && !FrameTensor<int>);

TEST_CASE("xtensor containers and strided views reduce without a copy of their memory") {
  xt::xtensor<double, 4> t({4, 3, 5, 6});
  for (std::size_t i = 0; i < t.size(); ++i) t.data()[i] = static_cast<double>((i * 7919) % 101) - 50;
  const MatrixX<double> all = activations::reduce(t, Mean{});
  CHECK(activations::reduce(xt::xarray<double>(t), Mean{}) == all);
  CHECK(activations::reduce(xt::xtensor<double, 4, xt::layout_type::column_major>(t), Mean{}) == all);

  const auto view = xt::strided_view(t, {xt::range(1, 4, 2), xt::range(0, 3), xt::range(0, 5), xt::range(0, 6)});
  const MatrixX<double> some = activations::reduce(view, Mean{});
  CHECK(some.row(0) == all.row(1));
  CHECK(some.row(1) == all.row(3));
  CHECK(tensor_traits<std::remove_cvref_t<decltype(view)>>::view(view).data() == t.data() + view.data_offset());
  CHECK_THROWS_WITH(activations::reduce(xt::xarray<double>(std::vector<std::size_t>{2, 3}), Mean{}),
                    says("needs 4 dimensions, has 2"));
}
