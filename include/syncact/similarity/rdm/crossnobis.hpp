#pragma once
/// Cross-validated Mahalanobis distances.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/nth.hpp"
#include "syncact/core/options.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/rdm/concept.hpp"
#include "syncact/similarity/rdm/detail/cross_runs.hpp"
#include "syncact/similarity/rdm/mahalanobis.hpp"

namespace syncact::inline v0_1::similarity::rdm {

/// Crossnobis: the mean over ordered pairs r != s of runs of (m_ri - m_rj)' P (m_si - m_sj), divided by the number of channels
/// unless told otherwise. It is 0 on average for patterns that do not differ, so it may be negative. Walther et al.,
/// NeuroImage 137 (2016) 188, equation 6; all folds in one pass, [S P S' - sum_r m_r P m_r'] / (R (R - 1)), S = sum_r m_r.
///
/// A precision of its own for each run: pair (r, s) uses the mean of P_r and P_s. That is the same number as leaving out run r
/// for the test of the others with P_r, so P_r may as well be the precision of fold r.
/// Conditions that a run lacks are rows with NaN; each pair of conditions then uses the runs that have both.
struct Crossnobis {
  std::vector<MatrixX<double>> precision{};  ///< [channel x channel]: none (identity), one for all runs, or one a run
  bool per_channel = true;                   ///< mean over channels instead of their sum

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("per_channel", self.per_channel, "mean over channels instead of their sum");
  }

  [[nodiscard]] similarity::Info info() const {
    similarity::Info info;
    info.id = "rdm_crossnobis";
    info.kind = similarity::Kind::rdm;
    info.formula = per_channel ? "mean over r != s of (m_ri - m_rj)' P (m_si - m_sj) / p"
                               : "mean over r != s of (m_ri - m_rj)' P (m_si - m_sj)";
    info.direction = similarity::Direction::squared_distance;
    info.x = precision.empty() ? similarity::rigid : similarity::Invariance::translation;
    info.centering = "each channel minus its mean over the conditions of the run, which no distance notices";
    info.cost = "R n p^2 + R n^2 p";
    info.note =
        "without a precision it is the cross-validated squared Euclidean distance; of a stack of precisions [run, channel, "
        "channel] the pair (r, s) uses the mean of P_r and P_s, where rsatoolbox uses the inverse of the mean covariance";
    info.source = "Walther et al., NeuroImage 137 (2016) 188, equation 6";
    return info;
  }

  /// runs [condition x channel] each. Throws ShapeError or ValueError unless there are two or more of one shape, and as many
  /// symmetric precisions as said above.
  template <CallContext C = Context<>>
  [[nodiscard]] CrossValidated cross_validated(std::span<const MatrixX<double>> runs, const C& context = {}) const {
    const detail::Presence present = detail::present_conditions("Crossnobis", runs);
    const Index p = runs[0].cols();
    const std::size_t n_precisions = precision.size();
    require(n_precisions <= 1 || n_precisions == runs.size(), "Crossnobis",
            "the number of precisions must be 0, 1 or that of runs", n_precisions);
    for (const MatrixX<double>& one : precision) detail::require_precision("Crossnobis", one, p);
    const Index n = runs[0].rows(), n_runs = static_cast<Index>(runs.size());
    MatrixX<double> right(n * n_runs, p), left;
    context.executor.bulk(n_runs,
                          [&](Index r) { detail::center_run(nth(runs, r), nth(present, r), right.middleRows(r * n, n)); });
    if (n_precisions > 0) left = whitened(right, n, context);
    CrossValidated result =
        detail::cross_runs(n_precisions > 0 ? left : right, right, present, context.backend, context.executor);
    if (!per_channel) return result;
    result.rdm.values /= static_cast<double>(p);
    result.moments /= static_cast<double>(p);
    return result;
  }

  template <class = void>  // compiled where it is called
  [[nodiscard]] Rdm dissimilarities(std::span<const MatrixX<double>> runs) const {
    return cross_validated(runs).rdm;
  }

 private:
  /// Runs [(run, condition) x channel] times their precisions, some channels at a time. One precision for all runs comes as
  /// twice its lower triangle and once its diagonal, at half the work: every distance is a sum over (r, s) and (s, r), and
  /// d' (2 L + diag) e + e' (2 L + diag) d = 2 d' P e.
  template <CallContext C>
  [[nodiscard]] MatrixX<double> whitened(const MatrixX<double>& runs, Index n_conditions, const C& context) const {
    constexpr Index width = 64;
    const Index p = runs.cols(), n_blocks = (p + width - 1) / width, n_parts = static_cast<Index>(precision.size());
    const bool one = n_parts == 1;
    const Index n_rows = one ? runs.rows() : n_conditions;
    MatrixX<double> product = MatrixX<double>::Zero(runs.rows(), p);
    context.executor.bulk(n_parts * n_blocks, [&](Index task) {
      const Index part = task / n_blocks, first = task % n_blocks * width, count = std::min(width, p - first);
      const Index from = one ? first : 0;
      MatrixX<double> panel = nth(precision, part).block(from, first, p - from, count);
      if (one) {
        panel *= 2;
        panel.diagonal() *= 0.5;
        panel.topRows(count).template triangularView<Eigen::StrictlyUpper>().setZero();
      }
      context.backend.add_product(runs.block(part * n_rows, from, n_rows, p - from), linalg::Op::none, panel, linalg::Op::none,
                                  product.block(part * n_rows, first, n_rows, count));
    });
    return product;
  }
};

static_assert(RunDissimilarity<Crossnobis>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
