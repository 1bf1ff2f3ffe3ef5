#pragma once
/// A numpy array that is written a few rows at a time, atomically.
#include "syncact/core/macros_off.hpp"

#include <filesystem>
#include <span>
#include <vector>

#include "syncact/io/npy/npy_write.hpp"

namespace syncact::inline v0_1::io {

/// Writes an array of a known shape piece by piece, in C order. The file appears at commit().
template <std::floating_point T>
class NpyStream {
 public:
  /// Throws FileError if the file cannot be made.
  NpyStream(const std::filesystem::path& path, std::vector<Index> shape) : file_(path), shape_(std::move(shape)) {
    file_.write(detail::npy_header_bytes<T>(shape_));
    for (const Index extent : shape_) missing_ *= extent;
  }

  /// The next values. Throws ShapeError for more than the array holds, FileError.
  void write(std::span<const T> values) {
    missing_ -= static_cast<Index>(values.size());
    if (missing_ < 0) {
      throw ShapeError(
          message("NpyStream::write: ", -missing_, " values more than an array of shape ", shape_text(shape_), " holds"));
    }
    file_.write(std::as_bytes(values));
  }

  /// Gives the file its name. Throws ShapeError if values are missing, FileError.
  void commit() {
    if (missing_ > 0) {
      throw ShapeError(
          message("NpyStream::commit: ", missing_, " values of an array of shape ", shape_text(shape_), " are missing"));
    }
    file_.commit();
  }

 private:
  AtomicFile file_;
  std::vector<Index> shape_;
  Index missing_ = 1;
};

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
