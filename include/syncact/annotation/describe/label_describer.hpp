#pragma once
/// What describes units from labelled frames, without a brain.
#include "syncact/core/macros_off.hpp"

#include <concepts>

#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::annotation::describe {

/// Scores every label for every unit: scores(units [frame x unit], labels [frame x label] in [0, 1]) is [unit x label].
/// Axioms: the order of the frames does not matter; what is done to a unit by a function that increases does not matter; a
/// label's scores do not depend on the other labels; a label that is on where a unit is active scores higher than one that is
/// on elsewhere as often. NaN where there is no answer, for a constant unit as an example.
/// Laws: syncact/laws/describer_laws.hpp.
template <class D>
concept LabelDescriber = std::copyable<D> &&
    requires(const D describer, const MatrixX<double>& units, const MatrixX<double>& labels) {
  { describer.scores(units, labels) } -> std::same_as<MatrixX<double>>;
};

}  // namespace syncact::inline v0_1::annotation::describe

#include "syncact/core/macros_on.hpp"
