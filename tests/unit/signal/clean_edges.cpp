#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/signal/clean.hpp"

using namespace syncact;
using namespace syncact::test;
using signal::SignalStatus;
using signal::Standardize;

namespace {

template <std::floating_point T>
MatrixX<T> noise(Index n, Index signals, std::uint64_t seed = 1) {
  const Random random(seed);
  return MatrixX<T>::NullaryExpr(
      n, signals, [&](Index t, Index i) { return static_cast<T>(random.normal(static_cast<std::uint64_t>(t + n * i))); });
}

const Timeline two_runs(Sampling::every(Seconds{2}), {70, 50});
signal::Nuisance everything() {
  return {.detrend = 2, .high_pass = 0.01, .confounds = noise<double>(120, 3, 2), .drop_initial = 4};
}

}  // namespace

TEMPLATE_TEST_CASE("clean does not depend on storage, scale, offset or executor", "", float, double) {
  using T = TestType;
  const double tolerance = std::same_as<T, float> ? 2e-4 : 1e-9;
  const MatrixX<T> bold = noise<T>(120, 300);
  const signal::CleanOptions options{everything()};
  const auto cleaned = signal::clean(bold, two_runs, options);
  CHECK(signal::clean(bold, two_runs, options, Threads{3}).values == cleaned.values);
  CHECK(signal::clean(RowMatrixX<T>(bold), two_runs, options).values == cleaned.values);
  MatrixX<T> wide(240, 600);
  wide.setConstant(std::numeric_limits<T>::quiet_NaN());
  for (Index i = 0; i < 300; ++i) {
    for (Index t = 0; t < 120; ++t) wide(2 * t, 2 * i) = bold(t, i);
  }
  CHECK(signal::clean(SeriesView<T>(wide.data(), 120, 300, 2, 480), two_runs, options).values == cleaned.values);
  const MatrixX<T> moved = (bold.array() * T{3e4} + T{1e5}).matrix();
  CHECK(table_close(signal::clean(moved, two_runs, options).values, cleaned.values, tolerance) == "");
}

TEST_CASE("What clean leaves is orthogonal to every nuisance, and cleaning it again changes nothing") {
  const MatrixX<double> bold = noise<double>(120, 5);
  const signal::CleanOptions options{everything(), Standardize::none};
  const auto cleaned = signal::clean(bold, two_runs, options);
  CHECK(cleaned.scans().lengths() == std::vector<Index>{66, 46});
  CHECK(cleaned.scans().run(1).begin() == 8);
  CHECK(cleaned.scans().run(1).sampling.regular());
  for (Index r = 0; r < 2; ++r) {
    const auto& run = cleaned.projection.runs()[static_cast<std::size_t>(r)];
    const auto part = cleaned.values.middleRows(cleaned.scans().begin(r), cleaned.scans().run(r).n);
    CHECK((run.basis.transpose() * run.basis - MatrixX<double>::Identity(run.basis.cols(), run.basis.cols())).norm() < 1e-12);
    CHECK((run.basis.transpose() * part).cwiseAbs().maxCoeff() < 1e-12);
    MatrixX<double> again = part;
    run.remove(again);
    CHECK(table_close(again, part, 1e-12) == "");
  }
  CHECK(cleaned.projection.rank(0) == 3 + signal::cosine_order(66, 0.01, Seconds{2}) + 3);
}

TEST_CASE("The projection treats neurons as it treats voxels") {
  const MatrixX<double> bold = noise<double>(120, 4);
  const auto cleaned = signal::clean(bold, two_runs, {everything(), Standardize::none});
  CHECK(cleaned.projection.apply(bold, Threads{2}) == cleaned.values);
  CHECK(cleaned.projection.apply(RowMatrixX<float>(bold.cast<float>())).isApprox(cleaned.values.cast<float>(), 1e-5f));
  CHECK_THROWS_WITH(cleaned.projection.apply(noise<double>(119, 2)), says("119") && says("120"));
}

TEST_CASE("Redundant, constant and differently scaled confounds change nothing") {
  const MatrixX<double> bold = noise<double>(120, 4);
  signal::Nuisance nuisance = everything();
  const auto expected = signal::clean(bold, two_runs, {nuisance});
  MatrixX<double> more(120, 7);
  more << nuisance.confounds.col(0) * 1e9, nuisance.confounds.col(1) * 1e-9, VectorX<double>::Constant(120, 7e5),
      nuisance.confounds.col(0) - 2 * nuisance.confounds.col(1), VectorX<double>::Zero(120),
      (nuisance.confounds.col(2).array() + 1e6).matrix(), nuisance.confounds.col(2);
  nuisance.confounds = more;
  const auto cleaned = signal::clean(bold, two_runs, {nuisance});
  CHECK(cleaned.projection.rank(0) == expected.projection.rank(0));
  CHECK(table_close(cleaned.values, expected.values, 1e-8) == "");
}

TEMPLATE_TEST_CASE("A constant voxel, and one that is all drift, become zero and say so", "", float, double) {
  using T = TestType;
  MatrixX<T> bold = noise<T>(120, 5);
  for (Index t = 0; t < 120; ++t) {
    bold(t, 0) = T(1234.567);
    bold(t, 1) = T(900) - T(0.3) * static_cast<T>(t);
    bold(t, 2) = t < 70 ? T{0} : bold(t, 2);  // silent in the first run only
    bold(t, 3) *= T(1e-20);
  }
  for (const auto how :
       {Standardize::zscore_sample, Standardize::zscore, Standardize::unit_norm, Standardize::percent_change}) {
    const auto cleaned = signal::clean(bold, two_runs, {.standardize = how});
    CHECK(cleaned.status ==
          std::vector{SignalStatus::constant, SignalStatus::constant, SignalStatus::ok, SignalStatus::ok, SignalStatus::ok});
    CHECK(cleaned.values.leftCols(2).isZero(0));
    CHECK(cleaned.values.col(2).head(70).isZero(0));
    CHECK(cleaned.values.col(2).tail(50).norm() > 0);
    CHECK(cleaned.values.allFinite());
  }
}

TEST_CASE("NaN is an error that names its place, or excludes its signal only") {
  MatrixX<double> bold = noise<double>(120, 3);
  bold(75, 1) = std::nan("");
  CHECK_THROWS_WITH(signal::clean(bold, two_runs), says("nan at scan 5 of run 1 of signal 1"));
  const auto cleaned = signal::clean(bold, two_runs, {.nan = NanPolicy::exclude});
  CHECK(cleaned.status == std::vector{SignalStatus::ok, SignalStatus::non_finite, SignalStatus::ok});
  CHECK(cleaned.values.col(1).array().isNaN().all());
  bold.col(1).setZero();
  CHECK(signal::clean(bold, two_runs).values.col(2) == cleaned.values.col(2));
  bold(0, 1) = std::nan("");  // in a scan that is dropped it does not matter
  CHECK_NOTHROW(signal::clean(bold, two_runs, {{.drop_initial = 1}}));
}

TEST_CASE("n/a in the first row of a run's confounds is 0, elsewhere an error") {
  const MatrixX<double> bold = noise<double>(120, 2);
  signal::Nuisance nuisance{.confounds = noise<double>(120, 2, 3)};
  nuisance.confounds(70, 1) = 0;
  const auto expected = signal::clean(bold, two_runs, {nuisance});
  nuisance.confounds(70, 1) = std::nan("");
  CHECK(signal::clean(bold, two_runs, {nuisance}).values == expected.values);
  nuisance.confounds(71, 1) = std::nan("");
  CHECK_THROWS_WITH(signal::clean(bold, two_runs, {nuisance}), says("nan in confound 1 at scan 1 of run 1"));
}

TEST_CASE("Impossible nuisance is an error with its values") {
  const MatrixX<double> bold = noise<double>(120, 2);
  const auto says_when = [&](const signal::Nuisance& nuisance, const std::string& part) {
    CHECK_THROWS_WITH(signal::clean(bold, two_runs, {nuisance}), says(part));
  };
  says_when({.drop_initial = 49}, "run 1 must keep at least two scans, is 1");
  says_when({.drop_initial = -1}, "drop_initial must be >= 0, is -1");
  says_when({.detrend = -2}, "order must be >= 0, is -2");
  says_when({.high_pass = -0.1}, "high_pass must be >= 0 Hz");
  says_when({.high_pass = 10}, "nothing would be left");
  says_when({.confounds = noise<double>(119, 1)}, "confounds has 119 time points");
  says_when({.keep = std::vector<bool>(3, true)}, "keep has 3 time points");
  CHECK_THROWS_WITH(signal::clean(noise<double>(100, 2), two_runs), says("bold has 100 time points but the timeline has 120"));
}
