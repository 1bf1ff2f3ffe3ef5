#pragma once
/// Synchrony as a table of pairs, for people and other programs.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/io/text/table_write.hpp"
#include "syncact/synchrony/pairs.hpp"

namespace syncact::inline v0_1::io {

/// What neurons and networks are called.
struct CouplingNames {
  std::vector<std::string> neurons{};
  std::vector<std::string> networks{};
};

/// The pairs that are significant by the family-wise or the false-discovery criterion at `level`, and the `n_top` strongest
/// whatever their p, strongest first. Columns: neuron, network, network_name, r, p_uncorrected, p_fwe, q_fdr, neuron_name.
/// Throws ShapeError unless there is a name for each neuron and network.
template <std::floating_point T>
[[nodiscard]] TsvWriter synchrony_table(const synchrony::Synchrony<T>& synchrony, const CouplingNames& names,
                                        double level = 0.05, Index n_top = 1000) {
  using synchrony::Coupling;
  using synchrony::Criterion;
  require_extent("synchrony_table", "number of names of neurons", synchrony.n_neurons(), std::ssize(names.neurons));
  require_extent("synchrony_table", "number of names of networks", synchrony.n_networks(), std::ssize(names.networks));
  std::vector<Coupling> pairs = significant_pairs(synchrony, level, Criterion::fdr);
  for (const Coupling& c : significant_pairs(synchrony, level, Criterion::fwe)) pairs.push_back(c);
  for (const Coupling& c : top_pairs(synchrony, n_top)) pairs.push_back(c);
  const auto key = [&](const Coupling& c) { return std::tuple(-synchrony.statistic(c.r), c.neuron, c.network); };
  std::sort(pairs.begin(), pairs.end(), [&](const Coupling& a, const Coupling& b) { return key(a) < key(b); });
  pairs.erase(std::unique(pairs.begin(), pairs.end(), [&](const Coupling& a, const Coupling& b) { return key(a) == key(b); }),
              pairs.end());
  TsvWriter table({"neuron", "network", "network_name", "r", "p_uncorrected", "p_fwe", "q_fdr", "neuron_name"});
  for (const Coupling& c : pairs) {
    table.row(c.neuron, c.network, nth(names.networks, c.network), c.r, c.p_uncorrected, c.p_fwe, c.q_fdr,
              nth(names.neurons, c.neuron));
  }
  return table;
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
