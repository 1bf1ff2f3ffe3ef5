#include <Eigen/LU>

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/similarity_inputs.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/rdm/bootstrap.hpp"
#include "syncact/similarity/rdm/mantel.hpp"
#include "syncact/similarity/rdm/noise_ceiling.hpp"
#include "syncact/similarity/representation/prepared.hpp"

namespace test_rdm_comparisons {

using namespace syncact;
using namespace syncact::similarity::rdm;
using similarity::MeasureStatus;
using similarity::MissingRule;
using test::says;
using test::table_close;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Rdm rdm_of(Index n, std::uint64_t seed) {
  const MatrixX<double> x = test::noise<double>(n, n + 3, seed);
  return SquaredEuclidean{}.dissimilarities(SeriesView<double>(x));
}

MatrixX<double> covariance(Index n, std::uint64_t seed) {
  const MatrixX<double> x = test::noise<double>(2 * n, n, seed);
  return x.transpose() * x / static_cast<double>(2 * n);
}

/// V = (C S C') o (C S C') of the pairs that are kept, as the papers write it.
MatrixX<double> pair_covariance(const MatrixX<double>& sigma, const std::vector<Index>& keep) {
  const Index n = sigma.rows();
  MatrixX<double> contrasts = MatrixX<double>::Zero(n * (n - 1) / 2, n);
  for (Index i = 0, k = 0; i < n; ++i) {
    for (Index j = i + 1; j < n; ++j, ++k) contrasts(k, i) = 1, contrasts(k, j) = -1;
  }
  const MatrixX<double> c = (contrasts * sigma * contrasts.transpose()).cwiseAbs2();
  return c(keep, keep);
}

/// The whitened comparison by solving with V.
double slow_whitened(const Rdm& a, const Rdm& b, const MatrixX<double>& sigma, const std::vector<Index>& keep,
                     const RdmMean* mean) {
  const Eigen::PartialPivLU<MatrixX<double>> v(pair_covariance(sigma, keep));
  VectorX<double> x = a.values(keep), y = b.values(keep);
  const VectorX<double> ones = VectorX<double>::Ones(x.size()), weight = v.solve(ones);
  if (mean != nullptr) {
    const bool plain = *mean == RdmMean::plain;
    x.array() -= plain ? x.mean() : weight.dot(x) / weight.sum();
    y.array() -= plain ? y.mean() : weight.dot(y) / weight.sum();
  }
  return x.dot(v.solve(y)) / std::sqrt(x.dot(v.solve(x)) * y.dot(v.solve(y)));
}

TEST_CASE("whitened comparisons equal the solution with the covariance of all pairs, whichever are missing") {
  const Index n = 9;
  Rdm a = rdm_of(n, 1), b = rdm_of(n, 2);
  std::vector<Index> keep;
  for (Index k = 0; k < a.n_pairs(); ++k) keep.push_back(k);
  const MatrixX<double> full = covariance(n, 3), variances = full.diagonal();
  const RdmMean plain = RdmMean::plain, gls = RdmMean::gls;
  const auto check = [&](const similarity::MissingData& nan_rule) {
    const std::vector<std::pair<MatrixX<double>, MatrixX<double>>> sigmas{
        {MatrixX<double>(), MatrixX<double>::Identity(n, n)}, {variances, variances.col(0).asDiagonal()}, {full, full}};
    for (const auto& [given, meant] : sigmas) {
      CHECK(std::abs(WhitenedCosine{given, nan_rule}.compare(a, b).value - slow_whitened(a, b, meant, keep, nullptr)) < 1e-11);
      CHECK(std::abs(WhitenedCorrelation{given, plain, nan_rule}.compare(a, b).value -
                     slow_whitened(a, b, meant, keep, &plain)) < 1e-10);
      CHECK(std::abs(WhitenedCorrelation{given, gls, nan_rule}.compare(a, b).value - slow_whitened(a, b, meant, keep, &gls)) <
            1e-10);
    }
  };
  check({});
  a.values[4] = nan;
  b.values[7] = b.values[30] = nan;
  for (const Index k : {30, 7, 4}) keep.erase(keep.begin() + k);
  check({MissingRule::pairwise});
  CHECK(WhitenedCosine{{}, {MissingRule::pairwise}}.compare(a, b).n_used == 33);
  CHECK_THROWS_WITH(WhitenedCosine{}.compare(a, b), says("pair 4 is not"));
  CHECK_THROWS_WITH((WhitenedCosine{full, {MissingRule::drop_sample}}.compare(a, b)), says("must keep the conditions"));
  CHECK_THROWS_WITH((WhitenedCosine{covariance(4, 1)}.compare(rdm_of(n, 1), rdm_of(n, 2))),
                    says("(conditions) must be 9, is 4"));
  CHECK_THROWS_WITH((WhitenedCosine{-full}.compare(rdm_of(n, 1), rdm_of(n, 2))), says("positive definite"));
}

TEST_CASE("whitening by the identity needs no generalized mean, and no matrix products") {
  const Rdm a = rdm_of(30, 1), b = rdm_of(30, 2);
  const MatrixX<double> identity = MatrixX<double>::Identity(30, 30);
  const double plain = WhitenedCorrelation{}.compare(a, b).value;
  CHECK(std::abs(WhitenedCorrelation{.mean = RdmMean::gls}.compare(a, b).value - plain) < 1e-12);
  CHECK(std::abs(WhitenedCorrelation{identity}.compare(a, b).value - plain) < 1e-12);
}

double slow_tau(const VectorX<double>& a, const VectorX<double>& b, Tau tau) {
  double score = 0, untied_a = 0, untied_b = 0, all = 0;
  for (Index i = 0; i < a.size(); ++i) {
    for (Index j = 0; j < i; ++j) {
      const int s = (a[i] > a[j]) - (a[i] < a[j]), t = (b[i] > b[j]) - (b[i] < b[j]);
      score += s * t, untied_a += s != 0, untied_b += t != 0, ++all;
    }
  }
  return score / (tau == Tau::a ? all : std::sqrt(untied_a * untied_b));
}

TEST_CASE("Kendall's tau in m log m equals the count of all pairs, with and without ties") {
  for (const double levels : {3.0, 20.0, 1e9}) {
    for (const Index n : {3, 12, 17}) {
      Rdm a = rdm_of(n, 5), b = rdm_of(n, 6);
      for (Rdm* rdm : {&a, &b}) rdm->values = (rdm->values * levels).array().floor();
      for (const Tau tau : {Tau::a, Tau::b}) {
        const double slow = slow_tau(a.values, b.values, tau);
        const auto fast = KendallTau{tau}.compare(a, b);
        if (std::isnan(slow)) {
          CHECK(fast.status == MeasureStatus::undefined);
        } else {
          CHECK(std::abs(fast.value - slow) < 1e-14);
        }
      }
      if (levels == 1e9) CHECK(KendallTau{Tau::a}.compare(a, b).value == KendallTau{Tau::b}.compare(a, b).value);
    }
  }
}

TEST_CASE("rho-a is Spearman's rho without ties, and its mean over ways to break them with") {
  const Rdm a = rdm_of(8, 1), b = rdm_of(8, 2);
  CHECK(std::abs(RhoA{}.compare(a, b).value - Spearman{}.compare(a, b).value) < 1e-14);
  VectorX<double> tied(3), other(3), broken(3);
  tied << 1, 1, 2;
  other << 3, 5, 4;
  double mean = 0;
  for (const double d : {-0.1, 0.1}) {
    broken << 1 + d, 1, 2;
    mean += 0.5 * Spearman{}.compare({3, broken}, {3, other}).value;
  }
  CHECK(std::abs(RhoA{}.compare({3, tied}, {3, other}).value - mean) < 1e-15);
}

TEST_CASE("missing pairs are handled by the rule that was asked for") {
  Rdm a = rdm_of(6, 1), b = rdm_of(6, 2);
  a.values[2] = nan;
  b.values[9] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(Pearson{}.compare(a, b), says("Pearson: RDMs must be finite, but pair 2 is not"));
  CHECK(Pearson{{MissingRule::propagate}}.compare(a, b).status == MeasureStatus::non_finite);
  CHECK(std::isnan(Pearson{{MissingRule::propagate}}.compare(a, b).value));
  CHECK(Pearson{{MissingRule::pairwise}}.compare(a, b).n_used == 13);
  CHECK(Pearson{{MissingRule::pairwise, 0.9}}.compare(a, b).status == MeasureStatus::too_few_samples);
  CHECK_THROWS_WITH(Pearson{{MissingRule::drop_unit}}.compare(a, b), says("for RDMs, not drop_unit"));
  CHECK_THROWS_WITH(Pearson{}.compare(a, rdm_of(5, 1)), says("conditions of the second RDM must be 6, is 5"));

  // Condition 1 has no pattern; (0, 4) is missing besides: the conditions 1 and 4 go.
  Rdm x = rdm_of(6, 1), y = rdm_of(6, 2);
  for (const Index j : {0, 2, 3, 4, 5}) x.values[Rdm::pair(std::min(j, Index{1}), std::max(j, Index{1}), 6)] = nan;
  y.values[Rdm::pair(0, 4, 6)] = nan;
  const auto left = Pearson{{MissingRule::drop_sample, 0.5}}.compare(x, y);
  CHECK(left.n_used == 6);
  const std::vector<Index> keep{0, 2, 3, 5};
  CHECK(left.value ==
        Pearson{}
            .compare(similarity::rdm::detail::of_conditions(x, keep), similarity::rdm::detail::of_conditions(y, keep))
            .value);
  CHECK(std::isfinite(Bures{.nan = {MissingRule::drop_sample}}.compare(x, y).value));
  CHECK_THROWS_WITH(Bures{.nan = {MissingRule::pairwise}}.compare(x, y), says("every pair is needed"));
}

TEST_CASE("comparisons without a value say so") {
  const Rdm a = rdm_of(6, 1), constant{6, VectorX<double>::Constant(15, 2.5)}, zero{6, VectorX<double>::Zero(15)};
  for (const auto& choice : choices(ComparisonName{})) {
    const ComparisonChoice compared{.comparison = choice.value};
    using Name = ComparisonName;
    const auto status = [&](const Rdm& other) { return compared.compare(a, other).status; };
    const bool centered = choice.value == Name::pearson || choice.value == Name::spearman || choice.value == Name::corr_cov ||
                          choice.value == Name::kendall_tau_b;
    const bool needs_size = choice.value == Name::cosine || choice.value == Name::cosine_cov || choice.value == Name::bures ||
                            choice.value == Name::neg_riemannian;
    CHECK((status(constant) == MeasureStatus::undefined) == centered);
    CHECK((status(zero) == MeasureStatus::undefined) == (centered || needs_size));
    CHECK(compared.compare({1, VectorX<double>(0)}, {1, VectorX<double>(0)}).status == MeasureStatus::too_few_samples);
  }
  Rdm bent = a;
  bent.values[0] = 1000;  // no points have such distances
  CHECK(Bures{}.compare(a, bent).status == MeasureStatus::undefined);
  CHECK(std::isfinite(Bures{.negative = Negative::clip}.compare(a, bent).value));
  CHECK(Bures{BuresForm::metric}.compare(a, a).value < 1e-7);
}

TEST_CASE("the Riemannian distance finds the strength of signal and noise that were put in") {
  const Rdm b = rdm_of(9, 3);
  Rdm a = b;
  CHECK(std::abs(NegRiemannian{}.compare(a, b).value) < 1e-6);
  a.values *= 7;
  CHECK(std::abs(NegRiemannian{}.compare(a, b).value) < 1e-6);
  Rdm noisy = b;
  noisy.values.array() += 0.8;  // 0.8 (11' + I) / 2 on the second moments
  CHECK(std::abs(NegRiemannian{}.compare(b, noisy).value) < 1e-6);
  CHECK(NegRiemannian{}.compare(noisy, b).value < -0.1);  // noise cannot be taken off
  const Rdm other = rdm_of(9, 4);
  const std::vector<Index> order{4, 2, 0, 8, 1, 3, 7, 5, 6};
  CHECK(std::abs(
            NegRiemannian{}
                .compare(similarity::rdm::detail::of_conditions(other, order), similarity::rdm::detail::of_conditions(b, order))
                .value -
            NegRiemannian{}.compare(other, b).value) < 1e-8);
}

TEST_CASE("ceilings bound the subjects' agreement with their pool") {
  std::vector<Rdm> subjects;
  const Rdm truth = rdm_of(12, 1);
  for (std::uint64_t s = 0; s < 5; ++s) {
    Rdm rdm = rdm_of(12, 10 + s);
    rdm.values = truth.values + 0.5 * rdm.values;
    subjects.push_back(rdm);
  }
  const std::span<const Rdm> span(subjects);
  const auto check = [&](const auto& comparison) {
    const auto ceiling = noise_ceiling(span, comparison);
    CHECK(ceiling.value[0] < ceiling.value[1]);
    double of_truth = 0;
    for (const Rdm& subject : subjects) of_truth += comparison.compare(truth, subject).value / 5;
    CHECK(of_truth <= ceiling.value[1] + 1e-12);
  };
  check(Cosine{});
  check(Pearson{});
  check(Spearman{});
  check(RhoA{});
  check(WhitenedCosine{});
  CHECK_THROWS_WITH(noise_ceiling(span.first(1), Cosine{}), says("number of subjects must be >= 2"));
  CHECK_THROWS_WITH(noise_ceiling(span, ComparisonChoice{.comparison = ComparisonName::bures}), says("no rule to pool"));
  Rdm holes = subjects[0];
  holes.values[3] = nan;
  const std::vector<Rdm> two{holes, subjects[1]};
  CHECK(pool(two, Pooling::ranks).values.allFinite());
}

TEST_CASE("the bootstrap covers what it should, does not depend on threads, and leaves self-pairs out") {
  const Rdm model = rdm_of(20, 1);
  std::vector<Rdm> subjects;
  for (std::uint64_t s = 0; s < 4; ++s) {
    Rdm rdm = rdm_of(20, 10 + s);
    rdm.values += model.values;
    subjects.push_back(rdm);
  }
  const BootstrapOptions options{.subjects = true, .n_resamples = 200, .seed = 3};
  const Bootstrapped one = bootstrap(model, subjects, Spearman{}, options);
  const Bootstrapped again = bootstrap(model, subjects, Spearman{}, options, {.executor = Threads{3}});
  CHECK(table_close(one.draws, again.draws, 0) == "");
  CHECK(one.n_defined == 200);
  CHECK(one.low < one.value);
  CHECK(one.value < one.high);
  CHECK((one.draws.array() >= one.low).count() >= 190);
  const Bootstrapped only_subjects =
      bootstrap(model, subjects, Spearman{}, {.conditions = false, .subjects = true, .n_resamples = 50});
  CHECK(only_subjects.high - only_subjects.low < one.high - one.low);
  CHECK(std::abs(bootstrap(model, std::span<const Rdm>(&model, 1), WhitenedCosine{}, {.n_resamples = 20}).low - 1) < 1e-9);
  CHECK_THROWS_WITH(bootstrap(model, subjects, Spearman{}, {.conditions = false}),
                    says("conditions or subjects must be resampled"));
  CHECK_THROWS_WITH(bootstrap(model, subjects, Spearman{}, {.level = 1}), says("level must lie in (0, 1)"));
  static_assert(LeavesPairsOut<Spearman> && LeavesPairsOut<ComparisonChoice>);

  // A 90 % interval of unrelated RDMs holds 0 about nine times in ten: at least 32 of 40, which fails by chance once in 100
  // (fixed seeds, so never from one run to the next).
  int holds = 0;
  for (std::uint64_t k = 0; k < 40; ++k) {
    const Rdm a = rdm_of(20, 1000 + 2 * k), b = rdm_of(20, 1001 + 2 * k);
    const Bootstrapped interval = bootstrap(a, std::span<const Rdm>(&b, 1), Pearson{}, {.n_resamples = 100, .level = 0.9});
    holds += interval.low <= 0 && interval.high >= 0;
  }
  CHECK(holds >= 32);
}

TEST_CASE("Mantel's test is exact under its null and finds what was planted") {
  const MatrixX<double> x = test::similarity_input("X"), y = test::similarity_input("Y");
  const Recipe recipe{.dissimilarity = DissimilarityName::squared_euclidean};
  const Rdm a = recipe.make(x), b = recipe.make(y);
  int reached = 0;  // the definition: rows of one table shifted
  for (Index k = 0; k < 20; ++k) {
    MatrixX<double> shifted(20, x.cols());
    for (Index i = 0; i < 20; ++i) shifted.row(i) = x.row((i + k) % 20);
    reached += Pearson{}.compare(recipe.make(shifted), b).value >= Pearson{}.compare(a, b).value - 1e-12;
  }
  const Mantel cyclic = mantel(a, b, Pearson{}, {.relabelling = Relabelling::cyclic});
  CHECK(cyclic.null.size() == 19);
  CHECK(std::abs(cyclic.p - reached / 20.0) < 1e-15);
  const MantelTest test{{recipe, {.comparison = ComparisonName::pearson}}, {.relabelling = Relabelling::cyclic}};
  CHECK(test.compare(x, y).value == cyclic.p);

  CHECK(mantel(a, a, Spearman{}, {.n_permutations = 99}).p == 0.01);
  CHECK(mantel(a, a, L2Difference{}, {.tail = MantelTail::left, .n_permutations = 99}).p == 0.01);
  const Mantel one = mantel(a, b, Pearson{}, {.n_permutations = 50, .seed = 4});
  CHECK(table_close(mantel(a, b, Pearson{}, {.n_permutations = 50, .seed = 4}, {.executor = Threads{3}}).null, one.null, 0) ==
        "");
  int significant = 0;  // of 100 unrelated pairs at .05: more than 14 has a chance below 1e-3
  for (std::uint64_t k = 0; k < 100; ++k) {
    significant += mantel(rdm_of(10, 3000 + 2 * k), rdm_of(10, 3001 + 2 * k), Pearson{}, {.n_permutations = 19}).p <= 0.05;
  }
  CHECK(significant <= 14);
  CHECK_THROWS_WITH(mantel(a, b, Pearson{}, {.n_permutations = 0}), says("relabellings must be >= 1"));
}

TEST_CASE("RSA takes prepared tables, tables of any kind, and tables of different widths") {
  const MatrixX<double> x = test::similarity_input("X"), y = test::similarity_input("Y");
  const Rsa rsa;
  const double value = rsa.compare(x, y).value;
  CHECK(rsa.compare(similarity::representation::PreparedTable(x), similarity::representation::PreparedTable(y)).value == value);
  CHECK(rsa.compare(RowMatrixX<double>(x), SeriesView<double>(y)).value == value);
  CHECK(std::abs(rsa.compare(x.cast<float>(), y.cast<float>()).value - value) < 1e-3);
  CHECK(rsa.info().id == "rsa");
  CHECK(rsa.info().alias == "rsa-rdm=correlation-compare=spearman");
  Recipe recipe;
  recipe.left_out = {190};
  CHECK_THROWS_WITH(recipe.make(x), says("each of left_out must be the position of a pair, is 190"));
}

}  // namespace test_rdm_comparisons
