/// Thousands of damaged files: each one is read or refused with a syncact::Error, and nothing else happens. The same each run.
#include "fixtures.hpp"
#include "support/catch.hpp"
#include "syncact/io/nifti/nifti.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/text/events.hpp"
#include "syncact/io/text/series_table.hpp"

namespace test_fuzz {

namespace io = syncact::io;
using syncact::Index;
using syncact::test::gzip;
using syncact::test::mutated;
using syncact::test::NiftiFile;
using syncact::test::npy;
using syncact::test::npy_dict;
using syncact::test::raw;
using syncact::test::TemporaryDirectory;

/// How many damaged copies were read all the same, and how many refused.
struct Outcome {
  int read = 0;
  int refused = 0;
};

/// Feeds `n` damaged copies to `reader(path)`; any exception but syncact::Error fails the test (std::bad_alloc too: a
/// header must not make a reader ask for more memory than the file can justify).
template <class Reader>
Outcome damage(const std::string& name, const std::string& good, std::uint64_t n, Reader&& reader) {
  const TemporaryDirectory dir;
  Outcome outcome;
  for (std::uint64_t seed = 0; seed < n; ++seed) {
    const auto path = dir.file(name, mutated(good, seed));
    try {
      reader(path);
      ++outcome.read;
    } catch (const syncact::Error& error) {
      ++outcome.refused;
      if (!std::string_view(error.what()).starts_with(path.string())) FAIL("seed " << seed << ": " << error.what());
    } catch (const std::exception& error) {
      FAIL("seed " << seed << ": " << error.what());
    }
  }
  return outcome;
}

TEST_CASE("damaged npy files are read or refused") {
  std::string data;
  for (int i = 0; i < 24; ++i) data += raw(static_cast<float>(i));
  const auto reader = [](const std::filesystem::path& path) {
    const io::NpyArray array(path);
    if (array.rank() >= 1) static_cast<void>(array.frames<double>(0, array.n_frames()));
    static_cast<void>(array.to_matrix<float>());
  };
  for (const bool fortran : {false, true}) {
    for (const int version : {1, 2}) {
      const Outcome outcome = damage("x.npy", npy(npy_dict("<f4", "(4, 6)", fortran), data, version), 2000, reader);
      CHECK(outcome.read > 20);
      CHECK(outcome.refused > 1000);
    }
  }
}

TEST_CASE("damaged NIfTI images are read or refused") {
  NiftiFile file;
  file.dim = {4, 3, 2, 2, 3, 1, 1, 1};
  file.slope = 0.5;
  file.qform_code = 1;
  std::string data;
  for (int i = 0; i < 36; ++i) data += raw(static_cast<std::int16_t>(i * 100));
  const auto reader = [](const std::filesystem::path& path) {
    static_cast<void>(io::read_nifti_header(path));
    const auto series = io::read_nifti<float>(path);
    static_cast<void>(io::nonconstant_mask(series));
  };
  for (const bool big : {false, true}) {
    file.big_endian = big;
    for (const std::string& header : {file.header1(), file.header2()}) {
      const Outcome plain = damage("x.nii", header + data, 1500, reader);
      CHECK(plain.read > 100);
      CHECK(plain.refused > 500);
    }
  }
  const Outcome packed = damage("x.nii.gz", gzip(file.header1() + data), 2000, reader);
  CHECK(packed.refused > 1500);  // the check sum finds nearly all
}

TEST_CASE("a gzip file that unpacks to a damaged image is read or refused") {
  NiftiFile file;
  const std::string good = file.header1() + raw(std::vector<std::int16_t>(6, 5));
  const TemporaryDirectory dir;
  int refused = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    const auto path = dir.file("x.nii.gz", gzip(mutated(good, seed)));
    try {
      static_cast<void>(io::read_nifti<double>(path));
    } catch (const syncact::Error&) {
      ++refused;
    } catch (const std::exception& error) {
      FAIL("seed " << seed << ": " << error.what());
    }
  }
  CHECK(refused > 500);
}

TEST_CASE("damaged tables are read or refused") {
  std::string events = "onset\tduration\ttrial_type\n", series = "\"a\",b,c\n";
  for (int i = 0; i < 20; ++i) {
    events += std::to_string(i) + ".5\t2\t\"face\"\n";
    series += std::to_string(i) + ",n/a,1e" + std::to_string(i) + "\r\n";
  }
  const Outcome of_events =
      damage("x.tsv", events, 2000, [](const std::filesystem::path& path) { static_cast<void>(io::read_events(path)); });
  CHECK(of_events.read > 150);  // half of all damage is no UTF-8 and refused
  CHECK(of_events.refused > 200);
  const Outcome of_series =
      damage("x.csv", series, 2000, [](const std::filesystem::path& path) { static_cast<void>(io::read_series_table(path)); });
  CHECK(of_series.read > 100);
  CHECK(of_series.refused > 200);
}

}  // namespace test_fuzz
