#pragma once
/// Learners of functional brain networks.
#include "syncact/core/macros_off.hpp"

#include <concepts>

#include "syncact/core/series_view.hpp"
#include "syncact/networks/networks.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::networks {

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

/// A learner that can use a context: its backend and threads, and it tells of its progress. The same bits whatever the
/// executor.
template <class L, class T, class C>
concept TunableLearner = NetworkLearner<L, T> && requires(const L learner, const SeriesView<T>& bold, const C& context) {
  { learner.learn(bold, context) } -> std::same_as<Networks<T>>;
};

/// learner.learn on the context if it takes one. One that takes none can be stopped between calls only: after it, progress is
/// told that its single step is done.
template <std::floating_point T, NetworkLearner<T> L, CallContext C>
[[nodiscard]] Networks<T> learn(const L& learner, const SeriesView<T>& bold, const C& context) {
  if constexpr (TunableLearner<L, T, C>) {
    return learner.learn(bold, context);
  } else {
    Networks<T> learned = learner.learn(bold);
    Steps(context.progress, 1).advance();
    return learned;
  }
}

}  // namespace syncact::inline v0_1::networks

#include "syncact/core/macros_on.hpp"
