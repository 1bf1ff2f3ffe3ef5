#pragma once
/// The report of `demo`.
#include <vector>

#include "demo/demo_study.hpp"
#include "report/document.hpp"

namespace cli {

/// What was found in the planted world, set against the truth.
[[nodiscard]] Document demo_report(const DemoWorld& world, const BrainSide& brain, const std::vector<Verdict>& verdicts,
                                   const syncact::score::AccuracyRelation& by_network);

}  // namespace cli
