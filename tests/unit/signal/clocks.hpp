#pragma once
/// The clocks that several tests of signal share.
#include "syncact/core/timeline.hpp"

namespace syncact::test {

inline const Timeline two_runs(Sampling::every(Seconds{2}), {70, 50});

/// Two runs of film and of scans with no common period.
namespace film {
inline const Timeline frames(Sampling::fps(30000.0 / 1001), {1200, 1000});
inline const Timeline scans = Timeline::scans(Seconds{1.37}, 0.5, {29, 24});
}  // namespace film

}  // namespace syncact::test
