#pragma once
/// A model and its layers, scored by measures of similarity.
#include <string>
#include <vector>

#include "commands/arguments.hpp"
#include "commands/measures.hpp"
#include "files/coupled_tables.hpp"
#include "syncact/groups/methods.hpp"
#include "syncact/study/brain.hpp"

namespace cli {

/// Whether there are at least three subjects, with time courses of their own.
[[nodiscard]] bool courses_differ(const syncact::groups::GroupNetworks<double>& group);

/// The layer of each unit, if their names are layer/channel, of more than one layer; else none.
[[nodiscard]] std::vector<std::string> layers_of(const std::vector<std::string>& units);

/// How many signals vary beyond what the projection removes.
[[nodiscard]] Index n_varying(const syncact::MatrixX<double>& table, const syncact::signal::Projection& projection);

/// The measures of --score, checked before anything is computed.
[[nodiscard]] std::vector<Measure> measures_of(const CoupleArguments& arguments);

/// The model and its layers, by each measure, with each brain. Neurons [scan x neuron] before anything is removed.
[[nodiscard]] std::vector<MeasureScore> score_by_measures(
    const CoupleArguments& arguments, const std::vector<Measure>& measures, double tr, const syncact::MatrixX<double>& neurons,
    const std::vector<std::string>& layers, const syncact::study::Brain<double>& brain, const syncact::Context<>& context);

}  // namespace cli
