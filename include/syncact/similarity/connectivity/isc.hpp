#pragma once
/// Inter-subject correlation: what several brains do in common, voxel by voxel.
#include "syncact/core/macros_off.hpp"

#include <limits>

#include "syncact/core/nth.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/connectivity/detail/subjects.hpp"
#include "syncact/similarity/info.hpp"

namespace syncact::inline v0_1::similarity::connectivity {

/// Leave-one-out ISC [subject x voxel]: Pearson's r of a subject's signal with the mean signal of the others, at the same
/// voxel. Hasson et al., Science 303 (2004) 1634; Nastase et al., SCAN 14 (2019) 667. The mean of the others is the sum of all
/// minus the subject, so subjects cost one pass each.
///
/// NaN: a signal that is constant or holds NaN or infinity has no ISC and is left out of the mean of the others. Under
/// `pairwise` a value needs at least max(1, min_fraction (n_subjects - 1)) usable others; under `propagate` a voxel with NaN in
/// anybody has no values; under `raise` it throws. Values that do not exist are NaN.
/// subjects: [time x voxel] each, all of one shape (ShapeError), two or more (ValueError).
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] MatrixX<double> isc_leave_one_out(std::span<const SeriesView<T>> subjects,
                                                const similarity::MissingData& nan = {}, const C& context = {}) {
  detail::require_subjects("isc_leave_one_out", subjects, nan);
  const auto n_subjects = static_cast<Index>(subjects.size());
  const double least = std::max(1.0, nan.min_fraction * static_cast<double>(n_subjects - 1));
  MatrixX<double> isc =
      MatrixX<double>::Constant(n_subjects, subjects[0].n_signals(), std::numeric_limits<double>::quiet_NaN());
  detail::for_each_voxel_block(
      "isc_leave_one_out", subjects, nan, context.executor, [&](const detail::VoxelBlock& block, Index first, Index count) {
        detail::VoxelBlock::Lanes sum = block.centered[0];
        for (std::size_t s = 1; s < block.centered.size(); ++s) sum += block.centered[s];
        const detail::VoxelBlock::Lane sum_squares = detail::products(sum, sum);
        for (Index s = 0; s < n_subjects; ++s) {
          const detail::VoxelBlock::Lanes& x = nth(block.centered, s);
          const detail::VoxelBlock::Lane with_sum = detail::products(x, sum);
          for (Index v = 0; v < count; ++v) {
            const double own = block.norm(v, s);
            const auto n_usable = static_cast<double>((block.norm.row(v).array() > 0).count());
            if (own == 0 || n_usable - 1 < least || !detail::voxel_counts(block, v, nan)) continue;
            double with_others = with_sum[v] - own * own, others = sum_squares[v] - 2 * with_sum[v] + own * own;
            if (others < 1e-4 * (sum_squares[v] + own * own)) {  // would cancel
              with_others = x.row(v).dot(sum.row(v) - x.row(v));
              others = (sum.row(v) - x.row(v)).squaredNorm();
            }
            const double noise = series::rounding(subjects[0].n_times()) * block.norm.row(v).sum();
            if (!(others > noise * noise)) continue;
            isc(s, first + v) = std::clamp(with_others / own / std::sqrt(others), -1.0, 1.0);
          }
        }
      });
  return isc;
}

template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] MatrixX<double> isc_leave_one_out(std::span<const MatrixX<T>> subjects, const similarity::MissingData& nan = {},
                                                const C& context = {}) {
  const auto views = detail::views_of(subjects);
  return isc_leave_one_out(std::span<const SeriesView<T>>(views), nan, context);
}

/// Pairwise ISC [pair x voxel]: Pearson's r of the signals of two subjects at the same voxel, pairs (0,1), (0,2) and so on,
/// then (1,2). A pair depends on its two subjects alone: NaN where one of both is constant or holds NaN or infinity (`raise`
/// throws).
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] MatrixX<double> isc_pairwise(std::span<const SeriesView<T>> subjects, const similarity::MissingData& nan = {},
                                           const C& context = {}) {
  detail::require_subjects("isc_pairwise", subjects, nan);
  const auto n = static_cast<Index>(subjects.size());
  MatrixX<double> isc =
      MatrixX<double>::Constant(n * (n - 1) / 2, subjects[0].n_signals(), std::numeric_limits<double>::quiet_NaN());
  detail::for_each_voxel_block(
      "isc_pairwise", subjects, nan, context.executor, [&](const detail::VoxelBlock& block, Index first, Index count) {
        for (Index i = 0, pair = 0; i < n; ++i) {
          for (Index j = i + 1; j < n; ++j, ++pair) {
            const detail::VoxelBlock::Lane both = detail::products(nth(block.centered, i), nth(block.centered, j));
            for (Index v = 0; v < count; ++v) {
              const double norms = block.norm(v, i) * block.norm(v, j);
              if (norms > 0) isc(pair, first + v) = std::clamp(both[v] / norms, -1.0, 1.0);
            }
          }
        }
      });
  return isc;
}

template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] MatrixX<double> isc_pairwise(std::span<const MatrixX<T>> subjects, const similarity::MissingData& nan = {},
                                           const C& context = {}) {
  const auto views = detail::views_of(subjects);
  return isc_pairwise(std::span<const SeriesView<T>>(views), nan, context);
}

/// tanh(mean artanh r) over rows, for each column: the usual mean of correlations. NaN is left out, and is the mean of none.
[[nodiscard]] inline VectorX<double> fisher_mean(const MatrixX<double>& r) {
  VectorX<double> mean(r.cols());
  for (Index v = 0; v < r.cols(); ++v) {
    double sum = 0, n = 0;
    for (Index i = 0; i < r.rows(); ++i) {
      if (std::isnan(r(i, v))) continue;
      sum += std::atanh(r(i, v));
      ++n;
    }
    mean[v] = std::tanh(sum / n);
  }
  return mean;
}

enum class IscForm : unsigned char { leave_one_out, pairwise };
constexpr auto choices(IscForm) {
  return std::array{Choice{"leave_one_out", IscForm::leave_one_out}, Choice{"pairwise", IscForm::pairwise}};
}

/// What a stack of tables is a stack of.
enum class StackOf : unsigned char {
  subjects,  ///< [time x voxel] of each subject
  times,     ///< [voxel x subject] at each time
};
constexpr auto choices(StackOf) { return std::array{Choice{"subjects", StackOf::subjects}, Choice{"times", StackOf::times}}; }

namespace detail {

/// [time x voxel] of each subject, from either stack.
[[nodiscard]] inline std::vector<MatrixX<double>> by_subject(std::span<const MatrixX<double>> stack, StackOf stacked) {
  if (stacked == StackOf::subjects || stack.empty()) return {stack.begin(), stack.end()};
  const auto n_times = static_cast<Index>(stack.size());
  std::vector<MatrixX<double>> subjects(as_size(stack[0].cols()), MatrixX<double>(n_times, stack[0].rows()));
  for (Index t = 0; t < n_times; ++t) {
    const MatrixX<double>& now = nth(stack, t);
    require_extent("by_subject", "number of voxels", stack[0].rows(), now.rows());
    require_extent("by_subject", "number of subjects", stack[0].cols(), now.cols());
    for (std::size_t s = 0; s < subjects.size(); ++s) subjects[s].row(t) = now.col(static_cast<Index>(s)).transpose();
  }
  return subjects;
}

/// Row by row. Values that do not exist give the status constant_units, or undefined if none is left.
[[nodiscard]] inline similarity::MeasurementList as_list(const MatrixX<double>& table, Index n_used) {
  const RowMatrixX<double> rows = table;
  similarity::MeasureStatus status =
      table.allFinite() ? similarity::MeasureStatus::ok : similarity::MeasureStatus::constant_units;
  if (table.size() > 0 && table.array().isNaN().all()) status = similarity::MeasureStatus::undefined;
  return {Eigen::Map<const VectorX<double>>(rows.data(), rows.size()), status, n_used, 0, 0};
}

}  // namespace detail

/// Inter-subject correlation of a stack, by name: [subject or pair x voxel] row by row, or one number a voxel.
struct Isc {
  IscForm form = IscForm::leave_one_out;
  bool fisher_mean = false;  ///< tanh(mean artanh) over subjects or pairs
  StackOf stack_of = StackOf::subjects;
  similarity::MissingData nan{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("form", self.form, "each subject with the mean of the others, or all pairs of subjects");
    option("fisher_mean", self.fisher_mean, "one number a voxel: tanh(mean artanh r)");
    option("stack_of", self.stack_of, "what axis 0 of the data is: [subject, time, voxel] or [time, voxel, subject]");
    option("nan", self.nan.rule, "what happens to missing values");
    option("min_fraction", self.nan.min_fraction, "share of the others that must be usable");
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info;
    info.id = "isc";
    info.kind = similarity::Kind::time_series;
    info.formula = form == IscForm::leave_one_out ? "r(x_s, mean of the others), per voxel" : "r(x_s, x_t), per voxel";
    info.lowest = -1;
    info.highest = 1;
    info.x = similarity::Invariance::translation | similarity::Invariance::scale | similarity::Invariance::unit_scale;
    info.centering = "each signal minus its mean over time";
    info.cost = "subjects * times * voxels";
    info.source = "Hasson et al., Science 303 (2004) 1634";
    return info;
  }
  template <class = void>  // compiled where it is called
  [[nodiscard]] similarity::MeasurementList of_stack(std::span<const MatrixX<double>> stack) const {
    const std::vector<MatrixX<double>> subjects = detail::by_subject(stack, stack_of);
    const std::span<const MatrixX<double>> span(subjects);
    const MatrixX<double> r = form == IscForm::leave_one_out ? isc_leave_one_out(span, nan) : isc_pairwise(span, nan);
    const MatrixX<double> mean = connectivity::fisher_mean(r);
    return detail::as_list(fisher_mean ? mean : r, static_cast<Index>(subjects.size()));
  }
};

}  // namespace syncact::inline v0_1::similarity::connectivity

#include "syncact/core/macros_on.hpp"
