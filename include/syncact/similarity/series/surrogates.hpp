#pragma once
/// Surrogates that are given, not drawn: what one null draw does to a pair.
#include "syncact/core/macros_off.hpp"

#include <span>
#include <vector>

#include "syncact/core/options.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/similarity/series/correlation.hpp"
#include "syncact/stats/block_permutation.hpp"
#include "syncact/stats/phase_randomization.hpp"

namespace syncact::inline v0_1::similarity::series {

/// [time] The series with frequency bin m turned by phases[m - 1], m = 1 .. ceil(n/2) - 1; mean and Nyquist bin stay.
/// Prichard & Theiler, Phys. Rev. Lett. 73 (1994) 951. Throws ShapeError for another number of phases.
[[nodiscard]] inline VectorX<double> phase_surrogate(const VectorX<double>& series, const VectorX<double>& phases) {
  require_extent("phase_surrogate", "number of phases", (series.size() - 1) / 2, phases.size());
  if (series.size() == 0) return series;
  MatrixX<double> out(series.size(), 1);
  stats::PhaseRandomization::turn_phases(detail::view(series), {phases.begin(), phases.end()}, out, 0);
  return out;
}

/// The surrogate of a series for given phases [rad], one per bin: describe(series, phases) is [time].
struct PhaseSurrogate {
  std::optional<Index> first{};  ///< only so many time points from the start

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("first", self.first, "only so many time points from the start; all if none");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "phase_surrogate",
            .kind = similarity::Kind::time_series,
            .formula = "inverse transform of x_m exp(i phase_m), m = 1 .. ceil(n/2)-1",
            .direction = similarity::Direction::description,
            .symmetric = false,
            .centering = "the mean stays",
            .cost = "n log n",
            .source = "Prichard & Theiler 1994"};
  }

  /// Throws ShapeError unless there is one phase per bin, ValueError if first < 0.
  [[nodiscard]] similarity::MeasurementList describe(const VectorX<double>& series, const VectorX<double>& phases) const {
    require(first.value_or(0) >= 0, "PhaseSurrogate", "first must be >= 0", first.value_or(0));
    const Index n = std::min(first.value_or(series.size()), series.size());
    if (!series.allFinite() || !phases.allFinite()) {
      return similarity::no_values(similarity::MeasureStatus::non_finite, series.size(), n);
    }
    return {phase_surrogate(series, phases).head(n), similarity::MeasureStatus::ok, series.size(), 0, 0};
  }
};

/// Pearson's r of b with the phase surrogate of a: one draw of a phase-randomization null.
struct PhaseSurrogateCorrelation {
  [[nodiscard]] similarity::Info info() const {
    return {.id = "phase_surrogate_correlation",
            .kind = similarity::Kind::time_series,
            .formula = "Pearson's r of b and the phase surrogate of a",
            .lowest = -1,
            .highest = 1,
            .x = detail::shift_and_gain,
            .y = detail::shift_and_gain,
            .symmetric = false,
            .centering = "each series minus its mean",
            .cost = "n log n",
            .source = "Prichard & Theiler 1994"};
  }

  /// Throws ShapeError unless the lengths agree and there is one phase per bin.
  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b,
                                                const VectorX<double>& phases) const {
    const detail::UnitPair unit = detail::unit_pair("PhaseSurrogateCorrelation", a, b);
    if (!unit.ok()) return similarity::no_value(unit.status, unit.n());
    if (!phases.allFinite()) return similarity::no_value(similarity::MeasureStatus::non_finite, unit.n());
    return Correlation{}.compare(phase_surrogate(unit.a, phases), unit.b);
  }
};

/// Pearson's r of a with b after b's blocks have been put in a given order: one draw of a block-permutation null.
/// Entry i of `order` is the block that comes to place i; the blocks are equally long.
struct BlockPermutationCorrelation {
  std::vector<Index> order{0};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("order", self.order, "block that comes to each place, from 0 on");
  }

  [[nodiscard]] similarity::Info info() const {
    return {.id = "block_permutation_correlation",
            .kind = similarity::Kind::time_series,
            .formula = "Pearson's r of a and b with its blocks in another order",
            .lowest = -1,
            .highest = 1,
            .x = detail::shift_and_gain,
            .y = detail::shift_and_gain,
            .symmetric = order.size() <= 2,  // those orders are their own inverse
            .centering = "each series minus its mean",
            .cost = "n"};
  }

  /// Throws ShapeError unless the lengths agree and the blocks divide them, ValueError unless order is a permutation.
  [[nodiscard]] similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    require_same_times("BlockPermutationCorrelation", "a", a.size(), "b", b.size());
    return Correlation{}.compare(a, stats::permute_blocks(detail::view(b), std::span<const Index>(order)));
  }
};

static_assert(SeriesMeasure<BlockPermutationCorrelation>);

}  // namespace syncact::inline v0_1::similarity::series

#include "syncact/core/macros_on.hpp"
