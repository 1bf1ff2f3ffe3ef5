#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/signal/clean.hpp"
#include "unit/signal/clocks.hpp"

using namespace syncact;
using namespace syncact::test;
using numeric::SignalStatus;
using signal::Standardize;

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
  CHECK(cleaned.values.col(1).isZero(0));
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
  says_when({.drop_initial = 49}, "the number of scans kept of run 1 must be >= 2, is 1");
  says_when({.drop_initial = -1}, "drop_initial must be >= 0, is -1");
  says_when({.detrend = -2}, "order must be >= 0, is -2");
  says_when({.high_pass = -0.1}, "high_pass must be >= 0 Hz");
  says_when({.high_pass = 10}, "nothing would be left");
  says_when({.confounds = noise<double>(119, 1)}, "confounds has 119 time points");
  says_when({.keep = std::vector<bool>(3, true)}, "keep has 3 time points");
  CHECK_THROWS_WITH(signal::clean(noise<double>(100, 2), two_runs), says("bold has 100 time points but the timeline has 120"));
}
