#pragma once
/// Laws of measures of trials: compare(x, y), each side one table [trial x unit] for each condition.
#include "syncact/core/macros_off.hpp"

#include <functional>

#include "syncact/laws/representation_laws.hpp"
#include "syncact/similarity/representation/trials.hpp"

namespace syncact::inline v0_1::laws {

namespace detail {

/// `n_trials` noisy copies of each row of `means`, as one table [(condition, trial) x unit]. Noise differs between conditions.
[[nodiscard]] inline MatrixX<double> noisy(const MatrixX<double>& means, Index n_trials, std::uint64_t seed) {
  const MatrixX<double> noise = rounded_noise(means.rows() * n_trials, means.cols(), seed);
  MatrixX<double> rows(noise.rows(), noise.cols());
  for (Index r = 0; r < rows.rows(); ++r) {
    rows.row(r) = means.row(r / n_trials) + noise.row(r) * (r / n_trials % 2 == 0 ? 0.25 : 0.75);
  }
  return rows;
}

[[nodiscard]] inline std::vector<MatrixX<double>> conditions_of(const MatrixX<double>& rows, Index n_trials) {
  std::vector<MatrixX<double>> conditions;
  for (Index r = 0; r < rows.rows(); r += n_trials) conditions.emplace_back(rows.middleRows(r, n_trials));
  return conditions;
}

/// A measure as functions only, so that its check is compiled once for all measures.
struct MeasureOfTrials {
  similarity::Info info;
  std::function<similarity::Measurement(similarity::representation::Trials, similarity::representation::Trials)> compare;
};

template <class = void>  // compiled where it is called
[[nodiscard]] Report check_trials(const MeasureOfTrials& measure, double tolerance, std::uint64_t seed) {
  using similarity::Invariance;
  constexpr Index n_conditions = 6, n_trials = 5;
  Report report;
  const similarity::Info& info = measure.info;
  const auto compare = [&](const MatrixX<double>& a, const MatrixX<double>& b) {
    const auto x = detail::conditions_of(a, n_trials), y = detail::conditions_of(b, n_trials);
    return measure.compare(similarity::representation::Trials(x), similarity::representation::Trials(y)).value;
  };
  const MatrixX<double> x = detail::noisy(detail::rounded_noise(n_conditions, 4, seed), n_trials, seed + 1);
  const MatrixX<double> y = detail::noisy(detail::rounded_noise(n_conditions, 3, seed + 2), n_trials, seed + 3);
  const MatrixX<double> z = detail::noisy(detail::rounded_noise(n_conditions, 4, seed + 4), n_trials, seed + 5);
  const double value = compare(x, y);
  report.expect(std::isfinite(value), "noisy tables have a value", value);
  if (!report.ok()) return report;
  report.expect(compare(x, y) == value, "the same arguments give the same bits");
  report.expect(value >= info.lowest && value <= info.highest, "in the stated range", value);
  const auto close = [&](double other) { return std::abs(other - value) <= tolerance * std::abs(value); };

  for (const Invariance kind : {Invariance::translation, Invariance::scale, Invariance::permutation, Invariance::orthogonal}) {
    if (has(info.x, kind)) {
      for (const detail::Change& change : detail::changes(kind, x, seed)) {
        const double changed = compare(change.table, y);
        report.expect(close(changed), "invariant in x", change.name, ": ", changed, " not ", value);
      }
    }
    if (has(info.y, kind)) {
      for (const detail::Change& change : detail::changes(kind, y, seed)) {
        const double changed = compare(x, change.table);
        report.expect(close(changed), "invariant in y", change.name, ": ", changed, " not ", value);
      }
    }
  }
  if (info.symmetric) report.expect(close(compare(y, x)), "symmetric", compare(y, x), " not ", value);
  MatrixX<double> shuffled = x;
  for (Index r = 0; r < x.rows(); ++r) shuffled.row(r) = x.row(r / n_trials * n_trials + (2 * r) % n_trials);
  report.expect(close(compare(shuffled, y)), "the order of trials does not matter", compare(shuffled, y), " not ", value);
  if (info.direction != similarity::Direction::similarity) {
    report.expect(std::abs(compare(x, x)) <= 1e-6 * value, "no distance to itself", compare(x, x));
  }
  if (info.is_metric) {
    const double by_z = compare(x, z) + compare(z, y);
    report.expect(value <= by_z * (1 + tolerance), "triangle inequality", value, " > ", by_z);
  }

  const auto check = [&](const std::string& name, const std::vector<MatrixX<double>>& a,
                         const std::vector<MatrixX<double>>& b) {
    const auto m = measure.compare(similarity::representation::Trials(a), similarity::representation::Trials(b));
    report.expect(similarity::has_value(m.status) == std::isfinite(m.value), "a value exactly if the status says so", name,
                  ": ", m.value, " with status ", similarity::name(m.status));
  };
  const auto of_y = detail::conditions_of(y, n_trials);
  check("zero", detail::conditions_of(MatrixX<double>::Zero(x.rows(), 4), n_trials), of_y);
  check("no conditions", {}, {});
  check("one trial", detail::conditions_of(x.topRows(n_conditions), 1), detail::conditions_of(y.topRows(n_conditions), 1));
  check("no trials", std::vector(n_conditions, MatrixX<double>(0, 4)), of_y);
  return report;
}

}  // namespace detail

/// Tries what measure.info() states: the invariances it claims, range, symmetry, the triangle inequality of a metric, no
/// distance to itself, that the order of trials does not matter, and that a value is there exactly if the status says so.
/// `tolerance` is relative, for what must not change.
template <similarity::representation::TrialMeasure M>
[[nodiscard]] Report check_trial_measure(const M& measure, double tolerance = 1e-7, std::uint64_t seed = 1) {
  return detail::check_trials({measure.info(), [&](auto x, auto y) { return measure.compare(x, y); }}, tolerance, seed);
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
