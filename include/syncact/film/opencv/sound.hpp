#pragma once
/// The sound of a film or of a file of sound, decoded by OpenCV (GStreamer).
#include "syncact/core/macros_off.hpp"

#include <filesystem>
#include <opencv2/videoio.hpp>
#include <string>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::film::opencv {

/// The first sound track of a file, piece by piece. OpenCV decodes sound by GStreamer, with the plugins that are installed
/// (Debian: gstreamer1.0-plugins-good, and gstreamer1.0-libav for MP4 and the like).
/// Throws Error that names the file if there is no sound in it that can be decoded.
class Sound {
 public:
  explicit Sound(const std::filesystem::path& path) : path_(path.string()) {
    if (!std::filesystem::exists(path)) throw Error(message(path_, ": does not exist"));
    const std::vector<int> sound_alone{cv::CAP_PROP_AUDIO_STREAM,     0,     cv::CAP_PROP_VIDEO_STREAM, -1,
                                       cv::CAP_PROP_AUDIO_DATA_DEPTH, CV_32F};
    if (!capture_.open(path_, cv::CAP_GSTREAMER, sound_alone) || n_channels() < 1 || !(rate() > 0)) {
      throw Error(message(path_, ": no sound that OpenCV can decode, which does so by the plugins of GStreamer"));
    }
  }

  /// Samples per second.
  [[nodiscard]] double rate() const { return capture_.get(cv::CAP_PROP_AUDIO_SAMPLES_PER_SECOND); }

  /// Puts the next piece [time x channel] into `sound`, with values from -1 to 1, and returns true, or false at the end.
  [[nodiscard]] bool next(MatrixX<float>& sound) {
    if (!capture_.grab()) return false;
    const int first = static_cast<int>(capture_.get(cv::CAP_PROP_AUDIO_BASE_INDEX));
    cv::Mat channel;
    for (Index c = 0; c < n_channels(); ++c) {
      if (!capture_.retrieve(channel, first + static_cast<int>(c)) || channel.type() != CV_32F) {
        throw Error(message(path_, ": its sound cannot be unpacked"));
      }
      const auto n = static_cast<Index>(channel.total());
      if (c == 0) sound.resize(n, n_channels());
      require_extent("Sound::next", "number of samples of a channel", n, sound.rows());
      sound.col(c) = Eigen::Map<const VectorX<float>>(channel.ptr<float>(), n);
    }
    return true;
  }

 private:
  [[nodiscard]] Index n_channels() const { return static_cast<Index>(capture_.get(cv::CAP_PROP_AUDIO_TOTAL_CHANNELS)); }

  std::string path_;
  cv::VideoCapture capture_;
};

}  // namespace syncact::inline v0_1::film::opencv

#include "syncact/core/macros_on.hpp"
