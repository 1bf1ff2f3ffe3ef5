#include "files/activation_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>

#include "syncact/io/text/series_table.hpp"

namespace cli {

using syncact::as_size;
using syncact::message;
using syncact::Run;
using syncact::Sampling;
using syncact::Seconds;
using syncact::Timeline;

namespace {

constexpr const char* format_name = "syncact activations 1";

nlohmann::ordered_json described(const Run& run, const std::string& source) {
  nlohmann::ordered_json json{{"source", source}, {"n_frames", run.n}};
  if (run.sampling.regular()) {
    json["period_seconds"] = run.sampling.period().count();
    json["onset_seconds"] = run.sampling.onset().count();
  } else {
    json["times_seconds"] = run.sampling.timestamps();
  }
  return json;
}

Run run_of(const nlohmann::json& json) {
  const Index n = json.at("n_frames").get<Index>();
  if (json.contains("times_seconds")) return {Sampling::at(json.at("times_seconds").get<std::vector<double>>()), n};
  return {Sampling::every(Seconds{json.at("period_seconds").get<double>()}, Seconds{json.at("onset_seconds").get<double>()}),
          n};
}

}  // namespace

nlohmann::ordered_json describe_activations(const std::vector<StoredLayer>& layers, const Timeline& clock,
                                            const std::vector<std::string>& sources) {
  nlohmann::ordered_json json{{"format", format_name}};
  for (Index r = 0; r < clock.n_runs(); ++r) json["runs"].push_back(described(clock.run(r), syncact::nth(sources, r)));
  for (const StoredLayer& layer : layers) {
    json["layers"].push_back({{"name", layer.name}, {"file", layer.file}, {"units", layer.units}});
  }
  return json;
}

ActivationFolder::ActivationFolder(const std::string& path) : path_(path) {
  const std::string index = path + "/activations.json";
  files_.push_back(index);
  std::ifstream in(index);
  if (!in)
    throw syncact::FileError(message(path, ": a folder of activations holds activations.json, as `syncact extract` writes it"));
  const auto json = nlohmann::json::parse(in, nullptr, false);
  try {
    if (json.at("format") != format_name) throw syncact::FileError(message(index, ": its format is not '", format_name, "'"));
    std::vector<Run> runs;
    for (const auto& run : json.at("runs")) {
      runs.push_back(run_of(run));
      films_.push_back(run.value("source", std::string()));
    }
    clock_.emplace(std::move(runs));
    for (const auto& layer : json.at("layers")) {
      const auto file = std::filesystem::path(path) / layer.at("file").get<std::string>();
      files_.push_back(file.string());
      layers_.emplace_back(file.string());
      const auto units = layer.at("units").get<std::vector<std::string>>();
      const auto& shape = layers_.back().shape();
      if (shape.size() != 2 || shape[0] != clock_->size() || shape[1] != static_cast<Index>(units.size())) {
        throw syncact::FileError(message(file.string(), ": must be ", clock_->size(), " x ", units.size(), " as ", index,
                                         " says, is ", syncact::io::shape_text(shape)));
      }
      names_.insert(names_.end(), units.begin(), units.end());
    }
  } catch (const nlohmann::json::exception& error) {
    throw syncact::FileError(message(index, ": ", json.is_discarded() ? "is no JSON" : error.what()));
  }
  if (names_.empty()) throw syncact::FileError(message(index, ": names no units"));
  syncact::io::require_distinct_names(index, names_);
}

Index ActivationFolder::block_frames() const { return std::clamp<Index>((Index{1} << 22) / n_units(), 1, 4096); }

syncact::RowMatrixX<double> ActivationFolder::frames(Index first, Index n) const {
  syncact::RowMatrixX<double> all(n, n_units());
  Index at = 0;
  for (const syncact::io::NpyArray& layer : layers_) {
    const Index width = layer.shape()[1];
    syncact::RowMatrixX<double> block(n, width);
    layer.read_frames<double>(first, n, {block.data(), as_size(block.size())});
    all.middleCols(at, width) = block;
    at += width;
  }
  return all;
}

}  // namespace cli
