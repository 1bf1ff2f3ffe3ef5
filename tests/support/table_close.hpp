#pragma once
/// Comparison of tables that prints the worst entry.
#include <Eigen/Core>
#include <cmath>
#include <sstream>
#include <string>

namespace syncact::test {

/// "" if |actual - expected| <= absolute + relative*|expected| everywhere (NaN matches NaN only), else the worst entry.
/// Use as CHECK(table_close(a, b, 1e-9) == "").
template <class A, class B>
std::string table_close(const Eigen::DenseBase<A>& actual, const Eigen::DenseBase<B>& expected, double absolute,
                        double relative = 0.0) {
  std::ostringstream out;
  out.precision(17);
  if (actual.rows() != expected.rows() || actual.cols() != expected.cols()) {
    out << "shapes " << actual.rows() << " x " << actual.cols() << " and " << expected.rows() << " x " << expected.cols();
    return out.str();
  }
  double worst = 0;
  for (Eigen::Index j = 0; j < actual.cols(); ++j) {
    for (Eigen::Index i = 0; i < actual.rows(); ++i) {
      const double a = static_cast<double>(actual.derived().coeff(i, j));
      const double e = static_cast<double>(expected.derived().coeff(i, j));
      if (a == e || (std::isnan(a) && std::isnan(e))) continue;
      const double excess = std::abs(a - e) / (absolute + relative * std::abs(e));
      if (excess <= 1.0) continue;
      if (!(excess <= worst)) {
        worst = std::isnan(excess) ? HUGE_VAL : excess;
        out.str("");
        out << "(" << i << ", " << j << ") is " << a << ", expected " << e << ", off by " << a - e;
      }
    }
  }
  return out.str();
}

}  // namespace syncact::test
