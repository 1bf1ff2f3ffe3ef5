#pragma once
/// Files in, tables and clocks out. Every complaint names the file.
#include <optional>
#include <string>
#include <vector>

#include "commands/arguments.hpp"
#include "files/alignment.hpp"
#include "files/manifest.hpp"
#include "syncact/core/finite.hpp"
#include "syncact/core/timeline.hpp"
#include "syncact/io/nifti/mapped_nifti.hpp"
#include "syncact/io/nifti/nifti_read.hpp"
#include "syncact/io/npy/npy.hpp"

namespace cli {

using syncact::MatrixX;

/// Brain signals as measured: [scan x voxel], or [scan x network] for ready time courses.
struct Scans {
  MatrixX<double> values;                               ///< empty if they stay in their files
  MatrixX<double> confounds;                            ///< [scan x confound], n/a as NaN; no columns if there are none
  std::vector<Index> lengths;                           ///< of the runs, in volumes
  double tr = 0;                                        ///< [s]
  std::string name;                                     ///< the file, for messages
  std::vector<std::string> files;                       ///< of the runs, or the one file that holds them all
  std::vector<std::string> names;                       ///< of the signals, where the file has them
  std::optional<syncact::io::Mask> mask;                ///< where the voxels are, if they came from NIfTI
  std::vector<syncact::io::MappedNifti<float>> mapped;  ///< the runs, if their values stay in their files
  std::vector<KeptRows> kept;                           ///< of each run that stays in its file
  Index n_voxels() const { return mapped.empty() ? values.cols() : mapped.front().n_voxels(); }
};

/// Reads --bold, several files as several runs.
[[nodiscard]] Scans read_bold(const BoldArguments& arguments, Manifest& manifest);

/// The same for unpacked NIfTI whose values stay in their files.
[[nodiscard]] Scans map_bold(const BoldArguments& arguments, Manifest& manifest);

/// Reads --networks-from.
[[nodiscard]] Scans read_courses(const std::string& path, const BoldArguments& arguments, Manifest& manifest);

/// Appends a run below the runs before it; throws syncact::ShapeError that names the file if it has other columns.
void append_rows(MatrixX<double>& all, const MatrixX<double>& run, const std::string& path);

/// --nan as the library's policy.
[[nodiscard]] syncact::NanPolicy nan_policy(const BoldArguments& arguments);

/// Throws syncact::ValueError "file: nan at scan 3 of voxel 7 ..." unless the table is finite or the policy excludes.
void check_finite(const MatrixX<double>& values, const std::string& file, const char* row, const char* column,
                  const BoldArguments& arguments);

}  // namespace cli
