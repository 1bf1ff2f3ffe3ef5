#pragma once
/// Functional connectivity of a table of signals: all of its correlations, partial correlations or covariances.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Cholesky>
#include <array>

#include "syncact/core/options.hpp"
#include "syncact/core/series.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/info.hpp"
#include "syncact/similarity/series/rounding.hpp"

namespace syncact::inline v0_1::similarity::connectivity {

enum class ConnectivityKind : unsigned char {
  pearson,     ///< r
  fisher_z,    ///< artanh r; not a z-score. Undefined (NaN) where r is 1 or -1 but for rounding, infinite on the diagonal
  covariance,  ///< sum (x - mean)(y - mean) / (n - ddof)
  partial,     ///< r of two signals after regression on all others
};
constexpr auto choices(ConnectivityKind) {
  return std::array{Choice{"pearson", ConnectivityKind::pearson}, Choice{"fisher_z", ConnectivityKind::fisher_z},
                    Choice{"covariance", ConnectivityKind::covariance}, Choice{"partial", ConnectivityKind::partial}};
}

/// [signal x signal]
using ConnectivityTable = similarity::Measured<MatrixX<double>>;

/// All pairs of signals of one table [time x signal]. For tens of thousands of signals see dense_connectivity.hpp.
/// A signal that is constant, or holds NaN or infinity, has NaN rows and columns (status constant_units or non_finite); it does
/// not disturb others. Partial correlations -P_ij / sqrt(P_ii P_jj), P the inverse of (1 - shrinkage) R + shrinkage I, have no
/// value (status undefined) if that is singular to rounding, as with no more time points than signals and no shrinkage.
struct Connectivity {
  ConnectivityKind kind = ConnectivityKind::pearson;
  Index ddof = 1;        ///< covariance: degrees of freedom taken off the time points
  double shrinkage = 0;  ///< partial: weight of the identity, in [0, 1]

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("kind", self.kind, "of connectivity");
    option("ddof", self.ddof, "covariance: degrees of freedom taken off the time points");
    option("shrinkage", self.shrinkage, "partial: weight of the identity beside the correlations, in [0, 1]");
  }

  [[nodiscard]] similarity::Info info() const {
    using similarity::Invariance;
    const bool unbounded = kind == ConnectivityKind::covariance || kind == ConnectivityKind::fisher_z;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    similarity::Info info;
    info.id = "connectivity";
    info.kind = similarity::Kind::time_series;
    info.formula = kind == ConnectivityKind::pearson      ? "r of all pairs of signals"
                   : kind == ConnectivityKind::fisher_z   ? "artanh r of all pairs of signals"
                   : kind == ConnectivityKind::covariance ? "X'X / (n - ddof), X centered over time"
                                                          : "-P_ij / sqrt(P_ii P_jj), P = R^-1";
    info.lowest = unbounded ? -infinity : -1;
    info.highest = unbounded ? infinity : 1;
    info.x = kind == ConnectivityKind::covariance ? Invariance::translation
                                                  : Invariance::translation | Invariance::scale | Invariance::unit_scale;
    info.centering = "each signal minus its mean over time";
    if (kind == ConnectivityKind::covariance) info.ddof = "n - ddof time points";
    info.cost = kind == ConnectivityKind::partial ? "n p^2 + p^3" : "n p^2";
    info.note = "Workbench's covariance divides by n (ddof=0), and clamps r before artanh";
    return info;
  }

  /// x [time x signal]. Throws ValueError for settings outside their range.
  template <TimeSeriesMatrix M, CallContext C = Context<>>
  [[nodiscard]] ConnectivityTable connect(const M& x, const C& context = {}) const {
    return with_series(x, [&](const auto& view) { return connect_view(view, context); });
  }

  /// The upper triangle of connect(x), row by row.
  template <TimeSeriesMatrix M, CallContext C = Context<>>
  [[nodiscard]] similarity::MeasurementList describe(const M& x, const C& context = {}) const {
    const ConnectivityTable table = connect(x, context);
    const Index p = table.value.rows();
    VectorX<double> upper(p * (p - 1) / 2);
    for (Index i = 0, k = 0; i < p; ++i) {
      for (Index j = i + 1; j < p; ++j, ++k) upper[k] = table.value(i, j);
    }
    return {upper, table.status, table.n_used, 0, 0};
  }

 private:
  template <std::floating_point T, CallContext C>
  [[nodiscard]] ConnectivityTable connect_view(const SeriesView<T>& x, const C& context) const {
    using numeric::SignalStatus;
    const Index n = x.n_times(), p = x.n_signals();
    require(shrinkage >= 0 && shrinkage <= 1, "Connectivity", "shrinkage must be in [0, 1]", shrinkage);
    require(kind != ConnectivityKind::covariance || (ddof >= 0 && ddof < n), "Connectivity", "ddof must be in [0, time points)",
            ddof);
    ConnectivityTable table{{}, similarity::MeasureStatus::ok, n, 0, 0};
    MatrixX<double> z(n, p);
    VectorX<double> deviation = VectorX<double>::Ones(p);  // NaN for signals without a value
    VectorX<double> unit(n), raw(n);
    for (Index i = 0; i < p; ++i) {
      const SignalStatus status = numeric::center_and_scale(x, i, unit);
      z.col(i) = unit;
      if (status == SignalStatus::non_finite || (status == SignalStatus::constant && kind != ConnectivityKind::covariance)) {
        deviation[i] = std::numeric_limits<double>::quiet_NaN();
        table.status =
            similarity::worse(table.status, status == SignalStatus::constant ? similarity::MeasureStatus::constant_units
                                                                             : similarity::MeasureStatus::non_finite);
      } else if (kind == ConnectivityKind::covariance) {
        numeric::read_signal(x, i, raw);
        raw.array() -= raw.mean();
        deviation[i] = unit.dot(raw) / std::sqrt(static_cast<double>(n - ddof));
      }
    }
    table.value = linalg::cross<double>(z, z, context.backend, context.executor);
    if (kind == ConnectivityKind::partial) {
      if (!make_partial(table.value, deviation)) {
        table.value.setConstant(std::numeric_limits<double>::quiet_NaN());
        table.status = similarity::worse(table.status, similarity::MeasureStatus::undefined);
        return table;
      }
    }
    if (kind != ConnectivityKind::covariance) table.value = table.value.cwiseMax(-1.0).cwiseMin(1.0).eval();
    if (kind != ConnectivityKind::covariance) table.value.diagonal().setOnes();
    if (kind == ConnectivityKind::fisher_z && make_fisher(table.value, n)) {
      table.status = similarity::worse(table.status, similarity::MeasureStatus::undefined);
    }
    table.value = (deviation.asDiagonal() * table.value * deviation.asDiagonal()).eval();
    return table;
  }

  /// In place; whether some pair of different signals has r = 1 or -1 but for rounding, and so no value.
  [[nodiscard]] static bool make_fisher(MatrixX<double>& r, Index n) {
    const double rounding = series::rounding(n);
    bool undefined = false;
    for (Index j = 0; j < r.cols(); ++j) {
      for (Index i = 0; i < r.rows(); ++i) {
        const bool one = 1 - std::abs(r(i, j)) <= rounding;
        undefined = undefined || (one && i != j);
        r(i, j) = one && i != j ? std::numeric_limits<double>::quiet_NaN() : std::atanh(r(i, j));
      }
    }
    return undefined;
  }

  /// In place, among the signals that have a value; false if the shrunk correlations have no inverse.
  template <std::floating_point T>
  [[nodiscard]] bool make_partial(MatrixX<T>& r, const VectorX<T>& usable) const {
    std::vector<Index> keep;
    for (Index i = 0; i < r.rows(); ++i) {
      if (!std::isnan(usable[i])) keep.push_back(i);
    }
    MatrixX<double> part = (1 - shrinkage) * r(keep, keep);
    part.diagonal().setOnes();
    const Eigen::LLT<MatrixX<double>> factor(part);
    const double least = static_cast<double>(part.rows()) * std::numeric_limits<double>::epsilon();
    if (keep.empty() || factor.info() != Eigen::Success || factor.rcond() <= least) return false;
    const MatrixX<double> inverse = factor.solve(MatrixX<double>::Identity(part.rows(), part.cols()));
    const VectorX<double> gain = inverse.diagonal().cwiseSqrt().cwiseInverse();
    r.setZero();
    const MatrixX<double> scaled = gain.asDiagonal() * inverse * gain.asDiagonal();
    r(keep, keep) = -scaled;
    r = (0.5 * (r + r.transpose())).eval();
    return true;
  }
};

}  // namespace syncact::inline v0_1::similarity::connectivity

#include "syncact/core/macros_on.hpp"
