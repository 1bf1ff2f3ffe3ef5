#pragma once
/// NIfTI images that stay in their file.
#include "syncact/core/macros_off.hpp"

#include <algorithm>

#include "syncact/core/nth.hpp"
#include "syncact/io/bytes/mapped_file.hpp"
#include "syncact/io/nifti/nifti_read.hpp"

namespace syncact::inline v0_1::io {

/// The voxels of a mask as ranges of a table [time x voxel], read from a mapped image when they are asked for: a source of
/// voxels for learners (networks::VoxelSource) of images larger than memory. scl_slope and scl_inter are applied in double. The
/// file must be plain, not gzip, and must not change while it is mapped. Memory: the range; mapped pages belong to the system.
template <std::floating_point T>
class MappedNifti {
 public:
  /// Throws FileError as read_nifti, and for a compressed or truncated file.
  MappedNifti(const std::filesystem::path& path, Mask mask)
      : file_(path), header_(read_nifti_header(path)), mask_(std::move(mask)) {
    require_inside("MappedNifti", mask_);
    require_same_grid(path, header_.geometry, "the mask", mask_.source, mask_.geometry);
    const std::span<const std::byte> bytes = file_.bytes();
    if (bytes.size() >= 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b}) {
      fail(path, "is compressed: unpack it to read from it in any order");
    }
    const Index needed = header_.data_offset + header_.n_bytes();
    if (static_cast<Index>(bytes.size()) < needed) {
      fail(path, "is cut off: ", needed, " bytes are needed, there are ", bytes.size());
    }
  }

  [[nodiscard]] const NiftiHeader& header() const { return header_; }
  [[nodiscard]] const Mask& mask() const { return mask_; }
  [[nodiscard]] Index n_times() const { return header_.n_volumes; }
  [[nodiscard]] Index n_voxels() const { return mask_.size(); }

  /// Voxels first .. first + n - 1 of the mask, written to `buffer`, of which the view is a part.
  [[nodiscard]] SeriesView<T> view(Index first, Index n, MatrixX<T>& buffer) const {
    if (buffer.rows() != n_times() || buffer.cols() < n) buffer.resize(n_times(), n);
    detail::with_nifti_type(header_.datatype, [&]<class Stored>(Stored) { read<Stored>(first, n, buffer); });
    return SeriesView<T>(buffer.data(), n_times(), n, 1, n_times());
  }

 private:
  /// A few voxels over all volumes at a time, so that both sides move whole lines of the cache.
  template <class Stored>
  void read(Index first, Index n, MatrixX<T>& buffer) const {
    constexpr Index width = 64;
    const std::byte* const data = file_.bytes().data() + header_.data_offset;
    const Index volume = header_.volume_bytes();
    for (Index begin = 0; begin < n; begin += width) {
      const Index end = std::min(n, begin + width);
      for (Index t = 0; t < n_times(); ++t) {
        for (Index c = begin; c < end; ++c) {
          const Index voxel = nth(mask_.voxels, first + c);
          const auto stored = load<Stored>(data + t * volume + voxel * static_cast<Index>(sizeof(Stored)), header_.swapped);
          buffer(t, c) = static_cast<T>(header_.slope * static_cast<double>(stored) + header_.inter);
        }
      }
    }
  }

  MappedFile file_;
  NiftiHeader header_;
  Mask mask_;
};

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
