#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/synchrony/couple.hpp"

using namespace syncact;
using namespace std::chrono_literals;
using syncact::test::says;
using synchrony::couple_part;
using synchrony::SynchronyPart;

namespace {

/// 700 neurons, three tiles of which the last is short; some are constant.
struct Whole {
  Timeline scans = Timeline::scans(1s, 0.5, {90, 80});
  MatrixX<double> networks = test::hrf_noise(170, 4, 0, 21);
  MatrixX<double> table = test::hrf_noise(170, 700, 0, 22);
  synchrony::CouplingOptions<> options{.n_permutations = 60, .seed = 4};

  explicit Whole(std::optional<Index> keep_top) {
    options.keep_top = keep_top;
    for (Index i = 0; i < 30; ++i) table.col(20 * i) += 2 * networks.col(i % 4);
    table.col(300).setZero();
  }
  [[nodiscard]] synchrony::NeuronsInMemory<double> source() const { return {SeriesView<double>(table)}; }
  [[nodiscard]] SynchronyPart<double> part(Index first, Index n) const {
    return couple_part<double>(source(), first, n, SeriesView<double>(networks), scans, options);
  }
};

bool same(const synchrony::Coupling& a, const synchrony::Coupling& b) {
  return a.neuron == b.neuron && a.network == b.network && a.r == b.r && a.p_uncorrected == b.p_uncorrected &&
         a.p_fwe == b.p_fwe && a.q_fdr == b.q_fdr;
}

void check_same(const synchrony::Synchrony<double>& a, const synchrony::Synchrony<double>& b) {
  const auto same_bits = [](const MatrixX<double>& x, const MatrixX<double>& y) {
    return x.size() == y.size() &&
           (x.size() == 0 || std::memcmp(x.data(), y.data(), sizeof(double) * static_cast<std::size_t>(x.size())) == 0);
  };
  CHECK(same_bits(a.r, b.r));
  CHECK(a.exceeded == b.exceeded);
  CHECK(a.null.max == b.null.max);
  CHECK(a.null.mean_best_network == b.null.mean_best_network);
  CHECK(a.null.mean_best_neuron == b.null.mean_best_neuron);
  CHECK(a.null.share_significant == b.null.share_significant);
  CHECK(a.threshold_fwe == b.threshold_fwe);
  CHECK(a.n_defined == b.n_defined);
  CHECK(a.neuron_status == b.neuron_status);
  CHECK(std::equal(a.kept.begin(), a.kept.end(), b.kept.begin(), b.kept.end(), same));
  for (std::size_t k = 0; k < a.best_neuron.size(); ++k) CHECK(same(*a.best_neuron[k], *b.best_neuron[k]));
  for (std::size_t i = 0; i < a.best_network.size(); ++i) {
    REQUIRE(a.best_network[i].has_value() == b.best_network[i].has_value());
    if (a.best_network[i]) CHECK(same(*a.best_network[i], *b.best_network[i]));
  }
}

}  // namespace

TEST_CASE("Parts of a coupling merge to the bits of the whole, in any order and grouping", "[synchrony][law]") {
  const std::optional<Index> keep_top = GENERATE(std::optional<Index>(), std::optional<Index>(3));
  const Whole whole(keep_top);
  const auto expected =
      synchrony::couple_source<double>(whole.source(), SeriesView<double>(whole.networks), whole.scans, whole.options);
  const SynchronyPart<double> a = whole.part(0, 256), b = whole.part(256, 256), c = whole.part(512, 188);
  CHECK_FALSE(a.complete());

  SynchronyPart<double> left = a;  // (a b) c
  left.merge(b);
  left.merge(c);
  check_same(std::move(left).finish(), expected);

  SynchronyPart<double> right = b, backwards = c;  // c (b a)
  right.merge(a);
  backwards.merge(right);
  REQUIRE(backwards.complete());
  check_same(std::move(backwards).finish(), expected);
}

TEST_CASE("Parts that do not belong together are refused", "[synchrony][edge]") {
  const Whole whole(std::nullopt);
  SynchronyPart<double> a = whole.part(0, 256);
  CHECK_THROWS_WITH(a.merge(whole.part(0, 512)), says("the first tile that both hold, is 0"));
  Whole other(std::nullopt);
  other.options.seed = 5;
  CHECK_THROWS_AS(a.merge(other.part(256, 256)), ValueError);
  CHECK_THROWS_WITH(whole.part(0, 100), says("multiples of 256"));
  CHECK_THROWS_WITH(whole.part(512, 256), says("at most that of the source, is 768"));
  CHECK_THROWS_WITH(std::move(a).finish(), says("all neurons must be in"));
}
