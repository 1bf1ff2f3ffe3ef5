/// Does the chain find what was planted? The world: 12 overlapping networks of 120 of 1500 voxels, 900 scans of 1 s, 3
/// subjects averaged, 60 neurons that follow a network among 140 that follow none, voxel noise twice the signal.
#include <algorithm>
#include <numeric>

#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/networks/match.hpp"
#include "syncact/study/sync_act.hpp"
#include "syncact/synthetic/planted_coupling.hpp"

using namespace syncact;

namespace {

using networks::MatchSign;
using synthetic::PlantedCoupling;
using Table = MatrixX<double>;

const auto canonical = hrf::DoubleGamma::spm();

// Fixed after one look at n_networks 12, 14, 20, 50 and alpha .03 to .2 on the seeds 0 to 9; tests use seeds from 10 on.
// alpha is what counts: with .1 and no network to spare, two time courses often share a network and a third of the
// neurons find no home (accuracy .69); a few networks to spare mend that (.93 with 20, 1.00 with 50).
networks::learners::OnlineDictionaryLearning<> learner(Index n_networks) {
  return {.n_networks = n_networks, .coder = {.alpha = 0.05}};
}

PlantedCoupling world(std::uint64_t seed, double snr = 0.5) {
  return synthetic::plant_coupling({.snr = snr, .seed = seed}, canonical);
}

/// A world for tests that do not look at the brain's data: few voxels, as maps serve to match only.
PlantedCoupling world_without_brain(std::uint64_t seed) {
  return synthetic::plant_coupling({.n_voxels = 400, .n_subjects = 1, .seed = seed}, canonical);
}

Table correlations(const Table& a, const Table& b) {
  return synchrony::measure::Pearson{}.compare(SeriesView<double>(a), SeriesView<double>(b));
}

Table through_response(const PlantedCoupling& planted) {
  return signal::to_scans(planted.neurons, planted.clock, canonical, planted.clock);
}

/// The learned network of each true one. By maps: what is judged below are time courses, and networks that were chosen by
/// time course would agree in time by selection alone.
std::vector<networks::MatchedPair> match_maps(const PlantedCoupling& planted, const Table& maps) {
  return networks::match(Table(planted.maps.transpose()), Table(maps.transpose()), MatchSign::kept);
}

/// Share of the planted neurons whose best network, of all there are, is the one that belongs to their true network.
double accuracy(const PlantedCoupling& planted, const std::vector<networks::MatchedPair>& pairs, const Table& r) {
  Index n_right = 0;
  for (Index i = 0; i < 60; ++i) {
    Index best = 0;
    r.row(i).maxCoeff(&best);
    const Index truth = planted.network_of[static_cast<std::size_t>(i)].value();
    n_right += best == pairs[static_cast<std::size_t>(truth)].b ? 1 : 0;
  }
  return static_cast<double>(n_right) / 60;
}

/// Mean and smallest temporal correlation of the true networks with their learned ones.
std::pair<double, double> course_r(const PlantedCoupling& planted, const std::vector<networks::MatchedPair>& pairs,
                                   const Table& courses) {
  const Table r = correlations(planted.courses, courses);
  double sum = 0, worst = 1;
  for (const networks::MatchedPair& pair : pairs) {
    sum += r(pair.a, pair.b);
    worst = std::min(worst, r(pair.a, pair.b));
  }
  return {sum / static_cast<double>(pairs.size()), worst};
}

double mean_best_size(const Table& r) { return r.topRows(60).cwiseAbs().rowwise().maxCoeff().mean(); }

/// 12 networks without any truth: smooth random courses, random voxels of 400.
networks::Networks<double> random_networks(std::uint64_t seed) {
  const Table maps = (test::white_noise(400, 12, seed + 1).transpose().array() > 1.405).cast<double>();  // 8 %
  return {.time_courses = test::hrf_noise(900, 12, 0.8, seed), .maps = maps};
}

/// 1 where a category is seen: the planted ones where their network's latent is high, then 40 that drive nothing.
Table category_tracks(const PlantedCoupling& planted, std::uint64_t seed) {
  Table noise = test::white_noise(1000, 40, seed);
  for (Index t = 1; t < 1000; ++t) noise.row(t) = 0.8 * noise.row(t - 1) + 0.6 * noise.row(t);
  Table values(900, 52);
  values << planted.latents, noise.bottomRows(900);
  return (values.array() > 0.7).cast<double>();  // a quarter of the time
}

/// The same scans in blocks of one minute, the blocks in random order.
Table blocks_shuffled(const Table& table, std::uint64_t seed) {
  std::vector<Index> order(15);
  std::iota(order.begin(), order.end(), Index{0});
  Random(seed, 1).shuffle(std::span<Index>(order));
  Table result(table.rows(), table.cols());
  for (Index b = 0; b < 15; ++b) {
    result.middleRows(60 * b, 60) = table.middleRows(60 * order[static_cast<std::size_t>(b)], 60);
  }
  return result;
}

}  // namespace

TEST_CASE("Dictionary learning finds planted networks well enough that planted neurons go with their own") {
  const Index n_networks = GENERATE(12, 20);
  double mean_accuracy = 0, worst_accuracy = 1, mean_r = 0, worst_r = 1;
  for (std::uint64_t seed = 10; seed < 20; ++seed) {
    const PlantedCoupling planted = world(seed);
    const auto found = learner(n_networks).learn(planted.mean_bold());
    const auto pairs = match_maps(planted, found.maps);
    const double share = accuracy(planted, pairs, correlations(through_response(planted), found.time_courses));
    const auto [r, worst] = course_r(planted, pairs, found.time_courses);
    UNSCOPED_INFO("K " << n_networks << " seed " << seed << ": accuracy " << share << ", mean r " << r << ", worst r "
                       << worst);
    mean_accuracy += share / 10;
    mean_r += r / 10;
    worst_accuracy = std::min(worst_accuracy, share);
    worst_r = std::min(worst_r, worst);
  }
  UNSCOPED_INFO("mean " << mean_accuracy << " (worst " << worst_accuracy << "), mean r " << mean_r << " (worst " << worst_r
                        << ")");
  // Measured on the seeds 0 to 19: accuracy .993 (worst seed .917) with 12 networks and .993 (.95) with 20, mean r .980 and
  // .990. Now and then two networks share a time course, whose r falls to .6, so the worst one has no bound here.
  CHECK(mean_accuracy >= 0.95);
  CHECK(worst_accuracy >= 0.85);
  CHECK(mean_r >= 0.95);
}

TEST_CASE("True networks give every planted neuron its own, random networks give chance") {
  double oracle = 1, by_map = 0, by_course = 0;
  for (std::uint64_t seed = 10; seed < 30; ++seed) {
    const PlantedCoupling planted = world_without_brain(seed);
    const Table neurons = through_response(planted);
    oracle = std::min(oracle, accuracy(planted, match_maps(planted, planted.maps), correlations(neurons, planted.courses)));
    const auto found = random_networks(1000 * seed);
    const Table r = correlations(neurons, found.time_courses);
    by_map += accuracy(planted, match_maps(planted, found.maps), r) / 20;
    by_course += accuracy(planted, networks::match(planted.courses, found.time_courses, MatchSign::kept), r) / 20;
  }
  UNSCOPED_INFO("true " << oracle << ", random, matched by map " << by_map << ", by time course " << by_course);
  CHECK(oracle == 1);
  CHECK(by_map <= 0.15);     // 1/12; the 5 neurons of a network go together, so 240 trials: sd .018
  CHECK(by_course >= 0.25);  // the trap: nothing was found, and yet it looks like three times chance
}

TEST_CASE("A missing response shows in the correlation with learned networks, hardly in the accuracy") {
  double with = 0, late = 0, without = 0, right_with = 0, right_without = 0;
  for (std::uint64_t seed = 10; seed < 15; ++seed) {
    const PlantedCoupling planted = world(seed, 1.0);
    const auto found = learner(12).learn(planted.mean_bold());
    const auto pairs = match_maps(planted, found.maps);
    Table shifted = Table::Zero(900, 200);
    shifted.bottomRows(895) = planted.neurons.topRows(895);
    const Table r_with = correlations(through_response(planted), found.time_courses);
    const Table r_without = correlations(planted.neurons, found.time_courses);
    with += mean_best_size(r_with) / 5;
    late += mean_best_size(correlations(shifted, found.time_courses)) / 5;
    without += mean_best_size(r_without) / 5;
    right_with += accuracy(planted, pairs, r_with) / 5;
    right_without += accuracy(planted, pairs, r_without) / 5;
  }
  UNSCOPED_INFO("r " << with << ", five seconds late " << late << ", without " << without << "; accuracy " << right_with << ", "
                     << right_without);
  CHECK(with > late + 0.1);  // measured: .90, .76, .26; accuracy 1.00 and .92
  CHECK(late > without + 0.3);
  CHECK(right_with >= 0.95);
  CHECK(right_without >= 0.8);
}

TEST_CASE("Networks get the category that drives them, planted neurons inherit it, shuffled categories go to nobody") {
  std::vector<std::string> names;
  for (int l = 0; l < 52; ++l) names.push_back("category " + std::to_string(l));
  const auto chain = SyncAct{}
                         .with_networks(learner(12))
                         .with_hrf(canonical)
                         .with_coupling(synchrony::CouplingOptions<>{.n_permutations = 199});
  Index n_networks_right = 0, n_neurons_right = 0, n_noise_named = 0, n_shuffled_named = 0;
  Index n_fdr = 0, n_fdr_shuffled = 0, n_worlds_with_fwe = 0;
  double shuffled_uncorrected = 0;
  for (std::uint64_t seed = 10; seed < 15; ++seed) {
    const PlantedCoupling planted = world(seed);
    const auto result = chain.fit(planted.neurons, planted.clock, planted.mean_bold(), planted.clock);
    const auto scores_of = [&](const Table& tracks, Index n_permutations) {
      const Table scans = signal::to_scans(tracks, planted.clock, canonical, planted.clock);
      return annotation::score_labels(result.networks.time_courses, result.projection.apply(scans), planted.clock,
                                      {names.begin(), names.begin() + tracks.cols()}, annotation::prevalence(tracks),
                                      {.coupling = {.n_permutations = n_permutations}});
    };
    const Table tracks = category_tracks(planted, seed), shuffled = blocks_shuffled(tracks, seed);

    const auto scores = scores_of(tracks, 199);
    for (const networks::MatchedPair& pair : match_maps(planted, result.networks.maps)) {
      Index top = 0;
      scores.r.row(pair.b).maxCoeff(&top);
      n_networks_right += top == pair.a ? 1 : 0;
    }
    std::vector<std::optional<Index>> top_label(200);  // annotations of a neuron come best first
    for (const annotation::Annotation& a : chain.annotate(result, tracks, names, planted.clock)) {
      auto& label = top_label[static_cast<std::size_t>(a.neuron)];
      if (!label) label = a.label;
    }
    for (std::size_t i = 0; i < 60; ++i) n_neurons_right += top_label[i] == planted.network_of[i] ? 1 : 0;
    n_noise_named +=
        std::count_if(top_label.begin() + 60, top_label.end(), [](const auto& label) { return label.has_value(); });

    const auto chance = scores_of(shuffled, 199);
    shuffled_uncorrected += (chance.p_uncorrected.array() <= 0.05).cast<double>().mean() / 5;
    // m labels of 12 networks and P draws: no q is below m / (P + 1) if 12 pairs are true, so fewer labels and more draws.
    n_fdr += (scores_of(tracks.leftCols(20), 799).q_fdr.array() <= 0.05).count();
    n_fdr_shuffled += (scores_of(shuffled.leftCols(20), 799).q_fdr.array() <= 0.05).count();
    n_worlds_with_fwe += (chance.p_fwe.array() <= 0.05).any() ? 1 : 0;
    n_shuffled_named += static_cast<Index>(chain.annotate(result, shuffled, names, planted.clock).size());
  }
  UNSCOPED_INFO("networks " << n_networks_right << " of 60, neurons " << n_neurons_right << " of 300, noise neurons named "
                            << n_noise_named << " of 700; shuffled: uncorrected " << shuffled_uncorrected << ", fdr "
                            << n_fdr_shuffled << " where the true ones have " << n_fdr << ", worlds " << n_worlds_with_fwe
                            << ", annotations " << n_shuffled_named);
  CHECK(n_networks_right == 60);
  CHECK(n_neurons_right >= 285);
  CHECK(n_noise_named <= 7);
  CHECK(shuffled_uncorrected <= 0.08);
  CHECK(n_fdr >= 60);
  CHECK(n_fdr_shuffled <= 3);     // 5 % of the true ones
  CHECK(n_worlds_with_fwe <= 1);  // level .05 in each of 5 worlds: more than one by chance in 2 %
  CHECK(n_shuffled_named <= 15);  // the neurons of such a world's false pair
}
