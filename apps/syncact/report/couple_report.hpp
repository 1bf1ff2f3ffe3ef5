#pragma once
/// The report of `couple`.
#include "commands/arguments.hpp"
#include "commands/coupled.hpp"
#include "files/manifest.hpp"
#include "files/outputs.hpp"
#include "report/document.hpp"
#include "report/neuron_cards.hpp"
#include "syncact/score/model_score.hpp"

namespace cli {

/// What was coupled with what and how much of it stands, in words first; then how it was done, figures and tables.
[[nodiscard]] Document couple_report(const CoupleArguments& arguments, const Study& study, const Coupled& coupled,
                                     const syncact::score::ModelScore& score, const Names& names, const FilmsAtHand& films,
                                     const Manifest& manifest);

/// A histogram of the largest correlation of the table in null draws, with the one that was found.
[[nodiscard]] Figure null_figure(const syncact::synchrony::Synchrony<double>& synchrony);

}  // namespace cli
