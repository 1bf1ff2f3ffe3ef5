#pragma once
/// A fingerprint of an input file, so that a run can say what it was computed from.
#include "syncact/core/macros_off.hpp"

#include <zlib.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "syncact/io/bytes/mapped_file.hpp"

namespace syncact::inline v0_1::io {

/// CRC-32 (the one of zip, gzip and PNG) and size [bytes]: finds accidents, not forgeries.
struct Checksum {
  std::uint32_t crc32 = 0;
  std::uint64_t size = 0;

  /// Eight lower-case hexadecimal digits, as `crc32`, `7z` and Python's binascii print it.
  [[nodiscard]] std::string hex() const {
    std::string digits;
    for (int shift = 28; shift >= 0; shift -= 4) digits += "0123456789abcdef"[(crc32 >> shift) & 15u];
    return digits;
  }
  friend bool operator==(const Checksum&, const Checksum&) = default;
};

/// The checksum of the bytes on disk (of a .gz: of the compressed bytes). Throws FileError if the file cannot be read.
[[nodiscard]] inline Checksum checksum(const std::filesystem::path& path) {
  const MappedFile file(path);
  const auto bytes = file.bytes();
  const uLong crc = ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  return {static_cast<std::uint32_t>(crc), bytes.size()};
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
