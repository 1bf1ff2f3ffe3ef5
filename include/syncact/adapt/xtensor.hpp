#pragma once
/// xtensor as [time x signal]: containers and strided views are viewed, other expressions evaluated once.
/// Include this header before a concept is asked about an xtensor type.
#include "syncact/core/macros_off.hpp"

#include <type_traits>

#include "syncact/adapt/xtensor_includes.hpp"
#include "syncact/core/series.hpp"

namespace syncact::inline v0_1 {

namespace detail {

template <class M>
concept XExpression = xt::is_xexpression<M>::value && requires(const M& m) {
  typename M::value_type;
  m.dimension();
  m.shape(0);
};

/// Memory, offset and strides are at hand.
template <class M>
concept StridedXtensor = XExpression<M> && requires(const M& m) {
  { m.data() } -> std::convertible_to<const typename M::value_type*>;
  m.data_offset();
  m.strides()[0];
};

/// Rows and columns; a 1-D expression is one signal.
struct Extents {
  Index times;
  Index signals;
};

template <XExpression M>
Extents extents_of(const M& m) {
  if (m.dimension() != 1 && m.dimension() != 2) {
    throw ShapeError(message("xtensor as [time x signal]: needs 1 or 2 dimensions, has ", m.dimension()));
  }
  return {static_cast<Index>(m.shape(0)), m.dimension() == 2 ? static_cast<Index>(m.shape(1)) : 1};
}

}  // namespace detail

template <detail::StridedXtensor M>
struct series_traits<M> {
  using scalar = std::remove_cv_t<typename M::value_type>;
  static auto view(const M& m) requires std::floating_point<scalar> {
    const auto [times, signals] = detail::extents_of(m);
    const auto& strides = m.strides();
    return SeriesView<scalar>(m.data() + m.data_offset(), times, signals, static_cast<Index>(strides[0]),
                              m.dimension() == 2 ? static_cast<Index>(strides[1]) : 0);
  }
};

template <class M>
  requires(detail::XExpression<M> && !detail::StridedXtensor<M>)
struct series_traits<M> {
  using scalar = std::remove_cv_t<typename M::value_type>;
  static auto evaluate(const M& m) requires std::floating_point<scalar> {
    const auto [times, signals] = detail::extents_of(m);
    MatrixX<scalar> result(times, signals);
    for (Index i = 0; i < signals; ++i) {
      for (Index t = 0; t < times; ++t) result(t, i) = m.dimension() == 2 ? m(t, i) : m(t);
    }
    return result;
  }
};

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
