// What of xtensor is a table in memory, what is a lazy one, and what is none.
#include <complex>

#include "syncact/adapt/eigen.hpp"
#include "syncact/adapt/xtensor.hpp"

using namespace syncact;

template <class T>
using Table = xt::xtensor<T, 2>;

static_assert(StoredSeries<Table<double>> && StoredSeries<Table<float>&> && StoredSeries<const xt::xarray<float>>);
static_assert(StoredSeries<xt::xtensor<double, 2, xt::layout_type::column_major>> && StoredSeries<xt::xtensor<double, 1>>);
static_assert(StoredSeries<decltype(xt::view(std::declval<Table<double>&>(), xt::range(0, 2), xt::all()))>);
static_assert(StoredSeries<decltype(xt::transpose(std::declval<Table<double>&>()))>);
static_assert(StoredSeries<decltype(xt::adapt(std::declval<std::vector<float>&>(), std::array<std::size_t, 2>{}))>);
static_assert(LazySeries<decltype(std::declval<Table<double>&>() + 1.0)>);
static_assert(LazySeries<decltype(xt::view(std::declval<Table<double>&>(), xt::keep(0, 1), xt::all()))>);
static_assert(LazySeries<decltype(xt::cast<float>(std::declval<Table<int>&>()))>);

static_assert(!TimeSeriesMatrix<Table<int>> && !TimeSeriesMatrix<Table<bool>> &&
              !TimeSeriesMatrix<Table<std::complex<double>>>);
static_assert(!TimeSeriesMatrix<decltype(std::declval<Table<int>&>() + 1)>);
static_assert(!TimeSeriesMatrix<int> && !TimeSeriesMatrix<std::vector<double>> && !TimeSeriesMatrix<void>);

// Both adapters in one place do not take each other's types.
static_assert(StoredSeries<Eigen::MatrixXd> && !TimeSeriesMatrix<Eigen::MatrixXcd>);
