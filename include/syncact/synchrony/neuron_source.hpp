#pragma once
/// Neurons that arrive in blocks, so that [time x neuron] need not be resident.
#include "syncact/core/macros_off.hpp"

#include <concepts>
#include <utility>

#include "syncact/core/series_view.hpp"

namespace syncact::inline v0_1::synchrony {

/// Where neuron time courses come from, on the scan clock.
/// Axioms: block(first, n) is the [time x n] table of neurons first .. first+n-1, the same in every call. couple() asks in
/// the calling thread, in ascending order, for every neuron once.
template <class S, class T>
concept NeuronSource = requires(const S& source, Index first, Index n) {
  { source.n_times() } -> std::same_as<Index>;
  { source.n_neurons() } -> std::same_as<Index>;
  { source.block(first, n) } -> std::same_as<MatrixX<T>>;
};

/// A table in memory as source.
template <std::floating_point T>
struct NeuronsInMemory {
  SeriesView<T> table;
  [[nodiscard]] Index n_times() const { return table.n_times(); }
  [[nodiscard]] Index n_neurons() const { return table.n_signals(); }
  [[nodiscard]] MatrixX<T> block(Index first, Index n) const { return table.signals(first, n).to_matrix(); }
};

/// A callable f(first, n) -> MatrixX<T> [time x n] as source: NeuronBlocks{n_times, n_neurons, f}.
template <class F>
struct NeuronBlocks {
  Index times;
  Index neurons;
  F read;
  [[nodiscard]] Index n_times() const { return times; }
  [[nodiscard]] Index n_neurons() const { return neurons; }
  [[nodiscard]] auto block(Index first, Index n) const { return read(first, n); }
};

template <class F>
NeuronBlocks(Index, Index, F) -> NeuronBlocks<F>;

static_assert(NeuronSource<NeuronsInMemory<float>, float>);

}  // namespace syncact::inline v0_1::synchrony

#include "syncact/core/macros_on.hpp"
