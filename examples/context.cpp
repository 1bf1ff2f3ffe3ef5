/// Threads, progress and a request to stop, for any call.
#include <iostream>

#include "syncact/adapt/eigen.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"

int main() {
  const Eigen::MatrixXd bold = Eigen::MatrixXd::Identity(30, 40);  // [scan x voxel]
  const syncact::networks::learners::OnlineDictionaryLearning<> learner{.n_networks = 3};
  //! [context]
  const syncact::Progress watch = [](syncact::Index done, syncact::Index total) {
    if (2 * done >= total) std::cout << "half of " << total << " steps are done: enough\n";
    return 2 * done < total;  // false: stop
  };
  try {
    const auto networks = learner.learn(bold, {.executor = syncact::Threads{2}, .progress = watch});
  } catch (const syncact::Cancelled& stopped) {
    std::cout << stopped.what() << '\n';
  }
  //! [context]
}
