#pragma once
/// Sanity tests of a score: it must fall if half of a right label is taken away, and if as much wrong is added.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "syncact/annotation/referee/unit_score.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/random.hpp"

namespace syncact::inline v0_1::annotation::referee {

struct SanityOptions {
  Index n_repeats = 10;  ///< random changes of the label, over which falls are averaged
  double least_fall = 0.001;
  std::uint64_t seed = 0;
  UnitScoreOptions score{};
};

/// Mean changes of a score, as shares of its range; of wpmi and mad, which have none, as shares of its value.
struct Sanity {
  double missing = 0;   ///< a random half of the frames with the label lose it
  double extra = 0;     ///< as many frames without the label, chosen at random, get it
  bool passes = false;  ///< both fall by more than options.least_fall
};

/// Both tests of a score, for a unit [frame] and a label [frame] that describes it. A score that does not fall when half of the
/// label is missing (precision) cannot tell "dog" from "poodle"; one that does not fall when wrong frames are added (recall)
/// cannot tell it from "animal". Oikarinen, Yan & Weng (2025), section 4. NaN where the score is undefined. Throws what
/// unit_score throws, and ValueError for a label on fewer than two frames or without room for as many more, and for n_repeats
/// < 1.
[[nodiscard]] inline Sanity sanity(UnitScore score, const VectorX<double>& activation, const VectorX<double>& label,
                                   const SanityOptions& options = {}) {
  const char* const function = "sanity";
  require(options.n_repeats >= 1, function, "n_repeats must be >= 1", options.n_repeats);
  const double before = unit_score(score, activation, label, options.score);
  std::vector<Index> on, off;
  for (Index t = 0; t < label.size(); ++t) (label[t] == 1 ? on : off).push_back(t);
  require(on.size() >= 2, function, "the number of frames with the label must be >= 2", on.size());
  require(off.size() > on.size(), function, "the number of frames without the label must be larger than that of frames with it",
          off.size());
  const double range = std::isnan(range_of(score)) ? std::abs(before) : range_of(score);
  Sanity result;
  for (Index repeat = 0; repeat < options.n_repeats; ++repeat) {
    const Random drop(options.seed, static_cast<std::uint64_t>(2 * repeat)),
        add(options.seed, static_cast<std::uint64_t>(2 * repeat + 1));
    drop.shuffle(std::span<Index>(on));
    add.shuffle(std::span<Index>(off));
    VectorX<double> fewer = label, more = label;
    for (std::size_t i = 0; i < on.size() / 2; ++i) fewer[on[i]] = 0;
    for (std::size_t i = 0; i < on.size(); ++i) more[off[i]] = 1;
    result.missing += unit_score(score, activation, fewer, options.score) - before;
    result.extra += unit_score(score, activation, more, options.score) - before;
  }
  result.missing /= range * static_cast<double>(options.n_repeats);
  result.extra /= range * static_cast<double>(options.n_repeats);
  result.passes = result.missing < -options.least_fall && result.extra < -options.least_fall;
  return result;
}

}  // namespace syncact::inline v0_1::annotation::referee

#include "syncact/core/macros_on.hpp"
