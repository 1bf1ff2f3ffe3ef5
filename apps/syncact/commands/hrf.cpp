#include <cstdio>

#include "commands/commands.hpp"
#include "commands/shared_options.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/hrf/model.hpp"
#include "ui/validators.hpp"

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
  check_policies(a.policies, {"hrf"});
  const std::vector<syncact::Setting> settings = settings_of(a.policies, "hrf");
  for (const double value : syncact::hrf::sample_model(a.model, convention, grid, settings)) std::printf("%.17g\n", value);
}

void add_hrf(CLI::App& app, HrfArguments& a) {
  app.add_option("--model", a.model, "Haemodynamic response")
      ->capture_default_str()
      ->check(named(syncact::catalog::responses()));
  app.add_option("--convention", a.convention,
                 "exact: the formula at k * tr / oversampling; spm12, nilearn: the samples those packages use")
      ->capture_default_str()
      ->check(CLI::IsMember({"exact", "spm12", "nilearn"}));
  app.add_option("--tr", a.tr, "Repetition time [s]")->capture_default_str()->check(positive());
  app.add_option("--oversampling", a.oversampling, "Samples per TR")->capture_default_str()->transform(whole(1));
  app.add_option("--length", a.length, "Length of the kernel [s]")->capture_default_str()->check(positive());
  app.add_option("--onset", a.onset, "Delay of the response [s]")->capture_default_str()->check(finite());
  add_policies(app, a.policies);
}

}  // namespace cli
