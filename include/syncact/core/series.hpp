#pragma once
/// The skin: what counts as a [time x signal] table, and how it becomes a SeriesView.
#include "syncact/core/macros_off.hpp"

#include <type_traits>
#include <utility>

#include "syncact/core/series_view.hpp"

namespace syncact::inline v0_1 {

/// Customization point for tables the library does not own. Specialize it with `using scalar`, and either
///   static SeriesView<scalar> view(const M&)        the table has memory and strides, or
///   static MatrixX<scalar> evaluate(const M&)       the table is a lazy expression.
/// The adapters for Eigen and xtensor are syncact/adapt/eigen.hpp and syncact/adapt/xtensor.hpp.
template <class M>
struct series_traits;

namespace detail {
template <class M>
using traits_of = series_traits<std::remove_cvref_t<M>>;
}  // namespace detail

/// Coarse atom, so that a compiler's message begins with it: there is an adapter for M.
template <class M>
concept HasSeriesAdapter = requires {
  typename detail::traits_of<M>::scalar;
};

/// Numbers are float or double.
template <class M>
concept HasFloatingScalar = HasSeriesAdapter<M> && std::floating_point<typename detail::traits_of<M>::scalar>;

template <HasSeriesAdapter M>
using series_scalar_t = typename detail::traits_of<M>::scalar;

/// A table in memory: viewed for free.
template <class M>
concept StoredSeries = HasFloatingScalar<M> && requires(const std::remove_cvref_t<M>& m) {
  { detail::traits_of<M>::view(m) } -> std::same_as<SeriesView<series_scalar_t<M>>>;
};

/// A lazy expression: evaluated exactly once.
template <class M>
concept LazySeries = HasFloatingScalar<M> && requires(const std::remove_cvref_t<M>& m) {
  { detail::traits_of<M>::evaluate(m) } -> std::same_as<MatrixX<series_scalar_t<M>>>;
};

template <class M>
concept ViewedOrEvaluated = StoredSeries<M> || LazySeries<M>;

/// [time x signal] with floating values: the input of every stage.
/// Axioms: axis 0 is time; reading does not change it; its memory is not written while a call runs.
template <class M>
concept TimeSeriesMatrix = HasFloatingScalar<M> && ViewedOrEvaluated<M>;

/// Calls f(SeriesView). A stored table is not copied; an expression is evaluated once and lives until f returns.
template <TimeSeriesMatrix M, class F>
decltype(auto) with_series(const M& m, F&& f) {
  if constexpr (StoredSeries<M>) {
    return std::forward<F>(f)(detail::traits_of<M>::view(m));
  } else {
    const MatrixX<series_scalar_t<M>> evaluated = detail::traits_of<M>::evaluate(m);
    return std::forward<F>(f)(SeriesView<series_scalar_t<M>>(evaluated));
  }
}

template <std::floating_point T>
struct series_traits<SeriesView<T>> {
  using scalar = T;
  static SeriesView<T> view(const SeriesView<T>& v) { return v; }
};

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
