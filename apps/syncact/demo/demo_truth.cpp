#include "demo/demo_truth.hpp"

#include <algorithm>
#include <span>

#include "syncact/core/random.hpp"

namespace cli {

namespace {

using OneLabelEach = std::vector<std::optional<std::string>>;

Index count_right(const OneLabelEach& given, const OneLabelEach& truth) {
  Index n = 0;
  for (std::size_t i = 0; i < given.size(); ++i) n += given[i] && given[i] == truth[i] ? 1 : 0;
  return n;
}

double share(double part, Index whole) { return whole > 0 ? part / static_cast<double>(whole) : 0.0; }

}  // namespace

LabelQuality judge_labels(const std::vector<syncact::annotation::Annotation>& annotations,
                          const std::vector<std::string>& label_names, const OneLabelEach& truth, std::uint64_t seed) {
  OneLabelEach given(truth.size());
  for (const auto& a : annotations) {  // ordered by neuron, best first
    auto& label = syncact::nth(given, a.neuron);
    if (!label) label = syncact::nth(label_names, a.label);
  }
  const auto present = [](const std::optional<std::string>& label) { return label.has_value(); };
  LabelQuality quality;
  quality.n_labelled = std::count_if(given.begin(), given.end(), present);
  quality.n_selective = std::count_if(truth.begin(), truth.end(), present);
  quality.n_right = count_right(given, truth);
  quality.precision = share(static_cast<double>(quality.n_right), quality.n_labelled);
  quality.recall = share(static_cast<double>(quality.n_right), quality.n_selective);

  constexpr Index n_shuffles = 2000;
  Index n_as_good = 0;
  double mean_right = 0;
  for (Index s = 0; s < n_shuffles; ++s) {
    OneLabelEach shuffled = given;
    syncact::Random(seed, static_cast<std::uint64_t>(s)).shuffle(std::span(shuffled));
    const Index n_right = count_right(shuffled, truth);
    mean_right += static_cast<double>(n_right) / static_cast<double>(n_shuffles);
    if (n_right >= quality.n_right) ++n_as_good;
  }
  quality.chance_precision = share(mean_right, quality.n_labelled);
  quality.chance_recall = share(mean_right, quality.n_selective);
  quality.p = static_cast<double>(n_as_good + 1) / static_cast<double>(n_shuffles + 1);
  return quality;
}

}  // namespace cli
