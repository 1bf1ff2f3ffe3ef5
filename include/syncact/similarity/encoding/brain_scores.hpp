#pragma once
/// Does a network's order of layers follow the brain's order of areas, and of time?
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/similarity/encoding/ceilings.hpp"

namespace syncact::inline v0_1::similarity::encoding {

/// [column] The row of the largest value, the first of equal ones (the earlier layer, the earlier time); -1 if all are NaN.
[[nodiscard]] inline VectorX<double> best_rows(const MatrixX<double>& scores) {
  VectorX<double> best(scores.cols());
  for (Index j = 0; j < scores.cols(); ++j) {
    Index row = -1;
    for (Index i = 0; i < scores.rows(); ++i) {
      if (!std::isnan(scores(i, j)) && (row < 0 || scores(i, j) > scores(row, j))) row = i;
    }
    best[j] = static_cast<double>(row);
  }
  return best;
}

namespace detail {

/// [best row of each column, then Pearson's r of best rows and positions over the columns that have one].
[[nodiscard]] inline similarity::MeasurementList order_score(const MatrixX<double>& scores, const VectorX<double>& position) {
  const VectorX<double> best = best_rows(scores);
  std::vector<Index> known;
  for (Index j = 0; j < best.size(); ++j) {
    if (best[j] >= 0 && std::isfinite(position[j])) known.push_back(j);
  }
  similarity::MeasurementList list{VectorX<double>(best.size() + 1), similarity::MeasureStatus::ok,
                                   static_cast<Index>(known.size()), 0, 0};
  list.value.head(best.size()) = (best.array() >= 0).select(best.array(), std::numeric_limits<double>::quiet_NaN());
  list.value[best.size()] = correlation(best(known), position(known));
  if (static_cast<Index>(known.size()) < best.size()) list.status = similarity::MeasureStatus::constant_units;
  if (std::isnan(list.value[best.size()])) list.status = similarity::MeasureStatus::undefined;
  return list;
}

/// A table written row by row. Throws ShapeError unless the rows divide the values.
[[nodiscard]] inline MatrixX<double> table_of(std::string_view function, const std::vector<double>& values, Index n_rows) {
  require(n_rows >= 1, function, "the number of rows must be >= 1", n_rows);
  const auto size = static_cast<Index>(values.size());
  require_extent(function, "number of scores modulo number of rows", 0, size % n_rows);
  return Eigen::Map<const RowMatrixX<double>>(values.data(), n_rows, size / n_rows);
}

}  // namespace detail

/// [best layer of each voxel, then the spatial score]: Pearson's r over voxels v between k*(v) = argmax over layers of the
/// encoding score R(layer, v), the earlier layer of equal ones, and v's place d(v) in the brain's hierarchy. Voxels without
/// scores are left out (status constant_units). It is undefined if one layer is best everywhere.
/// "Encoding, spatial and temporal scores", arXiv 2508.18226; read from its summary, as no code has been released.
struct SpatialScore {
  std::vector<double> scores{};    ///< R, layer by layer, if not given as an input
  Index n_layers = 1;              ///< of `scores`
  std::vector<double> position{};  ///< d, one per voxel

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("scores", self.scores, "encoding scores, layer by layer, if not given as an input");
    option("n_layers", self.n_layers, "number of layers in scores");
    option("position", self.position, "place of each voxel in the hierarchy, if not given as an input");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "spatial_score",
            .kind = similarity::Kind::predictive,
            .formula = "k*(v) = argmax_l R(l, v); r(k*, d) over voxels v",
            .x = similarity::Invariance::translation | similarity::Invariance::scale,
            .y = similarity::Invariance::translation | similarity::Invariance::scale,
            .symmetric = false,
            .centering = "k* and d minus their means over voxels",
            .ties = "the earlier of equally good layers",
            .cost = "layers voxels",
            .source = "arXiv 2508.18226"};
  }

  /// R [layer x voxel], d [voxel]. Throws ShapeError unless there is one d per voxel.
  [[nodiscard]] similarity::MeasurementList compare(const MatrixX<double>& r, const VectorX<double>& d) const {
    require_extent("SpatialScore", "number of positions", r.cols(), d.size());
    return detail::order_score(r, d);
  }

  /// Of what the options hold.
  [[nodiscard]] similarity::MeasurementList evaluate() const {
    return compare(detail::table_of("SpatialScore", scores, n_layers),
                   Eigen::Map<const VectorX<double>>(position.data(), static_cast<Index>(position.size())));
  }
};

/// [best time of each layer, then the temporal score]: Pearson's r over layers l between l and T*(l) = argmax over times of
/// the encoding score R(l, time), the earlier time of equal ones. Layers without scores are left out (status
/// constant_units). arXiv 2508.18226, as SpatialScore.
struct TemporalScore {
  std::vector<double> scores{};  ///< R, layer by layer, if not given as an input
  Index n_layers = 1;            ///< of `scores`

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("scores", self.scores, "encoding scores, layer by layer, if not given as an input");
    option("n_layers", self.n_layers, "number of layers in scores");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "temporal_score",
            .kind = similarity::Kind::predictive,
            .formula = "T*(l) = argmax_t R(l, t); r(l, T*) over layers l",
            .x = similarity::Invariance::translation | similarity::Invariance::scale,
            .symmetric = false,
            .centering = "l and T* minus their means over layers",
            .ties = "the earlier of equally good times",
            .cost = "layers times",
            .source = "arXiv 2508.18226"};
  }

  /// R [layer x time].
  [[nodiscard]] similarity::MeasurementList describe(const MatrixX<double>& r) const {
    return detail::order_score(r.transpose(), VectorX<double>::LinSpaced(r.rows(), 0, static_cast<double>(r.rows() - 1)));
  }

  /// Of what the options hold.
  [[nodiscard]] similarity::MeasurementList evaluate() const {
    return describe(detail::table_of("TemporalScore", scores, n_layers));
  }
};

}  // namespace syncact::inline v0_1::similarity::encoding

#include "syncact/core/macros_on.hpp"
