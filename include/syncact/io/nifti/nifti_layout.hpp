#pragma once
/// The fields of NIfTI-1 and NIfTI-2 headers: one table of offsets, read and written through it.
/// Reference: nifti1.h and nifti2.h of the NIfTI data format working group.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "syncact/io/bytes/bytes.hpp"

namespace syncact::inline v0_1::io::detail {

/// Where the fields are and how wide: the two versions differ in nothing else.
struct NiftiLayout {
  int version;
  Index size;
  Index magic, dim, datatype, pixdim, vox_offset, slope, inter, cal_max, cal_min, description, qform_code, sform_code,
      quaternion, sform, xyzt_units, intent_code, intent_name;
};
inline constexpr NiftiLayout nifti1{.version = 1,
                                    .size = 348,
                                    .magic = 344,
                                    .dim = 40,
                                    .datatype = 70,
                                    .pixdim = 76,
                                    .vox_offset = 108,
                                    .slope = 112,
                                    .inter = 116,
                                    .cal_max = 124,
                                    .cal_min = 128,
                                    .description = 148,
                                    .qform_code = 252,
                                    .sform_code = 254,
                                    .quaternion = 256,
                                    .sform = 280,
                                    .xyzt_units = 123,
                                    .intent_code = 68,
                                    .intent_name = 328};
inline constexpr NiftiLayout nifti2{.version = 2,
                                    .size = 540,
                                    .magic = 4,
                                    .dim = 16,
                                    .datatype = 12,
                                    .pixdim = 104,
                                    .vox_offset = 168,
                                    .slope = 176,
                                    .inter = 184,
                                    .cal_max = 192,
                                    .cal_min = 200,
                                    .description = 240,
                                    .qform_code = 344,
                                    .sform_code = 348,
                                    .quaternion = 352,
                                    .sform = 400,
                                    .xyzt_units = 500,
                                    .intent_code = 504,
                                    .intent_name = 508};

/// Typed access to the fields of either version in either byte order.
struct NiftiFields {
  const std::byte* bytes;
  NiftiLayout at;
  bool swapped;

  /// int64 in version 2, int16 in version 1.
  [[nodiscard]] Index dim(Index i) const {
    if (at.version == 2) return load<std::int64_t>(bytes + at.dim + 8 * i, swapped);
    return load<std::int16_t>(bytes + at.dim + 2 * i, swapped);
  }
  /// double in version 2, float in version 1.
  [[nodiscard]] double real(Index offset, Index i = 0) const {
    if (at.version == 2) return load<double>(bytes + offset + 8 * i, swapped);
    return static_cast<double>(load<float>(bytes + offset + 4 * i, swapped));
  }
  /// int32 in version 2, int16 in version 1.
  [[nodiscard]] int code(Index offset) const {
    if (at.version == 2) return load<std::int32_t>(bytes + offset, swapped);
    return load<std::int16_t>(bytes + offset, swapped);
  }
  [[nodiscard]] int units() const {
    return at.version == 2 ? load<std::int32_t>(bytes + at.xyzt_units, swapped) : std::to_integer<int>(bytes[at.xyzt_units]);
  }
  [[nodiscard]] std::string text(Index offset, std::size_t length) const {
    const std::string_view field(reinterpret_cast<const char*>(bytes + offset), length);
    return std::string(field.substr(0, field.find('\0')));
  }
};

/// Writes typed fields of either version: the mirror of NiftiFields.
struct NiftiFieldWriter {
  std::byte* bytes;
  NiftiLayout at;

  void dim(Index i, Index value) const {
    if (at.version == 2) return store(bytes + at.dim + 8 * i, static_cast<std::int64_t>(value));
    store(bytes + at.dim + 2 * i, static_cast<std::int16_t>(value));
  }
  void real(Index offset, Index i, double value) const {
    if (at.version == 2) return store(bytes + offset + 8 * i, value);
    store(bytes + offset + 4 * i, static_cast<float>(value));
  }
  void code(Index offset, int value) const {
    if (at.version == 2) return store(bytes + offset, static_cast<std::int32_t>(value));
    store(bytes + offset, static_cast<std::int16_t>(value));
  }
  void text(Index offset, std::string_view value, std::size_t length) const {
    std::copy_n(value.begin(), std::min(value.size(), length - 1), reinterpret_cast<char*>(bytes + offset));
  }
};

}  // namespace syncact::inline v0_1::io::detail

#include "syncact/core/macros_on.hpp"
