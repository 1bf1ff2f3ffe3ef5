#pragma once
/// The activations of one layer as they lie in somebody else's memory: frames, channels and their maps.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <concepts>
#include <type_traits>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1 {

/// A read-only [height x width] map. Strides count elements.
template <std::floating_point T>
class MapView {
 public:
  MapView(const T* data, Index height, Index width, Index y_stride, Index x_stride)
      : data_(data), height_(height), width_(width), y_stride_(y_stride), x_stride_(x_stride) {}

  [[nodiscard]] Index height() const { return height_; }
  [[nodiscard]] Index width() const { return width_; }
  [[nodiscard]] Index size() const { return height_ * width_; }
  [[nodiscard]] T operator()(Index y, Index x) const { return data_[y * y_stride_ + x * x_stride_]; }
  /// Element (0, 0), of a map that has elements.
  [[nodiscard]] const T& front() const { return *data_; }
  /// Whether the elements follow each other row by row without gaps.
  [[nodiscard]] bool contiguous() const { return (x_stride_ == 1 || width_ == 1) && (y_stride_ == width_ || height_ == 1); }

 private:
  const T* data_;
  Index height_, width_, y_stride_, x_stride_;
};

/// A read-only [frame x channel x height x width] table: element (f, c, y, x) is data[f*s0 + c*s1 + y*s2 + x*s3]. Strides count
/// elements, may be negative, and have any value where the extent is 1.
template <std::floating_point T>
class TensorView {
 public:
  using scalar = T;
  using Four = std::array<Index, 4>;

  /// Throws ShapeError if an extent is negative, ValueError if there are elements but no memory.
  TensorView(const T* data, const Four& extents, const Four& strides) : data_(data), extents_(extents), strides_(strides) {
    for (const Index extent : extents) require_positive(extent);
    if (data == nullptr && size() > 0) throw ValueError(message("TensorView: data is null but it has ", size(), " elements"));
  }

  /// C order without gaps: width varies fastest, as in npy files and in every deep-learning framework's NCHW.
  TensorView(const T* data, const Four& extents)
      : TensorView(data, extents, {extents[1] * extents[2] * extents[3], extents[2] * extents[3], extents[3], 1}) {}

  [[nodiscard]] const T* data() const { return data_; }
  [[nodiscard]] Index n_frames() const { return extents_[0]; }
  [[nodiscard]] Index n_channels() const { return extents_[1]; }
  [[nodiscard]] Index height() const { return extents_[2]; }
  [[nodiscard]] Index width() const { return extents_[3]; }
  [[nodiscard]] Index size() const { return extents_[0] * extents_[1] * extents_[2] * extents_[3]; }
  [[nodiscard]] const Four& strides() const { return strides_; }

  [[nodiscard]] MapView<T> map(Index frame, Index channel) const {
    return {data_ + frame * strides_[0] + channel * strides_[1], height(), width(), strides_[2], strides_[3]};
  }

 private:
  static void require_positive(Index extent) {
    if (extent < 0) throw ShapeError(message("TensorView: extents must be >= 0, is ", extent));
  }

  const T* data_;
  Four extents_;
  Four strides_;
};

/// Customization point for tensors the library does not own: `using scalar` and static TensorView<scalar> view(const M&).
/// The adapter for xtensor is syncact/adapt/xtensor_tensor.hpp.
template <class M>
struct tensor_traits;

template <std::floating_point T>
struct tensor_traits<TensorView<T>> {
  using scalar = T;
  static TensorView<T> view(const TensorView<T>& v) { return v; }
};

template <class M>
concept HasTensorAdapter = requires {
  typename tensor_traits<std::remove_cvref_t<M>>::scalar;
};

template <HasTensorAdapter M>
using tensor_scalar_t = typename tensor_traits<std::remove_cvref_t<M>>::scalar;

/// [frame x channel x height x width] with floating values and memory behind it.
template <class M>
concept FrameTensor = HasTensorAdapter<M> && std::floating_point<tensor_scalar_t<M>> &&
    requires(const std::remove_cvref_t<M>& m) {
  { tensor_traits<std::remove_cvref_t<M>>::view(m) } -> std::same_as<TensorView<tensor_scalar_t<M>>>;
};

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
