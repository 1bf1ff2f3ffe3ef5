#pragma once
/// The inner product of RDMs that weighs their entries by the covariance that noise in the patterns gives them.
#include "syncact/core/macros_off.hpp"

#include <Eigen/Cholesky>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/similarity/rdm/rdm.hpp"

namespace syncact::inline v0_1::similarity::rdm::detail {

/// d1' V^-1 d2, up to a factor that depends on neither, for V = (C S C') o (C S C'): C the contrasts of all pairs of
/// conditions, S [condition x condition] the covariance of the pattern estimates. V is [pair x pair] and never formed: with D
/// the square form of d and P = S^-1 - S^-1 1 1' S^-1 / (1' S^-1 1),
///   d1' V^-1 d2 = tr(P D1 P D2) / 4 and (V^-1 d)_(i,j) = (P D P)_ij / 2 (up to the same factor),
/// n^3 for a full S and n^2 for a diagonal one. For pairs that are missing, the block of V without them is inverted by the
/// Schur complement: V^-1 on the missing pairs is (P_ik P_jl + P_il P_jk) / 2, a table [missing x missing].
template <class = void>  // compiled where it is used
class WhitenedForm {
 public:
  /// sigma_k: [condition x condition], or [condition x 1] variances, or empty (identity).
  WhitenedForm(const MatrixX<double>& sigma_k, Index n, const std::vector<Index>& missing) : n_(n), missing_(missing) {
    constexpr const char* function = "whitened comparison";
    if (sigma_k.size() == 0) {
      weight_ = VectorX<double>::Ones(n);
    } else {
      require_extent(function, "number of rows of sigma_k (conditions)", n, sigma_k.rows());
      if (sigma_k.cols() == 1) {
        require((sigma_k.array() > 0).all() && sigma_k.allFinite(), function, "the least variance must be > 0",
                sigma_k.minCoeff());
        weight_ = sigma_k.col(0).cwiseInverse();
      } else {
        require_extent(function, "number of columns of sigma_k (conditions)", n, sigma_k.cols());
        const Eigen::LLT<MatrixX<double>> factor(sigma_k);
        require(sigma_k.allFinite() && factor.info() == Eigen::Success, function, "sigma_k must be positive definite");
        full_ = factor.solve(MatrixX<double>::Identity(n, n));
        weight_ = full_.rowwise().sum();
        full_ -= weight_ * weight_.transpose() / weight_.sum();
        full_ = (0.5 * (full_ + full_.transpose())).eval();
      }
    }
    total_ = weight_.sum();
    if (!missing_.empty()) factor_missing();
  }

  /// V^-1 d at every pair, d zero where a pair is missing.
  [[nodiscard]] VectorX<double> apply(const VectorX<double>& d) const {
    const MatrixX<double> square = Rdm{n_, d}.square();
    if (full_.size() > 0) {
      const MatrixX<double> left = linalg::cross<double>(full_, square);
      return 0.5 * from_square(linalg::cross<double>(MatrixX<double>(left.transpose()), full_)).values;
    }
    const VectorX<double> row = square * weight_;
    const double all = weight_.dot(row);
    VectorX<double> result(d.size());
    for (Index i = 0, k = 0; i < n_; ++i) {
      for (Index j = i + 1; j < n_; ++j, ++k) {
        result[k] = 0.5 * weight_[i] * weight_[j] * (d[k] - (row[i] + row[j]) / total_ + all / (total_ * total_));
      }
    }
    return result;
  }

  /// The inner product from one side as it is and the other applied; both zero where a pair is missing.
  [[nodiscard]] double operator()(const VectorX<double>& a, const VectorX<double>& applied_a,
                                  const VectorX<double>& applied_b) const {
    const double all = a.dot(applied_b);
    if (missing_.empty()) return all;
    return all - at_missing(applied_a).dot(inverse_missing_.solve(at_missing(applied_b)));
  }

 private:
  [[nodiscard]] double p(Index i, Index j) const {
    if (full_.size() > 0) return full_(i, j);
    return (i == j ? weight_[i] : 0.0) - weight_[i] * weight_[j] / total_;
  }

  [[nodiscard]] VectorX<double> at_missing(const VectorX<double>& d) const { return d(missing_); }

  void factor_missing() {
    std::vector<std::pair<Index, Index>> pairs;
    std::size_t next = 0;
    for (Index i = 0, k = 0; i < n_; ++i) {
      for (Index j = i + 1; j < n_; ++j, ++k) {
        if (next < missing_.size() && missing_[next] == k) pairs.emplace_back(i, j), ++next;
      }
    }
    const auto m = static_cast<Index>(pairs.size());
    MatrixX<double> block(m, m);
    for (Index u = 0; u < m; ++u) {
      for (Index v = 0; v < m; ++v) {
        const auto [i, j] = nth(pairs, u);
        const auto [k, l] = nth(pairs, v);
        block(u, v) = 0.5 * (p(i, k) * p(j, l) + p(i, l) * p(j, k));
      }
    }
    inverse_missing_.compute(block);
  }

  Index n_;
  std::vector<Index> missing_;
  VectorX<double> weight_{};  ///< S^-1 1
  MatrixX<double> full_{};    ///< P, if S is full
  double total_ = 0;          ///< 1' S^-1 1
  Eigen::LDLT<MatrixX<double>> inverse_missing_{};
};

}  // namespace syncact::inline v0_1::similarity::rdm::detail

#include "syncact/core/macros_on.hpp"
