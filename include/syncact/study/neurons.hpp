#pragma once
/// The network's side of a study: activations that stream from where they are to the clock of the scans.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/signal/to_scans.hpp"
#include "syncact/study/stages.hpp"

namespace syncact::inline v0_1::study {

/// Where activations come from: a file, a network that watches a film, a table.
///   frames(first, n)   frames first .. first + n - 1 as a table [n x unit]
///   block_frames()     how many frames it likes to be asked for at a time, >= 1
/// Axioms: asked in order, for every frame once; the tables of two ways of cutting are the same rows.
template <class S>
concept ActivationSource = requires(const S& source, Index first, Index n) {
  { source.n_frames() } -> std::convertible_to<Index>;
  { source.n_units() } -> std::convertible_to<Index>;
  { source.block_frames() } -> std::convertible_to<Index>;
  requires TimeSeriesMatrix<std::remove_cvref_t<decltype(source.frames(first, n))>>;
};

/// Activations on the clock `frames`, through the response h, on the clock `scans`: [scan x unit], the bits of
/// signal::to_scans. Each frame is read once. Memory: the result and one block of frames. Progress counts frames.
/// Throws what signal::frame_operator and signal::FrameStream throw, and Cancelled.
template <std::floating_point T, ActivationSource S, hrf::HemodynamicResponse H, CallContext C = Context<>>
[[nodiscard]] MatrixX<T> neurons_at_scans(const S& source, const Timeline& frames, const H& h, const Timeline& scans,
                                          const signal::FrameOptions& options = {}, const C& context = {}) {
  const Index n_frames = source.n_frames();
  require_same_times("neurons_at_scans", "the activations", n_frames, "their clock", frames.size());
  signal::FrameStream<T, C> stream(signal::frame_operator(h, frames, scans, options), source.n_units(), options.nan, context);
  const Index block = source.block_frames();
  require(block >= 1, "neurons_at_scans", "block_frames() must be >= 1", block);
  Steps steps(context.progress, (n_frames + block - 1) / block);
  for (Index first = 0; first < n_frames; first += block) {
    const auto rows = source.frames(first, std::min(block, n_frames - first));
    with_series(rows, [&](const auto& view) {
      if constexpr (std::same_as<std::remove_cvref_t<decltype(view)>, SeriesView<T>>) {
        stream.push(view);
      } else {
        const MatrixX<T> cast = view.template to_matrix<T>();
        stream.push(SeriesView<T>(cast));
      }
    });
    steps.advance();
  }
  return std::move(stream).finish();
}

}  // namespace syncact::inline v0_1::study

#include "syncact/core/macros_on.hpp"
