#include "inputs.hpp"

#include <cmath>
#include <filesystem>
#include <numeric>

#include "syncact/io/series_table.hpp"

namespace cli {

using syncact::SeriesView;
using syncact::ValueError;
using syncact::detail::text;
namespace io = syncact::io;

namespace {

bool is_nifti(const std::string& path) { return path.ends_with(".nii") || path.ends_with(".nii.gz"); }

/// A table [time x signal] from .npy, or from .tsv/.csv with a header.
io::SeriesTable read_table(const std::string& path) {
  if (path.ends_with(".npy")) return {.names = {}, .values = io::NpyArray(path).to_matrix<double>()};
  if (path.ends_with(".tsv") || path.ends_with(".csv") || path.ends_with(".txt")) return io::read_series_table(path);
  throw syncact::FileError(path + ": a table must be .npy, .tsv or .csv");
}

/// The TR said on the command line, or else the header's.
double repetition_time(const BoldArguments& a, const std::optional<syncact::Seconds>& header, const std::string& path) {
  if (a.tr && header && std::abs(*a.tr - header->count()) > 1e-3 * *a.tr) {
    throw ValueError(text(path, ": its header says TR ", header->count(), " s, but --tr says ", *a.tr, " s"));
  }
  if (a.tr) return *a.tr;
  if (header) return header->count();
  throw ValueError(path + ": does not say its repetition time; give --tr");
}

/// Run lengths: one run per file, or --runs, which must add up.
std::vector<Index> run_lengths(const std::vector<Index>& per_file, const std::vector<Index>& said, const std::string& path) {
  if (said.empty()) return per_file;
  const Index total = std::accumulate(per_file.begin(), per_file.end(), Index{0});
  const Index sum = std::accumulate(said.begin(), said.end(), Index{0});
  for (const Index n : said) {
    if (n < 1) throw ValueError(text("--runs: a run needs at least one volume, one has ", n));
  }
  if (sum != total) throw ValueError(text(path, ": has ", total, " volumes, but --runs add up to ", sum));
  return said;
}

/// One table per run, or no columns.
MatrixX<double> read_confounds(const BoldArguments& a, const std::vector<Index>& lengths, Manifest& manifest) {
  if (!a.confounds.empty() && a.confounds.size() != lengths.size()) {
    throw ValueError(text("--confounds: ", a.confounds.size(), " files for ", lengths.size(), " runs"));
  }
  MatrixX<double> all;
  for (std::size_t r = 0; r < a.confounds.size(); ++r) {
    manifest.add_input("confounds", a.confounds[r]);
    const MatrixX<double> run = io::read_series_table(a.confounds[r]).values;
    if (run.rows() != lengths[r]) {
      throw ValueError(text(a.confounds[r], ": has ", run.rows(), " rows, but run ", r + 1, " has ", lengths[r], " volumes"));
    }
    append_rows(all, run, a.confounds[r]);
  }
  return all;
}

/// One run of --bold: NIfTI through the mask, or a table.
struct OneFile {
  MatrixX<double> values;
  std::optional<syncact::Seconds> tr;
  std::optional<io::Mask> mask;
  std::vector<std::string> names;
};

OneFile read_one(const std::string& path, const std::optional<io::Mask>& mask) {
  if (!is_nifti(path)) {
    if (mask) throw ValueError(path + ": --mask needs NIfTI scans; a table has no grid");
    io::SeriesTable table = read_table(path);
    return {std::move(table.values), {}, {}, std::move(table.names)};
  }
  auto series = mask ? io::read_nifti<double>(path, *mask) : io::read_nifti<double>(path);
  if (series.header.n_volumes < 2) {
    throw ValueError(text(path, ": has ", series.header.n_volumes, " volume; a time series is needed"));
  }
  return {std::move(series.values), series.header.tr(), std::move(series.mask), {}};
}

}  // namespace

syncact::NanPolicy nan_policy(const BoldArguments& a) {
  return a.nan == "exclude" ? syncact::NanPolicy::exclude : syncact::NanPolicy::raise;
}

void append_rows(MatrixX<double>& all, const MatrixX<double>& run, const std::string& path) {
  if (all.size() == 0) {
    all = run;
    return;
  }
  if (all.cols() != run.cols()) {
    throw syncact::ShapeError(text(path, ": has ", run.cols(), " signals, but the runs before it have ", all.cols()));
  }
  MatrixX<double> joined(all.rows() + run.rows(), all.cols());
  joined << all, run;
  all = std::move(joined);
}

void check_finite(const MatrixX<double>& values, const std::string& file, const char* row, const char* column,
                  const BoldArguments& a) {
  if (nan_policy(a) == syncact::NanPolicy::exclude) return;
  if (const auto at = syncact::first_non_finite(SeriesView<double>(values))) {
    throw ValueError(text(file, ": ", values(at->time, at->signal), " at ", row, " ", at->time, " of ", column, " ", at->signal,
                          " (counted from 0); --nan exclude leaves such signals out"));
  }
}

Scans read_bold(const BoldArguments& a, Manifest& manifest) {
  Scans scans{.values = {}, .confounds = {}, .lengths = {}, .tr = 0.0, .name = a.bold.front(), .names = {}, .mask = {}};
  std::optional<io::Mask> mask;
  if (!a.mask.empty()) {
    manifest.add_input("mask", a.mask);
    mask = io::read_mask(a.mask);
    if (mask->size() == 0) throw ValueError(a.mask + ": the mask is empty: no voxel differs from 0");
  }
  std::vector<Index> per_file;
  for (const std::string& path : a.bold) {
    manifest.add_input("bold", path);
    OneFile file = read_one(path, mask);
    if (file.values.size() == 0) {
      throw ValueError(text(path, ": is empty: ", file.values.rows(), " volumes x ", file.values.cols(), " voxels"));
    }
    check_finite(file.values, path, "volume", "voxel", a);
    const double tr = repetition_time(a, file.tr, path);
    if (per_file.empty()) {
      scans.tr = tr;
      scans.mask = std::move(file.mask);
      scans.names = std::move(file.names);
    } else if (tr != scans.tr) {
      throw ValueError(text(path, ": TR is ", tr, " s, but ", scans.name, " has ", scans.tr, " s"));
    } else if (scans.mask && file.mask && file.mask->geometry.dims != scans.mask->geometry.dims) {
      throw ValueError(text(path, ": has ", io::dims_text(file.mask->geometry.dims), " voxels, but ", scans.name, " has ",
                            io::dims_text(scans.mask->geometry.dims)));
    }
    per_file.push_back(file.values.rows());
    append_rows(scans.values, file.values, path);
  }
  scans.lengths = run_lengths(per_file, a.runs, scans.name);
  scans.confounds = read_confounds(a, scans.lengths, manifest);
  return scans;
}

Scans read_courses(const std::string& path, const BoldArguments& a, Manifest& manifest) {
  manifest.add_input("networks_from", path);
  io::SeriesTable table = read_table(path);
  if (table.values.size() == 0) throw ValueError(text(path, ": is empty: ", table.values.rows(), " x ", table.values.cols()));
  check_finite(table.values, path, "scan", "network", a);
  const std::vector<Index> lengths = run_lengths({table.values.rows()}, a.runs, path);
  MatrixX<double> confounds = read_confounds(a, lengths, manifest);
  const double tr = repetition_time(a, std::nullopt, path);
  return {std::move(table.values), std::move(confounds), lengths, tr, path, std::move(table.names), {}};
}

}  // namespace cli
