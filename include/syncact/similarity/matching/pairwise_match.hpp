#pragma once
/// Each unit of one representation predicted by the best single unit of another.
#include "syncact/core/macros_off.hpp"

#include <optional>

#include "syncact/core/options.hpp"
#include "syncact/similarity/matching/detail/units.hpp"

namespace syncact::inline v0_1::similarity::matching {

enum class PartnerSign : unsigned char {
  kept,     ///< the partner has the largest r
  ignored,  ///< the partner has the largest |r|, and its sign is taken off
};
constexpr auto choices(PartnerSign) {
  return std::array{Choice{"kept", PartnerSign::kept}, Choice{"ignored", PartnerSign::ignored}};
}

/// Mean over units of y [sample x q] of Pearson r with the unit of x [sample x p] that is its best partner.
///
/// Without folds the partner is chosen and judged on the same samples: biased upwards, more so with more units. With folds
/// (contiguous, as for time series) it is chosen on the other folds and judged on the one left out, and r is averaged over
/// folds and units. Status: constant_units if some units do not vary, in a fold's training or test samples (they are
/// left out there), undefined if nothing is left, too_few_samples below 2, or with folds below 3 samples in each. Throws
/// ShapeError if the samples differ in number, ValueError for fewer than 2 folds. Source: Arend et al., "Single units in a deep
/// neural network functionally correspond with neurons in the brain" (2018).
struct PairwiseMatch {
  PartnerSign sign = PartnerSign::kept;
  std::optional<Index> folds{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("sign", self.sign, "whether a partner of opposite sign is a partner");
    option("folds", self.folds, "contiguous parts, each judging partners chosen on the others; none: in sample");
  }

  [[nodiscard]] similarity::Info info() const {
    using enum similarity::Invariance;
    return {.id = "pairwise_match",
            .kind = similarity::Kind::representation,
            .formula = folds ? "mean_j mean_f r_test(x_i, y_j), i = argmax_i r_train(x_i, y_j)" : "mean_j max_i r(x_i, y_j)",
            .direction = similarity::Direction::similarity,
            .lowest = -1,
            .highest = 1,
            .x = translation | scale | unit_scale | permutation,
            .y = translation | scale | unit_scale | permutation,
            .symmetric = false,
            .centering = "each unit minus its mean, of the fold with folds",
            .ties = "of equally good partners the first",
            .cost = folds ? "4npq" : "2npq",
            .alias = "pairwisematching",
            .note = "from x to y: each unit of y seeks a partner in x",
            .source = "Arend et al. 2018"};
  }

  template <class P>
  [[nodiscard]] similarity::Measurement compare(const P& x, const P& y) const {
    const Index n = x.n_samples(), n_folds = folds.value_or(1);
    require(!folds || n_folds >= 2, "pairwise_match", "folds must be >= 2", n_folds);
    require_extent("pairwise_match", "number of samples of y", n, y.n_samples());
    if (n < (folds ? 3 * n_folds : 2)) return similarity::no_value(similarity::MeasureStatus::too_few_samples, n);
    Tally tally;
    if (!folds) judge(x, y, x, y, tally);
    for (Index f = 0; folds && f < n_folds; ++f) {
      const Index first = f * n / n_folds, size = (f + 1) * n / n_folds - first;
      judge(without(x, first, size), without(y, first, size), only(x, first, size), only(y, first, size), tally);
    }
    if (tally.n == 0) return similarity::no_value(similarity::MeasureStatus::undefined, n);
    const auto status = tally.some_constant ? similarity::MeasureStatus::constant_units : similarity::MeasureStatus::ok;
    return {tally.sum / static_cast<double>(tally.n), status, n, 0, 0};
  }

 private:
  struct Tally {
    double sum = 0;
    Index n = 0;
    bool some_constant = false;
  };

  template <class P>
  static P only(const P& x, Index first, Index size) {
    return P(MatrixX<double>(x.values().middleRows(first, size)), x.context());
  }

  template <class P>
  static P without(const P& x, Index first, Index size) {
    const Index after = x.n_samples() - first - size;
    MatrixX<double> rest(x.n_samples() - size, x.n_units());
    rest << x.values().topRows(first), x.values().bottomRows(after);
    return P(std::move(rest), x.context());
  }

  /// Adds r, on the test samples, of each unit of y with its partner on the training samples.
  template <class P>
  void judge(const P& x_train, const P& y_train, const P& x_test, const P& y_test, Tally& tally) const {
    const MatrixX<double> ux = detail::standardized(x_train), uy = detail::standardized(y_train);
    const MatrixX<double> vx = detail::standardized(x_test), vy = detail::standardized(y_test);
    const MatrixX<double> r = linalg::cross<double>(ux, uy, x_train.backend(), x_train.executor());
    tally.some_constant |= x_train.n_constant() + y_train.n_constant() + x_test.n_constant() + y_test.n_constant() > 0;
    for (Index j = 0; j < r.cols(); ++j) {
      std::optional<Index> partner;
      for (Index i = 0; i < r.rows(); ++i) {
        if (!ux.col(i).isZero(0) && (!partner || strength(r(i, j)) > strength(r(*partner, j)))) partner = i;
      }
      if (!partner || uy.col(j).isZero(0) || vx.col(*partner).isZero(0) || vy.col(j).isZero(0)) continue;
      const double tested = std::clamp(vx.col(*partner).dot(vy.col(j)), -1.0, 1.0);
      tally.sum += sign == PartnerSign::ignored && r(*partner, j) < 0 ? -tested : tested;
      ++tally.n;
    }
  }

  [[nodiscard]] double strength(double r) const { return sign == PartnerSign::ignored ? std::abs(r) : r; }
};

}  // namespace syncact::inline v0_1::similarity::matching

#include "syncact/core/macros_on.hpp"
