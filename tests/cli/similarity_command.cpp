#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "program.hpp"
#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/similarity_inputs.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/io/npy/npy_write.hpp"

namespace test_similarity_command {

using nlohmann::json;
using syncact::Index;
using syncact::MatrixX;
using syncact::test::Folder;
using syncact::test::oracle;
using syncact::test::Outcome;
using syncact::test::run;

/// Every input of the oracle file as npy.
void write_inputs(const Folder& folder) {
  for (const auto& [name, about] : oracle("similarity")["inputs"].items()) {
    const auto& shape = about["shape"];
    if (shape.size() < 3) {
      const MatrixX<double> table = syncact::test::similarity_input(name);
      if (shape.size() == 2) {
        syncact::io::write_npy(folder / (name + ".npy"), table);
        continue;
      }
    }
    std::string dict = "{'descr': '<f8', 'fortran_order': False, 'shape': (";
    for (const auto& extent : shape) dict += std::to_string(extent.get<Index>()) + ", ";
    dict += "), }";
    dict.resize(117, ' ');
    std::ofstream file(folder / (name + ".npy"), std::ios::binary);
    file << std::string("\x93NUMPY\x01\x00\x76\x00", 10) << dict << '\n';
    const auto put = [&](double v) { file.write(reinterpret_cast<const char*>(&v), sizeof(v)); };
    if (shape.size() == 1) {
      const MatrixX<double> series = syncact::test::similarity_input(name);
      for (Index i = 0; i < series.size(); ++i) put(series(i, 0));
    } else {
      for (const MatrixX<double>& table : syncact::test::similarity_stack(name)) {
        for (Index i = 0; i < table.rows(); ++i) {
          for (Index j = 0; j < table.cols(); ++j) put(table(i, j));
        }
      }
    }
  }
}

std::string command_of(const json& call, const Folder& folder) {
  std::string command = "similarity";
  for (const auto& argument : call["args"]) command += " '" + argument.get<std::string>() + "'";
  for (const auto& input : call["inputs"]) command += " " + folder / (input.get<std::string>() + ".npy");
  return command;
}

/// "" or what is wrong with `value` as an approximation of `expected`.
std::string difference(const json& value, const json& expected, double tolerance) {
  const json values = value.is_array() ? value : json::array({value});
  const json wanted = expected.is_array() ? expected : json::array({expected});
  if (values.size() != wanted.size() || value.is_array() != expected.is_array()) return value.dump() + " has another shape";
  double scale = 0;
  for (const auto& w : wanted) scale = std::max(scale, std::abs(w.get<double>()));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const bool close =
        values[i].is_number() && std::abs(values[i].get<double>() - wanted[i].get<double>()) <= tolerance * scale;
    if (!close) return "[" + std::to_string(i) + "] " + values[i].dump() + " instead of " + wanted[i].dump();
  }
  return "";
}

TEST_CASE("syncact similarity gives every reference value") {
  const Folder folder("oracles");
  write_inputs(folder);
  const json& reference = oracle("similarity");
  const json& calls = oracle("similarity_calls");
  for (const auto& [key, entry] : reference["oracles"].items()) {
    INFO(key);
    REQUIRE(calls.contains(key));
    const Outcome outcome = run(command_of(calls[key], folder));
    INFO(outcome.text);
    REQUIRE(outcome.status == 0);
    const json line = json::parse(outcome.text);
    const double tolerance = calls[key].value("tolerance", 1e-10);
    CHECK(difference(line["value"], entry["value"], tolerance) == "");
  }
}

TEST_CASE("syncact similarity gives a value for every definition without a reference value") {
  const Folder folder("definitions");
  write_inputs(folder);
  const json& calls = oracle("similarity_calls");
  for (const auto& [key, entry] : oracle("similarity")["definitions_only"].items()) {
    INFO(key);
    REQUIRE(calls.contains(key));
    const Outcome outcome = run(command_of(calls[key], folder));
    INFO(outcome.text);
    REQUIRE(outcome.status == 0);
    const json line = json::parse(outcome.text);
    const json values = line["value"].is_array() ? line["value"] : json::array({line["value"]});
    CHECK(!values.empty());
    for (const auto& value : values) CHECK(value.is_number());
  }
}

TEST_CASE("syncact similarity says in one line what is wrong") {
  const Folder folder("wrong");
  write_inputs(folder);
  const std::string x = folder / "X.npy", y = folder / "Y.npy", w = folder / "W.npy";
  CHECK(run("similarity --metric nonsense " + x + " " + y).text.find("no measure 'nonsense'") != std::string::npos);
  CHECK(run("similarity --metric cka --set estimator=best " + x + " " + y).text.find("biased") != std::string::npos);
  CHECK(run("similarity --metric cka --set sigmoid=1 " + x + " " + y).text.find("no option 'sigmoid'") != std::string::npos);
  CHECK(run("similarity --metric cka " + x).text.find("number of inputs") != std::string::npos);
  CHECK(run("similarity --metric cka " + x + " " + w).status == 1);
  CHECK(run("similarity").status != 0);
}

TEST_CASE("the list says what each value of an option changes, and has options of all measures once") {
  const json list = json::parse(run("similarity --list --json").text);
  CHECK(list.back()["id"] == "common");
  CHECK(list.back()["options"].size() == 5);
  std::map<std::string, json> entries;
  for (const json& entry : list) entries[entry["id"]] = entry;
  CHECK(entries.size() == list.size());
  for (const auto& [id, entry] : entries) {
    INFO(id);
    if (id == "common") continue;
    for (const char* key : {"formula", "range", "invariances_x", "invariances_y", "centering", "ddof", "nan"}) {
      CHECK(entry.contains(key));
    }
    for (const json& option : entry["options"]) CHECK(option["name"] != "columns_x");
  }
  CHECK(entries["procrustes"]["by_option"]["normalized"]["true"]["invariances_x"] != entries["procrustes"]["invariances_x"]);
  CHECK(entries["cca"]["by_option"]["summary"].size() == 3);  // of its own, not the common one of that name
  CHECK(entries["isc"]["by_option"].contains("nan"));
}

TEST_CASE("a grid has a line for each pair of tables, and the repository's row a value for each of its names") {
  const Folder folder("grid");
  for (const char* name : {"X", "Z"}) {
    std::filesystem::create_directories(folder / "a");
    syncact::io::write_npy(folder / (std::string("a/") + name + ".npy"), syncact::test::similarity_input(name));
  }
  std::filesystem::create_directories(folder / "b");
  syncact::io::write_npy(folder / "b/Y.npy", syncact::test::similarity_input("Y"));
  const Outcome grid =
      run("similarity --grid " + folder / "a" + " " + folder / "b" + " --metrics cka,nbs --out " + folder / "g.csv");
  INFO(grid.text);
  REQUIRE(grid.status == 0);
  const std::string table = syncact::test::slurp(folder / "g.csv");
  CHECK(std::count(table.begin(), table.end(), '\n') == 5);
  CHECK(table.find("cka,X.npy,Y.npy,0,0.0469706194") != std::string::npos);

  const Outcome row =
      run("similarity --repository-row " + folder / "a/X.npy" + " " + folder / "a/Z.npy" + " --out " + folder / "row.csv");
  INFO(row.text);
  REQUIRE(row.status == 0);
  std::ifstream file(folder / "row.csv");
  std::string header, values, name, value;
  std::getline(file, header);
  std::getline(file, values);
  std::istringstream names(header), fields(values);
  Index n = 0;
  while (std::getline(names, name, ',')) {
    std::getline(fields, value, ',');
    INFO(name);
    const bool needs_rates = name.find("poisson") != std::string::npos;  // which negative numbers are not: a warning says so
    CHECK(value.empty() == needs_rates);
    ++n;
  }
  CHECK(n == 1 + 119);
}

}  // namespace test_similarity_command
