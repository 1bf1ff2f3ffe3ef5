/// Activations in xtensor, fMRI in Eigen: both enter as they are.
#include <iostream>

#include "syncact/adapt/eigen.hpp"
#include "syncact/adapt/xtensor.hpp"
#include "syncact/core/random.hpp"
#include "syncact/synchrony/couple.hpp"

int main() {
  const syncact::Random random(5);
  xt::xtensor<float, 2> activations = xt::zeros<float>({300, 8});  // row-major [scan x neuron]
  Eigen::MatrixXd networks(300, 3);                                // column-major [scan x network]
  for (syncact::Index i = 0; i < networks.size(); ++i) networks(i % 300, i / 300) = random.normal(std::uint64_t(i));
  for (std::size_t t = 0; t < 300; ++t) {
    for (std::size_t n = 0; n < 8; ++n) {
      const double follows = n < 3 ? networks(syncact::Index(t), syncact::Index(n)) : 0.0;
      activations(t, n) = static_cast<float>(follows + random.normal(10000 + 8 * t + n));
    }
  }
  const auto every_other = xt::view(activations, xt::all(), xt::range(0, 8, 2));  // neurons 0, 2, 4, 6: a strided view
  static_assert(syncact::StoredSeries<decltype(every_other)>, "viewed, not copied");

  const auto scans = syncact::Timeline::scans(syncact::Seconds{2}, 0.5, {300});
  const auto found = syncact::synchrony::couple(every_other, networks, scans);
  for (const auto& best : found.best_network) {
    if (best->p_fwe <= 0.05) std::cout << "neuron " << 2 * best->neuron << " follows network " << best->network << '\n';
  }
}
