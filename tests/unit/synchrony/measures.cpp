#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/table_close.hpp"
#include "syncact/synchrony/measure/pearson.hpp"
#include "syncact/synchrony/measure/spearman.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {
template <class T, class S>
MatrixX<T> similarity_of(const S& similarity, const MatrixX<T>& a, const MatrixX<T>& b) {
  return similarity.compare(SeriesView<T>(a), SeriesView<T>(b));
}
}  // namespace

TEMPLATE_TEST_CASE("Pearson and Spearman survive offset and scale", "[similarity]", float, double) {
  MatrixX<TestType> a(8, 2), b(8, 1);
  a << 1, 5, 2, 4, 3, 3, 5, 2, 4, 2, 7, 8, 6, 1, 9, 0;
  b << 2, 1, 4, 3, 7, 5, 8, 6;
  const double tolerance = sizeof(TestType) == 4 ? 1e-5 : 1e-12;
  const MatrixX<TestType> shifted = (a * TestType(0.5)).array() + TestType(256);
  CHECK(table_close(similarity_of(synchrony::measure::Pearson{}, shifted, b),
                    similarity_of(synchrony::measure::Pearson{}, a, b), tolerance) == "");
  CHECK(table_close(similarity_of(synchrony::measure::Spearman{}, shifted, b),
                    similarity_of(synchrony::measure::Spearman{}, a, b), tolerance) == "");
}

TEST_CASE("Spearman sees any monotone relation", "[similarity]") {
  const MatrixX<double> a = VectorX<double>::LinSpaced(20, 0.1, 3.0);
  const MatrixX<double> b = a.array().exp().cube();
  CHECK_THAT(similarity_of(synchrony::measure::Spearman{}, a, b)(0, 0), WithinAbs(1.0, 1e-12));
  CHECK(similarity_of(synchrony::measure::Pearson{}, a, b)(0, 0) < 0.9);
}

TEST_CASE("Signals without variation or with NaN have NaN similarities, others are unaffected", "[similarity]") {
  MatrixX<double> a(4, 3);
  a << 1, 5, 1, 2, 5, 2, 3, 5, NAN, 5, 5, 4;
  MatrixX<double> b(4, 1);
  b << 1, 2, 3, 5;
  for (const bool ranks : {false, true}) {
    const MatrixX<double> r =
        ranks ? similarity_of(synchrony::measure::Spearman{}, a, b) : similarity_of(synchrony::measure::Pearson{}, a, b);
    CHECK_THAT(r(0, 0), WithinAbs(1.0, 1e-12));
    CHECK(std::isnan(r(1, 0)));
    CHECK(std::isnan(r(2, 0)));
  }
}

TEST_CASE("Spearman ignores the order of rounding noise", "[similarity]") {
  MatrixX<float> a(4, 1), b(4, 1);
  a << 1.0f, std::nextafter(1.0f, 2.0f), 1.0f, std::nextafter(1.0f, 2.0f);
  b << 1, 2, 1, 2;
  CHECK(std::isnan(similarity_of(synchrony::measure::Spearman{}, a, b)(0, 0)));
}

TEST_CASE("One time point has no similarity, more signals than times is fine", "[similarity]") {
  const MatrixX<double> one = MatrixX<double>::Ones(1, 2);
  CHECK(similarity_of(synchrony::measure::Pearson{}, one, one).array().isNaN().all());
  CHECK(similarity_of(synchrony::measure::Spearman{}, one, one).array().isNaN().all());
  const MatrixX<double> wide = MatrixX<double>::Identity(3, 3).replicate(1, 4);
  CHECK(similarity_of(synchrony::measure::Pearson{}, wide, wide).allFinite());
  const MatrixX<double> none(5, 0);
  CHECK(similarity_of(synchrony::measure::Pearson{}, none, MatrixX<double>(MatrixX<double>::Identity(5, 2))).rows() == 0);
}

TEST_CASE("Different numbers of time points are an error that says both", "[similarity]") {
  const MatrixX<double> a = MatrixX<double>::Identity(5, 2), b = MatrixX<double>::Identity(4, 2);
  CHECK_THROWS_WITH(similarity_of(synchrony::measure::Pearson{}, a, b), says("5") && says("4"));
}

TEST_CASE("Pearson and Spearman give scipy's values", "[similarity][oracle]") {
  const auto stats = oracle("stats");
  const MatrixX<double> x = column(stats["series"]["x_values"]), y = column(stats["series"]["y_values"]);
  const double r = stats["correlation_under_autocorrelation"]["pairs"][0]["r"];
  CHECK_THAT(similarity_of(synchrony::measure::Pearson{}, x, y)(0, 0), WithinAbs(r, 1e-10));
  const MatrixX<double> a = column(stats["model_ranking"]["accuracy"]), b = column(stats["model_ranking"]["similarity"]);
  const double rho = stats["model_ranking"]["spearman"];
  CHECK_THAT(similarity_of(synchrony::measure::Spearman{}, a, b)(0, 0), WithinAbs(rho, 1e-11));
}
