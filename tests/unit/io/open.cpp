#include "syncact/io/open.hpp"

#include "fixtures.hpp"
#include "support/catch.hpp"
#include "syncact/adapt/eigen.hpp"

namespace test_open {

namespace io = syncact::io;
using io::FileKind;
using syncact::FileError;
using syncact::MatrixX;
using syncact::test::gzip;
using syncact::test::npy;
using syncact::test::npy_dict;
using syncact::test::raw;
using syncact::test::says;
using syncact::test::TemporaryDirectory;

std::string image() { return syncact::test::NiftiFile().header1() + raw(std::vector<std::int16_t>{1, 2, -3, 4, 5, -6}); }
std::string array() { return npy(npy_dict("<f8", "(2, 2)"), raw(std::vector<double>{1, 2, 3, 4})); }
const std::string text = "a\tb\n1\t2\n3\t4\n";

TEST_CASE("What a file is, is told by its bytes, whatever its name", "[io][open]") {
  const TemporaryDirectory dir;
  const auto kind = [&](const std::string& bytes) {
    const FileKind plain = io::kind_of(dir.file("no_extension", bytes));
    CHECK(io::kind_of(dir.file("packed.dat", gzip(bytes))) == plain);
    return plain;
  };
  CHECK(kind(text) == FileKind::text);
  CHECK(kind("") == FileKind::text);
  CHECK(kind(array()) == FileKind::npy);
  CHECK(kind(image()) == FileKind::nifti);
  syncact::test::NiftiFile other;
  other.big_endian = true;
  CHECK(kind(other.header2() + std::string(12, '\0')) == FileKind::nifti);
  other.magic = "ni1";
  CHECK(kind(other.header1()) == FileKind::nifti_pair);
  CHECK(kind(std::string("PK\x03\x04") + "rest") == FileKind::npz);
  CHECK(kind("\x89HDF\r\n\x1a\nrest") == FileKind::hdf5);
  CHECK(kind("MATLAB 7.3 MAT-file, Platform") == FileKind::hdf5);
  CHECK(kind("MATLAB 5.0 MAT-file, Platform") == FileKind::matlab);
  CHECK(kind(std::string("\x89PNG\0\0", 6)) == FileKind::other);
  CHECK(io::kind_of(dir.file("x.img", image())) == FileKind::nifti_pair);
}

TEST_CASE("Tables and scans open by content, and what is none says what it is", "[io][open]") {
  const TemporaryDirectory dir;
  const MatrixX<double> table{{1, 2}, {3, 4}};
  CHECK(io::open_table(dir.file("x.dat", array())).values == table);
  CHECK(io::open_table(dir.file("x.dat", text)).values == table);
  CHECK(io::open_table(dir.file("x.dat", text)).names == std::vector<std::string>{"a", "b"});
  CHECK(io::open_scans(dir.file("x.dat", text), {}).values == table);
  const auto scans = io::open_scans(dir.file("scans", gzip(image())), {});
  CHECK(scans.values.rows() == 3);
  CHECK(scans.tr->count() == 2.5);
  REQUIRE(scans.mask);
  CHECK_THROWS_WITH(io::open_scans(dir.file("x.dat", text), scans.mask), says("has no grid"));
  CHECK_THROWS_WITH(io::open_table(dir.file("x.npy", image())), says("is a NIfTI image"));
  CHECK_THROWS_WITH(io::open_table(dir.file("x.hdr", image())), says("one half of a NIfTI"));
  CHECK_THROWS_WITH(io::open_table(dir.file("x.mat", "MATLAB 5.0")), says("MATLAB"));
  CHECK_THROWS_WITH(io::open_table(dir.file("x.tsv", std::string("\x89PNG\0", 5))), says("neither text nor"));
}

TEST_CASE("Masks and labels open by content, too", "[io][open]") {
  const TemporaryDirectory dir;
  syncact::test::NiftiFile one;
  one.dim = {3, 2, 1, 1, 1, 1, 1, 1};
  CHECK(io::open_mask(dir.file("mask.dat", one.header1() + raw(std::vector<std::int16_t>{0, 1}))).size() == 1);
  CHECK_THROWS_WITH(io::open_mask(dir.file("mask.nii", array())), says("is a numpy array, where a mask needs a NIfTI image"));
  CHECK(io::holds_events(dir.file("x.tsv", "onset\tduration\n1\t2\n")));
  CHECK_FALSE(io::holds_events(dir.file("x.tsv", text)));
  CHECK_THROWS_WITH(io::holds_events(dir.file("x.tsv", image())), says("is a NIfTI image"));
}

}  // namespace test_open
