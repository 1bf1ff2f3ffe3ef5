#pragma once
/// The linear operator that moves a system one step on, in delay coordinates.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <complex>
#include <optional>
#include <vector>

#include "syncact/core/options.hpp"
#include "syncact/linalg/eigenvalues.hpp"
#include "syncact/linalg/svd.hpp"
#include "syncact/similarity/info.hpp"
#include "syncact/similarity/representation/prepared.hpp"

namespace syncact::inline v0_1::similarity::dynamics {

/// Delay coordinates and how many of their directions are kept.
struct HavokSettings {
  Index delays = 4;             ///< how many copies of the signals, each one interval later
  Index delay_interval = 1;     ///< in samples
  std::optional<Index> rank{};  ///< directions kept; none: all above the rank tolerance

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("delays", self.delays, "copies of the signals, each one interval later");
    option("delay_interval", self.delay_interval, "in samples");
    option("rank", self.rank, "directions of the delay coordinates that are kept; none: all that vary");
  }
};

/// v(t + 1) ~ step v(t), or why there is no such table.
struct HavokOperator {
  MatrixX<double> step;  ///< [direction x direction], empty unless status has a value
  similarity::MeasureStatus status = similarity::MeasureStatus::ok;
};

/// HAVOK-DMD of x [time x channel]: with H [time x (delay, channel)] the table of delayed signals and H = V S U', V' cut to
/// the leading `rank` columns, the least squares solution of V(t + 1) = step V(t). Signals are not centered. No ridge.
/// It is determined up to the signs of the directions; where singular values coincide, up to a rotation.
/// Status: rank_deficient if H has fewer directions than asked for (then all it has), undefined for zero signals or if a
/// direction is in the last sample alone, so that the regression has no unique solution, too_few_samples unless there are more
/// steps in time than directions. Throws ValueError unless delays, delay_interval and rank are >= 1. Brunton et al., "Chaos as
/// an intermittently forced linear system", Nat. Commun. 8 (2017); as in Ostrow et al. 2023.
template <class P>
[[nodiscard]] HavokOperator havok_operator(const P& x, const HavokSettings& settings) {
  const Index d = settings.delays, interval = settings.delay_interval, channels = x.n_units();
  require(d >= 1, "havok_operator", "delays must be >= 1", d);
  require(interval >= 1, "havok_operator", "delay_interval must be >= 1", interval);
  require(!settings.rank || *settings.rank >= 1, "havok_operator", "rank must be >= 1", settings.rank.value_or(1));
  const Index times = x.n_samples() - (d - 1) * interval;
  if (times < 2) return {{}, similarity::MeasureStatus::too_few_samples};
  MatrixX<double> delayed(times, d * channels);
  for (Index k = 0; k < d; ++k) delayed.middleCols(k * channels, channels) = x.values().middleRows(k * interval, times);
  const double largest = delayed.size() > 0 ? delayed.cwiseAbs().maxCoeff() : 0.0;
  if (largest == 0) return {{}, similarity::MeasureStatus::undefined};
  delayed /= std::ldexp(1.0, std::ilogb(largest));

  const linalg::ThinSvd svd = linalg::thin_svd(delayed, x.backend());
  const double least =
      static_cast<double>(std::max(delayed.rows(), delayed.cols())) * std::numeric_limits<double>::epsilon() * svd.singular[0];
  const Index present = (svd.singular.array() > least).count(), rank = std::min(settings.rank.value_or(present), present);
  if (times - 1 <= rank) return {{}, similarity::MeasureStatus::too_few_samples};
  // The columns of V are orthonormal, so V- without the last time has V-'V- = 1 - ww', whose inverse is 1 + ww' / (1 - w'w).
  const MatrixX<double> v = svd.left.leftCols(rank), before = v.topRows(times - 1), after = v.bottomRows(times - 1);
  const VectorX<double> last = v.row(times - 1).transpose();
  const double left = 1 - last.squaredNorm();
  if (left < 1e-12) return {{}, similarity::MeasureStatus::undefined};
  MatrixX<double> step = linalg::cross(after, before, x.backend(), x.executor());
  step += (step * last / left).eval() * last.transpose();
  return {step,
          rank < settings.rank.value_or(rank) ? similarity::MeasureStatus::rank_deficient : similarity::MeasureStatus::ok};
}

/// [eigenvalue x (real, imaginary)] by rising real part, then imaginary part.
template <class = void>
[[nodiscard]] MatrixX<double> sorted_eigenvalues(const MatrixX<double>& step) {
  Eigen::VectorXcd values = linalg::eigenvalues(step);
  std::sort(values.begin(), values.end(),
            [](const auto& a, const auto& b) { return a.real() != b.real() ? a.real() < b.real() : a.imag() < b.imag(); });
  MatrixX<double> table(values.size(), 2);
  table << values.real(), values.imag();
  return table;
}

namespace detail {

[[nodiscard]] inline similarity::Info havok_info(std::string_view id, std::string_view formula) {
  using enum similarity::Invariance;
  return {.id = id,
          .kind = similarity::Kind::dynamics,
          .formula = formula,
          .direction = similarity::Direction::description,
          .x = scale | permutation | orthogonal,
          .y = scale | permutation | orthogonal,
          .centering = "none",
          .cost = "thin SVD of [time x delays channels], least squares, eigenvalues of [rank x rank]",
          .source = "Brunton et al. 2017; Ostrow et al. 2023"};
}

}  // namespace detail

/// The eigenvalues of the operator of one table [time x channel]: re, im, re, im, ... by rising real, then imaginary part.
/// Status as havok_operator.
struct HavokEigenvalues {
  HavokSettings havok{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    HavokSettings::options(self.havok, option);
  }

  [[nodiscard]] similarity::Info info() const { return detail::havok_info("havok_eigenvalues", "eig(step)"); }

  template <class P>
  [[nodiscard]] similarity::MeasurementList describe(const P& x) const {
    const HavokOperator of_x = havok_operator(x, havok);
    if (!similarity::has_value(of_x.status)) return similarity::no_values(of_x.status, x.n_samples());
    const RowMatrixX<double> pairs = sorted_eigenvalues(of_x.step);
    const Eigen::Map<const VectorX<double>> flat(pairs.data(), pairs.size());
    return {flat, of_x.status, x.n_samples(), of_x.step.rows(), 0};
  }
};

/// The Frobenius norms of the operators of two tables [time x channel]. Status as havok_operator.
struct HavokNorms {
  HavokSettings havok{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    HavokSettings::options(self.havok, option);
  }

  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = detail::havok_info("havok_norms", "|step_x|_F, |step_y|_F");
    info.symmetric = false;
    return info;
  }

  template <class P>
  [[nodiscard]] similarity::MeasurementList compare(const P& x, const P& y) const {
    const HavokOperator of_x = havok_operator(x, havok), of_y = havok_operator(y, havok);
    const similarity::MeasureStatus status = similarity::worse(of_x.status, of_y.status);
    if (!similarity::has_value(status)) return similarity::no_values(status, x.n_samples(), 2);
    return {Eigen::Vector2d(of_x.step.norm(), of_y.step.norm()), status, x.n_samples(), of_x.step.rows(), of_y.step.rows()};
  }
};

}  // namespace syncact::inline v0_1::similarity::dynamics

#include "syncact/core/macros_on.hpp"
