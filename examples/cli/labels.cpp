#include "labels.hpp"

#include "inputs.hpp"

#include <algorithm>
#include <cmath>

#include "syncact/hrf/model.hpp"
#include "syncact/io/events.hpp"
#include "syncact/io/series_table.hpp"
#include "syncact/signal/events_to_scans.hpp"
#include "syncact/signal/to_scans.hpp"

namespace cli {

using syncact::MatrixX;
using syncact::Seconds;
using syncact::ValueError;
using syncact::VectorX;
using syncact::detail::text;
namespace io = syncact::io;
namespace signal = syncact::signal;

namespace {

std::string label_response(const CoupleArguments& a) {
  if (!a.label_hrf.empty()) return a.label_hrf;
  return a.hrf == "none" ? "spm" : a.hrf;
}

/// The events' own clock begins with the activations.
Labels from_events(const CoupleArguments& a, const Alignment& alignment, double tr) {
  const auto n_runs = static_cast<std::size_t>(alignment.scans.n_runs());
  std::vector<signal::LabelEvents> labels;
  std::vector<double> prevalence;
  for (std::size_t r = 0; r < n_runs; ++r) {
    for (const io::Event& event : io::read_events(a.labels[r], {.label = a.label_column, .amplitude = {}})) {
      auto at = std::find_if(labels.begin(), labels.end(), [&](const auto& l) { return l.label == event.label; });
      if (at == labels.end()) {
        labels.push_back({event.label, std::vector<std::vector<signal::Event>>(n_runs)});
        prevalence.push_back(0);
        at = labels.end() - 1;
      }
      at->runs[r].push_back({event.onset + a.offset.value_or(0.0), event.duration, event.amplitude});
      prevalence[static_cast<std::size_t>(at - labels.begin())] += std::max(1.0, event.duration / tr);
    }
  }
  Labels result;
  for (const auto& label : labels) result.names.push_back(label.label);
  result.prevalence = Eigen::Map<const VectorX<double>>(prevalence.data(), static_cast<Index>(prevalence.size()));
  result.regressors = syncact::hrf::with_model(
      label_response(a), [&](const auto& h) { return signal::events_to_scans(labels, h, alignment.scans); });
  return result;
}

/// A table per run, one column per label; a label is on where it is above 0.
Labels from_tables(const CoupleArguments& a, const Alignment& alignment, double tr) {
  if (!a.label_period) {
    throw ValueError(a.labels.front() + ": has no column 'onset', so it is a label table; give its clock with --label-period");
  }
  Labels result;
  MatrixX<double> all;
  std::vector<syncact::Run> runs;
  const auto clock = syncact::Sampling::every(Seconds{*a.label_period}, Seconds{a.offset.value_or(0.0)});
  for (const std::string& path : a.labels) {
    io::SeriesTable table = io::read_series_table(path);
    if (!result.names.empty() && table.names != result.names)
      throw ValueError(path + ": its columns differ from those of the run before");
    if (const auto at = syncact::first_non_finite(syncact::SeriesView<double>(table.values))) {
      throw ValueError(text(path, ": ", table.values(at->time, at->signal), " in row ", at->time, " of label '",
                            table.names[static_cast<std::size_t>(at->signal)], "'"));
    }
    result.names = table.names;
    runs.push_back({clock, table.values.rows()});
    append_rows(all, table.values, path);
  }
  result.prevalence = (all.array() > 0.0).cast<double>().colwise().sum().transpose() * (*a.label_period / tr);
  result.regressors = syncact::hrf::with_model(label_response(a), [&](const auto& h) {
    return MatrixX<double>(signal::to_scans(syncact::SeriesView<double>(all), syncact::Timeline(runs), h, alignment.scans,
                                            {.allow_mismatch = true}));
  });
  return result;
}

}  // namespace

Labels read_labels(const CoupleArguments& a, const Alignment& alignment, double tr, Manifest& manifest) {
  for (const std::string& path : a.labels) manifest.add_input("labels", path);
  if (static_cast<Index>(a.labels.size()) != alignment.scans.n_runs()) {
    throw ValueError(text("--labels: ", a.labels.size(), " files for ", alignment.scans.n_runs(), " runs"));
  }
  const bool events = io::Table(a.labels.front()).has_column("onset");
  return events ? from_events(a, alignment, tr) : from_tables(a, alignment, tr);
}

}  // namespace cli
