#pragma once
/// Maps back to brain images that a viewer opens: float32, in the space of the input.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/seconds.hpp"
#include "syncact/core/series.hpp"
#include "syncact/io/bytes/byte_sink.hpp"
#include "syncact/io/nifti/nifti_layout.hpp"
#include "syncact/io/nifti/nifti_mask.hpp"

namespace syncact::inline v0_1::io {

/// What the header says about the values.
struct NiftiLabels {
  std::string description = {};    ///< the first 79 bytes are kept
  std::string intent_name = {};    ///< the first 15 bytes are kept
  int intent_code = 0;             ///< NIfTI intent, e.g. 1001 estimate; 0 none
  std::optional<Seconds> tr = {};  ///< for images whose fourth axis is time; maps have none
};

namespace detail {

/// ".nii" is written as is, ".nii.gz" compressed; throws FileError for another ending.
inline bool nifti_compressed(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (!name.ends_with(".nii") && !name.ends_with(".nii.gz")) {
    fail(path, "cannot be written: the name must end in .nii or .nii.gz");
  }
  return name.ends_with(".gz");
}

/// Codes, quaternion, sform and units as the input had them.
inline void put_geometry(const NiftiFieldWriter& out, const Geometry& g, bool in_seconds) {
  out.code(out.at.qform_code, g.qform_code);
  out.code(out.at.sform_code, g.sform_code);
  for (Index i = 0; i < 6; ++i) out.real(out.at.quaternion, i, nth(g.quaternion, i));
  for (Index i = 0; i < 12; ++i) {
    out.real(out.at.sform, i, nth(nth(g.sform, i / 4), i % 4));
  }
  out.bytes[out.at.xyzt_units] = static_cast<std::byte>((g.spatial_unit & 0x07) | (in_seconds ? 8 : 0));
}

/// Version 1, or 2 if an extent passes 32767; the four bytes after the header say that no extension follows.
inline std::vector<std::byte> nifti_header_bytes(const Geometry& g, Index n_volumes, double smallest, double largest,
                                                 const NiftiLabels& labels) {
  const Index longest = std::max({g.dims[0], g.dims[1], g.dims[2], n_volumes});
  const NiftiLayout& layout = longest > 32767 ? nifti2 : nifti1;
  std::vector<std::byte> bytes(static_cast<std::size_t>(layout.size + 4));
  const NiftiFieldWriter out{bytes.data(), layout};
  store(bytes.data(), static_cast<std::int32_t>(layout.size));
  out.text(layout.magic, layout.version == 1 ? "n+1" : "n+2", 4);
  if (layout.version == 2) out.text(layout.magic + 4, "\r\n\x1a\n", 5);
  const std::array<Index, 8> dims{n_volumes > 1 ? 4 : 3, g.dims[0], g.dims[1], g.dims[2], n_volumes, 1, 1, 1};
  for (Index i = 0; i < 8; ++i) out.dim(i, nth(dims, i));
  store(bytes.data() + layout.datatype, std::int16_t{16});
  store(bytes.data() + layout.datatype + 2, std::int16_t{32});  // bitpix
  const double step = labels.tr ? labels.tr->count() : 1.0;
  const std::array<double, 8> pixdim{g.qfac, g.voxel_size[0], g.voxel_size[1], g.voxel_size[2], step, 0, 0, 0};
  for (Index i = 0; i < 8; ++i) out.real(layout.pixdim, i, nth(pixdim, i));
  if (layout.version == 2) {
    store(bytes.data() + layout.vox_offset, static_cast<std::int64_t>(bytes.size()));
  } else {
    out.real(layout.vox_offset, 0, static_cast<double>(bytes.size()));
  }
  out.real(layout.slope, 0, 1.0);
  out.real(layout.cal_min, 0, smallest);
  out.real(layout.cal_max, 0, largest);
  out.text(layout.description, labels.description, 80);
  out.text(layout.intent_name, labels.intent_name, 16);
  out.code(layout.intent_code, labels.intent_code);
  put_geometry(out, g, labels.tr.has_value());
  return bytes;
}

}  // namespace detail

/// Writes maps [map x voxel] as a float32 image with one volume per map, in the geometry of `mask`: column c goes to voxel
/// mask.voxels[c], all other voxels are 0. cal_min and cal_max are the range of the finite values and 0. The name must end
/// in .nii or .nii.gz; the file appears whole or not at all; the same maps give the same bytes.
/// Throws ShapeError if there is no map or the columns are not the voxels of the mask, FileError.
template <std::floating_point T>
void write_nifti(const std::filesystem::path& path, const SeriesView<T>& maps, const Mask& mask,
                 const NiftiLabels& labels = {}) {
  require_extent("write_nifti", "number of columns of the maps (voxels of the mask)", mask.size(), maps.n_signals());
  require_inside("write_nifti", mask);
  if (maps.n_times() < 1) throw ShapeError("write_nifti: at least one map is needed, there are 0");
  const bool compressed = detail::nifti_compressed(path);
  float smallest = 0, largest = 0;
  for (Index m = 0; m < maps.n_times(); ++m) {
    for (Index c = 0; c < maps.n_signals(); ++c) {
      const auto value = static_cast<float>(maps(m, c));
      if (!std::isfinite(value)) continue;
      smallest = std::min(smallest, value);
      largest = std::max(largest, value);
    }
  }
  ByteSink file(path, compressed);
  file.write(detail::nifti_header_bytes(mask.geometry, maps.n_times(), static_cast<double>(smallest),
                                        static_cast<double>(largest), labels));
  std::vector<float> volume(static_cast<std::size_t>(mask.geometry.n_voxels()), 0.0F);
  for (Index m = 0; m < maps.n_times(); ++m) {
    for (Index c = 0; c < maps.n_signals(); ++c) {
      nth(volume, nth(mask.voxels, c)) = static_cast<float>(maps(m, c));
    }
    file.write(std::as_bytes(std::span(volume)));
  }
  file.commit();
}

/// Any [map x voxel] table, as the adapters of syncact/adapt make them.
template <TimeSeriesMatrix M>
void write_nifti(const std::filesystem::path& path, const M& maps, const Mask& mask, const NiftiLabels& labels = {}) {
  with_series(maps, [&](const auto& view) { write_nifti(path, view, mask, labels); });
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
