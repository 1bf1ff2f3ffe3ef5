#pragma once
/// The pictures of a movie file, decoded by OpenCV (FFmpeg, GStreamer).
#include "syncact/core/macros_off.hpp"

#include <cstring>
#include <filesystem>
#include <opencv2/videoio.hpp>
#include <string>

#include "syncact/core/errors.hpp"
#include "syncact/film/frame_source.hpp"
#include "syncact/film/opencv/pixels.hpp"

namespace syncact::inline v0_1::film::opencv {

/// A FrameSource of any file that OpenCV can decode. Times are the file's own time stamps, so that dropped pictures and
/// variable rates are seen. (The last pictures of some files come without a time stamp: those follow at the pace of the file.)
/// Throws Error that names the file if it cannot be read or a picture cannot be unpacked.
class Movie {
 public:
  explicit Movie(const std::filesystem::path& path) : path_(path.string()) {
    if (!std::filesystem::exists(path)) throw Error(message(path_, ": does not exist"));
    if (!capture_.open(path_) || !capture_.isOpened()) throw Error(message(path_, ": no film that OpenCV can decode"));
    const double fps = capture_.get(cv::CAP_PROP_FPS);
    period_ = std::isfinite(fps) && fps > 0 && fps < 1000 ? 1 / fps : 0.04;
  }

  [[nodiscard]] bool next(Frame& frame) {
    if (!skip(frame.time)) return false;
    if (!capture_.retrieve(picture_) || picture_.empty()) {
      throw Error(message(path_, ": the picture at ", frame.time, " s cannot be unpacked"));
    }
    to_frame(picture_, path_, frame);
    return true;
  }

  [[nodiscard]] bool skip(double& time) {
    if (!capture_.grab()) return false;
    time = capture_.get(cv::CAP_PROP_POS_MSEC) / 1000;
    if (n_ > 0 && !(time > time_)) time = time_ + period_;
    time_ = time;
    ++n_;
    return true;
  }

 private:
  std::string path_;
  cv::VideoCapture capture_;
  cv::Mat picture_;
  double period_ = 0, time_ = 0;  // [s]
  Index n_ = 0;
};

static_assert(FrameSource<Movie>);

}  // namespace syncact::inline v0_1::film::opencv

#include "syncact/core/macros_on.hpp"
