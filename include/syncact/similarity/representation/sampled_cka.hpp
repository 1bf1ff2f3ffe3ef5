#pragma once
/// Linear CKA for units that are a sample of many.
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/core/options.hpp"
#include "syncact/similarity/representation/concept.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// Linear CKA corrected for few samples and few units: what the CKA of all units would be, estimated from some of them. The
/// debiased CKA of two random read-outs of one representation is .17, .42, .70, .88 and .96 with 10, 30, 100, 300 and 1000
/// units; this one stays at 1. It supposes that units are drawn at random from a population, and is an estimate: it may pass 1
/// and is not clipped. Its error is jackknife_error().
///
/// With K = A A', L = B B' of P samples, Q units, 1 = (1, ..., 1)', d = diagonals,
///   S(K, L) = P/(P-3) [tr(K L) - P/(P-2) d_K . d_L + 2/(P-2) ((K 1) . d_L + d_K . (L 1) - (K 1) . (L 1))
///             + ((d_K . 1)(d_L . 1) - (d_K . 1)(1' L 1) - (1' K 1)(d_L . 1) + (1' K 1)(1' L 1)) / ((P-1)(P-2))]
/// is free of bias by few samples. The self term leaves out the pairs of a unit with itself, whose noise agrees with itself:
///   S*(A) = Q/(Q-1) [S(K, K) - sum_a S(A_a A_a', A_a A_a')],  value = S(K_A, K_B) / sqrt(S*(A) S*(B)).
/// Status: too_few_samples below 4 samples or 2 units; undefined if a self term is not positive; constant_units.
/// Chun, Canatar, Chung & Lee, "Estimating neural representation alignment from sparsely sampled inputs and features", 2025.
struct SampledCka {
  template <class Self, class Visit>
  static void options(Self&, Visit&&) {}

  [[nodiscard]] similarity::Info info() const {
    const auto forgets =
        similarity::Invariance::translation | similarity::Invariance::scale | similarity::Invariance::permutation;
    return {.id = "cka_sampled",
            .formula = "S(K,L) / sqrt(S*(A) S*(B)), S free of bias by samples, S* of a unit's agreement with itself too",
            .x = forgets,
            .y = forgets,
            .centering = "units",
            .cost = "n^2 (p + q)",
            .note = "Not invariant to rotations: the units are the sample. Not clipped: an estimate above 1 is no error",
            .source = "Chun et al. 2025"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const similarity::MeasureStatus status = detail::common_status("SampledCka", x, y);
    const Index n = x.n_samples();
    if (n < 4 || x.n_units() < 2 || y.n_units() < 2) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
    const double self_x = self_term(x), self_y = self_term(y);
    if (!(self_x > 0 && self_y > 0)) return similarity::no_value(similarity::MeasureStatus::undefined, n);
    return {cross_term(x.gram(), y.gram()) / (std::sqrt(self_x) * std::sqrt(self_y)), status, n, 0, 0};
  }

 private:
  /// S of two Gram matrices.
  [[nodiscard]] static double cross_term(const MatrixX<double>& k, const MatrixX<double>& l) {
    const auto n = static_cast<double>(k.rows());
    const VectorX<double> k_diagonal = k.diagonal(), l_diagonal = l.diagonal(), k_sum = k.rowwise().sum(),
                          l_sum = l.rowwise().sum();
    const double dk = k_diagonal.sum(), dl = l_diagonal.sum(), sk = k_sum.sum(), sl = l_sum.sum();
    return n / (n - 3) *
           (k.cwiseProduct(l).sum() - n / (n - 2) * k_diagonal.dot(l_diagonal) +
            2 / (n - 2) * (k_sum.dot(l_diagonal) + k_diagonal.dot(l_sum) - k_sum.dot(l_sum)) +
            (dk * dl - dk * sl - sk * dl + sk * sl) / ((n - 1) * (n - 2)));
  }

  /// S* of a table. A unit's own S is a polynomial of its power sums p1 .. p4.
  template <class P>
  [[nodiscard]] static double self_term(const P& x) {
    const auto n = static_cast<double>(x.n_samples()), q = static_cast<double>(x.n_units());
    double own = 0;
    for (Index a = 0; a < x.n_units(); ++a) {
      const auto unit = x.centered().col(a).array();
      const double p1 = unit.sum(), p2 = unit.square().sum(), p3 = unit.cube().sum(), p4 = unit.square().square().sum();
      own += n / (n - 3) *
             (p2 * p2 - n / (n - 2) * p4 + 2 / (n - 2) * (2 * p1 * p3 - p1 * p1 * p2) +
              (p2 * p2 - 2 * p2 * p1 * p1 + p1 * p1 * p1 * p1) / ((n - 1) * (n - 2)));
    }
    const double all = cross_term(x.gram(), x.gram()), left = all - own;
    // With one unit that varies nothing but rounding is left.
    return left > 1e-10 * std::abs(all) ? q / (q - 1) * left : 0.0;
  }
};

static_assert(ScalarMeasure<SampledCka>);

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
