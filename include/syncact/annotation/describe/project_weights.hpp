#pragma once
/// Describing a voxel or a unit by pictures: its weights on an embedding, projected onto the embeddings of pictures.
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::annotation::describe {

/// BrainSCUBA (Luo et al., ICLR 2024): weights of an encoding model lie where no picture does, so each is replaced by a mean of
/// picture embeddings that are like it,
///   s = softmax(t w E'),  w' = normalize(s E) (s n)
/// for weights w [unit x dimension] of length 1, embeddings E [picture x dimension], scaled to length 1, whose lengths were n.
/// A large t takes the nearest picture, a small one the mean of all. Returns w' [unit x dimension]: what a captioner, or the
/// nearest label, is then asked about. Rows of zeros stay so. Throws ShapeError, ValueError unless t > 0 and all is finite.
[[nodiscard]] inline MatrixX<double> project_weights(const MatrixX<double>& weights, const MatrixX<double>& pictures,
                                                     double t) {
  const char* const function = "project_weights";
  require_extent(function, "number of dimensions of the pictures", weights.cols(), pictures.cols());
  require(pictures.rows() >= 1, function, "the number of pictures must be >= 1", pictures.rows());
  require(std::isfinite(t) && t > 0, function, "t must be > 0", t);
  require(weights.allFinite() && pictures.allFinite(), function, "weights and embeddings must be finite");
  MatrixX<double> unit = pictures.transpose();  // [dimension x picture]
  VectorX<double> length(unit.cols());
  for (Index i = 0; i < unit.cols(); ++i) {
    length[i] = unit.col(i).norm();
    if (length[i] > 0) unit.col(i) /= length[i];
  }
  MatrixX<double> result = MatrixX<double>::Zero(weights.rows(), weights.cols());
  for (Index u = 0; u < weights.rows(); ++u) {
    const VectorX<double> weight = weights.row(u).transpose();
    const double norm = weight.norm();
    if (norm == 0) continue;
    VectorX<double> share(unit.cols());
    for (Index i = 0; i < share.size(); ++i) share[i] = t / norm * unit.col(i).dot(weight);
    share = (share.array() - share.maxCoeff()).exp();
    share /= share.sum();
    VectorX<double> mean = VectorX<double>::Zero(unit.rows());
    for (Index i = 0; i < share.size(); ++i) mean += share[i] * unit.col(i);
    const double mean_length = mean.norm();
    if (mean_length > 0) result.row(u) = (share.dot(length) / mean_length * mean).transpose();
  }
  return result;
}

}  // namespace syncact::inline v0_1::annotation::describe

#include "syncact/core/macros_on.hpp"
