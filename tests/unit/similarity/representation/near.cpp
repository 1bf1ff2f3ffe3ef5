/// Tables that are nearly one, and kernels that are very narrow or very wide: digits, not noise.
#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/representation/cka.hpp"
#include "syncact/similarity/representation/procrustes.hpp"
#include "syncact/similarity/representation/shape_metric.hpp"

namespace test_near {

using namespace syncact;
using namespace syncact::similarity::representation;

double value(const auto& measure, const MatrixX<double>& x, const MatrixX<double>& y) {
  return measure.compare(PreparedTable(x), PreparedTable(y)).value;
}

TEST_CASE("distances of nearly equal tables are proportional to their difference") {
  for (const auto& [n, p] : {std::pair{60, 8}, std::pair{20, 45}}) {  // narrow, and with more units than samples
    const MatrixX<double> x = test::noise<double>(n, p, 1), change = test::noise<double>(n, p, 2);
    const auto at = [&](const auto& measure, double e) { return value(measure, x, MatrixX<double>(x + e * change)) / e; };
    for (const double e : {1e-6, 1e-8, 1e-9, 1e-10}) {
      INFO(n << " x " << p << ", " << e);
      const double wanted = n > p ? 1e-5 : 1e-3;  // factors of a wide table are rounded at its own size
      CHECK_THAT(at(Procrustes{}, e), WithinRel(at(Procrustes{}, 1e-4), 1e-3 + wanted));
      CHECK_THAT(at(Procrustes{.form = ProcrustesForm::angular}, e),
                 WithinRel(at(Procrustes{.form = ProcrustesForm::angular}, 1e-4), 1e-3 + wanted));
      CHECK_THAT(at(Bures{}, e), WithinRel(at(Bures{}, 1e-4), 1e-3 + wanted));
      if (n > p) {
        CHECK_THAT(at(ShapeMetric{}, e), WithinRel(at(ShapeMetric{}, 1e-4), 2e-3));
        CHECK_THAT(at(ShapeMetric{.alpha = 0.5}, e), WithinRel(at(ShapeMetric{.alpha = 0.5}, 1e-4), 2e-3));
      }
      CHECK_THAT(at(Cka{.estimator = HsicEstimator::biased, .angular = true}, e),
                 WithinRel(at(Cka{.estimator = HsicEstimator::biased, .angular = true}, 1e-4), 2e-3));
      CHECK_THAT(at(Cka{.angular = true}, e), WithinRel(at(Cka{.angular = true}, 1e-4), 2e-3));
    }
    CHECK(value(Procrustes{}, x, x) < 1e-13);
    const MatrixX<double> wider = (MatrixX<double>(n, p + 2) << x, 1e-9 * test::noise<double>(n, 2, 3)).finished();
    CHECK_THAT(value(Procrustes{}, x, wider), WithinRel(value(Procrustes{}, wider, x), 1e-4));
    CHECK(value(Procrustes{}, x, wider) < 3e-8);
  }
}

/// Song's estimator from the entries beside the diagonal, in long double.
double song(const MatrixX<double>& x, const MatrixX<double>& y, double sigma) {
  const auto n = x.rows();
  const auto kernel = [&](const MatrixX<double>& z, Index i, Index j) -> long double {
    return std::exp(-static_cast<long double>((z.row(i) - z.row(j)).squaredNorm()) /
                    (2 * static_cast<long double>(sigma) * static_cast<long double>(sigma)));
  };
  long double both = 0, all_x = 0, all_y = 0, rows = 0;
  for (Index i = 0; i < n; ++i) {
    long double row_x = 0, row_y = 0;
    for (Index j = 0; j < n; ++j) {
      if (i == j) continue;
      const long double k = kernel(x, i, j), l = kernel(y, i, j);
      both += k * l, row_x += k, row_y += l;
    }
    all_x += row_x, all_y += row_y, rows += row_x * row_y;
  }
  const auto m = static_cast<long double>(n);
  return static_cast<double>((both + all_x * all_y / ((m - 1) * (m - 2)) - 2 * rows / (m - 2)) / (m * (m - 3)));
}

TEST_CASE("debiased HSIC and CKA keep their digits at narrow and wide kernels") {
  const MatrixX<double> x = test::noise<double>(14, 30, 5);
  const MatrixX<double> y = x + 0.3 * test::noise<double>(14, 30, 6);
  for (const double sigma : {0.7, 1.0, 1.5, 3.0, 10.0}) {
    INFO(sigma);
    const Hsic hsic{.kernel = Kernel::rbf, .bandwidth = Bandwidth::absolute, .sigma = sigma};
    const Cka cka{.kernel = Kernel::rbf, .bandwidth = Bandwidth::absolute, .sigma = sigma};
    const double xy = song(x, y, sigma), xx = song(x, x, sigma), yy = song(y, y, sigma);
    CHECK_THAT(value(hsic, x, y), WithinRel(xy, 1e-9));
    CHECK_THAT(value(cka, x, y), WithinRel(xy / std::sqrt(xx) / std::sqrt(yy), 1e-9));
  }
  // As the kernel widens, 1 - k becomes the squared distance over 2 sigma^2: CKA goes to that of squared distances.
  const auto wide = [&](double sigma) {
    return value(Cka{.kernel = Kernel::rbf, .bandwidth = Bandwidth::absolute, .sigma = sigma}, x, y);
  };
  CHECK_THAT(wide(1e6), WithinRel(wide(1e5), 1e-8));
  CHECK_THAT(wide(1e9), WithinRel(wide(1e5), 1e-8));
}

}  // namespace test_near
