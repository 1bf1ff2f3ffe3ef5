#include <cstdio>

#include "commands/commands.hpp"
#include "syncact/hrf/model.hpp"

namespace cli {

void run_hrf(const HrfArguments& a) {
  using syncact::hrf::Convention;
  const Convention convention = a.convention == "spm12"     ? Convention::spm12
                                : a.convention == "nilearn" ? Convention::nilearn
                                                            : Convention::exact;
  const syncact::hrf::SampleGrid grid{.tr = syncact::Seconds{a.tr},
                                      .oversampling = a.oversampling,
                                      .length = syncact::Seconds{a.length},
                                      .onset = syncact::Seconds{a.onset}};
  for (const double value : syncact::hrf::sample_model(a.model, convention, grid)) std::printf("%.17g\n", value);
}

}  // namespace cli
