#pragma once
/// Options that learners have in common, by name.
#include "syncact/core/macros_off.hpp"

#include <string_view>

#include "syncact/core/options.hpp"

namespace syncact::inline v0_1::networks::learners {

/// The options that learners share, those of them that this one has.
template <class Learner, class Visit>
void visit_learner_options(Learner& learner, Visit&& option) {
  if constexpr (requires { learner.n_networks; }) option("n_networks", learner.n_networks, "number of networks, >= 1");
  if constexpr (requires { learner.scaling; }) {
    option("scaling", learner.scaling, "of voxels before learning; it fixes what a penalty means");
  }
  if constexpr (requires { learner.n_passes; })
    option("n_passes", learner.n_passes, "at most so many visits to each voxel, >= 1");
  option("tolerance", learner.tolerance, "converged when a pass changes the objective by at most this share, >= 0");
  option("seed", learner.seed, "of everything random");
  option("nan", learner.nan, "what a voxel with NaN or infinity means");
}

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

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
