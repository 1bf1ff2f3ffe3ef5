/// mapped_file, atomic_file, byte_source, byte_sink, checksum.
#include <sys/stat.h>

#include "fixtures.hpp"
#include "support/catch.hpp"
#include "syncact/io/bytes/byte_sink.hpp"
#include "syncact/io/bytes/byte_source.hpp"
#include "syncact/io/bytes/checksum.hpp"

namespace test_files {

namespace io = syncact::io;
using syncact::FileError;
using syncact::test::bytes_of;
using syncact::test::gzip;
using syncact::test::says;
using syncact::test::TemporaryDirectory;

std::string text_of(std::span<const std::byte> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Everything a source gives, asked for in pieces of `piece` bytes.
std::string read_all(const std::filesystem::path& path, std::size_t piece) {
  io::ByteSource source(path);
  std::vector<std::byte> buffer(piece);
  std::string all;
  for (std::size_t n = piece; n == piece;) {
    n = source.read(buffer);
    all += text_of(std::span(buffer).first(n));
  }
  return all;
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 40000; ++i) text += std::to_string(i * 7919 % 10007) + ' ';
  return text;
}

TEST_CASE("a mapped file shows the bytes of the file, also after a move") {
  const TemporaryDirectory dir;
  io::MappedFile file(dir.file("a", "abc"));
  const std::byte* const where = file.bytes().data();
  const io::MappedFile moved = std::move(file);
  CHECK(text_of(moved.bytes()) == "abc");
  CHECK(moved.bytes().data() == where);
  CHECK(moved.path() == dir / "a");
  CHECK(io::MappedFile(dir.file("empty", "")).bytes().empty());
}

TEST_CASE("mapping what is not a file says so, beginning with the path") {
  const TemporaryDirectory dir;
  CHECK_THROWS_AS(io::MappedFile(dir / "none"), FileError);
  CHECK_THROWS_WITH(io::MappedFile(dir / "none"), (dir / "none").string() + ": cannot be opened: No such file or directory");
  CHECK_THROWS_WITH(io::MappedFile(dir.path()), dir.path().string() + ": is a directory, not a file");
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(io::MappedFile(dir / "pipe"), says("is not a regular file"));
}

TEST_CASE("an atomic file appears at commit and not before") {
  const TemporaryDirectory dir;
  {
    io::AtomicFile file(dir / "out");
    file.write("one ");
    file.write("two");
    CHECK_FALSE(std::filesystem::exists(dir / "out"));
    file.commit();
    CHECK(bytes_of(dir / "out") == "one two");
  }
  CHECK(bytes_of(dir / "out") == "one two");
  CHECK(dir.n_files() == 1);
}

TEST_CASE("an atomic file that is not committed leaves nothing, and the old file as it was") {
  const TemporaryDirectory dir;
  dir.file("out", "old");
  { io::AtomicFile(dir / "out").write("new"); }
  CHECK(bytes_of(dir / "out") == "old");
  CHECK(dir.n_files() == 1);
  io::write_file(dir / "out", "new");
  CHECK(bytes_of(dir / "out") == "new");
  CHECK(dir.n_files() == 1);
}

TEST_CASE("two atomic files of one directory do not meet") {
  const TemporaryDirectory dir;
  io::AtomicFile a(dir / "a"), b(dir / "b");
  a.write("A");
  b.write("B");
  io::AtomicFile moved = std::move(a);
  moved.commit();
  b.commit();
  CHECK(bytes_of(dir / "a") == "A");
  CHECK(bytes_of(dir / "b") == "B");
}

TEST_CASE("an atomic file follows links and refuses directories and devices") {
  const TemporaryDirectory dir;
  dir.file("target", "old");
  std::filesystem::create_symlink("target", dir / "link");
  io::write_file(dir / "link", "new");
  CHECK(std::filesystem::is_symlink(dir / "link"));
  CHECK(bytes_of(dir / "target") == "new");
  CHECK_THROWS_WITH(io::write_file(dir.path(), "x"), says("is a directory, not a file"));
  CHECK_THROWS_WITH(io::write_file("/dev/null", "x"), says("/dev/null: is not a regular file"));
  CHECK_THROWS_WITH(io::write_file(dir / "no" / "x", "x"), says("cannot be created: No such file or directory"));
}

TEST_CASE("a byte source gives a plain and a gzip file alike, whatever the piece") {
  const TemporaryDirectory dir;
  const std::string text = long_text();
  dir.file("plain.gz", text);  // the bytes count, not the name
  dir.file("packed", gzip(text));
  dir.file("members", gzip(text.substr(0, 1000)) + gzip("") + gzip(text.substr(1000)));
  dir.file("padded", gzip(text) + std::string(512, '\0'));
  for (const std::size_t piece : {std::size_t{1021}, std::size_t{65536}, std::size_t{1000000}}) {
    for (const char* name : {"plain.gz", "packed", "members", "padded"}) {
      INFO(name << " by " << piece);
      CHECK(read_all(dir / name, piece) == text);
    }
  }
  CHECK(read_all(dir.file("empty", ""), 10).empty());
  CHECK_FALSE(io::ByteSource(dir / "plain.gz").compressed());
  CHECK(io::ByteSource(dir / "packed").compressed());
}

TEST_CASE("skipping passes over as many bytes as there are") {
  const TemporaryDirectory dir;
  io::ByteSource source(dir.file("packed", gzip(long_text())));
  CHECK(source.skip(100000) == 100000);
  std::vector<std::byte> piece(5);
  CHECK(source.read(piece) == 5);
  CHECK(text_of(piece) == long_text().substr(100000, 5));
  CHECK(source.skip(1u << 30) == long_text().size() - 100005);
}

TEST_CASE("damaged gzip data are an error, not an end") {
  const TemporaryDirectory dir;
  const std::string packed = gzip(long_text());
  CHECK_THROWS_WITH(read_all(dir.file("cut", packed.substr(0, packed.size() / 2)), 1000), says("cut: gzip data are cut off"));
  CHECK_THROWS_WITH(read_all(dir.file("cut", packed.substr(0, packed.size() - 1)), 1000), says("gzip data are cut off"));
  std::string bad_crc = packed;
  bad_crc[packed.size() - 8] = static_cast<char>(bad_crc[packed.size() - 8] ^ 1);
  CHECK_THROWS_WITH(read_all(dir.file("crc", bad_crc), 1000), says("gzip data are damaged: incorrect data check"));
  CHECK_THROWS_WITH(read_all(dir.file("tail", packed + "rubbish"), 1000), says("has other data after its gzip data"));
  CHECK_THROWS_WITH(read_all(dir.file("tail", packed + "\x1f\x8b"), 1000), says("gzip data are cut off"));
}

TEST_CASE("a byte sink writes what a byte source reads, the same bytes each time, and nothing without commit") {
  const TemporaryDirectory dir;
  const std::string text = long_text();
  const auto write = [&](const char* name, bool compressed, bool commit) {
    io::ByteSink sink(dir / name, compressed);
    sink.write(std::as_bytes(std::span(text).first(777)));
    sink.write(std::as_bytes(std::span(text).subspan(777)));
    if (commit) sink.commit();
  };
  write("plain", false, true);
  write("packed", true, true);
  write("again", true, true);
  write("never", true, false);
  CHECK(bytes_of(dir / "plain") == text);
  CHECK(read_all(dir / "packed", 4096) == text);
  CHECK(std::filesystem::file_size(dir / "packed") < text.size() / 2);
  CHECK(bytes_of(dir / "packed") == bytes_of(dir / "again"));
  CHECK(dir.n_files() == 3);
}

TEST_CASE("the checksum is the CRC-32 of zip and the size") {
  const TemporaryDirectory dir;
  const io::Checksum sum = io::checksum(dir.file("a", "123456789"));
  CHECK(sum.hex() == "cbf43926");  // the published check value of CRC-32
  CHECK(sum.size == 9);
  CHECK(io::checksum(dir.file("empty", "")) == io::Checksum{0, 0});
  CHECK_THROWS_AS(io::checksum(dir / "none"), FileError);
}

}  // namespace test_files
