#include "report/png.hpp"

#include <zlib.h>

#include "syncact/core/errors.hpp"

namespace cli {

namespace {

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((value >> shift) & 0xffU);
  return bytes;
}

/// A chunk of the file: length, name, data, and a checksum of name and data.
std::string chunk(const std::string& name, const std::string& data) {
  const std::string checked = name + data;
  const uLong crc = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
  return big_endian(static_cast<std::uint32_t>(data.size())) + checked + big_endian(static_cast<std::uint32_t>(crc));
}

}  // namespace

std::string png(const Pixels& pixels) {
  std::string rows;
  const std::size_t stride = std::size_t{3} * pixels.width;
  for (std::size_t y = 0; y < pixels.height; ++y) {
    rows += '\0';  // no filter
    rows.append(reinterpret_cast<const char*>(pixels.rgb.data()) + y * stride, stride);
  }
  const std::string header = big_endian(pixels.width) + big_endian(pixels.height) + std::string{8, 2, 0, 0, 0};
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IDAT", zipped(rows)) + chunk("IEND", "");
}

std::string zipped(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                static_cast<uLong>(bytes.size()), Z_BEST_COMPRESSION) != Z_OK) {
    throw syncact::Error("zipped: zlib cannot pack what a report shows: out of memory");
  }
  packed.resize(size);
  return packed;
}

std::string base64(const std::string& bytes) {
  static const char* const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += i + k <= bytes.size() ? letters[(three >> (18 - 6 * k)) & 63U] : '=';
  }
  return text;
}

}  // namespace cli
