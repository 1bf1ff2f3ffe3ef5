#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/networks/learners/fast_ica.hpp"
#include "syncact/networks/learners/nmf.hpp"
#include "syncact/networks/learners/semi_nmf.hpp"
#include "syncact/networks/match.hpp"
#include "syncact/networks/z_maps.hpp"
#include "syncact/synthetic/planted_dictionary.hpp"

using namespace syncact;
using namespace syncact::test;
using networks::learners::FastIca;
using networks::learners::Nmf;
using networks::learners::SemiNmf;

namespace factorizations_test {

/// Independent maps, as far from Gaussian as they come: a few strong voxels each. [network x voxel]
inline MatrixX<double> sparse_maps(Index n_networks, Index n_voxels, bool positive) {
  const Random random(5);
  MatrixX<double> maps(n_networks, n_voxels);
  for (Index i = 0; i < maps.size(); ++i) {
    const auto at = static_cast<std::uint64_t>(2 * i);
    const double size = 1 + random.uniform(at + 1);
    maps.data()[i] = random.uniform(at) < 0.15 ? size : random.uniform(at) > (positive ? 2 : 0.9) ? -size : 0.0;
  }
  return maps;
}

inline double worst_match(const MatrixX<double>& a, const MatrixX<double>& b) {
  double worst = 1;
  for (const auto& pair : networks::match(a, b, networks::MatchSign::ignored)) worst = std::min(worst, pair.score);
  return worst;
}

inline bool never_rises(const std::vector<double>& values) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (!(values[i] <= values[i - 1] + 1e-12 * std::max(values[0], 1.0))) return false;
  }
  return true;
}

}  // namespace factorizations_test

using factorizations_test::never_rises;
using factorizations_test::sparse_maps;
using factorizations_test::worst_match;

TEST_CASE("Semi-NMF has maps that are not negative, never raises its objective, and rebuilds what has such a form") {
  const MatrixX<double> bold = noise<double>(40, 4, 2) * sparse_maps(4, 300, true);
  const auto exact = SemiNmf{.n_networks = 4, .n_passes = 3000, .tolerance = 1e-7}.learn(bold);
  CHECK(never_rises(exact.objective));
  CHECK((exact.maps.array() >= 0).all());
  CHECK(exact.r_squared > 0.99);
  for (const std::uint64_t seed : {0u, 1u, 2u}) {
    const auto learned = SemiNmf{.n_networks = 7, .n_passes = 60, .seed = seed}.learn(noise<double>(30, 200, seed + 9));
    CHECK(never_rises(learned.objective));
    CHECK(learned.coding.n_converged == 0);
    CHECK_THAT(2 * learned.objective.back(), WithinAbs(1 - learned.r_squared, 1e-3));
  }
}

TEST_CASE("NMF has factors that are not negative, never raises its objective, and rebuilds what has such a form") {
  const MatrixX<double> maps = sparse_maps(4, 300, true), courses = noise<double>(40, 4, 2).cwiseAbs();
  const auto exact = Nmf{.n_networks = 4, .n_passes = 2000, .tolerance = 1e-9}.learn(MatrixX<double>(courses * maps));
  CHECK(never_rises(exact.objective));
  CHECK((exact.maps.array() >= 0).all());
  CHECK((exact.time_courses.array() >= 0).all());
  CHECK(exact.r_squared > 0.999);
  CHECK(worst_match(exact.maps.transpose(), maps.transpose()) > 0.95);
  for (const std::uint64_t seed : {0u, 1u, 2u}) {
    const MatrixX<double> bold = noise<double>(30, 200, seed + 9).cwiseAbs();
    CHECK(never_rises(Nmf{.n_networks = 7, .n_passes = 60, .seed = seed}.learn(bold).objective));
  }
}

TEST_CASE("NMF names the first negative value") {
  MatrixX<double> bold = noise<double>(10, 6).cwiseAbs();
  bold.col(1).setZero();  // no signal
  bold(7, 4) = -0.25;
  CHECK_THROWS_WITH(Nmf{.n_networks = 2}.learn(bold), says("Nmf: bold must be >= 0, but is -0.25 at time 7 of signal 4"));
  bold(7, 4) = 0;
  const auto learned = Nmf{.n_networks = 2}.learn(bold);
  CHECK(learned.voxels[1] == numeric::SignalStatus::constant);
  const MatrixX<double> rank_one = MatrixX<double>::Ones(10, 6);  // constant voxels are signals here
  const auto flat = Nmf{.n_networks = 3}.learn(rank_one);
  CHECK(flat.r_squared > 1 - 1e-9);
  CHECK(flat.time_courses.allFinite());
}

TEST_CASE("ICA separates independent maps from any mixture, by either contrast") {
  const MatrixX<double> maps = sparse_maps(5, 4000, false);
  const MatrixX<double> mixing = noise<double>(50, 5, 3);
  const MatrixX<double> bold = mixing * maps + 0.01 * noise<double>(50, 4000, 4);
  for (const auto contrast : {networks::learners::Contrast::logcosh, networks::learners::Contrast::cube}) {
    const FastIca learner{.n_networks = 5, .contrast = contrast, .scaling = networks::Scaling::none};
    const auto learned = learner.learn(bold);
    CHECK(learned.convergence.converged);
    CHECK(learned.r_squared > 0.999);
    CHECK(worst_match(learned.maps.transpose(), maps.transpose()) > 0.99);
    CHECK(worst_match(learned.time_courses, mixing) > 0.99);
    const MatrixX<double> z = networks::z_maps(learned);  // whitened: uncorrelated over voxels
    CHECK(table_close(MatrixX<double>(z * z.transpose() / 4000), MatrixX<double>::Identity(5, 5), 1e-8) == "");
  }
}

TEST_CASE("ICA is the same for any rotation of the time points it is given, and from the smaller of two Gram matrices") {
  const MatrixX<double> maps = sparse_maps(3, 60, false);
  const MatrixX<double> bold = noise<double>(20, 3, 3) * maps + 0.01 * noise<double>(20, 60, 4);
  const FastIca learner{.n_networks = 3, .scaling = networks::Scaling::none, .tolerance = 1e-12};
  MatrixX<double> long_bold = MatrixX<double>::Zero(200, 60);  // more times than voxels
  const MatrixX<double> rotation = linalg::thin_svd(noise<double>(200, 20, 5)).left;
  long_bold = rotation * bold;
  const auto a = learner.learn(bold), b = learner.learn(long_bold);
  CHECK(table_close(networks::z_maps(a), networks::z_maps(b), 1e-4) == "");
  CHECK(table_close(MatrixX<double>(rotation * a.time_courses), b.time_courses, 1e-4) == "");
}

TEST_CASE("ICA is deterministic by seed and on any number of threads") {
  const MatrixX<double> bold = noise<double>(20, 3, 3) * sparse_maps(3, 3000, false) + 0.3 * noise<double>(20, 3000, 4);
  const FastIca learner{.n_networks = 3, .scaling = networks::Scaling::none};
  const auto one = learner.learn(bold), many = learner.learn(bold, {.executor = Threads{3}});
  CHECK(one.maps == many.maps);
  CHECK(one.objective == many.objective);
  const auto other = FastIca{.n_networks = 3, .scaling = networks::Scaling::none, .seed = 5}.learn(bold);
  CHECK(other.maps != one.maps);
  CHECK(worst_match(other.maps.transpose(), one.maps.transpose()) > 0.99);
}

TEST_CASE("Factorizations decide degenerate bold") {
  const auto check = [](auto learner) {
    learner.n_networks = 3;
    CHECK_THROWS_WITH(learner.learn(MatrixX<double>(20, 0)), says("at most the number of voxels that vary, 0 of 0"));
    CHECK_THROWS_AS(learner.learn(MatrixX<double>::Zero(20, 9)), ValueError);
    MatrixX<double> bold = noise<double>(20, 12).cwiseAbs();
    bold(5, 1) = std::nan("");
    CHECK_THROWS_WITH(learner.learn(bold), says("nan at time 5 of signal 1"));
    learner.nan = NanPolicy::exclude;
    const auto learned = learner.learn(bold);
    CHECK(learned.maps.col(1).isZero(0));
    CHECK(learned.voxels[1] == numeric::SignalStatus::non_finite);
    learner.n_networks = 13;
    CHECK_THROWS_WITH(learner.learn(bold), says("11 of 12 [20 time points], is 13"));
    learner.n_networks = 0;
    CHECK_THROWS_WITH(learner.learn(bold), says("n_networks must be >= 1, is 0"));
  };
  check(SemiNmf{});
  check(Nmf{});
  check(FastIca{});
  const MatrixX<double> bold = noise<double>(6, 40);
  CHECK_THROWS_WITH(FastIca{.n_networks = 6}.learn(bold), says("at most the rank of bold without its spatial means, 5, is 6"));
  CHECK_THROWS_AS(SemiNmf{.n_networks = 2}.learn(MatrixX<double>(bold.topRows(1))), ValueError);  // T = 1
  CHECK_THROWS_AS(FastIca{.n_networks = 2}.learn(MatrixX<double>(bold.topRows(1))), ValueError);
  for (const auto& learned :
       {SemiNmf{.n_networks = 9}.learn(bold), Nmf{.n_networks = 9}.learn(MatrixX<double>(bold.cwiseAbs()))}) {
    CHECK(table_close(learned.time_courses.colwise().norm(), MatrixX<double>::Ones(1, 9), 1e-12) == "");  // K > T
  }
  const MatrixX<double> same = bold.col(0).replicate(1, 8);
  const auto copies = SemiNmf{.n_networks = 2}.learn(same);
  CHECK(copies.time_courses.allFinite());
  CHECK(copies.r_squared > 1 - 1e-9);
}

TEST_CASE("Maps in z units have mean 0 and variance 1 over usable voxels") {
  networks::Networks<double> n{.time_courses = MatrixX<double>(3, 3),
                               .maps = MatrixX<double>(noise<double>(3, 40).array() + 5)};
  n.voxels.assign(40, numeric::SignalStatus::ok);
  n.voxels[7] = numeric::SignalStatus::constant;
  n.maps.col(7).setZero();
  n.maps.row(2).setConstant(0.1);
  const MatrixX<double> z = networks::z_maps(n);
  CHECK_THAT(z.row(0).sum(), WithinAbs(0, 1e-10));
  CHECK_THAT(z.row(1).squaredNorm(), WithinRel(39, 1e-10));
  CHECK(z.col(7).isZero(0));
  CHECK(z.row(2).isZero(0));
}
