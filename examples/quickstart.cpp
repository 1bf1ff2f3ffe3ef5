/// The whole chain on a small planted study: which neuron goes with which brain network, and how sure is that?
#include <iostream>

#include "syncact/syncact.hpp"
#include "syncact/synthetic/planted_coupling.hpp"

int main() {
  const auto study = syncact::synthetic::plant_coupling({.n_times = 400, .n_planted = 24, .n_noise = 36, .snr = 1.0, .seed = 4},
                                                        syncact::hrf::DoubleGamma::spm());
  const syncact::MatrixX<double>& activations = study.neurons;  // [frame x unit]
  const syncact::MatrixX<double> bold = study.mean_bold();      // [scan x voxel]
  const syncact::Timeline frames = study.clock, scans = study.clock;

  std::cout.precision(2);

  //! [chain]
  const auto chain = syncact::SyncAct{}
                         .with_hrf(syncact::hrf::DoubleGamma::spm())
                         .with_networks(syncact::networks::learners::OnlineDictionaryLearning<>{.n_networks = 12});
  const auto result = chain.fit(activations, frames, bold, scans);

  for (const auto& best : result.synchrony.best_network) {
    if (best && best->p_fwe <= 0.05) {
      std::cout << "neuron " << best->neuron << " goes with network " << best->network << ", r " << best->r << '\n';
    }
  }
  std::cout << "brain-likeness, 0 chance and 1 perfect: " << result.score.mean_best_network.chance_corrected << '\n';
  //! [chain]
}
