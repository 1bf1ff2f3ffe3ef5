#include <cstdio>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "commands/commands.hpp"
#include "commands/measures.hpp"
#include "commands/prepare.hpp"
#include "commands/shared_options.hpp"
#include "report/grid_report.hpp"
#include "report/html.hpp"
#include "syncact/catalog/compiled_measures.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/catalog/presets.hpp"
#include "syncact/io/bytes/atomic_file.hpp"
#include "syncact/io/npy/npz.hpp"
#include "syncact/io/open.hpp"
#include "ui/validators.hpp"

namespace cli {

using Input = syncact::catalog::Input<>;
using Prepared = syncact::similarity::representation::PreparedTable<>;

namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using syncact::catalog::Evaluation;

Input input_of(const syncact::io::NpyArray& array, const syncact::Threads& threads) {
  syncact::catalog::Array numbers{array.shape(), {}};
  if (array.rank() == 0) {
    throw syncact::FileError(array.path().string() + ": a scalar is not a table");
  }
  numbers.values = array.frames<double>(0, array.n_frames());
  return {std::move(numbers),
          [threads](const syncact::MatrixX<double>& table) { return Prepared(table, {.executor = threads}); }};
}

/// "table.npy", "archive.npz" (all its arrays) or "archive.npz:NAME".
void add_inputs(std::vector<Input>& inputs, const std::string& argument, const syncact::Threads& threads) {
  const auto colon = argument.rfind(".npz:");
  const std::string path = colon == std::string::npos ? argument : argument.substr(0, colon + 4);
  if (syncact::io::kind_of(path) != syncact::io::FileKind::npz)
    return inputs.push_back(input_of(syncact::io::NpyArray(path), threads));
  const syncact::io::NpzFile archive(path);
  const std::vector<std::string> names = colon == std::string::npos ? archive.names() : std::vector{argument.substr(colon + 5)};
  for (const std::string& name : names) inputs.push_back(input_of(archive.array(name), threads));
}

/// Evaluates; what goes wrong is said with the files behind the measure's x and y.
Evaluation evaluate(const Measure& measure, const std::vector<Input>& inputs, const std::vector<std::string>& names) {
  std::string files;
  for (const std::string& name : names) files += (files.empty() ? " (of " : ", ") + name;
  if (!files.empty()) files += ")";
  try {
    return measure.evaluate(inputs);
  } catch (const syncact::ShapeError& error) {
    throw syncact::ShapeError(error.what() + files);
  } catch (const syncact::ValueError& error) {
    throw syncact::ValueError(error.what() + files);
  }
}

ordered_json value_of(const Evaluation& e) {
  if (!e.is_list) return number_or_null(e.values[0]);
  ordered_json list = ordered_json::array();
  for (const double v : e.values) list.push_back(number_or_null(v));
  return list;
}

void set_options(Measure& measure, const std::vector<std::string>& settings) {
  for (const std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos) throw syncact::ValueError("--set needs option=value, is '" + setting + "'");
    measure.set(setting.substr(0, equals), setting.substr(equals + 1));
  }
}

const char* text(syncact::similarity::Kind kind) {
  constexpr const char* names[] = {"representation", "rdm", "time_series", "predictive", "dynamics"};
  return names[static_cast<int>(kind)];
}

const char* text(syncact::similarity::Direction direction) {
  constexpr const char* names[] = {"similarity", "distance", "squared_distance", "description"};
  return names[static_cast<int>(direction)];
}

std::vector<std::string> names(syncact::similarity::Invariance set) {
  using syncact::similarity::Invariance;
  std::vector<std::string> result;
  for (const auto& [flag, name] :
       std::initializer_list<std::pair<Invariance, const char*>>{{Invariance::translation, "translation"},
                                                                 {Invariance::scale, "scale"},
                                                                 {Invariance::unit_scale, "unit_scale"},
                                                                 {Invariance::permutation, "permutation"},
                                                                 {Invariance::orthogonal, "orthogonal"},
                                                                 {Invariance::linear, "linear"}}) {
    if (syncact::similarity::has(set, flag)) result.emplace_back(name);
  }
  return result;
}

/// What an option can change: how the value is defined, what it forgets, what is centered and divided by.
ordered_json definition(const syncact::similarity::Info& info) {
  return {{"formula", info.formula},
          {"direction", text(info.direction)},
          {"range", {number_or_null(info.lowest), number_or_null(info.highest)}},
          {"invariances_x", names(info.x)},
          {"invariances_y", names(info.y)},
          {"symmetric", info.symmetric},
          {"is_metric", info.is_metric},
          {"centering", info.centering},
          {"ddof", info.ddof}};
}

ordered_json option_json(const syncact::OptionInfo& option) {
  return {{"name", option.name}, {"default", option.value}, {"allowed", option.allowed}, {"what", option.what}};
}

/// The values of an option with a list of them: "a|b|c".
std::vector<std::string> values_of_option(const syncact::OptionInfo& option) {
  std::vector<std::string> values;
  if (option.allowed.find('|') == std::string::npos) return values;
  for (std::size_t begin = 0; begin <= option.allowed.size();) {
    const std::size_t end = std::min(option.allowed.find('|', begin), option.allowed.size());
    values.push_back(option.allowed.substr(begin, end - begin));
    begin = end + 1;
  }
  return values;
}

/// Of each value of each option that is chosen from a list, what differs from the default.
ordered_json by_option(const Measure& measure) {
  const ordered_json usual = definition(measure.info());
  ordered_json all = ordered_json::object();
  for (const auto& option : measure.own_options()) {
    for (const std::string& value : values_of_option(option)) {
      Measure other = measure;
      other.set(option.name, value);
      ordered_json changed = ordered_json::object();
      const ordered_json now = definition(other.info());
      for (const auto& [key, text] : now.items()) {
        if (text != usual[key]) changed[key] = text;
      }
      all[option.name][value] = std::move(changed);
    }
  }
  return all;
}

ordered_json describe(const Measure& measure) {
  const syncact::similarity::Info info = measure.info();
  ordered_json entry{{"id", info.id}, {"kind", text(info.kind)}};
  entry.update(definition(info));
  entry.update({{"nan", measure.nan_rules()},
                {"ties", info.ties},
                {"cost", info.cost},
                {"alias", info.alias},
                {"note", info.note},
                {"source", info.source},
                {"options", ordered_json::array()}});
  for (const auto& option : measure.own_options()) entry["options"].push_back(option_json(option));
  entry["by_option"] = by_option(measure);
  return entry;
}

std::string list_text(const std::vector<Measure>& measures, bool json) {
  if (json) {
    ordered_json list = ordered_json::array();
    for (const Measure& measure : measures) list.push_back(describe(measure));
    ordered_json common{{"id", "common"}, {"kind", "options of every measure"}, {"options", ordered_json::array()}};
    for (const auto& option : Measure::common_options()) common["options"].push_back(option_json(option));
    list.push_back(std::move(common));
    return list.dump(1) + "\n";
  }
  std::string list;
  for (const Measure& measure : measures) {
    const syncact::similarity::Info info = measure.info();
    list += std::string(info.id) + "  (" + text(info.kind) + ", " + text(info.direction) + ")\n    " +
            std::string(info.formula) + "\n";
    for (const auto& option : measure.own_options()) {
      list += "      --set " + option.name + "=" + option.value + "   " + option.what + " [" + option.allowed + "]\n";
    }
  }
  list += "all measures\n";
  for (const auto& option : Measure::common_options()) {
    list += "      --set " + option.name + "=" + option.value + "   " + option.what + " [" + option.allowed + "]\n";
  }
  return list;
}

std::string one_text(const Measure& measure, const std::vector<Input>& inputs, const std::vector<std::string>& names) {
  const Evaluation e = evaluate(measure, inputs, names);
  ordered_json line{{"metric", measure.id()}, {"value", value_of(e)}, {"status", name(e.status)},         {"n_used", e.n_used},
                    {"rank_x", e.rank_x},     {"rank_y", e.rank_y},   {"options", ordered_json::object()}};
  for (const auto& option : measure.options()) line["options"][option.name] = option.value;
  return line.dump() + "\n";
}

/// A table of a grid, or why it cannot be one.
struct GridTable {
  std::string path;
  std::string name;
  std::optional<Input> input;
};

/// The npy files of a folder in alphabetical order; hidden ones, such as the "._x.npy" of macOS, are no tables.
std::vector<GridTable> folder(const std::string& path, const syncact::Threads& threads) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(path)) {
    const std::string file = entry.path().filename().string();
    if (entry.path().extension() == ".npy" && !file.starts_with('.')) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) throw syncact::FileError(path + ": there is no .npy file in this folder");
  std::vector<GridTable> tables;
  for (const auto& file : files) {
    tables.push_back({file.string(), file.filename().string(), {}});
    try {
      tables.back().input = input_of(syncact::io::NpyArray(file), threads);
    } catch (const syncact::Error& error) {
      std::fprintf(stderr, "syncact: warning: %s\n", error.what());
    }
  }
  return tables;
}

std::string csv(double value) { return std::isfinite(value) ? ordered_json(value).dump() : std::string(); }

/// A cell of RFC 4180: in quotes if it holds a comma, a quote or a line end.
std::string csv(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

/// What --report shows of a measure, before its values are known.
MeasuredGrid empty_grid(const Measure& measure, const std::string& metric, const std::vector<GridTable>& xs,
                        const std::vector<GridTable>& ys) {
  MeasuredGrid grid{metric, std::string(measure.info().formula), text(measure.info().direction), {}, {}, {}};
  for (const GridTable& x : xs) grid.rows.push_back(x.name);
  for (const GridTable& y : ys) grid.columns.push_back(y.name);
  grid.values.assign(xs.size(), std::vector<double>(ys.size(), std::nan("")));
  return grid;
}

/// All pairs by all measures. A table that cannot be read or used loses its own cells, which say so, and no others.
std::string grid_csv(const SimilarityArguments& a, const std::vector<Measure>& measures, const syncact::Threads& threads,
                     std::vector<MeasuredGrid>& grids) {
  if (a.metrics.empty()) throw syncact::ValueError("--grid needs --metrics");
  std::vector<Measure> asked;
  for (const std::string& id : a.metrics) {
    asked.push_back(find_measure(measures, id));
    set_options(asked.back(), a.set);
  }
  const auto xs = folder(a.grid[0], threads), ys = folder(a.grid[1], threads);
  std::string rows = "metric,x,y,index,value,status,n_used\n";
  for (std::size_t m = 0; m < asked.size(); ++m) {
    grids.push_back(empty_grid(asked[m], a.metrics[m], xs, ys));
    for (const GridTable& x : xs) {
      for (const GridTable& y : ys) {
        const std::string place = a.metrics[m] + ',' + csv(x.name) + ',' + csv(y.name) + ',';
        if (!x.input || !y.input) {
          rows += place + "0,,unreadable,0\n";
          continue;
        }
        try {
          const Evaluation e = evaluate(asked[m], {*x.input, *y.input}, {x.path, y.path});
          const std::size_t row = static_cast<std::size_t>(&x - xs.data()), column = static_cast<std::size_t>(&y - ys.data());
          if (e.values.size() > 0) grids.back().values[row][column] = e.values[0];
          for (Index i = 0; i < e.values.size(); ++i) {
            rows += place + std::to_string(i) + ',' + csv(e.values[i]) + ',' + std::string(name(e.status)) + ',' +
                    std::to_string(e.n_used) + '\n';
          }
        } catch (const syncact::Error& error) {
          std::fprintf(stderr, "syncact: warning: %s\n", error.what());
          rows += place + "0,,refused,0\n";
        }
      }
    }
  }
  return rows;
}

std::string repository_csv(const std::vector<Measure>& measures, const std::vector<Input>& inputs,
                           const std::vector<std::string>& names) {
  std::string header, row = "syncact";
  for (const auto& preset : syncact::catalog::presets()) {
    header += "," + csv(std::string(preset.alias));
    row += ',';
    Measure measure = find_measure(measures, std::string(preset.id));
    syncact::catalog::apply(preset, measure);
    try {
      const Evaluation e = evaluate(measure, inputs, names);
      if (!e.is_list) row += csv(syncact::catalog::transformed(e.values[0], preset.then));
    } catch (const syncact::ValueError& error) {  // as rates that are negative; the others have their values
      std::fprintf(stderr, "syncact: warning: %s: %s\n", std::string(preset.alias).c_str(), error.what());
    }
  }
  return header + '\n' + row + '\n';
}

}  // namespace

void run_similarity(const SimilarityArguments& a) {
  const syncact::Threads threads = cli::threads(a.threads);
  const std::vector<Measure> measures = syncact::catalog::compiled_measures();
  std::optional<syncact::io::AtomicFile> file;
  if (!a.out.empty()) file.emplace(a.out);  // a place that cannot be written is found before anything is computed
  std::vector<Input> inputs;
  for (const std::string& argument : a.inputs) add_inputs(inputs, argument, threads);
  std::string result;
  if (a.list) {
    result = list_text(measures, a.json);
  } else if (!a.metric.empty()) {
    Measure measure = find_measure(measures, a.metric);
    set_options(measure, a.set);
    result = one_text(measure, inputs, a.inputs);
  } else if (!a.grid.empty()) {
    std::vector<MeasuredGrid> grids;
    result = grid_csv(a, measures, threads, grids);
    const std::string report =
        !a.report.empty() || a.out.empty() ? a.report : fs::path(a.out).replace_extension(".html").string();
    if (!report.empty() && report != a.out) syncact::io::write_file(report, html(grid_report(grids)));
  } else if (a.repository_row) {
    result = repository_csv(measures, inputs, a.inputs);
  } else {
    throw syncact::ValueError("say --list, --metric, --grid or --repository-row");
  }
  if (file) {
    file->write(std::string_view(result));
    file->commit();
  } else {
    std::cout << result;
  }
}

void add_similarity(CLI::App& app, SimilarityArguments& a) {
  auto* list = app.add_flag("--list", a.list, "List every measure: what it is, its options, its invariances");
  app.add_flag("--json", a.json, "The list as JSON")->needs(list);
  auto* metric = app.add_option("--metric", a.metric, "Measure the inputs with the measure of this name");
  app.add_option("--set", a.set, "option=value of the measure; see --list. May be repeated")->allow_extra_args(false);
  app.add_option("inputs", a.inputs,
                 "Tables [sample x unit] as .npy, or .npz with the inputs in the measure's order (archive.npz:NAME for one)");
  auto* grid = app.add_option("--grid", a.grid, "Two folders of .npy: compare every table of one with every table of the other")
                   ->expected(2)
                   ->check(CLI::ExistingDirectory);
  app.add_option("--metrics", a.metrics, "The measures of the grid, separated by commas")->delimiter(',')->needs(grid);
  app.add_option("--report", a.report,
                 "File for a page (HTML) with the grid as pictures and tables; default: beside --out, with the ending .html")
      ->needs(grid);
  auto* row = app.add_flag("--repository-row", a.repository_row,
                           "All measures that have a standard name in similarity-repository, as one row of its table");
  app.add_option("--out", a.out, "File for what would be printed (CSV for --grid and --repository-row)");
  app.add_option("--threads", a.threads, "Threads; default: all cores. Results do not depend on it")
      ->transform(whole(1, 1000000));
  for (auto* one : {list, metric, grid, row}) {
    for (auto* other : {list, metric, grid, row}) {
      if (one != other) one->excludes(other);
    }
  }
}

void check_options(const CLI::App& app) {
  if (app.count("--list") > 0) refuse_idle(app, {"--set", "--metrics", "--threads", "inputs"}, "with --list");
  if (app.count("--grid") > 0) refuse_idle(app, {"inputs"}, "with --grid, which takes two folders");
  if (app.count("--repository-row") > 0) refuse_idle(app, {"--set"}, "with --repository-row");
}

}  // namespace cli
