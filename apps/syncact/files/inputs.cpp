#include "files/inputs.hpp"

#include <cmath>
#include <filesystem>
#include <numeric>

#include "syncact/io/open.hpp"

namespace cli {

using syncact::message;
using syncact::SeriesView;
using syncact::ValueError;
namespace io = syncact::io;

namespace {

/// The TR said on the command line, or else the header's. What is said wins, with a warning: headers are known to be wrong.
double repetition_time(const BoldArguments& a, const std::optional<syncact::Seconds>& header, const std::string& path,
                       Manifest& manifest) {
  if (a.tr) {
    if (header && std::abs(*a.tr - header->count()) > 1e-3 * *a.tr) {
      manifest.warn(message(path, ": its header says TR ", header->count(), " s; --tr overrides it with ", *a.tr, " s"));
    }
    return *a.tr;
  }
  if (!header) throw ValueError(path + ": does not say its repetition time; give --tr");
  const double tr = header->count();
  if (tr < 0.01 || tr > 60) {
    throw ValueError(message(path, ": its header says TR ", tr, " s, which no scanner has",
                             tr > 60 && tr / 1000 > 0.01 ? message(" (", tr / 1000, " s in milliseconds?)") : "",
                             "; --tr overrides it"));
  }
  return tr;
}

/// Run lengths: one run per file, or --runs, which must add up.
std::vector<Index> run_lengths(const std::vector<Index>& per_file, const std::vector<Index>& said, const std::string& path) {
  if (said.empty()) return per_file;
  const Index total = std::accumulate(per_file.begin(), per_file.end(), Index{0});
  const Index sum = std::accumulate(said.begin(), said.end(), Index{0});
  for (const Index n : said) {
    if (n < 1) throw ValueError(message("--runs: a run needs at least one volume, one has ", n));
  }
  if (sum != total) throw ValueError(message(path, ": has ", total, " volumes, but --runs add up to ", sum));
  return said;
}

/// Throws unless a run's confounds are finite from its second volume that is kept on; names file, line and column.
void check_confounds(const io::SeriesTable& run, const std::string& path, Index n_dropped) {
  for (Index t = std::max(Index{1}, n_dropped); t < run.values.rows(); ++t) {
    for (Index c = 0; c < run.values.cols(); ++c) {
      const double value = run.values(t, c);
      if (std::isfinite(value)) continue;
      throw ValueError(
          message(path, ":", t + 2, ": column ", io::in_quotes(syncact::nth(run.names, c)), " is ",
                  std::isnan(value) ? "n/a" : "infinite",
                  ", but confounds must be numbers from a run's second volume on; fill it in or leave the column out"));
    }
  }
}

/// A table per run, or no columns. Runs have columns of their own; those with fewer end in zeros, which remove nothing.
MatrixX<double> read_confounds(const BoldArguments& a, const std::vector<Index>& lengths, Manifest& manifest) {
  if (!a.confounds.empty() && a.confounds.size() != lengths.size()) {
    throw ValueError(message("--confounds: ", a.confounds.size(), " files for ", lengths.size(), " runs"));
  }
  std::vector<MatrixX<double>> runs;
  Index n_rows = 0, n_columns = 0;
  for (std::size_t r = 0; r < a.confounds.size(); ++r) {
    manifest.add_input("confounds", a.confounds[r]);
    io::SeriesTable run = io::read_series_table(a.confounds[r]);
    if (run.values.rows() != lengths[r]) {
      throw ValueError(
          message(a.confounds[r], ": has ", run.values.rows(), " rows, but run ", r + 1, " has ", lengths[r], " volumes"));
    }
    check_confounds(run, a.confounds[r], a.drop);
    n_rows += run.values.rows();
    n_columns = std::max(n_columns, run.values.cols());
    runs.push_back(std::move(run.values));
  }
  MatrixX<double> all = MatrixX<double>::Zero(n_rows, n_columns);
  Index begin = 0;
  for (const MatrixX<double>& run : runs) {
    all.block(begin, 0, run.rows(), run.cols()) = run;
    begin += run.rows();
  }
  return all;
}

/// --mask, if it was given.
std::optional<io::Mask> read_bold_mask(const BoldArguments& a, Manifest& manifest) {
  if (a.mask.empty()) return std::nullopt;
  manifest.add_input("mask", a.mask);
  io::Mask mask = io::open_mask(a.mask, {.above = a.mask_threshold});
  if (!mask.two_valued && !a.mask_threshold) {
    manifest.warn(message(a.mask, ": holds more than 0 and one other value (was it resampled?); the ", mask.size(),
                          " voxels above half of its largest value are used; --mask-threshold says otherwise"));
  }
  return mask;
}

/// Throws unless a run of --bold has the TR of the runs before it; closer than 1e-3 is rounding in a header.
void require_same_tr(const std::string& path, double tr, const Scans& scans) {
  if (std::abs(tr - scans.tr) > 1e-3 * scans.tr) {
    throw ValueError(message(path, ": TR is ", tr, " s, but ", scans.name, " has ", scans.tr, " s; --tr overrides both"));
  }
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
    throw syncact::ShapeError(message(path, ": has ", run.cols(), " signals, but the runs before it have ", all.cols()));
  }
  MatrixX<double> joined(all.rows() + run.rows(), all.cols());
  joined << all, run;
  all = std::move(joined);
}

void check_finite(const MatrixX<double>& values, const std::string& file, const char* row, const char* column,
                  const BoldArguments& a) {
  if (nan_policy(a) == syncact::NanPolicy::exclude) return;
  if (const auto at = syncact::first_non_finite(SeriesView<double>(values))) {
    throw ValueError(message(file, ": ", values(at->time, at->signal), " at ", row, " ", at->time, " of ", column, " ",
                             at->signal, " (counted from 0); --nan exclude leaves such signals out"));
  }
}

Scans read_bold(const BoldArguments& a, Manifest& manifest) {
  Scans scans;
  scans.name = a.bold.front();
  std::optional<io::Mask> mask = read_bold_mask(a, manifest);
  std::vector<Index> per_file;
  for (const std::string& path : a.bold) {
    manifest.add_input("bold", path);
    io::OpenedScans file = io::open_scans(path, mask);
    if (file.values.size() == 0) {
      throw ValueError(message(path, ": is empty: ", file.values.rows(), " volumes x ", file.values.cols(), " voxels"));
    }
    check_finite(file.values, path, "volume", "voxel", a);
    const double tr = repetition_time(a, file.tr, path, manifest);
    const bool first = per_file.empty();
    if (first) {
      scans.tr = tr;
      scans.mask = file.mask;
      scans.names = std::move(file.names);
    }
    require_same_tr(path, tr, scans);
    if (scans.mask.has_value() != file.mask.has_value()) {
      throw ValueError(message(path, ": runs must all be NIfTI or all be tables, but ", scans.name, " is the other"));
    }
    if (scans.mask && !first) {
      io::require_same_grid(path, file.mask->geometry, "the run", scans.name, scans.mask->geometry);
    }
    per_file.push_back(file.values.rows());
    append_rows(scans.values, file.values, path);
    scans.files.push_back(path);
  }
  scans.lengths = run_lengths(per_file, a.runs, scans.name);
  scans.confounds = read_confounds(a, scans.lengths, manifest);
  return scans;
}

Scans map_bold(const BoldArguments& a, Manifest& manifest) {
  Scans scans;
  scans.name = a.bold.front();
  scans.files = a.bold;
  scans.mask = read_bold_mask(a, manifest);
  if (!scans.mask) scans.mask = io::whole_mask(io::read_nifti_header(scans.name).geometry, scans.name);
  for (const std::string& path : a.bold) {
    manifest.add_input("bold", path);
    scans.mapped.emplace_back(path, *scans.mask);
    if (scans.mapped.back().n_times() < 2) {
      throw ValueError(message(path, ": has ", scans.mapped.back().n_times(), " volume; a time series is needed"));
    }
    const double tr = repetition_time(a, scans.mapped.back().header().tr(), path, manifest);
    if (scans.mapped.size() == 1) scans.tr = tr;
    require_same_tr(path, tr, scans);
    scans.lengths.push_back(scans.mapped.back().n_times());
    scans.kept.push_back({0, scans.lengths.back()});
  }
  scans.confounds = read_confounds(a, scans.lengths, manifest);
  return scans;
}

Scans read_courses(const std::string& path, const BoldArguments& a, Manifest& manifest) {
  manifest.add_input("networks_from", path);
  io::SeriesTable table = io::open_table(path);
  if (table.values.size() == 0)
    throw ValueError(message(path, ": is empty: ", table.values.rows(), " x ", table.values.cols()));
  io::require_distinct_names(path, table.names);
  check_finite(table.values, path, "scan", "network", a);
  const std::vector<Index> lengths = run_lengths({table.values.rows()}, a.runs, path);
  MatrixX<double> confounds = read_confounds(a, lengths, manifest);
  const double tr = repetition_time(a, std::nullopt, path, manifest);
  if (a.confounds.empty()) {
    manifest.note("cleaning_of_ready_networks",
                  "unknown: what was removed from them elsewhere was not removed from the null draws, which makes p-values too "
                  "small where it was much; --confounds removes it from both sides and from the draws");
  }
  Scans scans;
  scans.values = std::move(table.values);
  scans.confounds = std::move(confounds);
  scans.lengths = lengths;
  scans.tr = tr;
  scans.name = path;
  scans.files = {path};
  scans.names = std::move(table.names);
  return scans;
}

}  // namespace cli
