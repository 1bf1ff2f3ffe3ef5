#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/similarity_inputs.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/similarity/rdm/cross_validated_poisson_kl.hpp"
#include "syncact/similarity/rdm/crossnobis.hpp"
#include "syncact/similarity/rdm/noise_covariance.hpp"
#include "syncact/similarity/rdm/recipe.hpp"

namespace test_rdm_dissimilarities {

using namespace syncact;
using namespace syncact::similarity::rdm;
using test::says;
using test::table_close;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// d(pattern i, pattern j) of all pairs, one after another.
template <class D>
VectorX<double> pairs_of(const MatrixX<double>& x, D d) {
  VectorX<double> values(x.rows() * (x.rows() - 1) / 2);
  for (Index i = 0, k = 0; i < x.rows(); ++i) {
    for (Index j = i + 1; j < x.rows(); ++j, ++k) values[k] = d(VectorX<double>(x.row(i)), VectorX<double>(x.row(j)));
  }
  return values;
}

MatrixX<double> spd(Index p, std::uint64_t seed) {
  const MatrixX<double> x = test::noise<double>(2 * p, p, seed);
  return x.transpose() * x / static_cast<double>(p);
}

TEST_CASE("dissimilarities follow their formulas, for any number of conditions, storage, executor and number type") {
  for (const Index n : {2, 33, 450}) {
    const MatrixX<double> x = test::noise<double>(n, 12);
    const auto p = 12.0;
    const VectorX<double> squared = pairs_of(x, [&](const auto& a, const auto& b) { return (a - b).squaredNorm() / p; });
    const Rdm rdm = SquaredEuclidean{}.dissimilarities(SeriesView<double>(x));
    CHECK(table_close(rdm.values, squared, 0, 1e-12) == "");
    const RowMatrixX<double> rows = x;
    const SeriesView<double> view(rows.data(), n, 12, 12, 1);
    CHECK(table_close(SquaredEuclidean{}.dissimilarities(view).values, rdm.values, 0) == "");
    CHECK(table_close(SquaredEuclidean{}.dissimilarities(view, {.executor = Threads{3}}).values, rdm.values, 0) == "");
    const MatrixX<float> single = x.cast<float>();
    CHECK(table_close(SquaredEuclidean{}.dissimilarities(SeriesView<float>(single)).values, squared, 0, 1e-5) == "");
  }
  const MatrixX<double> x = test::noise<double>(40, 9);
  CHECK(table_close(SquaredEuclidean{false}.dissimilarities(SeriesView<double>(x)).values,
                    9 * SquaredEuclidean{}.dissimilarities(SeriesView<double>(x)).values, 0, 1e-15) == "");
  CHECK(table_close(CityBlock{}.dissimilarities(SeriesView<double>(x)).values,
                    pairs_of(x, [](const auto& a, const auto& b) { return (a - b).cwiseAbs().sum(); }), 0, 1e-14) == "");
  const MatrixX<double> precision = spd(9, 5);
  CHECK(table_close(Mahalanobis{precision}.dissimilarities(SeriesView<double>(x)).values,
                    pairs_of(x, [&](const VectorX<double>& a,
                                    const VectorX<double>& b) { return (a - b).dot(precision * (a - b)) / 9; }),
                    0, 1e-11) == "");
  CHECK(table_close(Mahalanobis{MatrixX<double>::Identity(9, 9)}.dissimilarities(SeriesView<double>(x)).values,
                    SquaredEuclidean{}.dissimilarities(SeriesView<double>(x)).values, 0, 1e-13) == "");
  const MatrixX<double> rates = x.cwiseAbs();
  const auto kl = [](const VectorX<double>& a, const VectorX<double>& b) {
    const VectorX<double> m = (a.array() + 0.1) / 1.1, l = (b.array() + 0.1) / 1.1;
    return (m - l).dot(VectorX<double>(m.array().log() - l.array().log())) / 9;
  };
  CHECK(table_close(PoissonKl{}.dissimilarities(SeriesView<double>(rates)).values, pairs_of(rates, kl), 0, 1e-11) == "");
}

TEST_CASE("close patterns and large offsets keep their digits") {
  MatrixX<double> x = test::noise<double>(30, 20);
  x.row(7) = x.row(3) + 1e-7 * x.row(11);
  x.row(8) = x.row(3);
  const VectorX<double> squared = pairs_of(x, [&](const auto& a, const auto& b) { return (a - b).squaredNorm() / 20; });
  const Rdm rdm = SquaredEuclidean{}.dissimilarities(SeriesView<double>(x));
  CHECK(table_close(rdm.values, squared, 0, 1e-9) == "");
  CHECK(rdm.values[Rdm::pair(3, 8, 30)] == 0);
  const Rdm correlation = CorrelationDistance{}.dissimilarities(SeriesView<double>(x));
  CHECK(correlation.values[Rdm::pair(3, 8, 30)] == 0);
  CHECK(correlation.values[Rdm::pair(3, 7, 30)] > 1e-16);
  CHECK(correlation.values[Rdm::pair(3, 7, 30)] < 1e-13);

  const MatrixX<double> y = test::noise<double>(30, 20, 2);
  const auto values = [](const auto& policy, const MatrixX<double>& table) {
    return policy.dissimilarities(SeriesView<double>(table)).values;
  };
  for (const double offset : {1e5, 1e8}) {
    CHECK(table_close(values(Euclidean{}, (y.array() + offset).matrix()), values(Euclidean{}, y), 0, 1e-7) == "");
    CHECK(table_close(values(CorrelationDistance{}, (y.array() + offset).matrix()), values(CorrelationDistance{}, y), 1e-7) ==
          "");
  }
  for (const double scale : {1e-13, 1e13, 1e-170, 1e170}) {
    CHECK(table_close(values(CorrelationDistance{}, scale * y), values(CorrelationDistance{}, y), 1e-13) == "");
    CHECK(table_close(values(CosineDistance{}, scale * y), values(CosineDistance{}, y), 1e-13) == "");
    CHECK(table_close(values(Euclidean{}, scale * y), scale * values(Euclidean{}, y), 0, 1e-13) == "");
  }
}

TEST_CASE("patterns without a value are NaN and disturb no other") {
  MatrixX<double> x = test::noise<double>(6, 8);
  const auto entries = [&](DissimilarityName name) {
    return Recipe{.dissimilarity = name, .precision = spd(8, 1), .rates = {.rate = RateOf::magnitude}}.make(x);
  };
  using Name = DissimilarityName;
  const std::vector<Name> all{Name::squared_euclidean, Name::euclidean,   Name::correlation, Name::cosine,
                              Name::city_block,        Name::mahalanobis, Name::poisson_kl};
  std::vector<Rdm> whole;
  for (const Name name : all) whole.push_back(entries(name));
  x(2, 5) = nan;
  x(4, 1) = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < all.size(); ++k) {
    const Rdm part = entries(all[k]);
    CHECK(part.values.array().isNaN().count() == 5 + 4);
    CHECK(std::abs(part.values[Rdm::pair(1, 3, 6)] - whole[k].values[Rdm::pair(1, 3, 6)]) < 1e-12);
  }
  x.row(2).setConstant(3);
  x.row(4).setZero();
  CHECK(CorrelationDistance{}.dissimilarities(SeriesView<double>(x)).values.array().isNaN().count() == 9);
  CHECK(CosineDistance{}.dissimilarities(SeriesView<double>(x)).values.array().isNaN().count() == 5);
  CHECK(SquaredEuclidean{}.dissimilarities(SeriesView<double>(x)).values.allFinite());
  const MatrixX<double> nothing(3, 0), one(1, 4);
  CHECK(CorrelationDistance{}.dissimilarities(SeriesView<double>(nothing)).values.array().isNaN().all());
  CHECK(SquaredEuclidean{}.dissimilarities(SeriesView<double>(one)).n_pairs() == 0);
  CHECK_THROWS_WITH(PoissonKl{}.dissimilarities(SeriesView<double>(x)), says("the least rate must be >= 0"));
  CHECK_THROWS_WITH(Mahalanobis{}.dissimilarities(SeriesView<double>(x)), says("precision (channels) must be 8, is 0"));
  CHECK_THROWS_WITH(Mahalanobis{-spd(8, 1)}.dissimilarities(SeriesView<double>(x)), says("positive definite"));
}

std::vector<MatrixX<double>> measured(Index n_runs, Index n, Index p, double noise, std::uint64_t seed = 1) {
  const MatrixX<double> truth = test::noise<double>(n, p, 1000);
  std::vector<MatrixX<double>> runs;
  for (Index r = 0; r < n_runs; ++r)
    runs.push_back(truth + noise * test::noise<double>(n, p, seed + static_cast<std::uint64_t>(r)));
  return runs;
}

/// The definition: every ordered pair of different runs that have both conditions.
double crossnobis_pair(const std::vector<MatrixX<double>>& runs, const std::vector<MatrixX<double>>& precision, Index i,
                       Index j) {
  double sum = 0, n = 0;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    for (std::size_t s = 0; s < runs.size(); ++s) {
      const VectorX<double> d = (runs[r].row(i) - runs[r].row(j)).transpose(),
                            e = (runs[s].row(i) - runs[s].row(j)).transpose();
      if (r == s || !d.allFinite() || !e.allFinite()) continue;
      sum += d.dot(0.5 * (precision[r] + precision[s]) * e);
      ++n;
    }
  }
  return n == 0 ? nan : sum / n / static_cast<double>(runs[0].cols());
}

TEST_CASE("crossnobis is the mean over pairs of runs, and the mean over folds") {
  auto runs = measured(5, 7, 4, 0.5);
  const std::vector<MatrixX<double>> shared(5, spd(4, 9)), own{spd(4, 1), spd(4, 2), spd(4, 3), spd(4, 4), spd(4, 5)};
  const auto slow = [&](const std::vector<MatrixX<double>>& precision) {
    VectorX<double> values(21);
    for (Index i = 0, k = 0; i < 7; ++i) {
      for (Index j = i + 1; j < 7; ++j, ++k) values[k] = crossnobis_pair(runs, precision, i, j);
    }
    return values;
  };
  CHECK(table_close(Crossnobis{{shared[0]}}.dissimilarities(runs).values, slow(shared), 1e-12) == "");
  CHECK(table_close(Crossnobis{own}.dissimilarities(runs).values, slow(own), 1e-12) == "");
  const std::vector<MatrixX<double>> identity(5, MatrixX<double>::Identity(4, 4));
  CHECK(table_close(Crossnobis{}.dissimilarities(runs).values, slow(identity), 1e-12) == "");

  VectorX<double> folds = VectorX<double>::Zero(21);  // train on all runs but one
  for (std::size_t r = 0; r < 5; ++r) {
    MatrixX<double> train = MatrixX<double>::Zero(7, 4);
    for (std::size_t s = 0; s < 5; ++s) {
      if (s != r) train += runs[s] / 4;
    }
    for (Index i = 0, k = 0; i < 7; ++i) {
      for (Index j = i + 1; j < 7; ++j, ++k) {
        folds[k] += (train.row(i) - train.row(j)).dot((runs[r].row(i) - runs[r].row(j)) * own[r]) / 20;
      }
    }
  }
  CHECK(table_close(Crossnobis{own}.dissimilarities(runs).values, folds, 1e-12) == "");
  const CrossValidated threaded = Crossnobis{own}.cross_validated(runs, {.executor = Threads{3}});
  CHECK(table_close(threaded.rdm.values, Crossnobis{own}.dissimilarities(runs).values, 0) == "");

  for (auto& run : runs) run.array() += 1e6;  // what a run shares is not its pattern
  CHECK(table_close(Crossnobis{own}.dissimilarities(runs).values, folds, 1e-8) == "");

  runs[1].row(2).setConstant(nan);
  runs[3].row(2).setConstant(nan);
  runs[0].row(5).setConstant(nan);
  CHECK(table_close(Crossnobis{own}.dissimilarities(runs).values, slow(own), 1e-7) == "");
  for (std::size_t r = 0; r < 4; ++r) runs[r].row(6).setConstant(nan);
  CHECK(std::isnan(Crossnobis{}.dissimilarities(runs).values[20]));
}

TEST_CASE("moments of different runs keep the diagonal, and show which patterns replicate") {
  auto runs = measured(6, 8, 300, 1.0);
  const CrossValidated cv = Crossnobis{}.cross_validated(runs);
  for (Index i = 0; i < 8; ++i) {
    for (Index j = i + 1; j < 8; ++j) {
      const double d = cv.moments(i, i) + cv.moments(j, j) - 2 * cv.moments(i, j);
      CHECK(std::abs(d - cv.rdm.values[Rdm::pair(i, j, 8)]) < 1e-12);
    }
  }
  CHECK(cv.moments.diagonal().minCoeff() > 0.5);  // variance of a true pattern is 1; of 300 channels and 30 pairs of runs
  for (std::size_t r = 0; r < runs.size(); ++r) runs[r].row(3) = test::noise<double>(1, 300, 77 + r);
  const VectorX<double> diagonal = Crossnobis{}.cross_validated(runs).moments.diagonal();
  CHECK(diagonal[3] < 0.2);
  CHECK(diagonal[4] > 0.5);
}

TEST_CASE("cross-validated distances of patterns that do not differ are 0 on average") {
  double crossnobis = 0, poisson = 0, biased = 0;
  const int n_times = 40;  // means of 40 * 45 distances; the bounds are more than 5 standard errors wide
  for (int k = 0; k < n_times; ++k) {
    std::vector<MatrixX<double>> runs;
    for (int r = 0; r < 4; ++r) runs.push_back(test::noise<double>(10, 50, static_cast<std::uint64_t>(100 * k + r)));
    crossnobis += Crossnobis{}.dissimilarities(runs).values.mean() / n_times;
    biased += SquaredEuclidean{}.dissimilarities(SeriesView<double>(runs[0])).values.mean() / n_times;
    for (auto& run : runs) run = run.array().exp();
    poisson += CrossValidatedPoissonKl{}.dissimilarities(runs).values.mean() / n_times;
  }
  CHECK(std::abs(crossnobis) < 0.05);
  CHECK(std::abs(poisson) < 0.15);
  CHECK(biased > 1.9);
}

TEST_CASE("the cross-validated Poisson divergence averages all folds") {
  auto runs = measured(4, 5, 6, 0.3);
  for (auto& run : runs) run = run.cwiseAbs();
  VectorX<double> folds = VectorX<double>::Zero(10);
  const auto rates = [](const MatrixX<double>& x) -> MatrixX<double> { return (x.array() + 0.1) / 1.1; };
  for (std::size_t r = 0; r < 4; ++r) {
    MatrixX<double> train = MatrixX<double>::Zero(5, 6);
    for (std::size_t s = 0; s < 4; ++s) {
      if (s != r) train += rates(runs[s]) / 3;
    }
    const MatrixX<double> log = rates(runs[r]).array().log();
    for (Index i = 0, k = 0; i < 5; ++i) {
      for (Index j = i + 1; j < 5; ++j, ++k) folds[k] += (train.row(i) - train.row(j)).dot(log.row(i) - log.row(j)) / 4 / 6;
    }
  }
  CHECK(table_close(CrossValidatedPoissonKl{}.dissimilarities(runs).values, folds, 1e-12) == "");
  const std::vector<MatrixX<double>> same(3, runs[0]);
  CHECK(table_close(CrossValidatedPoissonKl{}.dissimilarities(same).values,
                    PoissonKl{}.dissimilarities(SeriesView<double>(runs[0])).values, 1e-12) == "");
  runs[2].row(1).setConstant(nan);
  CHECK(CrossValidatedPoissonKl{}.dissimilarities(runs).values.allFinite());
}

TEST_CASE("runs that do not fit together are refused") {
  auto runs = measured(3, 4, 5, 1);
  CHECK_THROWS_WITH(Crossnobis{}.dissimilarities(std::span(runs).first(1)), says("number of runs must be >= 2, is 1"));
  CHECK_THROWS_WITH((Crossnobis{{spd(5, 1), spd(5, 2)}}.dissimilarities(runs)),
                    says("the number of precisions must be 0, 1 or that of runs, is 2"));
  CHECK_THROWS_WITH(Crossnobis{{spd(4, 1)}}.dissimilarities(runs), says("(channels) must be 5, is 4"));
  runs[2].resize(3, 5);
  CHECK_THROWS_WITH(Crossnobis{}.dissimilarities(runs), says("number of conditions of a run must be 4, is 3"));
}

TEST_CASE("noise covariances follow their formulas") {
  const Index n = 40, p = 6;
  MatrixX<double> x = test::noise<double>(n, p) * spd(p, 3);
  x.rowwise() -= x.colwise().mean().eval();
  const MatrixX<double> s = x.transpose() * x / static_cast<double>(n);
  const auto covariance = [&](Shrinkage shrinkage) { return noise_covariance(x, {.shrinkage = shrinkage}); };
  const double to_dof = n / (n - 1.0);
  CHECK(table_close(covariance(Shrinkage::none).covariance, s * to_dof, 1e-12) == "");
  CHECK(table_close(covariance(Shrinkage::diagonal).covariance, MatrixX<double>(s.diagonal().asDiagonal()) * to_dof, 1e-12) ==
        "");

  double b2 = 0, variances = 0, squares = 0;  // outer products of every sample, as the papers have them
  const VectorX<double> deviation = (s.diagonal() * to_dof).cwiseSqrt();
  const MatrixX<double> z = x * deviation.cwiseInverse().asDiagonal();
  const MatrixX<double> w = z.transpose() * z / static_cast<double>(n);
  MatrixX<double> var = MatrixX<double>::Zero(p, p);
  for (Index t = 0; t < n; ++t) {
    b2 += (x.row(t).transpose() * x.row(t) - s).squaredNorm() / (n * n);
    var += (z.row(t).transpose() * z.row(t) - w).cwiseAbs2() * (n / std::pow(n - 1.0, 3));
  }
  const double mean = s.trace() / p, d2 = (s - mean * MatrixX<double>::Identity(p, p)).squaredNorm();
  const NoiseCovariance lw = covariance(Shrinkage::ledoit_wolf), ss = covariance(Shrinkage::schaefer_strimmer);
  CHECK(std::abs(lw.weight - b2 / d2) < 1e-12);
  CHECK(table_close(lw.covariance, to_dof * ((1 - lw.weight) * s + lw.weight * mean * MatrixX<double>::Identity(p, p)),
                    1e-12) == "");
  for (Index i = 0; i < p; ++i) {
    for (Index j = 0; j < p; ++j) {
      if (i == j) continue;
      variances += var(i, j);
      squares += std::pow(w(i, j) * to_dof, 2);
    }
  }
  CHECK(std::abs(ss.weight - variances / squares) < 1e-12);
  CHECK(table_close(ss.covariance.diagonal(), s.diagonal() * to_dof, 1e-12) == "");
  CHECK(std::abs(ss.covariance(1, 4) - (1 - ss.weight) * s(1, 4) * to_dof) < 1e-12);
  CHECK(table_close(MatrixX<double>(precision(ss.covariance) * ss.covariance), MatrixX<double>::Identity(p, p), 1e-9) == "");

  const MatrixX<double> wide = test::noise<double>(10, 30);  // fewer samples than channels: only shrinkage has an inverse
  CHECK_THROWS_WITH(precision(noise_covariance(wide, {.shrinkage = Shrinkage::none}).covariance), says("positive definite"));
  CHECK(precision(noise_covariance(wide, {.shrinkage = Shrinkage::ledoit_wolf}).covariance).allFinite());
  CHECK(precision(noise_covariance(wide).covariance).allFinite());
  CHECK_THROWS_WITH(noise_covariance(wide, {.n_regressors = 10}), says("samples - n_regressors must be >= 1"));
}

TEST_CASE("geodesic paths are shortest, geo-topological RDMs are flat at both ends, and ranks ignore what is missing") {
  MatrixX<double> line(5, 1);
  line << 0, 1, 2, 4, 7;
  const Rdm rdm = CityBlock{}.dissimilarities(SeriesView<double>(line));  // exact
  const VectorX<double> along = (rdm.values.array() - 1) / 6;
  const Rdm geodesic = Geodesic{}.transform(rdm);
  CHECK(std::abs(geodesic.values[Rdm::pair(0, 4, 5)] - (along[Rdm::pair(0, 1, 5)] + along[Rdm::pair(1, 2, 5)] +
                                                        along[Rdm::pair(2, 3, 5)] + along[Rdm::pair(3, 4, 5)])) < 1e-14);
  const Rdm flat = GeoTopological{.lower = 0.25, .upper = 0.75}.transform(rdm);
  CHECK(flat.values.minCoeff() == 0);
  CHECK(flat.values.maxCoeff() == 1);
  CHECK((flat.values.array() == 0).count() >= 2);
  CHECK_THROWS_WITH((GeoTopological{0.8, 0.2}.transform(rdm)), says("lower must be in [0, upper)"));

  Rdm holes = rdm;
  holes.values[3] = nan;
  const Rdm ranked = RankTransform{}.transform(holes);
  CHECK(std::isnan(ranked.values[3]));
  CHECK(ranked.values[0] == 1.5);
  CHECK(std::abs(MinMax{}.transform(holes).values[1] - 0.2) < 1e-15);
  CHECK(MinMax{}.transform({3, VectorX<double>::Ones(3)}).values.array().isNaN().all());
  Rdm apart{3, VectorX<double>::Constant(3, nan)};
  apart.values[0] = 1;
  CHECK(Geodesic{}.transform(apart).values.array().isNaN().all());
}

}  // namespace test_rdm_dissimilarities
