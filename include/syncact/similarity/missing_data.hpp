#pragma once
/// What a measure does about NaN and infinity.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <vector>

#include "syncact/core/finite.hpp"
#include "syncact/core/options.hpp"
#include "syncact/core/series.hpp"
#include "syncact/similarity/measurement.hpp"

namespace syncact::inline v0_1::similarity {

enum class MissingRule : unsigned char {
  raise,        ///< an error with the first position
  propagate,    ///< the value is NaN, with the status non_finite
  drop_unit,    ///< units (columns) that hold one are left out
  drop_sample,  ///< samples (rows) that hold one in either table are left out of both
  pairwise,     ///< each pair of vectors uses the entries that both have; for RDMs and time series
};
constexpr auto choices(MissingRule) {
  return std::array{Choice{"raise", MissingRule::raise}, Choice{"propagate", MissingRule::propagate},
                    Choice{"drop_unit", MissingRule::drop_unit}, Choice{"drop_sample", MissingRule::drop_sample},
                    Choice{"pairwise", MissingRule::pairwise}};
}

/// A rule, and the share of units or samples that must be left for a value to be given.
struct MissingData {
  MissingRule rule = MissingRule::raise;
  double min_fraction = 0.5;  ///< in [0, 1]
};

/// Two tables of the same samples after a rule has been applied.
struct Screened {
  MatrixX<double> x;  ///< [sample x unit]
  MatrixX<double> y;
  MeasureStatus status = MeasureStatus::ok;  ///< non_finite: propagated; too_few_samples: less than min_fraction is left
};

namespace detail {

[[nodiscard]] inline std::vector<Index> finite_columns(const MatrixX<double>& m) {
  std::vector<Index> keep;
  for (Index j = 0; j < m.cols(); ++j) {
    if (m.col(j).allFinite()) keep.push_back(j);
  }
  return keep;
}

[[nodiscard]] inline bool enough(std::size_t left, Index all, double fraction) {
  return left > 0 && static_cast<double>(left) >= fraction * static_cast<double>(all);
}

}  // namespace detail

/// Applies the rule to x [sample x unit] and y [sample x unit]. `pairwise` has no meaning for whole tables: a ValueError.
/// Throws ShapeError if the numbers of samples differ, ValueError for NaN or infinity under `raise`.
template <TimeSeriesMatrix X, TimeSeriesMatrix Y>
[[nodiscard]] Screened screen(std::string_view function, const X& x, const Y& y, const MissingData& nan = {}) {
  require(nan.min_fraction >= 0 && nan.min_fraction <= 1, function, "min_fraction must be in [0, 1]", nan.min_fraction);
  Screened s;
  with_series(x, [&](const auto& view) {
    if (nan.rule == MissingRule::raise) require_finite(function, "x", view);
    s.x = view.to_matrix().template cast<double>();
  });
  with_series(y, [&](const auto& view) {
    if (nan.rule == MissingRule::raise) require_finite(function, "y", view);
    s.y = view.to_matrix().template cast<double>();
  });
  require_extent(function, "number of samples of y", s.x.rows(), s.y.rows());
  if (s.x.allFinite() && s.y.allFinite()) return s;
  switch (nan.rule) {
    case MissingRule::raise:
    case MissingRule::propagate:
      s.status = MeasureStatus::non_finite;
      break;
    case MissingRule::drop_unit: {
      const std::vector<Index> keep_x = detail::finite_columns(s.x), keep_y = detail::finite_columns(s.y);
      if (!detail::enough(keep_x.size(), s.x.cols(), nan.min_fraction) ||
          !detail::enough(keep_y.size(), s.y.cols(), nan.min_fraction)) {
        s.status = MeasureStatus::too_few_samples;
      }
      s.x = MatrixX<double>(s.x(Eigen::seqN(0, s.x.rows()), keep_x));
      s.y = MatrixX<double>(s.y(Eigen::seqN(0, s.y.rows()), keep_y));
      break;
    }
    case MissingRule::drop_sample: {
      std::vector<Index> keep;
      for (Index i = 0; i < s.x.rows(); ++i) {
        if (s.x.row(i).allFinite() && s.y.row(i).allFinite()) keep.push_back(i);
      }
      if (!detail::enough(keep.size(), s.x.rows(), nan.min_fraction)) s.status = MeasureStatus::too_few_samples;
      s.x = MatrixX<double>(s.x(keep, Eigen::seqN(0, s.x.cols())));
      s.y = MatrixX<double>(s.y(keep, Eigen::seqN(0, s.y.cols())));
      break;
    }
    case MissingRule::pairwise:
      throw ValueError(message(function, ": the rule pairwise is for RDMs and time series, not for whole tables"));
  }
  return s;
}

}  // namespace syncact::inline v0_1::similarity

#include "syncact/core/macros_on.hpp"
