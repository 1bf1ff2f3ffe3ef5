#pragma once
/// The demonstration's study: the chain of the library, and its results set against the truth.
#include <optional>
#include <vector>

#include "demo/demo_truth.hpp"
#include "demo/demo_world.hpp"
#include "syncact/annotation/best_network.hpp"
#include "syncact/annotation/label_agreement.hpp"
#include "syncact/annotation/own_evidence.hpp"
#include "syncact/score/accuracy_relation.hpp"
#include "syncact/score/model_score.hpp"
#include "syncact/study/brain.hpp"
#include "syncact/study/labels.hpp"

namespace cli {

/// More networks than were planted: a study does not know how many there are.
inline constexpr Index demo_networks = 40;
/// Null draws of every coupling.
inline constexpr Index demo_permutations = 1000;
/// High-pass of the scans [Hz].
inline constexpr double demo_high_pass = 1.0 / 128;

/// Brain networks and what they follow. Shared by all models.
struct BrainSide {
  syncact::study::Brain<double> brain;
  syncact::study::Labels shown;
  syncact::annotation::LabelScores labels;
};

/// A model set against the brain, and against the brain with time reversed.
struct Verdict {
  syncact::synchrony::Synchrony<double> synchrony;
  std::vector<syncact::annotation::Annotation> annotations;
  syncact::score::ModelScore score;
  syncact::score::ModelScore reversed;
  LabelQuality quality;
  std::vector<syncact::annotation::OwnEvidence> own;
  LabelQuality own_quality;  ///< of the labels that neurons follow themselves, and none more
  syncact::annotation::LabelAgreement agreement;
};

[[nodiscard]] BrainSide study_brain(const DemoWorld& world, const RunArguments& arguments, Manifest& manifest);

[[nodiscard]] Verdict study_model(const DemoWorld& world, const DemoModel& model, const BrainSide& brain,
                                  const RunArguments& arguments);

/// Effect (chance-corrected score) of each model against its accuracy.
[[nodiscard]] syncact::score::AccuracyRelation accuracy_relation(const DemoWorld& world, const std::vector<Verdict>& verdicts,
                                                                 syncact::score::Score syncact::score::ModelScore::*which);

}  // namespace cli
