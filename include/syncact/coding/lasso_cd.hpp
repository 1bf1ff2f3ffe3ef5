#pragma once
/// Lasso codes, exact and fast from any start.
#include "syncact/core/macros_off.hpp"

#include <vector>

#include "syncact/coding/concept.hpp"
#include "syncact/coding/detail/block_pivoting.hpp"
#include "syncact/coding/detail/coordinate_descent.hpp"
#include "syncact/coding/detail/plain_lasso.hpp"
#include "syncact/coding/duality_gap.hpp"
#include "syncact/core/nth.hpp"

namespace syncact::inline v0_1::coding {

/// Minimises 1/2 ||x - Da||^2 + alpha sum_k w_k |a_k| + ridge/2 ||a||^2 for each signal, from the codes passed in: many
/// signals side by side by exchange of atoms and signs (detail/block_pivoting.hpp), and what that leaves by coordinate
/// descent with Newton steps (detail/coordinate_descent.hpp). A signal has converged when its duality gap is at most
/// tolerance * ||x||^2 / 2; the residual of the summary is the gap as a share of ||x||^2 / 2.
///
/// With float data D'D and D'X are float, and the gap is that of the problem they state, evaluated in double.
/// Atoms may outnumber time points and may repeat: the code is then one of the minimizers, and the gap still closes.
/// alpha = 0 is not a lasso (no gap certifies it, no code is sparse) and is refused.
/// The signs of positive codes are fixed, so the axiom that codes change sign with the signal does not hold for them.
struct LassoCd {
  double alpha = 0.1;             ///< > 0; in units of D'X: a correlation if signals and atoms have norm 1
  double tolerance = 1e-6;        ///< > 0; relative duality gap
  Index max_iterations = 10000;   ///< >= 1; exchanges, and again sweeps over the active set, per signal
  double ridge = 0.0;             ///< >= 0; > 0 makes it an elastic net, in units of D'D
  bool positive = false;          ///< codes >= 0
  std::vector<double> weights{};  ///< [atom] w_k > 0, price of each atom relative to alpha; empty: all 1

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    detail::visit_lasso_options(self, option);
  }

  /// The same, content with a larger gap.
  [[nodiscard]] LassoCd relaxed(double gap) const {
    LassoCd rough = *this;
    rough.tolerance = std::max(tolerance, gap);
    return rough;
  }

  [[nodiscard]] LassoPenalty penalty() const { return {alpha, ridge, positive, weights}; }

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
  template <std::floating_point T>
  CodingSummary encode_all(const linalg::ConstPanel<T>& gram, const linalg::ConstPanel<T>& correlation,
                           std::span<const double> squared_norms, linalg::Panel<T>& codes) const;
};

// Outside the class, and so not inline: see compiled_kernels.hpp.
template <std::floating_point T>
CodingSummary LassoCd::encode_all(const linalg::ConstPanel<T>& gram, const linalg::ConstPanel<T>& correlation,
                                  std::span<const double> squared_norms, linalg::Panel<T>& codes) const {
  const LassoPenalty price = penalty();
  price.validate("LassoCd", gram.rows());
  require(tolerance > 0, "LassoCd", "tolerance must be > 0", tolerance);
  require(max_iterations >= 1, "LassoCd", "max_iterations must be >= 1", max_iterations);
  detail::require_coding_shapes<T>("LassoCd", gram, correlation, squared_norms, codes);
  return detail::as_plain_lasso<T>(price, gram, correlation, codes, [&](const auto& g, const auto& p, auto& a) {
    CodingSummary summary;
    detail::BlockPivoting<T> pivoting(g, alpha, positive);
    const std::vector<Index> left = pivoting.encode(p, squared_norms, tolerance, max_iterations, a, summary);
    if (left.empty()) return summary;
    detail::CoordinateDescent<T> descent(g, alpha, positive, tolerance, max_iterations);
    for (const Index i : left) {
      summary.merge(descent.encode(p.col(i), nth(squared_norms, i), a.col(i)));
    }
    return summary;
  });
}

static_assert(SparseCoder<LassoCd, float> && SparseCoder<LassoCd, double> && RelaxableCoder<LassoCd>);

}  // namespace syncact::inline v0_1::coding

#include "syncact/core/macros_on.hpp"
