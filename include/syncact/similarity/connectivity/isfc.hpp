#pragma once
/// Inter-subject functional connectivity: which voxels of one brain go with which voxels of the others.
#include "syncact/core/macros_off.hpp"

#include "syncact/linalg/backend.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/connectivity/isc.hpp"

namespace syncact::inline v0_1::similarity::connectivity {

struct IsfcOptions {
  bool symmetrize = true;  ///< (C + C') / 2; only where targets are the voxels themselves
  similarity::MissingData nan{};
};

namespace detail {

/// Every column centered, and 0 if it is constant or not finite; in double.
struct CenteredSubject {
  MatrixX<double> values;  ///< [time x voxel]
  VectorX<double> norm;    ///< [voxel]
  VectorX<double> finite;  ///< [voxel] 1 or 0
};

template <std::floating_point T, Executor E>
[[nodiscard]] std::vector<CenteredSubject> centered_subjects(std::string_view function, std::span<const SeriesView<T>> subjects,
                                                             const similarity::MissingData& nan, const E& executor) {
  const Index n_times = subjects[0].n_times(), n_voxels = subjects[0].n_signals();
  std::vector<CenteredSubject> result(
      subjects.size(), {MatrixX<double>(n_times, n_voxels), VectorX<double>(n_voxels), VectorX<double>(n_voxels)});
  for_each_voxel_block(function, subjects, nan, executor, [&](const VoxelBlock& block, Index first, Index count) {
    for (std::size_t s = 0; s < result.size(); ++s) {
      result[s].values.middleCols(first, count) = block.centered[s].topRows(count).transpose();
      result[s].norm.segment(first, count) = block.norm.col(static_cast<Index>(s)).head(count);
      result[s].finite.segment(first, count) = block.finite.col(static_cast<Index>(s)).head(count);
    }
  });
  return result;
}

/// Columns divided by their norm; NaN where it is 0 or `usable` says no.
[[nodiscard]] inline MatrixX<double> unit_columns(const MatrixX<double>& centered, const VectorX<double>& norm) {
  const VectorX<double> gain = (norm.array() > 0).select(norm.cwiseInverse(), std::numeric_limits<double>::quiet_NaN());
  return centered * gain.asDiagonal();
}

}  // namespace detail

/// Leave-one-out ISFC of every subject, each [voxel x target], given to sink(subject, table) one after another: Pearson's r of
/// a subject's voxels with the mean over the others of their targets. Simony et al., Nat. Commun. 7 (2016) 12141.
/// targets: [time x target] of each subject; none means the voxels themselves, and then tables are symmetrized unless told
/// otherwise. NaN as for isc_leave_one_out: unusable voxels are NaN rows, targets with too few usable others NaN columns.
/// Holds all subjects centered, and one table at a time.
template <std::floating_point T, class Sink, CallContext C = Context<>>
void isfc_leave_one_out(std::span<const SeriesView<T>> subjects, std::span<const SeriesView<T>> targets, Sink&& sink,
                        const IsfcOptions& options = {}, const C& context = {}) {
  constexpr const char* function = "isfc_leave_one_out";
  detail::require_subjects(function, subjects, options.nan);
  const bool own = targets.empty();
  if (!own) {
    detail::require_subjects(function, targets, options.nan);
    require_extent(function, "number of subjects with targets", static_cast<Index>(subjects.size()),
                   static_cast<Index>(targets.size()));
    require_same_times(function, "the voxels", subjects[0].n_times(), "the targets", targets[0].n_times());
  }
  const auto voxels = detail::centered_subjects(function, subjects, options.nan, context.executor);
  const auto others = own ? std::vector<detail::CenteredSubject>{}
                          : detail::centered_subjects(function, targets, options.nan, context.executor);
  const std::vector<detail::CenteredSubject>& target = own ? voxels : others;
  const double least = std::max(1.0, options.nan.min_fraction * static_cast<double>(subjects.size() - 1));
  const double noise = series::rounding(subjects[0].n_times());

  MatrixX<double> sum = target[0].values;
  VectorX<double> usable = (target[0].norm.array() > 0).cast<double>(), norms = target[0].norm, finite = target[0].finite;
  for (std::size_t s = 1; s < target.size(); ++s) {
    sum += target[s].values;
    usable.array() += (target[s].norm.array() > 0).cast<double>();
    norms += target[s].norm;
    finite = finite.cwiseMin(target[s].finite);
  }
  for (std::size_t s = 0; s < voxels.size(); ++s) {
    const MatrixX<double> mean = sum - target[s].values;
    VectorX<double> norm = mean.colwise().norm().transpose();
    for (Index v = 0; v < norm.size(); ++v) {
      const double n_others = usable[v] - (target[s].norm[v] > 0 ? 1 : 0);
      const bool blocked = options.nan.rule == similarity::MissingRule::propagate && finite[v] == 0;
      if (n_others < least || blocked || norm[v] <= noise * norms[v]) norm[v] = 0;
    }
    VectorX<double> own_norm = voxels[s].norm;
    if (own && options.nan.rule == similarity::MissingRule::propagate) own_norm = own_norm.cwiseProduct(finite);
    MatrixX<double> table = linalg::cross<double>(detail::unit_columns(voxels[s].values, own_norm),
                                                  detail::unit_columns(mean, norm), context.backend, context.executor);
    if (own && options.symmetrize) table = (0.5 * (table + table.transpose())).eval();
    sink(static_cast<Index>(s), table);
  }
}

/// All tables at once. Throws as above.
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] std::vector<MatrixX<double>> isfc_leave_one_out(std::span<const MatrixX<T>> subjects,
                                                              std::span<const MatrixX<T>> targets = {},
                                                              const IsfcOptions& options = {}, const C& context = {}) {
  const auto voxels = detail::views_of(subjects), others = detail::views_of(targets);
  std::vector<MatrixX<double>> tables;
  isfc_leave_one_out<T>(
      std::span<const SeriesView<T>>(voxels), std::span<const SeriesView<T>>(others),
      [&](Index, const MatrixX<double>& table) { tables.push_back(table); }, options, context);
  return tables;
}

/// The leave-one-out table of one subject of a stack, by name: [voxel x voxel] row by row.
struct Isfc {
  Index subject = 0;
  bool symmetrize = true;
  StackOf stack_of = StackOf::subjects;
  similarity::MissingData nan{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("subject", self.subject, "whose table");
    option("symmetrize", self.symmetrize, "(C + C') / 2");
    option("stack_of", self.stack_of, "what axis 0 of the data is: [subject, time, voxel] or [time, voxel, subject]");
    option("nan", self.nan.rule, "what happens to missing values");
    option("min_fraction", self.nan.min_fraction, "share of the others that must be usable");
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = Isc{}.info();
    info.id = "isfc";
    info.formula = "r(voxel of a subject, mean of the others at another voxel)";
    info.cost = "times * voxels^2, for each subject";
    info.note = "brainiak multiplies in float32";
    info.source = "Simony et al., Nat. Commun. 7 (2016) 12141";
    return info;
  }
  template <class = void>  // compiled where it is called
  [[nodiscard]] similarity::MeasurementList of_stack(std::span<const MatrixX<double>> stack) const {
    const std::vector<MatrixX<double>> subjects = detail::by_subject(stack, stack_of);
    require(subject >= 0 && subject < static_cast<Index>(subjects.size()), "Isfc", "subject must be one of the stack", subject);
    const auto views = detail::views_of(std::span<const MatrixX<double>>(subjects));
    similarity::MeasurementList result;
    isfc_leave_one_out<double>(
        std::span<const SeriesView<double>>(views), {},
        [&](Index s, const MatrixX<double>& table) {
          if (s == subject) result = detail::as_list(table, static_cast<Index>(subjects.size()));
        },
        IsfcOptions{symmetrize, nan});
    return result;
  }
};

}  // namespace syncact::inline v0_1::similarity::connectivity

#include "syncact/core/macros_on.hpp"
