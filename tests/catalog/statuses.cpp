/// Every measure of the list x rules for NaN x damaged inputs: what cannot be defined has a status and never a number.
#include <map>
#include <set>

#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/similarity_inputs.hpp"
#include "syncact/catalog/compiled_measures.hpp"

namespace test_statuses {

using namespace syncact;
using syncact::test::oracle;
using syncact::test::says;
using Measure = catalog::AnyMeasure<>;
using Input = catalog::Input<>;

/// A call of every measure: inputs and options of the reference values, or by hand where there is none.
struct Call {
  std::string id;
  std::vector<std::pair<std::string, std::string>> options;
  std::vector<std::string> inputs;
};

std::vector<Call> calls() {
  std::vector<Call> all;
  std::set<std::string> known;
  for (const auto& [key, call] : oracle("similarity_calls").items()) {
    Call one;
    const auto& args = call["args"];
    for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
      const std::string value = args[i + 1];
      if (args[i] == "--metric") one.id = value;
      if (args[i] == "--set") one.options.emplace_back(value.substr(0, value.find('=')), value.substr(value.find('=') + 1));
    }
    for (const auto& input : call["inputs"]) one.inputs.push_back(input);
    if (!one.inputs.empty() && known.insert(one.id).second) all.push_back(one);
  }
  const auto add = [&](const char* id, std::vector<std::string> inputs,
                       std::vector<std::pair<std::string, std::string>> options = {}) {
    if (known.insert(id).second) all.push_back({id, std::move(options), std::move(inputs)});
  };
  for (const char* id : {"imd", "geometry_score", "ridge_cv"}) add(id, {"X", "Z"});
  const std::pair<std::string, std::string> bands{"bands", "3,4"}, alphas{"alphas", "1,1"};
  add("banded_ridge", {"X", "Z"}, {bands, alphas});
  add("banded_ridge_cv", {"X", "Z"}, {bands});
  add("banded_ridge_normalized", {"X", "Rep"}, {bands, alphas});
  add("banded_ridge_cv_normalized", {"X", "Rep"}, {bands});
  for (const char* id : {"stochastic_shape_gaussian", "stochastic_shape_energy"}) add(id, {"G", "G"});
  add("cka_sampled", {"X", "X"});
  add("rdm_poisson_kl_cv", {"Positive"});
  for (const char* id : {"ridge_cv_normalized", "pls_normalized"}) add(id, {"X", "Rep"});
  add("explainable_variance", {"Rep"});
  add("spatial_score", {"P", "four"});
  add("temporal_score", {"P"});
  add("effective_samples", {"ta", "tb"});
  add("false_discovery_rate", {"p"});
  return all;
}

catalog::Array array_of(const std::string& name) {
  const auto flat = [](const std::vector<MatrixX<double>>& tables) {
    catalog::Array array{{static_cast<Index>(tables.size()), tables[0].rows(), tables[0].cols()}, {}};
    for (const MatrixX<double>& table : tables) {
      for (Index i = 0; i < table.rows(); ++i) {
        for (Index j = 0; j < table.cols(); ++j) array.values.push_back(table(i, j));
      }
    }
    return array;
  };
  if (name == "four") return {{4}, {1, 2, 4, 3}};
  if (name == "p") return {{5}, {0.01, 0.02, 0.2, 0.6, 0.9}};
  if (name == "Positive") {
    auto array = array_of("G");
    for (double& v : array.values) v = std::abs(v) + 0.1;
    return array;
  }
  if (name == "G" || name == "Rep" || name == "ISC") return flat(syncact::test::similarity_stack(name));
  const MatrixX<double> table = syncact::test::similarity_input(name);
  auto array = flat({table});
  array.shape = table.cols() == 1 ? std::vector<Index>{table.rows()} : std::vector<Index>{table.rows(), table.cols()};
  return array;
}

/// What is wrong with the first input.
enum class Damage { none, nan, infinity, constant_unit, constant_sample, all_equal };
const char* text(Damage d) {
  constexpr const char* names[] = {"none", "nan", "infinity", "constant unit", "constant sample", "all equal"};
  return names[static_cast<int>(d)];
}

catalog::Array damaged(catalog::Array array, Damage damage) {
  const Index units = array.shape.size() == 1 ? 1 : array.shape.back();
  const auto n = static_cast<Index>(array.values.size());
  const auto at = [&](Index k) -> double& { return array.values[static_cast<std::size_t>(k)]; };
  if (damage == Damage::nan) at(2 * units) = std::numeric_limits<double>::quiet_NaN();
  if (damage == Damage::infinity) at(2 * units) = std::numeric_limits<double>::infinity();
  if (damage == Damage::constant_unit) {
    for (Index k = 0; k < n; k += units) at(k) = 0.7;
  }
  if (damage == Damage::constant_sample) {
    for (Index k = 0; k < units; ++k) at(k) = 0.7;
  }
  if (damage == Damage::all_equal) {
    for (Index k = 0; k < n; ++k) at(k) = 0.7;
  }
  return array;
}

Measure with_options(Measure measure, const Call& call) {
  for (const auto& [name, value] : call.options) {
    if (name != "summary" || value != "true") measure.set(name, value);  // five numbers of a list have no range of their own
  }
  return measure;
}

/// "" or what is wrong with an evaluation.
std::string wrong(const catalog::Evaluation& e, const similarity::Info& info) {
  if (e.values.size() == 0 && e.status == similarity::MeasureStatus::ok) return "no value and the status ok";
  if (!e.is_list && !has_value(e.status) && !std::isnan(e.values[0])) {
    return "a number, " + std::to_string(e.values[0]) + ", with the status " + std::string(name(e.status));
  }
  for (const double v : e.values) {
    if (!std::isfinite(v) && e.status == similarity::MeasureStatus::ok) return "no finite number with the status ok";
    if (std::isfinite(v) && (v < info.lowest || v > info.highest)) return std::to_string(v) + " is outside its range";
  }
  return "";
}

TEST_CASE("every measure of the list is called here") {
  std::set<std::string> called, listed;
  for (const Call& call : calls()) called.insert(call.id);
  for (const Measure& measure : catalog::compiled_measures()) listed.insert(measure.id());
  CHECK(called == listed);
}

TEST_CASE("rules for NaN and statuses hold for every measure") {
  std::map<std::string, Measure> by_id;
  for (const Measure& measure : catalog::compiled_measures()) by_id.emplace(measure.id(), measure);
  Index n_evaluated = 0, n_refused = 0;
  for (const Call& call : calls()) {
    if (by_id.count(call.id) == 0) continue;
    const Measure measure = with_options(by_id.at(call.id), call);
    for (const char* rule : {"raise", "propagate", "drop_unit", "drop_sample", "pairwise"}) {
      Measure ruled = measure;
      ruled.set("nan", rule);
      for (const Damage damage :
           {Damage::none, Damage::nan, Damage::infinity, Damage::constant_unit, Damage::constant_sample, Damage::all_equal}) {
        INFO(call.id << ", nan=" << rule << ", " << text(damage));
        const bool broken = damage == Damage::nan || damage == Damage::infinity;
        std::vector<Input> inputs;
        for (const std::string& name : call.inputs) {
          inputs.emplace_back(inputs.empty() ? damaged(array_of(name), damage) : array_of(name));
        }
        try {
          const catalog::Evaluation e = ruled.evaluate(inputs);
          ++n_evaluated;
          CHECK(wrong(e, ruled.info()) == "");
          CHECK_FALSE((broken && std::string(rule) == "raise"));
          if (broken && std::string(rule) == "propagate") CHECK(e.status != similarity::MeasureStatus::ok);
        } catch (const syncact::Error& error) {  // a message, and never anything else
          ++n_refused;
          CHECK((broken || damage != Damage::none || std::string(error.what()).find("rule") != std::string::npos));
          if (broken && std::string(rule) == "raise") {
            CHECK_THAT(error.what(), says(call.id) || says("finite"));
          }
        }
      }
    }
  }
  CHECK(n_evaluated > 1500);
  CHECK(n_refused > 300);
}

TEST_CASE("a row of NaN is a condition that a run lacks, a single NaN is not") {
  Measure crossnobis = catalog::compiled_measures()[0];
  for (const Measure& m : catalog::compiled_measures()) {
    if (m.id() == "rdm_crossnobis") crossnobis = m;
  }
  auto runs = array_of("G");  // [4 runs, 6 conditions, 5 channels]
  for (std::size_t c = 0; c < 5; ++c) runs.values[c] = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Input> lacking{Input(runs)};
  CHECK(crossnobis.evaluate(lacking).status == similarity::MeasureStatus::ok);
  runs.values[0] = 1;
  const std::vector<Input> broken{Input(runs)};
  CHECK_THROWS_WITH(crossnobis.evaluate(broken), says("at [0, 0, 1]"));
  crossnobis.set("nan", "drop_unit");
  CHECK(crossnobis.evaluate(broken).status == similarity::MeasureStatus::too_few_samples);  // four of five channels are gone
}

}  // namespace test_statuses
