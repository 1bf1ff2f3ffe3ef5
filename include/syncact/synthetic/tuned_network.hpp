#pragma once
/// Networks of one architecture, from random weights to filters made for the categories.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/synthetic/conv_net.hpp"
#include "syncact/synthetic/object_images.hpp"

namespace syncact::inline v0_1::synthetic {

/// Three convolutional layers of `n_units` channels: 7 x 7 with stride 2, then twice 3 x 3.
///
/// Each filter is w = tuning w_tuned + sqrt(1 - tuning^2) w_random, both of the norm He et al. (2015) give a ReLU layer
/// (sqrt 2), so that tuning is the correlation of a filter with the one made for the categories: 0 is a random network, 1 has
/// all its tuned filters. Made for the categories means: in the first layer, windows of a category's texture in four phases;
/// above, the category's own channels minus the others'. Channels beyond four a category are random at any tuning.
///
/// Every layer is then scaled, whatever the tuning, so that each unit's input has mean -threshold and sd 1 over `n_calibration`
/// pictures: the layer's batch normalization.
struct TunedNetwork {
  double tuning = 1;
  std::vector<Category> categories = default_categories();
  Index n_units = 48;
  double threshold = 0.5;
  Index n_calibration = 36;
  std::uint64_t seed = 0;

  /// Throws ValueError unless 0 <= tuning <= 1 and there are at least four channels a category.
  [[nodiscard]] ConvNet make() const;
};

namespace detail {

inline constexpr Index channels_per_category = 4;

/// Makes each column of norm sqrt(2), unless it is zero.
inline void to_he_norm(MatrixX<float>& weights) {
  for (Index unit = 0; unit < weights.cols(); ++unit) {
    const float norm = weights.col(unit).norm();
    if (norm > 0) weights.col(unit) *= std::sqrt(2.0f) / norm;
  }
}

inline MatrixX<float> random_weights(std::uint64_t seed, Index layer, Index n_inputs, Index n_units) {
  MatrixX<float> weights(n_inputs, n_units);
  RandomNumbers draws(random_for(seed, Use::weights, layer));
  for (Index i = 0; i < weights.size(); ++i) weights.data()[i] = static_cast<float>(draws.normal());
  to_he_norm(weights);
  return weights;
}

/// First layer: a Gaussian window on the texture, shifted by a quarter wavelength from channel to channel.
inline MatrixX<float> texture_filters(const std::vector<Category>& categories, Index kernel, Index n_units) {
  MatrixX<float> weights = MatrixX<float>::Zero(3 * kernel * kernel, n_units);
  const double middle = static_cast<double>(kernel - 1) / 2;
  for (std::size_t c = 0; c < categories.size(); ++c) {
    const Category& category = categories[c];
    for (Index phase = 0; phase < channels_per_category; ++phase) {
      const Index unit = static_cast<Index>(c) * channels_per_category + phase;
      const double shift = static_cast<double>(phase) / channels_per_category * category.wavelength;
      const double angle = category.orientation * std::numbers::pi / 180;
      MatrixX<float> window(kernel * kernel, 1);
      for (Index i = 0; i < kernel * kernel; ++i) {
        const Index row = i / kernel, column = i % kernel;
        const double x = static_cast<double>(column) - middle, y = static_cast<double>(row) - middle;
        const double envelope = std::exp(-(x * x + y * y) / (2 * 2.5 * 2.5));
        window(i) =
            static_cast<float>(envelope * texture_at(category, x + shift * std::cos(angle), y + shift * std::sin(angle)));
      }
      window.array() -= window.mean();
      for (Index channel = 0; channel < 3; ++channel) {
        weights.col(unit).segment(channel * kernel * kernel, kernel * kernel) = nth(category.colour, channel) * window;
      }
    }
  }
  to_he_norm(weights);
  return weights;
}

/// Layers above: what speaks for the category minus what speaks for another, the stronger the higher the channel.
inline MatrixX<float> opponent_filters(Index n_categories, Index kernel, Index n_inputs, Index n_units) {
  const Index area = kernel * kernel;
  const Index tuned = n_categories * channels_per_category;
  MatrixX<float> weights = MatrixX<float>::Zero(n_inputs * area, n_units);
  for (Index unit = 0; unit < tuned; ++unit) {
    const Index category = unit / channels_per_category;
    const double strength = 0.5 + 0.5 * static_cast<double>(unit % channels_per_category);
    const double against = n_categories > 1 ? -strength / static_cast<double>(n_categories - 1) : 0;
    for (Index input = 0; input < tuned; ++input) {
      const bool own = input / channels_per_category == category;
      weights.col(unit).segment(input * area, area).setConstant(static_cast<float>(own ? 1 : against));
    }
  }
  to_he_norm(weights);
  return weights;
}

/// Scales weights and sets biases so that each unit's input has mean -threshold and sd 1 over all pixels of `inputs`.
inline void calibrate(ConvLayer& layer, const std::vector<Image>& inputs, double threshold) {
  layer.bias = VectorX<float>::Zero(layer.n_units());
  VectorX<double> sum = VectorX<double>::Zero(layer.n_units()), squares = sum;
  double n = 0;
  for (const Image& input : inputs) {
    const MatrixX<double> map = convolve(layer, input).values.cast<double>();
    sum += map.colwise().sum().transpose();
    squares += map.colwise().squaredNorm().transpose();
    n += static_cast<double>(map.rows());
  }
  for (Index unit = 0; unit < layer.n_units(); ++unit) {
    const double mean = sum[unit] / n;
    const double sd = std::sqrt(std::max(0.0, squares[unit] / n - mean * mean));
    const double scale = sd > 0 ? 1 / sd : 1;
    layer.weights.col(unit) *= static_cast<float>(scale);
    layer.bias[unit] = static_cast<float>(-mean * scale - threshold);
  }
}

}  // namespace detail

inline ConvNet TunedNetwork::make() const {
  const auto n_categories = static_cast<Index>(categories.size());
  require(tuning >= 0 && tuning <= 1, "TunedNetwork", "tuning must be in [0, 1]", tuning);
  require(n_categories >= 1, "TunedNetwork", "the number of categories must be >= 1", n_categories);
  require(n_units >= n_categories * detail::channels_per_category, "TunedNetwork",
          "n_units must be at least four times the number of categories", n_units);
  require(n_calibration >= 1, "TunedNetwork", "n_calibration must be >= 1", n_calibration);

  std::vector<Image> maps;
  const ObjectImages pictures{.categories = categories, .seed = seed ^ 0x63616c6962726174u};  // an album of its own
  for (Index i = 0; i < n_calibration; ++i) maps.push_back(pictures(i));

  ConvNet net;
  net.layers = {{.kernel = 7, .stride = 2, .padding = 0, .pool = 2, .weights = {}, .bias = {}},
                {.kernel = 3, .stride = 1, .padding = 1, .pool = 2, .weights = {}, .bias = {}},
                {.kernel = 3, .stride = 1, .padding = 1, .pool = 1, .weights = {}, .bias = {}}};
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    ConvLayer& layer = net.layers[l];
    const Index n_inputs = l == 0 ? 3 : n_units;
    layer.weights = detail::random_weights(seed, static_cast<Index>(l), n_inputs * layer.kernel * layer.kernel, n_units);
    const MatrixX<float> tuned = l == 0 ? detail::texture_filters(categories, layer.kernel, n_units)
                                        : detail::opponent_filters(n_categories, layer.kernel, n_inputs, n_units);
    const Index n_tuned = n_categories * detail::channels_per_category;
    layer.weights.leftCols(n_tuned) = static_cast<float>(tuning) * tuned.leftCols(n_tuned) +
                                      static_cast<float>(std::sqrt(1 - tuning * tuning)) * layer.weights.leftCols(n_tuned);
    detail::calibrate(layer, maps, threshold);
    for (Image& map : maps) {
      Image out = convolve(layer, map);
      out.values = out.values.cwiseMax(0.0f);
      map = max_pool(out, layer.pool);
    }
  }
  return net;
}

}  // namespace syncact::inline v0_1::synthetic

#include "syncact/core/macros_on.hpp"
