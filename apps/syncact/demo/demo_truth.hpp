#pragma once
/// Given labels against true ones.
#include <optional>
#include <string>
#include <vector>

#include "syncact/annotation/concept.hpp"

namespace cli {

using syncact::Index;

/// How many labels are right. A neuron's label is its first annotation; it is right if the neuron truly prefers that category.
struct LabelQuality {
  Index n_labelled = 0;   ///< neurons with a label
  Index n_selective = 0;  ///< neurons that truly prefer a category
  Index n_right = 0;
  double precision = 0;         ///< right / labelled; a label of a neuron without preference is wrong
  double recall = 0;            ///< right / selective
  double chance_precision = 0;  ///< mean over shuffles of the given labels among all neurons
  double chance_recall = 0;
  double p = 1;  ///< share of shuffles with as many right labels
};

/// `truth` [neuron] is the name of the preferred category, if any; `label_names` are those of the annotations.
[[nodiscard]] LabelQuality judge_labels(const std::vector<syncact::annotation::Annotation>& annotations,
                                        const std::vector<std::string>& label_names,
                                        const std::vector<std::optional<std::string>>& truth, std::uint64_t seed);

}  // namespace cli
