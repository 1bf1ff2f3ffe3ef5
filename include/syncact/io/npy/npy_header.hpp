#pragma once
/// The header of an npy file: what numpy.lib.format writes, versions 1.0, 2.0 and 3.0, and nothing that it does not say.
#include "syncact/core/macros_off.hpp"

#include <bit>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "syncact/io/bytes/bytes.hpp"
#include "syncact/io/bytes/file_error.hpp"
#include "syncact/io/bytes/half.hpp"

namespace syncact::inline v0_1::io {

/// Element types that are read; little-endian or of one byte.
enum class NpyType : unsigned char {
  bool8,
  int8,
  uint8,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float16,
  float32,
  float64,
};

/// What precedes the data. The data are `size()` elements from byte `data_offset` to the end of the file.
struct NpyHeader {
  NpyType type = NpyType::float64;
  std::string descr;           ///< the type as the file spells it, "<f4"
  bool fortran_order = false;  ///< the first axis is the fastest
  std::vector<Index> shape;    ///< empty for a scalar
  Index item_size = 8;         ///< [bytes]
  Index data_offset = 0;       ///< [bytes]

  [[nodiscard]] Index size() const { return *checked_bytes(shape, 1); }
};

/// "(1486, 200)", as numpy prints it.
[[nodiscard]] inline std::string shape_text(std::span<const Index> shape) {
  std::string result = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) result += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return result + (shape.size() == 1 ? ",)" : ")");
}

namespace detail {

/// Reads the Python dictionary of an npy header, one token after another.
class NpyDict {
 public:
  NpyDict(std::string_view text, const std::filesystem::path& path) : rest_(text), path_(path) {}

  /// Fills in descr, fortran_order and shape; each must be there once, in any order, and nothing else.
  void parse(NpyHeader& header) {
    bool has_descr = false, has_order = false, has_shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string key = string("a key");
      expect(':');
      bool& seen = key == "descr" ? has_descr : key == "fortran_order" ? has_order : has_shape;
      if ((key != "descr" && key != "fortran_order" && key != "shape") || seen) {
        fail(path_, "npy header has ", seen ? "twice the key " : "the unknown key ", in_quotes(key));
      }
      seen = true;
      if (key == "descr") header.descr = descr();
      if (key == "fortran_order") header.fortran_order = boolean();
      if (key == "shape") header.shape = shape();
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skip_space();
    if (!rest_.empty()) fail(path_, "npy header goes on after its dictionary: ", in_quotes(rest_));
    if (!has_descr || !has_order || !has_shape) {
      fail(path_, "npy header lacks ", !has_descr ? "'descr'" : !has_order ? "'fortran_order'" : "'shape'");
    }
  }

 private:
  void skip_space() {
    const std::size_t n = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(n == std::string_view::npos ? rest_.size() : n);
  }

  bool accept(char c) {
    skip_space();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char c) {
    if (!accept(c)) fail(path_, "npy header is damaged: expected '", c, "' at ", in_quotes(rest_));
  }

  std::string string(std::string_view what) {
    const char quote = accept('\'') ? '\'' : accept('"') ? '"' : '\0';
    const std::size_t end = quote == '\0' ? std::string_view::npos : rest_.find(quote);
    if (end == std::string_view::npos) fail(path_, "npy header is damaged: expected ", what, " at ", in_quotes(rest_));
    std::string result(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return result;
  }

  std::string descr() {
    skip_space();
    if (!rest_.empty() && (rest_.front() == '[' || rest_.front() == '(')) {
      fail(path_, "structured dtypes are not read: ", in_quotes(rest_));
    }
    return string("a dtype");
  }

  bool boolean() {
    skip_space();
    for (const std::string_view word : {"True", "False"}) {
      if (rest_.starts_with(word)) {
        rest_.remove_prefix(word.size());
        return word == "True";
      }
    }
    fail(path_, "npy header is damaged: fortran_order must be True or False, is ", in_quotes(rest_));
  }

  std::vector<Index> shape() {
    std::vector<Index> result;
    expect('(');
    while (!accept(')')) {
      result.push_back(extent());
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return result;
  }

  Index extent() {
    skip_space();
    Index value = -1;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc() || value < 0) {
      fail(path_, "npy header: extents must be integers in [0, 2^63), found ", in_quotes(rest_));
    }
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    accept('L');  // numpy on Python 2 wrote (10L, 20L)
    return value;
  }

  std::string_view rest_;
  const std::filesystem::path& path_;
};

/// Sets type and item_size from descr. A byte order is "<", ">", "=" (native; none given is the same) or "|" (none), and means
/// nothing for elements of one byte.
inline void resolve_npy_type(NpyHeader& header, const std::filesystem::path& path) {
  struct Known {
    std::string_view descr;
    NpyType type;
    Index size;
  };
  static constexpr Known known[] = {{"|b1", NpyType::bool8, 1},   {"|i1", NpyType::int8, 1},    {"|u1", NpyType::uint8, 1},
                                    {"<i2", NpyType::int16, 2},   {"<u2", NpyType::uint16, 2},  {"<i4", NpyType::int32, 4},
                                    {"<u4", NpyType::uint32, 4},  {"<i8", NpyType::int64, 8},   {"<u8", NpyType::uint64, 8},
                                    {"<f2", NpyType::float16, 2}, {"<f4", NpyType::float32, 4}, {"<f8", NpyType::float64, 8}};
  const std::string_view descr = header.descr;
  const bool has_order = !descr.empty() && std::string_view("<>=|").find(descr.front()) != std::string_view::npos;
  const char order = has_order ? descr.front() : '=';
  const std::string_view element = descr.substr(has_order ? 1 : 0);
  for (const Known& k : known) {
    if (k.descr.substr(1) != element) continue;
    const bool native = k.size == 1 || order == (std::endian::native == std::endian::little ? '<' : '>') || order == '=';
    if (!native || std::endian::native != std::endian::little) break;
    header.type = k.type;
    header.item_size = k.size;
    return;
  }
  fail(path, "dtype ", in_quotes(descr), " is not read",
       order == '>'              ? ": it is big-endian; save it with .astype('<f4')"
       : descr.starts_with("|O") ? ": an array of Python objects; save it with .astype('<f4')"
                                 : "; b1, i1..i8, u1..u8, f2, f4 and f8 are");
}

}  // namespace detail

/// Parses the first bytes of an npy file. `path` is for messages only. Throws FileError saying what is wrong; never
/// allocates more than the header's own length.
[[nodiscard]] inline NpyHeader parse_npy_header(std::span<const std::byte> file, const std::filesystem::path& path) {
  constexpr std::string_view magic = "\x93NUMPY";
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (!text.starts_with(magic)) fail(path, "is not an npy file: it begins with ", in_quotes(text.substr(0, magic.size())));
  if (file.size() < 8) fail(path, "npy file is cut off after ", file.size(), " bytes, within its version");
  const int major = std::to_integer<int>(file[6]), minor = std::to_integer<int>(file[7]);
  if (major < 1 || major > 3 || minor != 0) fail(path, "npy version ", major, ".", minor, " is not read; 1.0, 2.0 and 3.0 are");
  const std::size_t begin = major == 1 ? 10 : 12;
  if (file.size() < begin) fail(path, "npy file is cut off after ", file.size(), " bytes, within its header length");
  const std::size_t length = major == 1 ? load<std::uint16_t>(&file[8]) : load<std::uint32_t>(&file[8]);
  if (length > file.size() - begin) {
    fail(path, "npy header claims ", length, " bytes, but only ", file.size() - begin, " follow");
  }
  NpyHeader header;
  header.data_offset = static_cast<Index>(begin + length);
  detail::NpyDict(text.substr(begin, length), path).parse(header);
  detail::resolve_npy_type(header, path);
  return header;
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
