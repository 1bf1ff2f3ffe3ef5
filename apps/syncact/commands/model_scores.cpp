#include "commands/model_scores.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "commands/coupling.hpp"
#include "syncact/catalog/compiled_measures.hpp"
#include "syncact/core/indexed.hpp"
#include "syncact/numeric/unit_norm.hpp"
#include "syncact/score/layers.hpp"
#include "syncact/score/score_by.hpp"

namespace cli {

using syncact::as_size;
using syncact::MatrixX;
using syncact::message;
using syncact::SeriesView;
using syncact::ValueError;
namespace signal = syncact::signal;

bool courses_differ(const syncact::groups::GroupNetworks<double>& group) {
  return group.time_courses.size() >= 3 && group.time_courses[0] != group.time_courses[1];
}

std::vector<std::string> layers_of(const std::vector<std::string>& units) {
  std::vector<std::string> layers;
  for (const std::string& unit : units) {
    if (unit.find('/') == std::string::npos) return {};
    layers.push_back(syncact::score::layer_of(unit));
  }
  const bool one = std::all_of(layers.begin(), layers.end(), [&](const std::string& layer) { return layer == layers.front(); });
  return one ? std::vector<std::string>{} : layers;
}

Index n_varying(const MatrixX<double>& table, const signal::Projection& projection) {
  const MatrixX<double> left = projection.apply(SeriesView<double>(table));
  return syncact::numeric::to_unit_norm(SeriesView<double>(left)).n_ok();
}

std::vector<Measure> measures_of(const CoupleArguments& a) {
  std::vector<Measure> measures;
  if (a.scores.empty()) return measures;
  const std::vector<Measure> all = syncact::catalog::compiled_measures();
  for (const std::string& id : a.scores) {
    measures.push_back(find_measure(all, id));
    const auto info = measures.back().info();
    using syncact::similarity::Direction, syncact::similarity::Kind;
    const bool two_tables = info.kind == Kind::representation || info.kind == Kind::predictive || info.kind == Kind::dynamics;
    if (!two_tables || info.direction == Direction::description) {
      throw ValueError(message("--score ", id, ": is no measure of how alike two tables are"));
    }
  }
  return measures;
}

namespace {

/// The columns of the whole model, and of each layer.
std::vector<std::pair<std::string, std::vector<Index>>> parts_of(Index n_neurons, const std::vector<std::string>& layers) {
  std::vector<std::pair<std::string, std::vector<Index>>> parts{{"all", std::vector<Index>(as_size(n_neurons))}};
  std::iota(parts.front().second.begin(), parts.front().second.end(), Index{0});
  for (std::size_t i = 0; i < layers.size(); ++i) {
    auto part = std::find_if(parts.begin() + 1, parts.end(), [&](const auto& p) { return p.first == layers[i]; });
    if (part == parts.end()) part = parts.insert(part, {layers[i], {}});
    part->second.push_back(static_cast<Index>(i));
  }
  return parts;
}

/// The value of a measure of two tables; the mean of those that give several.
double value_of(const Measure& measure, const MatrixX<double>& x, const MatrixX<double>& y) {
  using syncact::catalog::array_of, syncact::catalog::Input;
  const std::vector<Input<>> inputs{Input<>(array_of(x)), Input<>(array_of(y))};
  return measure.evaluate(inputs).values.mean();
}

}  // namespace

std::vector<MeasureScore> score_by_measures(const CoupleArguments& a, const std::vector<Measure>& measures, double tr,
                                            const MatrixX<double>& neurons, const std::vector<std::string>& layers,
                                            const syncact::study::Brain<double>& brain, const syncact::Context<>& context) {
  std::vector<std::pair<std::string, const MatrixX<double>*>> brains{{"all", &brain.courses}};
  if (brain.group && courses_differ(*brain.group)) {
    const std::vector<std::string> names = subject_names(a.bold.bold);
    for (std::size_t s = 0; s < names.size(); ++s) brains.emplace_back(names[s], &brain.group->time_courses[s]);
  }
  const auto parts = parts_of(neurons.cols(), layers);
  const syncact::Index n_all = std::ssize(measures) * std::ssize(parts) * std::ssize(brains);
  syncact::Steps steps(context.progress, n_all);
  syncact::Context<> quiet = context;
  quiet.progress = {};
  std::vector<bool> varies;  // [part]
  for (const auto& [layer, columns] : parts) {
    varies.push_back(n_varying(syncact::columns_of(neurons, columns), brain.projection) > 0);
  }
  std::vector<MeasureScore> scores;
  for (std::size_t m = 0; m < measures.size(); ++m) {
    const auto info = measures[m].info();
    const double ideal = info.direction == syncact::similarity::Direction::similarity ? info.highest : info.lowest;
    const auto measure = [&](const MatrixX<double>& x, const MatrixX<double>& y) { return value_of(measures[m], x, y); };
    for (std::size_t part = 0; part < parts.size(); ++part) {
      const auto& [layer, columns] = parts[part];
      const MatrixX<double> units = syncact::columns_of(neurons, columns);
      for (const auto& [name, courses] : brains) {
        scores.push_back({a.scores[m], layer, name, std::ssize(columns), undefined_score});
        if (varies[part])
          with_null(a, tr, [&](const auto& null) {
            const syncact::score::ScoreByOptions<std::remove_cvref_t<decltype(null)>> by{
                .null = null,
                .n_permutations = a.score_permutations,
                .seed = a.run.seed,
                .best = std::isfinite(ideal) ? ideal : std::nan(""),
                .nan = syncact::NanPolicy::exclude};
            scores.back().score =
                syncact::score::score_by(measure, SeriesView<double>(units), *courses, brain.projection, by, quiet);
          });
        steps.advance();
      }
    }
  }
  return scores;
}

}  // namespace cli
