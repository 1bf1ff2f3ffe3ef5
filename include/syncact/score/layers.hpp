#pragma once
/// The layer profile of a model: its brain score, layer by layer.
#include "syncact/core/macros_off.hpp"

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/series.hpp"
#include "syncact/score/family_p.hpp"
#include "syncact/synchrony/couple.hpp"

namespace syncact::inline v0_1::score {

struct LayerScore {
  std::string layer;
  Index n_neurons = 0;
  std::optional<ModelScore> score{};  ///< none if no neuron of the layer varies
  /// Of mean_best_network against the largest of all layers in each draw (family_p); NaN without a score.
  double p_fwe = std::numeric_limits<double>::quiet_NaN();
};

/// What stands before the last '/' of a neuron's name ("features.3/17"); the whole name if there is none.
[[nodiscard]] inline std::string layer_of(const std::string& neuron) { return neuron.substr(0, neuron.rfind('/')); }

/// Scores the neurons [time x neuron] of each layer as if they were a model: couple() and model_score() with the same draws for
/// all layers. Layers come in the order in which they first appear in `layer` [neuron]. Effects can be compared between layers
/// of any width, raw values cannot. The family of a coupling's p_fwe is a layer here; couple() of all neurons corrects over
/// layers too. Throws ShapeError unless there is a layer for each neuron, and what couple() throws.
template <TimeSeriesMatrix A, TimeSeriesMatrix M, synchrony::ClockOrProjection Clock, class S, class N,
          CallContext C = Context<>>
[[nodiscard]] std::vector<LayerScore> layer_profile(const A& neurons, const std::vector<std::string>& layer, const M& networks,
                                                    const Clock& clock, synchrony::CouplingOptions<S, N> coupling,
                                                    const ScoreCeilings& ceilings = {}, const C& context = {}) {
  using T = series_scalar_t<A>;
  coupling.keep_top = coupling.keep_top.value_or(1);
  return with_series(neurons, [&](const SeriesView<T>& all) {
    require_extent("layer_profile", "number of layer names", all.n_signals(), std::ssize(layer));
    std::vector<LayerScore> profile;
    std::map<std::string, std::vector<Index>> members;
    for (Index i = 0; i < all.n_signals(); ++i) {
      auto& of_layer = members[nth(layer, i)];
      if (of_layer.empty()) profile.push_back({nth(layer, i)});
      of_layer.push_back(i);
    }
    std::vector<synchrony::Synchrony<T>> couplings;
    for (LayerScore& score : profile) {
      const auto& of_layer = members[score.layer];
      score.n_neurons = std::ssize(of_layer);
      MatrixX<T> values(all.n_times(), score.n_neurons);
      for (Index i = 0; i < score.n_neurons; ++i) values.col(i) = all.map().col(nth(of_layer, i));
      couplings.push_back(synchrony::couple(values, networks, clock, coupling, context));
      if (couplings.back().n_defined > 0) score.score = model_score(couplings.back(), ceilings);
    }
    const std::vector<double> p = family_p<T>(couplings);
    for (std::size_t l = 0; l < profile.size(); ++l) profile[l].p_fwe = p[l];
    return profile;
  });
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
