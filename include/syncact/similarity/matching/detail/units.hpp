#pragma once
/// What measures of matched units share.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>

#include "syncact/linalg/backend.hpp"
#include "syncact/similarity/info.hpp"
#include "syncact/similarity/representation/prepared.hpp"

namespace syncact::inline v0_1::similarity::matching::detail {

/// Two centered tables in one unit, 2^exponent times smaller than the data: distances between their units make sense.
struct CommonScale {
  MatrixX<double> x, y;  ///< [sample x unit]
  double scale = 1.0;
};

template <class P>
[[nodiscard]] CommonScale common_scale(std::string_view function, const P& x, const P& y) {
  require_extent(function, "number of samples of y", x.n_samples(), y.n_samples());
  const double scale = std::max(x.squared_norm() > 0 ? x.scale() : 0.0, y.squared_norm() > 0 ? y.scale() : 0.0);
  if (scale == 0) return {x.centered(), y.centered(), 1.0};
  return {x.centered() * (x.scale() / scale), y.centered() * (y.scale() / scale), scale};
}

/// [sample x unit] Each unit centered, of norm 1; zero if it does not vary.
template <class P>
[[nodiscard]] MatrixX<double> standardized(const P& x) {
  MatrixX<double> unit = x.centered();
  for (Index j = 0; j < unit.cols(); ++j) unit.col(j).stableNormalize();
  return unit;
}

/// The same without the units that do not vary.
template <class P>
[[nodiscard]] MatrixX<double> varying(const P& x) {
  MatrixX<double> unit = standardized(x);
  Index kept = 0;
  for (Index j = 0; j < unit.cols(); ++j) {
    if (!unit.col(j).isZero(0)) unit.col(kept++) = unit.col(j);
  }
  return unit.leftCols(kept);
}

/// Pearson's r of every unit of x with every unit of y that vary, and what that does to the status.
struct Correlations {
  MatrixX<double> r;  ///< [x-unit x y-unit], in [-1, 1]
  similarity::MeasureStatus status = similarity::MeasureStatus::ok;
};

template <class P>
[[nodiscard]] Correlations correlations(std::string_view function, const P& x, const P& y) {
  require_extent(function, "number of samples of y", x.n_samples(), y.n_samples());
  if (x.n_samples() < 2) return {{}, similarity::MeasureStatus::too_few_samples};
  Correlations result{linalg::cross<double>(varying(x), varying(y), x.backend(), x.executor()).cwiseMin(1).cwiseMax(-1)};
  if (x.n_constant() + y.n_constant() > 0) result.status = similarity::MeasureStatus::constant_units;
  if (result.r.size() == 0) result.status = similarity::MeasureStatus::undefined;
  return result;
}

/// The angle between two tables of norm 1 whose difference and sum have these squared norms. Unlike arccos of the inner
/// product, it is accurate for small angles too. Kahan, "How futile are mindless assessments of roundoff" (2006).
[[nodiscard]] inline double angle(double squared_difference, double squared_sum) {
  return 2 * std::atan2(std::sqrt(squared_difference), std::sqrt(squared_sum));
}

}  // namespace syncact::inline v0_1::similarity::matching::detail

#include "syncact/core/macros_on.hpp"
