#pragma once
/// What runs an artificial network on pictures.
#include "syncact/core/macros_off.hpp"

#include <concepts>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "syncact/core/tensor_view.hpp"
#include "syncact/film/frame.hpp"

namespace syncact::inline v0_1::film {

/// A layer that can be asked for.
struct Layer {
  std::string name;
  std::string kind;                        ///< as the engine calls it: "Convolution", "ReLU", ...
  std::vector<std::string> channels = {};  ///< their names; empty: they are numbered
};

/// Called with the position of a layer in the list that was asked for, and its activations [frame x channel x height x width]
/// for the pictures from `first` on of those that are run.
using LayerVisitor = std::function<void(Index layer, Index first, const TensorView<float>& activations)>;

/// Runs a network on pictures: a runtime for trained networks, or a computation of one's own.
///   layers()                      what can be asked for, from the input to the output
///   start()                       a new film begins
///   run(frames, layers, visit)    answers for the pictures: each layer, by name, is shown to visit once for each picture, be
///   it
///                                 all pictures at once or some at a time, and for different pictures on several threads
/// Axioms: a layer has the same channels and the same map for every picture; what it answers to a picture depends on that
/// picture, on how many are run together, and on at most one picture before it in the film; the activations that visit is given
/// live until it returns; what visit throws, run throws. A name that is not in layers() throws ValueError.
template <class E>
concept InferenceEngine = requires(E& engine, std::span<const Frame> frames, std::span<const std::string> layers,
                                   const LayerVisitor& visit) {
  { engine.layers() } -> std::same_as<std::vector<Layer>>;
  { engine.start() } -> std::same_as<void>;
  { engine.run(frames, layers, visit) } -> std::same_as<void>;
};

}  // namespace syncact::inline v0_1::film

#include "syncact/core/macros_on.hpp"
