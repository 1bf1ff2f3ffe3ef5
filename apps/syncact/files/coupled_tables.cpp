#include "files/coupled_tables.hpp"

#include <cmath>
#include <limits>
#include <optional>

#include "syncact/core/nth.hpp"
#include "syncact/io/text/table_write.hpp"
#include "syncact/stats/null_tail.hpp"
#include "syncact/synchrony/corrected_p.hpp"
#include "syncact/synchrony/pairs.hpp"

namespace cli {

namespace synchrony = syncact::synchrony;

namespace {

/// Tables [neuron x network] of r and its p.
struct TestedTable {
  const MatrixX<double>&r, &p_uncorrected, &p_fwe;
};

/// Of each neuron, the network of the largest statistic, with its p.
void write_best(const std::string& path, const TestedTable& test, synchrony::Tail tail, const Names& names,
                Manifest& manifest) {
  syncact::io::TsvWriter table({"neuron", "network", "network_name", "r", "p_uncorrected", "p_fwe", "neuron_name"});
  const auto statistic = [&](double r) { return tail == synchrony::Tail::both ? std::abs(r) : r; };
  for (Index i = 0; i < test.r.rows(); ++i) {
    std::optional<Index> best;
    for (Index k = 0; k < test.r.cols(); ++k) {
      if (!std::isnan(test.r(i, k)) && (!best || statistic(test.r(i, k)) > statistic(test.r(i, *best)))) best = k;
    }
    if (!best) continue;
    table.row(i, *best, syncact::nth(names.networks, *best), test.r(i, *best), test.p_uncorrected(i, *best),
              test.p_fwe(i, *best), syncact::nth(names.neurons, i));
  }
  table.write(path);
  manifest.add_output(path);
}

}  // namespace

void write_timing(const std::string& folder, const synchrony::Timing& timing, double tr, Manifest& manifest) {
  syncact::io::TsvWriter table({"delay_scans", "delay_seconds", "mean_best_network", "threshold"});
  for (std::size_t i = 0; i < timing.delays.size(); ++i) {
    table.row(timing.delays[i], static_cast<double>(timing.delays[i]) * tr, timing.synchrony[static_cast<Index>(i)],
              timing.threshold);
  }
  table.write(folder + "/timing.tsv");
  manifest.add_output(folder + "/timing.tsv");
}

void write_network_timing(const std::string& folder, const std::vector<std::optional<synchrony::NetworkTiming>>& timing,
                          const Names& names, double tr, Manifest& manifest) {
  syncact::io::TsvWriter peaks({"network", "network_name", "peak_scans", "peak_seconds", "low_seconds", "high_seconds",
                                "r_at_peak", "r_at_0", "p_peak", "threshold"});
  std::vector<std::string> columns{"delay_scans", "delay_seconds"};
  columns.insert(columns.end(), names.networks.begin(), names.networks.end());
  syncact::io::TsvWriter curves(columns);
  Index reach = 0;
  for (std::size_t k = 0; k < timing.size(); ++k) {
    using syncact::io::number_text;
    if (!timing[k]) {
      std::vector<std::string> row{number_text(k), names.networks[k]};
      row.insert(row.end(), 8, "n/a");
      peaks.row_of(row);
      continue;
    }
    const synchrony::Timing& t = timing[k]->timing;
    reach = (std::ssize(t.delays) - 1) / 2;
    const auto seconds = [&](Index scans) { return static_cast<double>(scans) * tr; };
    peaks.row(k, names.networks[k], t.peak, seconds(t.peak), seconds(timing[k]->low), seconds(timing[k]->high),
              t.synchrony[t.peak + reach], t.synchrony[reach], t.p_peak, t.threshold);
  }
  for (Index delay = -reach; delay <= reach; ++delay) {
    std::vector<std::string> row{syncact::io::number_text(delay), syncact::io::number_text(static_cast<double>(delay) * tr)};
    for (const auto& one : timing) {
      row.push_back(one ? syncact::io::number_text(one->timing.synchrony[delay + reach]) : std::string("n/a"));
    }
    curves.row_of(row);
  }
  for (const auto& [table, name] :
       {std::pair{&peaks, "/network_timing.tsv"}, std::pair{&curves, "/network_timing_curves.tsv"}}) {
    table->write(folder + name);
    manifest.add_output(folder + name);
  }
}

void write_across(const std::string& folder, const synchrony::AcrossSubjects& across, synchrony::Tail tail, const Names& names,
                  Manifest& manifest) {
  write_best(folder + "/across_subjects.tsv", {across.r, across.p_uncorrected, across.p_fwe}, tail, names, manifest);
}

void write_layers(const std::string& folder, const std::vector<syncact::score::LayerScore>& layers, Manifest& manifest) {
  syncact::io::TsvWriter table({"layer", "n_neurons", "mean_best_network", "null_mean", "effect", "p", "p_fwe"});
  for (const auto& layer : layers) {
    const auto score = layer.score ? layer.score->mean_best_network : undefined_score;
    table.row(layer.layer, layer.n_neurons, score.value, score.null_mean, score.chance_corrected, score.p, layer.p_fwe);
  }
  table.write(folder + "/layers.tsv");
  manifest.add_output(folder + "/layers.tsv");
}

void write_measured(const std::string& folder, const std::vector<MeasureScore>& scores, Manifest& manifest) {
  syncact::io::TsvWriter table(
      {"measure", "layer", "brain", "n_neurons", "value", "null_mean", "null_sd", "effect", "z_null", "p"});
  for (const auto& [measure, layer, brain, n_neurons, score] : scores) {
    table.row(measure, layer, brain, n_neurons, score.value, score.null_mean, score.null_sd, score.chance_corrected,
              score.z_null, score.p);
  }
  table.write(folder + "/scores.tsv");
  manifest.add_output(folder + "/scores.tsv");
}

void write_agreement(const std::string& folder, const syncact::score::Agreement& agreement, const Names& names,
                     Manifest& manifest) {
  syncact::io::TsvWriter table({"network", "network_name", "isc", "p", "ceiling"});
  for (Index k = 0; k < agreement.isc.size(); ++k) {
    table.row(k, syncact::nth(names.networks, k), agreement.isc[k], agreement.p[k], agreement.ceiling[k]);
  }
  table.write(folder + "/ceilings.tsv");
  manifest.add_output(folder + "/ceilings.tsv");
}

void write_profiles(const std::string& folder, const Profiles& profiles, const Names& names, Manifest& manifest) {
  std::vector<std::string> columns{"network", "network_name", "model"};
  columns.insert(columns.end(), profiles.subjects.begin(), profiles.subjects.end());
  syncact::io::TsvWriter table(columns);
  for (std::size_t i = 0; i < profiles.networks.size(); ++i) {
    const auto at = static_cast<Index>(i);
    std::vector<std::string> row{syncact::io::number_text(profiles.networks[i]),
                                 syncact::nth(names.networks, profiles.networks[i]),
                                 syncact::io::number_text(profiles.model[at])};
    for (const double r : profiles.people.col(at)) row.push_back(syncact::io::number_text(r));
    table.row_of(row);
  }
  table.write(folder + "/alignment_pattern.tsv");
  manifest.add_output(folder + "/alignment_pattern.tsv");
  const auto& alignment = profiles.alignment;
  manifest.note("alignment_pattern", nlohmann::ordered_json{{"model_with_people", alignment.mean_model},
                                                            {"people_with_others", alignment.mean_people},
                                                            {"p_model", alignment.p_model},
                                                            {"p_below_people", alignment.p_below}});
}

void write_label_agreement(const std::string& folder, const syncact::annotation::LabelAgreement& agreement, const Names& names,
                           Manifest& manifest) {
  syncact::io::TsvWriter table({"neuron", "network", "network_name", "agreement", "shared", "neuron_name"});
  for (std::size_t i = 0; i < agreement.neuron.size(); ++i) {
    const auto at = static_cast<Index>(i);
    table.row(agreement.neuron[i], agreement.network[i], syncact::nth(names.networks, agreement.network[i]),
              agreement.agreement[at], agreement.shared[at], syncact::nth(names.neurons, agreement.neuron[i]));
  }
  table.write(folder + "/label_agreement.tsv");
  manifest.add_output(folder + "/label_agreement.tsv");
  manifest.note("label_agreement", nlohmann::ordered_json{{"n_labels", agreement.n_labels},
                                                          {"mean", number_or_null(agreement.mean)},
                                                          {"null_mean", number_or_null(agreement.null_mean)},
                                                          {"mean_shared", number_or_null(agreement.mean_shared)},
                                                          {"null_mean_shared", number_or_null(agreement.null_mean_shared)},
                                                          {"p", agreement.p},
                                                          {"n_draws", agreement.n_draws}});
}

void write_held_out(const std::string& folder, const syncact::score::HeldOutRuns& test, const Names& names,
                    Manifest& manifest) {
  syncact::io::TsvWriter table(
      {"network", "network_name", "neuron", "delay_scans", "r_found", "r", "p", "p_holm", "neuron_name"});
  for (const auto& one : test.couplings) {
    table.row(one.network, syncact::nth(names.networks, one.network), one.neuron, one.delay, one.r_found, one.r, one.p,
              one.p_holm, syncact::nth(names.neurons, one.neuron));
  }
  table.write(folder + "/held_out.tsv");
  manifest.add_output(folder + "/held_out.tsv");
  manifest.note("held_out", nlohmann::ordered_json{{"mean_r", number_or_null(test.mean.value)},
                                                   {"null_mean", number_or_null(test.mean.null_mean)},
                                                   {"p", number_or_null(test.mean.p)},
                                                   {"n_draws", test.n_draws}});
}

void write_truncated(const std::string& folder, const synchrony::TruncatedShiftTest& test, synchrony::Tail tail,
                     const Names& names, Manifest& manifest) {
  write_best(folder + "/truncated_shift.tsv", {test.r, test.p_uncorrected, test.p_fwe}, tail, names, manifest);
}

void write_significant(const std::string& folder, const synchrony::Synchrony<double>& synchrony, const std::string& correction,
                       const Names& names, Manifest& manifest) {
  synchrony::Correction how{};
  for (const auto& choice : choices(synchrony::Correction{})) {
    if (choice.name == correction) how = choice.value;
  }
  const synchrony::CorrectedP corrected(synchrony, how);
  syncact::io::TsvWriter table({"neuron", "network", "network_name", "r", "p_uncorrected", "p_" + correction, "neuron_name"});
  Index n = 0;
  for (const auto& pair : synchrony::top_pairs(synchrony, std::numeric_limits<Index>::max())) {
    if (!(corrected(pair) <= 0.05)) continue;
    table.row(pair.neuron, pair.network, syncact::nth(names.networks, pair.network), pair.r, pair.p_uncorrected,
              corrected(pair), syncact::nth(names.neurons, pair.neuron));
    ++n;
  }
  table.write(folder + "/significant.tsv");
  manifest.add_output(folder + "/significant.tsv");
  manifest.note("significant_pairs", n);
}

void write_tails(const std::string& folder, const synchrony::Synchrony<double>& synchrony, const Names& names,
                 std::uint64_t seed, Manifest& manifest) {
  syncact::io::TsvWriter table(
      {"neuron", "network", "network_name", "r", "n_reached", "n_draws", "p_fwe", "p_tail", "n_excesses", "neuron_name"});
  const syncact::stats::NullTail null(synchrony.null.max, {.seed = seed});
  for (const auto& best : synchrony.best_network) {
    if (!best) continue;
    const auto tail = null.p(synchrony.statistic(best->r) - synchrony.settings.tie_tolerance);
    table.row(best->neuron, best->network, syncact::nth(names.networks, best->network), best->r, tail.n_reached, tail.n_draws,
              best->p_fwe, tail.p, tail.n_excesses, syncact::nth(names.neurons, best->neuron));
  }
  table.write(folder + "/p_tail.tsv");
  manifest.add_output(folder + "/p_tail.tsv");
}

void write_competitors(const std::string& folder, const std::vector<syncact::score::CompetitorScore>& competitors,
                       Manifest& manifest) {
  syncact::io::TsvWriter table(
      {"competitor", "n_removed", "alone", "alone_effect", "alone_p", "model_beyond", "model_beyond_effect", "model_beyond_p"});
  for (const auto& competitor : competitors) {
    const auto alone = competitor.alone ? competitor.alone->mean_best_network : undefined_score;
    const auto beyond = competitor.model_beyond ? competitor.model_beyond->mean_best_network : undefined_score;
    table.row(competitor.name, competitor.n_removed, alone.value, alone.chance_corrected, alone.p, beyond.value,
              beyond.chance_corrected, beyond.p);
  }
  table.write(folder + "/competitors.tsv");
  manifest.add_output(folder + "/competitors.tsv");
}

}  // namespace cli
