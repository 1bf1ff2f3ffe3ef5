#pragma once
/// Codes with a given number of atoms by orthogonal matching pursuit.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "syncact/coding/concept.hpp"
#include "syncact/core/nth.hpp"

namespace syncact::inline v0_1::coding {

/// Greedily picks the atom that explains most of what is left, and refits all picked atoms by least squares: Batch-OMP,
/// with one row of the Cholesky factor of the picked Gram matrix added at each step, in double.
/// Ends at n_nonzero atoms, at a squared error of at most tolerance * ||x||^2, or when nothing is left that an atom could
/// explain. An atom that is a combination of those picked (a duplicate, or any once T atoms are in) is never picked.
///
/// The result does not depend on the codes passed in. Its objective is 1/2 ||x - Da||^2. A signal has converged when what
/// is left is orthogonal to the picked atoms to rounding; the residual of the summary is the largest |d_k'(x - Da)| /
/// (||d_k|| ||x||) over picked atoms.
/// Rubinstein, Zibulevsky & Elad, "Efficient implementation of the K-SVD algorithm using batch orthogonal matching
/// pursuit", Technion CS-2008-08, section 3.
struct Omp {
  Index n_nonzero = 5;     ///< >= 1; at most so many atoms per signal
  double tolerance = 0.0;  ///< >= 0; share of ||x||^2 that may be left unexplained

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_nonzero", self.n_nonzero, "at most so many atoms per signal, >= 1");
    option("tolerance", self.tolerance, "share of the squared norm that may be left unexplained, >= 0");
  }

  /// Throws ValueError for a parameter out of range, ShapeError if the arguments do not fit. See SparseCoder.
  /// Templates, so that they are compiled where they are called, not in every file that includes this one.
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
  /// Picked atoms S, the factor L of G_SS = LL' in its leading rows, and y = L^-1 p_S, so that ||y||^2 is what they explain.
  struct Selection {
    std::vector<Index> atoms;
    std::vector<bool> barred;  ///< picked, dependent on those picked, or of length zero
    MatrixX<double> factor;
    VectorX<double> y;

    [[nodiscard]] Index size() const { return static_cast<Index>(atoms.size()); }
  };

  template <std::floating_point T>
  CodingSummary encode_all(const linalg::ConstPanel<T>& gram, const linalg::ConstPanel<T>& correlation,
                           std::span<const double> squared_norms, linalg::Panel<T>& codes) const {
    require(n_nonzero >= 1, "Omp", "n_nonzero must be >= 1", n_nonzero);
    require(tolerance >= 0, "Omp", "tolerance must be >= 0", tolerance);
    detail::require_coding_shapes<T>("Omp", gram, correlation, squared_norms, codes);
    CodingSummary summary;
    const Index most = std::min(n_nonzero, gram.rows());
    Selection chosen{{}, {}, MatrixX<double>(most, most), VectorX<double>(most)};
    for (Index i = 0; i < correlation.cols(); ++i) {
      solve<T>(gram, correlation.col(i), nth(squared_norms, i), chosen, codes.col(i), summary);
    }
    return summary;
  }

  template <std::floating_point T>
  void solve(const linalg::ConstPanel<T>& gram, Eigen::Ref<const VectorX<T>> p, double squared_norm, Selection& chosen,
             Eigen::Ref<VectorX<T>> code, CodingSummary& summary) const {
    chosen.atoms.clear();
    chosen.barred.assign(as_size(gram.rows()), false);
    VectorX<double> q = p.template cast<double>();
    VectorX<double> a;
    const double floor = std::numeric_limits<T>::epsilon() * std::sqrt(squared_norm);  // of |q_k| / ||d_k||
    double error = squared_norm;
    while (chosen.size() < chosen.factor.rows() && error > tolerance * squared_norm) {
      const Index k = strongest<T>(gram, q, chosen.barred, floor);
      if (k < 0) break;
      if (!append<T>(gram, p, k, chosen)) continue;
      error -= chosen.y[chosen.size() - 1] * chosen.y[chosen.size() - 1];
      a = coefficients(chosen);
      q = p.template cast<double>();
      for (Index s = 0; s < chosen.size(); ++s) q -= a[s] * gram.col(atom(chosen, s)).template cast<double>();
    }
    code.setZero();
    double residual = 0;
    for (Index s = 0; s < chosen.size(); ++s) {
      const Index k = atom(chosen, s);
      code[k] = static_cast<T>(a[s]);
      residual = std::max(residual, std::abs(q[k]) / std::sqrt(static_cast<double>(gram(k, k)) * squared_norm));
    }
    const bool converged = residual <= 100 * static_cast<double>(std::numeric_limits<T>::epsilon());
    error = std::max(error, 0.0);
    summary.merge({1, converged ? 1 : 0, chosen.size(), residual, residual, 0.5 * error, error});
  }

  static Index atom(const Selection& chosen, Index s) { return nth(chosen.atoms, s); }

  /// The atom of largest |q_k| / ||d_k|| above `floor` among those not barred, or -1.
  template <std::floating_point T>
  static Index strongest(const linalg::ConstPanel<T>& gram, const VectorX<double>& q, const std::vector<bool>& barred,
                         double floor) {
    Index best = -1;
    double best_share = 0;
    for (Index k = 0; k < q.size(); ++k) {
      const double length = static_cast<double>(gram(k, k));
      if (nth(barred, k) || !(length > 0)) continue;
      const double share = q[k] * q[k] / length;
      if (share > std::max(best_share, floor * floor)) {
        best = k;
        best_share = share;
      }
    }
    return best;
  }

  /// Adds atom k: solves L w = G_Sk, pivot^2 = g_kk - ||w||^2. False, and k is barred, if the pivot is rounding noise.
  template <std::floating_point T>
  static bool append(const linalg::ConstPanel<T>& gram, const Eigen::Ref<const VectorX<T>>& p, Index k, Selection& chosen) {
    const Index n = chosen.size();
    nth(chosen.barred, k) = true;
    VectorX<double> w(n);
    for (Index s = 0; s < n; ++s) w[s] = static_cast<double>(gram(atom(chosen, s), k));
    chosen.factor.topLeftCorner(n, n).triangularView<Eigen::Lower>().solveInPlace(w);
    const double length = static_cast<double>(gram(k, k));
    const double pivot = length - w.squaredNorm();
    if (!(pivot > 1e3 * static_cast<double>(std::numeric_limits<T>::epsilon()) * length)) return false;
    chosen.factor.row(n).head(n) = w.transpose();
    chosen.factor(n, n) = std::sqrt(pivot);
    chosen.y[n] = (static_cast<double>(p[k]) - w.dot(chosen.y.head(n))) / chosen.factor(n, n);
    chosen.atoms.push_back(k);
    return true;
  }

  /// Solves L' a = y.
  static VectorX<double> coefficients(const auto& chosen) {
    const Index n = chosen.size();
    VectorX<double> a = chosen.y.head(n);
    chosen.factor.topLeftCorner(n, n).template triangularView<Eigen::Lower>().transpose().solveInPlace(a);
    return a;
  }
};

static_assert(SparseCoder<Omp, float> && SparseCoder<Omp, double>);

}  // namespace syncact::inline v0_1::coding

#include "syncact/core/macros_on.hpp"
