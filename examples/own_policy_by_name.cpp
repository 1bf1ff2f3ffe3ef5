/// A network learner of one's own, chosen by its name and set by text, beside those of the library.
#include <iostream>

#include "syncact/adapt/eigen.hpp"
#include "syncact/catalog/lists.hpp"

using syncact::Index;

/// The first voxels are the networks.
struct FirstVoxels {
  Index n_networks = 2;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_networks", self.n_networks, "how many voxels");
  }
  template <std::floating_point T>
  syncact::networks::Networks<T> learn(const syncact::SeriesView<T>& bold) const {
    return {.time_courses = bold.signals(0, n_networks).map(),
            .maps = syncact::MatrixX<T>::Identity(n_networks, bold.n_signals())};
  }
};

int main() {
  const Eigen::MatrixXd bold = Eigen::MatrixXd::Identity(6, 5);
  //! [list]
  const auto learners = std::tuple_cat(syncact::catalog::learners(),
                                       std::tuple{syncact::Named{"first_voxels", FirstVoxels{}, "the first voxels"}});
  const std::vector<syncact::Setting> settings{{"n_networks", "3"}};
  const auto networks = with_named(learners, "learner", "first_voxels", settings, [&](const auto& learner) {
    return syncact::networks::learn(learner, syncact::SeriesView<double>(bold),
                                    syncact::Context<>{.executor = syncact::Threads{2}});
  });
  //! [list]
  std::cout << networks.size() << " networks\n";
  for (const std::string& name : names_of(learners)) std::cout << name << '\n';
}
