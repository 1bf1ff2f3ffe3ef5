#include "syncact/io/nifti/nifti.hpp"

#include <cmath>
#include <limits>

#include "fixtures.hpp"
#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"

namespace test_nifti {

namespace io = syncact::io;
using syncact::FileError;
using syncact::Index;
using syncact::MatrixX;
using syncact::ShapeError;
using syncact::ValueError;
using syncact::test::bytes_of;
using syncact::test::gzip;
using syncact::test::NiftiFile;
using syncact::test::raw;
using syncact::test::says;
using syncact::test::table_close;
using syncact::test::TemporaryDirectory;
using syncact::test::WithinAbs;

const std::vector<std::int16_t> six{1, 2, -3, 4, 5, -6};  // two voxels, three volumes

MatrixX<double> six_as_table() { return (MatrixX<double>(3, 2) << 1, 2, -3, 4, 5, -6).finished(); }

TEST_CASE("both versions in both byte orders, plain and gzip, hold the same table") {
  const TemporaryDirectory dir;
  for (const bool big : {false, true}) {
    NiftiFile file;
    file.big_endian = big;
    for (const std::string& header : {file.header1(), file.header2()}) {
      const std::string bytes = header + raw(six, big);
      for (const auto& path : {dir.file("x.nii", bytes), dir.file("x.nii.gz", gzip(bytes)),
                               dir.file("x.nii.gz", gzip(bytes.substr(0, 356)) + gzip(bytes.substr(356)))}) {
        const auto series = io::read_nifti<double>(path);
        CHECK(table_close(series.values, six_as_table(), 0) == "");
        CHECK(series.header.version == (header.size() == 352 ? 1 : 2));
        CHECK(series.header.swapped == big);
        CHECK(series.header.tr()->count() == 2.5);
        CHECK(series.header.description == "made by hand");
        CHECK(series.mask.voxels == std::vector<Index>{0, 1});
        CHECK(table_close(io::read_nifti<float>(path).values, six_as_table().cast<float>(), 0) == "");
      }
    }
  }
}

TEST_CASE("every datatype is read with slope and intercept") {
  const TemporaryDirectory dir;
  NiftiFile file;
  file.dim = {3, 2, 1, 1, 9, 9, 9, 9};  // what stands beyond dim[0] does not count
  file.slope = 0.5;
  file.inter = -10;
  for (const bool big : {false, true}) {
    file.big_endian = big;
    const auto second = [&](std::int16_t datatype, const std::string& data) {
      file.datatype = datatype;
      return io::read_nifti<double>(dir.file("x.nii.gz", gzip(file.header1() + data))).values(0, 1);
    };
    CHECK(second(2, raw(std::vector<std::uint8_t>{0, 255}, big)) == 117.5);
    CHECK(second(256, raw(std::vector<std::int8_t>{0, -128}, big)) == -74.0);
    CHECK(second(4, raw(std::vector<std::int16_t>{0, -300}, big)) == -160.0);
    CHECK(second(512, raw(std::vector<std::uint16_t>{0, 65535}, big)) == 32757.5);
    CHECK(second(8, raw(std::vector<std::int32_t>{0, -100000}, big)) == -50010.0);
    CHECK(second(768, raw(std::vector<std::uint32_t>{0, 4000000000u}, big)) == 1999999990.0);
    CHECK(second(16, raw(std::vector<float>{0, 3}, big)) == -8.5);
    CHECK(second(64, raw(std::vector<double>{0, 3}, big)) == -8.5);
    CHECK(second(1024, raw(std::vector<std::int64_t>{0, -30}, big)) == -25.0);
    CHECK(second(1280, raw(std::vector<std::uint64_t>{0, 30}, big)) == 5.0);
  }
}

TEST_CASE("a slope of 0, or none, means values as stored") {
  const TemporaryDirectory dir;
  NiftiFile file;
  file.inter = 100;
  for (const double slope : {0.0, std::nan(""), HUGE_VAL}) {
    file.slope = slope;
    CHECK(table_close(io::read_nifti<double>(dir.file("x.nii", file.header1() + raw(six))).values, six_as_table(), 0) == "");
  }
  file.slope = 2;
  file.inter = std::nan("");
  CHECK_THROWS_WITH(io::read_nifti<double>(dir.file("x.nii", file.header1() + raw(six))),
                    says("NIfTI scl_slope is 2 but scl_inter is nan"));
}

TEST_CASE("the TR is in seconds whatever the unit, and absent without one") {
  const TemporaryDirectory dir;
  const auto tr = [&](double step, int units) {
    NiftiFile file;
    file.pixdim[4] = step;
    file.units = units;
    return io::read_nifti_header(dir.file("x.nii", file.header1() + raw(six))).tr();
  };
  CHECK(tr(2.5, 2 + 8)->count() == 2.5);
  CHECK(tr(2500, 2 + 16)->count() == 2.5);
  CHECK(tr(2500000, 2 + 24)->count() == 2.5);
  CHECK_FALSE(tr(2.5, 2));
  CHECK_FALSE(tr(2.5, 2 + 32));  // hertz
  CHECK_FALSE(tr(0, 2 + 8));
  CHECK_FALSE(tr(-1, 2 + 8));
  CHECK_FALSE(tr(std::nan(""), 2 + 8));
}

TEST_CASE("the affine is the sform, else the qform, else the voxel sizes") {
  const TemporaryDirectory dir;
  NiftiFile file;
  file.pixdim = {-1, 2, 3, 4, 1, 0, 0, 0};
  file.quaternion = {0, 0, std::sqrt(0.5), -5, -6, -7};  // a quarter turn about z
  const auto geometry = [&] { return io::read_nifti_header(dir.file("x.nii", file.header1() + raw(six))).geometry; };
  CHECK(geometry().affine == io::Affine{{{2, 0, 0, 0}, {0, 3, 0, 0}, {0, 0, 4, 0}, {0, 0, 0, 1}}});
  file.qform_code = 1;
  const io::Affine turned{{{0, -3, 0, -5}, {2, 0, 0, -6}, {0, 0, -4, -7}, {0, 0, 0, 1}}};
  io::Geometry g = geometry(), expected = g;
  expected.affine = turned;
  CHECK(io::affine_distance(g, expected) < 1e-6);
  CHECK(std::abs(g.affine[1][0] - 2) < 1e-6);
  CHECK(g.qfac == -1);
  file.quaternion = {1.2, 0, 0, 0, 0, 0};  // longer than 1 by rounding, or worse: half a turn about x
  CHECK_THAT(geometry().affine[1][1], WithinAbs(-3, 1e-6));
  CHECK_THAT(geometry().affine[2][2], WithinAbs(4, 1e-6));
  file.sform_code = 4;
  CHECK(geometry().affine == io::Affine{{{2, 0, 0, -10}, {0, 2, 0, -20}, {0, 0, 2, -30}, {0, 0, 0, 1}}});
  file.sform[5] = std::nan("");
  CHECK_THROWS_WITH(geometry(), says("NIfTI affine has the value nan (sform_code 4, qform_code 1)"));
}

TEST_CASE("a mask picks finite voxels above a value, x fastest, and its columns keep their order") {
  const TemporaryDirectory dir;
  NiftiFile file;
  file.dim = {3, 3, 2, 2, 1, 1, 1, 1};
  file.datatype = 16;
  const float nan = std::nanf(""), inf = std::numeric_limits<float>::infinity();
  const auto mask_path =
      dir.file("m.nii.gz", gzip(file.header1() + raw(std::vector<float>{0, 1, nan, 0, 0, -0.5F, inf, 0, 0, 0, 0, 2})));
  const io::Mask mask = io::read_mask(mask_path, {.above = 0});
  CHECK(mask.voxels == std::vector<Index>{1, 11});

  file.dim = {4, 3, 2, 2, 37, 1, 1, 1};  // more volumes than one block
  std::vector<float> volumes;
  for (int i = 0; i < 12 * 37; ++i) volumes.push_back(static_cast<float>(i));
  const auto image_path = dir.file("x.nii.gz", gzip(file.header1() + raw(volumes)));
  const auto series = io::read_nifti<float>(image_path, mask);
  MatrixX<float> expected(37, 2);
  for (Index t = 0; t < 37; ++t) expected.row(t) << static_cast<float>(12 * t + 1), static_cast<float>(12 * t + 11);
  CHECK(table_close(series.values, expected, 0) == "");
  CHECK(series.mask.voxels == mask.voxels);

  const auto all = io::read_nifti<float>(image_path);
  CHECK(all.values.cols() == 12);
  CHECK(all.values(36, 11) == 12 * 36 + 11);
}

TEST_CASE("without a rule a mask is what lies above half of its largest value") {
  const TemporaryDirectory dir;
  NiftiFile file;
  file.dim = {3, 3, 2, 1, 1, 1, 1, 1};
  file.datatype = 16;
  const auto read = [&](const std::vector<float>& values) {
    return io::read_mask(dir.file("m.nii", file.header1() + raw(values)));
  };
  const float nan = std::nanf("");
  CHECK(read({0, 1, 1, 0, 0, 1}).voxels == std::vector<Index>{1, 2, 5});
  CHECK(read({0, 1, 1, 0, 0, 1}).two_valued);
  CHECK(read({0, 255, 0, 0, 0, 255}).voxels == std::vector<Index>{1, 5});
  CHECK(read({1.4e-15F, 1, 0.51F, 0.49F, -1, nan}).voxels == std::vector<Index>{1, 2});  // resampled; outside -1 or NaN
  CHECK_FALSE(read({1.4e-15F, 1, 1, 1, 1, 1}).two_valued);
  CHECK_FALSE(read({nan, 1, 1, 1, 1, 1}).two_valued);
  CHECK(read({-1, 1, -1, 1, -1, -1}).voxels == std::vector<Index>{1, 3});
  CHECK_THROWS_WITH(read({0, 1, 2, 3, 0, 0}), says("m.nii: as a mask must hold 0 and one other value") && says("up to 3"));
  CHECK_THROWS_WITH(read({0, 0, 0, 0, 0, 0}), says("no voxel above 0"));
  CHECK_THROWS_WITH(read({-1, -1, -2, -1, 0, -1}), says("no voxel above 0"));
}

TEST_CASE("a mask that does not fit is refused with both files and both values") {
  const TemporaryDirectory dir;
  NiftiFile file;
  file.sform_code = 1;
  const auto image = dir.file("x.nii", file.header1() + raw(six));
  NiftiFile one = file;
  one.dim = {3, 1, 2, 1, 1, 1, 1, 1};
  const std::string two_voxels = raw(std::vector<std::int16_t>{1, 1});
  CHECK_THROWS_WITH(io::read_nifti<double>(image, io::read_mask(dir.file("m.nii", one.header1() + two_voxels))),
                    says("x.nii: has 2 x 1 x 1 voxels, but the mask ") && says("m.nii has 1 x 2 x 1"));
  one.dim = {3, 2, 1, 1, 1, 1, 1, 1};
  one.sform[3] = -10.019;  // within 1 % of a voxel of 2 mm
  CHECK_NOTHROW(io::read_nifti<double>(image, io::read_mask(dir.file("m.nii", one.header1() + two_voxels))));
  one.sform[3] = -12;
  CHECK_THROWS_WITH(io::read_nifti<double>(image, io::read_mask(dir.file("m.nii", one.header1() + two_voxels))),
                    says("x.nii: has the affine [2 0 0 -10; 0 2 0 -20; 0 0 2 -30]") &&
                        says("m.nii has [2 0 0 -12; 0 2 0 -20; 0 0 2 -30]") && says("up to 2 apart, at most 0.02"));
  CHECK_THROWS_WITH(io::read_mask(image), says("as a mask must have one volume, has 3"));
  CHECK_THROWS_WITH(io::read_mask(dir.file("m.nii", one.header1() + std::string(4, '\0'))), says("no voxel above 0"));
  io::Mask outside = io::whole_mask(io::read_nifti_header(image).geometry);
  outside.voxels.push_back(2);
  CHECK_THROWS_AS(io::read_nifti<double>(image, outside), ValueError);
  CHECK_THROWS_AS(io::write_nifti(dir / "y.nii", MatrixX<double>(1, 3), outside), ValueError);
}

TEST_CASE("the mask of varying voxels leaves out constants and keeps what is not finite") {
  const TemporaryDirectory dir;
  NiftiFile file;
  file.dim = {4, 4, 1, 1, 2, 1, 1, 1};
  file.datatype = 16;
  const float nan = std::nanf("");
  const auto series =
      io::read_nifti<double>(dir.file("x.nii", file.header1() + raw(std::vector<float>{0, 7, 1, nan, 0, 7, 2, nan})));
  CHECK(io::nonconstant_mask(series).voxels == std::vector<Index>{2, 3});
}

TEMPLATE_TEST_CASE("maps survive the round trip with the geometry of the input", "", float, double) {
  const TemporaryDirectory dir;
  NiftiFile file;
  file.dim = {4, 3, 2, 2, 2, 1, 1, 1};
  file.datatype = 2;
  file.pixdim = {-1, 2, 3, 4, 1.5, 0, 0, 0};
  file.qform_code = 1;
  file.quaternion = {0, 0.6, 0, 1, 2, 3};
  file.sform_code = 2;
  const auto input = io::read_nifti<TestType>(dir.file("x.nii", file.header1() + std::string(24, '\3')));
  io::Mask mask = input.mask;
  mask.voxels = {2, 3, 11};
  MatrixX<TestType> maps(4, 3);
  for (Index i = 0; i < maps.size(); ++i) maps.data()[i] = static_cast<TestType>(i) / 8 - 1;
  maps(3, 2) = std::numeric_limits<TestType>::quiet_NaN();
  const io::NiftiLabels labels{.description = std::string(100, 'd'), .intent_name = "networks", .intent_code = 1001};
  for (const char* name : {"maps.nii", "maps.nii.gz"}) {
    io::write_nifti(dir / name, maps, mask, labels);
    const auto back = io::read_nifti<TestType>(dir / name, mask);
    CHECK(table_close(back.values, maps, 0) == "");
    CHECK(back.header.geometry == input.header.geometry);
    CHECK(back.header.datatype == 16);
    CHECK(back.header.cal_min == -1);
    CHECK(back.header.cal_max == static_cast<double>(maps(2, 2)));
    CHECK(back.header.description == std::string(79, 'd'));
    CHECK(back.header.intent_name == "networks");
    CHECK(back.header.intent_code == 1001);
    CHECK_FALSE(back.header.tr());
    const auto all = io::read_nifti<TestType>(dir / name);
    CHECK(all.values.cols() == 12);
    CHECK(all.values(0, 0) == 0);
  }
  const std::string bytes = bytes_of(dir / "maps.nii");
  CHECK(bytes.size() == 352 + 4 * 12 * 4);
  CHECK(bytes.substr(344, 8) == std::string("n+1\0\0\0\0\0", 8));
  CHECK(static_cast<unsigned char>(bytes_of(dir / "maps.nii.gz")[0]) == 0x1f);
  io::write_nifti(dir / "again.nii.gz", maps, mask, labels);
  CHECK(bytes_of(dir / "again.nii.gz") == bytes_of(dir / "maps.nii.gz"));
}

TEST_CASE("a series is written with its TR, a single map as a 3-D image, a long one as NIfTI-2") {
  const TemporaryDirectory dir;
  NiftiFile file;
  file.sform_code = 1;
  const io::Mask mask = io::whole_mask(io::read_nifti_header(dir.file("x.nii", file.header1() + raw(six))).geometry);
  io::write_nifti(dir / "one.nii", MatrixX<float>::Ones(1, 2), mask);
  CHECK(bytes_of(dir / "one.nii")[40] == 3);
  CHECK(io::read_mask(dir / "one.nii").size() == 2);

  MatrixX<double> longest(32768, 2);
  for (Index t = 0; t < longest.rows(); ++t) longest.row(t) << static_cast<double>(t), -1;
  io::write_nifti(dir / "long.nii.gz", longest, mask, {.tr = syncact::Seconds{0.72}});
  const auto back = io::read_nifti<double>(dir / "long.nii.gz");
  CHECK(back.header.version == 2);
  CHECK(back.header.tr()->count() == 0.72);
  CHECK(back.header.geometry == mask.geometry);
  CHECK(table_close(back.values, longest, 0) == "");
}

TEST_CASE("what cannot be written leaves no file") {
  const TemporaryDirectory dir;
  const io::Mask mask = io::whole_mask({.dims = {2, 1, 1}});
  CHECK_THROWS_WITH(io::write_nifti(dir / "x.nii", MatrixX<float>::Ones(1, 3), mask), says("must be 2, is 3"));
  CHECK_THROWS_AS(io::write_nifti(dir / "x.nii", MatrixX<float>(0, 2), mask), ShapeError);
  CHECK_THROWS_WITH(io::write_nifti(dir / "x.img", MatrixX<float>::Ones(1, 2), mask), says("must end in .nii or .nii.gz"));
  CHECK(dir.n_files() == 0);
}

TEST_CASE("the file named is read, not its neighbour") {
  const TemporaryDirectory dir;
  NiftiFile file;
  dir.file("x.nii", file.header1() + raw(std::vector<std::int16_t>(6, 9)));
  dir.file("x.nii.gz", gzip(file.header1() + raw(six)));
  CHECK(io::read_nifti<double>(dir / "x.nii.gz").values(0, 0) == 1);
  CHECK(io::read_nifti<double>(dir / "x.nii").values(0, 0) == 9);
}

TEST_CASE("images that are not what they claim are refused with the values") {
  const TemporaryDirectory dir;
  const auto refuses_bytes = [&](const std::string& bytes, const std::string& message) {
    const auto plain = dir.file("x.nii", bytes);
    CHECK_THROWS_AS(io::read_nifti<float>(plain), FileError);
    CHECK_THROWS_WITH(io::read_nifti<float>(plain), says(plain.string() + ": ") && says(message));
  };
  const std::string good = NiftiFile{}.header1() + raw(six);
  const auto refuses = [&](const std::string& message, auto&& change) {
    NiftiFile file;
    change(file);
    refuses_bytes(file.header1() + raw(six), message);
  };
  refuses_bytes("", "is not a NIfTI image: it ends after 0 bytes");
  refuses_bytes(good.substr(0, 347), "it ends after 347 bytes");
  refuses_bytes(std::string(400, 'x'), "sizeof_hdr is 2021161080, must be 348 or 540");
  refuses_bytes(NiftiFile{}.header2().substr(0, 500), "it ends after 500 bytes, within the NIfTI-2 header of 540");
  refuses_bytes(good.substr(0, 350), "is cut off");
  refuses_bytes(good.substr(0, good.size() - 1),
                "2 x 1 x 1 voxels x 3 volumes need 364 bytes, but a file of 363 bytes is all there is");
  refuses_bytes(good + "x", "holds more data than its 2 x 1 x 1 voxels x 3 volumes need");
  refuses("is the header of a .hdr/.img pair", [](NiftiFile& f) { f.magic = "ni1"; });
  refuses("ANALYZE 7.5 perhaps): its magic is ''", [](NiftiFile& f) { f.magic = std::string(3, '\0'); });
  refuses("NIfTI dim[0] is 0, must be in 1..7", [](NiftiFile& f) { f.dim[0] = 0; });
  refuses("NIfTI dim[0] is 8", [](NiftiFile& f) { f.dim[0] = 8; });
  refuses("NIfTI dim[2] is 0, must be >= 1", [](NiftiFile& f) { f.dim[2] = 0; });
  refuses("NIfTI dim[4] is -3, must be >= 1", [](NiftiFile& f) { f.dim[4] = -3; });
  refuses("NIfTI dim[5] is 2: only x, y, z and time are read", [](NiftiFile& f) { f.dim[0] = 5, f.dim[5] = 2; });
  refuses("32767 x 32767 x 32767 voxels x 3 volumes need 211086905770330 bytes, but a file of 364 bytes is all there is",
          [](NiftiFile& f) { f.dim = {4, 32767, 32767, 32767, 3, 1, 1, 1}; });
  refuses("NIfTI datatype 128 (colour) is not read", [](NiftiFile& f) { f.datatype = 128; });
  refuses("NIfTI datatype 32 (complex) is not read", [](NiftiFile& f) { f.datatype = 32; });
  refuses("NIfTI datatype 1536 is not read", [](NiftiFile& f) { f.datatype = 1536; });
  refuses("NIfTI datatype 0 is not read", [](NiftiFile& f) { f.datatype = 0; });
  refuses("NIfTI vox_offset is 351", [](NiftiFile& f) { f.vox_offset = 351; });
  refuses("NIfTI vox_offset is 352.5", [](NiftiFile& f) { f.vox_offset = 352.5; });
  refuses("NIfTI vox_offset is nan", [](NiftiFile& f) { f.vox_offset = std::nan(""); });
  refuses("NIfTI vox_offset is -inf", [](NiftiFile& f) { f.vox_offset = -HUGE_VAL; });
  refuses("need 1036 bytes, but a file of 364", [](NiftiFile& f) { f.vox_offset = 1024; });

  NiftiFile huge;
  huge.dim = {4, std::int64_t{1} << 40, std::int64_t{1} << 40, 1, 1, 1, 1, 1};
  refuses_bytes(huge.header2() + raw(six), "NIfTI dims 1099511627776 x 1099511627776 x 1 x 1 pass 2^63 bytes");
  huge.dim = {4, std::int64_t{1} << 40, 1, 1, 1, 1, 1, 1};
  refuses_bytes(gzip(huge.header2() + raw(six)), "bytes cannot hold more than");
}

TEST_CASE("gzip images that are cut off or padded are refused at the place") {
  const TemporaryDirectory dir;
  NiftiFile file;
  file.dim = {4, 20, 20, 20, 3, 1, 1, 1};
  std::string data(2 * 8000 * 3, '\0');
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<char>(i * i % 251);
  const std::string bytes = file.header1() + data;
  const auto read = [&](const std::string& file_bytes) { return io::read_nifti<float>(dir.file("x.nii.gz", file_bytes)); };
  CHECK(read(gzip(bytes)).values.rows() == 3);
  CHECK_THROWS_WITH(read(gzip(bytes.substr(0, bytes.size() - 100))),
                    says("is cut off in volume 2 of 3 (counted from 0): 15900 of 16000"));
  CHECK_THROWS_WITH(read(gzip(bytes).substr(0, gzip(bytes).size() / 2)), says("gzip data are cut off"));
  CHECK_THROWS_WITH(read(gzip(bytes) + "x"), says("has other data after its gzip data"));
  CHECK_THROWS_WITH(read(gzip(bytes) + gzip("x")), says("holds more data than its 20 x 20 x 20 voxels x 3 volumes need"));
  std::string damaged = gzip(bytes);
  damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 4);
  CHECK_THROWS_WITH(read(damaged), says("gzip data are damaged"));
}

TEST_CASE("a header extension is passed over, and vox_offset 0 is 352") {
  const TemporaryDirectory dir;
  NiftiFile file;
  file.vox_offset = 352 + 1000;
  const auto path = dir.file("x.nii.gz", gzip(file.header1() + std::string(1000, 'e') + raw(six)));
  CHECK(table_close(io::read_nifti<double>(path).values, six_as_table(), 0) == "");
  file.vox_offset = 0;
  CHECK(table_close(io::read_nifti<double>(dir.file("y.nii", file.header1() + raw(six))).values, six_as_table(), 0) == "");
}

}  // namespace test_nifti
