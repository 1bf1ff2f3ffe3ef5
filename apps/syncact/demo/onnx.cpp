#include "demo/onnx.hpp"

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <vector>

namespace cli {

using syncact::Index;

namespace {

/// A message of protocol buffers, field by field. https://protobuf.dev/programming-guides/encoding
class Message {
 public:
  Message& number(std::uint64_t field, std::uint64_t value) {
    varint(field << 3);
    varint(value);
    return *this;
  }
  Message& bytes(std::uint64_t field, const std::string& value) {
    varint(field << 3 | 2);
    varint(value.size());
    bytes_ += value;
    return *this;
  }
  Message& message(std::uint64_t field, const Message& value) { return bytes(field, value.bytes_); }
  [[nodiscard]] const std::string& text() const { return bytes_; }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

// The numbers of fields and types are those of onnx.proto.

Message attribute(const std::string& name, std::initializer_list<Index> values) {
  Message result;
  result.bytes(1, name);
  for (const Index value : values) result.number(8, static_cast<std::uint64_t>(value));
  return result.number(20, 7);  // of integers
}

Message node(const std::string& kind, const std::string& name, const std::vector<std::string>& inputs,
             const std::vector<Message>& attributes = {}) {
  Message result;
  for (const std::string& input : inputs) result.bytes(1, input);
  result.bytes(2, name).bytes(3, name).bytes(4, kind);
  for (const Message& one : attributes) result.message(5, one);
  return result;
}

Message tensor(const std::string& name, std::initializer_list<Index> extents, const float* values, Index n) {
  Message result;
  for (const Index extent : extents) result.number(1, static_cast<std::uint64_t>(extent));
  std::string raw(syncact::as_size(n) * sizeof(float), '\0');
  std::memcpy(raw.data(), values, raw.size());
  return result.number(2, 1).bytes(8, name).bytes(9, raw);  // 1: float
}

/// What goes in or comes out: a tensor of floats.
Message value(const std::string& name, std::initializer_list<Index> extents) {
  Message shape;
  for (const Index extent : extents) shape.message(1, Message().number(1, static_cast<std::uint64_t>(extent)));
  return Message().bytes(1, name).message(2, Message().message(1, Message().number(1, 1).message(2, shape)));
}

}  // namespace

std::string onnx_of(const syncact::synthetic::ConvNet& net, Index height, Index width) {
  Message graph;
  std::string input = "picture";
  std::vector<Message> tensors;
  Index n_inputs = 3, h = height, w = width, number = 0;
  for (const auto& layer : net.layers) {
    const std::string n = std::to_string(++number);
    const Index k = layer.kernel, s = layer.stride, p = layer.padding;
    graph.message(1, node("Conv", "conv" + n, {input, "weights" + n, "bias" + n},
                          {attribute("kernel_shape", {k, k}), attribute("strides", {s, s}), attribute("pads", {p, p, p, p})}));
    graph.message(1, node("Relu", "relu" + n, {"conv" + n}));
    input = "relu" + n;
    h = (h + 2 * p - k) / s + 1;
    w = (w + 2 * p - k) / s + 1;
    // A unit's column is its weights by channel, row, column: ONNX's order.
    tensors.push_back(tensor("weights" + n, {layer.n_units(), n_inputs, k, k}, layer.weights.data(), layer.weights.size()));
    tensors.push_back(tensor("bias" + n, {layer.n_units()}, layer.bias.data(), layer.bias.size()));
    n_inputs = layer.n_units();
    if (layer.pool > 1) {
      graph.message(
          1, node("MaxPool", "pool" + n, {input},
                  {attribute("kernel_shape", {layer.pool, layer.pool}), attribute("strides", {layer.pool, layer.pool})}));
      input = "pool" + n;
      h /= layer.pool;
      w /= layer.pool;
    }
  }
  graph.bytes(2, "tuned network");
  for (const Message& one : tensors) graph.message(5, one);
  graph.message(11, value("picture", {1, 3, height, width})).message(12, value(input, {1, n_inputs, h, w}));
  return Message().number(1, 7).bytes(2, "syncact").message(7, graph).message(8, Message().bytes(1, "").number(2, 11)).text();
}

}  // namespace cli
