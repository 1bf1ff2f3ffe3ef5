#pragma once
/// What a NIfTI-1 or NIfTI-2 header says about the image, checked.
/// Reference: nifti1.h and nifti2.h of the NIfTI data format working group.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "syncact/core/nth.hpp"
#include "syncact/core/seconds.hpp"
#include "syncact/io/bytes/bytes.hpp"
#include "syncact/io/bytes/file_error.hpp"
#include "syncact/io/nifti/nifti_geometry.hpp"
#include "syncact/io/nifti/nifti_layout.hpp"

namespace syncact::inline v0_1::io {

/// A checked header. Sizes are such that n_bytes() and all products fit in 63 bits.
struct NiftiHeader {
  int version = 1;       ///< 1 or 2
  bool swapped = false;  ///< the file is big-endian
  int datatype = 16;     ///< NIfTI code
  Index item_size = 4;   ///< [bytes] of one voxel of one volume
  Geometry geometry;
  Index n_volumes = 1;  ///< dim[4]
  double slope = 1;     ///< value = slope * stored + inter; (1, 0) where the file says scl_slope 0
  double inter = 0;
  double time_step = 0;     ///< pixdim[4] as stored
  int time_unit = 0;        ///< 0 unknown, 8 s, 16 ms, 24 us
  Index data_offset = 352;  ///< vox_offset [bytes]
  double cal_min = 0;       ///< display range
  double cal_max = 0;
  int intent_code = 0;
  std::string intent_name;
  std::string description;

  /// The repetition time, if the header has one: pixdim[4] > 0 and a unit (s, ms or us). A number without unit is not
  /// trusted (2 and 2000 are both common), so the caller has to be told the TR by other means.
  [[nodiscard]] std::optional<Seconds> tr() const {
    const double scale = time_unit == 8 ? 1.0 : time_unit == 16 ? 1e3 : time_unit == 24 ? 1e6 : 0.0;
    if (scale == 0 || !std::isfinite(time_step) || time_step <= 0) return std::nullopt;
    return Seconds{time_step / scale};
  }
  /// Size of one volume on disk.
  [[nodiscard]] Index volume_bytes() const { return geometry.n_voxels() * item_size; }
  /// Size of all volumes on disk.
  [[nodiscard]] Index n_bytes() const { return volume_bytes() * n_volumes; }
};

namespace detail {

/// Version and byte order from sizeof_hdr, then the magic: only single files are read.
inline NiftiFields nifti_fields(std::span<const std::byte> head, const std::filesystem::path& path) {
  if (head.size() < 348) fail(path, "is not a NIfTI image: it ends after ", head.size(), " bytes, a header has 348 or 540");
  const auto is = [&](std::int32_t size, bool swapped) { return load<std::int32_t>(head.data(), swapped) == size; };
  const bool swapped = is(348, true) || is(540, true);
  const NiftiFields fields{head.data(), is(540, swapped) ? nifti2 : nifti1, swapped};
  if (!is(348, swapped) && !is(540, swapped)) {
    fail(path, "is not a NIfTI image: sizeof_hdr is ", load<std::int32_t>(head.data()), ", must be 348 or 540");
  }
  if (static_cast<Index>(head.size()) < fields.at.size) {
    fail(path, "is cut off: it ends after ", head.size(), " bytes, within the NIfTI-2 header of 540");
  }
  const std::string magic = fields.text(fields.at.magic, 4);
  if (magic == "ni1" || magic == "ni2") {
    fail(path, "is the header of a .hdr/.img pair; only single files (.nii, .nii.gz) are read");
  }
  if (magic != (fields.at.version == 1 ? "n+1" : "n+2")) {
    fail(path, "is not a single-file NIfTI image (ANALYZE 7.5 perhaps): its magic is ", in_quotes(magic), ", must be 'n+",
         fields.at.version, "'");
  }
  return fields;
}

/// Bytes per voxel of the datatypes that are read.
inline Index nifti_item_size(int datatype, const std::filesystem::path& path) {
  struct Known {
    int code;
    Index size;
  };
  static constexpr Known known[] = {{2, 1},   {256, 1}, {4, 2},  {512, 2},  {8, 4},
                                    {768, 4}, {16, 4},  {64, 8}, {1024, 8}, {1280, 8}};
  for (const Known& k : known) {
    if (k.code == datatype) return k.size;
  }
  const bool complex = datatype == 32 || datatype == 1792 || datatype == 2048;
  const bool colour = datatype == 128 || datatype == 2304;
  fail(path, "NIfTI datatype ", datatype,
       complex  ? " (complex)"
       : colour ? " (colour)"
                : "",
       " is not read; 2, 4, 8, 16, 64, 256, 512, 768, 1024 and 1280 are");
}

/// dim[0..7] to extents. Only x, y, z and time may differ from 1.
inline void read_nifti_dims(NiftiHeader& header, const NiftiFields& fields, const std::filesystem::path& path) {
  const Index rank = fields.dim(0);
  if (rank < 1 || rank > 7) fail(path, "NIfTI dim[0] is ", rank, ", must be in 1..7");
  std::array<Index, 4> extents{1, 1, 1, 1};
  for (Index i = 1; i <= rank; ++i) {
    const Index extent = fields.dim(i);
    if (extent < 1) fail(path, "NIfTI dim[", i, "] is ", extent, ", must be >= 1");
    if (i > 4 && extent != 1) {
      fail(path, "NIfTI dim[", i, "] is ", extent, ": only x, y, z and time are read (no CIFTI, no vectors)");
    }
    if (i <= 4) nth(extents, i - 1) = extent;
  }
  // 16 bytes a voxel, so that the table fits as double too
  if (!checked_bytes(extents, 16)) {
    fail(path, "NIfTI dims ", extents[0], " x ", extents[1], " x ", extents[2], " x ", extents[3], " pass 2^63 bytes");
  }
  header.geometry.dims = {extents[0], extents[1], extents[2]};
  header.n_volumes = extents[3];
}

/// sform if its code is > 0, else qform if its code is > 0, else voxel sizes alone (methods 3, 2, 1).
inline void read_nifti_geometry(Geometry& g, const NiftiFields& fields, const std::filesystem::path& path) {
  for (Index axis = 0; axis < 3; ++axis) {
    const double size = std::abs(fields.real(fields.at.pixdim, axis + 1));
    nth(g.voxel_size, axis) = std::isfinite(size) && size > 0 ? size : 1.0;
  }
  g.qfac = fields.real(fields.at.pixdim) < 0 ? -1 : 1;
  g.qform_code = fields.code(fields.at.qform_code);
  g.sform_code = fields.code(fields.at.sform_code);
  g.spatial_unit = fields.units() & 0x07;
  for (Index i = 0; i < 6; ++i) nth(g.quaternion, i) = fields.real(fields.at.quaternion, i);
  for (Index i = 0; i < 12; ++i) {
    nth(nth(g.sform, i / 4), i % 4) = fields.real(fields.at.sform, i);
  }
  if (g.sform_code > 0) {
    g.affine = g.sform;
  } else if (g.qform_code > 0) {
    g.affine = qform_affine(g);
  } else {
    for (std::size_t axis = 0; axis < 3; ++axis) g.affine[axis][axis] = g.voxel_size[axis];
  }
  for (const auto& row : g.affine) {
    for (const double value : row) {
      if (std::isfinite(value)) continue;
      fail(path, "NIfTI affine has the value ", value, " (sform_code ", g.sform_code, ", qform_code ", g.qform_code, ")");
    }
  }
}

/// scl_slope, scl_inter and vox_offset.
inline void read_nifti_storage(NiftiHeader& header, const NiftiFields& fields, const std::filesystem::path& path) {
  const double slope = fields.real(fields.at.slope), inter = fields.real(fields.at.inter);
  if (slope != 0 && std::isfinite(slope)) {
    if (!std::isfinite(inter)) fail(path, "NIfTI scl_slope is ", slope, " but scl_inter is ", inter);
    header.slope = slope;
    header.inter = inter;
  }
  const Index smallest = fields.at.size + 4;
  const double offset = fields.at.version == 2
                            ? static_cast<double>(load<std::int64_t>(fields.bytes + fields.at.vox_offset, fields.swapped))
                            : fields.real(fields.at.vox_offset);
  if (offset == 0) {
    header.data_offset = smallest;  // some writers leave it out
  } else if (!(offset >= static_cast<double>(smallest) && offset <= 0x1p52 && offset == std::floor(offset))) {
    fail(path, "NIfTI vox_offset is ", offset, ", must be a whole number >= ", smallest);
  } else {
    header.data_offset = static_cast<Index>(offset);
  }
}

}  // namespace detail

/// Parses the first bytes of a (decompressed) NIfTI file: 348 are enough for version 1, 540 for version 2. `path` is for
/// messages only. bitpix is ignored: datatype decides. Extents beyond dim[0] are 1. Throws FileError.
[[nodiscard]] inline NiftiHeader parse_nifti_header(std::span<const std::byte> head, const std::filesystem::path& path) {
  const detail::NiftiFields fields = detail::nifti_fields(head, path);
  NiftiHeader header;
  header.version = fields.at.version;
  header.swapped = fields.swapped;
  detail::read_nifti_dims(header, fields, path);
  header.datatype = load<std::int16_t>(fields.bytes + fields.at.datatype, fields.swapped);
  header.item_size = detail::nifti_item_size(header.datatype, path);
  detail::read_nifti_geometry(header.geometry, fields, path);
  detail::read_nifti_storage(header, fields, path);
  header.time_step = fields.real(fields.at.pixdim, 4);
  header.time_unit = fields.units() & 0x38;
  header.cal_min = fields.real(fields.at.cal_min);
  header.cal_max = fields.real(fields.at.cal_max);
  header.intent_code = fields.code(fields.at.intent_code);
  header.intent_name = fields.text(fields.at.intent_name, 16);
  header.description = fields.text(fields.at.description, 80);
  return header;
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
