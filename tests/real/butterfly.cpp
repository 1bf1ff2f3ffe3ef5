/// A short film, what its makers' viewers saw in it, and the activity of fourteen networks: 530 scans of 2.2 s. The labels
/// have 535 rows of 2.2 s and begin five rows, 11 s, before the first scan that is given.
#include <filesystem>
#include <iostream>

#include "support/catch.hpp"
#include "support/data.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/annotation/label_scores.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/io/text/series_table.hpp"
#include "syncact/signal/to_scans.hpp"

namespace test_real_butterfly {

using namespace syncact;
using syncact::test::data;
using syncact::test::WithinAbs;

struct Study {
  MatrixX<double> networks;  ///< [scan x network]
  std::vector<std::string> network_names;
  io::SeriesTable labels;  ///< [535 x label]

  [[nodiscard]] Index network(const std::string& name) const {
    const auto is_it = [&](const std::string& full) { return full.ends_with("_" + name); };
    return std::find_if(network_names.begin(), network_names.end(), is_it) - network_names.begin();
  }
};

Study read_study(const std::filesystem::path& folder) {
  const auto networks = io::read_series_table(folder / "expected_network_series_14x530.tsv", {.has_header = false});
  return {networks.values.transpose(), io::Table(folder / "network_by_state_weights.tsv").text("network"),
          io::read_series_table(folder / "annotations_535TR.tsv")};
}

/// Every label with every network, the labels beginning at `onset`.
annotation::LabelScores scores(const Study& study, Seconds onset) {
  const Seconds tr{2.2};
  const Timeline scans = Timeline::scans(tr, 0.5, {study.networks.rows()});
  const Timeline rows(Sampling::every(tr, onset), study.labels.values.rows());
  const MatrixX<double> regressors = signal::to_scans(study.labels.values, rows, hrf::DoubleGamma::spm(), scans,
                                                      {.history = signal::History::zero, .allow_mismatch = true});
  return annotation::score_labels(study.networks, regressors, scans, study.labels.names,
                                  annotation::prevalence(study.labels.values), {.coupling = {.tail = synchrony::Tail::both}});
}

TEST_CASE("Butterfly Circus: language goes with the language networks and against primary vision, at the right offset only") {
  const auto folder = data("butterfly_circus_fbn");
  if (!folder) return;
  const Study study = read_study(*folder);
  const auto aligned = scores(study, Seconds{-11}), shifted = scores(study, Seconds{0});
  REQUIRE(aligned.names.front() == "language");
  const auto print = [&](const char* when, const annotation::LabelScores& s) {
    std::cout << when << ", " << s.settings.n_draws << " shifts, " << (s.p_fwe.array() <= 0.05).count() << " of "
              << s.p_fwe.size() << " pairs with p_fwe <= .05\n";
    for (const char* name : {"LECN", "LAN", "dDMN", "AUD", "BGN", "pVIS"}) {
      std::cout << "  language x " << name << ": r " << s.r(study.network(name), 0) << ", p_fwe "
                << s.p_fwe(study.network(name), 0) << '\n';
    }
  };
  print("labels from -11 s on", aligned);
  print("labels from 0 s on", shifted);

  // The known values have two decimals.
  CHECK_THAT(aligned.r(study.network("LECN"), 0), WithinAbs(0.50, 0.0055));
  CHECK_THAT(aligned.r(study.network("LAN"), 0), WithinAbs(0.47, 0.0055));
  CHECK_THAT(aligned.r(study.network("pVIS"), 0), WithinAbs(-0.53, 0.0055));
  CHECK_THAT(shifted.r(study.network("LAN"), 0), WithinAbs(0.12, 0.0055));
  for (const char* name : {"LECN", "LAN", "pVIS"}) CHECK(aligned.p_fwe(study.network(name), 0) <= 0.05);
  CHECK(aligned.r.col(0).cwiseAbs().maxCoeff() == std::abs(aligned.r(study.network("pVIS"), 0)));
  CHECK((shifted.p_fwe.array() > 0.05).all());
}

}  // namespace test_real_butterfly
