#pragma once
/// Dynamical similarity analysis.
#include "syncact/core/macros_off.hpp"

#include <numbers>

#include "syncact/similarity/dynamics/conjugation.hpp"
#include "syncact/similarity/dynamics/havok.hpp"
#include "syncact/similarity/matching/transport.hpp"

namespace syncact::inline v0_1::similarity::dynamics {

enum class DsaScore : unsigned char {
  angular,      ///< angle between the operators after the best change of orthogonal coordinates
  wasserstein,  ///< mean squared distance of optimally matched eigenvalues
};
constexpr auto choices(DsaScore) {
  return std::array{Choice{"angular", DsaScore::angular}, Choice{"wasserstein", DsaScore::wasserstein}};
}

/// Dynamical similarity of x [time x p] and y [time x q], whose times need not correspond: with A and B their HAVOK operators,
///   angular      min over orthogonal C of arccos <A, C B C'> / (|A| |B|)
///   wasserstein  min over pairings of mean |lambda_i(A) - lambda_j(B)|^2
/// Operators of different sizes are padded with zeros, so eigenvalues with 0. The minimum over C is the best of many starts
/// (best_conjugation), hence an upper bound. Status as havok_operator; undefined for a zero operator and the angle;
/// not_converged if the best start was stopped.
/// Ostrow et al., "Beyond geometry: comparing the temporal structure of computation in neural circuits", NeurIPS 2023.
struct Dsa {
  DsaScore score = DsaScore::angular;
  HavokSettings havok{};
  ConjugationSearch search{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("score", self.score, "what is compared: operators or their eigenvalues");
    HavokSettings::options(self.havok, option);
    ConjugationSearch::options(self.search, option);
  }

  [[nodiscard]] similarity::Info info() const {
    const bool angular = score == DsaScore::angular;
    similarity::Info info = detail::havok_info(
        "dsa", angular ? "min_C arccos <A, C B C'> / (|A| |B|), C in O(rank)" : "min_pairing mean |eig(A) - eig(B)|^2");
    info.direction = angular ? similarity::Direction::distance : similarity::Direction::squared_distance;
    info.lowest = 0;
    info.highest = angular ? std::numbers::pi : std::numeric_limits<double>::infinity();
    info.ties = "of equally good starts the first";
    info.note = angular
                    ? "an upper bound: the best of n_starts rotations and as many reflections, in double; the authors' code "
                      "takes one random start of each in float"
                    : "newer versions of the authors' code multiply by the rank";
    return info;
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const HavokOperator of_x = havok_operator(x, havok), of_y = havok_operator(y, havok);
    const Index n = x.n_samples(), size = std::max(of_x.step.rows(), of_y.step.rows());
    similarity::MeasureStatus status = similarity::worse(of_x.status, of_y.status);
    if (!similarity::has_value(status)) return similarity::no_value(status, n);
    double value = 0;
    if (score == DsaScore::wasserstein) {
      value =
          matched_eigenvalues(padded(sorted_eigenvalues(of_x.step), size, 2), padded(sorted_eigenvalues(of_y.step), size, 2));
    } else {
      if (of_x.step.isZero(0) || of_y.step.isZero(0)) return similarity::no_value(similarity::MeasureStatus::undefined, n);
      const Conjugation best =
          best_conjugation(padded(of_x.step, size, size), padded(of_y.step, size, size), search, x.context());
      value = best.angle;
      if (!best.convergence.converged) status = similarity::worse(status, similarity::MeasureStatus::not_converged);
    }
    return {value, status, n, of_x.step.rows(), of_y.step.rows()};
  }

 private:
  [[nodiscard]] static MatrixX<double> padded(const MatrixX<double>& table, Index rows, Index columns) {
    MatrixX<double> whole = MatrixX<double>::Zero(rows, columns);
    whole.topLeftCorner(table.rows(), table.cols()) = table;
    return whole;
  }

  [[nodiscard]] static double matched_eigenvalues(const MatrixX<double>& a, const MatrixX<double>& b) {
    MatrixX<double> cost(a.rows(), b.rows());
    for (Index j = 0; j < b.rows(); ++j) cost.col(j) = (a.rowwise() - b.row(j)).rowwise().squaredNorm();
    double mean = 0;
    for (const auto& s : matching::best_transport(cost).shipments) mean += s.mass * cost(s.row, s.column);
    return mean;
  }
};

}  // namespace syncact::inline v0_1::similarity::dynamics

#include "syncact/core/macros_on.hpp"
