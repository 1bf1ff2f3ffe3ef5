#pragma once
/// The demonstration's networks as files that other programs read.
#include <string>

#include "syncact/synthetic/conv_net.hpp"

namespace cli {

/// The bytes of an ONNX model (opset 11) of a network for pictures of this size, three colours in [0, 1]: convolutions conv1,
/// conv2, ..., each followed by its rectifier relu1, relu2, ..., and maxima where the network has them.
[[nodiscard]] std::string onnx_of(const syncact::synthetic::ConvNet& net, syncact::Index height, syncact::Index width);

}  // namespace cli
