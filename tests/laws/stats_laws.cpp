#include "support/catch.hpp"
#include "syncact/laws/null_model_laws.hpp"
#include "syncact/stats/block_nulls.hpp"
#include "syncact/stats/circular_shift.hpp"
#include "syncact/stats/phase_randomization.hpp"

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
