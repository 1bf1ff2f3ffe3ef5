#pragma once
/// Eigen as [time x signal]: matrices, vectors, maps, blocks and transposes are viewed, other expressions evaluated once.
#include "syncact/core/macros_off.hpp"

#include <type_traits>

#include "syncact/core/series.hpp"

namespace syncact::inline v0_1 {

namespace detail {

/// M is, or derives from, a dense Eigen expression.
template <class M>
concept DenseEigen = std::is_base_of_v<Eigen::DenseBase<M>, M>;

/// M has memory behind it that strides describe.
template <class M>
concept DirectEigen = DenseEigen<M> &&(static_cast<int>(M::Flags) & static_cast<int>(Eigen::DirectAccessBit)) != 0 &&
                      requires(const M& m) {  // an indexed view, m(seq, all), may have the flag and no memory of its own
  m.data();
  m.innerStride();
  m.outerStride();
};

}  // namespace detail

template <detail::DirectEigen M>
struct series_traits<M> {
  using scalar = typename M::Scalar;
  static auto view(const M& m) requires std::floating_point<scalar> {
    const Index row_stride = M::IsRowMajor ? m.outerStride() : m.innerStride();
    const Index column_stride = M::IsRowMajor ? m.innerStride() : m.outerStride();
    return SeriesView<scalar>(m.data(), m.rows(), m.cols(), row_stride, column_stride);
  }
};

template <class M>
  requires(detail::DenseEigen<M> && !detail::DirectEigen<M>)
struct series_traits<M> {
  using scalar = typename M::Scalar;
  static auto evaluate(const M& m) requires std::floating_point<scalar> { return MatrixX<scalar>(m); }
};

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
