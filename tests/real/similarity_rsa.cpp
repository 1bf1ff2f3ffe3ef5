/// 92 object images: layers of SqueezeNet against human inferior temporal cortex. Values known from elsewhere: Spearman of
/// 1 - Pearson RDMs .188 for fire5 and .301 for fire9, with the mean RDM of two persons x two sessions. The activations lie
/// beside the data; squeezenet.cpp has those of all layers.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "support/catch.hpp"
#include "support/data.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/similarity/rdm/bootstrap.hpp"
#include "syncact/similarity/rdm/correlation_distance.hpp"
#include "syncact/similarity/rdm/mantel.hpp"
#include "syncact/similarity/rdm/noise_ceiling.hpp"

namespace test_real_similarity_rsa {

using namespace syncact;
using namespace syncact::similarity::rdm;
using syncact::test::data;
using syncact::test::WithinAbs;
namespace fs = std::filesystem;

MatrixX<double> table(const fs::path& npy) { return io::NpyArray(npy).to_matrix<double>(); }

Rdm layer(const fs::path& root, const std::string& name) {
  const MatrixX<double> x = table(root / "cnn" / ("reference_squeezenet_gap_" + name + "_concat_92images.npy"));
  return CorrelationDistance{}.dissimilarities(SeriesView<double>(x));
}

/// Debiased linear CKA of the points that have these squared distances: the cosine of the U-centered RDMs (Szekely & Rizzo,
/// Ann. Stat. 42 (2014) 2382), which needs no points.
double debiased_cka(const Rdm& a, const Rdm& b) {
  const auto u_centered = [](const Rdm& rdm) {
    const auto n = static_cast<double>(rdm.n_conditions);
    MatrixX<double> d = rdm.square();
    const VectorX<double> row = d.rowwise().sum() / (n - 2);
    const double all = d.sum() / ((n - 1) * (n - 2));
    d.colwise() -= row;
    d.rowwise() -= row.transpose();
    d.array() += all;
    d.diagonal().setZero();
    return d;
  };
  const MatrixX<double> x = u_centered(a), y = u_centered(b);
  return x.cwiseProduct(y).sum() / std::sqrt(x.squaredNorm() * y.squaredNorm());
}

/// Middle 95 % over subsets: the different images of a draw of 92 with replacement. A repeated image would be a pair at
/// distance 0, which U-centering cannot leave out. Subsets of two thirds make the interval wider than a bootstrap's.
std::pair<double, double> cka_interval(const Rdm& a, const Rdm& b) {
  std::vector<double> values;
  for (std::uint64_t draw = 0; draw < 500; ++draw) {
    const Random random(11, draw);
    std::set<Index> images;
    for (std::uint64_t i = 0; i < 92; ++i) images.insert(random.below(i, 92));
    const std::vector<Index> subset(images.begin(), images.end());
    values.push_back(
        debiased_cka(similarity::rdm::detail::of_conditions(a, subset), similarity::rdm::detail::of_conditions(b, subset)));
  }
  std::sort(values.begin(), values.end());
  return {values[12], values[487]};
}

/// The tables NAME.npy that a Python program writes to the folder it gets as its last argument; none if it fails, as it does
/// without the Debian packages it needs.
std::vector<MatrixX<double>> python_tables(const std::string& program, const std::vector<std::string>& names) {
  const fs::path folder = fs::temp_directory_path() / ("syncact_rsa_" + names[0]);
  fs::create_directories(folder);
  const std::string command = "/usr/bin/python3 " + program + " '" + folder.string() + "' 2>/dev/null";
  std::vector<MatrixX<double>> tables;
  if (std::system(command.c_str()) == 0) {
    for (const std::string& name : names) tables.push_back(table(folder / (name + ".npy")));
  }
  fs::remove_all(folder);
  return tables;
}

/// The RDM of each person and session, if Debian's python3-scipy is here to unpack them.
std::vector<Rdm> sessions(const fs::path& root) {
  const std::string program =
      "-c \"import scipy.io, numpy, sys; r = scipy.io.loadmat(sys.argv[1])['RDMs'].ravel(); "
      "[numpy.save(sys.argv[2] + '/%d.npy' % i, r[i]['RDM'].astype(float)) for i in range(4)]\" '" +
      (root / "rsa_92images/92_brainRDMs_BE_KO.mat").string() + "'";
  std::vector<Rdm> rdms;
  for (const MatrixX<double>& rdm : python_tables(program, {"0", "1", "2", "3"})) rdms.push_back(from_square(rdm));
  return rdms;
}

TEST_CASE("92 images: two layers of SqueezeNet against human IT, under three comparisons") {
  const auto root = data("");
  if (!root) return;
  const Rdm it = from_square(table(*root / "rsa_92images/hIT_BE_KO_mean_rdm.npy"));
  const Rdm fire5 = layer(*root, "fire5"), fire9 = layer(*root, "fire9");
  CHECK_THAT(Spearman{}.compare(fire5, it).value, WithinAbs(0.188, 5e-4));
  CHECK_THAT(Spearman{}.compare(fire9, it).value, WithinAbs(0.301, 5e-4));
  CHECK(WhitenedCosine{}.compare(fire9, it).value > WhitenedCosine{}.compare(fire5, it).value);
  CHECK(debiased_cka(fire9, it) > debiased_cka(fire5, it));
  CHECK(mantel(fire5, it, Spearman{}, {.n_permutations = 999}).p == 0.001);

  for (const auto& [name, rdm] : {std::pair{"fire5", fire5}, std::pair{"fire9", fire9}}) {
    const std::span<const Rdm> one(&it, 1);
    const BootstrapOptions options{.n_resamples = 500, .seed = 11};
    const Bootstrapped rank = bootstrap(rdm, one, Spearman{}, options, {.executor = Threads{2}});
    const Bootstrapped whitened = bootstrap(rdm, one, WhitenedCosine{}, options, {.executor = Threads{2}});
    const auto [low, high] = cka_interval(rdm, it);
    std::cout << name << ": Spearman " << rank.value << " [" << rank.low << ", " << rank.high << "], whitened cosine "
              << whitened.value << " [" << whitened.low << ", " << whitened.high << "], debiased CKA " << debiased_cka(rdm, it)
              << " [" << low << ", " << high << "]\n";
    CHECK(rank.low > 0);
    CHECK(low > 0);
    CHECK(rank.n_defined == 500);
  }
}

TEST_CASE("92 images: the noise ceiling of four sessions lies above the network") {
  const auto root = data("");
  if (!root) return;
  const std::vector<Rdm> brains = sessions(*root);
  if (brains.empty()) {
    std::cout << "the sessions' RDMs are in a MAT file; without python3-scipy there is no noise ceiling\n";
    return;
  }
  const Rdm fire9 = layer(*root, "fire9");
  const auto check = [&](const auto& comparison) {
    const auto ceiling = noise_ceiling(std::span<const Rdm>(brains), comparison);
    double network = 0;
    for (const Rdm& brain : brains) network += comparison.compare(fire9, brain).value / 4;
    std::cout << comparison.info().id << ": fire9 " << network << ", ceiling [" << ceiling.value[0] << ", " << ceiling.value[1]
              << "]\n";
    CHECK(ceiling.value[0] > network);
    CHECK(ceiling.value[1] > ceiling.value[0]);
  };
  check(Spearman{});
  check(WhitenedCosine{});
}

}  // namespace test_real_similarity_rsa
