#include "files/labels.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "commands/shared_options.hpp"
#include "files/frame_labels.hpp"
#include "files/inputs.hpp"
#include "syncact/hrf/model.hpp"
#include "syncact/io/open.hpp"
#include "syncact/io/text/events.hpp"
#include "syncact/io/text/series_table.hpp"

namespace cli {

using syncact::as_size;
using syncact::MatrixX;
using syncact::message;
using syncact::Seconds;
using syncact::SeriesView;
using syncact::ValueError;
namespace io = syncact::io;
namespace annotation = syncact::annotation;
namespace signal = syncact::signal;

namespace {

std::string label_response(const CoupleArguments& a) {
  if (!a.label_hrf.empty()) return a.label_hrf;
  return a.hrf == "none" ? "spm" : a.hrf;
}

/// The labels' response is that of the neurons, with its settings, unless --label-hrf names another.
std::vector<syncact::Setting> response_settings(const CoupleArguments& a) {
  return a.label_hrf.empty() && a.hrf != "none" ? settings_of(a.policies, "hrf") : std::vector<syncact::Setting>{};
}

/// Refuses events that lie outside their run, all or most of them, and warns of a few.
void check_clock(const std::vector<io::EventRow>& events, const std::string& path, double run_seconds, Manifest& manifest) {
  Index n_outside = 0, n_longer = 0;
  double last = 0;
  for (const io::EventRow& event : events) {
    n_outside += event.onset >= run_seconds || event.onset + event.duration < 0;
    n_longer += event.duration > run_seconds;
    last = std::max(last, event.onset + event.duration);
  }
  const auto n = static_cast<Index>(events.size());
  const bool milliseconds = last > 20 * run_seconds && last / 1000 <= 1.5 * run_seconds;
  if (2 * n_outside >= n && n_outside > 0) {
    throw ValueError(message(path, ": ", n_outside, " of ", n, " events lie outside the run, which lasts ", run_seconds,
                             " s; the last one ends at ", last, " s", milliseconds ? " (milliseconds?)" : "",
                             "; BIDS onsets are seconds from the first volume of the run"));
  }
  if (2 * n_longer >= n && n_longer > 0) {
    throw ValueError(message(path, ": ", n_longer, " of ", n, " events last longer than the whole run of ", run_seconds,
                             " s; BIDS durations are seconds"));
  }
  if (n_outside + n_longer > 0) {
    manifest.warn(message(path, ": ", n_outside + n_longer, " of ", n, " events lie outside the run of ", run_seconds,
                          " s or last longer than it"));
  }
}

/// The rows of a file that have a label.
std::vector<io::EventRow> labelled_events(const CoupleArguments& a, const std::string& path) {
  std::vector<io::EventRow> events = io::read_events(path, {.label = a.label_column, .amplitude = {}});
  if (!events.empty()) return events;
  const io::Table table(path);
  if (table.n_rows() == 0) return events;
  std::string names;
  for (const std::string& name : table.names()) names += (names.empty() ? "" : ", ") + io::in_quotes(name);
  throw ValueError(message(path, ": none of its ", table.n_rows(), " rows has a label in column ",
                           io::in_quotes(a.label_column), "; it has ", names, "; --label-column names another"));
}

/// BIDS events: onsets count from the first volume of the run, whatever the movie's --offset.
syncact::study::Labels from_events(const CoupleArguments& a, const Alignment& alignment, const std::vector<Index>& volumes,
                                   double tr, Manifest& manifest) {
  const auto n_runs = as_size(alignment.scans.n_runs());
  std::vector<signal::LabelEvents> labels;
  for (std::size_t r = 0; r < n_runs; ++r) {
    const std::vector<io::EventRow> events = labelled_events(a, a.labels[r]);
    const double run_seconds = static_cast<double>(volumes[r]) * tr;
    check_clock(events, a.labels[r], run_seconds, manifest);
    for (const io::EventRow& event : events) {
      auto at = std::find_if(labels.begin(), labels.end(), [&](const auto& l) { return l.label == event.label; });
      if (at == labels.end()) {
        labels.push_back({event.label, std::vector<std::vector<signal::Event>>(n_runs)});
        at = labels.end() - 1;
      }
      at->runs[r].push_back({event.onset, event.duration, event.amplitude});
    }
  }
  if (labels.empty()) throw ValueError(a.labels.front() + ": there is no event in any run");
  const auto measured = syncact::Timeline::scans(Seconds{tr}, 0.0, volumes);
  return syncact::hrf::with_model(label_response(a), syncact::hrf::Convention::exact, response_settings(a), [&](const auto& h) {
    return syncact::study::labels_of_events(labels, h, alignment.scans, measured);
  });
}

/// Refuses a label table that lasts neither as long as the activations nor as long as the scans.
void check_duration(const std::string& path, const syncact::Run& run, const Alignment& alignment, Index r, double run_seconds,
                    double tr, const CoupleArguments& a) {
  const double lasts = run.duration().count(), shown = alignment.frames.run(r).duration().count();
  if (std::abs(lasts - shown) <= tr * (1 + 1e-9) || std::abs(lasts - run_seconds) <= tr * (1 + 1e-9)) return;
  throw ValueError(message(path, ": lasts ", lasts, " s (", run.n, " rows every ", *a.label_period, " s), but ",
                           a.activations.empty() ? "the film" : a.activations, " lasts ", shown, " s and the scans of run ",
                           r + 1, " last ", run_seconds, " s; --label-period must be the seconds from one row to the next"));
}

/// A table per run, one column per label, on the movie's clock; a label is on where it is above 0.
syncact::study::Labels from_tables(const CoupleArguments& a, const Alignment& alignment, const std::vector<Index>& volumes,
                                   double tr) {
  if (a.given.contains("label-column")) {
    throw ValueError("--label-column: has no effect with a label table, whose columns are the labels");
  }
  if (!a.label_period) {
    const io::Table table(a.labels.front());
    const std::string& first = table.names().front();
    if (table.n_columns() == 1 && first.find("onset") != std::string::npos) {
      throw ValueError(a.labels.front() + ": has one column, " + io::in_quotes(first) +
                       "; events need tabs between their columns (commas in .csv), not blanks");
    }
    throw ValueError(a.labels.front() + ": has no column 'onset', so it is a label table; give its clock with --label-period");
  }
  std::vector<std::string> names;
  MatrixX<double> all;
  std::vector<syncact::Run> runs;
  const auto clock = syncact::Sampling::every(Seconds{*a.label_period}, Seconds{a.offset.value_or(0.0)});
  for (std::size_t r = 0; r < a.labels.size(); ++r) {
    const std::string& path = a.labels[r];
    io::SeriesTable table = io::read_series_table(path);
    io::require_distinct_names(path, table.names);
    if (!names.empty() && table.names != names) throw ValueError(path + ": its columns differ from those of the run before");
    if (const auto at = syncact::first_non_finite(SeriesView<double>(table.values))) {
      throw ValueError(message(path, ": ", table.values(at->time, at->signal), " in row ", at->time, " of label '",
                               syncact::nth(table.names, at->signal), "'"));
    }
    names = table.names;
    runs.push_back({clock, table.values.rows()});
    check_duration(path, runs.back(), alignment, static_cast<Index>(r), static_cast<double>(volumes[r]) * tr, tr, a);
    append_rows(all, table.values, path);
  }
  return syncact::hrf::with_model(label_response(a), syncact::hrf::Convention::exact, response_settings(a), [&](const auto& h) {
    return syncact::study::labels_of_frames(SeriesView<double>(all), names, syncact::Timeline(runs), h, alignment.scans,
                                            {.allow_mismatch = true});
  });
}

/// The classes of a classifier that watched the film, on the clock of its folder. A class is on where its share is above one
/// half.
syncact::study::Labels from_classes(const CoupleArguments& a, const Alignment& alignment, double tr, Manifest& manifest) {
  const std::string& path = a.labels.front();
  for (const char* option : {"label-column", "label-period"}) {
    if (a.given.contains(option)) throw ValueError(message("--", option, ": has no effect with ", path, ", a folder"));
  }
  if (a.labels.size() > 1) throw ValueError("--labels: give one folder, which has all runs");
  const LabelTable table = read_label_table(path, a.label_names, manifest);
  if (!table.clock) {
    throw ValueError(path + ": does not say when its frames were shown; labels come from a folder of `syncact extract`");
  }
  std::vector<syncact::Run> runs;
  for (const syncact::Run& run : table.clock->runs()) {
    runs.push_back({run.sampling.shifted(Seconds{a.offset.value_or(0.0)}), run.n});
  }
  if (std::ssize(runs) != alignment.scans.n_runs()) {
    throw ValueError(message(path, ": has ", runs.size(), " runs, but the scans have ", alignment.scans.n_runs()));
  }
  const syncact::Timeline shown(std::move(runs));
  const SeriesView<double> shares(table.labels.values);
  return syncact::hrf::with_model(label_response(a), syncact::hrf::Convention::exact, response_settings(a), [&](const auto& h) {
    syncact::study::Labels labels =
        syncact::study::labels_of_frames(shares, table.labels.names, shown, h, alignment.scans, {.allow_mismatch = true});
    labels.prevalence.setZero();
    for (Index r = 0; r < shown.n_runs(); ++r) {
      const double trs = shown.run(r).sampling.period().count() / tr;
      labels.prevalence += trs * annotation::prevalence(shares.times(shown.begin(r), shown.run(r).n), 0.5);
    }
    return labels;
  });
}

}  // namespace

syncact::study::Labels read_labels(const CoupleArguments& a, const Alignment& alignment, const std::vector<Index>& volumes,
                                   double tr, Manifest& manifest) {
  if (std::filesystem::is_directory(a.labels.front())) return from_classes(a, alignment, tr, manifest);
  if (!a.label_names.empty()) throw ValueError("--label-names: has no effect with files whose labels have names");
  for (const std::string& path : a.labels) manifest.add_input("labels", path);
  if (static_cast<Index>(a.labels.size()) != alignment.scans.n_runs()) {
    throw ValueError(message("--labels: ", a.labels.size(), " files for ", alignment.scans.n_runs(), " runs"));
  }
  const bool events = io::holds_events(a.labels.front());
  if (events && a.label_period) throw ValueError("--label-period: has no effect with events, which say their own times");
  return events ? from_events(a, alignment, volumes, tr, manifest) : from_tables(a, alignment, volumes, tr);
}

}  // namespace cli
