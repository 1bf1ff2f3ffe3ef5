#pragma once
/// Options that learners have in common, by name.
#include "syncact/core/macros_off.hpp"

#include <string>
#include <string_view>

#include "syncact/core/options.hpp"

namespace syncact::networks::learners {

namespace option_text {
inline constexpr std::string_view n_networks = "number of networks, >= 1";
inline constexpr std::string_view scaling = "of voxels before learning; it fixes what a penalty means";
inline constexpr std::string_view n_passes = "at most so many visits to each voxel, >= 1";
inline constexpr std::string_view tolerance = "converged when a pass changes the objective by at most this share, >= 0";
inline constexpr std::string_view seed = "of everything random";
inline constexpr std::string_view nan = "what a voxel with NaN or infinity means";
}  // namespace option_text

/// The options of a learner's coder under their own names, but for those that the learner itself has: coder_<name>.
template <class Coder, class Visit>
void visit_coder_options(Coder& coder, Visit&& option) {
  using Plain = std::remove_const_t<Coder>;
  if constexpr (HasOptions<Plain>) {
    Plain::options(coder, [&](std::string_view name, auto& field, std::string_view what) {
      option(name == "tolerance" ? std::string_view("coder_tolerance") : name, field, what);
    });
  }
}

}  // namespace syncact::networks::learners

#include "syncact/core/macros_on.hpp"
