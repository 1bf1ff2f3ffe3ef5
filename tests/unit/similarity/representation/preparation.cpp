// PreparedTable, streaming, grids, and what data may do to them.
#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/similarity_inputs.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/representation/cka.hpp"
#include "syncact/similarity/representation/distance_correlation.hpp"
#include "syncact/similarity/representation/gram_builder.hpp"
#include "syncact/similarity/representation/grid.hpp"
#include "syncact/similarity/representation/moments.hpp"

using namespace syncact;
using namespace syncact::similarity::representation;
using namespace syncact::test;
using similarity::MeasureStatus;

namespace {

MatrixX<double> with_column(const MatrixX<double>& x, const VectorX<double>& column) {
  MatrixX<double> y(x.rows(), x.cols() + 1);
  y << x, column;
  return y;
}

}  // namespace

TEST_CASE("Two tables are compared in two lines") {
  const MatrixX<double> activations = similarity_input("X"), voxels = similarity_input("Y");
  //! [compare]
  const similarity::representation::PreparedTable<> layer(activations), region(voxels);
  const similarity::Measurement cka = similarity::representation::Cka{}.compare(layer, region);  // value, status, n_used, ranks
  //! [compare]
  CHECK_THAT(cka.value, WithinAbs(0.04697061940271578, 1e-12));
  CHECK(cka.status == MeasureStatus::ok);
}

TEST_CASE("PreparedTable holds what its name says, at any scale") {
  const MatrixX<double> x = noise<double>(9, 30, 1);
  const MatrixX<double> centered = x.rowwise() - x.colwise().mean();
  for (const double unit : {1.0, 0x1p-300, 0x1p300}) {
    const PreparedTable<> p(MatrixX<double>(x * unit));
    CHECK(p.values() == x * unit);
    const double back = p.scale() / unit;
    CHECK(table_close(MatrixX<double>(p.centered() * back), centered, 1e-14) == "");
    CHECK(table_close(MatrixX<double>(p.gram() * back * back), MatrixX<double>(centered * centered.transpose()), 1e-12) == "");
    CHECK(table_close(MatrixX<double>(p.scatter() * back * back), MatrixX<double>(centered.transpose() * centered), 1e-12) ==
          "");
    CHECK(table_close(MatrixX<double>(p.factor() * p.factor().transpose()), p.gram(), 1e-12 * p.gram().maxCoeff()) == "");
    CHECK(table_close(p.row_squared_norms(), VectorX<double>(p.gram().diagonal()), 0, 1e-12) == "");
    CHECK_THAT(p.squared_norm(), WithinRel(p.gram().trace(), 1e-12));
    CHECK_THAT(p.gram_squared_norm(), WithinRel(p.scatter().squaredNorm(), 1e-12));
    CHECK(p.subspace().rank() == 8);
  }
}

TEST_CASE("A factor of an ill-conditioned wide table is as good as one of a well-conditioned table") {
  MatrixX<double> x = noise<double>(9, 30, 1);
  x.row(3) = x.row(4) + 1e-9 * x.row(5);
  const PreparedTable<> p(x);
  CHECK(table_close(MatrixX<double>(p.factor() * p.factor().transpose()), p.gram(), 1e-13 * p.gram().maxCoeff()) == "");
}

TEST_CASE("Distances of equal and of nearly equal samples keep their digits") {
  MatrixX<double> x = noise<double>(12, 40, 1) * 100;
  x.row(3) = x.row(7);
  x.row(5) = x.row(7);
  x(5, 2) += 1e-6;
  const PreparedTable<> p(x);
  CHECK(p.squared_distances()(3, 7) == 0.0);
  CHECK_THAT(p.squared_distances()(5, 7), WithinRel(1e-12, 1e-6));
  CHECK(p.squared_distances() == p.squared_distances().transpose());
}

TEST_CASE("PreparedTable refuses NaN and infinity, and numbers that cannot be summed") {
  MatrixX<double> x = noise<double>(5, 3, 1);
  x(2, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(PreparedTable<>(x), says("nan at time 2 of signal 1"));
  x(2, 1) = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(PreparedTable<>(MatrixX<double>(x)), ValueError);
  x.setConstant(1e308);
  CHECK_THROWS_WITH(PreparedTable<>(x), says("small enough"));
}

TEST_CASE("Any float table prepares as its double copy: row-major, strided, float") {
  const MatrixX<double> x = noise<double>(20, 50, 3);
  const RowMatrixX<double> rows = x;
  CHECK(PreparedTable<>(rows).centered() == PreparedTable<>(x).centered());
  CHECK(PreparedTable<>(x.transpose().transpose()).gram() == PreparedTable<>(x).gram());
  const MatrixX<float> single = x.cast<float>();
  CHECK(PreparedTable<>(single).centered() == PreparedTable<>(MatrixX<double>(single.cast<double>())).centered());
  CHECK(PreparedTable<>(rows, {.executor = Threads{.n_threads = 3}}).gram() == PreparedTable<>(x).gram());
  const PreparedTable<> y(noise<double>(20, 4, 4));
  CHECK_THAT(Cka{}.compare(PreparedTable<>(single), y).value, WithinRel(Cka{}.compare(PreparedTable<>(x), y).value, 1e-5));
}

TEST_CASE("Duplicate and constant units do not change CCA, and are said") {
  const MatrixX<double> x = similarity_input("X"), z = similarity_input("Z");
  const auto cca = [&](const MatrixX<double>& a) { return Cca{}.compare(PreparedTable<>(a), PreparedTable<>(z)); };
  CHECK_THAT(cca(x).value, WithinAbs(0.8820842119809, 1e-12));
  for (const double scale : {1.0, 1e-13, 1e13}) {
    const auto twice = cca(with_column(x, x.col(2)) * scale);
    CHECK_THAT(twice.value, WithinAbs(cca(x).value, 1e-10));
    CHECK(twice.status == MeasureStatus::rank_deficient);
    CHECK(twice.rank_x == 7);
    const auto flat = cca(with_column(x, VectorX<double>::Constant(20, 1.7)) * scale);
    CHECK_THAT(flat.value, WithinAbs(cca(x).value, 1e-10));
    CHECK(flat.status == MeasureStatus::constant_units);
  }
}

TEST_CASE("Statuses say why there is no value, or why it says little") {
  const MatrixX<double> x = noise<double>(20, 12, 1), y = noise<double>(20, 9, 2);
  const auto status = [](const auto& measure, const MatrixX<double>& a, const MatrixX<double>& b) {
    return measure.compare(PreparedTable<>(a), PreparedTable<>(b)).status;
  };
  CHECK(status(Cca{}, x, y) == MeasureStatus::saturated);
  CHECK(status(Cca{}, x.leftCols(8), y) == MeasureStatus::ok);
  CHECK(status(LinearRegression{}, y, noise<double>(20, 19, 3)) == MeasureStatus::saturated);
  CHECK(status(Cka{}, x.topRows(3), y.topRows(3)) == MeasureStatus::too_few_samples);
  CHECK(status(Cka{.estimator = HsicEstimator::biased}, x.topRows(3), y.topRows(3)) == MeasureStatus::ok);
  CHECK(status(Cka{}, MatrixX<double>::Constant(20, 3, 0.1), y) == MeasureStatus::undefined);
  CHECK(status(Cka{}, MatrixX<double>::Identity(20, 20), y) ==
        MeasureStatus::undefined);  // all samples equally far: self-HSIC is 0
  CHECK(status(Cka{}, with_column(x, VectorX<double>::Ones(20)), y) == MeasureStatus::constant_units);
  CHECK(status(Cka{.kernel = Kernel::rbf}, x.row(0).replicate(20, 1), y) == MeasureStatus::undefined);
  CHECK_THROWS_AS(status(Cka{}, x.topRows(19), y), ShapeError);
  CHECK_THROWS_WITH(status(Cka{.sigma = 0}, x, y), says("sigma must be > 0, is 0"));
}

TEST_CASE("CKA of independent noise is near 0 if debiased, near 1 if not") {
  const PreparedTable<> x(noise<double>(100, 2000, 1)), y(noise<double>(100, 2000, 2));
  CHECK(std::abs(Cka{}.compare(x, y).value) < 0.05);  // fixed seed; the standard deviation is about 0.01
  CHECK(Cka{.estimator = HsicEstimator::biased}.compare(x, y).value > 0.9);
}

TEST_CASE("Narrow tables are compared by their units, with the same value") {
  const MatrixX<double> x = noise<double>(40, 6, 1), y = x * noise<double>(6, 20, 2) + noise<double>(40, 20, 3);
  for (const HsicEstimator estimator : {HsicEstimator::debiased, HsicEstimator::biased, HsicEstimator::lange}) {
    const Cka cka{.estimator = estimator};
    REQUIRE((PreparedTable<>(x).narrow() && PreparedTable<>(y).narrow()));
    CHECK_THAT(cka.compare(PreparedTable<>(x), PreparedTable<>(y)).value,
               WithinRel(cka.compare(gram_table(x), gram_table(y)).value, 1e-12));
  }
}

TEST_CASE("A grid is its pairs, on any number of threads") {
  std::vector<PreparedTable<>> xs, ys;
  for (std::uint64_t i = 0; i < 4; ++i) xs.emplace_back(noise<double>(25, 5 + 10 * static_cast<Index>(i), i));
  for (std::uint64_t i = 0; i < 3; ++i) ys.emplace_back(noise<double>(25, 30, 9 + i));
  ys.emplace_back(MatrixX<double>::Ones(25, 2));
  const auto check = [&](const auto& measure) {
    const SimilarityGrid grid = similarity::representation::grid(measure, xs, std::span<const PreparedTable<>>(ys),
                                                                 {.executor = Threads{.n_threads = 3}});
    for (Index a = 0; a < 4; ++a) {
      for (Index b = 0; b < 4; ++b) {
        const auto pair = measure.compare(xs[static_cast<std::size_t>(a)], ys[static_cast<std::size_t>(b)]);
        CHECK(grid.status(a, b) == pair.status);
        CHECK((grid.values(a, b) == pair.value || (b == 3 && std::isnan(grid.values(a, b)))));
      }
    }
  };
  check(Cka{});
  check(DistanceCorrelation{});
  check(Nbs{});
}

TEST_CASE("Blocks of units add up to the table, whatever the blocks") {
  MatrixX<double> x = noise<double>(15, 40, 1);
  x.col(7).setConstant(3.3);
  const PreparedTable<> whole(x), y(noise<double>(15, 20, 2));
  const GramTable other = gram_table(y.values());
  for (const Index size : {1, 7, 40}) {
    GramBuilder builder;
    for (Index first = 0; first < 40; first += size) builder.add(x.middleCols(first, std::min(size, 40 - first)));
    const GramTable table = builder.finish();
    CHECK(table_close(table.gram(), whole.gram(), 1e-13 * whole.gram().maxCoeff()) == "");
    CHECK(table.n_units() == 40);
    CHECK(table.n_constant() == 1);
    CHECK_THAT(Cka{}.compare(table, other).value, WithinRel(Cka{}.compare(whole, y).value, 1e-11));
    CHECK(Cka{}.compare(table, other).status == MeasureStatus::constant_units);
    CHECK_THAT(Ensd{}.compare(table, other).value, WithinRel(Ensd{}.compare(whole, y).value, 1e-11));
    CHECK_THAT(DistanceCorrelation{}.compare(table, other).value,
               WithinRel(DistanceCorrelation{}.compare(whole, y).value, 1e-11));
  }
  GramBuilder builder;
  builder.add(MatrixX<double>(x.leftCols(20) * 0x1p-200));  // units so small that they are scaled, then others
  builder.add(MatrixX<double>(x.rightCols(20)));
  CHECK(table_close(builder.finish().gram(), PreparedTable<>(x.rightCols(20)).gram(), 1e-12) == "");
  CHECK_THROWS_AS(builder.add(noise<double>(14, 2, 1)), ShapeError);
  CHECK_THROWS_WITH(Cka{.estimator = HsicEstimator::uncentered}.compare(other, other), says("needs the table"));
}

TEST_CASE("Blocks of samples merge to the moments of the tables, whatever the blocks and offsets") {
  const MatrixX<double> a = noise<double>(60, 7, 1), b = a * noise<double>(7, 5, 2) + noise<double>(60, 5, 3);
  const PreparedTable<> x(a), y(b);
  for (const double offset : {0.0, 0x1p27}) {
    const MatrixX<double> far = ((a * 0x1p20).array().round() * 0x1p-20 + offset).matrix();
    const PreparedTable<> x_far(far);
    for (const Index size : {1, 13, 60}) {
      INFO("offset " << offset << ", blocks of " << size);
      MomentBuilder builder;
      for (Index t = 0; t < 60; t += size) {
        const Index count = std::min(size, 60 - t);
        builder.add(far.middleRows(t, count), b.middleRows(t, count));
      }
      const Moments m = builder.finish();
      CHECK(m.n == 60);
      CHECK(table_close(m.mean_x, VectorX<double>(far.colwise().mean()), 1e-7) == "");
      CHECK(table_close(m.xx, x_far.scatter(), 1e-11) == "");
      CHECK_THAT(cka_biased(m).value, WithinRel(Cka{.estimator = HsicEstimator::biased}.compare(x_far, y).value, 1e-11));
      CHECK_THAT(nbs(m).value, WithinRel(Nbs{}.compare(x_far, y).value, 1e-11));
      CHECK_THAT(procrustes_squared(m).value, WithinRel(std::pow(Procrustes{}.compare(x_far, y).value, 2), 1e-11));
      CHECK(table_close(cca_correlations(m).value, CcaCorrelations{}.compare(x_far, y).value, 1e-10) == "");
      CHECK_THAT(linear_regression(m, Side::x).value, WithinRel(LinearRegression{}.compare(x_far, y).value, 1e-10));
      CHECK_THAT(linear_regression(m, Side::y).value, WithinRel(LinearRegression{Side::y}.compare(x_far, y).value, 1e-10));
    }
  }
  MomentBuilder builder;
  CHECK(nbs(builder.finish()).status == MeasureStatus::too_few_samples);
  builder.add(a, b);
  CHECK_THROWS_AS(builder.add(a.leftCols(3), b), ShapeError);
  CHECK_THROWS_AS(builder.add(a.topRows(3), b), ShapeError);
}
