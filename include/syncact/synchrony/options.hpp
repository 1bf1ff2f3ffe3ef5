#pragma once
/// How neurons and networks are to be coupled.
#include "syncact/core/macros_off.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "syncact/core/finite.hpp"
#include "syncact/stats/circular_shift.hpp"
#include "syncact/synchrony/measure/pearson.hpp"

namespace syncact::inline v0_1::synchrony {

/// Which values of the similarity count as coupling.
enum class Tail : unsigned char {
  upper,  ///< the statistic is r: positive coupling only, as in the paper's "maximal synchronization"
  both,   ///< the statistic is |r|
};

/// How null draws that roll runs are computed. Both give the same statistics up to rounding.
enum class NullEngine : unsigned char {
  cheaper,     ///< what costs less for this number of scans and draws
  products,    ///< a product of matrices with each draw
  transforms,  ///< all lags of a pair from one Fourier transform
};

/// What is done to every signal within every run before similarities are taken over all runs together.
enum class PerRun : unsigned char {
  none,         ///< nothing
  center,       ///< subtract the run's mean
  standardize,  ///< subtract the run's mean and divide by the run's standard deviation
};

/// Settings of couple(). The two policies are types, everything else is a value.
template <class Similarity = measure::Pearson, class Null = stats::CircularShift>
struct CouplingOptions {
  Similarity similarity{};
  Null null{};
  Index n_permutations = 1000;  ///< null draws; fewer are used if there are no more distinct ones
  std::uint64_t seed = 0;
  Tail tail = Tail::upper;
  double fwe_level = 0.05;  ///< level of the significant share and of the published threshold
  /// If not given: center when there are several runs, none for one. Means that differ from run to run would add a
  /// between-run part to every r that no shift within runs can break, and the null would not be centered at zero.
  std::optional<PerRun> per_run{};
  NanPolicy nan = NanPolicy::raise;
  /// Coupling through a projection refuses a run of which fewer degrees of freedom (kept scans - removed components) are left:
  /// with few of them every r is large, whatever the null.
  Index min_degrees_of_freedom = 10;
  /// Keep only the best q couplings of every neuron and of every network; if not given, the whole table.
  std::optional<Index> keep_top{};
  NullEngine engine = NullEngine::cheaper;
};

}  // namespace syncact::inline v0_1::synchrony

#include "syncact/core/macros_on.hpp"
