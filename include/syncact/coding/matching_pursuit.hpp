#pragma once
/// Codes by matching pursuit.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>

#include "syncact/coding/concept.hpp"
#include "syncact/core/nth.hpp"

namespace syncact::inline v0_1::coding {

/// Takes away, step by step, the atom that explains most of what is left: a_k += q_k / g_kk for the largest |q_k| / ||d_k||.
/// An atom may be taken again. The cheapest of coders, and the least exact: codes of atoms that overlap are not fitted
/// together (Omp). Ends after n_steps, at a squared error of at most tolerance * ||x||^2, or when nothing is left that an
/// atom could explain.
///
/// It does not use the codes passed in. Its objective is 1/2 ||x - Da||^2. Every signal converges: it ends as its parameters
/// say. The residual of the summary is the largest |d_k'(x - Da)| / (||d_k|| ||x||), what one more step could explain.
/// Mallat & Zhang, IEEE Trans. Signal Process. 41 (1993), section III.
struct MatchingPursuit {
  Index n_steps = 10;      ///< >= 1
  double tolerance = 0.0;  ///< >= 0; share of ||x||^2 that may be left unexplained

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_steps", self.n_steps, "steps per signal, >= 1");
    option("tolerance", self.tolerance, "share of the squared norm that may be left unexplained, >= 0");
  }

  /// Throws ValueError for a parameter out of range, ShapeError if the arguments do not fit. See SparseCoder.
  template <class = void>
  CodingSummary encode(linalg::ConstPanel<float> gram, linalg::ConstPanel<float> correlation,
                       std::span<const double> squared_norms, linalg::Panel<float> codes) const {
    return encode_all<float>(gram, correlation, squared_norms, codes);
  }
  template <class = void>
  CodingSummary encode(linalg::ConstPanel<double> gram, linalg::ConstPanel<double> correlation,
                       std::span<const double> squared_norms, linalg::Panel<double> codes) const {
    return encode_all<double>(gram, correlation, squared_norms, codes);
  }

 private:
  template <std::floating_point T>
  CodingSummary encode_all(const linalg::ConstPanel<T>& gram, const linalg::ConstPanel<T>& correlation,
                           std::span<const double> squared_norms, linalg::Panel<T>& codes) const {
    require(n_steps >= 1, "MatchingPursuit", "n_steps must be >= 1", n_steps);
    require(tolerance >= 0, "MatchingPursuit", "tolerance must be >= 0", tolerance);
    detail::require_coding_shapes<T>("MatchingPursuit", gram, correlation, squared_norms, codes);
    VectorX<T> share = gram.diagonal();  // 1 / ||d_k||, 0 for an atom of zero length
    for (T& x : share) x = x > 0 ? 1 / std::sqrt(x) : T(0);
    codes.setZero();
    CodingSummary summary;
    VectorX<T> q(gram.rows());
    for (Index i = 0; i < correlation.cols(); ++i) {
      q = correlation.col(i);
      const double norm = nth(squared_norms, i);
      summary.merge(solve<T>(gram, share, norm, q, codes.col(i)));
    }
    return summary;
  }

  template <std::floating_point T>
  CodingSummary solve(const linalg::ConstPanel<T>& gram, const VectorX<T>& share, double norm, VectorX<T>& q,
                      Eigen::Ref<VectorX<T>> code) const {
    const double length = std::sqrt(norm);
    const T floor = std::numeric_limits<T>::epsilon() * static_cast<T>(length);
    double error = norm;
    for (Index step = 0;; ++step) {
      Index best = 0;
      const T strength = q.size() > 0 ? q.cwiseProduct(share).cwiseAbs().template maxCoeff<Eigen::PropagateNaN>(&best) : T(0);
      const bool more = step < n_steps && error > tolerance * norm && strength > floor;
      if (!more) {
        const double residual = length > 0 ? static_cast<double>(strength) / length : static_cast<double>(strength);
        return {1, std::isnan(strength) ? 0 : 1, step, residual, residual, 0.5 * error, error};
      }
      const T value = q[best] * share[best] * share[best];
      error = std::max(0.0, error - static_cast<double>(strength) * static_cast<double>(strength));
      code[best] += value;
      q.noalias() -= value * gram.col(best);
    }
  }
};

static_assert(SparseCoder<MatchingPursuit, float> && SparseCoder<MatchingPursuit, double>);

}  // namespace syncact::inline v0_1::coding

#include "syncact/core/macros_on.hpp"
