#include "syncact/similarity/connectivity/connectivity.hpp"

#include <Eigen/LU>

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/oracles.hpp"
#include "support/similarity_inputs.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/laws/rdm_laws.hpp"
#include "syncact/similarity/connectivity/connectivity_sinks.hpp"

namespace test_connectivity {

using namespace syncact;
using namespace syncact::similarity::series;
using namespace syncact::similarity::connectivity;
using similarity::MeasureStatus;
using test::says;
using test::table_close;
using Kind = ConnectivityKind;

TEST_CASE("connectivity is that of known programs") {
  const MatrixX<double> series = test::similarity_input("TS");
  const auto differs = [&](const std::string& key, Kind kind) {
    const auto expected = test::column(test::oracle("similarity").at("oracles").at(key).at("value"));
    return table_close(Connectivity{.kind = kind}.describe(series).value, expected, 0, 1e-10);
  };
  CHECK(differs("fc_pearson_upper", Kind::pearson) == "");
  CHECK(differs("fc_fisher_z_upper", Kind::fisher_z) == "");
  CHECK(differs("fc_covariance_upper_ddof1", Kind::covariance) == "");

  const MatrixX<double> inverse = Connectivity{}.connect(series).value.inverse();
  const VectorX<double> gain = inverse.diagonal().cwiseSqrt().cwiseInverse();
  MatrixX<double> partial = gain.asDiagonal() * inverse * gain.asDiagonal();
  partial *= -1;
  partial.diagonal().setOnes();
  CHECK(table_close(Connectivity{.kind = Kind::partial}.connect(series).value, partial, 1e-12) == "");
}

TEST_CASE("signals without variation or with NaN have no connectivity and disturb no other") {
  const MatrixX<double> series = test::noise<double>(50, 5);
  MatrixX<double> flawed(50, 7);
  flawed << series.leftCols(2), VectorX<double>::Constant(50, 3), series.rightCols(3), series.col(0);
  flawed(4, 6) = std::numeric_limits<double>::quiet_NaN();
  for (const Kind kind : {Kind::pearson, Kind::partial, Kind::covariance}) {
    const MatrixX<double> whole = Connectivity{.kind = kind}.connect(series).value;
    const ConnectivityTable part = Connectivity{.kind = kind}.connect(flawed);
    CHECK(part.status == MeasureStatus::non_finite);
    CHECK(part.value.col(6).array().isNaN().all());
    if (kind == Kind::covariance) {
      CHECK(part.value(2, 2) == 0);
    } else {
      CHECK(part.value.row(2).array().isNaN().all());
    }
    CHECK(std::abs(part.value(1, 4) - whole(1, 3)) < 1e-12);
  }
  CHECK(Connectivity{}.connect(flawed.leftCols(6)).status == MeasureStatus::constant_units);
  CHECK(Connectivity{.kind = Kind::partial}.connect(test::noise<double>(5, 5)).status == MeasureStatus::undefined);
  const auto shrunk = Connectivity{.kind = Kind::partial, .shrinkage = 0.1}.connect(test::noise<double>(5, 5));
  CHECK(shrunk.status == MeasureStatus::ok);
  CHECK(shrunk.value.allFinite());
  CHECK_THROWS_WITH(Connectivity{.shrinkage = 2}.connect(series), says("shrinkage must be in [0, 1]"));
  CHECK_THROWS_WITH((Connectivity{.kind = Kind::covariance, .ddof = 50}.connect(series)), says("ddof"));
}

TEST_CASE("correlations keep their digits at any gain and offset") {
  const MatrixX<double> series = test::noise<double>(60, 6), table = Connectivity{}.connect(series).value;
  CHECK(table_close(Connectivity{}.connect(series * 1e-13).value, table, 1e-13) == "");
  CHECK(table_close(Connectivity{}.connect((series.array() + 1e8).matrix()).value, table, 1e-8) == "");
  CHECK(table_close(Connectivity{}.connect(series.cast<float>()).value, table, 1e-6) == "");
}

TEST_CASE("what connectivity says it is invariant to changes nothing") {
  const MatrixX<double> series = test::noise<double>(60, 6);
  for (const auto& choice : choices(Kind{})) {
    const Connectivity connectivity{.kind = choice.value};
    const MatrixX<double> table = connectivity.connect(series).value;
    for (const auto& change : laws::detail::table_changes(series, 5)) {
      if (!similarity::has(connectivity.info().x, change.invariance)) continue;
      INFO(choice.name << ": " << change.name);
      const double tolerance = change.name.starts_with("an offset") ? 1e-6 : 1e-12;
      CHECK(table_close(connectivity.connect(change.table).value, table, tolerance) == "");
    }
  }
}

/// Signals in groups that go together.
MatrixX<float> groups(Index n_times, Index n_signals) {
  const MatrixX<float> common = test::noise<float>(n_times, 7, 3);
  MatrixX<float> series = test::noise<float>(n_times, n_signals, 4);
  for (Index i = 0; i < n_signals; ++i) series.col(i) += common.col(i % 7);
  return series;
}

TEST_CASE("dense connectivity gives sinks what the whole table holds") {
  const Index n = 700;
  MatrixX<float> series = groups(40, n);
  series.col(5).setConstant(1);
  series(3, 300) = std::numeric_limits<float>::quiet_NaN();
  TopK nearest(n, 4), strongest(n, 4, true);
  ThresholdEdges edges(0.6), few(0.6, true, 10);
  CorrelationHistogram histogram(20);
  const auto report = dense_connectivity(series, {.tile = 256}, nearest, strongest, edges, few, histogram);
  CHECK(report.n_usable == n - 2);
  CHECK(report.n_tiles == 6);

  const MatrixX<double> r = Connectivity{}.connect(series).value;
  std::vector<Index> counts(20, 0);
  Index n_pairs = 0, n_edges = 0, n_strong = 0;
  for (Index j = 0; j < n; ++j) {
    for (Index i = 0; i < j; ++i) {
      n_edges += r(i, j) >= 0.6;
      n_strong += std::abs(r(i, j)) >= 0.6;
      n_pairs += !std::isnan(r(i, j));
    }
  }
  CHECK(std::abs(edges.n_above() - n_edges) <= 2);  // of 1e5 float correlations some may fall on the other side
  CHECK(static_cast<Index>(edges.edges().size()) == edges.n_above());
  CHECK(std::abs(few.n_above() - n_strong) <= 2);
  CHECK(few.edges().size() == 10);
  std::int64_t counted = 0;
  for (const auto count : histogram.counts()) counted += count;
  CHECK(counted == n_pairs);

  CHECK(nearest.neighbours(5).empty());
  for (const Index i : {Index{0}, Index{299}, Index{301}, n - 1}) {
    const auto best = nearest.neighbours(i);
    REQUIRE(best.size() == 4);
    std::vector<double> row;
    for (Index j = 0; j < n; ++j) {
      if (j != i && !std::isnan(r(i, j))) row.push_back(r(i, j));
    }
    std::sort(row.rbegin(), row.rend());
    for (std::size_t k = 0; k < 4; ++k) {
      CHECK(std::abs(best[k].r - row[k]) < 1e-5);
      CHECK(std::abs(best[k].r - r(i, best[k].signal)) < 1e-5);
    }
  }
}

TEST_CASE("neither threads, tiles nor the memory cap move a bit of dense connectivity, and the cap holds") {
  const Index n = 1500;
  const MatrixX<float> series = groups(30, n);
  const SeriesView<float> view(series);
  const auto results = [&](const DenseConnectivityOptions& options, const Context<>& context) {
    TopK top(n, 5);
    ThresholdEdges edges(0.5, true, 2000);
    CorrelationHistogram histogram(50);
    const auto report = dense_connectivity(view, options, context, top, edges, histogram);
    CHECK(report.bytes <= context.memory_cap_bytes);
    std::vector<double> all;
    for (Index i = 0; i < n; ++i) {
      for (const Neighbour& other : top.neighbours(i)) all.insert(all.end(), {static_cast<double>(other.signal), other.r});
    }
    for (const Edge& edge : edges.edges())
      all.insert(all.end(), {static_cast<double>(edge.i), static_cast<double>(edge.j), edge.r});
    all.insert(all.end(), histogram.counts().begin(), histogram.counts().end());
    return all;
  };
  const auto expected = results({.tile = 256}, {});
  CHECK(results({.tile = 256}, {.executor = Threads{4}}) == expected);
  CHECK(results({.tile = 768}, {.executor = Threads{3}}) == expected);
  const std::size_t signals = 30 * 1500 * sizeof(float), tile = 256 * 256 * sizeof(float);
  CHECK(results({.tile = 256}, {.executor = Threads{4}, .memory_cap_bytes = signals + tile}) == expected);
  TopK top(n, 1);
  CHECK_THROWS_WITH(dense_connectivity(view, {.tile = 256}, Context<>{.memory_cap_bytes = signals + tile - 1}, top),
                    says("memory_cap_bytes must be >="));
  CHECK_THROWS_WITH(dense_connectivity(series, {.tile = 100}, top), says("multiple of 256"));
}

TEST_CASE("dense connectivity of few signals is decided") {
  TopK none(0, 1), one(1, 1);
  CHECK(dense_connectivity(MatrixX<float>(10, 0), {}, none).n_tiles == 0);
  CHECK(dense_connectivity(test::noise<float>(10, 1), {}, one).n_tiles == 1);
  CHECK(one.neighbours(0).empty());
  CHECK_THROWS_WITH(TopK(3, 0), says("k must be >= 1"));
  CHECK_THROWS_WITH(CorrelationHistogram(0), says("n_bins must be >= 1"));
  CHECK_THROWS_WITH(ThresholdEdges(0.5, false, 0), says("most must be >= 1"));
}

}  // namespace test_connectivity
