#pragma once
/// Learners of functional brain networks.
#include "syncact/core/macros_off.hpp"

#include <concepts>

#include "syncact/core/series_view.hpp"
#include "syncact/networks/networks.hpp"

namespace syncact::networks {

/// Decomposes bold [time x voxel] into networks.
/// Axioms
///   time courses are finite, of unit norm, [time x network]; maps are [network x voxel];
///   a voxel without signal has a zero map, and adding such voxels changes nothing else;
///   networks come by falling `explained`, with the sign of their map (sign_rule.hpp);
///   the same bold gives the same bits, whatever its storage order;
///   not converging is reported, not thrown.
template <class L, class T>
concept NetworkLearner = std::copyable<L> && requires(const L learner, const SeriesView<T>& bold) {
  { learner.learn(bold) } -> std::same_as<Networks<T>>;
};

}  // namespace syncact::networks

#include "syncact/core/macros_on.hpp"
