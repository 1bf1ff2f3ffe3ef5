#pragma once
/// One door for files: what a file is, is told by its bytes and not by its name.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "syncact/io/bytes/byte_source.hpp"
#include "syncact/io/nifti/nifti_read.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/text/series_table.hpp"

namespace syncact::inline v0_1::io {

/// What is in a file, unpacked if it is gzip.
enum class FileKind : unsigned char {
  text,        ///< no zero byte in its first kilobyte
  npy,         ///< one numpy array
  npz,         ///< a zip archive, as numpy keeps several arrays
  nifti,       ///< a single-file NIfTI image
  nifti_pair,  ///< one half of a NIfTI or ANALYZE pair (.hdr, .img)
  hdf5,        ///< HDF5, MATLAB 7.3 and NetCDF 4 among them
  matlab,      ///< MATLAB up to 7.2
  other,       ///< none of these
};

/// What the file holds, by its first kilobyte. The halves of a pair may have no mark; their names, .hdr and .img, tell. Throws
/// FileError if it cannot be read.
[[nodiscard]] inline FileKind kind_of(const std::filesystem::path& path) {
  std::array<std::byte, 1024> bytes{};
  ByteSource source(path);
  const std::size_t n = source.read(bytes);
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()), n);
  if (head.starts_with("\x93NUMPY")) return FileKind::npy;
  if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) return FileKind::npz;
  if (head.starts_with("\x89HDF\r\n\x1a\n")) return FileKind::hdf5;
  if (head.starts_with("MATLAB 7.3")) return FileKind::hdf5;
  if (head.starts_with("MATLAB")) return FileKind::matlab;
  std::string name = path.filename().string();
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  if (name.ends_with(".img") || name.ends_with(".hdr")) return FileKind::nifti_pair;
  if (n >= 348) {
    const std::string_view magic1 = head.substr(344, 4), magic2 = head.substr(4, 4);
    const auto size = load<std::int32_t>(bytes.data()), swapped = load<std::int32_t>(bytes.data(), true);
    const bool header = size == 348 || swapped == 348 || size == 540 || swapped == 540;
    if (magic1.starts_with("n+1") || magic2.starts_with("n+2")) return FileKind::nifti;
    if (magic1.starts_with("ni1") || magic2.starts_with("ni2")) return FileKind::nifti_pair;
    if (header) return FileKind::nifti;  // damaged: the reader says how
  }
  return head.find('\0') == std::string_view::npos ? FileKind::text : FileKind::other;
}

namespace detail {

/// What a file is, in words.
[[nodiscard]] inline std::string_view words(FileKind kind) {
  switch (kind) {
    case FileKind::text:
      return "text";
    case FileKind::npy:
      return "a numpy array";
    case FileKind::npz:
      return "an archive of arrays (.npz)";
    case FileKind::nifti:
      return "a NIfTI image";
    case FileKind::nifti_pair:
      return "one half of a NIfTI or Analyze pair (.hdr, .img)";
    case FileKind::hdf5:
      return "an HDF5 file (MATLAB 7.3 writes them too)";
    case FileKind::matlab:
      return "a MATLAB file";
    case FileKind::other:
      break;
  }
  return "no kind of file that is known";
}

/// Throws FileError that says what the file is instead of a table.
[[noreturn]] inline void fail_no_table(const std::filesystem::path& path, FileKind kind) {
  switch (kind) {
    case FileKind::nifti_pair:
      fail(path,
           "is one half of a NIfTI or Analyze pair (.hdr, .img); only single files, .nii and .nii.gz, are read; nibabel and "
           "fslchfiletype convert them");
    case FileKind::other:
      fail(path, "is neither text nor a kind of file that is known; a table must be .npy, .tsv or .csv");
    default:
      fail(path, "is ", words(kind), ", where one table is needed: .npy, .tsv or .csv");
  }
}

}  // namespace detail

/// A table [time x signal] of an npy array of at most two dimensions, or of text whose first line names the columns. Throws
/// FileError that says what the file is if it is no table, and what NpyArray and read_series_table throw.
[[nodiscard]] inline SeriesTable open_table(const std::filesystem::path& path) {
  const FileKind kind = kind_of(path);
  if (kind == FileKind::npy) return {.names = {}, .values = NpyArray(path).to_matrix<double>()};
  if (kind != FileKind::text) detail::fail_no_table(path, kind);
  return read_series_table(path);
}

/// A mask of a NIfTI image, whatever its name. Throws FileError that says what the file is if it is none, and what read_mask
/// throws.
[[nodiscard]] inline Mask open_mask(const std::filesystem::path& path, const MaskRule& rule = {}) {
  const FileKind kind = kind_of(path);
  if (kind != FileKind::nifti) fail(path, "is ", detail::words(kind), ", where a mask needs a NIfTI image");
  return read_mask(path, rule);
}

/// Whether labels are events, which say their own times: a table with a column `onset`. Otherwise each column is a label.
/// Throws FileError that says what the file is if it is no table.
[[nodiscard]] inline bool holds_events(const std::filesystem::path& path) {
  const FileKind kind = kind_of(path);
  if (kind != FileKind::text) detail::fail_no_table(path, kind);
  return Table(path).has_column("onset");
}

/// Scans of one file.
struct OpenedScans {
  MatrixX<double> values;          ///< [scan x voxel], or [scan x signal] of a table
  std::optional<Seconds> tr;       ///< if the file says it
  std::optional<Mask> mask;        ///< where the voxels are, if the file is an image
  std::vector<std::string> names;  ///< of the signals, if the file has them
};

/// Scans of a NIfTI image, through the mask if one is given, or of a table. Throws FileError for a table with a mask, for an
/// image of one volume, and what read_nifti and open_table throw.
[[nodiscard]] inline OpenedScans open_scans(const std::filesystem::path& path, const std::optional<Mask>& mask) {
  if (kind_of(path) == FileKind::nifti) {
    auto series = mask ? read_nifti<double>(path, *mask) : read_nifti<double>(path);
    if (series.header.n_volumes < 2) fail(path, "has ", series.header.n_volumes, " volume; a time series is needed");
    return {std::move(series.values), series.header.tr(), std::move(series.mask), {}};
  }
  SeriesTable table = open_table(path);
  if (mask) fail(path, "is a table, which has no grid for a mask to be on: a mask needs NIfTI scans");
  return {std::move(table.values), {}, {}, std::move(table.names)};
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
