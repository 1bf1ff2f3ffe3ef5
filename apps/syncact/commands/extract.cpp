// `extract`: what a network does while it watches a film.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <span>

#include "commands/commands.hpp"
#include "commands/shared_options.hpp"
#include "files/activation_folder.hpp"
#include "files/output_folder.hpp"
#include "films/films.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/io/bytes/atomic_file.hpp"
#include "syncact/io/npy/npy_stream.hpp"
#include "ui/progress_bar.hpp"
#include "ui/validators.hpp"

namespace cli {

using syncact::as_size;
using syncact::message;
using syncact::ValueError;
namespace fs = std::filesystem;
namespace io = syncact::io;

namespace {

/// Frames that are done, so that a run that was stopped can go on: rows [frame x unit] of float in one file, and beside it what
/// they are of.
class Progressing {
 public:
  /// Goes on with what is there if `resume` and it is of the same settings and inputs, else begins anew.
  Progressing(const std::string& folder, const nlohmann::ordered_json& what, Index n_units, bool resume)
      : folder_(fs::path(folder) / ".extract"), row_bytes_(n_units * static_cast<Index>(sizeof(float))) {
    const std::string said = what.dump();
    if (resume && fs::exists(rows_path()) && fs::exists(what_path())) {
      std::ifstream in(what_path());
      const std::string before{std::istreambuf_iterator<char>(in), {}};
      if (before != said) {
        throw ValueError(message("--resume: ", folder_.string(),
                                 " was made with other settings or other files; without --resume it is made anew"));
      }
      n_done_ = static_cast<Index>(fs::file_size(rows_path())) / row_bytes_;
      fs::resize_file(rows_path(), static_cast<std::uintmax_t>(n_done_ * row_bytes_));
    } else {
      fs::create_directories(folder_);
      fs::remove(rows_path());
      io::write_file(what_path(), said);
    }
    rows_.open(rows_path(), std::ios::binary | std::ios::app);
  }

  [[nodiscard]] Index n_done() const { return n_done_; }

  void append(const syncact::RowMatrixX<float>& rows) {
    rows_.write(reinterpret_cast<const char*>(rows.data()), static_cast<std::streamsize>(rows.rows() * row_bytes_)).flush();
    if (!rows_) throw syncact::FileError(message(rows_path().string(), ": cannot be written"));
    n_done_ += rows.rows();
  }

  /// The rows again, a few at a time: f(rows).
  template <class F>
  void each(F&& f) const {
    std::ifstream in(rows_path(), std::ios::binary);
    const Index n_units = row_bytes_ / static_cast<Index>(sizeof(float)),
                block = std::max<Index>(1, (Index{1} << 24) / row_bytes_);
    for (Index first = 0; first < n_done_; first += block) {
      syncact::RowMatrixX<float> rows(std::min(block, n_done_ - first), n_units);
      in.read(reinterpret_cast<char*>(rows.data()), static_cast<std::streamsize>(rows.rows() * row_bytes_));
      if (!in) throw syncact::FileError(message(rows_path().string(), ": cannot be read"));
      f(rows);
    }
  }

  void remove() {
    rows_.close();
    fs::remove_all(folder_);
  }

 private:
  [[nodiscard]] fs::path rows_path() const { return folder_ / "rows.f32"; }
  [[nodiscard]] fs::path what_path() const { return folder_ / "what.json"; }

  fs::path folder_;
  Index row_bytes_;
  Index n_done_ = 0;
  std::ofstream rows_;
};

/// A layer's name as the name of a file.
std::string file_name(const std::string& layer) {
  std::string name = layer.substr(layer.find('/') + 1);
  for (char& c : name) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
    if (!plain) c = '_';
  }
  return name;
}

std::vector<StoredLayer> stored_layers(const Watching& watching) {
  std::vector<StoredLayer> layers;
  auto unit = watching.unit_names().begin();
  for (std::size_t i = 0; i < watching.layers().size(); ++i) {
    const auto end = unit + watching.layer_units()[i];
    std::string file = file_name(watching.layers()[i]) + ".npy";
    const auto taken = [&](const StoredLayer& layer) { return layer.file == file; };
    while (std::any_of(layers.begin(), layers.end(), taken)) file.insert(0, "_");
    layers.push_back({watching.layers()[i], file, {unit, end}});
    unit = end;
  }
  return layers;
}

void write_layers(const std::string& folder, const std::vector<StoredLayer>& layers, const Progressing& rows, Index n_frames,
                  Manifest& manifest) {
  std::vector<io::NpyStream<float>> files;
  for (const StoredLayer& layer : layers) {
    files.emplace_back(folder + "/" + layer.file, std::vector<Index>{n_frames, std::ssize(layer.units)});
    manifest.add_output(folder + "/" + layer.file);
  }
  rows.each([&](const syncact::RowMatrixX<float>& block) {
    Index at = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const Index width = std::ssize(layers[i].units);
      const syncact::RowMatrixX<float> part = block.middleCols(at, width);
      files[i].write({part.data(), as_size(part.size())});
      at += width;
    }
  });
  for (auto& file : files) file.commit();
}

}  // namespace

void run_extract(const ExtractArguments& a, const nlohmann::ordered_json& settings) {
  if (a.list_layers) {
    for (const std::string& line : list_layers(a.film)) std::printf("%s\n", line.c_str());
    return;
  }
  if (a.film.movies.empty()) throw ValueError("extract: give --movie, or --list-layers");
  if (a.out.empty()) throw ValueError("extract: give --out");
  if (a.film.model != "low_level" && !a.film.sound.empty()) {
    throw ValueError("--sound: has no effect without --model low_level, which listens to it");
  }
  check_policies(a.policies, {"preprocessing"});
  OutputFolder folder(a.out);
  Manifest manifest("extract", settings);
  add_film_inputs(manifest, a.film);
  const auto watching = manifest.timed("read", [&] { return watch(a.film, a.policies, a.reduce, a.threads); });
  const syncact::Timeline clock = *watching->clock();
  const std::vector<StoredLayer> layers = stored_layers(*watching);
  const Index n = watching->n_frames(), n_units = watching->n_units();
  const nlohmann::ordered_json described = describe_activations(layers, clock, a.film.movies);
  nlohmann::ordered_json what = described;
  what["inputs"] = manifest.inputs();
  what["settings"] = settings_of_results(settings);
  Progressing done(a.out, what, n_units, a.resume);
  if (done.n_done() > 0) std::printf("goes on after %td of %td frames\n", done.n_done(), n);
  manifest.timed("network", [&] {
    ProgressBar bar("network");
    const auto progress = bar.callback();
    const Index start = done.n_done();
    while (done.n_done() < n) {
      const Index rows = std::min(watching->block_frames(), n - done.n_done());
      done.append(watching->frames(done.n_done(), rows).cast<float>());
      if (progress) progress(done.n_done() - start, n - start);
    }
  });
  const std::string& out = folder.staging();
  manifest.timed("write", [&] { write_layers(out, layers, done, n, manifest); });
  io::write_file(out + "/activations.json", described.dump(2) + "\n");
  manifest.add_output(out + "/activations.json");
  manifest.note("frames", n);
  manifest.note("units", n_units);
  manifest.write(out);
  folder.commit();
  done.remove();
  std::printf("%td frames of %td film%s, %zu layers, %td units\n", n, clock.n_runs(), clock.n_runs() == 1 ? "" : "s",
              layers.size(), n_units);
  std::printf("files in %s: couple --activations %s\n", a.out.c_str(), a.out.c_str());
}

void add_extract(CLI::App& app, ExtractArguments& a) {
  add_film(app, a.film);
  app.get_option("--model")->required();
  app.add_option("--reduce", a.reduce, "How a channel's map becomes one number")
      ->capture_default_str()
      ->check(named(syncact::catalog::reductions()));
  app.add_flag("--list-layers", a.list_layers, "Print the layers of the model, with their kinds, and end");
  app.add_flag("--resume", a.resume, "Go on where the same command was stopped");
  add_policies(app, a.policies);
  app.add_option("--threads", a.threads, "Threads (default: one per core)")->transform(whole(1, 1000000));
  app.add_option("--out", a.out, "Folder for an .npy per layer, activations.json and run.json");
}

}  // namespace cli
