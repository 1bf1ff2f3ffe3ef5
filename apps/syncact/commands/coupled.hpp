#pragma once
/// What `couple` read, and what it found.
#include <algorithm>
#include <optional>
#include <vector>

#include "files/alignment.hpp"
#include "files/coupled_tables.hpp"
#include "files/inputs.hpp"
#include "files/templates.hpp"
#include "syncact/annotation/label_agreement.hpp"
#include "syncact/annotation/neuron_card.hpp"
#include "syncact/annotation/own_evidence.hpp"
#include "syncact/score/ceiling.hpp"
#include "syncact/score/competitors.hpp"
#include "syncact/score/held_out_runs.hpp"
#include "syncact/score/layers.hpp"
#include "syncact/signal/nuisance.hpp"
#include "syncact/study/brain.hpp"
#include "syncact/study/labels.hpp"
#include "syncact/synchrony/across_subjects.hpp"
#include "syncact/synchrony/network_timing.hpp"
#include "syncact/synchrony/timing.hpp"
#include "syncact/synchrony/truncated_shift_test.hpp"

namespace cli {

/// All that was read and checked, before anything is computed.
struct Study {
  Scans scans;                ///< of the first subject, if there are several
  std::vector<Scans> others;  ///< the other subjects
  Alignment alignment;
  syncact::signal::Nuisance nuisance;
  std::optional<syncact::study::Labels> labels;
  syncact::Timeline shown;  ///< when the activations' frames were shown, from the start of each film
  Index n_warm_up = 0;      ///< volumes whose response reaches back before the first frame of their run
};

/// The courses of a neuron, of its best network, and of its label if it has one, as they were compared: cleaned, of mean 0 and
/// norm 1.
struct Example {
  Index neuron = 0, network = 0;
  std::optional<Index> label{};
  syncact::VectorX<double> neuron_course, network_course, label_course;  ///< [kept scan]
};

/// What ran, before anything is written.
struct Coupled {
  std::optional<syncact::synchrony::Timing> timing{};
  std::vector<std::optional<syncact::synchrony::NetworkTiming>> network_timing{};
  std::optional<syncact::synchrony::TruncatedShiftTest> truncated{};
  std::optional<syncact::score::HeldOutRuns> held_out{};
  Templates templates{};               ///< known networks, with --templates
  std::vector<TemplateMatch> known{};  ///< every network with each of them
  std::vector<syncact::score::CompetitorScore> competitors{};
  std::optional<syncact::synchrony::AcrossSubjects> across{};
  std::optional<syncact::score::Agreement> agreement{};
  std::optional<Profiles> profiles{};
  std::vector<syncact::score::LayerScore> layers{};
  std::vector<MeasureScore> measured{};
  syncact::study::Brain<double> brain;
  syncact::synchrony::Synchrony<double> synchrony;
  std::optional<syncact::annotation::LabelScores> label_scores;
  std::vector<syncact::annotation::Annotation> annotations;
  std::vector<syncact::annotation::OwnEvidence> own{};
  std::optional<syncact::annotation::LabelAgreement> label_agreement{};
  std::vector<syncact::annotation::NeuronCard> cards{};
  syncact::MatrixX<double> neurons{};  ///< [scan x neuron], before anything is removed; kept for --explore alone
  std::vector<Example> examples{};     ///< of the strongest couplings, each with another network
};

/// How many neurons follow a network at a family-wise p of at most .05.
[[nodiscard]] inline Index n_significant(const Coupled& coupled) {
  const auto& best = coupled.synchrony.best_network;
  return std::count_if(best.begin(), best.end(), [](const auto& c) { return c && c->p_fwe <= 0.05; });
}

}  // namespace cli
