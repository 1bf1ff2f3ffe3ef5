#pragma once
/// Pictures of pixels as PNG.
#include <cstdint>
#include <string>
#include <vector>

namespace cli {

/// Pixels of three colours of 8 bits, row by row.
struct Pixels {
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint8_t> rgb;  ///< [height x width x 3]
};

/// The bytes of a PNG file, packed by zlib. Throws syncact::Error if memory runs out.
[[nodiscard]] std::string png(const Pixels& pixels);

/// The bytes packed by zlib. Throws syncact::Error if memory runs out.
[[nodiscard]] std::string zipped(const std::string& bytes);

/// The bytes in the letters of base64, as pages carry pictures.
[[nodiscard]] std::string base64(const std::string& bytes);

}  // namespace cli
