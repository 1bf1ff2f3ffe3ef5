#include "syncact/signal/clean.hpp"

#include <iostream>
#include <set>

#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"

using namespace syncact;
using namespace syncact::test;
using signal::Standardize;

namespace {

const nlohmann::json& reference() {
  static const nlohmann::json json = oracle("signal");
  return json;
}
MatrixX<double> signals() { return columns(reference()["input"]["signals_values"]); }
MatrixX<double> confounds() { return columns(reference()["input"]["confounds_values"]); }
Timeline scans_of(Index n) { return Timeline(Sampling::every(Seconds{2}), n); }

const nlohmann::json& clean_case(const std::string& name) {
  for (const auto& c : reference()["clean_cases"]) {
    if (c["name"] == name) return c;
  }
  throw std::runtime_error("no case " + name);
}

std::string difference(const std::string& name, const signal::CleanOptions& options, const Timeline& scans = scans_of(60)) {
  return table_close(signal::clean(signals(), scans, options).values, columns(clean_case(name)["columns"]), 1e-9, 1e-9);
}

}  // namespace

TEST_CASE("clean equals nilearn.signal.clean where both do the same") {
  const std::optional<Index> keep_mean, line = 1;
  const auto none = Standardize::none, sample = Standardize::zscore_sample;
  CHECK(difference("identity", {{.detrend = keep_mean}, none}) == "");
  CHECK(difference("detrend_linear", {{.detrend = line}, none}) == "");
  CHECK(difference("zscore_sample", {{.detrend = keep_mean}, sample}) == "");
  CHECK(difference("detrend_zscore_sample", {{.detrend = line}, sample}) == "");
  CHECK(difference("detrend_psc", {{.detrend = line}, Standardize::percent_change}) == "");
  CHECK(difference("cosine_hp_0.008", {{.detrend = keep_mean, .high_pass = 0.008}, none}) == "");
  CHECK(difference("cosine_hp_0.01_detrend_zscore", {{.detrend = line, .high_pass = 0.01}, sample}) == "");
  CHECK(difference("confounds_std_no_detrend", {{.detrend = keep_mean, .confounds = confounds()}, none}) == "");
  CHECK(difference("confounds_std_detrend", {{.detrend = line, .confounds = confounds()}, none}) == "");
  CHECK(difference("confounds_nostd_detrend", {{.detrend = line, .confounds = confounds()}, none}) == "");
  CHECK(difference("all_cosine", {{.detrend = line, .high_pass = 0.008, .confounds = confounds()}, sample}) == "");
  CHECK(difference("runs_35_25_detrend_zscore", {{.detrend = line}, sample}, Timeline(Sampling::every(Seconds{2}), {35, 25})) ==
        "");
}

TEST_CASE("Censored scans: polynomials follow the clock, nilearn's line follows the count of kept scans") {
  const auto& c = clean_case("censor_7_8_20_cosine_all");
  std::vector<bool> keep(60, false);
  for (const Index i : c["args"]["sample_mask"].get<std::vector<Index>>()) keep[static_cast<std::size_t>(i)] = true;
  const signal::CleanOptions ours{{.detrend = 1, .high_pass = 0.008, .confounds = confounds(), .keep = keep}};
  const auto cleaned = signal::clean(signals(), scans_of(60), ours);
  std::cout << "  censored, against nilearn: " << table_close(cleaned.values, columns(c["columns"]), 1e-9) << "\n";
  CHECK(cleaned.output_clock().size() == 57);
  CHECK(cleaned.output_clock().run(0).sampling.time(7) == 18);

  // nilearn's value from the same parts: the table without the censored scans, and the cosines of the whole run as confounds.
  const MatrixX<double> waves = signal::cosine_basis(60, signal::cosine_order(60, 0.008, Seconds{2}));
  MatrixX<double> kept(57, 3), nuisance(57, waves.cols() + 2);
  for (Index i = 0, row = 0; i < 60; ++i) {
    if (!keep[static_cast<std::size_t>(i)]) continue;
    kept.row(row) = signals().row(i);
    nuisance.row(row) << waves.row(i), confounds().row(i);
    ++row;
  }
  const auto theirs = signal::clean(kept, scans_of(57), {{.detrend = 1, .confounds = nuisance}});
  CHECK(table_close(theirs.values, columns(c["columns"]), 1e-9, 1e-9) == "");
}

TEST_CASE("Of nilearn's cases only those with a recursive filter are left out") {
  const std::set<std::string> of_projection{"identity",
                                            "detrend_linear",
                                            "zscore_sample",
                                            "detrend_zscore_sample",
                                            "detrend_psc",
                                            "cosine_hp_0.008",
                                            "cosine_hp_0.01_detrend_zscore",
                                            "confounds_std_no_detrend",
                                            "confounds_std_detrend",
                                            "confounds_nostd_detrend",
                                            "all_cosine",
                                            "runs_35_25_detrend_zscore",
                                            "censor_7_8_20_cosine_all"};
  Index skipped = 0;
  for (const auto& c : reference()["clean_cases"]) {
    if (of_projection.count(c["name"]) != 0) continue;
    INFO(c["name"]);  // clean() removes drifts in one projection and has no recursive filter
    CHECK(c["args"]["filter"] == "butterworth");
    ++skipped;
  }
  CHECK(skipped == 6);
}

TEST_CASE("Legendre detrending, z-scores, cosines and SPM's filter have their reference values") {
  for (const auto& c : reference()["legendre_detrend"]["cases"]) {
    const auto cleaned = signal::clean(signals(), scans_of(60), {{.detrend = c["polort"].get<Index>()}, Standardize::none});
    CHECK(table_close(cleaned.values, columns(c["columns"]), 1e-9, 1e-9) == "");
  }
  for (const auto& [key, how] : {std::pair{"ddof0", Standardize::zscore}, std::pair{"ddof1", Standardize::zscore_sample}}) {
    const auto cleaned = signal::clean(signals(), scans_of(60), {{.detrend = std::nullopt}, how});
    const MatrixX<double> expected = columns(reference()["zscore"][key]);
    CHECK(table_close(cleaned.values.leftCols(expected.cols()), expected, 1e-9, 1e-9) == "");
  }
  for (const auto& c : reference()["cosine_drift"]["cases"]) {
    const Index order = signal::cosine_order(c["n"], c["high_pass"], Seconds{c["t_r"].get<double>()});
    CHECK(order == c["order"].get<Index>());
    if (!c.contains("columns")) continue;
    const MatrixX<double> expected = columns(c["columns"]);
    CHECK(table_close(signal::cosine_basis(c["n"], order), expected.leftCols(order), 1e-11) == "");
  }
  for (const auto& c : reference()["cosine_drift"]["orders_table"]) {
    CHECK(signal::cosine_order(c["n"], c["high_pass"], Seconds{c["t_r"].get<double>()}) == c["order"].get<Index>());
  }
  for (const auto& c : reference()["spm_filter_octave"]["cases"]) {
    const double cutoff = c["HParam_s"];
    const auto cleaned =
        signal::clean(signals(), scans_of(60), {{.detrend = std::nullopt, .high_pass = 1 / cutoff}, Standardize::none});
    CHECK(cleaned.projection.rank(0) == c["n_regressors"].get<Index>());
    CHECK(table_close(cleaned.values, columns(c["columns"]), 1e-9, 1e-9) == "");
  }
}
