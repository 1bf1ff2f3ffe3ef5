#pragma once
/// Archives of numpy arrays, as numpy.savez and numpy.savez_compressed write them.
#include "syncact/core/macros_off.hpp"

#include <zlib.h>

#include <string>

#include "syncact/io/npy/npy.hpp"

namespace syncact::inline v0_1::io {

/// The arrays of an npz file by name: a zip archive whose members are npy files, stored or deflated. Its table of contents
/// is read at once, members when they are asked for; each one's length and CRC are checked. Archives in several parts and
/// encrypted ones are refused. Format: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.5.
class NpzFile {
 public:
  /// Throws FileError if the file is not a zip archive whose table of contents can be read.
  explicit NpzFile(const std::filesystem::path& path) : file_(path) {
    const Reader end = find_end();
    if (end.number<std::uint16_t>(4) != 0) fail(path, "zip archives in several parts are not read");
    std::uint64_t count = end.number<std::uint16_t>(10), at = end.number<std::uint32_t>(16);
    if (count == 0xFFFF || at == 0xFFFFFFFF) {
      const Reader locator = reader(end.begin() - 20, 20), long_end = reader(locator.number<std::uint64_t>(8), 56);
      if (locator.number<std::uint32_t>(0) != 0x07064b50 || long_end.number<std::uint32_t>(0) != 0x06064b50) {
        fail(path, "the zip64 table of contents is damaged");
      }
      count = long_end.number<std::uint64_t>(32);
      at = long_end.number<std::uint64_t>(48);
    }
    for (std::uint64_t i = 0; i < count; ++i) at = read_entry(at);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return file_.path(); }

  /// The names of the arrays, without ".npy", in the order of the archive.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& [name, entry] : entries_) result.push_back(name);
    return result;
  }

  /// An array in memory. Throws FileError if there is no such member, or it is damaged or not an npy file.
  [[nodiscard]] NpyArray array(const std::string& name) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry.first == name; });
    if (found == entries_.end()) fail(path(), "there is no array '", name, "'");
    return NpyArray(unpack(found->second, name), path().string() + "[" + name + "]");
  }

 private:
  struct Entry {
    std::uint16_t method;
    std::uint32_t crc;
    std::uint64_t packed, size, at;
  };

  /// Little-endian numbers of a checked part of the file.
  class Reader {
   public:
    Reader(std::span<const std::byte> bytes, std::uint64_t begin) : bytes_(bytes), begin_(begin) {}
    [[nodiscard]] std::uint64_t begin() const { return begin_; }
    template <std::unsigned_integral U>
    [[nodiscard]] U number(std::size_t at) const {
      U value = 0;
      for (std::size_t i = sizeof(U); i-- > 0;) value = static_cast<U>((value << 8) | std::to_integer<U>(bytes_[at + i]));
      return value;
    }
    [[nodiscard]] std::string text(std::size_t at, std::size_t length) const {
      return {reinterpret_cast<const char*>(bytes_.data()) + at, length};
    }

   private:
    std::span<const std::byte> bytes_;
    std::uint64_t begin_;
  };

  [[nodiscard]] Reader reader(std::uint64_t begin, std::uint64_t length) const {
    const auto all = file_.bytes();
    if (begin > all.size() || length > all.size() - begin) fail(path(), "the zip archive is cut off or damaged");
    return {all.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(length)), begin};
  }

  /// The end-of-contents record: the last 22 bytes, before a comment of up to 65535 bytes.
  [[nodiscard]] Reader find_end() const {
    const std::uint64_t size = file_.bytes().size();
    for (std::uint64_t comment = 0; comment <= 0xFFFF && comment + 22 <= size; ++comment) {
      const Reader end = reader(size - 22 - comment, 22);
      if (end.number<std::uint32_t>(0) == 0x06054b50 && end.number<std::uint16_t>(20) == comment) return end;
    }
    fail(path(), "not an npz file: it has no zip table of contents");
  }

  /// Reads one line of the table of contents and returns where the next begins.
  std::uint64_t read_entry(std::uint64_t at) {
    const Reader fixed = reader(at, 46);
    const std::uint64_t name_size = fixed.number<std::uint16_t>(28), extra_size = fixed.number<std::uint16_t>(30);
    const Reader line = reader(at, 46 + name_size + extra_size);
    if (line.number<std::uint32_t>(0) != 0x02014b50) fail(path(), "the zip table of contents is damaged");
    if ((line.number<std::uint16_t>(8) & 1) != 0) fail(path(), "encrypted archives are not read");
    Entry entry{line.number<std::uint16_t>(10), line.number<std::uint32_t>(16), line.number<std::uint32_t>(20),
                line.number<std::uint32_t>(24), line.number<std::uint32_t>(42)};
    for (std::size_t extra = 46 + name_size, end = extra + extra_size; extra + 4 <= end;) {
      const std::size_t size = line.number<std::uint16_t>(extra + 2);
      if (line.number<std::uint16_t>(extra) == 1) {  // 64-bit values in the place of those that are all ones
        std::size_t value = extra + 4;
        for (std::uint64_t* field : {&entry.size, &entry.packed, &entry.at}) {
          if (*field != 0xFFFFFFFF || value + 8 > std::min(extra + 4 + size, end)) continue;
          *field = line.number<std::uint64_t>(value);
          value += 8;
        }
      }
      extra += 4 + size;
    }
    std::string name = line.text(46, name_size);
    if (name.ends_with(".npy")) name.resize(name.size() - 4);
    entries_.emplace_back(std::move(name), entry);
    return at + 46 + name_size + extra_size + line.number<std::uint16_t>(32);
  }

  [[nodiscard]] std::vector<std::byte> unpack(const Entry& entry, const std::string& name) const {
    const Reader head = reader(entry.at, 30);
    if (head.number<std::uint32_t>(0) != 0x04034b50) fail(path(), "member '", name, "' is damaged");
    const std::uint64_t begin = entry.at + 30 + head.number<std::uint16_t>(26) + head.number<std::uint16_t>(28);
    static_cast<void>(reader(begin, entry.packed));  // it is all there
    const auto packed = file_.bytes().subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(entry.packed));
    if (entry.method != 0 && entry.method != 8) fail(path(), "member '", name, "' is packed by method ", entry.method);
    if (entry.size > (entry.method == 0 ? entry.packed : entry.packed * 1032 + 1032)) {  // deflate packs at most 1032 to 1
      fail(path(), "member '", name, "' cannot hold ", entry.size, " bytes");
    }
    std::vector<std::byte> bytes(static_cast<std::size_t>(entry.size));
    const bool whole = entry.method == 0 ? entry.size == entry.packed : inflate(packed, bytes);
    if (entry.method == 0 && whole) std::copy(packed.begin(), packed.end(), bytes.begin());
    if (!whole || crc(bytes) != entry.crc) fail(path(), "member '", name, "' is damaged");
    return bytes;
  }

  /// Whether `packed` is a raw deflate stream of exactly out.size() bytes.
  static bool inflate(std::span<const std::byte> packed, std::span<std::byte> out) {
    z_stream stream{};
    if (::inflateInit2(&stream, -15) != Z_OK) return false;
    constexpr std::size_t step = std::size_t{1} << 30;  // zlib counts in 32 bits
    int status = Z_OK;
    std::size_t in_at = 0, out_at = 0;
    std::byte none{};
    while (status == Z_OK) {
      const std::size_t in = std::min(step, packed.size() - in_at), room = std::min(step, out.size() - out_at);
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data() + in_at));
      stream.avail_in = static_cast<uInt>(in);
      stream.next_out = reinterpret_cast<Bytef*>(room > 0 ? out.data() + out_at : &none);
      stream.avail_out = static_cast<uInt>(room);
      status = ::inflate(&stream, Z_NO_FLUSH);
      in_at += in - stream.avail_in;
      out_at += room - stream.avail_out;
    }
    ::inflateEnd(&stream);
    return status == Z_STREAM_END && out_at == out.size();
  }

  static std::uint32_t crc(std::span<const std::byte> bytes) {
    return static_cast<std::uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
  }

  MappedFile file_;
  std::vector<std::pair<std::string, Entry>> entries_;
};

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
