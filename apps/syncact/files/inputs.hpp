#pragma once
/// Files in, tables and clocks out. Every complaint names the file.
#include <optional>
#include <string>
#include <vector>

#include "commands/arguments.hpp"
#include "files/manifest.hpp"
#include "syncact/core/finite.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/io/nifti/nifti_read.hpp"
#include "syncact/io/npy/npy.hpp"

namespace cli {

using syncact::MatrixX;

/// Brain signals as measured: [scan x voxel], or [scan x network] for ready time courses.
struct Scans {
  MatrixX<double> values;
  MatrixX<double> confounds;              ///< [scan x confound], n/a as NaN; no columns if there are none
  std::vector<Index> lengths;             ///< of the runs, in volumes
  double tr;                              ///< [s]
  std::string name;                       ///< the file, for messages
  std::vector<std::string> files;         ///< of the runs, or the one file that holds them all
  std::vector<std::string> names;         ///< of the signals, where the file has them
  std::optional<syncact::io::Mask> mask;  ///< where the voxels are, if they came from NIfTI
};

/// Reads --bold, several files as several runs.
[[nodiscard]] Scans read_bold(const BoldArguments& arguments, Manifest& manifest);

/// The TR (said, or of the header) and the confounds of scans whose values stay in their files.
void complete_scans(const BoldArguments& arguments, const std::optional<syncact::Seconds>& header, Scans& scans,
                    Manifest& manifest);

/// Reads --networks-from.
[[nodiscard]] Scans read_courses(const std::string& path, const BoldArguments& arguments, Manifest& manifest);

/// Appends a run below the runs before it; throws syncact::ShapeError that names the file if it has other columns.
void append_rows(MatrixX<double>& all, const MatrixX<double>& run, const std::string& path);

/// --nan as the library's policy.
[[nodiscard]] syncact::NanPolicy nan_policy(const BoldArguments& arguments);

/// Refuses what cannot be a table by its name or by its first bytes, and says what it is.
void require_table_file(const std::string& path);

/// Throws syncact::ValueError "file: nan at scan 3 of voxel 7 ..." unless the table is finite or the policy excludes.
void check_finite(const MatrixX<double>& values, const std::string& file, const char* row, const char* column,
                  const BoldArguments& arguments);

}  // namespace cli
