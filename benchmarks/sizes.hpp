#pragma once
/// Sizes of benchmarks: as they are meant, or so small that a test can run each benchmark once to see that it still runs.
#include <cstdlib>

#include "syncact/core/types.hpp"

/// `full`, or `tiny` where the environment says SYNCACT_TINY.
inline syncact::Index sized(syncact::Index full, syncact::Index tiny) {
  static const bool small = std::getenv("SYNCACT_TINY") != nullptr;
  return small ? tiny : full;
}
