#pragma once
/// How strongly each network follows each label.
#include "syncact/core/macros_off.hpp"

#include <string>
#include <vector>

#include "syncact/core/series.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/synchrony/couple.hpp"

namespace syncact::inline v0_1::annotation {

/// Settings of score_labels().
template <class Similarity = synchrony::measure::Pearson, class Null = stats::CircularShift>
struct LabelOptions {
  synchrony::CouplingOptions<Similarity, Null> coupling{};  ///< keep_top must not be set
  double min_prevalence = 20;  ///< labels seen less often are left out, in the unit of the prevalence that is given
};

/// Similarity of network and label time courses. Tables are [network x label]; NaN where a network or a label is undefined
/// or a label is too rare. Rare labels are not tested and do not count in the corrections.
struct LabelScores {
  std::vector<std::string> names;          ///< per label
  VectorX<double> prevalence;              ///< per label, as given
  MatrixX<double> r;                       ///< similarity with the label's regressor
  MatrixX<double> p_uncorrected;           ///< this network and label alone
  MatrixX<double> p_fwe;                   ///< max statistic over all networks and labels
  MatrixX<double> q_fdr;                   ///< Benjamini-Hochberg over all networks and labels
  synchrony::CouplingSettings settings{};  ///< of the test

  [[nodiscard]] Index n_networks() const { return r.rows(); }
  [[nodiscard]] Index n_labels() const { return r.cols(); }
};

/// The number of samples in which each label of a raw label table [sample x label] is on, that is above `threshold`.
template <TimeSeriesMatrix M>
[[nodiscard]] VectorX<double> prevalence(const M& labels, double threshold = 0.0) {
  return with_series(labels, [&](const auto& view) {
    VectorX<double> count = VectorX<double>::Zero(view.n_signals());
    for (Index l = 0; l < view.n_signals(); ++l) {
      for (Index t = 0; t < view.n_times(); ++t) count[l] += static_cast<double>(view(t, l)) > threshold ? 1.0 : 0.0;
    }
    return count;
  });
}

namespace detail {

/// Values of the tested labels as a table [network x label], NaN elsewhere.
inline MatrixX<double> spread(const MatrixX<double>& values, const std::vector<Index>& tested, Index n_labels) {
  MatrixX<double> all = MatrixX<double>::Constant(values.rows(), n_labels, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t j = 0; j < tested.size(); ++j) all.col(tested[j]) = values.col(static_cast<Index>(j));
  return all;
}

/// The labels that are seen often enough to be tested, and their regressors [time x tested label].
template <std::floating_point T>
struct TestedLabels {
  std::vector<Index> label;  ///< increasing
  MatrixX<T> regressors;
};

template <std::floating_point T>
[[nodiscard]] TestedLabels<T> tested_labels(const SeriesView<T>& labels, const VectorX<double>& prevalence,
                                            double min_prevalence) {
  TestedLabels<T> tested;
  for (Index l = 0; l < labels.n_signals(); ++l) {
    if (prevalence[l] >= min_prevalence) tested.label.push_back(l);
  }
  tested.regressors.resize(labels.n_times(), std::ssize(tested.label));
  for (std::size_t j = 0; j < tested.label.size(); ++j) {
    tested.regressors.col(static_cast<Index>(j)) = labels.signals(tested.label[j], 1).map();
  }
  return tested;
}

template <std::floating_point T>
LabelScores collect(const synchrony::Synchrony<T>& table, bool labels_are_neurons, const std::vector<Index>& tested,
                    std::vector<std::string> names, VectorX<double> prevalence) {
  using synchrony::Coupling;
  const auto n_labels = static_cast<Index>(names.size());
  const auto by_network = [&](MatrixX<double> values) {
    if (labels_are_neurons) values = values.transpose().eval();
    return spread(values, tested, n_labels);
  };
  return {std::move(names),
          std::move(prevalence),
          by_network(table.r.template cast<double>()),
          by_network(table.table(&Coupling::p_uncorrected)),
          by_network(table.table(&Coupling::p_fwe)),
          by_network(table.table(&Coupling::q_fdr)),
          table.settings};
}

}  // namespace detail

/// Scores every label on every network: networks [time x network] and HRF-convolved label regressors [time x label], both on
/// the clock `scans`; names and prevalence (from the labels before convolution, in scans, seconds or events) per label.
/// It is synchrony::couple with the labels in the place of the networks: the same null models, the same p-values. Where the
/// networks come from cleaned scans, give the projection in place of the clock, and labels on projection.input_clock() that
/// were not cleaned; null draws then scramble the labels and pass through the projection, as in synchrony::couple. A label and
/// its hypernyms are collinear; their scores are not independent findings. Throws ShapeError unless extents agree, ValueError
/// if keep_top is set, and what couple throws.
template <std::floating_point T, synchrony::ClockOrProjection Clock,
          synchrony::measure::SimilarityMeasure<T> S = synchrony::measure::Pearson,
          stats::NullModel<T> N = stats::CircularShift, CallContext C = Context<>>
[[nodiscard]] LabelScores score_labels(const SeriesView<T>& networks, const SeriesView<T>& labels, const Clock& scans,
                                       std::vector<std::string> names, VectorX<double> prevalence,
                                       const LabelOptions<S, N>& options = {}, const C& context = {}) {
  require_extent("score_labels", "number of label names", labels.n_signals(), static_cast<Index>(names.size()));
  require_extent("score_labels", "number of prevalences", labels.n_signals(), prevalence.size());
  require(!options.coupling.keep_top, "score_labels", "keep_top must be unset or 0", options.coupling.keep_top.value_or(0));
  constexpr bool projected = std::same_as<Clock, signal::Projection>;
  if constexpr (!projected) require_same_times("score_labels", "networks", networks.n_times(), "labels", labels.n_times());

  const detail::TestedLabels<T> tested = detail::tested_labels(labels, prevalence, options.min_prevalence);
  const SeriesView<T> seen(tested.regressors);
  const synchrony::Synchrony<T> table =
      synchrony::couple<T>(projected ? seen : networks, projected ? networks : seen, scans, options.coupling, context);
  return detail::collect(table, projected, tested.label, std::move(names), std::move(prevalence));
}

/// Any two tables; computed in the scalar type of the networks.
template <TimeSeriesMatrix A, TimeSeriesMatrix M, synchrony::ClockOrProjection Clock, class S = synchrony::measure::Pearson,
          class N = stats::CircularShift, CallContext C = Context<>>
[[nodiscard]] LabelScores score_labels(const A& networks, const M& labels, const Clock& scans, std::vector<std::string> names,
                                       VectorX<double> prevalence, const LabelOptions<S, N>& options = {},
                                       const C& context = {}) {
  using T = series_scalar_t<A>;
  return with_series(networks, [&](const SeriesView<T>& a) {
    return with_series(labels, [&](const auto& b) {
      const MatrixX<T> cast = b.template to_matrix<T>();
      return score_labels<T>(a, SeriesView<T>(cast), scans, std::move(names), std::move(prevalence), options, context);
    });
  });
}

}  // namespace syncact::inline v0_1::annotation

#include "syncact/core/macros_on.hpp"
