#pragma once
/// Low-level features of pictures, which explain much of the brain's answer to a film: a network's first competitor.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/film/inference_engine.hpp"

namespace syncact::inline v0_1::film {

/// Features of each picture as the channels of one layer, "low_level". Luminance is Y = .299 R + .587 G + .114 B, from 0 to 1.
///   brightness    mean of Y over the picture
///   contrast      standard deviation of Y
///   left_right    mean of Y over the left half minus that over the right half
///   saturation    mean over pixels of (largest - smallest colour), from 0 to 1
///   edges         mean length of the gradient of Y, from differences to the pixel to the right and the one below
///   change        mean |Y - Y of the picture before|, a measure of motion; 0 for the first picture of a film
///   histogram     half the sum of |differences| between the shares of pixels in 8 x 8 x 8 colours, now and before: from 0 to 1
///   cut           1 where `histogram` is above .2 and `change` above .1: a fade changes little at a time, a moving camera
///   keeps
///                 the colours
/// Pictures must keep their size through a film; after a change of size, `change` is 0.
class LowLevelFeatures {
 public:
  [[nodiscard]] std::vector<Layer> layers() const {
    return {{"low_level",
             "features",
             {"brightness", "contrast", "left_right", "saturation", "edges", "change", "histogram", "cut"}}};
  }

  void start() { before_ = {}; }

  void run(std::span<const Frame> frames, std::span<const std::string> layers, const LayerVisitor& visit) {
    std::vector<float> values;
    for (const Frame& frame : frames) {
      for (const double value : features(frame)) values.push_back(static_cast<float>(value));
    }
    const auto n = static_cast<Index>(frames.size());
    for (std::size_t i = 0; i < layers.size(); ++i) {
      require(layers[i] == "low_level", "LowLevelFeatures::run", "the layer must be low_level, as there is no other,",
              layers[i]);
      visit(static_cast<Index>(i), 0, TensorView<float>(values.data(), {n, n_features, 1, 1}));
    }
  }

 private:
  static constexpr Index n_features = 8, n_colours = Index{8} * 8 * 8;

  /// What the next picture is compared with.
  struct Seen {
    Index height = 0, width = 0;
    std::vector<float> luminance;
    std::vector<double> histogram;
  };

  [[nodiscard]] static Seen look(const Frame& frame, double& saturation) {
    Seen seen{frame.height, frame.width, {}, std::vector<double>(as_size(n_colours), 0.0)};
    const Index n = frame.height * frame.width;
    require(n > 0, "LowLevelFeatures::run", "the number of pixels of a picture must be >= 1", n);
    seen.luminance.reserve(as_size(n));
    for (Index i = 0; i < n; ++i) {
      const int r = nth(frame.rgb, 3 * i), g = nth(frame.rgb, 3 * i + 1), b = nth(frame.rgb, 3 * i + 2);
      seen.luminance.push_back(static_cast<float>((0.299 * r + 0.587 * g + 0.114 * b) / 255));
      saturation += (std::max({r, g, b}) - std::min({r, g, b})) / 255.0;
      nth(seen.histogram, (r >> 5) * 64 + (g >> 5) * 8 + (b >> 5)) += 1.0 / static_cast<double>(n);
    }
    saturation /= static_cast<double>(n);
    return seen;
  }

  std::array<double, n_features> features(const Frame& frame) {
    double saturation = 0;
    Seen now = look(frame, saturation);
    const Index h = now.height, w = now.width;
    const auto square = [](double x) { return x * x; };
    const auto y_at = [&](Index y, Index x) { return static_cast<double>(nth(now.luminance, y * w + x)); };
    double sum = 0, left = 0, right = 0, edges = 0;
    for (Index y = 0; y < h; ++y) {
      for (Index x = 0; x < w; ++x) {
        const double value = y_at(y, x);
        sum += value;
        if (x < w / 2) left += value;
        if (x >= w - w / 2) right += value;
        edges += std::sqrt(square(x + 1 < w ? y_at(y, x + 1) - value : 0.0) + square(y + 1 < h ? y_at(y + 1, x) - value : 0.0));
      }
    }
    const auto n = static_cast<double>(h * w);
    const double mean = sum / n;
    double squares = 0;
    for (const float value : now.luminance) squares += (value - mean) * (value - mean);
    double change = 0, histogram = 0;
    if (now.height == before_.height && now.width == before_.width) {
      for (std::size_t i = 0; i < now.luminance.size(); ++i) {
        change += std::abs(static_cast<double>(now.luminance[i]) - static_cast<double>(before_.luminance[i]));
      }
    }
    for (std::size_t c = 0; c < before_.histogram.size(); ++c) {
      histogram += std::abs(now.histogram[c] - before_.histogram[c]) / 2;
    }
    before_ = std::move(now);
    const Index half_width = w / 2;
    const double half = static_cast<double>(h * half_width);
    return {mean,
            std::sqrt(squares / n),
            half > 0 ? (left - right) / half : 0.0,
            saturation,
            edges / n,
            change / n,
            histogram,
            histogram > 0.2 && change / n > 0.1 ? 1.0 : 0.0};
  }

  Seen before_;
};

static_assert(InferenceEngine<LowLevelFeatures>);

}  // namespace syncact::inline v0_1::film

#include "syncact/core/macros_on.hpp"
