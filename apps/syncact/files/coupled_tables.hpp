#pragma once
/// The tables of `couple` beside synchrony itself. Each writes a file into a folder and tells the manifest.
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "files/manifest.hpp"
#include "files/outputs.hpp"
#include "syncact/annotation/label_agreement.hpp"
#include "syncact/score/alignment_pattern.hpp"
#include "syncact/score/ceiling.hpp"
#include "syncact/score/competitors.hpp"
#include "syncact/score/held_out_runs.hpp"
#include "syncact/score/layers.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/synchrony/across_subjects.hpp"
#include "syncact/synchrony/network_timing.hpp"
#include "syncact/synchrony/timing.hpp"
#include "syncact/synchrony/truncated_shift_test.hpp"

namespace cli {

/// A model, or a layer of it, scored by a measure of similarity.
struct MeasureScore {
  std::string measure, layer, brain;  ///< layer and brain: "all", or which
  Index n_neurons = 0;
  syncact::score::Score score;
};

/// How far each network is followed, by the model and by people.
struct Profiles {
  std::vector<Index> networks;  ///< that vary in everybody
  std::vector<std::string> subjects;
  syncact::VectorX<double> model;   ///< [network] r of the best neuron with the mean of the subjects
  syncact::MatrixX<double> people;  ///< [subject x network] r of a subject with the mean of the others
  syncact::score::AlignmentPattern alignment;
};

/// The score of what cannot be scored: all n/a.
inline constexpr syncact::score::Score undefined_score{.value = std::numeric_limits<double>::quiet_NaN(),
                                                       .null_mean = std::numeric_limits<double>::quiet_NaN(),
                                                       .null_sd = std::numeric_limits<double>::quiet_NaN(),
                                                       .chance_corrected = std::numeric_limits<double>::quiet_NaN(),
                                                       .z_null = std::numeric_limits<double>::quiet_NaN(),
                                                       .p = std::numeric_limits<double>::quiet_NaN()};

/// timing.tsv: the curve, and the band that unrelated series leave in .05 of studies.
void write_timing(const std::string& folder, const syncact::synchrony::Timing& timing, double tr, Manifest& manifest);

/// network_timing.tsv: the peak of each network, its interval and p; network_timing_curves.tsv: [delay x network].
void write_network_timing(const std::string& folder,
                          const std::vector<std::optional<syncact::synchrony::NetworkTiming>>& timing, const Names& names,
                          double tr, Manifest& manifest);

/// across_subjects.tsv: of each neuron, the network of the largest mean r over subjects.
void write_across(const std::string& folder, const syncact::synchrony::AcrossSubjects& across, syncact::synchrony::Tail tail,
                  const Names& names, Manifest& manifest);

/// layers.tsv: mean_best_network of each layer, n/a where nothing varies.
void write_layers(const std::string& folder, const std::vector<syncact::score::LayerScore>& layers, Manifest& manifest);

/// scores.tsv: model and layers by measures of similarity.
void write_measured(const std::string& folder, const std::vector<MeasureScore>& scores, Manifest& manifest);

/// ceilings.tsv: of each network, how well subjects agree, and r of the best possible model.
void write_agreement(const std::string& folder, const syncact::score::Agreement& agreement, const Names& names,
                     Manifest& manifest);

/// alignment_pattern.tsv: [network x (model, each subject)]; what of that is alike is in run.json.
void write_profiles(const std::string& folder, const Profiles& profiles, const Names& names, Manifest& manifest);

/// label_agreement.tsv: of each neuron that goes with a network, how alike what both follow is; and of all, in run.json.
void write_label_agreement(const std::string& folder, const syncact::annotation::LabelAgreement& agreement, const Names& names,
                           Manifest& manifest);

/// held_out.tsv: of each network, the best neuron of the runs that found it, in the runs held out.
void write_held_out(const std::string& folder, const syncact::score::HeldOutRuns& test, const Names& names, Manifest& manifest);

/// truncated_shift.tsv: of each neuron, the network of the largest statistic in the windows.
void write_truncated(const std::string& folder, const syncact::synchrony::TruncatedShiftTest& test,
                     syncact::synchrony::Tail tail, const Names& names, Manifest& manifest);

/// significant.tsv: the pairs that are significant at .05 after a correction, one of choices(Correction), strongest first.
void write_significant(const std::string& folder, const syncact::synchrony::Synchrony<double>& synchrony,
                       const std::string& correction, const Names& names, Manifest& manifest);

/// p_tail.tsv: the family-wise p of each neuron's best network, beyond what the null draws can resolve.
void write_tails(const std::string& folder, const syncact::synchrony::Synchrony<double>& synchrony, const Names& names,
                 std::uint64_t seed, Manifest& manifest);

/// competitors.tsv: mean_best_network of each competitor, and of the model beyond it; n/a where nothing is left.
void write_competitors(const std::string& folder, const std::vector<syncact::score::CompetitorScore>& competitors,
                       Manifest& manifest);

}  // namespace cli
