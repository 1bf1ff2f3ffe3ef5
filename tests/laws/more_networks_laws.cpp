#include "support/catch.hpp"
#include "syncact/laws/network_learner_laws.hpp"
#include "syncact/networks/learners/batch_dictionary_learning.hpp"
#include "syncact/networks/learners/fast_ica.hpp"
#include "syncact/networks/learners/ksvd.hpp"
#include "syncact/networks/learners/nmf.hpp"
#include "syncact/networks/learners/rbm_stack.hpp"
#include "syncact/networks/learners/semi_nmf.hpp"

using namespace syncact;

namespace more_learners_under_test {

/// Starts from the number of voxels, also of those without signal.
struct StartsAnywhere : networks::learners::FastIca {
  template <class T>
  networks::Networks<T> learn(const SeriesView<T>& bold) const {
    FastIca learner = *this;
    learner.seed = static_cast<std::uint64_t>(bold.n_signals());
    return learner.learn(bold);
  }
};

}  // namespace more_learners_under_test

// In double; float for two of them, as each costs much to compile.
TEST_CASE("Learners that hold all voxels keep the laws") {
  const auto text = [](const auto& learner) { return laws::check_network_learner<double>(learner).text(); };
  CHECK(laws::check_network_learner<float>(networks::learners::BatchDictionaryLearning<>{.n_networks = 5, .n_passes = 10})
            .text() == "");
  CHECK(laws::check_network_learner<float>(networks::learners::FastIca{.n_networks = 4}).text() == "");
  CHECK(text(networks::learners::BatchDictionaryLearning<>{.n_networks = 5, .n_passes = 10}) == "");
  CHECK(text(networks::learners::Ksvd<>{.n_networks = 5, .coder = {.n_nonzero = 2}, .n_passes = 5}) == "");
  CHECK(text(networks::learners::Ksvd<>{.n_networks = 5, .rank_one = networks::learners::RankOne::exact, .n_passes = 2}) == "");
  CHECK(text(networks::learners::SemiNmf{.n_networks = 5, .n_passes = 20}) == "");
  CHECK(text(networks::learners::FastIca{.n_networks = 4}) == "");
  CHECK(text(networks::learners::RbmStack{.layers = {{.n_hidden = 6}, {.n_hidden = 4}}, .n_epochs = 10}) == "");
  const MatrixX<double> positive =
      synthetic::PlantedDictionary{.n_times = 60, .n_networks = 4, .grid = {8, 8, 8}, .squared_radius = 5}
          .make<double>()
          .series.cwiseAbs();
  CHECK(laws::check_network_learner<double>(networks::learners::Nmf{.n_networks = 5, .n_passes = 20}, positive).text() == "");
}

TEST_CASE("The laws of learners find one that starts anywhere") {
  CHECK(!laws::check_network_learner<double>(more_learners_under_test::StartsAnywhere{{.n_networks = 4}}).ok());
}
