#pragma once
/// Sparse coders: signals as sums of few atoms, given nothing but inner products.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "syncact/core/errors.hpp"
#include "syncact/linalg/backend.hpp"

namespace syncact::inline v0_1::coding {

/// How the coding of a set of signals went. Summaries of parts merge into the summary of the whole.
struct CodingSummary {
  Index n_signals = 0;
  Index n_converged = 0;
  Index iterations = 0;           ///< of the signal that needed most
  double largest_residual = 0.0;  ///< over signals; the coder's documentation says which relative quantity
  double residual_sum = 0.0;      ///< over signals
  double objective = 0.0;         ///< what the coder minimizes, summed over signals
  double squared_error = 0.0;     ///< sum of ||x_i - D a_i||^2

  void merge(const CodingSummary& other) {
    n_signals += other.n_signals;
    n_converged += other.n_converged;
    iterations = std::max(iterations, other.iterations);
    if (!std::isnan(largest_residual) && !(other.largest_residual <= largest_residual)) {  // NaN stays
      largest_residual = other.largest_residual;
    }
    residual_sum += other.residual_sum;
    objective += other.objective;
    squared_error += other.squared_error;
  }

  [[nodiscard]] double mean_residual() const { return n_signals > 0 ? residual_sum / static_cast<double>(n_signals) : 0.0; }
  [[nodiscard]] Convergence convergence() const { return {n_converged == n_signals, iterations, largest_residual}; }
};

/// Codes signals x_i in atoms d_k from G = D'D and P = D'X alone: neither atoms nor signals, nor their storage, reach it.
///
///   encode(gram [atom x atom], correlation [atom x signal], squared_norms [signal], codes [atom x signal])
///
/// squared_norms holds ||x_i||^2. codes come in as a first guess, which a coder may ignore, and go out as the result.
/// Axioms
///   each signal is coded on its own: a block gives what its columns give;
///   codes change sign with the signal, and a zero signal has zero codes;
///   the result is never worse, by the coder's objective, than zero codes;
///   an atom of zero length has zero codes; atoms that repeat are allowed;
///   the same arguments give the same bits, and calls may run at the same time in several threads;
///   ending without convergence is counted in the summary, not thrown.
template <class C, class T>
concept SparseCoder = std::copyable<C> && requires(const C coder, linalg::ConstPanel<T> gram, linalg::ConstPanel<T> correlation,
                                                   std::span<const double> squared_norms, linalg::Panel<T> codes) {
  { coder.encode(gram, correlation, squared_norms, codes) } -> std::same_as<CodingSummary>;
};

/// Refinement: a coder that also comes in a cheaper version, content with a duality gap of a share of ||x||^2 / 2, for use
/// while the atoms still move.
template <class C>
concept RelaxableCoder = requires(const C coder, double gap) {
  { coder.relaxed(gap) } -> std::same_as<C>;
};

/// coder.relaxed(gap) where there is such a thing, else the coder itself.
template <class C>
[[nodiscard]] C relaxed(const C& coder, double gap) {
  if constexpr (RelaxableCoder<C>) {
    return coder.relaxed(gap);
  } else {
    return coder;
  }
}

namespace detail {

/// Throws ShapeError unless the four arguments of encode fit together.
template <std::floating_point T>
void require_coding_shapes(std::string_view function, const linalg::ConstPanel<T>& gram,
                           const linalg::ConstPanel<T>& correlation, std::span<const double> squared_norms,
                           const linalg::Panel<T>& codes) {
  require_extent(function, "number of columns of the Gram matrix", gram.rows(), gram.cols());
  require_extent(function, "number of rows of correlation", gram.rows(), correlation.rows());
  require_extent(function, "number of squared norms", correlation.cols(), static_cast<Index>(squared_norms.size()));
  require_extent(function, "number of rows of codes", correlation.rows(), codes.rows());
  require_extent(function, "number of columns of codes", correlation.cols(), codes.cols());
}

}  // namespace detail

}  // namespace syncact::inline v0_1::coding

#include "syncact/core/macros_on.hpp"
