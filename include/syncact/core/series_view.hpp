#pragma once
/// The one type below the skin: a non-owning [time x signal] table with arbitrary strides.
#include "syncact/core/macros_off.hpp"

#include <type_traits>
#include <utility>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1 {

/// A read-only [time x signal] table in somebody else's memory: element (t, i) is data[t*time_stride + i*signal_stride].
/// Strides count elements and may be negative; `data` points at element (0, 0).
template <std::floating_point T>
class SeriesView {
 public:
  using scalar = T;

  SeriesView() = default;

  /// Throws ShapeError if an extent is negative, ValueError if there are elements but no memory.
  SeriesView(const T* data, Index n_times, Index n_signals, Index time_stride, Index signal_stride)
      : data_(data), n_times_(n_times), n_signals_(n_signals), time_stride_(time_stride), signal_stride_(signal_stride) {
    if (n_times < 0 || n_signals < 0) {
      throw ShapeError(message("SeriesView: extents must be >= 0, are ", n_times, " x ", n_signals));
    }
    if (data == nullptr && n_times > 0 && n_signals > 0) {
      throw ValueError(message("SeriesView: data is null but the table is ", n_times, " x ", n_signals));
    }
  }

  /// Column-major [time x signal] memory without gaps; a matrix is a table wherever one is asked for.
  // NOLINTNEXTLINE(google-explicit-constructor)
  SeriesView(const MatrixX<T>& m) : SeriesView(m.data(), m.rows(), m.cols(), 1, m.rows()) {}
  SeriesView(MatrixX<T>&&) = delete;  // would dangle
  SeriesView(const MatrixX<T>&&) = delete;

  [[nodiscard]] const T* data() const { return data_; }
  [[nodiscard]] Index n_times() const { return n_times_; }
  [[nodiscard]] Index n_signals() const { return n_signals_; }
  [[nodiscard]] Index time_stride() const { return time_stride_; }
  [[nodiscard]] Index signal_stride() const { return signal_stride_; }
  [[nodiscard]] T operator()(Index t, Index i) const { return data_[t * time_stride_ + i * signal_stride_]; }

  /// Neighbours in time are neighbours in memory. An extent of 1 has any stride (xtensor says 0).
  [[nodiscard]] bool time_contiguous() const { return time_stride_ == 1 || n_times_ <= 1; }
  /// Neighbouring signals are neighbours in memory.
  [[nodiscard]] bool signal_contiguous() const { return signal_stride_ == 1 || n_signals_ <= 1; }

  /// Rows [first, first + n).
  [[nodiscard]] SeriesView times(Index first, Index n) const {
    check_range("SeriesView::times", first, n, n_times_);
    return SeriesView(data_ + (n > 0 ? first * time_stride_ : 0), n, n_signals_, time_stride_, signal_stride_);
  }

  /// Columns [first, first + n).
  [[nodiscard]] SeriesView signals(Index first, Index n) const {
    check_range("SeriesView::signals", first, n, n_signals_);
    return SeriesView(data_ + (n > 0 ? first * signal_stride_ : 0), n_times_, n, time_stride_, signal_stride_);
  }

  /// The table with any strides as an Eigen map. Fit for element-wise work; a product with it copies, see with_map().
  [[nodiscard]] auto map() const {
    using Strides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
    return Eigen::Map<const MatrixX<T>, Eigen::Unaligned, Strides>(data_, n_times_, n_signals_,
                                                                   Strides(signal_stride_, time_stride_));
  }

  /// A copy, column-major.
  template <std::floating_point U = T>
  [[nodiscard]] MatrixX<U> to_matrix() const {
    if constexpr (std::same_as<U, T>) {
      return map();
    } else {
      return map().template cast<U>();
    }
  }

 private:
  static void check_range(const char* function, Index first, Index n, Index extent) {
    if (first < 0 || n < 0 || first > extent - n) {
      throw ShapeError(message(function, ": ", n, " from ", first, " on must lie in [0, ", extent, ")"));
    }
  }

  const T* data_ = nullptr;
  Index n_times_ = 0;
  Index n_signals_ = 0;
  Index time_stride_ = 1;
  Index signal_stride_ = 0;
};

/// Calls f with the table as an Eigen map of unit inner stride: column-major if time is contiguous, row-major if signals
/// are, and a column-major copy only where neither is. Products on such maps run at full speed (a map with two run-time
/// strides is copied whole by Eigen).
template <std::floating_point T, class F>
decltype(auto) with_map(const SeriesView<T>& view, F&& f) {
  using Outer = Eigen::OuterStride<>;
  if (view.time_contiguous() && (view.signal_stride() >= view.n_times() || view.n_signals() <= 1)) {
    const Index outer = std::max(view.signal_stride(), view.n_times());
    return f(Eigen::Map<const MatrixX<T>, 0, Outer>(view.data(), view.n_times(), view.n_signals(), Outer(outer)));
  }
  if (view.signal_contiguous() && (view.time_stride() >= view.n_signals() || view.n_times() <= 1)) {
    const Index outer = std::max(view.time_stride(), view.n_signals());
    return f(Eigen::Map<const RowMatrixX<T>, 0, Outer>(view.data(), view.n_times(), view.n_signals(), Outer(outer)));
  }
  const MatrixX<T> copy = view.to_matrix();
  return f(Eigen::Map<const MatrixX<T>, 0, Outer>(copy.data(), copy.rows(), copy.cols(), Outer(copy.rows())));
}

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
