/// Null draws from transforms are those from products.
#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/signal/nuisance.hpp"
#include "syncact/stats/phase_randomization.hpp"
#include "syncact/synchrony/couple.hpp"
#include "syncact/synchrony/detail/lane_fft.hpp"
#include "syncact/synchrony/measure/spearman.hpp"

namespace test_engines {

using namespace syncact;
using namespace std::chrono_literals;
using syncact::test::says;
using synchrony::CouplingOptions;
using synchrony::NullEngine;
using synchrony::PerRun;
using synchrony::Synchrony;
using synchrony::Tail;

template <std::floating_point T>
struct Case {
  Timeline scans;
  MatrixX<T> neurons, networks;

  Case(const std::vector<Index>& runs, Index n_neurons, Index n_networks)
      : scans(Timeline::scans(1s, 0.5, runs)),
        neurons(test::hrf_noise(scans.size(), n_neurons, 0, 31).template cast<T>()),
        networks(test::hrf_noise(scans.size(), n_networks, 0, 32).template cast<T>()) {
    for (Index i = 0; i < std::min(n_neurons, n_networks); ++i) neurons.col(i) += T(2) * networks.col(i);
    if (n_neurons > 5) neurons.col(5).setConstant(T(3));
  }
};

/// The same counts; in float a draw in ten thousand may lie so near to what it is compared with that rounding decides.
template <class T>
void check_equal(const Synchrony<T>& a, const Synchrony<T>& b) {
  if constexpr (std::same_as<T, double>) {
    CHECK(a.exceeded == b.exceeded);
  } else {
    const auto difference = (a.exceeded.template cast<Index>() - b.exceeded.template cast<Index>()).cwiseAbs().eval();
    CHECK(difference.maxCoeff() <= 1);
    CHECK(difference.sum() <= 1 + a.exceeded.size() / 10000);
  }
  const double rounding = 64 * static_cast<double>(std::numeric_limits<T>::epsilon());
  CHECK((a.null.max - b.null.max).cwiseAbs().maxCoeff() < rounding);
  CHECK((a.null.mean_best_network - b.null.mean_best_network).cwiseAbs().maxCoeff() < rounding);
  CHECK((a.null.mean_best_neuron - b.null.mean_best_neuron).cwiseAbs().maxCoeff() < rounding);
  CHECK((a.null.share_significant - b.null.share_significant).cwiseAbs().maxCoeff() <=
        1.0 / static_cast<double>(a.n_neurons()));
  CHECK(a.neuron_status == b.neuron_status);
}

template <std::floating_point T, class Clock, class S>
Synchrony<T> with_engine(const Case<T>& c, const Clock& clock, CouplingOptions<S> options, NullEngine engine,
                         const Context<>& context = {}) {
  options.engine = engine;
  return synchrony::couple(c.neurons, c.networks, clock, options, context);
}

TEMPLATE_TEST_CASE("Transforms give the counts of products, for any lengths of runs and numbers of signals", "[synchrony][law]",
                   float, double) {
  const auto runs =
      GENERATE(std::vector<Index>{200}, std::vector<Index>{97}, std::vector<Index>{90, 101, 128}, std::vector<Index>{143, 70});
  const auto [n_neurons, n_networks] = GENERATE(std::pair<Index, Index>{1, 1}, std::pair<Index, Index>{9, 2},
                                                std::pair<Index, Index>{67, 19}, std::pair<Index, Index>{300, 5});
  const Tail tail = GENERATE(Tail::upper, Tail::both);
  const Case<TestType> c(runs, n_neurons, n_networks);
  const CouplingOptions<> options{.null = {.min_shift = 20s}, .n_permutations = 150, .seed = 2, .tail = tail};
  check_equal(with_engine(c, c.scans, options, NullEngine::products), with_engine(c, c.scans, options, NullEngine::transforms));
}

TEMPLATE_TEST_CASE("Transforms give the counts of products through a projection", "[synchrony][law]", float, double) {
  const auto runs = GENERATE(std::vector<Index>{180}, std::vector<Index>{120, 97});
  const PerRun per_run = GENERATE(PerRun::center, PerRun::standardize);
  const bool confounds = GENERATE(false, true);
  Case<TestType> c(runs, 70, 6);
  signal::Nuisance nuisance{.detrend = 2, .high_pass = 1.0 / 60, .drop_initial = 3};
  if (confounds) nuisance.confounds = test::white_noise(c.scans.size(), 7, 9);
  const auto projection = signal::nuisance_projection(c.scans, nuisance);
  c.networks = projection.apply(c.networks);
  const CouplingOptions<> options{.null = {.min_shift = 15s}, .n_permutations = 120, .per_run = per_run};
  check_equal(with_engine(c, projection, options, NullEngine::products),
              with_engine(c, projection, options, NullEngine::transforms));
}

TEST_CASE("Ranks are transformed like other series", "[synchrony]") {
  const Case<double> c({160, 140}, 40, 5);
  const CouplingOptions<synchrony::measure::Spearman> options{.n_permutations = 100};
  check_equal(with_engine(c, c.scans, options, NullEngine::products), with_engine(c, c.scans, options, NullEngine::transforms));
}

TEST_CASE("Transforms give the same bits on any number of threads and under any memory cap", "[synchrony][law]") {
  const Case<float> c({150, 150}, 700, 7);
  const CouplingOptions<> options{.n_permutations = 200};
  const auto expected = with_engine(c, c.scans, options, NullEngine::transforms);
  const auto same = [&](const Context<>& context) {
    const auto found = with_engine(c, c.scans, options, NullEngine::transforms, context);
    CHECK(found.exceeded == expected.exceeded);
    CHECK(found.null.max == expected.null.max);
    CHECK(found.null.mean_best_network == expected.null.mean_best_network);
    CHECK(found.null.mean_best_neuron == expected.null.mean_best_neuron);
  };
  same({.executor = Threads{3}});
  same({.memory_cap_bytes = std::size_t{3} << 20});
  CHECK_THROWS_WITH(with_engine(c, c.scans, options, NullEngine::transforms, {.memory_cap_bytes = std::size_t{1} << 19}),
                    says("memory_cap_bytes must be >="));
}

TEST_CASE("What costs less is chosen by sizes alone, and transforms that there are not are refused", "[synchrony]") {
  using synchrony::detail::transforms_pay;
  const Timeline one = Timeline::scans(1s, 0.5, {900}), many = Timeline::scans(1s, 0.5, std::vector<Index>(30, 30));
  CHECK(transforms_pay(one, 4096, 400, 841));
  CHECK_FALSE(transforms_pay(one, 4096, 400, 10));
  CHECK_FALSE(transforms_pay(one, 1, 400, 100));
  CHECK_FALSE(transforms_pay(one, 4096, 1, 841));
  CHECK_FALSE(transforms_pay(many, 4096, 400, 5));
  const Case<double> c({120}, 4, 2);
  CouplingOptions<synchrony::measure::Pearson, stats::PhaseRandomization> phases{.n_permutations = 10};
  phases.engine = NullEngine::transforms;
  CHECK_THROWS_WITH(synchrony::couple(c.neurons, c.networks, c.scans, phases), says("needs a null that shifts runs"));
}

TEST_CASE("Progress of transforms comes to its end, and can stop them", "[synchrony]") {
  const Case<float> c({150}, 600, 3);
  const CouplingOptions<> options{.n_permutations = 50};
  Index last = 0, total = 0;
  with_engine(c, c.scans, options, NullEngine::transforms, {.progress = [&](Index done, Index all) {
                CHECK(done == last + 1);
                last = done;
                total = all;
                return true;
              }});
  CHECK(last == total);
  CHECK(total > 1);
  CHECK_THROWS_AS(with_engine(c, c.scans, options, NullEngine::transforms, {.progress = [](Index, Index) { return false; }}),
                  Cancelled);
}

TEMPLATE_TEST_CASE("Transforms of lanes are those of one series", "[synchrony]", float, double) {
  const Index n = GENERATE(1, 2, 3, 4, 5, 7, 12, 60, 97, 101, 210, 343, 450, 947);
  const synchrony::detail::LaneFft<TestType> fft(n);
  const Index length = fft.length();
  constexpr Index width = 16 / sizeof(TestType);
  using Lanes = typename linalg::VectorOf<TestType, 16>::type;
  std::vector<TestType> re(static_cast<std::size_t>(length * width)), im(re), work_re(re), work_im(re);
  const Random random(5);
  for (std::size_t i = 0; i < re.size(); ++i) {
    re[i] = static_cast<TestType>(random.normal(2 * i));
    im[i] = static_cast<TestType>(random.normal(2 * i + 1));
  }
  const auto first_re = re, first_im = im;
  auto *a = reinterpret_cast<Lanes*>(re.data()), *b = reinterpret_cast<Lanes*>(im.data());
  auto *c = reinterpret_cast<Lanes*>(work_re.data()), *d = reinterpret_cast<Lanes*>(work_im.data());
  fft.template inverse<16>(a, b, c, d);
  for (Index lane = 0; lane < width; ++lane) {
    std::vector<std::complex<double>> x(static_cast<std::size_t>(length));
    for (Index f = 0; f < length; ++f) nth(x, f) = {nth(first_re, f * width + lane), nth(first_im, f * width + lane)};
    numeric::Fft(length).inverse(x);
    double worst = 0;
    for (Index t = 0; t < n; ++t) {
      std::complex<double> expected = nth(x, t);
      if (length > n) expected += nth(x, length - n + t);
      const auto size = static_cast<double>(length);
      worst = std::max(worst, std::abs(expected * size - std::complex<double>(a[t][lane], b[t][lane])));
    }
    CHECK(worst < 64 * std::numeric_limits<TestType>::epsilon() * std::sqrt(static_cast<double>(length)));
  }
}

}  // namespace test_engines
