#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "measures.hpp"
#include "syncact/io/atomic_file.hpp"
#include "syncact/io/npz.hpp"
#include "syncact/registry/presets.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using syncact::registry::Evaluation;

Input input_of(const syncact::io::NpyArray& array, const syncact::Threads& threads) {
  syncact::registry::Array numbers{array.shape(), {}};
  if (array.rank() == 0) {
    throw syncact::FileError(array.path().string() + ": a scalar is not a table");
  }
  numbers.values = array.frames<double>(0, array.n_frames());
  return {std::move(numbers), [threads](const syncact::MatrixX<double>& table) { return Prepared(table, {}, threads); }};
}

/// "table.npy", "archive.npz" (all its arrays) or "archive.npz:NAME".
void add_inputs(std::vector<Input>& inputs, const std::string& argument, const syncact::Threads& threads) {
  const auto colon = argument.rfind(".npz:");
  const std::string path = colon == std::string::npos ? argument : argument.substr(0, colon + 4);
  if (!path.ends_with(".npz")) return inputs.push_back(input_of(syncact::io::NpyArray(path), threads));
  const syncact::io::NpzFile archive(path);
  const std::vector<std::string> names = colon == std::string::npos ? archive.names() : std::vector{argument.substr(colon + 5)};
  for (const std::string& name : names) inputs.push_back(input_of(archive.array(name), threads));
}

ordered_json number(double value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr); }

ordered_json value_of(const Evaluation& e) {
  if (!e.is_list) return number(e.values[0]);
  ordered_json list = ordered_json::array();
  for (const double v : e.values) list.push_back(number(v));
  return list;
}

Measure find(const std::vector<Measure>& measures, const std::string& id) {
  for (const Measure& m : measures) {
    if (m.id() == id) return m;
  }
  for (const auto& preset : syncact::registry::presets()) {
    if (preset.alias != id) continue;
    Measure measure = find(measures, std::string(preset.id));
    syncact::registry::apply(preset, measure);
    if (measure.info().alias != id)
      throw syncact::ValueError("'" + id + "' is called '" + measure.info().alias + "' by the measure");
    return measure;
  }
  throw syncact::ValueError("no measure '" + id + "'; see syncact similarity --list");
}

void set_options(Measure& measure, const std::vector<std::string>& settings) {
  for (const std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos) throw syncact::ValueError("--set needs option=value, is '" + setting + "'");
    measure.set(setting.substr(0, equals), setting.substr(equals + 1));
  }
}

const char* text(syncact::measure::Kind kind) {
  constexpr const char* names[] = {"representation", "rdm", "time_series", "predictive", "dynamics"};
  return names[static_cast<int>(kind)];
}

const char* text(syncact::measure::Direction direction) {
  constexpr const char* names[] = {"similarity", "distance", "squared_distance", "description"};
  return names[static_cast<int>(direction)];
}

std::vector<std::string> names(syncact::measure::Invariance set) {
  using syncact::measure::Invariance;
  std::vector<std::string> result;
  for (const auto& [flag, name] :
       std::initializer_list<std::pair<Invariance, const char*>>{{Invariance::translation, "translation"},
                                                                 {Invariance::scale, "scale"},
                                                                 {Invariance::unit_scale, "unit_scale"},
                                                                 {Invariance::permutation, "permutation"},
                                                                 {Invariance::orthogonal, "orthogonal"},
                                                                 {Invariance::linear, "linear"}}) {
    if (syncact::measure::has(set, flag)) result.emplace_back(name);
  }
  return result;
}

ordered_json describe(const Measure& measure) {
  const syncact::measure::Info info = measure.info();
  ordered_json entry{{"id", info.id},
                     {"kind", text(info.kind)},
                     {"formula", info.formula},
                     {"direction", text(info.direction)},
                     {"range", {number(info.lowest), number(info.highest)}},
                     {"invariances_x", names(info.x)},
                     {"invariances_y", names(info.y)},
                     {"symmetric", info.symmetric},
                     {"is_metric", info.is_metric},
                     {"centring", info.centring},
                     {"ties", info.ties},
                     {"cost", info.cost},
                     {"alias", info.alias},
                     {"note", info.note},
                     {"source", info.source},
                     {"options", ordered_json::array()}};
  for (const auto& option : measure.options()) {
    entry["options"].push_back(
        {{"name", option.name}, {"default", option.value}, {"allowed", option.allowed}, {"what", option.what}});
  }
  return entry;
}

void print_list(const std::vector<Measure>& measures, bool json) {
  if (json) {
    ordered_json list = ordered_json::array();
    for (const Measure& measure : measures) list.push_back(describe(measure));
    std::cout << list.dump(1) << '\n';
    return;
  }
  for (const Measure& measure : measures) {
    const syncact::measure::Info info = measure.info();
    std::cout << info.id << "  (" << text(info.kind) << ", " << text(info.direction) << ")\n    " << info.formula << '\n';
    for (const auto& option : measure.options()) {
      std::cout << "      --set " << option.name << '=' << option.value << "   " << option.what << " [" << option.allowed
                << "]\n";
    }
  }
}

void print_one(const Measure& measure, const std::vector<Input>& inputs) {
  const Evaluation e = measure.evaluate(inputs);
  ordered_json line{{"metric", measure.id()}, {"value", value_of(e)}, {"status", name(e.status)},         {"n_used", e.n_used},
                    {"rank_x", e.rank_x},     {"rank_y", e.rank_y},   {"options", ordered_json::object()}};
  for (const auto& option : measure.options()) line["options"][option.name] = option.value;
  std::cout << line.dump() << '\n';
}

/// The npy files of a folder in alphabetical order, and their inputs.
std::vector<std::pair<std::string, Input>> folder(const std::string& path, const syncact::Threads& threads) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.path().extension() == ".npy") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) throw syncact::FileError(path + ": there is no .npy file in this folder");
  std::vector<std::pair<std::string, Input>> tables;
  for (const auto& file : files) tables.emplace_back(file.filename().string(), input_of(syncact::io::NpyArray(file), threads));
  return tables;
}

std::string csv(double value) { return std::isfinite(value) ? ordered_json(value).dump() : std::string(); }

std::string grid_csv(const SimilarityArguments& a, const std::vector<Measure>& measures, const syncact::Threads& threads) {
  if (a.metrics.empty()) throw syncact::ValueError("--grid needs --metrics");
  const auto xs = folder(a.grid[0], threads), ys = folder(a.grid[1], threads);
  std::string rows = "metric,x,y,index,value,status,n_used\n";
  for (const std::string& id : a.metrics) {
    Measure measure = find(measures, id);
    set_options(measure, a.set);
    for (const auto& [x_name, x] : xs) {
      for (const auto& [y_name, y] : ys) {
        const Evaluation e = measure.evaluate(std::vector{x, y});
        for (Index i = 0; i < e.values.size(); ++i) {
          rows += id + ',' + x_name + ',' + y_name + ',' + std::to_string(i) + ',' + csv(e.values[i]) + ',' +
                  std::string(name(e.status)) + ',' + std::to_string(e.n_used) + '\n';
        }
      }
    }
  }
  return rows;
}

std::string repository_csv(const std::vector<Measure>& measures, const std::vector<Input>& inputs) {
  std::string header, row = "syncact";
  for (const auto& preset : syncact::registry::presets()) {
    const Evaluation e = find(measures, std::string(preset.alias)).evaluate(inputs);
    header += "," + std::string(preset.alias);
    row += "," + (e.is_list ? std::string() : csv(e.values[0]));
  }
  return header + '\n' + row + '\n';
}

}  // namespace

void run_similarity(const SimilarityArguments& a) {
  const syncact::Threads threads = a.threads ? syncact::Threads{*a.threads} : syncact::Threads{};
  std::vector<Measure> measures;
  for (const auto add : {add_representations, add_matching_and_dynamics, add_rdms, add_predictive, add_time_series})
    add(measures);
  std::vector<Input> inputs;
  for (const std::string& argument : a.inputs) add_inputs(inputs, argument, threads);
  if (a.list) return print_list(measures, a.json);
  if (!a.metric.empty()) {
    Measure measure = find(measures, a.metric);
    set_options(measure, a.set);
    return print_one(measure, inputs);
  }
  if (a.grid.empty() && !a.repository_row) throw syncact::ValueError("say --list, --metric, --grid or --repository-row");
  const std::string table = a.grid.empty() ? repository_csv(measures, inputs) : grid_csv(a, measures, threads);
  if (a.out.empty()) {
    std::cout << table;
  } else {
    syncact::io::write_file(a.out, table);
  }
}

}  // namespace cli
