#pragma once
/// Sufficient statistics of a dictionary update: what it needs to know of the voxels seen so far.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::networks::learners {

/// C = sum_v w_v a_v a_v' [network x network] and B = sum_v w_v x_v a_v' [time x network], in double; w_v is 1 for a voxel
/// just seen and falls as later ones come.
struct CodeStatistics {
  MatrixX<double> codes;
  MatrixX<double> data;

  CodeStatistics(Index n_times, Index n_networks)
      : codes(MatrixX<double>::Zero(n_networks, n_networks)), data(MatrixX<double>::Zero(n_times, n_networks)) {}

  /// Adds the statistics of other voxels, coded with the same atoms. Associative and commutative up to the rounding of a sum:
  /// who needs the same bits however the voxels are shared out merges in one order. Throws ShapeError for other extents.
  void merge(const CodeStatistics& other) {
    require_table("CodeStatistics::merge", "the codes of the other statistics", other.codes, codes.rows(), codes.cols());
    require_table("CodeStatistics::merge", "the data of the other statistics", other.data, data.rows(), data.cols());
    codes += other.codes;
    data += other.data;
  }

  /// As if network k had never been used.
  void drop(Index k) {
    codes.row(k).setZero();
    codes.col(k).setZero();
    data.col(k).setZero();
  }

  /// A network whose c_kk is at most this is dead: its codes carry next to nothing compared with the others'.
  [[nodiscard]] double dead_below() const { return 1e-6 * codes.trace() / static_cast<double>(codes.rows()); }
};

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
