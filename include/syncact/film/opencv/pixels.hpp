#pragma once
/// Between OpenCV's pictures and frames.
#include "syncact/core/macros_off.hpp"

#include <opencv2/imgproc.hpp>
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
  cv::Mat rgb(picture.rows, picture.cols, CV_8UC3, frame.rgb.data());
  cv::cvtColor(picture, rgb, channels == 1 ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
}

}  // namespace syncact::inline v0_1::film::opencv

#include "syncact/core/macros_on.hpp"
