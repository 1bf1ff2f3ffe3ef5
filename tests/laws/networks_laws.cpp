#include "support/catch.hpp"
#include "syncact/coding/omp.hpp"
#include "syncact/laws/network_learner_laws.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"

using namespace syncact;

namespace learners_under_test {

using networks::Networks;
using Learner = networks::learners::OnlineDictionaryLearning<>;

struct Unordered : Learner {
  template <class T>
  Networks<T> learn(const SeriesView<T>& bold) const {
    Networks<T> learned = Learner::learn(bold);
    learned.explained.reverseInPlace();
    return learned;
  }
};

struct Unsigned : Learner {
  template <class T>
  Networks<T> learn(const SeriesView<T>& bold) const {
    Networks<T> learned = Learner::learn(bold);
    learned.maps.row(1) *= -1;
    learned.time_courses.col(1) *= -1;
    return learned;
  }
};

/// Draws on the number of voxels, also of those without signal.
struct CountsVoxels : Learner {
  template <class T>
  Networks<T> learn(const SeriesView<T>& bold) const {
    Learner learner = *this;
    learner.seed = static_cast<std::uint64_t>(bold.n_signals());
    return learner.learn(bold);
  }
};

struct Unscaled : Learner {
  template <class T>
  Networks<T> learn(const SeriesView<T>& bold) const {
    Networks<T> learned = Learner::learn(bold);
    learned.time_courses *= 2;
    return learned;
  }
};

}  // namespace learners_under_test

TEMPLATE_TEST_CASE("Shipped learners keep the laws", "", float, double) {
  using enum networks::Scaling;
  for (const networks::Scaling scaling : {unit_norm, unit_sd, none}) {
    const double alpha = scaling == unit_norm ? 0.1 : 1.0;
    CHECK(laws::check_network_learner<TestType>(
              learners_under_test::Learner{.n_networks = 4, .coder = {.alpha = alpha}, .scaling = scaling})
              .text() == "");
  }
  const networks::learners::OnlineDictionaryLearning<coding::Omp> greedy{.n_networks = 6, .coder = {.n_nonzero = 2}};
  CHECK(laws::check_network_learner<TestType>(greedy).text() == "");
}

TEST_CASE("The laws of learners find broken ones") {
  const learners_under_test::Learner learner{.n_networks = 4};
  CHECK(!laws::check_network_learner<double>(learners_under_test::Unordered{learner}).ok());
  CHECK(!laws::check_network_learner<double>(learners_under_test::Unsigned{learner}).ok());
  CHECK(!laws::check_network_learner<double>(learners_under_test::CountsVoxels{learner}).ok());
  CHECK(!laws::check_network_learner<double>(learners_under_test::Unscaled{learner}).ok());
}
