#pragma once
/// The text of a file: mapped, or unpacked if it is gzip.
#include "syncact/core/macros_off.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "syncact/io/bytes/byte_source.hpp"
#include "syncact/io/bytes/mapped_file.hpp"

namespace syncact::inline v0_1::io {

/// All text of a file. Memory: nothing for a plain file, whose pages belong to the system; the text of a gzip file.
class TextFile {
 public:
  /// Throws FileError if the file cannot be read, or is gzip and damaged.
  explicit TextFile(const std::filesystem::path& path) : path_(path) {
    ByteSource source(path);
    if (!source.compressed()) {
      mapped_.emplace(path);
      return;
    }
    constexpr std::size_t piece = std::size_t{1} << 20;
    for (std::size_t n = piece; n == piece;) {
      const std::size_t begin = unpacked_.size();
      unpacked_.resize(begin + piece);
      n = source.read(std::as_writable_bytes(std::span(unpacked_).subspan(begin)));
      unpacked_.resize(begin + n);
    }
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string_view text() const {
    if (!mapped_) return unpacked_;
    return {reinterpret_cast<const char*>(mapped_->bytes().data()), mapped_->bytes().size()};
  }

 private:
  std::filesystem::path path_;
  std::optional<MappedFile> mapped_;
  std::string unpacked_;
};

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
