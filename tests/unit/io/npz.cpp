#include "syncact/io/npy/npz.hpp"

#include <cstdlib>

#include "fixtures.hpp"
#include "support/catch.hpp"

namespace test_npz {

namespace io = syncact::io;
using syncact::FileError;
using syncact::Index;
using syncact::test::says;
using syncact::test::TemporaryDirectory;

/// numpy.savez("a=[[1, 2], [3, 4]] as <f8, b=[7] as <u1") or the same deflated, made by hand from the zip specification.
std::string archive(bool deflated) {
  const auto little = [](std::uint64_t value, int n) {
    std::string bytes;
    for (int i = 0; i < n; ++i) bytes += static_cast<char>(value >> (8 * i));
    return bytes;
  };
  const auto npy = [&](std::string dict, const std::string& data) {
    dict.resize(117, ' ');
    return std::string("\x93NUMPY\x01\x00", 8) + little(118, 2) + dict + "\n" + data;
  };
  std::string numbers;
  for (const double v : {1.0, 2.0, 3.0, 4.0}) numbers += std::string(reinterpret_cast<const char*>(&v), 8);
  const std::vector<std::pair<std::string, std::string>> members{
      {"a.npy", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }", numbers)},
      {"b.npy", npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", "\x07")}};
  std::string file, contents;
  for (const auto& [name, bytes] : members) {
    std::string packed = bytes;
    if (deflated) {
      z_stream stream{};
      REQUIRE(::deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
      packed.resize(bytes.size() + 100);
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
      stream.avail_in = static_cast<uInt>(bytes.size());
      stream.next_out = reinterpret_cast<Bytef*>(packed.data());
      stream.avail_out = static_cast<uInt>(packed.size());
      REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
      packed.resize(stream.total_out);
      ::deflateEnd(&stream);
    }
    const std::string both = little(45, 2) + little(0, 2) + little(deflated ? 8 : 0, 2) + little(0, 4) +
                             little(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()), 4) +
                             little(packed.size(), 4) + little(bytes.size(), 4) + little(name.size(), 2);
    contents += little(0x02014b50, 4) + little(45, 2) + both + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 2) +
                little(0, 4) + little(file.size(), 4) + name;
    file += little(0x04034b50, 4) + both + little(0, 2) + name + packed;
  }
  const auto begin = file.size();
  return file + contents + little(0x06054b50, 4) + little(0, 4) + little(2, 2) + little(2, 2) + little(contents.size(), 4) +
         little(begin, 4) + little(0, 2);
}

TEST_CASE("arrays of an npz archive are read by name, stored and deflated") {
  const TemporaryDirectory dir;
  for (const bool deflated : {false, true}) {
    dir.file("x.npz", archive(deflated));
    const io::NpzFile npz(dir / "x.npz");
    CHECK(npz.names() == std::vector<std::string>{"a", "b"});
    const io::NpyArray a = npz.array("a");
    CHECK(a.shape() == std::vector<Index>{2, 2});
    CHECK(a.to_matrix<double>()(1, 0) == 3.0);
    CHECK(npz.array("b").to_matrix<double>()(0, 0) == 7.0);
    CHECK_THROWS_WITH(npz.array("c"), says("there is no array 'c'"));
  }
}

TEST_CASE("a damaged npz archive is an error, whichever byte it is that changed or is missing") {
  const TemporaryDirectory dir;
  for (const bool deflated : {false, true}) {
    const std::string good = archive(deflated);
    const auto try_to_read = [&](const std::string& bytes) {
      dir.file("x.npz", bytes);
      try {
        const io::NpzFile npz(dir / "x.npz");
        for (const std::string& name : npz.names()) static_cast<void>(npz.array(name).to_matrix<double>());
      } catch (const FileError&) {
        return false;
      }
      return true;
    };
    CHECK(try_to_read(good));
    for (std::size_t n = 0; n < good.size(); n += 3) CHECK_FALSE(try_to_read(good.substr(0, n)));
    for (std::size_t i = 0; i < good.size(); i += 3) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 0x55);
      try_to_read(bad);  // an error or, where the byte is not used, the same arrays; never a crash
    }
    std::string bad = good;
    bad[good.find("NUMPY") + 124] ^= 1;
    if (!deflated) CHECK_FALSE(try_to_read(bad));
  }
}

}  // namespace test_npz
