#pragma once
/// Laws of annotation::describe::LabelDescriber, for any policy.
#include "syncact/core/macros_off.hpp"

#include "syncact/annotation/describe/label_describer.hpp"
#include "syncact/core/random.hpp"
#include "syncact/laws/report.hpp"

namespace syncact::inline v0_1::laws {

/// Checks the axioms on 240 frames of random units, of which unit 0 follows label 0.
template <annotation::describe::LabelDescriber D>
[[nodiscard]] Report check_label_describer(const D& describer) {
  Report report;
  constexpr Index n = 240, n_units = 4, n_labels = 3;
  const Random random(7, 0);
  MatrixX<double> units(n, n_units), labels(n, n_labels);
  for (Index i = 0; i < units.size(); ++i) units(i % n, i / n) = random.normal(static_cast<std::uint64_t>(i));
  for (Index i = 0; i < n; ++i) {
    for (Index l = 0; l < n_labels; ++l) labels(i, l) = i % n_labels == l ? 1 : 0;  // as often as each other
  }
  units.col(0) = 0.05 * units.col(0) + labels.col(0);
  const MatrixX<double> scores = describer.scores(units, labels);
  report.expect(scores.rows() == n_units && scores.cols() == n_labels, "the scores are [unit x label]", scores.rows(), " x ",
                scores.cols());
  if (!report.ok()) return report;
  report.expect(scores(0, 0) > scores(0, 1) && scores(0, 0) > scores(0, 2), "the label that a unit follows scores highest",
                scores(0, 0), " against ", scores(0, 1), " and ", scores(0, 2));
  const auto same = [&](const MatrixX<double>& other, const std::string& law) {
    const double error = (other - scores).cwiseAbs().maxCoeff();
    report.expect(error <= 1e-9 * (1 + scores.cwiseAbs().maxCoeff()), law, "scores differ by ", error);
  };
  same(describer.scores(units.colwise().reverse(), labels.colwise().reverse()), "the order of the frames does not matter");
  same(describer.scores(units.array().exp().matrix(), labels),
       "what is done to units by an increasing function does not matter");
  MatrixX<double> more(n, n_labels + 1);
  more << labels, MatrixX<double>::Constant(n, 1, 0.5);
  same(describer.scores(units, more).leftCols(n_labels), "the scores of a label do not depend on other labels");
  return report;
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
