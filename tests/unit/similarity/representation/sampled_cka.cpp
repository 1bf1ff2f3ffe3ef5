#include "syncact/similarity/representation/sampled_cka.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/laws/representation_laws.hpp"
#include "syncact/similarity/representation/cka.hpp"
#include "syncact/similarity/representation/jackknife.hpp"

namespace test_sampled_cka {

using namespace syncact;
using namespace syncact::similarity::representation;
using syncact::test::WithinAbs;

MatrixX<double> table_x() {
  MatrixX<double> x(20, 7);
  for (Index i = 0; i < 20; ++i) {
    for (Index j = 0; j < 7; ++j) {
      const auto a = static_cast<double>(i), b = static_cast<double>(j);
      x(i, j) = std::sin(.7 * a + 1.3 * b + .1 * a * b) + .3 * std::cos(a);
    }
  }
  return x;
}

MatrixX<double> table_y() {
  MatrixX<double> y(20, 5);
  for (Index i = 0; i < 20; ++i) {
    for (Index k = 0; k < 5; ++k) {
      const auto a = static_cast<double>(i), b = static_cast<double>(k);
      y(i, k) = std::cos(.7 * a + .9 * b) + .5 * std::sin(.2 * a * (b + 1));
    }
  }
  return y;
}

TEST_CASE("CKA of sampled units has the value of its formula, as the biased and debiased have theirs", "[oracle]") {
  const PreparedTable<> x(table_x()), y(table_y());
  CHECK_THAT((Cka{.estimator = HsicEstimator::biased}.compare(x, y).value), WithinAbs(.30544572880333, 1e-12));
  CHECK_THAT((Cka{.estimator = HsicEstimator::debiased}.compare(x, y).value), WithinAbs(.18122299363345, 1e-12));
  CHECK_THAT(SampledCka{}.compare(x, y).value, WithinAbs(.50591756306704, 1e-12));
}

TEST_CASE("CKA of sampled units obeys the laws of its info") {
  // Of noise, half of the self terms are estimated below 0; this seed has values throughout.
  CHECK(laws::check_representation_measure(SampledCka{}, {.seed = 39}).text() == "");
}

TEST_CASE("The width of two read-outs of one representation moves debiased CKA, but not CKA of sampled units") {
  const Index n_samples = 60, n_latent = 20;
  const MatrixX<double> latent = test::noise<double>(n_samples, n_latent, 1);
  std::vector<double> corrected, debiased;
  for (const Index n_units : {10, 30, 100, 300}) {
    double mean_corrected = 0, mean_debiased = 0;
    constexpr int n_repeats = 20;
    for (int repeat = 0; repeat < n_repeats; ++repeat) {
      const auto seed = static_cast<std::uint64_t>(100 * repeat);
      const MatrixX<double> a = latent * test::noise<double>(n_latent, n_units, seed + 2);
      const MatrixX<double> b = latent * test::noise<double>(n_latent, n_units, seed + 3);
      mean_corrected += SampledCka{}.compare(PreparedTable<>(a), PreparedTable<>(b)).value / n_repeats;
      mean_debiased += Cka{}.compare(PreparedTable<>(a), PreparedTable<>(b)).value / n_repeats;
    }
    corrected.push_back(mean_corrected);
    debiased.push_back(mean_debiased);
  }
  CHECK(debiased.front() < 0.5);
  CHECK(debiased.back() > 0.9);
  for (const double value : corrected) CHECK_THAT(value, WithinAbs(1, 0.15));  // 20 repeats of the ratio of estimates
}

TEST_CASE("The jackknife's error of a mean is its standard error") {
  struct MeanProduct {
    similarity::Info info() const { return {}; }
    similarity::Measurement compare(const PreparedTable<>& x, const PreparedTable<>& y) const {
      return {x.values().cwiseProduct(y.values()).mean()};
    }
  };
  const MatrixX<double> x = test::noise<double>(50, 1, 5), one = MatrixX<double>::Ones(50, 1);
  const double sd = std::sqrt((x.array() - x.mean()).square().sum() / 49);
  CHECK_THAT(jackknife_error(MeanProduct{}, PreparedTable<>(x), PreparedTable<>(one)), WithinAbs(sd / std::sqrt(50.0), 1e-12));
  const PreparedTable<> a(table_x()), b(table_y());
  const double error = jackknife_error(SampledCka{}, a, b, Context<>{.executor = Threads{2}});
  CHECK(error == jackknife_error(SampledCka{}, a, b));
  CHECK(error > 0.02);
  CHECK(error < 0.5);
}

TEST_CASE("CKA of sampled units is undefined where nothing is left", "[edge]") {
  using similarity::MeasureStatus;
  const MatrixX<double> noise = test::noise<double>(10, 4, 2);
  const auto compare = [](const MatrixX<double>& x, const MatrixX<double>& y) {
    return SampledCka{}.compare(PreparedTable<>(x), PreparedTable<>(y));
  };
  CHECK(compare(noise.topRows(3), noise.topRows(3)).status == MeasureStatus::too_few_samples);
  CHECK(compare(noise.leftCols(1), noise).status == MeasureStatus::too_few_samples);
  CHECK(compare(MatrixX<double>::Ones(10, 4), noise).status == MeasureStatus::undefined);
  MatrixX<double> one_varies = MatrixX<double>::Ones(10, 4);
  one_varies.col(1) = noise.col(0);
  CHECK(compare(one_varies, noise).status == MeasureStatus::undefined);
  CHECK_THROWS_AS(compare(noise, noise.topRows(9)), ShapeError);
}

}  // namespace test_sampled_cka
