#pragma once
/// From layer tensors to [frame x unit] tables.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/activations/reductions.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::activations {

/// [frame x channel]: each channel's map reduced to one unit. Computed in double, stored as T.
/// Throws ShapeError if the maps are empty.
template <std::floating_point T, SpatialReduction<T> R, CallContext C = Context<>>
[[nodiscard]] MatrixX<T> reduce(const TensorView<T>& tensor, const R& reduction, const C& context = {}) {
  if (tensor.height() < 1 || tensor.width() < 1) {
    throw ShapeError(message("reduce: maps must not be empty, are ", tensor.height(), " x ", tensor.width()));
  }
  MatrixX<T> result(tensor.n_frames(), tensor.n_channels());
  const Index block = tensor.n_frames() < 64 ? 1 : 16;  // frames a thread takes at a time
  context.executor.bulk((tensor.n_frames() + block - 1) / block, [&](Index b) {
    for (Index f = b * block; f < std::min(tensor.n_frames(), (b + 1) * block); ++f) {
      for (Index c = 0; c < tensor.n_channels(); ++c) result(f, c) = static_cast<T>(reduction(tensor.map(f, c)));
    }
  });
  return result;
}

/// [frame x (channel, y, x)]: every position a unit. Unit c*height*width + y*width + x is position (y, x) of channel c.
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] MatrixX<T> reduce(const TensorView<T>& tensor, Identity, const C& context = {}) {
  const Index per_channel = tensor.height() * tensor.width();
  MatrixX<T> result(tensor.n_frames(), tensor.n_channels() * per_channel);
  context.executor.bulk(tensor.n_channels(), [&](Index c) {
    for (Index f = 0; f < tensor.n_frames(); ++f) {
      const MapView<T> map = tensor.map(f, c);
      for (Index y = 0; y < map.height(); ++y) {
        for (Index x = 0; x < map.width(); ++x) result(f, c * per_channel + y * map.width() + x) = map(y, x);
      }
    }
  });
  return result;
}

/// Any tensor that has an adapter.
template <FrameTensor M, class R, CallContext C = Context<>>
[[nodiscard]] MatrixX<tensor_scalar_t<M>> reduce(const M& tensor, const R& reduction, const C& context = {}) requires(
    !std::same_as<M, TensorView<tensor_scalar_t<M>>>) {
  return reduce(tensor_traits<M>::view(tensor), reduction, context);
}

}  // namespace syncact::inline v0_1::activations

#include "syncact/core/macros_on.hpp"
