#include "commands/prepare.hpp"

#include "syncact/networks/learners/dictionary_learning.hpp"
#include "ui/progress_bar.hpp"

namespace cli {

using syncact::SeriesView;
namespace signal = syncact::signal;

syncact::Threads threads(std::optional<Index> asked) {
  constexpr Index most_per_core = 4;  // more only take time, and results do not depend on it
  const syncact::Threads all;
  return asked ? syncact::Threads{std::min(*asked, most_per_core * all.n_threads)} : all;
}

syncact::Threads threads(const RunArguments& a) { return threads(a.threads); }

signal::Nuisance nuisance(const BoldArguments& a, const Scans& scans, bool ready, Manifest& manifest) {
  signal::Nuisance result;
  const std::string detrend = !a.detrend.empty() ? a.detrend : ready ? "none" : "linear";
  manifest.note("detrend", detrend);
  if (detrend == "none") result.detrend.reset();
  if (detrend == "mean") result.detrend = 0;
  if (detrend == "linear") result.detrend = 1;
  if (detrend == "quadratic") result.detrend = 2;
  if (a.high_pass > 0) result.high_pass = a.high_pass;
  result.drop_initial = a.drop;
  result.confounds = scans.confounds;
  return result;
}

signal::Cleaned<double> clean_bold(const Scans& scans, const syncact::Timeline& clock, const signal::Nuisance& nuisance,
                                   const BoldArguments& a, const RunArguments& run) {
  const signal::CleanOptions options{
      .nuisance = nuisance, .standardize = signal::Standardize::zscore_sample, .nan = nan_policy(a)};
  return signal::clean(SeriesView<double>(scans.values), clock, options, {.executor = threads(run)});
}

syncact::networks::Networks<double> learn(const signal::Cleaned<double>& cleaned, const BoldArguments& bold,
                                          const LearningArguments& a, const RunArguments& run) {
  ProgressBar bar("learning networks");
  const syncact::networks::learners::OnlineDictionaryLearning<> learner{.n_networks = a.networks,
                                                                        .coder = {.alpha = a.alpha},
                                                                        .n_passes = a.passes,
                                                                        .batch_size = a.batch,
                                                                        .seed = run.seed,
                                                                        .nan = nan_policy(bold)};
  return learner.learn(SeriesView<double>(cleaned.values), {.executor = threads(run), .progress = bar.callback()});
}

}  // namespace cli
