#pragma once
/// Describing units by the area under the ROC curve of each label.
#include "syncact/core/macros_off.hpp"

#include "syncact/annotation/referee/unit_score.hpp"
#include "syncact/numeric/ranks.hpp"

namespace syncact::inline v0_1::annotation::describe {

/// score(u, l) = P(u is more active on a frame where l is on than where it is off), ties half: .5 is chance, 1 tells them
/// apart. A label is on where it is above `on_above`.
struct LabelAuc {
  double on_above = 0.5;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("on_above", self.on_above, "a label is on where it is larger");
  }

  /// Scores [unit x label] of units [frame x unit] for labels [frame x label]; NaN for constant units and for labels that are
  /// never or always on. Throws ShapeError, and ValueError for NaN.
  [[nodiscard]] MatrixX<double> scores(const MatrixX<double>& units, const MatrixX<double>& labels) const {
    require_extent("LabelAuc", "number of frames of the labels", units.rows(), labels.rows());
    require(!units.hasNaN() && !labels.hasNaN(), "LabelAuc", "values must not be NaN");
    const MatrixX<double> on = (labels.array() > on_above).cast<double>();
    MatrixX<double> result(units.cols(), labels.cols());
    for (Index u = 0; u < units.cols(); ++u) {
      const VectorX<double> unit = units.col(u), ranks = numeric::average_ranks(unit);
      const bool constant = unit.size() == 0 || unit.minCoeff() == unit.maxCoeff();
      for (Index l = 0; l < labels.cols(); ++l) {
        result(u, l) = constant ? std::numeric_limits<double>::quiet_NaN() : referee::auc_of_ranks(ranks, on.col(l));
      }
    }
    return result;
  }
};

}  // namespace syncact::inline v0_1::annotation::describe

#include "syncact/core/macros_on.hpp"
