#pragma once
/// Competitors: simpler accounts of the brain's activity, scored as the model is, and the model beyond them.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/linalg/svd.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/signal/also_remove.hpp"
#include "syncact/synchrony/couple.hpp"

namespace syncact::inline v0_1::score {

/// What might explain the networks instead of the model: brightness, cuts, loudness, labels, position in the run, a network
/// with random weights.
struct Competitor {
  std::string name;
  MatrixX<double> features;  ///< [scan x feature] on the neurons' clock, through the response as neurons are
};

struct CompetitorScore {
  std::string name;
  Index n_removed = 0;  ///< components that stand for the competitor's features where they are removed
  /// As if the features were the neurons; none if no feature varies.
  std::optional<ModelScore> alone{};
  /// The model's score after the features are removed from neurons, networks and all null draws: what it has that the
  /// competitor has not. None if too few degrees of freedom, or no neuron or network, is left.
  std::optional<ModelScore> model_beyond{};
};

struct CompetitionOptions {
  Index most_components = 20;  ///< features that are more are replaced by so many leading principal components before removal
};

/// The features [scan x feature], standardized; if they are more than `most`, their leading principal components. Constant ones
/// are left out.
template <class Table>
[[nodiscard]] MatrixX<double> leading_components(const Eigen::MatrixBase<Table>& table, Index most) {
  require(most >= 1, "leading_components", "their number must be >= 1", most);
  const MatrixX<double> features = table.template cast<double>();
  const auto unit = numeric::to_unit_norm(SeriesView<double>(features));
  MatrixX<double> varying(features.rows(), unit.n_ok());
  for (Index i = 0, at = 0; i < features.cols(); ++i) {
    if (unit.ok(i)) varying.col(at++) = unit.values.col(i);
  }
  if (varying.cols() <= most) return varying;
  const linalg::ThinSvd svd = linalg::thin_svd(varying);
  return svd.left.leftCols(std::min(most, svd.left.cols()));
}

/// Scores each competitor alone, and the model beyond it, as couple() and model_score() do for neurons [scan x neuron] on
/// projection.input_clock() and networks [kept scan x network] on projection.output_clock(). A model whose score is gone beyond
/// brightness is a light meter. Throws what couple() throws; ShapeError if features have another length than neurons.
template <TimeSeriesMatrix A, TimeSeriesMatrix M, class S, class N, CallContext C = Context<>>
[[nodiscard]] std::vector<CompetitorScore> compete(const A& neurons, const M& networks, const signal::Projection& projection,
                                                   const std::vector<Competitor>& competitors,
                                                   synchrony::CouplingOptions<S, N> coupling,
                                                   const CompetitionOptions& options = {}, const C& context = {}) {
  using T = series_scalar_t<A>;
  coupling.keep_top = coupling.keep_top.value_or(1);
  const auto scored = [&](const auto& a, const auto& b, const signal::Projection& removed) -> std::optional<ModelScore> {
    for (Index r = 0; r < removed.output_clock().n_runs(); ++r) {
      if (removed.output_clock().run(r).n - removed.rank(r) < coupling.min_degrees_of_freedom) return std::nullopt;
    }
    const auto synchrony = synchrony::couple(a, b, removed, coupling, context);
    if (synchrony.n_defined == 0) return std::nullopt;
    return model_score(synchrony);
  };
  std::vector<CompetitorScore> result;
  for (const Competitor& competitor : competitors) {
    const MatrixX<T> features = competitor.features.template cast<T>();
    CompetitorScore score{competitor.name, 0, scored(features, networks, projection), {}};
    const MatrixX<double> components = leading_components(competitor.features, options.most_components);
    const signal::Projection removed = signal::also_remove(projection, components);
    for (Index r = 0; r < removed.output_clock().n_runs(); ++r) {
      score.n_removed = std::max(score.n_removed, removed.rank(r) - projection.rank(r));
    }
    const MatrixX<T> left = signal::for_kept_scans(removed).apply(networks, context).template cast<T>();
    score.model_beyond = scored(neurons, left, removed);
    result.push_back(std::move(score));
  }
  return result;
}

/// Slow changes over a run that no stimulus needs to explain (getting tired, drifts): the polynomials of degree 1 to `degree`
/// of the scan's time within its run, [scan x degree].
[[nodiscard]] inline Competitor position_in_run(const Timeline& scans, Index degree = 4) {
  Competitor result{"position", MatrixX<double>(scans.size(), degree)};
  for (Index r = 0; r < scans.n_runs(); ++r) {
    const Index n = scans.run(r).n;
    const VectorX<double> x = VectorX<double>::LinSpaced(n, -1, 1);
    result.features.middleRows(scans.begin(r), n) = signal::legendre_basis(x, degree).rightCols(degree);
  }
  return result;
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
