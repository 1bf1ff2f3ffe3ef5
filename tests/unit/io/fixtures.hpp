#pragma once
/// Files made by hand, byte after byte, so that the readers are tested against the formats and not against our writers.
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "syncact/core/random.hpp"
#include "syncact/core/types.hpp"

namespace syncact::test {

/// A new directory that goes with the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "syncact-io-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }

  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }
  std::size_t n_files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

  /// Writes a file into the directory and returns its path.
  std::filesystem::path file(std::string_view name, const std::string& bytes) const {
    std::filesystem::remove(path_ / name);  // writing over a file makes some file systems flush it to the disk
    std::ofstream(path_ / name, std::ios::binary | std::ios::trunc) << bytes;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The bytes of a number, little- or big-endian.
template <class N>
std::string raw(N value, bool big_endian = false) {
  std::string bytes(sizeof(N), '\0');
  std::memcpy(bytes.data(), &value, sizeof(N));
  return big_endian ? std::string(bytes.rbegin(), bytes.rend()) : bytes;
}

template <class N>
std::string raw(const std::vector<N>& values, bool big_endian = false) {
  std::string bytes;
  for (const N value : values) bytes += raw(value, big_endian);
  return bytes;
}

/// An npy file with this dictionary, padded to a multiple of `alignment`.
inline std::string npy(const std::string& dict, const std::string& data, int version = 1, std::size_t alignment = 64) {
  const std::size_t prefix = version == 1 ? 10 : 12;
  std::string text = dict;
  while ((prefix + text.size() + 1) % alignment != 0) text += ' ';
  text += '\n';
  const std::string length =
      version == 1 ? raw(static_cast<std::uint16_t>(text.size())) : raw(static_cast<std::uint32_t>(text.size()));
  return std::string("\x93NUMPY") + static_cast<char>(version) + '\0' + length + text + data;
}

inline std::string npy_dict(const std::string& descr, const std::string& shape, bool fortran = false) {
  return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }";
}

/// One gzip member.
inline std::string gzip(const std::string& bytes) {
  z_stream stream{};
  ::deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(::deflateBound(&stream, static_cast<uLong>(bytes.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

/// The fields of a NIfTI header that tests vary; bytes() lays them out as nifti1.h and nifti2.h say.
struct NiftiFile {
  bool big_endian = false;
  std::vector<std::int64_t> dim{4, 2, 1, 1, 3, 1, 1, 1};
  std::int16_t datatype = 4;
  std::vector<double> pixdim{1, 2, 2, 2, 2.5, 0, 0, 0};
  double vox_offset = 352;
  double slope = 0;
  double inter = 0;
  int units = 2 + 8;
  int qform_code = 0;
  int sform_code = 0;
  std::vector<double> quaternion{0, 0, 0, 0, 0, 0};
  std::vector<double> sform{2, 0, 0, -10, 0, 2, 0, -20, 0, 0, 2, -30};
  std::string magic = "n+1";
  std::string description = "made by hand";

  std::string header1() const {
    std::string h(352, '\0');
    const auto put = [&](std::size_t at, const std::string& bytes) { h.replace(at, bytes.size(), bytes); };
    put(0, raw(std::int32_t{348}, big_endian));
    for (std::size_t i = 0; i < 8; ++i) put(40 + 2 * i, raw(static_cast<std::int16_t>(dim[i]), big_endian));
    put(70, raw(datatype, big_endian));
    for (std::size_t i = 0; i < 8; ++i) put(76 + 4 * i, raw(static_cast<float>(pixdim[i]), big_endian));
    put(108, raw(static_cast<float>(vox_offset), big_endian));
    put(112, raw(static_cast<float>(slope), big_endian));
    put(116, raw(static_cast<float>(inter), big_endian));
    h[123] = static_cast<char>(units);
    put(148, description);
    put(252, raw(static_cast<std::int16_t>(qform_code), big_endian));
    put(254, raw(static_cast<std::int16_t>(sform_code), big_endian));
    for (std::size_t i = 0; i < 6; ++i) put(256 + 4 * i, raw(static_cast<float>(quaternion[i]), big_endian));
    for (std::size_t i = 0; i < 12; ++i) put(280 + 4 * i, raw(static_cast<float>(sform[i]), big_endian));
    put(344, magic);
    return h;
  }

  std::string header2() const {
    std::string h(544, '\0');
    const auto put = [&](std::size_t at, const std::string& bytes) { h.replace(at, bytes.size(), bytes); };
    put(0, raw(std::int32_t{540}, big_endian));
    put(4, std::string("n+2\0\r\n\x1a\n", 8));
    put(12, raw(datatype, big_endian));
    for (std::size_t i = 0; i < 8; ++i) put(16 + 8 * i, raw(dim[i], big_endian));
    for (std::size_t i = 0; i < 8; ++i) put(104 + 8 * i, raw(pixdim[i], big_endian));
    put(168, raw(static_cast<std::int64_t>(vox_offset == 352 ? 544 : vox_offset), big_endian));
    put(176, raw(slope, big_endian));
    put(184, raw(inter, big_endian));
    put(240, description);
    put(344, raw(static_cast<std::int32_t>(qform_code), big_endian));
    put(348, raw(static_cast<std::int32_t>(sform_code), big_endian));
    for (std::size_t i = 0; i < 6; ++i) put(352 + 8 * i, raw(quaternion[i], big_endian));
    for (std::size_t i = 0; i < 12; ++i) put(400 + 8 * i, raw(sform[i], big_endian));
    put(500, raw(static_cast<std::int32_t>(units), big_endian));
    return h;
  }
};

/// A damaged copy: some bytes changed, or cut off, or doubled, or a number replaced by an extreme one. The same for the same
/// seed.
inline std::string mutated(std::string bytes, std::uint64_t seed) {
  const Random random(seed);
  std::uint64_t draw = 0;
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random.below(draw++, static_cast<Index>(n))); };
  const std::size_t n_changes = 1 + below(4);
  for (std::size_t change = 0; change < n_changes && !bytes.empty(); ++change) {
    // headers are where the trouble is: half of the changes go to the first 600 bytes
    const std::size_t at = below(2) == 0 ? below(bytes.size()) : below(std::min<std::size_t>(bytes.size(), 600));
    static constexpr std::string_view extremes[] = {
        "\xff\xff\xff\xff", "\xff\xff\xff\x7f", "9999999999", "-1", {"\0\x80", 2}, "nan"};
    switch (below(6)) {
      case 0:
        bytes[at] = static_cast<char>(below(256));
        break;
      case 1:
        bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1u << below(8)));
        break;
      case 2:
        bytes.resize(at);
        break;
      case 3:
        bytes.erase(at, 1 + below(16));
        break;
      case 4:
        bytes.insert(at, bytes.substr(at, 1 + below(32)));
        break;
      default: {
        const std::string_view extreme = extremes[below(6)];
        bytes.replace(at, std::min(extreme.size(), bytes.size() - at), extreme);
      }
    }
  }
  return bytes;
}

}  // namespace syncact::test
