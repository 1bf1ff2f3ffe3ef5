#include "syncact/io/npy/npy.hpp"

#include <cmath>
#include <limits>

#include "fixtures.hpp"
#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/io/npy/npy_write.hpp"

namespace test_npy {

namespace io = syncact::io;
using syncact::FileError;
using syncact::Index;
using syncact::MatrixX;
using syncact::RowMatrixX;
using syncact::SeriesView;
using syncact::ShapeError;
using syncact::test::bytes_of;
using syncact::test::npy;
using syncact::test::npy_dict;
using syncact::test::raw;
using syncact::test::says;
using syncact::test::table_close;
using syncact::test::TemporaryDirectory;

template <class T>
MatrixX<T> table(Index rows, Index columns) {
  MatrixX<T> m(rows, columns);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<T>(std::sin(static_cast<double>(i)));
  return m;
}

TEMPLATE_TEST_CASE("what write_npy wrote is mapped without a copy and is the same", "", float, double) {
  const TemporaryDirectory dir;
  const MatrixX<TestType> m = table<TestType>(37, 5);
  io::write_npy(dir / "column_major.npy", m);
  io::write_npy(dir / "row_major.npy", RowMatrixX<TestType>(m));
  io::write_npy(dir / "expression.npy", m * TestType{1});
  io::write_npy(dir / "strided.npy", SeriesView<TestType>(m.data() + m.size() - 1, 37, 5, -1, -37));
  CHECK(bytes_of(dir / "column_major.npy") == bytes_of(dir / "row_major.npy"));
  CHECK(bytes_of(dir / "column_major.npy") == bytes_of(dir / "expression.npy"));

  const io::NpyArray array(dir / "column_major.npy");
  CHECK(array.shape() == std::vector<Index>{37, 5});
  CHECK(array.header().data_offset % 64 == 0);
  CHECK_FALSE(array.fortran_order());
  const auto view = array.view<TestType>();
  REQUIRE(view);
  CHECK(static_cast<const void*>(view->data()) == static_cast<const void*>(array.elements<TestType>()->data()));
  CHECK(table_close(view->map(), m, 0) == "");
  CHECK(table_close(array.to_matrix<TestType>(), m, 0) == "");
  CHECK(table_close(io::NpyArray(dir / "strided.npy").to_matrix<TestType>(), m.reverse(), 0) == "");

  using Other = std::conditional_t<std::is_same_v<TestType, float>, double, float>;
  CHECK_FALSE(array.view<Other>());
  CHECK(table_close(array.to_matrix<Other>(), m.template cast<Other>(), 0) == "");
  const bool copied = array.with_table<Other>([&](const SeriesView<Other>& v) { return v.time_stride() == 1; });
  const bool mapped = array.with_table<TestType>([&](const SeriesView<TestType>& v) { return v.data() == view->data(); });
  CHECK(copied);
  CHECK(mapped);
}

TEST_CASE("write_npy writes the bytes that numpy writes") {
  const TemporaryDirectory dir;
  const MatrixX<float> m = (MatrixX<float>(2, 2) << 1, 2, 3, 4).finished();
  io::write_npy(dir / "a.npy", m);
  CHECK(bytes_of(dir / "a.npy") == npy(npy_dict("<f4", "(2, 2)"), raw(std::vector<float>{1, 2, 3, 4})));
  const std::vector<double> values{1, 2, 3};
  const std::vector<Index> shape{3};
  io::write_npy(dir / "b.npy", std::span<const double>(values), std::span<const Index>(shape));
  CHECK(bytes_of(dir / "b.npy") == npy(npy_dict("<f8", "(3,)"), raw(values)));
}

TEST_CASE("all versions, both orders, any spelling of the dictionary") {
  const TemporaryDirectory dir;
  const MatrixX<double> expected = (MatrixX<double>(2, 3) << 1, 2, 3, 4, 5, 6).finished();
  const std::string c = raw(std::vector<double>{1, 2, 3, 4, 5, 6}), fortran = raw(std::vector<double>{1, 4, 2, 5, 3, 6});
  for (const int version : {1, 2, 3}) {
    CHECK(table_close(io::NpyArray(dir.file("c.npy", npy(npy_dict("<f8", "(2, 3)"), c, version))).to_matrix<double>(), expected,
                      0) == "");
    const io::NpyArray array(dir.file("f.npy", npy(npy_dict("<f8", "(2, 3)", true), fortran, version)));
    CHECK(array.fortran_order());
    CHECK(table_close(array.view<double>()->map(), expected, 0) == "");
    CHECK(table_close(array.to_matrix<float>(), expected.cast<float>(), 0) == "");
  }
  for (const char* dict : {"{\"shape\":(2L,3L),\"fortran_order\":False,\"descr\":\"<f8\"}",
                           "{'shape' : ( 2 , 3 , ) ,\n 'descr': '<f8', 'fortran_order':False , }"}) {
    CHECK(table_close(io::NpyArray(dir.file("d.npy", npy(dict, c))).to_matrix<double>(), expected, 0) == "");
  }
}

TEST_CASE("a one-dimensional array is one signal, a scalar none, empty arrays stay empty") {
  const TemporaryDirectory dir;
  const io::NpyArray one(dir.file("1.npy", npy(npy_dict("<f4", "(3,)"), raw(std::vector<float>{1, 2, 3}))));
  CHECK(one.view<float>()->n_times() == 3);
  CHECK(one.view<float>()->n_signals() == 1);
  CHECK(one.frame_size() == 1);
  const io::NpyArray scalar(dir.file("0.npy", npy(npy_dict("<f4", "()"), raw(1.0F))));
  CHECK(scalar.size() == 1);
  CHECK_THROWS_WITH(scalar.view<float>(), says("needs 1 or 2 dimensions, this one has shape ()"));
  CHECK_THROWS_WITH(scalar.n_frames(), says("a scalar has no frames"));
  const io::NpyArray empty(dir.file("e.npy", npy(npy_dict("<f4", "(0, 1152921504606846975)", true), "")));
  CHECK(empty.to_matrix<double>().rows() == 0);
  CHECK(empty.frames<double>(0, 0).empty());
  const io::NpyArray narrow(dir.file("n.npy", npy(npy_dict("<i2", "(1152921504606846975, 0)"), "")));
  CHECK(narrow.to_matrix<double>().size() == 0);
}

TEST_CASE("misaligned data are copied, never viewed") {
  const TemporaryDirectory dir;
  for (const std::size_t alignment : {std::size_t{1}, std::size_t{2}, std::size_t{4}, std::size_t{16}}) {
    std::string dict = npy_dict("<f8", "(2, 1)");
    if (alignment < 16) {
      while ((10 + dict.size() + 1) % 8 != alignment) dict += ' ';
    }
    const io::NpyArray array(dir.file("a.npy", npy(dict, raw(std::vector<double>{1.5, -2.5}), 1, alignment == 16 ? 16 : 1)));
    CHECK(array.view<double>().has_value() == (alignment == 16));
    CHECK(array.to_matrix<double>()(1, 0) == -2.5);
    CHECK(array.frames<double>(1, 1) == std::vector<double>{-2.5});
  }
}

TEST_CASE("every stored type is converted") {
  const TemporaryDirectory dir;
  const auto second = [&](const std::string& descr, const std::string& data) {
    return io::NpyArray(dir.file("t.npy", npy(npy_dict(descr, "(2, 1)"), data))).to_matrix<double>()(1, 0);
  };
  CHECK(second("|b1", {"\0\1", 2}) == 1);
  CHECK(second("|u1", "\xff\xfe") == 254);
  CHECK(second("|i1", "\xff\xfe") == -2);
  CHECK(second("<i2", raw(std::vector<std::int16_t>{0, -32768})) == -32768);
  CHECK(second("<u2", raw(std::vector<std::uint16_t>{0, 65535})) == 65535);
  CHECK(second("<i4", raw(std::vector<std::int32_t>{0, -2147483647})) == -2147483647.0);
  CHECK(second("<u4", raw(std::vector<std::uint32_t>{0, 4294967295u})) == 4294967295.0);
  CHECK(second("<i8", raw(std::vector<std::int64_t>{0, -(std::int64_t{1} << 53)})) == -0x1p53);
  CHECK(second("<u8", raw(std::vector<std::uint64_t>{0, std::uint64_t{1} << 63})) == 0x1p63);
  CHECK(second("<f2", raw(std::vector<std::uint16_t>{0, 0xc000})) == -2.0);
}

TEST_CASE("half precision is exact: zeros, subnormals, extremes, infinities, NaN") {
  const auto value = [](std::uint16_t bits) { return static_cast<double>(io::Half{bits}); };
  CHECK(value(0x0000) == 0.0);
  CHECK(std::signbit(value(0x8000)));
  CHECK(value(0x0001) == 0x1p-24);          // smallest subnormal
  CHECK(value(0x83ff) == -1023 * 0x1p-24);  // largest subnormal
  CHECK(value(0x0400) == 0x1p-14);          // smallest normal
  CHECK(value(0x3555) == 1365.0 / 4096.0);  // the half nearest 1/3
  CHECK(value(0x7bff) == 65504.0);
  CHECK(value(0xfc00) == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(value(0x7e00)));
  CHECK(std::isnan(value(0xfc01)));
  // law: finite halves are in order, and neighbours differ by the spacing of their binade
  for (std::uint16_t bits = 0; bits < 0x7bff; ++bits) {
    const int exponent = std::max(bits >> 10, 1) - 25;
    if (value(static_cast<std::uint16_t>(bits + 1)) - value(bits) != std::ldexp(1.0, exponent)) FAIL(bits);
  }
}

TEMPLATE_TEST_CASE("frames of a 4-D tensor come in C order from either order of file, block by block", "", float, double) {
  const TemporaryDirectory dir;
  const Index frames = 5, channels = 2, height = 3, width = 4;
  const auto value = [&](Index t, Index c, Index y, Index x) { return static_cast<double>(1000 * t + 100 * c + 10 * y + x); };
  std::vector<double> c_order, fortran;
  for (Index t = 0; t < frames; ++t)
    for (Index c = 0; c < channels; ++c)
      for (Index y = 0; y < height; ++y)
        for (Index x = 0; x < width; ++x) c_order.push_back(value(t, c, y, x));
  for (Index x = 0; x < width; ++x)
    for (Index y = 0; y < height; ++y)
      for (Index c = 0; c < channels; ++c)
        for (Index t = 0; t < frames; ++t) fortran.push_back(value(t, c, y, x));
  const io::NpyArray a(dir.file("c.npy", npy(npy_dict("<f8", "(5, 2, 3, 4)"), raw(c_order))));
  const io::NpyArray b(dir.file("f.npy", npy(npy_dict("<f8", "(5, 2, 3, 4)", true), raw(fortran))));
  CHECK(a.strides() == std::vector<Index>{24, 12, 4, 1});
  CHECK(b.strides() == std::vector<Index>{1, 5, 10, 30});
  CHECK(a.n_frames() == 5);
  CHECK(a.frame_size() == 24);
  for (Index first = 0; first <= frames; ++first) {
    for (Index n = 0; first + n <= frames; ++n) {
      const std::vector<TestType> expected(c_order.begin() + first * 24, c_order.begin() + (first + n) * 24);
      CHECK(a.frames<TestType>(first, n) == expected);
      CHECK(b.frames<TestType>(first, n) == expected);
    }
  }
  CHECK_THROWS_AS(a.frames<TestType>(4, 2), ShapeError);
  CHECK_THROWS_WITH(a.frames<TestType>(-1, 2), says("[-1, 1) must lie in [0, 5)"));
  CHECK_THROWS_AS(a.frames<TestType>(0, std::numeric_limits<Index>::max()), ShapeError);
  std::vector<TestType> small(23);
  CHECK_THROWS_WITH(a.read_frames<TestType>(0, 1, small), says("size of the buffer must be 24, is 23"));
  CHECK_THROWS_WITH(a.to_matrix<TestType>(), says("this one has shape (5, 2, 3, 4)"));
}

TEMPLATE_TEST_CASE("a tensor of any rank survives the round trip", "", float, double) {
  const TemporaryDirectory dir;
  std::vector<TestType> values;
  for (int i = 0; i < 120; ++i) values.push_back(static_cast<TestType>(i) / 7);
  const std::vector<Index> shape{5, 2, 3, 4};
  io::write_npy(dir / "t.npy", std::span<const TestType>(values), std::span<const Index>(shape));
  const io::NpyArray array(dir / "t.npy");
  CHECK(array.shape() == shape);
  CHECK(array.frames<TestType>(0, 5) == values);
  const std::vector<Index> wrong{5, 2, 3, 5}, negative{-5, 24}, huge{Index{1} << 40, Index{1} << 40};
  for (const auto& bad : {wrong, negative, huge}) {
    CHECK_THROWS_AS(io::write_npy(dir / "u.npy", std::span<const TestType>(values), std::span<const Index>(bad)), ShapeError);
  }
  CHECK(dir.n_files() == 1);
}

TEST_CASE("a table larger than a block of rows is written whole") {
  const TemporaryDirectory dir;
  const MatrixX<float> wide = table<float>(3, 300000);
  io::write_npy(dir / "wide.npy", wide);
  CHECK(io::NpyArray(dir / "wide.npy").to_matrix<float>() == wide);
}

TEST_CASE("an array may be moved, its views stay") {
  const TemporaryDirectory dir;
  io::write_npy(dir / "a.npy", table<double>(3, 2));
  io::NpyArray array(dir / "a.npy");
  const SeriesView<double> view = *array.view<double>();
  const io::NpyArray moved = std::move(array);
  CHECK(view.data() == moved.view<double>()->data());
  CHECK(view(2, 1) == moved.to_matrix<double>()(2, 1));
}

TEST_CASE("npy files that are not what they claim are refused with the values") {
  const TemporaryDirectory dir;
  const auto refuses = [&](const std::string& bytes, const std::string& message) {
    const auto path = dir.file("bad.npy", bytes);
    CHECK_THROWS_AS(io::NpyArray(path), FileError);
    CHECK_THROWS_WITH(io::NpyArray(path), says(path.string() + ": ") && says(message));
  };
  const std::string good = npy(npy_dict("<f8", "(2, 3)"), std::string(48, '\0'));
  refuses("", "is not an npy file");
  refuses("PK\x03\x04....", "is not an npy file: it begins with 'PK");
  refuses(good.substr(0, 7), "cut off after 7 bytes");
  refuses(good.substr(0, 9), "cut off after 9 bytes");
  refuses(good.substr(0, 40), "npy header claims 118 bytes, but only 30 follow");
  refuses(std::string("\x93NUMPY\x02\0\xff\xff\xff\xff{}", 14), "npy header claims 4294967295 bytes, but only 2 follow");
  refuses(std::string("\x93NUMPY\x04\0", 8), "npy version 4.0 is not read");
  refuses(std::string("\x93NUMPY\x01\x01\0\0", 10), "npy version 1.1 is not read");
  refuses(good.substr(0, good.size() - 16),
          "npy shape (2, 3) of <f8 needs 48 bytes of data, but 32 are there: the file is cut off");
  refuses(good + "more", "needs 48 bytes of data, but 52 are there: it holds more than its header says");

  const auto refuses_dict = [&](const std::string& dict, const std::string& message) { refuses(npy(dict, ""), message); };
  refuses_dict(npy_dict("<f8", "(4294967296, 4294967296)"), "npy shape (4294967296, 4294967296) of <f8 passes 2^63 bytes");
  refuses_dict(npy_dict("<f8", "(0, 4294967296, 4294967296)"), "passes 2^63 bytes");
  refuses_dict(npy_dict("<f8", "(99999999999999999999,)"),
               "extents must be integers in [0, 2^63), found '99999999999999999999");
  refuses_dict(npy_dict("<f8", "(-2, 3)"), "found '-2, 3)");
  refuses_dict(npy_dict("<f8", "(2.5,)"), "expected ')' at '.5");
  refuses_dict(npy_dict("<f8", "3"), "expected '('");
  refuses_dict(npy_dict("<f8", "(,)"), "extents must be integers");
  refuses_dict(npy_dict("<f8", "(1000000000,)"), "needs 8000000000 bytes of data, but 0 are there");
  refuses_dict(npy_dict(">f4", "(2,)"), "dtype '>f4' is not read: it is big-endian");
  refuses_dict(npy_dict("|O", "(2,)"), "an array of Python objects");
  refuses_dict(npy_dict("<c8", "(2,)"), "dtype '<c8' is not read");
  refuses_dict(npy_dict("<U5", "(2,)"), "dtype '<U5' is not read");
  refuses_dict("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "structured dtypes are not read");
  refuses_dict("{'descr': '<f4', 'fortran_order': 1, 'shape': (2,), }", "fortran_order must be True or False");
  refuses_dict("{'descr': '<f4', 'shape': (2,), }", "npy header lacks 'fortran_order'");
  refuses_dict("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "twice the key 'descr'");
  refuses_dict("{'descr': '<f4', 'colour': 'red', }", "the unknown key 'colour'");
  refuses_dict("{'descr': '<f4", "expected a dtype");
  refuses_dict("{'descr' '<f4'}", "expected ':'");
  refuses_dict(npy_dict("<f4", "(0,)") + " import os", "goes on after its dictionary");
  refuses_dict("", "expected '{'");
}

TEST_CASE("native byte order, and any order of single bytes, are read as numpy reads them") {
  const TemporaryDirectory dir;
  const auto read = [&](const std::string& descr, const std::string& bytes) {
    return io::NpyArray(dir.file("x.npy", npy(npy_dict(descr, "(2, 1)"), bytes))).to_matrix<double>();
  };
  const MatrixX<double> expected = (MatrixX<double>(2, 1) << 1, 0).finished();
  CHECK(read("=f8", raw(std::vector<double>{1, 0})) == expected);
  CHECK(read("f4", raw(std::vector<float>{1, 0})) == expected);
  CHECK(read("=i2", raw(std::vector<std::int16_t>{1, 0})) == expected);
  for (const char* descr : {">u1", "<u1", "=u1", "|u1", "u1", ">i1", "<b1", "|b1", "?"}) {
    INFO(descr);
    if (std::string(descr) == "?") {
      CHECK_THROWS_AS(read(descr, std::string("\1\0", 2)), FileError);
    } else {
      CHECK(read(descr, std::string("\1\0", 2)) == expected);
    }
  }
}

}  // namespace test_npy
