#pragma once
/// The version, the only macros of this library: they let a host test the version in the preprocessor.
#include "syncact/core/macros_off.hpp"
#define SYNCACT_VERSION_MAJOR 0
#define SYNCACT_VERSION_MINOR 1
#define SYNCACT_VERSION_PATCH 0

namespace syncact::inline v0_1 {

/// "major.minor.patch", as written into every `run.json`.
inline constexpr const char* version = "0.1.0";

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
