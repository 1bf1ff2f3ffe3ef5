#pragma once
/// How well two patterns of spike counts or rates can be told apart: the Kullback-Leibler divergence of Poisson processes.
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/core/options.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/rdm/concept.hpp"
#include "syncact/similarity/rdm/detail/pair_differences.hpp"

namespace syncact::inline v0_1::similarity::rdm {

/// What of a measurement counts as a rate.
enum class RateOf : unsigned char {
  value,      ///< the value itself, which must not be negative
  magnitude,  ///< its absolute value
};
constexpr auto choices(RateOf) { return std::array{Choice{"value", RateOf::value}, Choice{"magnitude", RateOf::magnitude}}; }

/// Rates from measurements: m = (gain x + prior_weight prior_lambda) / (1 + prior_weight), the posterior mean under a Gamma
/// prior worth `prior_weight` measurements of rate `prior_lambda`; it keeps logarithms finite where nothing was counted.
struct PoissonRates {
  double prior_lambda = 1.0;  ///< counts, > 0
  double prior_weight = 0.1;  ///< measurements, >= 0
  double gain = 1.0;          ///< counts per unit of the measurement, > 0
  RateOf rate = RateOf::value;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("prior_lambda", self.prior_lambda, "rate that the prior expects, in counts");
    option("prior_weight", self.prior_weight, "weight of the prior, in measurements");
    option("gain", self.gain, "counts per unit of the measurement");
    option("rate", self.rate, "what of a measurement counts as a rate");
  }

  /// In place. Throws ValueError for a rate that is not positive, or parameters outside their range.
  void apply(Eigen::Ref<MatrixX<double>> x) const {
    require(prior_lambda > 0, "PoissonKl", "prior_lambda must be > 0", prior_lambda);
    require(prior_weight >= 0, "PoissonKl", "prior_weight must be >= 0", prior_weight);
    require(gain > 0, "PoissonKl", "gain must be > 0", gain);
    if (rate == RateOf::magnitude) x = x.cwiseAbs();
    if (x.size() > 0) require(x.minCoeff() >= 0, "PoissonKl", "the least rate must be >= 0", x.minCoeff());
    x.array() = (gain * x.array() + prior_weight * prior_lambda) / (1 + prior_weight);
    if (x.size() > 0) require(x.minCoeff() > 0, "PoissonKl", "without a prior rates must be > 0", x.minCoeff());
  }
};

/// (m_i - m_j)'(ln m_i - ln m_j), the symmetrized Kullback-Leibler divergence of independent Poisson processes with the rates
/// m of PoissonRates, divided by the number of channels unless told otherwise.
struct PoissonKl {
  PoissonRates rates{};
  bool per_channel = true;  ///< mean over channels instead of their sum

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    PoissonRates::options(self.rates, option);
    option("per_channel", self.per_channel, "mean over channels instead of their sum");
  }

  [[nodiscard]] similarity::Info info() const {
    similarity::Info info;
    info.id = "rdm_poisson_kl";
    info.kind = similarity::Kind::rdm;
    info.formula = per_channel ? "(m_i - m_j)'(ln m_i - ln m_j) / p, m = (x + weight lambda) / (1 + weight)"
                               : "(m_i - m_j)'(ln m_i - ln m_j), m = (x + weight lambda) / (1 + weight)";
    info.direction = similarity::Direction::squared_distance;
    info.lowest = 0;
    info.x = similarity::Invariance::permutation;
    info.centering = "none";
    info.cost = "2 n^2 p";
    info.alias = "rdm/*/poisson";
    return info;
  }

  /// patterns [condition x channel], not negative.
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] Rdm dissimilarities(const SeriesView<T>& patterns, const C& context = {}) const {
    detail::Patterns m = detail::load_patterns(patterns, context.executor);
    detail::Patterns log{MatrixX<double>::Zero(m.values.rows(), m.values.cols()), m.ok, {}};
    for (Index i = 0; i < m.values.cols(); ++i) {
      if (!m.usable(i)) continue;
      rates.apply(m.values.col(i));
      log.values.col(i) = m.values.col(i).array().log();
    }
    VectorX<double> norm(m.values.cols());
    for (Index i = 0; i < norm.size(); ++i) norm[i] = m.values.col(i).stableNorm() + log.values.col(i).stableNorm();
    detail::subtract_central(m, context.executor);
    detail::subtract_central(log, context.executor);
    Rdm rdm = detail::pair_differences(m.values, log.values, m.ok, norm, context.backend, context.executor);
    if (per_channel) rdm.values /= static_cast<double>(patterns.n_signals());
    return rdm;
  }
};

static_assert(Dissimilarity<PoissonKl>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
