#pragma once
/// Poisson divergences free of the bias that noise within a run adds.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/nth.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/rdm/detail/cross_runs.hpp"
#include "syncact/similarity/rdm/poisson_kl.hpp"

namespace syncact::inline v0_1::similarity::rdm {

/// The mean over ordered pairs r != s of runs of (m_ri - m_rj)'(ln m_si - ln m_sj), m the rates of PoissonRates, divided by the
/// number of channels unless told otherwise; that is, rates averaged over all runs but one against the logarithms of that one,
/// averaged over which one. It is 0 on average for patterns that do not differ. Conditions that a run lacks are NaN rows.
struct CrossValidatedPoissonKl {
  PoissonRates rates{};
  bool per_channel = true;  ///< mean over channels instead of their sum

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    PoissonRates::options(self.rates, option);
    option("per_channel", self.per_channel, "mean over channels instead of their sum");
  }

  [[nodiscard]] similarity::Info info() const {
    similarity::Info info;
    info.id = "rdm_poisson_kl_cv";
    info.kind = similarity::Kind::rdm;
    info.formula = per_channel ? "mean over r != s of (m_ri - m_rj)'(ln m_si - ln m_sj) / p"
                               : "mean over r != s of (m_ri - m_rj)'(ln m_si - ln m_sj)";
    info.direction = similarity::Direction::squared_distance;
    info.x = similarity::Invariance::permutation;
    info.centering = "none";
    info.cost = "R n^2 p";
    info.note = "rsatoolbox's poisson_cv returns its last fold instead of their mean";
    return info;
  }

  /// runs [condition x channel] each, not negative. Throws unless there are two or more of one shape.
  template <CallContext C = Context<>>
  [[nodiscard]] CrossValidated cross_validated(std::span<const MatrixX<double>> runs, const C& context = {}) const {
    const detail::Presence present = detail::present_conditions("CrossValidatedPoissonKl", runs);
    const Index n = runs[0].rows();
    MatrixX<double> rate(n * static_cast<Index>(runs.size()), runs[0].cols()), log = rate;
    for (std::size_t r = 0; r < runs.size(); ++r) {
      MatrixX<double> m = runs[r];
      for (Index i = 0; i < m.rows(); ++i) {
        if (!nth(present[r], i)) m.row(i).setOnes();
      }
      rates.apply(m);
      const Index first = static_cast<Index>(r) * n;
      detail::center_run(m, present[r], rate.middleRows(first, n));
      detail::center_run(m.array().log().matrix(), present[r], log.middleRows(first, n));
    }
    CrossValidated result = detail::cross_runs(rate, log, present, context.backend, context.executor);
    if (!per_channel) return result;
    result.rdm.values /= static_cast<double>(runs[0].cols());
    result.moments /= static_cast<double>(runs[0].cols());
    return result;
  }

  template <class = void>  // compiled where it is called
  [[nodiscard]] Rdm dissimilarities(std::span<const MatrixX<double>> runs) const {
    return cross_validated(runs).rdm;
  }
};

static_assert(RunDissimilarity<CrossValidatedPoissonKl>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
