#include "syncact/io/nifti/mapped_nifti.hpp"

#include "fixtures.hpp"
#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/core/random.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"

namespace test_mapped_nifti {

using namespace syncact;
using namespace syncact::test;

constexpr Index n_voxels = 12 * 10 * 3, n_times = 40;

/// An image of 16-bit numbers, slope 1/2: what is in it, and its bytes.
struct Image {
  NiftiFile file{};
  std::string bytes{};

  explicit Image(bool big_endian) {
    file.big_endian = big_endian;
    file.datatype = 4;
    file.dim = {4, 12, 10, 3, static_cast<std::int64_t>(n_times), 1, 1, 1};
    file.slope = 0.5;
    file.inter = 3;
    std::vector<std::int16_t> values;
    const Random random(1);
    for (Index i = 0; i < n_voxels * n_times; ++i) {
      values.push_back(static_cast<std::int16_t>(random.below(static_cast<std::uint64_t>(i), 2001) - 1000));
    }
    bytes = file.header1() + raw(values, big_endian);
  }
};

io::Mask some_voxels(const std::filesystem::path& path) {
  io::Mask mask = io::whole_mask(io::read_nifti_header(path).geometry, path);
  std::erase_if(mask.voxels, [](Index v) { return v % 3 == 1; });
  return mask;
}

TEST_CASE("A mapped image has the table of the image that was read, range by range") {
  static_assert(networks::VoxelSource<io::MappedNifti<float>, float>);
  const TemporaryDirectory dir;
  for (const bool big : {false, true}) {
    const auto path = dir.file("x.nii", Image(big).bytes);
    const MatrixX<float> all = io::read_nifti<float>(path, some_voxels(path)).values;
    const io::MappedNifti<float> mapped(path, some_voxels(path));
    REQUIRE(mapped.n_times() == n_times);
    REQUIRE(mapped.n_voxels() == 240);
    MatrixX<float> buffer;
    for (const auto& [first, n] : {std::pair<Index, Index>{0, 240}, {17, 100}, {239, 1}, {5, 0}, {100, 130}}) {
      const auto view = mapped.view(first, n, buffer);
      CHECK(view.n_signals() == n);
      CHECK(view.to_matrix<float>() == all.middleCols(first, n));
    }
  }
}

TEST_CASE("Learning from a mapped image is learning from the table, block by block") {
  const TemporaryDirectory dir;
  const auto path = dir.file("x.nii", Image(false).bytes);
  const MatrixX<float> all = io::read_nifti<float>(path, some_voxels(path)).values;
  const networks::learners::OnlineDictionaryLearning<> learner{
      .n_networks = 5, .n_passes = 2, .batch_size = 32, .block_size = 64};
  networks::learners::TrainingState<float> from_file, from_memory;
  const auto mapped = learner.learn_from(io::MappedNifti<float>(path, some_voxels(path)), from_file);
  const auto table = learner.learn_from(networks::VoxelsInMemory<float>{SeriesView<float>(all)}, from_memory);
  CHECK(mapped.maps == table.maps);
  CHECK(mapped.time_courses == table.time_courses);
}

TEST_CASE("An image that cannot be mapped is refused") {
  const TemporaryDirectory dir;
  const Image image(false);
  const auto packed = dir.file("x.nii.gz", gzip(image.bytes));
  CHECK_THROWS_WITH((io::MappedNifti<float>(packed, some_voxels(packed))), says("is compressed"));
  const auto whole = dir.file("x.nii", image.bytes);
  const io::Mask mask = some_voxels(whole);
  const auto cut = dir.file("cut.nii", image.bytes.substr(0, image.bytes.size() - 1));
  CHECK_THROWS_AS((io::MappedNifti<float>(cut, mask)), FileError);
}

}  // namespace test_mapped_nifti
