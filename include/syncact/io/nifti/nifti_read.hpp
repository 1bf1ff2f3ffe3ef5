#pragma once
/// NIfTI images as [time x voxel], streamed forward once: a gzip file is never sought in.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/series_view.hpp"
#include "syncact/io/bytes/byte_source.hpp"
#include "syncact/io/nifti/nifti_header.hpp"
#include "syncact/io/nifti/nifti_mask.hpp"

namespace syncact::inline v0_1::io {

/// A 4-D image as a table, and what is needed to write maps of the same voxels.
template <std::floating_point T>
struct NiftiSeries {
  MatrixX<T> values;  ///< [time x voxel], scl_slope and scl_inter applied in double, then rounded to T
  NiftiHeader header;
  Mask mask;  ///< the columns; its geometry is the image's
};

namespace detail {

/// Calls f with a zero of the type in which the voxels are stored.
template <class F>
decltype(auto) with_nifti_type(int datatype, F&& f) {
  switch (datatype) {
    case 2:
      return f(std::uint8_t{});
    case 4:
      return f(std::int16_t{});
    case 8:
      return f(std::int32_t{});
    case 16:
      return f(float{});
    case 256:
      return f(std::int8_t{});
    case 512:
      return f(std::uint16_t{});
    case 768:
      return f(std::uint32_t{});
    case 1024:
      return f(std::int64_t{});
    case 1280:
      return f(std::uint64_t{});
    default:
      return f(double{});  // 64: parse_nifti_header lets no other code pass
  }
}

/// An open image: header read, positioned at the first volume.
class NiftiStream {
 public:
  explicit NiftiStream(const std::filesystem::path& path) : source_(path) {
    std::array<std::byte, 540> head{};
    const std::size_t n = source_.read(head);
    header_ = parse_nifti_header(std::span(head).first(n), path);
    rest_of_head_.assign(head.begin() + std::min<std::ptrdiff_t>(header_.data_offset, static_cast<std::ptrdiff_t>(n)),
                         head.begin() + static_cast<std::ptrdiff_t>(n));
    require_plausible_size();
    const auto gap = static_cast<std::uint64_t>(std::max<Index>(0, header_.data_offset - static_cast<Index>(n)));
    if (source_.skip(gap) < gap) fail(path, "is cut off before vox_offset ", header_.data_offset);
  }

  [[nodiscard]] const NiftiHeader& header() const { return header_; }
  [[nodiscard]] const std::filesystem::path& path() const { return source_.path(); }

  /// The next volume as stored.
  void read_volume(Index volume, std::span<std::byte> out) {
    const std::size_t from_head = std::min(rest_of_head_.size(), out.size());
    std::copy_n(rest_of_head_.begin(), from_head, out.begin());
    rest_of_head_.erase(rest_of_head_.begin(), rest_of_head_.begin() + static_cast<std::ptrdiff_t>(from_head));
    const std::size_t n = from_head + source_.read(out.subspan(from_head));
    if (n < out.size()) {
      fail(path(), "is cut off in volume ", volume, " of ", header_.n_volumes, " (counted from 0): ", n, " of ", out.size(),
           " bytes are there");
    }
  }

  /// After the last volume: nothing may follow, and a gzip file's check sum has to be right.
  void require_end() {
    std::byte extra{};
    if (!rest_of_head_.empty() || source_.read(std::span(&extra, 1)) != 0) {
      fail(path(), "holds more data than its ", dims_text(header_.geometry.dims), " voxels x ", header_.n_volumes,
           " volumes need");
    }
  }

 private:
  /// Before anything is allocated: could the file hold what the header says?
  void require_plausible_size() const {
    const auto needed = static_cast<std::uint64_t>(header_.data_offset) + static_cast<std::uint64_t>(header_.n_bytes());
    if (needed <= source_.most_bytes()) return;
    fail(path(), "is cut off, or its header is wrong: ", dims_text(header_.geometry.dims), " voxels x ", header_.n_volumes,
         " volumes need ", needed, " bytes, but a", source_.compressed() ? " gzip" : "", " file of ", source_.file_size(),
         " bytes ", source_.compressed() ? "cannot hold more than " + std::to_string(source_.most_bytes()) : "is all there is");
  }

  ByteSource source_;
  NiftiHeader header_;
  std::vector<std::byte> rest_of_head_;  ///< data that came with the header: version 1 has 352 bytes before them
};

/// The voxels of a raw volume as numbers. `out[c]` is voxel voxels[c].
template <class Out>
void decode_voxels(const NiftiHeader& header, const std::vector<std::byte>& raw, std::span<const Index> voxels, Out* out) {
  with_nifti_type(header.datatype, [&]<class Stored>(Stored) {
    for (std::size_t c = 0; c < voxels.size(); ++c) {
      const auto stored = load<Stored>(raw.data() + voxels[c] * static_cast<Index>(sizeof(Stored)), header.swapped);
      out[c] = static_cast<Out>(header.slope * static_cast<double>(stored) + header.inter);
    }
  });
}

}  // namespace detail

/// Throws FileError that names both images unless they lie on the same grid: same extents, and no corner more than 1 % of a
/// voxel apart (headers round, grids do not). `role` says what the other one is: "the mask", "the run before".
inline void require_same_grid(const std::filesystem::path& image, const Geometry& a, std::string_view role,
                              const std::filesystem::path& other, const Geometry& b) {
  if (a.dims != b.dims) {
    fail(image, "has ", dims_text(a.dims), " voxels, but ", role, " ", other.string(), " has ", dims_text(b.dims));
  }
  const double distance = affine_distance(a, b);
  const double tolerance = 0.01 * std::min({a.voxel_size[0], a.voxel_size[1], a.voxel_size[2]});
  if (distance > tolerance) {
    fail(image, "has the affine ", affine_text(a.affine), ", but ", role, " ", other.string(), " has ", affine_text(b.affine),
         ": corners are up to ", distance, " apart, at most ", tolerance, " is allowed");
  }
}

namespace detail {

template <std::floating_point T>
NiftiSeries<T> read_series(NiftiStream& stream, Mask mask) {
  const NiftiHeader& header = stream.header();
  const Index n_times = header.n_volumes, n_voxels = mask.size();
  NiftiSeries<T> result{MatrixX<T>(n_times, n_voxels), header, std::move(mask)};
  result.mask.geometry = header.geometry;
  constexpr Index block = 16;  // volumes turned at a time: a column of 16 fills a cache line
  std::vector<std::byte> raw(static_cast<std::size_t>(header.volume_bytes()));
  MatrixX<T> volumes(n_voxels, std::min(block, n_times));
  for (Index first = 0; first < n_times; first += block) {
    const Index n = std::min(block, n_times - first);
    for (Index t = 0; t < n; ++t) {
      stream.read_volume(first + t, raw);
      decode_voxels(header, raw, result.mask.voxels, volumes.col(t).data());
    }
    result.values.middleRows(first, n) = volumes.leftCols(n).transpose();
  }
  stream.require_end();
  return result;
}

}  // namespace detail

/// The header alone. Throws FileError.
[[nodiscard]] inline NiftiHeader read_nifti_header(const std::filesystem::path& path) {
  return detail::NiftiStream(path).header();
}

/// Which voxels of an image are brain.
struct MaskRule {
  /// Those above this value. If not given: those above half of the image's largest value, and an image that holds three or more
  /// whole numbers from 0 on is refused, since it is a label image (an atlas, a segmentation) rather than a mask.
  std::optional<double> above = {};
};

/// A mask: an image of one volume, of which the voxels that the rule says are brain. "Not 0" would be wrong for images that
/// were resampled (1e-15 outside the brain) or that code the outside as -1 or NaN. Throws FileError, also if there are none.
[[nodiscard]] inline Mask read_mask(const std::filesystem::path& path, const MaskRule& rule = {}) {
  detail::NiftiStream stream(path);
  const NiftiHeader& header = stream.header();
  if (header.n_volumes != 1) fail(path, "as a mask must have one volume, has ", header.n_volumes);
  std::vector<std::byte> raw(static_cast<std::size_t>(header.volume_bytes()));
  stream.read_volume(0, raw);
  stream.require_end();
  Mask mask{header.geometry, {}, path};
  const Mask all = whole_mask(header.geometry);
  VectorX<double> values(all.size());
  detail::decode_voxels(header, raw, all.voxels, values.data());
  double largest = 0;
  bool whole = true;
  std::set<double> distinct;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    largest = std::max(largest, value);
    whole = whole && value >= 0 && value == std::floor(value);
    if (value != 0 && distinct.size() < 2) distinct.insert(value);
  }
  mask.two_valued = distinct.size() < 2 && values.allFinite();
  if (!rule.above && whole && distinct.size() > 1) {
    fail(path, "as a mask must hold 0 and one other value, but holds whole numbers up to ", largest,
         " as a label image does; say above which value voxels count");
  }
  const double threshold = rule.above.value_or(largest / 2);
  for (Index voxel = 0; voxel < values.size(); ++voxel) {
    if (std::isfinite(values[voxel]) && values[voxel] > threshold) mask.voxels.push_back(voxel);
  }
  if (mask.voxels.empty()) fail(path, "as a mask has no voxel above ", threshold);
  return mask;
}

/// The voxels of `mask` as a table [time x voxel]. Needs memory for the result, one volume as stored and 16 masked ones.
/// Throws FileError; among others if the mask has other extents, or lies elsewhere (corners more than 1 % of a voxel apart).
template <std::floating_point T>
[[nodiscard]] NiftiSeries<T> read_nifti(const std::filesystem::path& path, Mask mask) {
  detail::NiftiStream stream(path);
  require_inside("read_nifti", mask);
  require_same_grid(path, stream.header().geometry, "the mask", mask.source, mask.geometry);
  return detail::read_series<T>(stream, std::move(mask));
}

/// All voxels of the image, those outside the head too (see nonconstant_mask).
template <std::floating_point T>
[[nodiscard]] NiftiSeries<T> read_nifti(const std::filesystem::path& path) {
  detail::NiftiStream stream(path);
  return detail::read_series<T>(stream, whole_mask(stream.header().geometry, path));
}

/// The voxels whose series is not one and the same value: without a mask, those that can have a correlation at all.
/// NaN and infinity count as variation, so that they are reported further on rather than hidden here.
template <std::floating_point T>
[[nodiscard]] Mask nonconstant_mask(const NiftiSeries<T>& series) {
  Mask mask{series.mask.geometry, {}, series.mask.source};
  for (Index c = 0; c < series.mask.size(); ++c) {
    const auto column = series.values.col(c);
    const bool constant = column.size() == 0 || (column.array() == column[0]).all();
    if (!constant) mask.voxels.push_back(nth(series.mask.voxels, c));
  }
  return mask;
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
