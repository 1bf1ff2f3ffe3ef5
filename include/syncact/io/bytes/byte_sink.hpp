#pragma once
/// The counterpart of ByteSource: an atomic file, compressed if asked.
#include "syncact/core/macros_off.hpp"

#include <zlib.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "syncact/io/bytes/atomic_file.hpp"

namespace syncact::inline v0_1::io {

/// A sequential writer of a plain or gzip file that appears at commit(). The same bytes in, the same bytes out: the gzip
/// header holds no time and no name. Every member throws FileError.
class ByteSink {
 public:
  ByteSink(const std::filesystem::path& path, bool compressed) : file_(path) {
    if (!compressed) return;
    deflater_.reset(new z_stream{});
    constexpr int memory_level = 8;
    if (::deflateInit2(deflater_.get(), Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, memory_level, Z_DEFAULT_STRATEGY) != Z_OK) {
      fail(path, "zlib cannot start: out of memory");
    }
    output_.resize(std::size_t{1} << 16);
  }

  void write(std::span<const std::byte> bytes) {
    if (deflater_ == nullptr) return file_.write(bytes);
    constexpr std::size_t most = std::size_t{1} << 30;
    for (; bytes.size() > most; bytes = bytes.subspan(most)) deflate_all(bytes.first(most), Z_NO_FLUSH);
    deflate_all(bytes, Z_NO_FLUSH);
  }

  /// Makes the file appear under its name. Call once, last.
  void commit() {
    if (deflater_ != nullptr) deflate_all({}, Z_FINISH);
    file_.commit();
  }

 private:
  struct EndDeflate {
    void operator()(z_stream* stream) const {
      ::deflateEnd(stream);
      delete stream;
    }
  };

  void deflate_all(std::span<const std::byte> bytes, int flush) {
    deflater_->next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));  // zlib reads only
    deflater_->avail_in = static_cast<uInt>(bytes.size());
    do {
      deflater_->next_out = reinterpret_cast<Bytef*>(output_.data());
      deflater_->avail_out = static_cast<uInt>(output_.size());
      ::deflate(deflater_.get(), flush);
      file_.write(std::span<const std::byte>(output_).first(output_.size() - deflater_->avail_out));
    } while (deflater_->avail_out == 0);
  }

  AtomicFile file_;
  std::unique_ptr<z_stream, EndDeflate> deflater_;
  std::vector<std::byte> output_;
};

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
