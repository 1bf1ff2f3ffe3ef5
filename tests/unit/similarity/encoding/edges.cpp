#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/encoding/banded_ridge.hpp"
#include "syncact/similarity/encoding/brain_scores.hpp"
#include "syncact/similarity/encoding/pls.hpp"
#include "syncact/similarity/encoding/predictivity.hpp"

namespace syncact::encoding_edges_test {

using namespace test;
using namespace similarity::encoding;
using similarity::MeasureStatus;

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Problem {
  MatrixX<double> x, y;
};

/// Targets that follow features with gains rising from target to target, and unit noise.
inline Problem problem(Index n, Index p, Index q, std::uint64_t seed = 1) {
  const MatrixX<double> x = noise<double>(n, p, seed);
  MatrixX<double> y = noise<double>(n, q, seed + 1);
  for (Index j = 0; j < q; ++j) y.col(j) += static_cast<double>(j) * 0.7 * x.col(j % p);
  return {x, y};
}

/// Leave-one-out by fitting n times.
inline VectorX<double> refitted(const Problem& at, double alpha) {
  VectorX<double> sums = VectorX<double>::Zero(at.y.cols());
  for (Index i = 0; i < at.x.rows(); ++i) {
    const Fold fold = similarity::encoding::detail::fold_of(at.x.rows(), i, i + 1, 0);
    const auto model = Ridge{{alpha}}.fit(similarity::encoding::detail::rows(at.x, fold.train),
                                          similarity::encoding::detail::rows(at.y, fold.train));
    sums += (model.predict(at.x.row(i)) - at.y.row(i)).transpose().cwiseAbs2();
  }
  return sums / static_cast<double>(at.x.rows());
}

TEST_CASE("Ridge is where its gradient is zero, in both shapes", "[encoding]") {
  for (const Index p : {6, 50}) {
    const auto [x, y] = problem(30, p, 3);
    const auto model = Ridge{{2.5}}.fit(x, y);
    const MatrixX<double> residual = y - model.predict(x), w = model.weights();
    CHECK(table_close(linalg::cross<double>(x, residual), MatrixX<double>(2.5 * w), 1e-11) == "");
    CHECK(table_close(residual.colwise().sum(), MatrixX<double>::Zero(1, 3), 1e-11) == "");
    const MatrixX<double> at_zero = model.predict(MatrixX<double>::Zero(1, p));
    CHECK(table_close(at_zero.transpose(), model.intercept(), 1e-12) == "");
  }
}

TEST_CASE("Without penalty ridge is least squares, and of least norm where there are many", "[encoding]") {
  const auto [x, y] = problem(12, 20, 2);
  const auto model = Ridge{{0.0}}.fit(x, y);
  CHECK(table_close(model.predict(x), y, 1e-11) == "");
  CHECK(table_close(model.weights(), Ridge{{1e-9}}.fit(x, y).weights(), 1e-7) == "");  // the limit of small penalties
  CHECK(ridge_leave_one_out(x, y, {0.0, 1.0}).row(0).array().isNaN().all());
  MatrixX<double> repeated(12, 3);
  repeated << x.leftCols(1), x.leftCols(1), x.leftCols(1);
  CHECK(table_close(Ridge{{0.0}}.fit(repeated, y).weights().row(0), Ridge{{0.0}}.fit(repeated, y).weights().row(2), 1e-12) ==
        "");
}

TEST_CASE("Leave-one-out errors are those of refitting", "[encoding]") {
  for (const Index p : {5, 40}) {
    const Problem at = problem(20, p, 3);
    const std::vector<double> alphas{0.3, 30};
    const MatrixX<double> errors = ridge_leave_one_out(at.x, at.y, alphas);
    for (Index a = 0; a < 2; ++a) {
      CHECK(table_close(errors.row(a).transpose(), refitted(at, alphas[static_cast<std::size_t>(a)]), 0, 1e-10) == "");
    }
  }
}

TEST_CASE("RidgeCv is ridge with the best alpha, of each target or of all", "[encoding]") {
  const auto [x, y] = problem(60, 8, 300);  // two blocks of targets
  const RidgeCv cv{.alphas = {1, 10, 100, 1000}};
  const MatrixX<double> errors = ridge_leave_one_out(x, y, cv.alphas);
  const auto model = cv.fit(x, y);
  std::vector<double> best;
  for (Index j = 0; j < y.cols(); ++j)
    best.push_back(cv.alphas[static_cast<std::size_t>(similarity::encoding::detail::least_row(errors.col(j)))]);
  CHECK(table_close(model.alpha(), Eigen::Map<const VectorX<double>>(best.data(), y.cols()), 0) == "");
  CHECK(model.alpha().minCoeff() < model.alpha().maxCoeff());
  CHECK(table_close(model.predict(x), Ridge{best}.fit(x, y).predict(x), 1e-12) == "");
  const auto threaded = cv.fit(x, y, {.executor = Threads{3}});
  CHECK(table_close(threaded.predict(x), model.predict(x), 0) == "");

  const RidgeCv shared{.alphas = cv.alphas, .per_target = false};
  const double one = cv.alphas[static_cast<std::size_t>(similarity::encoding::detail::least_row(errors.rowwise().mean()))];
  CHECK(table_close(shared.fit(x, y).alpha(), VectorX<double>::Constant(300, one), 0) == "");
}

TEST_CASE("RidgeCv on folds with as many folds as samples is leave-one-out", "[encoding]") {
  const auto [x, y] = problem(25, 6, 4);
  const RidgeCv exact{.alphas = {0.1, 1, 10, 100}}, folded{.alphas = exact.alphas, .inner_folds = 25};
  CHECK(table_close(folded.fit(x, y).alpha(), exact.fit(x, y).alpha(), 0) == "");
  CHECK_THROWS_AS((RidgeCv{.inner_folds = 26}.fit(x, y)), ValueError);
  CHECK_THROWS_AS((RidgeCv{.inner_folds = 2, .inner_gap = 12}.fit(x, y)), ValueError);
}

TEST_CASE("Banded ridge with equal penalties is ridge, and its gradient is zero with others", "[encoding]") {
  const auto [x, y] = problem(30, 6, 2);
  CHECK(table_close(BandedRidge{{2, 4}, {3, 3}}.fit(x, y).predict(x), Ridge{{3.0}}.fit(x, y).predict(x), 1e-12) == "");
  const auto model = BandedRidge{{2, 4}, {0.5, 20}}.fit(x, y);
  MatrixX<double> penalty = model.weights();
  penalty.topRows(2) *= 0.5;
  penalty.bottomRows(4) *= 20;
  CHECK(table_close(linalg::cross<double>(x, y - model.predict(x)), penalty, 1e-11) == "");
  CHECK_THROWS_AS((BandedRidge{{2, 3}, {1, 1}}.fit(x, y)), ShapeError);
  CHECK_THROWS_AS((BandedRidge{{2, 4}, {1}}.fit(x, y)), ShapeError);
  CHECK_THROWS_AS((BandedRidge{{2, 4}, {1, 0}}.fit(x, y)), ValueError);
}

TEST_CASE("BandedRidgeCv visits the whole grid and gives a band of noise little weight", "[encoding]") {
  const BandedRidgeCv cv{.bands = {3, 40}, .alphas = {0.1, 1, 10, 100, 1000}, .steps = 4};
  REQUIRE(cv.grid().size() == 5);
  CHECK(cv.grid().front() == std::vector<double>{0, 1});
  CHECK(cv.grid()[1] == std::vector<double>{0.25, 0.75});
  CHECK(BandedRidgeCv{.bands = {1, 1, 1}, .steps = 4}.grid().size() == 15);
  CHECK_THROWS_AS((BandedRidgeCv{.bands = {1, 1, 1}, .steps = 4, .max_grid = 14}.grid()), ValueError);

  const MatrixX<double> x = noise<double>(60, 43, 3);
  MatrixX<double> y = 0.3 * noise<double>(60, 2, 4);
  y += x.leftCols(2);  // of the first band
  const auto model = cv.fit(x, y);
  const MatrixX<double> fresh = noise<double>(200, 43, 5), plain = RidgeCv{.alphas = cv.alphas}.fit(x, y).predict(fresh);
  const double banded_error = (model.predict(fresh) - fresh.leftCols(2)).norm();
  CHECK(banded_error < 0.5 * (plain - fresh.leftCols(2)).norm());
}

TEST_CASE("PLS with all components is least squares, and stops where nothing is left", "[encoding]") {
  const auto [x, y] = problem(30, 5, 3);
  const MatrixX<double> ols = Ridge{{0.0}}.fit(x, y).predict(x);
  for (const bool scale : {false, true}) {
    const Pls pls{.n_components = 25, .scale = scale};
    CHECK(pls.fit(x, y).n_components == 5);
    CHECK(table_close(pls.fit(x, y).predict(x), ols, 1e-10) == "");
  }
  MatrixX<double> constant = y;
  constant.setConstant(2);
  CHECK(Pls{}.fit(x, constant).n_components == 0);
  CHECK(table_close(Pls{.scale = true}.fit(x, constant).predict(x), constant, 0) == "");
  CHECK_THROWS_AS(Pls{.n_components = 0}.fit(x, y), ValueError);
}

TEST_CASE("Folds are contiguous, with the gap that was asked for", "[encoding]") {
  const auto folds = contiguous_folds(11, 3, 2);
  REQUIRE(folds.size() == 3);
  CHECK(folds[0].test == std::vector<Index>{0, 1, 2, 3});
  CHECK(folds[1].test == std::vector<Index>{4, 5, 6, 7});
  CHECK(folds[1].train == std::vector<Index>{0, 1, 10});
  CHECK(folds[2].test == std::vector<Index>{8, 9, 10});
  CHECK(gap_of(Seconds{32}, Seconds{0.72}) == 45);
  CHECK(gap_of(Seconds{30 * 0.72}, Seconds{0.72}) == 30);
  CHECK_THROWS_AS(contiguous_folds(11, 12), ValueError);
  CHECK_THROWS_AS(contiguous_folds(11, 1), ValueError);
  CHECK_THROWS_AS(contiguous_folds(11, 3, 9), ValueError);
  CHECK_THROWS_AS(leave_one_run_out({5}), ValueError);
  CHECK_THROWS_AS((Validation{.run_lengths = {5, 5}}.split(11)), ShapeError);
  CHECK((Validation{.run_lengths = {5, 6}}.split(11))[1].train == std::vector<Index>{0, 1, 2, 3, 4});
}

TEST_CASE("Targets without a score are NaN and leave the others alone", "[encoding]") {
  auto [x, y] = problem(40, 4, 3);
  const Predictivity<Ridge> pooled{};
  const VectorX<double> before = pooled.compare(x, y).value;
  y.col(1).setConstant(3);
  const auto list = pooled.compare(x, y);
  CHECK(list.status == MeasureStatus::constant_units);
  CHECK(std::isnan(list.value[1]));
  CHECK(list.value[2] == before[2]);
  const Predictivity<Ridge> mean{.validation = {.aggregate = Aggregate::mean}};
  CHECK_THAT(mean.compare(x, y).value[0], WithinAbs((before[0] + before[2]) / 2, 1e-14));
  CHECK(pooled.compare(x, MatrixX<double>::Constant(40, 2, 1)).status == MeasureStatus::undefined);

  y.col(1) = x.col(0);
  y.block(0, 1, 8, 1).setConstant(0.5);  // constant in the first fold only
  const Predictivity<Ridge> folded{.validation = {.scoring = Scoring::fold_mean_r}};
  const auto partial = folded.compare(x, y);
  CHECK(partial.status == MeasureStatus::constant_units);
  CHECK(partial.value.allFinite());
  x(0, 0) = nan;
  CHECK_THROWS_AS(pooled.compare(x, y), ValueError);
  CHECK_THROWS_AS(pooled.compare(x.topRows(39), y), ShapeError);
}

TEST_CASE("Predictivity does not depend on storage or float beyond rounding", "[encoding]") {
  const auto [x, y] = problem(40, 4, 3);
  const VectorX<double> value = Predictivity<Ridge>{}.compare(x, y).value;
  const RowMatrixX<double> rows = x;
  CHECK(table_close(Predictivity<Ridge>{}.compare(rows, y).value, value, 0) == "");
  CHECK(table_close(Predictivity<Ridge>{}.compare(MatrixX<float>(x.cast<float>()), y).value, value, 1e-5) == "");
  CHECK(table_close(Predictivity<Ridge>{}.compare(MatrixX<double>(x.array() + 1e8), y).value, value, 1e-6) == "");
}

TEST_CASE("Ceilings know repeats that agree, that do not vary, and that are one", "[encoding]") {
  const MatrixX<double> truth = noise<double>(50, 2, 1);
  std::vector<MatrixX<double>> repeats{truth, truth, truth};
  for (auto& repeat : repeats) repeat.col(1).setConstant(4);
  CHECK_THAT(EncodingCeiling{}.describe(repeats).value[0], WithinAbs(100, 1e-10));
  CHECK(EncodingCeiling{}.describe(repeats).status == MeasureStatus::constant_units);
  CHECK_THAT(SplitHalfReliability{}.describe(repeats).value[0], WithinAbs(1, 1e-12));
  CHECK_THAT(ExplainableVariance{}.describe(repeats).value[0], WithinAbs(1, 1e-12));
  CHECK(std::isnan(ExplainableVariance{}.describe(repeats).value[1]));
  repeats[1](3, 0) = nan;
  CHECK(EncodingCeiling{}.describe(repeats).status == MeasureStatus::non_finite);
  CHECK_THROWS_AS(EncodingCeiling{}.describe({repeats.data(), 1}), ShapeError);
}

// Signal and noise of variance 1, 400 samples, 6 repeats: a single response is half signal, the mean 6/7.
TEST_CASE("Ceilings recover the share of signal that was planted", "[encoding]") {
  const MatrixX<double> signal = noise<double>(400, 3, 1);
  std::vector<MatrixX<double>> repeats;
  for (std::uint64_t r = 0; r < 6; ++r) repeats.push_back(signal + noise<double>(400, 3, 10 + r));
  CHECK_THAT(ExplainableVariance{}.describe(repeats).value.mean(), WithinAbs(0.5, 0.05));
  CHECK_THAT(EncodingCeiling{}.describe(repeats).value.mean(), WithinAbs(600.0 / 7, 2));
  CHECK_THAT(SplitHalfReliability{}.describe(repeats).value.mean(), WithinAbs(6.0 / 7, 0.03));
  CHECK_THAT(SplitHalfReliability{.halves = Halves::even_odd}.describe(repeats).value.mean(), WithinAbs(6.0 / 7, 0.03));
}

TEST_CASE("Normalized scores need a positive reliability and an r", "[encoding]") {
  CHECK_THAT(normalized(-0.3, 0.25, Normalization::r_over_sqrt_rel), WithinAbs(-0.6, 1e-15));
  CHECK_THAT(normalized(0.3, 0.25, Normalization::r2_over_rel), WithinAbs(0.36, 1e-15));
  CHECK_THAT(normalized(0.3, 0.25, Normalization::r_over_rel_squared), WithinAbs(1.44, 1e-15));
  CHECK(std::isnan(normalized(0.3, -0.1, Normalization::r2_over_rel)));
  const NormalizedPredictivity<Ridge> wrong{.validation = {.scoring = Scoring::pooled_r2}};
  const std::vector<MatrixX<double>> repeats{noise<double>(20, 2, 1), noise<double>(20, 2, 2)};
  CHECK_THROWS_AS(wrong.compare(noise<double>(20, 3, 3), repeats), ValueError);
}

TEST_CASE("Of equal layers the earlier is best, and voxels without scores are left out", "[encoding]") {
  MatrixX<double> r(3, 4);
  r << 1, 0, nan, 0,  //
      1, 2, nan, 0,   //
      0, 2, nan, 1;
  VectorX<double> depth(4);
  depth << 0, 1, 9, 2;
  const auto list = SpatialScore{}.compare(r, depth);
  CHECK(list.status == MeasureStatus::constant_units);
  CHECK(list.value[0] == 0);
  CHECK(list.value[1] == 1);
  CHECK(std::isnan(list.value[2]));
  CHECK_THAT(list.value[4], WithinAbs(1, 1e-15));
  CHECK(SpatialScore{}.compare(MatrixX<double>::Identity(1, 4), depth).status == MeasureStatus::undefined);
  CHECK_THROWS_AS(SpatialScore{}.compare(r, depth.head(3)), ShapeError);
  const SpatialScore listed{.scores = {1, 0, 0, 1, 2, 0, 0, 2, 1}, .n_layers = 3, .position = {0, 1, 2}};
  CHECK(listed.evaluate().value[1] == 1);
  CHECK_THROWS_AS((SpatialScore{.scores = {1, 2, 3}, .n_layers = 2}.evaluate()), ShapeError);
}

}  // namespace syncact::encoding_edges_test

TEST_CASE("A perfect model reaches a ceiling of 1 with any number of repeats") {
  // Signal variance 1, noise variance 5 a repeat: r with the mean of k repeats is sqrt(rel_k), rel_k = 1 / (1 + 5 / k).
  constexpr syncact::Index n = 20000;
  const syncact::Random random(5);
  syncact::MatrixX<double> signal(n, 1);
  for (syncact::Index i = 0; i < n; ++i) signal(i, 0) = random.normal(static_cast<std::uint64_t>(i));
  for (const std::size_t k : {2u, 3u, 4u, 5u, 7u}) {
    std::vector<syncact::MatrixX<double>> repeats;
    syncact::MatrixX<double> mean = syncact::MatrixX<double>::Zero(n, 1);
    for (std::size_t r = 0; r < k; ++r) {
      const syncact::Random noise(6, r);
      repeats.push_back(signal);
      for (syncact::Index i = 0; i < n; ++i)
        repeats.back()(i, 0) += std::sqrt(5.0) * noise.normal(static_cast<std::uint64_t>(i));
      mean += repeats.back() / static_cast<double>(k);
    }
    const double rel = syncact::similarity::encoding::SplitHalfReliability{}.describe(repeats).value[0];
    const Eigen::VectorXd a = signal.col(0).array() - signal.mean(), b = mean.col(0).array() - mean.mean();
    const double r = a.dot(b) / a.norm() / b.norm();
    INFO(k << " repeats");
    CHECK(std::abs(r / std::sqrt(rel) - 1) < 0.05);  // split halves of 20 000 samples: sd .02
  }
  const std::vector<syncact::MatrixX<double>> same(3, signal);
  CHECK(syncact::similarity::encoding::EncodingCeiling{}.describe(same).value[0] <= 100);
  CHECK(syncact::similarity::encoding::ExplainableVariance{}.describe(same).value[0] <= 1);
}
