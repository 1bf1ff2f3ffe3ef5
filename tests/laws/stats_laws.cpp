#include "support/catch.hpp"
#include "syncact/laws/map_null_laws.hpp"
#include "syncact/laws/null_model_laws.hpp"
#include "syncact/stats/block_nulls.hpp"
#include "syncact/stats/circular_shift.hpp"
#include "syncact/stats/map_null.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/stats/spin_null.hpp"

using namespace syncact;
using namespace std::chrono_literals;

namespace {

/// Broken: destroys the autocorrelation, the commonest mistake with time series.
struct Permutation {
  template <class T>
  MatrixX<T> scramble(const SeriesView<T>& series, const Timeline&, const Random& random) const {
    std::vector<Index> order(static_cast<std::size_t>(series.n_times()));
    std::iota(order.begin(), order.end(), Index{0});
    random.shuffle(std::span<Index>(order));
    MatrixX<T> out(series.n_times(), series.n_signals());
    for (Index t = 0; t < series.n_times(); ++t) out.row(t) = series.times(order[static_cast<std::size_t>(t)], 1).map();
    return out;
  }
};

/// Broken: one roll over all runs.
struct RollThrough {
  template <class T>
  MatrixX<T> scramble(const SeriesView<T>& series, const Timeline& scans, const Random& random) const {
    return stats::CircularShift::roll(series, Timeline(scans.run(0).sampling, scans.size()),
                                      {1 + random.below(0, scans.size() - 1)});
  }
};

/// Broken: says that it keeps autocorrelations on average, but permutes scans.
struct BlocksOfOneScan : Permutation {};

}  // namespace

template <>
inline constexpr bool syncact::stats::keeps_autocorrelation<BlocksOfOneScan> = false;

TEMPLATE_TEST_CASE("Shipped null models obey their laws", "[laws]", float, double) {
  CHECK(laws::check_null_model<TestType>(stats::CircularShift{}).text() == "");
  CHECK(laws::check_null_model<TestType>(stats::CircularShift{.min_shift = 1s}).text() == "");
  CHECK(laws::check_null_model<TestType>(stats::PhaseRandomization{}).text() == "");
  CHECK(laws::check_null_model<TestType>(stats::BlockPermutation{.block_length = 20s}).text() == "");
  CHECK(laws::check_null_model<TestType>(stats::CircularBlockBootstrap{.block_length = 20s}).text() == "");
}

TEST_CASE("Broken null models are caught", "[laws]") {
  CHECK_FALSE(laws::check_null_model<double>(Permutation{}).ok());
  CHECK_FALSE(laws::check_null_model<double>(RollThrough{}).ok());
  CHECK_FALSE(laws::check_null_model<double>(BlocksOfOneScan{}).ok());
  static_assert(!stats::NullModel<int, double>);
  static_assert(!stats::EnumerableNullModel<stats::PhaseRandomization, double>);
}

TEST_CASE("Null models of maps obey their laws, and values put anywhere are caught", "[laws]") {
  // A plane of 30 x 30 voxels, and as many vertices of a sphere; both maps are waves.
  stats::VoxelGrid grid{{30, 30, 1}, std::vector<Index>(900), {1, 1, 1}};
  std::iota(grid.voxels.begin(), grid.voxels.end(), Index{0});
  VectorX<double> plane(900), sphere(900);
  stats::SpherePoints points{MatrixX<double>(900, 3), {}};
  std::vector<std::pair<Index, Index>> next, near;
  for (Index i = 0; i < 900; ++i) {
    const double x = static_cast<double>(i % 30), y = static_cast<double>(i / 30);
    plane[i] = std::sin(0.9 * x) + std::cos(0.7 * y + 0.3 * x);
    if (i % 30 > 0) next.emplace_back(i - 1, i);
    const double z = 1 - (2 * static_cast<double>(i) + 1) / 900, angle = 2.399963229728653 * static_cast<double>(i);
    points.xyz.row(i) << std::sqrt(1 - z * z) * std::cos(angle), std::sqrt(1 - z * z) * std::sin(angle), z;
    sphere[i] = std::sin(5 * points.xyz(i, 0)) + std::cos(4 * points.xyz(i, 1) + 3 * z);
    if (i >= 34) near.emplace_back(i - 34, i);  // neighbours in a spiral of golden angles
  }
  CHECK(laws::check_map_null(stats::MapNull(plane, grid), plane, next).text() == "");
  CHECK(laws::check_map_null(stats::SpinNull(sphere, points), sphere, near).text() == "");
  const auto anywhere = [&](const Random& random) -> VectorX<double> {
    VectorX<double> drawn = plane;
    random.shuffle(std::span<double>(drawn.data(), 900));
    return drawn;
  };
  CHECK_FALSE(laws::check_map_null(anywhere, plane, next).ok());
}
