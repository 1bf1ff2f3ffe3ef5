#pragma once
/// The bytes of a file, forward once, decompressed if the file is gzip (by its first bytes, whatever its name).
#include "syncact/core/macros_off.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "syncact/io/bytes/file_error.hpp"

namespace syncact::inline v0_1::io {

/// A sequential reader of a plain or gzip file. Members of a gzip file follow each other; each one's CRC and length are
/// checked. Zero bytes after the last member are padding, anything else there is an error. Needs 64 kB, whatever the file.
class ByteSource {
 public:
  /// Throws FileError if the file cannot be opened.
  explicit ByteSource(std::filesystem::path path) : path_(std::move(path)), input_(buffer_size) {
    require_regular_file(path_);
    file_.open(path_, std::ios::binary);
    if (!file_) fail_system(path_, "cannot be opened");
    std::error_code error;
    file_size_ = std::filesystem::file_size(path_, error);
    if (error) fail_system(path_, "has no size", error.value());
    refill();
    if (input_end_ < 2 || input_[0] != 0x1f || input_[1] != 0x8b) return;
    inflater_.reset(new z_stream{});
    if (::inflateInit2(inflater_.get(), 15 + 16) != Z_OK) fail(path_, "zlib cannot start: out of memory");
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] bool compressed() const { return inflater_ != nullptr; }
  /// Bytes on disk.
  [[nodiscard]] std::uint64_t file_size() const { return file_size_; }
  /// No more bytes than this can come out: deflate packs at most 1032 to 1.
  [[nodiscard]] std::uint64_t most_bytes() const {
    return compressed() ? std::min(file_size_, UINT64_MAX / 1032) * 1032 : file_size_;
  }

  /// Fills `out` as far as the file reaches and returns the number of bytes, less than out.size() only at the end.
  /// Throws FileError if the file cannot be read, or its compressed data are damaged or cut off.
  std::size_t read(std::span<std::byte> out) {
    std::size_t n = 0;
    while (n < out.size()) {
      const std::size_t got = compressed() ? inflate_some(out.subspan(n)) : copy_some(out.subspan(n));
      if (got == 0) break;
      n += got;
    }
    return n;
  }

  /// Passes over up to n bytes and returns how many there were.
  std::uint64_t skip(std::uint64_t n) {
    std::vector<std::byte> waste(static_cast<std::size_t>(std::min<std::uint64_t>(n, buffer_size)));
    std::uint64_t skipped = 0;
    while (skipped < n) {
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(n - skipped, waste.size()));
      const std::size_t got = read(std::span(waste).first(wanted));
      skipped += got;
      if (got < wanted) break;
    }
    return skipped;
  }

 private:
  static constexpr std::size_t buffer_size = std::size_t{1} << 16;

  struct EndInflate {
    void operator()(z_stream* stream) const {
      ::inflateEnd(stream);
      delete stream;
    }
  };

  [[nodiscard]] std::size_t available() const { return input_end_ - input_begin_; }

  /// Makes at least one byte available unless the file has ended.
  void refill() {
    if (available() > 0) return;
    file_.read(reinterpret_cast<char*>(input_.data()), static_cast<std::streamsize>(input_.size()));
    if (file_.bad()) fail(path_, "cannot be read");
    input_begin_ = 0;
    input_end_ = static_cast<std::size_t>(file_.gcount());
  }

  std::size_t copy_some(std::span<std::byte> out) {
    refill();
    const std::size_t n = std::min(out.size(), available());
    std::copy_n(reinterpret_cast<const std::byte*>(input_.data()) + input_begin_, n, out.data());
    input_begin_ += n;
    return n;
  }

  /// Decompresses at least one byte, or returns 0 at the end of the last member.
  std::size_t inflate_some(std::span<std::byte> out) {
    while (!finished_) {
      refill();
      if (available() == 0) fail(path_, "gzip data are cut off");
      const std::size_t wanted = std::min<std::size_t>(out.size(), std::size_t{1} << 30);
      inflater_->next_in = input_.data() + input_begin_;
      inflater_->avail_in = static_cast<uInt>(available());
      inflater_->next_out = reinterpret_cast<Bytef*>(out.data());
      inflater_->avail_out = static_cast<uInt>(wanted);
      const int status = ::inflate(inflater_.get(), Z_NO_FLUSH);
      input_begin_ = input_end_ - inflater_->avail_in;
      if (status == Z_STREAM_END) {
        next_member();
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        fail(path_, "gzip data are damaged: ", inflater_->msg != nullptr ? inflater_->msg : "zlib reports an error");
      }
      if (const std::size_t n = wanted - inflater_->avail_out; n > 0) return n;
    }
    return 0;
  }

  /// After the end of a member: another member, padding, or rubbish.
  void next_member() {
    refill();
    if (available() > 0 && input_[input_begin_] == 0x1f) {
      ::inflateReset(inflater_.get());
      return;
    }
    for (; available() > 0; refill()) {
      if (input_[input_begin_] != 0) fail(path_, "has other data after its gzip data");
      ++input_begin_;
    }
    finished_ = true;
  }

  std::filesystem::path path_;
  std::ifstream file_;
  std::uint64_t file_size_ = 0;
  std::vector<unsigned char> input_;
  std::size_t input_begin_ = 0;
  std::size_t input_end_ = 0;
  std::unique_ptr<z_stream, EndInflate> inflater_;
  bool finished_ = false;
};

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
