#pragma once
/// A small convolutional network, really computed.
#include "syncact/core/macros_off.hpp"

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "syncact/linalg/backend.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/synthetic/movie.hpp"

namespace syncact::inline v0_1::synthetic {

/// Convolution, bias, ReLU; then maxima over pool x pool windows for the layer above.
struct ConvLayer {
  Index kernel = 3;  ///< edge of the window [pixel]
  Index stride = 1;
  Index padding = 0;       ///< zeros around the input [pixel]
  Index pool = 1;          ///< 1 keeps the map as it is
  MatrixX<float> weights;  ///< [(channel * kernel + y) * kernel + x  x  unit]
  VectorX<float> bias;     ///< [unit]

  [[nodiscard]] Index n_units() const { return weights.cols(); }
};

/// The windows of an image as rows: [pixel of the output x (channel, y, x)].
/// Throws ShapeError if the padded image is smaller than a window.
[[nodiscard]] inline MatrixX<float> to_windows(const Image& image, Index kernel, Index stride, Index padding) {
  const Index height = (image.height + 2 * padding - kernel) / stride + 1;
  const Index width = (image.width + 2 * padding - kernel) / stride + 1;
  if (std::min(image.height, image.width) + 2 * padding < kernel) {
    throw ShapeError(message("to_windows: an image of ", image.height, " x ", image.width, " with padding ", padding,
                             " is smaller than a window of ", kernel));
  }
  MatrixX<float> windows(height * width, image.n_channels() * kernel * kernel);
  Index column = 0;
  for (Index channel = 0; channel < image.n_channels(); ++channel) {
    const float* plane = image.values.col(channel).data();
    for (Index ky = 0; ky < kernel; ++ky) {
      for (Index kx = 0; kx < kernel; ++kx, ++column) {
        float* out = windows.col(column).data();
        for (Index y = 0; y < height; ++y) {
          const Index row = y * stride + ky - padding;
          const bool row_inside = row >= 0 && row < image.height;
          for (Index x = 0; x < width; ++x) {
            const Index at = x * stride + kx - padding;
            *out++ = row_inside && at >= 0 && at < image.width ? plane[row * image.width + at] : 0.0f;
          }
        }
      }
    }
  }
  return windows;
}

/// Convolution plus bias, before the rectifier. Throws ShapeError if the image has other channels than the weights.
[[nodiscard]] inline Image convolve(const ConvLayer& layer, const Image& image) {
  require_extent("convolve", "the number of weights per unit", image.n_channels() * layer.kernel * layer.kernel,
                 layer.weights.rows());
  const MatrixX<float> windows = to_windows(image, layer.kernel, layer.stride, layer.padding);
  Image out;
  out.height = (image.height + 2 * layer.padding - layer.kernel) / layer.stride + 1;
  out.width = (image.width + 2 * layer.padding - layer.kernel) / layer.stride + 1;
  out.values = linalg::product<float>(windows, linalg::Op::none, layer.weights, linalg::Op::none);
  out.values.rowwise() += layer.bias.transpose();
  return out;
}

/// The maximum of each pool x pool window; what does not fill a window is left out.
[[nodiscard]] inline Image max_pool(const Image& image, Index pool) {
  if (pool == 1) return image;
  Image out(image.height / pool, image.width / pool, image.n_channels());
  for (Index channel = 0; channel < image.n_channels(); ++channel) {
    for (Index y = 0; y < out.height; ++y) {
      for (Index x = 0; x < out.width; ++x) {
        float largest = -std::numeric_limits<float>::infinity();
        for (Index i = 0; i < pool * pool; ++i) {
          largest = std::max(largest, image.values((y * pool + i / pool) * image.width + x * pool + i % pool, channel));
        }
        out.values(y * out.width + x, channel) = largest;
      }
    }
  }
  return out;
}

/// Layers in a row. Its units are the channels of all layers, first layer first.
struct ConvNet {
  std::vector<ConvLayer> layers;

  [[nodiscard]] Index n_units() const {
    Index n = 0;
    for (const ConvLayer& layer : layers) n += layer.n_units();
    return n;
  }

  /// "conv2.17" for channel 17 of the second layer. Throws ValueError unless there is such a unit.
  [[nodiscard]] std::string unit_name(Index unit) const {
    require(unit >= 0 && unit < n_units(), "ConvNet::unit_name", "the unit must be one of the network's", unit);
    std::size_t l = 0;
    for (; unit >= layers[l].n_units(); ++l) unit -= layers[l].n_units();
    return "conv" + std::to_string(l + 1) + "." + std::to_string(unit);
  }

  /// [unit] the mean over space of every unit's rectified map.
  [[nodiscard]] VectorX<float> activations(const Image& image) const {
    VectorX<float> means(n_units());
    Image input = image;
    Index first = 0;
    for (const ConvLayer& layer : layers) {
      Image map = convolve(layer, input);
      map.values = map.values.cwiseMax(0.0f);
      means.segment(first, layer.n_units()) = map.values.colwise().mean().transpose();
      first += layer.n_units();
      input = max_pool(map, layer.pool);
    }
    return means;
  }
};

/// [picture x unit] of each network for `n` pictures, each made once by picture(i) and forgotten.
/// The same bits for any executor.
template <class Picture, CallContext C = Context<>>
[[nodiscard]] std::vector<MatrixX<float>> activations(std::span<const ConvNet> nets, Index n, const Picture& picture,
                                                      const C& context = {}) {
  std::vector<MatrixX<float>> result;
  for (const ConvNet& net : nets) result.emplace_back(n, net.n_units());
  constexpr Index block = 32;
  Steps steps(context.progress, (n + block - 1) / block);
  context.executor.bulk((n + block - 1) / block, [&](Index b) {
    for (Index i = b * block; i < std::min(n, (b + 1) * block); ++i) {
      const Image image = picture(i);
      for (std::size_t m = 0; m < nets.size(); ++m) result[m].row(i) = nets[m].activations(image).transpose();
    }
    steps.advance();
  });
  return result;
}

/// [frame x unit] of each network over a film.
template <CallContext C = Context<>>
[[nodiscard]] std::vector<MatrixX<float>> activations(std::span<const ConvNet> nets, const Movie& movie,
                                                      const C& context = {}) {
  return activations(
      nets, movie.n_frames(), [&](Index f) { return movie.frame(f).image; }, context);
}

}  // namespace syncact::inline v0_1::synthetic

#include "syncact/core/macros_on.hpp"
