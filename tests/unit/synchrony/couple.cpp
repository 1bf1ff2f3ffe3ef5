#include "syncact/synchrony/couple.hpp"

#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/smooth_series.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/synchrony/measure/spearman.hpp"
#include "syncact/synchrony/pairs.hpp"

using namespace syncact;
using namespace syncact::test;
using namespace std::chrono_literals;
using synchrony::couple;
using synchrony::Coupling;
using synchrony::CouplingOptions;
using synchrony::Tail;

namespace {

/// 40 neurons, of which the first 5 follow the 5 networks; three runs of different lengths and levels.
struct Case {
  Timeline scans = Timeline::scans(1s, 0.5, {110, 90, 100});
  MatrixX<double> networks = hrf_noise(300, 5, 0, 11);
  MatrixX<double> neurons = hrf_noise(300, 40, 0, 12);
  Case() {
    for (Index i = 0; i < 5; ++i) neurons.col(i) = mix(networks.col(i), neurons.col(i), 0.8);
  }
};

/// Bitwise equality of everything that was computed.
template <class T>
bool identical(const synchrony::Synchrony<T>& a, const synchrony::Synchrony<T>& b) {
  const auto same_best = [](const auto& x, const auto& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const auto& p, const auto& q) {
      return p.has_value() == q.has_value() &&
             (!p || (p->network == q->network && p->neuron == q->neuron && p->r == q->r &&
                     p->p_uncorrected == q->p_uncorrected && p->p_fwe == q->p_fwe && p->q_fdr == q->q_fdr));
    });
  };
  return same_best(a.best_network, b.best_network) && same_best(a.best_neuron, b.best_neuron) && a.null.max == b.null.max &&
         a.null.mean_best_network == b.null.mean_best_network && a.null.mean_best_neuron == b.null.mean_best_neuron &&
         a.null.share_significant == b.null.share_significant && a.threshold_fwe == b.threshold_fwe &&
         a.n_defined == b.n_defined;
}

}  // namespace

TEST_CASE("The max-statistic test gives numpy's values", "[synchrony][oracle]") {
  const auto values = oracle("stats");
  const auto expected = values["max_statistic"];
  MatrixX<double> neurons(120, 3), networks(120, 2);
  for (Index t = 0; t < 120; ++t) {
    const double k = static_cast<double>(t), two_pi = 2 * std::acos(-1.0);
    neurons(t, 2) = std::cos(two_pi * .029 * k);
    networks(t, 1) = std::sin(two_pi * .021 * k + .2);
  }
  neurons.col(0) = column(values["series"]["x_values"]);
  neurons.col(1) = column(values["series"]["z_values"]);
  networks.col(0) = column(values["series"]["y_values"]);
  const auto s = couple(neurons, networks, Timeline::scans(1s, 0, {120}),
                        CouplingOptions<>{.null = {.min_shift = 1s}, .n_permutations = 500, .tail = Tail::both});
  CHECK(s.settings.n_draws == 119);
  CHECK(s.settings.exhaustive);
  const auto rows = [](const nlohmann::json& list) { return columns(list).transpose().eval(); };
  CHECK(table_close(s.r, rows(expected["observed_rows_features"]), 1e-10) == "");
  CHECK(table_close(s.table(&Coupling::p_fwe), rows(expected["p_fwer_(b+1)/(n+1)"]), 1e-10) == "");
  CHECK(table_close(s.table(&Coupling::p_uncorrected), rows(expected["p_uncorrected"]), 1e-10) == "");
  // theirs is numpy.quantile(null, .95); ours is the draw above which p_fwe <= .05: the sixth largest of 119
  std::vector<double> null(s.null.max.begin(), s.null.max.end());
  std::sort(null.rbegin(), null.rend());
  CHECK(s.threshold_fwe == null[5]);
  CHECK_THAT(s.threshold_fwe, WithinAbs(expected["threshold_fwer_05"].get<double>(), 0.01));
}

TEMPLATE_TEST_CASE("Planted neurons find their networks, in float and double alike", "[synchrony]", float, double) {
  const Case c;
  const MatrixX<TestType> neurons = c.neurons.cast<TestType>(), networks = c.networks.cast<TestType>();
  const auto s = couple(neurons, networks, c.scans, CouplingOptions<>{.n_permutations = 199});
  const auto exact = couple(c.neurons, c.networks, c.scans, CouplingOptions<>{.n_permutations = 199});
  CHECK(table_close(s.r, exact.r, 1e-5) == "");
  for (Index i = 0; i < 5; ++i) {
    CHECK(s.best_network[static_cast<std::size_t>(i)]->network == i);
    CHECK(s.best_neuron[static_cast<std::size_t>(i)]->neuron == i);
    CHECK(s.best_network[static_cast<std::size_t>(i)]->p_fwe == 0.005);
  }
  CHECK(s.n_defined == 200);
  CHECK(significant_pairs(s).size() >= 5);
  CHECK(top_pairs(s, 5).size() == 5);
  CHECK(top_pairs(s, 5)[4].neuron < 5);
  CHECK(top_pairs(s, 1000).size() == 200);
  CHECK(top_pairs(s, 0).empty());
}

TEST_CASE("p_uncorrected <= p_fwe, and q_fdr is Benjamini-Hochberg of p_uncorrected", "[synchrony]") {
  const Case c;
  for (const Tail tail : {Tail::upper, Tail::both}) {
    const auto s = couple(c.neurons, c.networks, c.scans, CouplingOptions<>{.n_permutations = 99, .tail = tail});
    std::vector<double> p, q;
    for (Index n = 0; n < 40; ++n) {
      for (const Coupling& pair : s.of_neuron(n)) {
        CHECK(pair.p_uncorrected <= pair.p_fwe);
        p.push_back(pair.p_uncorrected);
        q.push_back(pair.q_fdr);
      }
    }
    const auto expected = stats::benjamini_hochberg(p);
    for (std::size_t i = 0; i < q.size(); ++i) CHECK_THAT(q[i], WithinAbs(expected[i], 1e-14));
  }
}

TEST_CASE("Counts are those of a plain loop over draws", "[synchrony]") {
  const Case c;
  const CouplingOptions<synchrony::measure::Spearman, stats::PhaseRandomization> options{
      .n_permutations = 20, .seed = 5, .per_run = synchrony::PerRun::none};
  const auto s = couple(c.neurons, c.networks, c.scans, options);
  const synchrony::measure::Spearman spearman;
  synchrony::CountTable counts = synchrony::CountTable::Zero(40, 5);
  for (Index d = 0; d < 20; ++d) {
    const MatrixX<double> draw =
        stats::PhaseRandomization{}.scramble(SeriesView<double>(c.networks), c.scans, Random(5, static_cast<std::uint64_t>(d)));
    const MatrixX<double> r = spearman.compare(SeriesView<double>(c.neurons), SeriesView<double>(draw));
    counts += (r.array() >= s.r.array()).cast<std::uint32_t>().matrix();
    CHECK_THAT(s.null.max[d], WithinAbs(r.maxCoeff(), 1e-12));
    CHECK_THAT(s.null.mean_best_network[d], WithinAbs(r.rowwise().maxCoeff().mean(), 1e-12));
    CHECK_THAT(s.null.mean_best_neuron[d], WithinAbs(r.colwise().maxCoeff().mean(), 1e-12));
    const double share = (r.rowwise().maxCoeff().array() > s.threshold_fwe + 1e-12).cast<double>().mean();
    CHECK_THAT(s.null.share_significant[d], WithinAbs(share, 1e-12));
  }
  CHECK(s.exceeded == counts);
}

TEST_CASE("A measure without a fast form gives the same as one with it", "[synchrony]") {
  struct Plain {
    auto compare(const SeriesView<double>& a, const SeriesView<double>& b) const {
      return synchrony::measure::Pearson{}.compare(a, b);
    }
  };
  const Case c;
  const auto fast = couple(c.neurons, c.networks, c.scans, CouplingOptions<>{.n_permutations = 39});
  const auto slow = couple(c.neurons, c.networks, c.scans, CouplingOptions<Plain>{.n_permutations = 39});
  CHECK(table_close(slow.r, fast.r, 1e-13) == "");
  CHECK(slow.exceeded == fast.exceeded);
  CHECK(slow.settings.similarity == "user-defined");
  CHECK(fast.settings.similarity == "pearson");
}

TEMPLATE_TEST_CASE("A draw that equals the observation counts as reaching it", "[synchrony]", float, double) {
  // Period 10, so every tenth shift is the identity but for rounding.
  MatrixX<TestType> x(120, 1), y(120, 1);
  for (Index t = 0; t < 120; ++t) {
    const double angle = 2 * std::acos(-1.0) * static_cast<double>(t % 10) / 10;
    x(t, 0) = static_cast<TestType>(std::sin(angle) + 0.3 * std::cos(3 * angle));
    y(t, 0) = static_cast<TestType>(std::sin(angle));
  }
  const auto s = couple(x, y, Timeline::scans(1s, 0, {120}), CouplingOptions<>{.null = {.min_shift = 1s}});
  REQUIRE(s.settings.n_draws == 119);
  CHECK(s.exceeded(0, 0) == 11);
  CHECK(s.best_network[0]->p_fwe == 0.1);
}

TEST_CASE("Memory cap, threads and storage order do not change the result", "[synchrony]") {
  Case c;
  c.neurons = hrf_noise(300, 700, 0, 13);
  c.neurons.col(3).setConstant(4);
  const MatrixX<float> neurons = c.neurons.cast<float>(), networks = c.networks.cast<float>();
  const CouplingOptions<> options{.n_permutations = 450};
  const auto dense = couple(neurons, networks, c.scans, options);
  CHECK(identical(dense, couple(neurons, networks, c.scans, options, {.executor = Threads{3}})));
  const auto small = couple(neurons, networks, c.scans, options, {.memory_cap_bytes = 4'500'000});
  CHECK(identical(dense, small));
  CHECK(small.r.bottomRows(600) == dense.r.bottomRows(600));
  CHECK(small.exceeded == dense.exceeded);
  const RowMatrixX<float> rows = neurons;
  CHECK(identical(dense, couple(rows, networks, c.scans, options)));
  CHECK_THROWS_WITH(couple(neurons, networks, c.scans, options, {.memory_cap_bytes = 1000}), says("memory_cap_bytes"));
}

TEST_CASE("Neurons may arrive in blocks", "[synchrony]") {
  Case c;
  c.neurons = hrf_noise(300, 700, 0, 14);
  const CouplingOptions<> options{.n_permutations = 60};
  const Context<> small{.memory_cap_bytes = 6'000'000};
  std::vector<Index> asked;
  const auto read = [&](Index first, Index n) {
    asked.push_back(first);
    return MatrixX<double>(c.neurons.middleCols(first, n));
  };
  const auto s = synchrony::couple_source<double>(synchrony::NeuronBlocks{Index{300}, Index{700}, read},
                                                  SeriesView<double>(c.networks), c.scans, options, small);
  CHECK(identical(s, couple(c.neurons, c.networks, c.scans, options)));
  CHECK(asked.size() > 1);
  CHECK(std::is_sorted(asked.begin(), asked.end()));
}

TEST_CASE("Keeping only the best gives the same numbers for them", "[synchrony]") {
  Case c;
  c.neurons.col(7).setConstant(1);
  CouplingOptions<> options{.n_permutations = 99};
  const auto whole = couple(c.neurons, c.networks, c.scans, options);
  options.keep_top = 2;
  const auto top = couple(c.neurons, c.networks, c.scans, options);
  CHECK(identical(whole, top));
  CHECK(top.r.size() == 0);
  CHECK_THROWS_AS(top.table(&Coupling::p_fwe), ValueError);
  CHECK(top.kept.size() >= 78);  // 39 neurons, two each, and what the networks add
  CHECK(top.kept.size() <= 88);
  for (const Coupling& kept : top.kept) {
    const Coupling same = whole.coupling(kept.neuron, kept.network, whole.r(kept.neuron, kept.network),
                                         whole.exceeded(kept.neuron, kept.network));
    CHECK(kept.r == same.r);
    CHECK(kept.p_uncorrected == same.p_uncorrected);
    CHECK(kept.p_fwe == same.p_fwe);
    CHECK(kept.q_fdr == same.q_fdr);
  }
  CHECK(top.of_neuron(7).empty());
  CHECK(top.of_neuron(0).size() >= 2);
  options.keep_top = 0;
  CHECK_THROWS_AS(couple(c.neurons, c.networks, c.scans, options), ValueError);
}
