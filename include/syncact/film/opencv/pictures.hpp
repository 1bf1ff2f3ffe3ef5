#pragma once
/// A folder of pictures as a film.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "syncact/core/seconds.hpp"
#include "syncact/film/frame_source.hpp"
#include "syncact/film/opencv/pixels.hpp"

namespace syncact::inline v0_1::film::opencv {

namespace detail {

/// Names with numbers in the order in which people count: picture_2 before picture_10.
[[nodiscard]] inline bool before(std::string_view a, std::string_view b) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (digit(a[i]) && digit(b[j])) {
      const auto number = [&](std::string_view text, std::size_t& at) {
        while (at < text.size() && text[at] == '0') ++at;
        const std::size_t begin = at;
        while (at < text.size() && digit(text[at])) ++at;
        return text.substr(begin, at - begin);
      };
      const std::string_view x = number(a, i), y = number(b, j);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
    } else if (a[i] != b[j]) {
      return a[i] < b[j];
    } else {
      ++i;
      ++j;
    }
  }
  return a.size() - i != b.size() - j ? a.size() - i < b.size() - j : a < b;
}

}  // namespace detail

/// The pictures of a folder (png, jpg, jpeg, bmp, tif, tiff, webp, ppm, pgm), in the order of their names with numbers counted,
/// each shown for `period`. Throws Error for a folder without pictures and for one that cannot be read, ValueError unless
/// period > 0.
class Pictures {
 public:
  explicit Pictures(const std::filesystem::path& folder, Seconds period = Seconds{1}) : period_(period) {
    require(std::isfinite(period.count()) && period.count() > 0, "Pictures", "period must be > 0 s", period.count());
    static constexpr std::string_view kinds[] = {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm"};
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
      std::string kind = entry.path().extension().string();
      std::transform(kind.begin(), kind.end(), kind.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      if (std::find(std::begin(kinds), std::end(kinds), kind) != std::end(kinds)) names_.push_back(entry.path());
    }
    if (failed) throw Error(message(folder.string(), ": cannot be read: ", failed.message()));
    if (names_.empty()) throw Error(message(folder.string(), ": holds no pictures"));
    std::sort(names_.begin(), names_.end(),
              [](const auto& a, const auto& b) { return detail::before(a.filename().string(), b.filename().string()); });
  }

  /// The files, in the order in which they are shown.
  [[nodiscard]] const std::vector<std::filesystem::path>& names() const { return names_; }

  [[nodiscard]] bool next(Frame& frame) {
    if (!skip(frame.time)) return false;
    const std::string path = nth(names_, n_ - 1).string();
    const cv::Mat picture = cv::imread(path, cv::IMREAD_COLOR);
    if (picture.empty()) throw Error(message(path, ": no picture that OpenCV can read"));
    to_frame(picture, path, frame);
    return true;
  }

  [[nodiscard]] bool skip(double& time) {
    if (n_ == static_cast<Index>(names_.size())) return false;
    time = static_cast<double>(n_) * period_.count();
    ++n_;
    return true;
  }

 private:
  Seconds period_;
  std::vector<std::filesystem::path> names_;
  Index n_ = 0;
};

static_assert(FrameSource<Pictures>);

}  // namespace syncact::inline v0_1::film::opencv

#include "syncact/core/macros_on.hpp"
