#pragma once
/// Elastic net and weighted lasso as plain lasso problems.
#include "syncact/core/macros_off.hpp"

#include <span>

#include "syncact/coding/concept.hpp"
#include "syncact/coding/duality_gap.hpp"

namespace syncact::inline v0_1::coding::detail {

/// The options that solvers of the lasso share.
template <class Self, class Visit>
void visit_lasso_options(Self& self, Visit&& option) {
  option("alpha", self.alpha, "weight of the L1 penalty, > 0; a correlation if signals and atoms have norm 1");
  option("tolerance", self.tolerance, "relative duality gap, > 0");
  option("max_iterations", self.max_iterations, "per signal, >= 1");
  option("ridge", self.ridge, "weight of the squared penalty, >= 0; > 0 makes it an elastic net");
  option("positive", self.positive, "codes >= 0");
  option("weights", self.weights, "price of each atom relative to alpha; empty: all 1");
}

/// Calls f(gram, correlation, codes) with the plain lasso that the penalty amounts to, and turns its codes back. A ridge
/// adds to the diagonal of the Gram matrix; weights divide atoms, and so Gram matrix and correlations, and multiply codes.
template <std::floating_point T, class F>
CodingSummary as_plain_lasso(const LassoPenalty& penalty, const linalg::ConstPanel<T>& gram,
                             const linalg::ConstPanel<T>& correlation, linalg::Panel<T>& codes, F&& f) {
  if (penalty.ridge == 0 && penalty.weights.empty()) return f(gram, correlation, codes);
  MatrixX<T> plain_gram = gram, plain_correlation = correlation, plain_codes = codes;
  plain_gram.diagonal().array() += static_cast<T>(penalty.ridge);
  if (!penalty.weights.empty()) {
    const VectorX<T> w =
        Eigen::Map<const VectorX<double>>(penalty.weights.data(), static_cast<Index>(penalty.weights.size())).cast<T>();
    plain_gram.array().colwise() /= w.array();
    plain_gram.array().rowwise() /= w.transpose().array();
    plain_correlation.array().colwise() /= w.array();
    plain_codes.array().colwise() *= w.array();
  }
  linalg::Panel<T> panel(plain_codes);
  CodingSummary summary = f(linalg::ConstPanel<T>(plain_gram), linalg::ConstPanel<T>(plain_correlation), panel);
  for (Index k = 0; k < codes.rows(); ++k) codes.row(k) = plain_codes.row(k) / static_cast<T>(penalty.weight(k));
  summary.squared_error -= penalty.ridge * codes.template cast<double>().squaredNorm();
  return summary;
}

}  // namespace syncact::inline v0_1::coding::detail

#include "syncact/core/macros_on.hpp"
