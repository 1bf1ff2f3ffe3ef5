#pragma once
/// Units of a transformer by the head that they belong to.
#include <memory>

#include "files/activations.hpp"

namespace cli {

/// The same activations, whose units are called by their head: of a layer of W units and n heads, unit i is
/// layer/head_H/i - H W / n with H = i n / W, as the heads of a transformer lie side by side in its hidden dimensions. Each
/// head counts as a layer of its own from here on. Throws syncact::ValueError unless each layer has a multiple of n units.
[[nodiscard]] std::unique_ptr<Activations> by_heads(std::unique_ptr<Activations> activations, Index n_heads);

}  // namespace cli
