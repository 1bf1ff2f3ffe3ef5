#pragma once
/// The axioms of sparse coders, as checks for your own.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "syncact/coding/concept.hpp"
#include "syncact/coding/duality_gap.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"
#include "syncact/laws/report.hpp"

namespace syncact::inline v0_1::laws {

/// Signals to code: Gaussian atoms of norm 1, but the fourth is zero and the sixth repeats the fifth; signals of norm 1,
/// each a noisy sum of three atoms, but the first is zero.
template <std::floating_point T>
struct CodingProblem {
  MatrixX<T> atoms;        ///< [time x atom]
  MatrixX<T> signals;      ///< [time x signal]
  MatrixX<T> gram;         ///< [atom x atom]
  MatrixX<T> correlation;  ///< [atom x signal]
  std::vector<double> squared_norms;

  CodingProblem(Index n_times, Index n_atoms, Index n_signals, std::uint64_t seed) {
    const Random random(seed);
    MatrixX<double> d(n_times, n_atoms), x(n_times, n_signals);
    std::uint64_t next = 0;
    for (Index i = 0; i < d.size(); ++i) d.data()[i] = random.normal(next++);
    d.colwise().normalize();
    if (n_atoms > 5) d.col(3).setZero(), d.col(5) = d.col(4);
    for (Index i = 0; i < n_signals; ++i) {
      for (Index t = 0; t < n_times; ++t) x(t, i) = 0.3 * random.normal(next++) / std::sqrt(static_cast<double>(n_times));
      for (int atom = 0; atom < 3; ++atom) {
        const Index k = random.below(next++, n_atoms);
        x.col(i) += random.normal(next++) * d.col(k);
      }
    }
    x.colwise().normalize();
    if (n_signals > 0) x.col(0).setZero();
    atoms = d.cast<T>();
    signals = x.cast<T>();
    gram = atoms.transpose() * atoms;
    correlation = atoms.transpose() * signals;
    const VectorX<double> norms = signals.template cast<double>().colwise().squaredNorm().transpose();
    squared_norms.assign(norms.data(), norms.data() + norms.size());
  }

  /// Codes all signals from `codes`.
  template <class Coder>
  coding::CodingSummary encode(const Coder& coder, MatrixX<T>& codes) const {
    return coder.encode(linalg::ConstPanel<T>(gram), linalg::ConstPanel<T>(correlation), std::span<const double>(squared_norms),
                        linalg::Panel<T>(codes));
  }

  [[nodiscard]] MatrixX<T> zero_codes() const { return MatrixX<T>::Zero(correlation.rows(), correlation.cols()); }
};

/// Axioms of coding::SparseCoder. Objectives and errors, which are at most 1/2 and 1 per signal, agree to `tolerance`;
/// codes, which they fix less sharply, to its square root. Of a coder with positive codes only, the axiom of sign is not
/// asked; its codes must not be negative.
template <std::floating_point T, coding::SparseCoder<T> C>
[[nodiscard]] Report check_sparse_coder(const C& coder, double tolerance = 1e-5, bool positive = false) {
  Report report;
  const double close = std::sqrt(tolerance);
  for (const Index n_times : {30, 8}) {
    const CodingProblem<T> problem(n_times, 12, 40, 7);
    MatrixX<T> codes = problem.zero_codes();
    const coding::CodingSummary summary = problem.encode(coder, codes);
    const auto n = static_cast<double>(problem.signals.cols());
    report.expect(codes.allFinite(), "codes are finite");
    report.expect(summary.n_signals == problem.signals.cols(), "the summary counts every signal", summary.n_signals);
    report.expect(summary.n_converged <= summary.n_signals, "the summary counts no signal twice", summary.n_converged);
    report.expect(codes.col(0).isZero(0), "a zero signal has zero codes");
    report.expect(codes.row(3).isZero(0), "a zero atom has zero codes");
    const double error = (problem.signals - problem.atoms * codes).template cast<double>().squaredNorm();
    report.expect_near(summary.squared_error, error, tolerance * n, "the squared error is that of the codes");
    report.expect(summary.objective <= 0.5 * (n - 1) + tolerance * n, "the objective is at most that of zero codes",
                  summary.objective);

    MatrixX<T> again = problem.zero_codes();
    static_cast<void>(problem.encode(coder, again));
    report.expect(again == codes, "the same arguments give the same bits");

    MatrixX<T> warm = codes;
    const double warm_objective = problem.encode(coder, warm).objective;
    report.expect_near(warm_objective, summary.objective, tolerance * n, "codes passed in do not change the objective");

    if (positive) {
      report.expect((codes.array() >= T(0)).all(), "codes are not negative");
    } else {
      CodingProblem<T> negated = problem;
      negated.correlation = -problem.correlation;
      MatrixX<T> negated_codes = problem.zero_codes();
      static_cast<void>(negated.encode(coder, negated_codes));
      report.expect_near(static_cast<double>((negated_codes + codes).cwiseAbs().maxCoeff()), 0, close,
                         "codes change sign with the signal");
    }

    MatrixX<T> columns = problem.zero_codes();
    coding::CodingSummary merged;
    for (Index i = 0; i < columns.cols(); ++i) {
      merged.merge(coder.encode(
          linalg::ConstPanel<T>(problem.gram), linalg::ConstPanel<T>(problem.correlation.middleCols(i, 1)),
          std::span<const double>(problem.squared_norms).subspan(as_size(i), 1), linalg::Panel<T>(columns.middleCols(i, 1))));
    }
    report.expect_near(static_cast<double>((columns - codes).cwiseAbs().maxCoeff()), 0, close,
                       "a block gives what its columns give");
    report.expect_near(merged.objective, summary.objective, tolerance * n, "objectives of columns add up");
  }
  return report;
}

/// What holds for every coder that minimizes 1/2 ||x - Da||^2 + penalty to a relative duality gap of `tolerance`: the gap
/// and the optimality conditions of every signal, computed from scratch in double, and the reported objective. The problems
/// have 12 atoms.
template <std::floating_point T, coding::SparseCoder<T> C>
[[nodiscard]] Report check_lasso(const C& coder, const coding::LassoPenalty& penalty, double tolerance = 1e-5) {
  Report report;
  for (const Index n_times : {30, 8}) {
    const CodingProblem<T> problem(n_times, 12, 40, 11);
    MatrixX<T> codes = problem.zero_codes();
    const coding::CodingSummary summary = problem.encode(coder, codes);
    report.expect(summary.convergence().converged, "every signal converges", summary.n_converged, " of ", summary.n_signals);
    double objective = 0;
    for (Index i = 0; i < codes.cols(); ++i) {
      const double norm = nth(problem.squared_norms, i);
      const coding::LassoCertificate now =
          coding::certify_lasso<T>(problem.gram, problem.correlation.middleCols(i, 1), norm, codes.middleCols(i, 1), penalty);
      objective += now.objective;
      report.expect(now.gap <= tolerance * 0.5 * norm + 1e-15, "the duality gap closes", "signal ", i, ": ", now.gap);
      report.expect(now.gap >= -1e-6 * tolerance - 1e-13, "the duality gap is not negative", "signal ", i, ": ", now.gap);
      report.expect(now.kkt <= std::sqrt(tolerance), "the optimality conditions hold", "signal ", i, ": ", now.kkt);
    }
    report.expect_near(summary.objective, objective, tolerance * static_cast<double>(codes.cols()),
                       "the objective is reported");
  }
  return report;
}

/// The same for the plain lasso.
template <std::floating_point T, coding::SparseCoder<T> C>
[[nodiscard]] Report check_lasso(const C& coder, double alpha, double tolerance = 1e-5) {
  return check_lasso<T>(coder, coding::LassoPenalty{.alpha = alpha}, tolerance);
}

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
