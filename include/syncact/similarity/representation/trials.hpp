#pragma once
/// Representations with noise: several trials of each condition.
#include "syncact/core/macros_off.hpp"

#include <span>
#include <vector>

#include "syncact/core/finite.hpp"
#include "syncact/similarity/info.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// For each condition a table [trial x unit]; numbers of trials may differ.
using Trials = std::span<const MatrixX<double>>;

/// Compares two representations of the same conditions by their trials.
/// Axioms: the same arguments give the same bits; the order of trials does not matter; what info() states holds.
template <class M>
concept TrialMeasure = similarity::Described<M> && requires(const M m, Trials x, Trials y) {
  { m.compare(x, y) } -> std::same_as<similarity::Measurement>;
};

namespace detail {

/// Throws ShapeError unless both have the same conditions and each the same units in all of them, ValueError for NaN or
/// infinity.
inline void require_trials(std::string_view name, Trials x, Trials y) {
  require_extent(name, "number of conditions of y", static_cast<Index>(x.size()), static_cast<Index>(y.size()));
  for (const Trials side : {x, y}) {
    for (const MatrixX<double>& condition : side) {
      require_extent(name, "number of units of a condition", side.front().cols(), condition.cols());
      require(condition.allFinite(), name, "the sum of a condition's trials must be finite", condition.sum());
    }
  }
}

[[nodiscard]] inline Index fewest_trials(Trials x) {
  Index fewest = x.empty() ? 0 : x.front().rows();
  for (const MatrixX<double>& condition : x) fewest = std::min(fewest, condition.rows());
  return fewest;
}

/// Each condition minus the mean over conditions of their means. The first trial is taken off before, so that a large offset
/// costs no digits.
[[nodiscard]] inline std::vector<MatrixX<double>> centered_trials(Trials x) {
  std::vector<MatrixX<double>> centered;
  VectorX<double> mean = VectorX<double>::Zero(x.front().cols());
  for (const MatrixX<double>& condition : x) {
    centered.push_back(condition.rowwise() - x.front().row(0));
    mean += centered.back().colwise().mean().transpose() / static_cast<double>(x.size());
  }
  for (MatrixX<double>& condition : centered) condition.rowwise() -= mean.transpose();
  return centered;
}

}  // namespace detail

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
