#pragma once
/// Encoders as measures: how well does one table predict another?
#include "syncact/core/macros_off.hpp"

#include <limits>
#include <span>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/series.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/encoding/ceilings.hpp"
#include "syncact/similarity/encoding/cross_validate.hpp"
#include "syncact/similarity/encoding/ridge_cv.hpp"

namespace syncact::inline v0_1::similarity::encoding {

/// How predictions are tested.
struct Validation {
  Index folds = 5;                   ///< contiguous
  Index gap = 0;                     ///< samples left out of training on both sides of a test fold: at least the HRF
  std::vector<Index> run_lengths{};  ///< if not empty, one fold for each run instead
  Scoring scoring = Scoring::pooled_r;
  Aggregate aggregate = Aggregate::none;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("folds", self.folds, "number of contiguous test folds");
    option("gap", self.gap, "samples left out of training on both sides of a test fold");
    option("run_lengths", self.run_lengths, "samples of each run: leave one run out instead of folds");
    option("scoring", self.scoring, "score of a target");
    option("aggregate", self.aggregate, "over targets, or all of them");
  }

  /// Of n samples. Throws ShapeError unless the runs are n samples together, ValueError for folds that cannot be made.
  [[nodiscard]] std::vector<Fold> split(Index n) const {
    if (run_lengths.empty()) return contiguous_folds(n, folds, gap);
    Index together = 0;
    for (const Index length : run_lengths) together += length;
    require_extent("Validation", "sum of run_lengths", n, together);
    return leave_one_run_out(run_lengths);
  }

  /// Scores of an encoder, per target. Throws what the encoder throws.
  template <Encoder R, CallContext C = Context<>>
  [[nodiscard]] similarity::MeasurementList scores(const R& encoder, const MatrixX<double>& x, const MatrixX<double>& y,
                                                   const C& context = {}) const {
    require_extent("Validation", "number of samples of y", x.rows(), y.rows());
    const std::vector<Fold> parts = split(x.rows());
    if (scoring == Scoring::in_sample_r2) {
      return score(fit(encoder, x, y, context).predict(x), y, parts, scoring);
    }
    return score(cross_validate(encoder, x, y, parts, context), y, parts, scoring);
  }
};

namespace detail {

/// The flags of both that are not about mixing or reordering targets.
[[nodiscard]] constexpr similarity::Invariance per_target(similarity::Invariance y) {
  using similarity::Invariance;
  Invariance kept = Invariance::none;
  for (const Invariance one : {Invariance::translation, Invariance::scale, Invariance::unit_scale}) {
    if (similarity::has(y, one)) kept = kept | one;
  }
  return kept;
}

[[nodiscard]] constexpr bool is_one_number(Aggregate how) { return how == Aggregate::mean || how == Aggregate::median; }

[[nodiscard]] inline similarity::Info predictive_info(const EncoderInfo& encoder, std::string_view id,
                                                      const Validation& validation) {
  const bool r2 = validation.scoring == Scoring::pooled_r2 || validation.scoring == Scoring::in_sample_r2;
  similarity::Info info{.id = id,
                        .kind = similarity::Kind::predictive,
                        .formula = encoder.formula,
                        .lowest = r2 ? -std::numeric_limits<double>::infinity() : -1.0,
                        .highest = 1,
                        .x = encoder.x,
                        .y = per_target(encoder.y),
                        .symmetric = false,
                        .centering = "training means, of features and targets",
                        .ties = "",
                        .cost = encoder.cost,
                        .note = encoder.note,
                        .source = encoder.source};
  if (is_one_number(validation.aggregate)) info.y = info.y | similarity::Invariance::permutation;
  return info;
}

}  // namespace detail

/// [target], or one number: how well an encoder trained on x predicts y of samples it has not seen.
template <Encoder R>
struct Predictivity {
  R encoder{};
  Validation validation{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    R::options(self.encoder, option);
    Validation::options(self.validation, option);
  }

  [[nodiscard]] similarity::Info info() const {
    const EncoderInfo about = encoder.info();
    return detail::predictive_info(about, about.id, validation);
  }

  /// The value is one number.
  [[nodiscard]] bool is_scalar() const { return detail::is_one_number(validation.aggregate); }

  /// x [sample x feature], y [sample x target]. A target that is constant, or predicted as constant, has no score (NaN, status
  /// constant_units) and does not enter an aggregate. Throws what the encoder throws, ValueError for NaN or infinity.
  template <TimeSeriesMatrix X, TimeSeriesMatrix Y, CallContext C = Context<>>
  [[nodiscard]] similarity::MeasurementList compare(const X& x, const Y& y, const C& context = {}) const {
    return with_series(x, [&](const auto& a) {
      return with_series(y, [&](const auto& b) {
        return aggregate(validation.scores(encoder, a.template to_matrix<double>(), b.template to_matrix<double>(), context),
                         validation.aggregate);
      });
    });
  }
};

/// What is done to a score because responses are noisy; rel is the Spearman-Brown split-half reliability of the target.
enum class Normalization : unsigned char {
  none,
  r_over_sqrt_rel,    ///< r corrected for attenuation; may exceed 1
  r2_over_rel,        ///< share of the explainable variance that is explained (Brain-Score since December 2025); loses the sign
  r_over_rel_squared  ///< (r / rel)^2 (Brain-Score until then); too large by 1 / rel
};
constexpr auto choices(Normalization) {
  using enum Normalization;
  return std::array{Choice{"none", none}, Choice{"r_over_sqrt_rel", r_over_sqrt_rel}, Choice{"r2_over_rel", r2_over_rel},
                    Choice{"r_over_rel_squared", r_over_rel_squared}};
}

/// r of one target divided by its ceiling; NaN unless the reliability is positive.
[[nodiscard]] inline double normalized(double r, double reliability, Normalization how) {
  if (how == Normalization::none) return r;
  if (!(reliability > 0)) return std::numeric_limits<double>::quiet_NaN();
  if (how == Normalization::r_over_sqrt_rel) return r / std::sqrt(reliability);
  return how == Normalization::r2_over_rel ? r * r / reliability : (r / reliability) * (r / reliability);
}

/// [target], or one number: how well an encoder trained on x predicts the mean response over repeats, relative to how
/// reliable that mean is.
template <Encoder R>
struct NormalizedPredictivity {
  R encoder{};
  Validation validation{};
  SplitHalfReliability reliability{};
  Normalization normalization = Normalization::r_over_sqrt_rel;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    R::options(self.encoder, option);
    Validation::options(self.validation, option);
    SplitHalfReliability::options(self.reliability, option);
    option("normalization", self.normalization, "what a target's r is divided by");
  }

  [[nodiscard]] similarity::Info info() const {
    const EncoderInfo about = encoder.info();
    similarity::Info info = detail::predictive_info(about, about.normalized_id, validation);
    if (normalization != Normalization::none) {
      constexpr double infinity = std::numeric_limits<double>::infinity();
      info.lowest = normalization == Normalization::r_over_sqrt_rel ? -infinity : 0.0;
      info.highest = infinity;
    }
    return info;
  }

  /// The value is one number.
  [[nodiscard]] bool is_scalar() const { return detail::is_one_number(validation.aggregate); }

  /// x [sample x feature]; repeats: one [sample x target] each. Throws ShapeError unless there are two repeats of one shape,
  /// ValueError for a scoring other than an r together with a normalization, and what the encoder throws.
  template <CallContext C = Context<>>
  [[nodiscard]] similarity::MeasurementList compare(const MatrixX<double>& x, std::span<const MatrixX<double>> repeats,
                                                    const C& context = {}) const {
    const bool is_r = validation.scoring == Scoring::pooled_r || validation.scoring == Scoring::fold_mean_r;
    require(is_r || normalization == Normalization::none, "NormalizedPredictivity",
            "scoring must be r where scores are normalized");
    if (!detail::usable_repeats("NormalizedPredictivity", repeats, 2)) {
      return aggregate(similarity::no_values(similarity::MeasureStatus::non_finite, x.rows(), repeats[0].cols()),
                       validation.aggregate);
    }
    const MatrixX<double> mean = detail::mean_repeat(repeats, 0, 1, repeats.size());
    similarity::MeasurementList list = validation.scores(encoder, x, mean, context);
    const VectorX<double> rel = reliability.describe(repeats).value;
    for (Index j = 0; j < list.value.size(); ++j) list.value[j] = normalized(list.value[j], rel[j], normalization);
    list.status = similarity::worse(list.status, detail::per_unit(list.value, list.n_used).status);
    return aggregate(std::move(list), validation.aggregate);
  }
};

/// What is asked of the leave-one-out errors of ridge regression.
enum class LeaveOneOutReport : unsigned char {
  mse,         ///< [alpha] mean squared error over samples and targets
  best_alpha,  ///< the alpha of the least, the first of equal ones
};
constexpr auto choices(LeaveOneOutReport) {
  return std::array{Choice{"mse", LeaveOneOutReport::mse}, Choice{"best_alpha", LeaveOneOutReport::best_alpha}};
}

/// Exact leave-one-out errors of ridge regression over a grid of penalties, see ridge_leave_one_out.
struct RidgeLeaveOneOut {
  std::vector<double> alphas{1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3};
  LeaveOneOutReport report = LeaveOneOutReport::mse;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("alphas", self.alphas, "grid of penalties, in squared units of the features");
    option("report", self.report, "all errors, or where they are least");
  }

  [[nodiscard]] similarity::Info info() const {
    const bool errors = report == LeaveOneOutReport::mse;
    return {.id = "ridge_leave_one_out",
            .kind = similarity::Kind::predictive,
            .formula = errors ? "mean over samples and targets of (e_i / (1 - h_ii))^2 for each alpha"
                              : "argmin over alpha of the mean of (e_i / (1 - h_ii))^2",
            .direction = similarity::Direction::description,
            .lowest = 0,
            .x = similarity::rigid,
            .y = errors ? similarity::rigid : similarity::conformal,
            .symmetric = false,
            .centering = "means of all samples but the one left out",
            .ties = "the first of equal errors",
            .cost = "n p min(n,p) + alphas n q min(n,p)",
            .source = "Golub, Heath & Wahba 1979"};
  }

  /// The value is one number.
  [[nodiscard]] bool is_scalar() const { return report == LeaveOneOutReport::best_alpha; }

  /// x [sample x feature], y [sample x target]. Status undefined if no alpha has an error. Throws as
  /// ridge_leave_one_out.
  template <CallContext C = Context<>>
  [[nodiscard]] similarity::MeasurementList compare(const MatrixX<double>& x, const MatrixX<double>& y,
                                                    const C& context = {}) const {
    const VectorX<double> mse = ridge_leave_one_out(x, y, alphas, context).rowwise().mean();
    similarity::MeasurementList list = detail::per_unit(mse, x.rows());
    if (report == LeaveOneOutReport::mse || !similarity::has_value(list.status)) return list;
    list.status = similarity::MeasureStatus::ok;
    list.value = VectorX<double>::Constant(1, nth(alphas, detail::least_row(mse)));
    return list;
  }
};

}  // namespace syncact::inline v0_1::similarity::encoding

#include "syncact/core/macros_on.hpp"
