#pragma once
/// Do brain-like models see better?
#include "syncact/stats/rank_correlation.hpp"

namespace syncact::score {

/// Correlation of model scores with model accuracies, over models.
struct AccuracyRelation {
  stats::Interval pearson;
  stats::Interval spearman;
  Index n_models = 0;
};

/// scores and accuracies, one per model; give corrected scores. The intervals are percentile bootstrap over models. Models of
/// one family are not independent, so with few families the truth is less certain than the interval says.
/// Throws ShapeError unless equally long, ValueError for NaN or fewer than three models.
[[nodiscard]] inline AccuracyRelation accuracy_relation(const VectorX<double>& scores, const VectorX<double>& accuracies,
                                                        const stats::Bootstrap& settings = {}) {
  require_extent("accuracy_relation", "number of accuracies", scores.size(), accuracies.size());
  require(scores.size() >= 3, "accuracy_relation", "at least three models are needed", scores.size());
  return {stats::bootstrap(scores, accuracies, stats::pearson, settings),
          stats::bootstrap(scores, accuracies, stats::spearman, settings), scores.size()};
}

}  // namespace syncact::score
