#pragma once
/// Pictures as the input of a network, by OpenCV.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <span>

#include "syncact/core/nth.hpp"
#include "syncact/film/frame.hpp"
#include "syncact/film/preprocessing.hpp"

namespace syncact::inline v0_1::film::opencv {

/// The picture in the input's size, still red first and 8 bits. Smaller pictures are enlarged bilinearly; larger ones are
/// averaged over the area of a pixel, since taking single pixels of a large picture shows patterns that are not there.
[[nodiscard]] inline cv::Mat fitted(const Frame& frame, const Preprocessing& how) {
  cv::Mat picture(static_cast<int>(frame.height), static_cast<int>(frame.width), CV_8UC3,
                  const_cast<std::uint8_t*>(frame.rgb.data()));
  const auto resized = [](const cv::Mat& from, int width, int height) {
    if (from.cols == width && from.rows == height) return from;
    cv::Mat to;
    const bool smaller = width < from.cols || height < from.rows;
    cv::resize(from, to, {width, height}, 0, 0, smaller ? cv::INTER_AREA : cv::INTER_LINEAR);
    return to;
  };
  const int width = static_cast<int>(how.width), height = static_cast<int>(how.height);
  if (how.fit == Fit::stretch) return resized(picture, width, height);
  const double scale = static_cast<double>(how.shorter_side) / std::min(picture.cols, picture.rows);
  const auto side = [&](int length) { return std::max(static_cast<int>(how.shorter_side), static_cast<int>(length * scale)); };
  picture = resized(picture, side(picture.cols), side(picture.rows));
  return picture(cv::Rect((picture.cols - width) / 2, (picture.rows - height) / 2, width, height));
}

/// [picture x colour x height x width], as `how` says. Throws ValueError for preprocessing that makes no sense.
[[nodiscard]] inline cv::Mat input_tensor(std::span<const Frame> frames, const Preprocessing& how) {
  require_valid(how);
  const int width = static_cast<int>(how.width), height = static_cast<int>(how.height);
  const int extents[] = {static_cast<int>(frames.size()), 3, height, width};
  cv::Mat input(4, extents, CV_32F);
  float* out = input.ptr<float>();
  for (const Frame& frame : frames) {
    const cv::Mat picture = fitted(frame, how);
    for (int c = 0; c < 3; ++c) {
      const auto mean = static_cast<float>(nth(how.mean, c)), std = static_cast<float>(nth(how.std, c));
      const int colour = how.colours == Colours::rgb ? c : 2 - c;
      for (int y = 0; y < height; ++y) {
        const std::uint8_t* in = picture.ptr<std::uint8_t>(y) + colour;
        for (int x = 0; x < width; ++x, in += 3) *out++ = (static_cast<float>(*in) - mean) / std;
      }
    }
  }
  return input;
}

}  // namespace syncact::inline v0_1::film::opencv

#include "syncact/core/macros_on.hpp"
