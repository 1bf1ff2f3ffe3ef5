#pragma once
/// Scores of a description: how well a label says when a unit is active.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/numeric/ranks.hpp"
#include "syncact/stats/rank_correlation.hpp"

namespace syncact::inline v0_1::annotation::referee {

/// What is measured. A is where the unit is active, c where the label is on, n the number of frames; the unit is taken as the
/// truth and the label as what predicts it, as in Oikarinen, Yan & Weng, "Evaluating neuron explanations" (2025).
enum class UnitScore : unsigned char {
  f1,                 ///< 2 |A and c| / (|A| + |c|)
  iou,                ///< |A and c| / |A or c|
  recall,             ///< |A and c| / |A|
  precision,          ///< |A and c| / |c|
  accuracy,           ///< share of frames on which both agree
  balanced_accuracy,  ///< mean of recall and of the same for frames on which the unit is not active
  auc,                ///< P(activation with the label > without) + P(equal) / 2, by midranks
  auprc,              ///< average precision of frames by falling activation, for the label; ties are one step
  correlation,        ///< Pearson's r of activation and label
  cosine,             ///< of activation and label, not centered
  spearman,           ///< Pearson's r of midranks
  wpmi,               ///< log P(c | A) - lambda log P(c)
  mad                 ///< (mean activation with the label - without) / its standard deviation over all frames
};

constexpr auto choices(UnitScore) {
  using enum UnitScore;
  return std::array{Choice{"f1", f1},
                    Choice{"iou", iou},
                    Choice{"recall", recall},
                    Choice{"precision", precision},
                    Choice{"accuracy", accuracy},
                    Choice{"balanced_accuracy", balanced_accuracy},
                    Choice{"auc", auc},
                    Choice{"auprc", auprc},
                    Choice{"correlation", correlation},
                    Choice{"cosine", cosine},
                    Choice{"spearman", spearman},
                    Choice{"wpmi", wpmi},
                    Choice{"mad", mad}};
}

/// Largest minus smallest possible value; NaN where there is none (wpmi, mad).
[[nodiscard]] constexpr double range_of(UnitScore score) {
  switch (score) {
    case UnitScore::correlation:
    case UnitScore::cosine:
    case UnitScore::spearman:
      return 2;
    case UnitScore::wpmi:
    case UnitScore::mad:
      return std::numeric_limits<double>::quiet_NaN();
    default:
      return 1;
  }
}

struct UnitScoreOptions {
  double top_share = 0.05;  ///< the unit is active on this share of frames, the most active ones, and on all that equal the
                            ///< last of them; a unit of two values is active at the larger
  double lambda = 1;        ///< of wpmi: 1 is pointwise mutual information, less favours frequent labels
};

namespace detail {

/// The smallest activation that counts as active; infinite if all are equal.
[[nodiscard]] inline double active_from(const VectorX<double>& activation, double top_share) {
  std::vector<double> falling(activation.begin(), activation.end());
  std::sort(falling.begin(), falling.end(), std::greater<>());
  if (falling.front() == falling.back()) return std::numeric_limits<double>::infinity();
  const auto first_lower = std::upper_bound(falling.begin(), falling.end(), falling.front(), std::greater<>());
  if (*first_lower == falling.back()) return falling.front();
  const auto n = std::max<Index>(1, std::llround(top_share * static_cast<double>(falling.size())));
  return nth(falling, n - 1);
}

/// Sum over steps of equal activation, by falling activation, of (share of the label gained) * (precision so far).
[[nodiscard]] inline double average_precision(const VectorX<double>& activation, const VectorX<double>& label) {
  std::vector<Index> order(as_size(activation.size()));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<Index>(i);
  std::sort(order.begin(), order.end(), [&](Index a, Index b) { return activation[a] > activation[b]; });
  const double all = label.sum();
  double sum = 0, found = 0;
  for (std::size_t i = 0; i < order.size();) {
    const double before = found, value = activation[order[i]];
    for (; i < order.size() && activation[order[i]] == value; ++i) found += label[order[i]];
    sum += (found - before) / all * found / static_cast<double>(i);
  }
  return sum;
}

}  // namespace detail

/// UnitScore::auc from the unit's midranks (numeric::average_ranks), for many labels of one unit. NaN for a label that is never
/// or always on.
[[nodiscard]] inline double auc_of_ranks(const VectorX<double>& ranks, const Eigen::Ref<const VectorX<double>>& label) {
  const double on = label.sum(), off = static_cast<double>(label.size()) - on;
  if (on == 0 || off == 0) return std::numeric_limits<double>::quiet_NaN();
  return (ranks.dot(label) - on * (on + 1) / 2) / (on * off);
}

/// The score of a label [frame], 0 or 1, for a unit's activation [frame]. NaN where it is undefined: a label that is never or
/// always on, a constant unit. Throws ShapeError unless both are equally long, ValueError for no frames, NaN or infinity, for a
/// label that is neither 0 nor 1, and for top_share outside (0, 1).
[[nodiscard]] inline double unit_score(UnitScore score, const VectorX<double>& activation, const VectorX<double>& label,
                                       const UnitScoreOptions& options = {}) {
  const char* const function = "unit_score";
  const Index n = activation.size();
  require_extent(function, "number of frames of the label", n, label.size());
  require(n >= 1, function, "the number of frames must be >= 1", n);
  require(options.top_share > 0 && options.top_share < 1, function, "top_share must lie in (0, 1)", options.top_share);
  require(activation.allFinite(), function, "activations must be finite");
  require((label.array() == 0 || label.array() == 1).all(), function, "a label must be 0 or 1 on each frame");
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const double on = label.sum(), frames = static_cast<double>(n);
  if (on == 0 || on == frames || activation.minCoeff() == activation.maxCoeff()) return nan;

  const VectorX<double> scaled =
      activation / activation.cwiseAbs().maxCoeff();  // so that squares neither overflow nor underflow
  switch (score) {
    case UnitScore::auc:
      return auc_of_ranks(numeric::average_ranks(activation), label);
    case UnitScore::auprc:
      return detail::average_precision(activation, label);
    case UnitScore::correlation:
      return stats::pearson(scaled, label);
    case UnitScore::spearman:
      return stats::spearman(activation, label);
    case UnitScore::cosine:
      return std::clamp(scaled.dot(label) / (scaled.norm() * label.norm()), -1.0, 1.0);
    case UnitScore::mad: {
      const VectorX<double> centered = scaled.array() - scaled.mean();
      const double with = centered.dot(label) / on, without = -centered.dot(label) / (frames - on);
      return (with - without) / (centered.norm() / std::sqrt(frames));
    }
    default:
      break;
  }
  const double from = detail::active_from(activation, options.top_share);
  const VectorX<double> active = (activation.array() >= from).cast<double>();
  const double n_active = active.sum(), both = active.dot(label), neither = frames - n_active - on + both;
  switch (score) {
    case UnitScore::f1:
      return 2 * both / (n_active + on);
    case UnitScore::iou:
      return both / (n_active + on - both);
    case UnitScore::recall:
      return both / n_active;
    case UnitScore::precision:
      return both / on;
    case UnitScore::accuracy:
      return (both + neither) / frames;
    case UnitScore::balanced_accuracy:
      return n_active < frames ? (both / n_active + neither / (frames - n_active)) / 2 : nan;
    default:  // wpmi; half a frame keeps the logarithm of no common frame finite
      return std::log(std::max(both, 0.5) / n_active) - options.lambda * std::log(on / frames);
  }
}

}  // namespace syncact::inline v0_1::annotation::referee

#include "syncact/core/macros_on.hpp"
