#pragma once
/// Correlations of tens of thousands of signals, tile by tile under a memory cap, without ever holding the table.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <atomic>

#include "syncact/core/series.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::similarity::connectivity {

/// A block of the table: r(i, j) is the correlation of signals first_row + i and first_column + j. NaN where a signal is
/// constant, or holds NaN or infinity.
template <std::floating_point T>
struct ConnectivityTile {
  Index first_row;
  Index first_column;  ///< >= first_row; if equal, the block lies on the diagonal, and only entries with i < j count
  linalg::ConstPanel<T> r;

  /// Calls f(i, j, r) once for every pair i < j of different signals whose correlation exists.
  template <class F>
  void for_each_pair(F&& f) const {
    const bool diagonal = first_row == first_column;
    for (Index j = 0; j < r.cols(); ++j) {
      for (Index i = 0; i < (diagonal ? j : r.rows()); ++i) {
        if (const T value = r(i, j); value == value) f(first_row + i, first_column + j, value);
      }
    }
  }
};

/// Where correlations go. Axioms: take may be called from several threads at once; all calls together hand over every pair
/// i < j once; what the sink holds in the end must not depend on the order of calls.
template <class S, class T>
concept ConnectivitySink = requires(S& sink, const ConnectivityTile<T>& tile) {
  { sink.take(tile) } -> std::same_as<void>;
};

struct DenseConnectivityOptions {
  Index tile = 512;  ///< signals on a side, a multiple of 256; moves no bit of a result
};

/// What a call did.
struct DenseConnectivityReport {
  Index n_signals = 0;
  Index n_usable = 0;  ///< signals that vary and are finite
  Index n_tiles = 0;
  Index n_lanes = 0;      ///< tiles that were in memory at once
  std::size_t bytes = 0;  ///< of the standardized signals and all tiles in memory: never above the cap
};

/// Pearson's r of all pairs of signals [time x signal], stored as T, into sinks, each tile to each sink in turn.
/// Memory: T times x signals for the standardized copy, and T tile^2 for each tile that is worked on, of which there are as
/// many as the context's memory cap and executor allow; not counted are the view, the sinks, and the packing buffers of the
/// backend (about 1 MB a thread). For 30 000 signals x 300 time points in float that is 36 MB + 1 MB a thread, where the table
/// would take 3.6 GB. Products are made in squares of 256 whatever the tile is, so results do not depend on tile, cap or
/// executor. Throws ValueError if the cap leaves no room for one tile, or tile is no multiple of 256.
template <std::floating_point T, CallContext C, ConnectivitySink<T>... Sinks>
DenseConnectivityReport dense_connectivity(const SeriesView<T>& series, const DenseConnectivityOptions& options,
                                           const C& context, Sinks&... sinks) {
  constexpr Index square = 256;
  constexpr const char* function = "dense_connectivity";
  require(options.tile >= square && options.tile % square == 0, function, "tile must be a multiple of 256", options.tile);
  const Index n = series.n_signals(), tile = std::min(options.tile, (std::max(n, Index{1}) + square - 1) / square * square);
  const auto bytes_of = [](Index rows, Index cols) { return as_size(rows * cols) * sizeof(T); };
  const std::size_t signals = bytes_of(series.n_times(), n), one_tile = bytes_of(tile, tile);
  require(context.memory_cap_bytes >= signals + one_tile, function,
          message("memory_cap_bytes must be >= ", signals + one_tile, " bytes (signals and one tile)"),
          context.memory_cap_bytes);

  const numeric::UnitSeries<T> z = numeric::to_unit_norm(series, NanPolicy::exclude, context.executor);
  const Index per_side = (n + tile - 1) / tile, n_tiles = per_side * (per_side + 1) / 2;
  const Index n_lanes = std::min(
      {n_tiles, static_cast<Index>((context.memory_cap_bytes - signals) / std::max(one_tile, std::size_t{1})), Index{64}});
  std::atomic<Index> next{0};
  context.executor.bulk(n_lanes, [&](Index) {
    MatrixX<T> buffer(tile, tile);
    for (Index k = next++; k < n_tiles; k = next++) {
      auto column = static_cast<Index>((std::sqrt(8.0 * static_cast<double>(k) + 1.0) - 1.0) / 2.0);
      while (column * (column + 1) / 2 > k) --column;
      while ((column + 1) * (column + 2) / 2 <= k) ++column;
      const Index first_row = (k - column * (column + 1) / 2) * tile, first_column = column * tile;
      auto r = buffer.topLeftCorner(std::min(tile, n - first_row), std::min(tile, n - first_column));
      r.setZero();
      for (Index j = 0; j < r.cols(); j += square) {
        const Index width = std::min(square, r.cols() - j);
        for (Index i = 0; i < r.rows(); i += square) {
          if (first_row == first_column && i > j) break;  // below the diagonal
          const Index height = std::min(square, r.rows() - i);
          context.backend.add_product(z.values.middleCols(first_row + i, height), linalg::Op::transpose,
                                      z.values.middleCols(first_column + j, width), linalg::Op::none,
                                      r.block(i, j, height, width));
        }
      }
      r = r.cwiseMax(T{-1}).cwiseMin(T{1});
      for (Index i = 0; i < r.rows(); ++i) {
        if (!z.ok(first_row + i)) r.row(i).setConstant(std::numeric_limits<T>::quiet_NaN());
      }
      for (Index j = 0; j < r.cols(); ++j) {
        if (!z.ok(first_column + j)) r.col(j).setConstant(std::numeric_limits<T>::quiet_NaN());
      }
      const ConnectivityTile<T> done{first_row, first_column, r};
      (sinks.take(done), ...);
    }
  });
  return {n, z.n_ok(), n_tiles, n_lanes, signals + as_size(n_lanes) * one_tile};
}

/// From any table, in its own number type, with Eigen's products in the calling thread.
template <TimeSeriesMatrix M, class... Sinks>
DenseConnectivityReport dense_connectivity(const M& series, const DenseConnectivityOptions& options,
                                           Sinks&... sinks) requires(ConnectivitySink<Sinks, series_scalar_t<M>>&&...) {
  return with_series(series, [&](const auto& view) { return dense_connectivity(view, options, Context<>{}, sinks...); });
}

}  // namespace syncact::inline v0_1::similarity::connectivity

#include "syncact/core/macros_on.hpp"
