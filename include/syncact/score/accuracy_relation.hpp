#pragma once
/// Do brain-like models see better?
#include "syncact/core/macros_off.hpp"

#include "syncact/stats/rank_correlation.hpp"

namespace syncact::inline v0_1::score {

/// Correlation of model scores with model accuracies, over models.
struct AccuracyRelation {
  stats::Interval pearson;
  stats::Interval spearman;
  Index n_models = 0;
};

/// scores and accuracies, one per model; give effects (Score::chance_corrected), not raw scores. The intervals suppose that the
/// models are independent: Fisher's z for Pearson, Bonett and Wright's for Spearman (from ten models on, else none). Models of
/// one family are no independent sample, and no interval covers for them. A percentile bootstrap would cover 87 % instead of
/// 95 % with five models. Throws ShapeError unless equally long, ValueError for NaN or fewer than three models.
[[nodiscard]] inline AccuracyRelation accuracy_relation(const VectorX<double>& scores, const VectorX<double>& accuracies,
                                                        double level = 0.95) {
  require_extent("accuracy_relation", "number of accuracies", scores.size(), accuracies.size());
  require(scores.size() >= 3, "accuracy_relation", "the number of models must be >= 3", scores.size());
  require(scores.allFinite() && accuracies.allFinite(), "accuracy_relation", "all values must be finite");
  return {stats::pearson_interval(scores, accuracies, level), stats::spearman_interval(scores, accuracies, level),
          scores.size()};
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
