#include "syncact/networks/learners/rbm_stack.hpp"

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"

using namespace syncact;
using namespace syncact::test;
using networks::learners::RbmStack;

namespace rbm_stack_test {

/// Three disjoint blocks of voxels that switch on and off, each at its own times: what binary hidden units are made for.
inline MatrixX<double> switching(Index n_times = 200, double noise_level = 0.3) {
  const Random random(4);
  MatrixX<double> bold = noise_level * noise<double>(n_times, 90, 8);
  for (Index t = 0; t < n_times; ++t) {
    for (Index block = 0; block < 3; ++block) {
      if (random.uniform(static_cast<std::uint64_t>(3 * t + block)) < 0.5) bold.row(t).segment(30 * block, 30).array() += 1;
    }
  }
  return bold;
}

}  // namespace rbm_stack_test

using rbm_stack_test::switching;

TEST_CASE("A restricted Boltzmann machine finds blocks of voxels that switch") {
  const MatrixX<double> bold = switching();
  const auto found = RbmStack{.layers = {{.n_hidden = 3}}}.fit(SeriesView<double>(bold));
  CHECK(!found.collapsed());
  CHECK(found.layers[0].reconstruction.back() < 0.5 * found.layers[0].reconstruction.front());
  MatrixX<double> share(3, 3);  // of the energy of each map that lies in each block
  for (Index k = 0; k < 3; ++k) {
    for (Index block = 0; block < 3; ++block) {
      share(k, block) =
          found.networks.maps.row(k).segment(30 * block, 30).squaredNorm() / found.networks.maps.row(k).squaredNorm();
    }
  }
  CHECK(share.rowwise().maxCoeff().minCoeff() > 0.9);
  CHECK(share.colwise().maxCoeff().minCoeff() > 0.9);
  CHECK(found.networks.r_squared > 0.6);
}

TEST_CASE("A stack composes its maps from the weights of its layers") {
  const RbmStack learner{.layers = {{.n_hidden = 6}, {.n_hidden = 3, .l1 = 0}}, .n_epochs = 40};
  const MatrixX<double> bold = switching();
  const auto found = learner.fit(SeriesView<double>(bold));
  MatrixX<double> maps = (found.layers[0].weights * found.layers[1].weights).colwise().normalized();
  const MatrixX<double> r = (maps.transpose() * found.networks.maps.transpose().colwise().normalized()).cwiseAbs();
  CHECK(table_close(r.colwise().maxCoeff(), MatrixX<double>::Ones(1, 3), 1e-9) == "");
  CHECK(found.networks.objective.size() == 80);
  CHECK(found.networks.convergence.iterations == 80);
  CHECK(learner.learn(bold).maps == found.networks.maps);
  CHECK(learner.learn(bold, {.executor = Threads{3}}).maps == found.networks.maps);
}

TEST_CASE("Collapse is reported: too strong a decay kills all units, too many units repeat one another") {
  const MatrixX<double> bold = switching();
  const auto dead = RbmStack{.layers = {{.n_hidden = 4, .l1 = 100}}, .n_epochs = 20}.fit(SeriesView<double>(bold));
  CHECK(dead.collapsed());
  CHECK(dead.collapse.dead.size() == 4);
  CHECK(dead.layers[0].collapse.n_distinct() == 0);
  CHECK(dead.networks.maps.isZero(0));
  CHECK(table_close(dead.networks.time_courses.colwise().norm(), MatrixX<double>::Ones(1, 4), 1e-12) == "");
  MatrixX<double> one(200, 30);  // a single switch
  one = bold.leftCols(30);
  const auto twins = RbmStack{.layers = {{.n_hidden = 8}}}.fit(SeriesView<double>(one));
  CHECK(twins.collapsed());
  CHECK(twins.collapse.n_distinct() < 8);
}

TEST_CASE("Collapsed rows are found: zero, nearly zero, repeated and repeated with the other sign") {
  MatrixX<double> weights = noise<double>(7, 50);
  weights.row(1).setZero();
  weights.row(3) = 1e-5 * weights.row(2);
  weights.row(5) = -2 * weights.row(0);
  weights.row(6) = weights.row(0);
  const auto collapse = networks::learners::find_collapse(weights);
  CHECK(collapse.dead == std::vector<Index>{1, 3});
  CHECK(collapse.duplicates == std::vector<std::pair<Index, Index>>{{5, 0}, {6, 0}});
  CHECK(collapse.n_distinct() == 3);
  CHECK(networks::learners::find_collapse(MatrixX<double>(noise<double>(5, 50))).any() == false);
  CHECK(networks::learners::find_collapse(MatrixX<double>(0, 5)).n_distinct() == 0);
  CHECK(networks::learners::find_collapse(MatrixX<double>::Zero(3, 5).eval()).dead.size() == 3);
  CHECK_THROWS_WITH(networks::learners::find_collapse(weights, {.duplicate_above = 0}),
                    says("duplicate_above must lie in (0, 1], is 0"));
}

TEST_CASE("A stack decides degenerate bold and names bad parameters") {
  const MatrixX<double> bold = switching(20);
  const RbmStack learner{.layers = {{.n_hidden = 3}}, .n_epochs = 2};
  CHECK_THROWS_WITH(learner.learn(MatrixX<double>::Ones(20, 9)), says("0 of 9 [20 time points], is 3"));
  CHECK_THROWS_AS(learner.learn(MatrixX<double>(bold.topRows(1))), ValueError);
  CHECK(RbmStack{.layers = {{.n_hidden = 25}}, .n_epochs = 2}.learn(bold).size() == 25);  // K > T
  CHECK_THROWS_WITH(RbmStack{.layers = {}}.learn(bold), says("the number of layers must be >= 1, is 0"));
  CHECK_THROWS_WITH((RbmStack{.layers = {{.n_hidden = 3, .l1 = -1}}}.learn(bold)), says("l1 must be >= 0, is -1"));
  CHECK_THROWS_WITH((RbmStack{.layers = {{.n_hidden = 3}}, .momentum = 1}.learn(bold)),
                    says("momentum must lie in [0, 1), is 1"));
  MatrixX<double> holes = bold;
  holes(3, 2) = std::nan("");
  CHECK_THROWS_WITH(learner.learn(holes), says("nan at time 3 of signal 2"));
}

TEST_CASE("Networks can be composed from factors of one's own") {
  const MatrixX<double> bold = switching(50), courses = noise<double>(50, 2);
  MatrixX<double> maps = noise<double>(2, 90, 3);
  maps.row(1) *= 10;
  const auto found = networks::learners::compose_networks<double>(bold, courses, maps, networks::Scaling::none);
  CHECK(table_close(MatrixX<double>(found.time_courses * found.maps), MatrixX<double>(courses * maps), 1e-10) == "");
  CHECK(found.explained[0] > found.explained[1]);
  CHECK_THAT(found.r_squared, WithinRel(1 - (bold - courses * maps).squaredNorm() / bold.squaredNorm(), 1e-10));
  maps.row(0).setZero();
  const auto half = networks::learners::compose_networks<double>(bold, courses, maps, networks::Scaling::none);
  CHECK(half.maps.row(1).isZero(0));
  CHECK_THAT(half.time_courses.col(1).norm(), WithinRel(1.0, 1e-12));
  CHECK_THROWS_AS(
      networks::learners::compose_networks<double>(bold, courses, MatrixX<double>(maps.leftCols(9)), networks::Scaling::none),
      ShapeError);
}
