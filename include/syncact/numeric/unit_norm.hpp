#pragma once
/// Centered signals of unit length: the form in which a correlation is an inner product.
#include "syncact/core/macros_off.hpp"

#include <limits>
#include <vector>

#include "syncact/core/executor.hpp"
#include "syncact/core/finite.hpp"
#include "syncact/core/nth.hpp"

namespace syncact::inline v0_1::numeric {

/// Why a signal can or cannot be correlated.
enum class SignalStatus : unsigned char {
  ok,
  constant,    ///< no variation beyond rounding: its correlation with anything is undefined
  non_finite,  ///< holds NaN or infinity (NanPolicy::exclude)
};

/// [time x signal] with every usable column centered and of L2 norm 1; other columns are zero and say why.
template <std::floating_point T>
struct UnitSeries {
  MatrixX<T> values;
  std::vector<SignalStatus> status;

  [[nodiscard]] bool ok(Index i) const { return nth(status, i) == SignalStatus::ok; }
  [[nodiscard]] Index n_ok() const { return static_cast<Index>(std::count(status.begin(), status.end(), SignalStatus::ok)); }
};

/// Column i of series, in double, to `out` [time].
template <std::floating_point T>
void read_signal(const SeriesView<T>& series, Index i, Eigen::Ref<VectorX<double>> out) {
  if (series.time_contiguous()) {  // a stride that is only known at run time would forbid vectors
    out = Eigen::Map<const VectorX<T>>(series.data() + i * series.signal_stride(), series.n_times()).template cast<double>();
  } else {
    out = series.map().col(i).template cast<double>();
  }
}

/// Centers one signal and scales it to norm 1, in double; `out` may alias nothing. Returns how that went.
/// A signal is constant if what is left after centering is rounding noise of its own storage type:
///   ||x - mean||^2 <= n * (4 eps(T) * max|x|)^2,
/// a rule that holds at any scale and offset.
template <std::floating_point T>
SignalStatus center_and_scale(const SeriesView<T>& series, Index i, Eigen::Ref<VectorX<double>> out) {
  const Index n = series.n_times();
  read_signal(series, i, out);
  if (!std::isfinite(out.sum()) && !out.allFinite()) return out.setZero(), SignalStatus::non_finite;
  const double largest = n > 0 ? out.cwiseAbs().maxCoeff() : 0.0;
  if (n < 2 || largest == 0) return out.setZero(), SignalStatus::constant;
  out /= largest;  // so that squares neither overflow nor underflow
  out.array() -= out.mean();
  out.array() -= out.mean();  // the second pass removes what rounding left of a large offset
  const double norm = out.norm();
  const double noise = 4 * static_cast<double>(std::numeric_limits<T>::epsilon()) * std::sqrt(static_cast<double>(n));
  if (norm <= noise) return out.setZero(), SignalStatus::constant;
  out /= norm;
  return SignalStatus::ok;
}

/// Centers every signal and scales it to unit L2 norm, so that a'b is Pearson's r. Stored as T, computed in double.
/// series [time x signal]. Throws ValueError for NaN or infinity under NanPolicy::raise.
template <std::floating_point T, Executor E = Serial>
[[nodiscard]] UnitSeries<T> to_unit_norm(const SeriesView<T>& series, NanPolicy policy = NanPolicy::raise,
                                         const E& executor = {}) {
  if (policy == NanPolicy::raise) require_finite("to_unit_norm", "series", series);
  UnitSeries<T> result{MatrixX<T>(series.n_times(), series.n_signals()),
                       std::vector<SignalStatus>(as_size(series.n_signals()))};
  constexpr Index block = 256;
  executor.bulk((series.n_signals() + block - 1) / block, [&](Index b) {
    VectorX<double> column(series.n_times());
    for (Index i = b * block; i < std::min(series.n_signals(), (b + 1) * block); ++i) {
      nth(result.status, i) = center_and_scale(series, i, column);
      result.values.col(i) = column.template cast<T>();
    }
  });
  return result;
}

}  // namespace syncact::inline v0_1::numeric

#include "syncact/core/macros_on.hpp"
