#pragma once
/// Laws of measures of kind dynamics: compare(x, y) of two tables [time x channel] whose times need not correspond.
#include "syncact/core/macros_off.hpp"

#include <functional>

#include "syncact/laws/representation_laws.hpp"

namespace syncact::inline v0_1::laws {

/// How a measure of dynamics is tried.
struct DynamicsTrial {
  double tolerance = 1e-8;        ///< relative, for what must not change, also at scales 1e-13 .. 1e13
  bool order_of_time = true;      ///< whether the value must depend on it; else it must not
  bool different_lengths = true;  ///< whether x and y may have different numbers of samples
  std::uint64_t seed = 1;
};

namespace detail {

/// [time x channel] Oscillations of several frequencies, damped and driven, so that every direction moves by its own law.
[[nodiscard]] inline MatrixX<double> oscillations(Index n_times, Index n_channels, std::uint64_t seed) {
  const Random random(seed);
  const auto uniform = [&](Index k) { return random.uniform(static_cast<std::uint64_t>(k)); };
  MatrixX<double> x(n_times, n_channels);
  for (Index c = 0; c < n_channels; ++c) {
    for (Index t = 0; t < n_times; ++t) {
      const double time = static_cast<double>(t);
      double sum = 0;
      for (Index f = 0; f < 3; ++f) sum += std::cos((0.15 + 0.6 * uniform(f)) * time + 6.3 * uniform(10 + 3 * c + f));
      x(t, c) = std::nearbyint((sum + 0.3 * uniform(100 + c * n_times + t)) * 0x1p20) * 0x1p-20;
    }
  }
  return x;
}

/// A measure as functions only, so that its check is compiled once for all measures.
struct DynamicsMeasure {
  similarity::Info info;
  std::function<similarity::Measurement(const similarity::representation::PreparedTable<>&,
                                        const similarity::representation::PreparedTable<>&)>
      compare;
};

template <class = void>  // compiled where it is called
[[nodiscard]] Report check_dynamics(const DynamicsMeasure& measure, const DynamicsTrial& trial) {
  using P = similarity::representation::PreparedTable<>;
  using similarity::Invariance;
  Report report;
  const similarity::Info& info = measure.info;
  const MatrixX<double> x = detail::oscillations(60, 3, trial.seed);
  const MatrixX<double> y = detail::oscillations(trial.different_lengths ? 47 : 60, 4, trial.seed + 1);
  const P px(x), py(y);
  const double value = measure.compare(px, py).value;
  report.expect(std::isfinite(value), "oscillations have a value", value);
  if (!report.ok()) return report;
  report.expect(measure.compare(P(x), P(y)).value == value, "the same arguments give the same bits");
  report.expect(value >= info.lowest && value <= info.highest, "in the stated range", value);
  const auto close = [&](double other) { return std::abs(other - value) <= trial.tolerance * std::abs(value); };

  for (const auto& [kind, name] :
       {std::pair{Invariance::translation, "translation"}, std::pair{Invariance::scale, "scale"},
        std::pair{Invariance::permutation, "permutation"}, std::pair{Invariance::orthogonal, "orthogonal"}}) {
    if (has(info.x, kind)) {
      for (const detail::Change& change : detail::changes(kind, x, trial.seed)) {
        const double changed = measure.compare(P(change.table), py).value;
        report.expect(close(changed), std::string("invariant in x to ") + name, change.name, ": ", changed, " not ", value);
      }
    }
    if (has(info.y, kind)) {
      for (const detail::Change& change : detail::changes(kind, y, trial.seed)) {
        const double changed = measure.compare(px, P(change.table)).value;
        report.expect(close(changed), std::string("invariant in y to ") + name, change.name, ": ", changed, " not ", value);
      }
    }
  }
  if (info.symmetric) {
    const double exchanged = measure.compare(py, px).value;
    report.expect(close(exchanged), "symmetric", exchanged, " not ", value);
  }
  if (info.direction != similarity::Direction::similarity) {
    const double self = measure.compare(px, px).value;
    report.expect(std::abs(self) <= 1e-6 * value, "no distance to itself", self);
  }
  MatrixX<double> shuffled = x;
  for (Index t = 0; t < x.rows(); ++t) shuffled.row(t) = x.row((7 * t) % x.rows());
  const double at_other_times = measure.compare(P(shuffled), py).value;
  if (trial.order_of_time) {
    report.expect(!close(at_other_times), "the order of time matters", at_other_times);
  } else if (trial.different_lengths) {
    report.expect(close(at_other_times), "the order of samples does not matter", at_other_times, " not ", value);
  }

  const auto check = [&](const std::string& name, const MatrixX<double>& a, const MatrixX<double>& b) {
    const auto m = measure.compare(P(a), P(b));
    report.expect(similarity::has_value(m.status) == std::isfinite(m.value), "a value exactly if the status says so", name,
                  ": ", m.value, " with status ", similarity::name(m.status));
  };
  const MatrixX<double> y60 = detail::oscillations(60, 4, trial.seed + 1);
  check("zero", MatrixX<double>::Zero(60, 3), y60);
  check("constant", x, MatrixX<double>::Constant(60, 4, 1.1));
  check("both constant", MatrixX<double>::Constant(60, 3, 1.1), MatrixX<double>::Constant(60, 4, 0.3));
  check("one channel", x.leftCols(1), y60);
  for (const Index n : {1, 2, 3, 4, 6, 12}) check(message(n, " samples"), x.topRows(n), y60.topRows(n));
  return report;
}

}  // namespace detail

/// Tries what measure.info() states of a measure of dynamics with one value: the invariances it claims, range, symmetry, no
/// distance to itself, what it makes of time, and that a value is there exactly if the status says so.
template <similarity::representation::ScalarMeasure M>
[[nodiscard]] Report check_dynamics_measure(const M& measure, const DynamicsTrial& trial = {}) {
  return detail::check_dynamics({measure.info(), [&](const auto& x, const auto& y) { return measure.compare(x, y); }}, trial);
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
