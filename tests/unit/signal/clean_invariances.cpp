#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/signal/clean.hpp"
#include "unit/signal/clocks.hpp"

using namespace syncact;
using namespace syncact::test;
using signal::Standardize;

namespace {

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
  CHECK(signal::clean(bold, two_runs, options, {.executor = Threads{3}}).values == cleaned.values);
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
  CHECK(cleaned.output_clock().lengths() == std::vector<Index>{66, 46});
  CHECK(cleaned.output_clock().run(1).begin() == 8);
  CHECK(cleaned.output_clock().run(1).sampling.regular());
  for (Index r = 0; r < 2; ++r) {
    const auto& run = cleaned.projection.runs()[static_cast<std::size_t>(r)];
    const auto part = cleaned.values.middleRows(cleaned.output_clock().begin(r), cleaned.output_clock().run(r).n);
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
  CHECK(cleaned.projection.apply(bold, {.executor = Threads{2}}) == cleaned.values);
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
