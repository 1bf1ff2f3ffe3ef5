#pragma once
/// Pictures and feature maps.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::synthetic {

/// A picture or a stack of feature maps: pixel (y, x) of a channel is values(y * width + x, channel).
struct Image {
  Index height = 0;
  Index width = 0;
  MatrixX<float> values;  ///< [pixel x channel]

  Image() = default;
  Image(Index height_, Index width_, Index channels) : height(height_), width(width_), values(height_ * width_, channels) {}

  [[nodiscard]] Index n_channels() const { return values.cols(); }
};

/// Writes an RGB picture with values in [0, 1] as binary PPM. Throws ShapeError unless it has three channels.
inline void write_ppm(std::ostream& out, const Image& image) {
  require_extent("write_ppm", "the number of channels", 3, image.n_channels());
  out << "P6\n" << image.width << ' ' << image.height << "\n255\n";
  for (Index pixel = 0; pixel < image.values.rows(); ++pixel) {
    for (Index channel = 0; channel < 3; ++channel) {
      out.put(static_cast<char>(std::lround(255 * std::clamp(image.values(pixel, channel), 0.0f, 1.0f))));
    }
  }
}

}  // namespace syncact::inline v0_1::synthetic

#include "syncact/core/macros_on.hpp"
