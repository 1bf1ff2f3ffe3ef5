#pragma once
/// xtensor as [frame x channel x height x width]: containers and strided views of four dimensions, without a copy. Evaluate
/// other expressions first (xt::eval). Include this header before a concept is asked about an xtensor type.
#include "syncact/core/macros_off.hpp"

#include <type_traits>

#include "syncact/adapt/xtensor.hpp"
#include "syncact/core/tensor_view.hpp"

namespace syncact::inline v0_1 {

template <detail::StridedXtensor M>
struct tensor_traits<M> {
  using scalar = std::remove_cv_t<typename M::value_type>;
  /// Throws ShapeError unless the tensor has four dimensions.
  static auto view(const M& m) requires std::floating_point<scalar> {
    if (m.dimension() != 4) {
      throw ShapeError(message("xtensor as [frame x channel x height x width]: needs 4 dimensions, has ", m.dimension()));
    }
    const auto& strides = m.strides();
    const auto extent = [&](std::size_t axis) { return static_cast<Index>(m.shape(axis)); };
    const auto stride = [&](std::size_t axis) { return static_cast<Index>(strides[axis]); };
    return TensorView<scalar>(m.data() + m.data_offset(), {extent(0), extent(1), extent(2), extent(3)},
                              {stride(0), stride(1), stride(2), stride(3)});
  }
};

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
