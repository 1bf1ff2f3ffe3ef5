#pragma once
/// The result of coupling: which neuron goes with which network, and how sure that is.
#include "syncact/core/macros_off.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/stats/p_from_null.hpp"
#include "syncact/synchrony/options.hpp"

namespace syncact::inline v0_1::synchrony {

/// One neuron and one network.
struct Coupling {
  Index neuron = 0;
  Index network = 0;
  double r = 0;              ///< similarity at lag zero
  double p_uncorrected = 1;  ///< this pair alone; with thousands of pairs many are small by chance
  double p_fwe = 1;          ///< against the largest statistic of the whole table (max statistic)
  double q_fdr = 1;          ///< Benjamini-Hochberg over the whole table
};

/// What was asked for and what was done.
struct CouplingSettings {
  std::string similarity;
  std::string null_model;
  Index n_permutations = 0;  ///< asked for
  Index n_draws = 0;         ///< used
  bool exhaustive = false;   ///< every distinct draw was used once
  std::uint64_t seed = 0;
  Tail tail = Tail::upper;
  double fwe_level = 0.05;
  PerRun per_run = PerRun::none;
  NanPolicy nan = NanPolicy::raise;
  std::optional<Index> keep_top{};
  Index n_removed = 0;  ///< components that a projection removed from the signals, over all runs, and from every null draw
  double effective_samples = 0;  ///< independent time points of the shortest run, of two series as smooth as the networks
  double tie_tolerance = 0;      ///< a null value counts as reaching r if it is not smaller than r by more than this

  [[nodiscard]] bool operator==(const CouplingSettings&) const = default;
};

/// One value per null draw of what is computed on the whole table. `statistic` is r, or |r| for Tail::both.
struct NullDistribution {
  VectorX<double> max;                ///< largest statistic
  VectorX<double> mean_best_network;  ///< mean over usable neurons of the best network's statistic
  VectorX<double> mean_best_neuron;   ///< mean over usable networks of the best neuron's statistic
  VectorX<double> share_significant;  ///< share of usable neurons above the family-wise threshold
};

/// Counts of null draws, [neuron x network].
using CountTable = Eigen::Matrix<std::uint32_t, Eigen::Dynamic, Eigen::Dynamic>;

/// The coupling of n_neurons neurons with n_networks networks. Free of policy types: every couple() returns this.
/// Undefined pairs (a constant or excluded signal) are NaN in tables and absent from lists.
template <std::floating_point T>
struct Synchrony {
  CouplingSettings settings;
  std::vector<numeric::SignalStatus> neuron_status;
  std::vector<numeric::SignalStatus> network_status;
  Index n_defined = 0;  ///< pairs of two usable signals: the family of p_fwe and q_fdr

  MatrixX<T> r;         ///< [neuron x network], or empty if only the best were kept
  CountTable exceeded;  ///< [neuron x network] null draws that reached r; likewise

  std::vector<std::optional<Coupling>> best_network;  ///< per neuron: the network of the largest statistic
  std::vector<std::optional<Coupling>> best_neuron;   ///< per network: the neuron of the largest statistic
  std::vector<Coupling> kept;                         ///< by neuron, then network; empty if the whole table is there

  NullDistribution null;
  stats::MaxStatistic max_statistic;  ///< turns a statistic into p_fwe
  std::vector<double> q_of_count;     ///< q_fdr of a pair that b null draws reached, b = 0 .. n_draws
  double threshold_fwe = 0;           ///< statistics above it (and the tie tolerance) have p_fwe <= fwe_level

  [[nodiscard]] Index n_neurons() const { return static_cast<Index>(neuron_status.size()); }
  [[nodiscard]] Index n_networks() const { return static_cast<Index>(network_status.size()); }
  [[nodiscard]] bool whole_table() const { return !settings.keep_top.has_value(); }
  [[nodiscard]] bool usable_neuron(Index n) const { return usable(neuron_status, n); }
  [[nodiscard]] bool usable_network(Index k) const { return usable(network_status, k); }

  /// What is tested: r, or |r|.
  [[nodiscard]] double statistic(double r_value) const { return settings.tail == Tail::both ? std::abs(r_value) : r_value; }

  /// A pair with its p-values, from its r and its count.
  [[nodiscard]] Coupling coupling(Index neuron, Index network, double r_value, Index n_reached) const {
    return {neuron,
            network,
            r_value,
            stats::p_from_null(n_reached, settings.n_draws),
            max_statistic.p(statistic(r_value)),
            nth(q_of_count, n_reached)};
  }

  /// The couplings of a neuron that are known: all defined ones, or those kept. By network.
  [[nodiscard]] std::vector<Coupling> of_neuron(Index neuron) const {
    std::vector<Coupling> result;
    if (whole_table()) {
      for (Index k = 0; k < n_networks(); ++k) {
        if (usable_neuron(neuron) && usable_network(k)) {
          result.push_back(coupling(neuron, k, static_cast<double>(r(neuron, k)), exceeded(neuron, k)));
        }
      }
      return result;
    }
    auto at = std::lower_bound(kept.begin(), kept.end(), neuron, [](const Coupling& c, Index n) { return c.neuron < n; });
    for (; at != kept.end() && at->neuron == neuron; ++at) result.push_back(*at);
    return result;
  }

  /// One of the three p-values as a table [neuron x network], NaN where undefined: table(&Coupling::p_fwe).
  /// Throws ValueError if the whole table was not kept.
  [[nodiscard]] MatrixX<double> table(double Coupling::*value) const {
    require(whole_table(), "Synchrony::table", "keep_top must be unset or 0, as the whole table is needed,",
            settings.keep_top.value_or(0));
    MatrixX<double> result = MatrixX<double>::Constant(n_neurons(), n_networks(), std::numeric_limits<double>::quiet_NaN());
    for (Index n = 0; n < n_neurons(); ++n) {
      for (const Coupling& c : of_neuron(n)) result(n, c.network) = c.*value;
    }
    return result;
  }

 private:
  static bool usable(const std::vector<numeric::SignalStatus>& status, Index i) {
    return nth(status, i) == numeric::SignalStatus::ok;
  }
};

}  // namespace syncact::inline v0_1::synchrony

#include "syncact/core/macros_on.hpp"
