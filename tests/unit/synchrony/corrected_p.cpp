#include "syncact/synchrony/corrected_p.hpp"
#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/synchrony/couple.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;
using synchrony::CorrectedP;
using synchrony::Correction;

TEST_CASE("Corrected p of a table are those of the list of its p-values", "[synchrony][law]") {
  MatrixX<double> neurons = hrf_noise(300, 14, 0, 1), networks = hrf_noise(300, 6, 0, 2);
  for (Index k = 0; k < 4; ++k) neurons.col(k) = mix(networks.col(k), neurons.col(k), 0.3 + 0.2 * static_cast<double>(k));
  neurons.col(9).setConstant(1);  // dead: its pairs do not count
  const auto found = synchrony::couple(neurons, networks, Timeline::scans(1s, 0.5, {300}),
                                       synchrony::CouplingOptions<>{.n_permutations = 240});
  std::vector<synchrony::Coupling> pairs;
  std::vector<double> p;
  for (Index i = 0; i < 14; ++i) {
    for (const auto& pair : found.of_neuron(i)) {
      pairs.push_back(pair);
      p.push_back(pair.p_uncorrected);
    }
  }
  REQUIRE(pairs.size() == 13 * 6);
  const auto same = [&](Correction correction, const std::vector<double>& expected) {
    const CorrectedP corrected(found, correction);
    for (std::size_t i = 0; i < pairs.size(); ++i) CHECK_THAT(corrected(pairs[i]), WithinAbs(expected[i], 1e-12));
  };
  same(Correction::fdr, stats::benjamini_hochberg(p));
  same(Correction::by, stats::benjamini_yekutieli(p));
  same(Correction::holm, stats::holm(p));
  same(Correction::bonferroni, stats::bonferroni(p));
  same(Correction::none, p);
  const CorrectedP fwe(found, Correction::fwe);
  for (const auto& pair : pairs) CHECK(fwe(pair) == pair.p_fwe);

  const auto kept = synchrony::couple(neurons, networks, Timeline::scans(1s, 0.5, {300}),
                                      synchrony::CouplingOptions<>{.n_permutations = 240, .keep_top = 2});
  CHECK(CorrectedP(kept, Correction::by)(*kept.best_network[2]) == CorrectedP(found, Correction::by)(*found.best_network[2]));
  CHECK_THROWS_WITH(CorrectedP(kept, Correction::holm), says("as Holm's correction needs the whole table"));
}
