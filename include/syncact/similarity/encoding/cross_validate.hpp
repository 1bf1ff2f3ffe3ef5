#pragma once
/// Predictions of samples that a model has not seen, and how good they are.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "syncact/core/options.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/encoding/concept.hpp"
#include "syncact/similarity/encoding/detail/tables.hpp"
#include "syncact/similarity/encoding/folds.hpp"

namespace syncact::inline v0_1::similarity::encoding {

/// [sample x target] For every test sample the prediction of the model trained on its fold; NaN for samples that no fold
/// tests. Throws what the encoder throws, ShapeError unless x and y have the same samples.
template <Encoder R, CallContext C = Context<>>
[[nodiscard]] MatrixX<double> cross_validate(const R& encoder, const MatrixX<double>& x, const MatrixX<double>& y,
                                             const std::vector<Fold>& folds, const C& context = {}) {
  require_extent("cross_validate", "number of samples of y", x.rows(), y.rows());
  MatrixX<double> predicted = MatrixX<double>::Constant(y.rows(), y.cols(), std::numeric_limits<double>::quiet_NaN());
  for (const Fold& fold : folds) {
    const auto model = fit(encoder, detail::rows(x, fold.train), detail::rows(y, fold.train), context);
    predicted(fold.test, Eigen::seqN(0, y.cols())) = model.predict(detail::rows(x, fold.test));
  }
  return predicted;
}

/// What is asked of predictions, per target.
enum class Scoring : unsigned char {
  pooled_r,     ///< Pearson's r over all test samples together; each fold's own mean adds a negative part when nothing is
                ///< predictable
  fold_mean_r,  ///< Pearson's r within each test fold, averaged over folds that have one
  pooled_r2,    ///< 1 - sum of squared errors / sum of squares about the mean, over all test samples; may be negative
  in_sample_r2  ///< the same for a model tested on what it was trained on: not predictivity
};
constexpr auto choices(Scoring) {
  using enum Scoring;
  return std::array{Choice{"pooled_r", pooled_r}, Choice{"fold_mean_r", fold_mean_r}, Choice{"pooled_r2", pooled_r2},
                    Choice{"in_sample_r2", in_sample_r2}};
}

/// What becomes of the targets' scores.
enum class Aggregate : unsigned char {
  none,    ///< all of them
  mean,    ///< one number
  median,  ///< one number
  mean_min_max_first_last
};
constexpr auto choices(Aggregate) {
  using enum Aggregate;
  return std::array{Choice{"none", none}, Choice{"mean", mean}, Choice{"median", median},
                    Choice{"mean_min_max_first_last", mean_min_max_first_last}};
}

namespace detail {

/// Pearson's r; NaN where either is constant up to rounding.
[[nodiscard]] inline double correlation(const VectorX<double>& a, const VectorX<double>& b) {
  const Index n = a.size();
  VectorX<double> u(n), v(n);
  const SeriesView<double> view_a(a.data(), n, 1, 1, n), view_b(b.data(), n, 1, 1, n);
  if (numeric::center_and_scale(view_a, 0, u) != numeric::SignalStatus::ok ||
      numeric::center_and_scale(view_b, 0, v) != numeric::SignalStatus::ok) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return std::clamp(u.dot(v), -1.0, 1.0);
}

/// 1 - sum of squared errors / sum of squares about the mean; NaN where the target is constant up to rounding.
[[nodiscard]] inline double explained_variance(const VectorX<double>& predicted, const VectorX<double>& target) {
  VectorX<double> centered(target.size());
  const SeriesView<double> view(target.data(), target.size(), 1, 1, target.size());
  if (numeric::center_and_scale(view, 0, centered) != numeric::SignalStatus::ok)
    return std::numeric_limits<double>::quiet_NaN();
  const double size = (target.array() - target.mean()).matrix().norm();
  return 1 - ((predicted - target) / size).squaredNorm();
}

/// r of one target within each fold, averaged over the folds that have one.
[[nodiscard]] inline double fold_mean(const VectorX<double>& predicted, const VectorX<double>& target,
                                      const std::vector<Fold>& folds, bool& complete) {
  double sum = 0;
  Index n = 0;
  for (const Fold& fold : folds) {
    const double r = correlation(predicted(fold.test), target(fold.test));
    if (std::isnan(r)) {
      complete = false;
      continue;
    }
    sum += r;
    ++n;
  }
  return n > 0 ? sum / static_cast<double>(n) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace detail

/// [target] Scores of predictions [sample x target] of all samples that some fold tests. A target that is constant, or whose
/// predictions are, has no score (NaN), and the status is constant_units; so it is if some fold has no r under fold_mean_r.
/// in_sample_r2 is pooled_r2 of whatever predictions are given. Throws ShapeError unless both tables agree.
[[nodiscard]] inline similarity::MeasurementList score(const MatrixX<double>& predicted, const MatrixX<double>& y,
                                                       const std::vector<Fold>& folds, Scoring scoring) {
  require_extent("score", "number of predicted samples", y.rows(), predicted.rows());
  require_extent("score", "number of predicted targets", y.cols(), predicted.cols());
  std::vector<Index> tested;
  for (const Fold& fold : folds) tested.insert(tested.end(), fold.test.begin(), fold.test.end());
  similarity::MeasurementList list{VectorX<double>(y.cols()), similarity::MeasureStatus::ok, static_cast<Index>(tested.size()),
                                   0, 0};
  bool complete = true;
  for (Index j = 0; j < y.cols(); ++j) {
    const VectorX<double> prediction = predicted.col(j), target = y.col(j);
    if (scoring == Scoring::fold_mean_r) {
      list.value[j] = detail::fold_mean(prediction, target, folds, complete);
    } else if (scoring == Scoring::pooled_r) {
      list.value[j] = detail::correlation(prediction(tested), target(tested));
    } else {
      list.value[j] = detail::explained_variance(prediction(tested), target(tested));
    }
  }
  if (!complete || !list.value.allFinite()) list.status = similarity::MeasureStatus::constant_units;
  if (list.value.array().isNaN().all()) list.status = similarity::MeasureStatus::undefined;
  return list;
}

/// The mean or median over the targets that have a score, as a list of one; mean, least and largest of them and the scores of
/// the first and last target as a list of five; `none` is the list itself. The median of an even number is the mean of the
/// middle two.
[[nodiscard]] inline similarity::MeasurementList aggregate(similarity::MeasurementList scores, Aggregate how) {
  if (how == Aggregate::none) return scores;
  std::vector<double> defined;
  for (const double s : scores.value) {
    if (!std::isnan(s)) defined.push_back(s);
  }
  if (defined.empty()) {
    const similarity::MeasureStatus why =
        similarity::has_value(scores.status) ? similarity::MeasureStatus::undefined : scores.status;
    return similarity::no_values(why, scores.n_used, how == Aggregate::mean_min_max_first_last ? 5 : 1);
  }
  std::sort(defined.begin(), defined.end());
  const std::size_t n = defined.size();
  const double mean = std::accumulate(defined.begin(), defined.end(), 0.0) / static_cast<double>(n);
  const double median = (defined[n / 2] + defined[(n - 1) / 2]) / 2;
  if (how == Aggregate::mean_min_max_first_last) {
    VectorX<double> five(5);
    five << mean, defined.front(), defined.back(), scores.value[0], scores.value[scores.value.size() - 1];
    scores.value = five;
  } else {
    scores.value = VectorX<double>::Constant(1, how == Aggregate::mean ? mean : median);
  }
  return scores;
}

}  // namespace syncact::inline v0_1::similarity::encoding

#include "syncact/core/macros_on.hpp"
