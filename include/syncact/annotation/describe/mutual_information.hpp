#pragma once
/// Describing units by pointwise mutual information between a label and the frames on which the unit is most active.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "syncact/annotation/describe/top_frames.hpp"

namespace syncact::inline v0_1::annotation::describe {

namespace detail {

inline void require_probabilities(const char* function, const MatrixX<double>& p, Index n_frames) {
  require_extent(function, "number of frames of the labels", n_frames, p.rows());
  require((p.array() >= 0 && p.array() <= 1).all(), function, "probabilities of labels must lie in [0, 1]");
}

}  // namespace detail

/// MILAN (Hernandez et al., ICLR 2022), with labels in the place of sentences:
///   score(u, l) = mean over the n_top most active frames i of u of log p(l | i) - lambda log p(l)
/// with p(l) the mean of p(l | i) over all frames. Probabilities below `floor` count as that.
struct PointwiseMutualInformation {
  Index n_top = 15;
  double lambda = 0.2;  ///< 1: information alone, which favours rare labels; 0: probability alone
  double floor = 1e-6;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_top", self.n_top, "frames of largest activation that are looked at");
    option("lambda", self.lambda, "1: information alone, which favours rare labels; 0: probability alone");
    option("floor", self.floor, "smaller probabilities count as this");
  }

  /// Scores [unit x label] of units [frame x unit] for p(label | frame) [frame x label]. Throws ShapeError, ValueError for NaN
  /// and for what is no probability.
  [[nodiscard]] MatrixX<double> scores(const MatrixX<double>& units, const MatrixX<double>& probabilities) const {
    detail::require_probabilities("PointwiseMutualInformation", probabilities, units.rows());
    require(floor > 0, "PointwiseMutualInformation", "floor must be > 0", floor);
    const MatrixX<double> logs = probabilities.cwiseMax(floor).array().log();
    const Eigen::RowVectorXd prior = probabilities.colwise().mean().cwiseMax(floor).array().log();
    MatrixX<double> result(units.cols(), probabilities.cols());
    for (Index u = 0; u < units.cols(); ++u) {
      const std::vector<Index> top = top_frames(units.col(u), n_top);
      Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(probabilities.cols());
      for (const Index frame : top) sum += logs.row(frame);
      result.row(u) = sum / static_cast<double>(top.size()) - lambda * prior;
    }
    return result;
  }
};

/// The soft weighted PMI of CLIP-Dissect (Oikarinen & Weng, ICLR 2023): with frames i = 0 .. n_top - 1 by falling activation of
/// the unit and P the probability of a label on a frame,
///   s(u, m) = sum_i log(1 + p_i (P_im - 1) + 1e-7),  p_i = first - (i / n_top) (first - last)
///   score(u, m) = s(u, m) - lambda log mean_k exp(s(k, m)) over all units k.
/// Frames that are less active count less, and what every unit likes is no description of one.
struct SoftWpmi {
  Index n_top = 100;
  double first = 0.998, last = 0.97;
  double lambda = 1;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_top", self.n_top, "frames of largest activation that are looked at");
    option("first", self.first, "weight of the most active frame");
    option("last", self.last, "weight that the frames fall to");
    option("lambda", self.lambda, "how much of what all units like is taken off");
  }

  /// As PointwiseMutualInformation::scores.
  [[nodiscard]] MatrixX<double> scores(const MatrixX<double>& units, const MatrixX<double>& probabilities) const {
    detail::require_probabilities("SoftWpmi", probabilities, units.rows());
    require(first >= last && last >= 0 && first <= 1, "SoftWpmi", "the first weight, the largest, must lie in [0, 1]", first);
    MatrixX<double> s = MatrixX<double>::Zero(units.cols(), probabilities.cols());
    for (Index u = 0; u < units.cols(); ++u) {
      const std::vector<Index> top = top_frames(units.col(u), n_top);
      for (std::size_t i = 0; i < top.size(); ++i) {
        const double weight = first - static_cast<double>(i) / static_cast<double>(n_top) * (first - last);
        s.row(u).array() += (1 + weight * (probabilities.row(top[i]).array() - 1) + 1e-7).log();
      }
    }
    for (Index m = 0; m < s.cols() && s.rows() > 0; ++m) {  // log mean exp, from the largest so that nothing underflows
      const double largest = s.col(m).maxCoeff();
      s.col(m).array() -= lambda * (largest + std::log((s.col(m).array() - largest).exp().mean()));
    }
    return s;
  }
};

}  // namespace syncact::inline v0_1::annotation::describe

#include "syncact/core/macros_on.hpp"
