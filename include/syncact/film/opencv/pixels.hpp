#pragma once
/// Between OpenCV's pictures and frames.
#include "syncact/core/macros_off.hpp"

#include <cstring>
#include <opencv2/core.hpp>
#include <string>

#include "syncact/core/errors.hpp"
#include "syncact/film/frame.hpp"

namespace syncact::inline v0_1::film::opencv {

/// An OpenCV picture [height x width] of 8 bits, blue first as OpenCV has it, or grey, as pixels of a frame. Throws Error that
/// names the file for any other.
inline void to_frame(const cv::Mat& picture, const std::string& path, Frame& frame) {
  const int channels = picture.channels();
  if (picture.dims != 2 || picture.depth() != CV_8U || (channels != 1 && channels != 3)) {
    throw Error(message(path, ": pictures must have 1 or 3 colours of 8 bits, this one has ", channels));
  }
  frame.height = picture.rows;
  frame.width = picture.cols;
  frame.rgb.resize(picture.total() * 3);
  std::uint8_t* out = frame.rgb.data();
  for (int y = 0; y < picture.rows; ++y) {
    const std::uint8_t* in = picture.ptr<std::uint8_t>(y);
    for (int x = 0; x < picture.cols; ++x, in += channels, out += 3) {
      out[0] = in[channels - 1];
      out[1] = in[channels / 2];
      out[2] = in[0];
    }
  }
}

}  // namespace syncact::inline v0_1::film::opencv

#include "syncact/core/macros_on.hpp"
