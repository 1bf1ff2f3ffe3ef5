#include "files/frame_labels.hpp"

#include <algorithm>
#include <filesystem>

#include "files/activations.hpp"
#include "syncact/io/open.hpp"
#include "syncact/io/text/events.hpp"

namespace cli {

using syncact::message;
using syncact::nth;
using syncact::ValueError;
namespace io = syncact::io;

namespace {

FrameLabels from_events(const AnnotateArguments& a, const syncact::Timeline& frames) {
  if (std::ssize(a.labels) != frames.n_runs()) {
    throw ValueError(message("--labels: ", a.labels.size(), " files of events for ", frames.n_runs(), " runs"));
  }
  FrameLabels labels;
  Index n_on = 0;
  for (Index r = 0; r < frames.n_runs(); ++r) {
    for (const io::EventRow& event : io::read_events(nth(a.labels, r), {.label = a.label_column, .amplitude = {}})) {
      auto at = std::find(labels.names.begin(), labels.names.end(), event.label);
      if (at == labels.names.end()) {
        labels.names.push_back(event.label);
        at = labels.names.end() - 1;
        labels.values.conservativeResizeLike(syncact::MatrixX<double>::Zero(frames.size(), std::ssize(labels.names)));
      }
      const Index column = at - labels.names.begin();
      const syncact::Run& run = frames.run(r);
      for (Index i = 0; i < run.n; ++i) {
        const double time = run.sampling.time(i);
        const bool on = time >= event.onset && time < event.onset + event.duration;
        if (on) labels.values(frames.begin(r) + i, column) = 1;
        n_on += on ? 1 : 0;
      }
    }
  }
  if (n_on == 0) {
    throw ValueError(message(a.labels.front(), ": no event of column '", a.label_column, "' is on during any frame"));
  }
  return labels;
}

FrameLabels from_table(const AnnotateArguments& a, const syncact::Timeline& frames, Manifest& manifest) {
  if (a.labels.size() > 1) throw ValueError("--labels: give one table with a row for each frame of all runs");
  const std::string& path = a.labels.front();
  LabelTable table = read_label_table(path, a.label_names, manifest);
  if (table.labels.values.rows() != frames.size()) {
    throw ValueError(message(path, ": has ", table.labels.values.rows(), " rows, but there are ", frames.size(),
                             " frames; there must be one for each"));
  }
  return std::move(table.labels);
}

}  // namespace

LabelTable read_label_table(const std::string& path, const std::string& names, Manifest& manifest) {
  // A folder of extract has names of its own, which `names` may replace.
  const bool folder = std::filesystem::is_directory(path);
  const auto file = open_activations(path, "mean", folder ? "" : names);
  for (const std::string& part : file->files()) manifest.add_input("labels", part);
  if (!names.empty()) manifest.add_input("label_names", names);
  LabelTable table{{file->frames(0, file->n_frames()), file->unit_names()}, file->clock()};
  FrameLabels& labels = table.labels;
  if (folder && !names.empty()) {
    labels.names = read_names(names);
    if (std::ssize(labels.names) != labels.values.cols()) {
      throw ValueError(message(names, ": has ", labels.names.size(), " names for ", labels.values.cols(), " labels"));
    }
  }
  if (!folder && names.empty() && io::kind_of(path) == io::FileKind::npy) {
    for (std::size_t l = 0; l < labels.names.size(); ++l) labels.names[l] = "label_" + std::to_string(l);
  }
  if (!labels.values.allFinite()) throw ValueError(path + ": holds n/a; whether a label is on must be known for each frame");
  const bool shares = (labels.values.array() >= 0 && labels.values.array() <= 1).all();
  if (!shares) labels.values = (labels.values.array() > 0).cast<double>();
  return table;
}

FrameLabels read_frame_labels(const AnnotateArguments& a, const syncact::Timeline& frames, Manifest& manifest) {
  const std::string& first = a.labels.front();
  const bool table = !std::filesystem::is_directory(first) && io::kind_of(first) == io::FileKind::text;
  const bool events = table && io::holds_events(first);
  if (events) {
    for (const std::string& path : a.labels) manifest.add_input("labels", path);
  }
  return events ? from_events(a, frames) : from_table(a, frames, manifest);
}

}  // namespace cli
