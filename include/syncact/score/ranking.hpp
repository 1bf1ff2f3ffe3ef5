#pragma once
/// Are better models more brain-like? Over all of them, among the good ones, and within families.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/numeric/extend_basis.hpp"
#include "syncact/stats/theil_sen.hpp"

namespace syncact::inline v0_1::score {

/// A table of models.
struct RankedModels {
  VectorX<double> scores;             ///< brain score: an effect where there is one (Score::chance_corrected)
  VectorX<double> accuracies;         ///< how well the model does its task
  std::vector<std::string> family{};  ///< models with a common ancestor; empty: each model is its own family
  MatrixX<double> covariates{};       ///< [model x covariate] what may stand behind both, e.g. log of the width; may be empty
};

struct RankingOptions {
  double level = 0.95;       ///< coverage of the intervals
  Index n_resamples = 2000;  ///< of each bootstrap
  std::uint64_t seed = 0;
  Index fewest_models = 20;    ///< >= 4; a cut must leave so many models for its r to be given
  Index fewest_in_family = 5;  ///< >= 4; smaller families have no r of their own
  std::vector<double> cuts{};  ///< of accuracy; empty: multiples of .05 or another round number, about 20 in all
};

/// r among the models whose accuracy is above a cut.
struct CutRelation {
  double above;
  Index n_models;
  stats::Interval pearson;  ///< by bootstrap, of families where they are known
};

/// One family of models.
struct FamilyRelation {
  std::string family;
  Index n_models;
  stats::Interval pearson;  ///< within the family, by Fisher's z; NaN for small families
  double pearson_without;   ///< over all other models
};

struct ModelRanking {
  Index n_models = 0;
  stats::Interval pearson;    ///< by bootstrap over models
  stats::Interval spearman;   ///< likewise
  stats::Interval kendall;    ///< tau-b, likewise but with at most 200 resamples
  stats::Interval theil_sen;  ///< score per unit of accuracy, Sen's interval
  /// With families: r by bootstrap over families, which holds if families, not models, are the sample; r of deviations from the
  /// family means; r of the family means.
  std::optional<stats::Interval> pearson_by_family{};
  std::optional<double> pearson_within{};
  std::optional<double> pearson_between{};
  std::optional<stats::Interval> partial{};  ///< Pearson's r of what the covariates leave of both, by bootstrap
  std::vector<FamilyRelation> families{};    ///< by falling number of models, then by name
  std::vector<CutRelation> cuts{};           ///< by rising cut
  std::vector<std::string> verdict{};        ///< plain sentences
};

namespace detail {

[[nodiscard]] inline VectorX<double> selected(const VectorX<double>& values, const std::vector<Index>& which) {
  VectorX<double> result(std::ssize(which));
  for (Index i = 0; i < result.size(); ++i) result[i] = values[nth(which, i)];
  return result;
}

/// statistic(models) with its percentile interval over resamples of groups of models.
template <class Statistic>
[[nodiscard]] stats::Interval bootstrap_groups(const std::vector<std::vector<Index>>& groups, const Statistic& statistic,
                                               const RankingOptions& options) {
  std::vector<Index> all;
  for (const auto& group : groups) all.insert(all.end(), group.begin(), group.end());
  std::vector<double> values;
  const Index n_groups = std::ssize(groups);
  for (Index s = 0; s < options.n_resamples && n_groups > 1; ++s) {
    const Random random(options.seed, static_cast<std::uint64_t>(s));
    std::vector<Index> drawn;
    for (Index g = 0; g < n_groups; ++g) {
      const auto& group = nth(groups, random.below(static_cast<std::uint64_t>(g), n_groups));
      drawn.insert(drawn.end(), group.begin(), group.end());
    }
    if (const double value = statistic(drawn); !std::isnan(value)) values.push_back(value);
  }
  return stats::percentile_interval(statistic(all), std::move(values), options.n_resamples, options.level);
}

/// Round numbers that cut the range of accuracies into at most 20.
[[nodiscard]] inline std::vector<double> round_cuts(const VectorX<double>& accuracies) {
  const double low = accuracies.minCoeff(), high = accuracies.maxCoeff();
  double step = 1e-6;
  const double factors[] = {2, 2.5, 2};  // 1, 2, 5, 10, ...
  for (int i = 0; (high - low) / step > 20; ++i) step *= factors[i % 3];
  std::vector<double> cuts;
  for (double k = std::ceil(low / step); k * step < high; ++k) cuts.push_back(std::round(k * step * 1e9) / 1e9);
  return cuts;
}

[[nodiscard]] inline std::string rounded(double value) {
  const double hundredths = std::round(100 * value) / 100;
  return message(hundredths == 0 ? 0.0 : hundredths);
}

[[nodiscard]] inline std::string in_words(const stats::Interval& r) {
  if (std::isnan(r.low)) return message("r = ", rounded(r.value));
  return message("r = ", rounded(r.value), " [", rounded(r.low), ", ", rounded(r.high), "]");
}

/// What the numbers say, in sentences that name them.
[[nodiscard]] inline std::vector<std::string> verdict(const ModelRanking& ranking) {
  std::vector<std::string> lines;
  const stats::Interval& over_all = ranking.pearson_by_family.value_or(ranking.pearson);
  const std::string sample = ranking.pearson_by_family ? " (interval over families)" : "";
  if (over_all.low > 0) {
    lines.push_back(message("Over all ", ranking.n_models,
                            " models, more accurate ones are more brain-like: ", in_words(over_all), sample, "."));
  } else if (over_all.high < 0) {
    lines.push_back(message("Over all ", ranking.n_models,
                            " models, more accurate ones are less brain-like: ", in_words(over_all), sample, "."));
  } else {
    lines.push_back(message("Over all ", ranking.n_models,
                            " models, no relation of accuracy and brain score is shown: ", in_words(over_all), sample, "."));
  }
  // The last cut from which on no interval lies above 0, and the first that lies below.
  const CutRelation *ends = nullptr, *turns = nullptr;
  for (auto cut = ranking.cuts.rbegin(); cut != ranking.cuts.rend() && !(cut->pearson.low > 0); ++cut) ends = &*cut;
  for (auto cut = ranking.cuts.rbegin(); cut != ranking.cuts.rend(); ++cut) {
    if (cut->pearson.high < 0) turns = &*cut;
  }
  if (over_all.low > 0 && ends != nullptr) {
    lines.push_back(message("Among the better ones this ends: above an accuracy of ", ends->above, " (", ends->n_models,
                            " models) it is ", in_words(ends->pearson), "."));
  }
  if (turns != nullptr && over_all.high >= 0) {
    lines.push_back(message("Above ", turns->above, " (", turns->n_models,
                            " models) it is the other way round: ", in_words(turns->pearson), "."));
  }
  if (ranking.pearson_within) {
    std::string line = message("Within families r is ", rounded(*ranking.pearson_within), ", between their means ",
                               rounded(*ranking.pearson_between));
    double low = 1, high = -1;
    for (const FamilyRelation& family : ranking.families) {
      if (std::isnan(family.pearson_without)) continue;
      low = std::min(low, family.pearson_without);
      high = std::max(high, family.pearson_without);
    }
    if (low <= high) line += message("; without any one family it stays from ", rounded(low), " to ", rounded(high));
    lines.push_back(line + ".");
  }
  if (ranking.partial) {
    lines.push_back(message("With the covariates held fixed, ", in_words(*ranking.partial),
                            ranking.partial->low > 0 || ranking.partial->high < 0 ? "." : ": not shown to differ from 0."));
  }
  return lines;
}

/// What an intercept and the covariates leave of the values.
[[nodiscard]] inline VectorX<double> residuals(const VectorX<double>& values, const MatrixX<double>& covariates) {
  MatrixX<double> basis(values.size(), std::min(values.size(), covariates.cols() + 1));
  Index rank = 0;
  numeric::extend_basis(basis, rank, VectorX<double>::Ones(values.size()));
  for (Index c = 0; c < covariates.cols() && rank < values.size(); ++c) {
    numeric::extend_basis(basis, rank, covariates.col(c).array() - covariates.col(c).mean());
  }
  VectorX<double> left = values;
  for (Index k = 0; k < rank; ++k) left -= basis.col(k) * basis.col(k).dot(left);
  return left;
}

}  // namespace detail

/// How brain scores go with accuracies, over models: see ModelRanking. Models of one family are no independent sample, so that
/// only the interval over families says something of families not seen. A relation over all may end, or turn, among the good
/// models: `cuts` shows where. Percentile bootstraps; below about ten models or families they are too narrow.
/// Throws ShapeError unless extents agree; ValueError for NaN, fewer than four models, or options out of range.
[[nodiscard]] inline ModelRanking rank_models(const RankedModels& models, const RankingOptions& options = {}) {
  constexpr const char* function = "rank_models";
  const VectorX<double>&scores = models.scores, &accuracies = models.accuracies;
  const Index n = scores.size();
  require_extent(function, "number of accuracies", n, accuracies.size());
  if (!models.family.empty()) require_extent(function, "number of families", n, std::ssize(models.family));
  if (models.covariates.size() > 0) require_extent(function, "number of rows of covariates", n, models.covariates.rows());
  require(n >= 4, function, "the number of models must be >= 4", n);
  require(scores.allFinite() && accuracies.allFinite() && models.covariates.allFinite(), function, "all values must be finite");
  require(options.level > 0 && options.level < 1, function, "level must lie in (0, 1)", options.level);
  require(options.n_resamples >= 1, function, "n_resamples must be >= 1", options.n_resamples);
  require(options.fewest_models >= 4, function, "fewest_models must be >= 4", options.fewest_models);
  require(options.fewest_in_family >= 4, function, "fewest_in_family must be >= 4", options.fewest_in_family);

  const bool known = !models.family.empty();
  std::map<std::string, std::vector<Index>> by_family;
  std::vector<std::vector<Index>> alone, groups;
  for (Index i = 0; i < n; ++i) {
    alone.push_back({i});
    if (known) by_family[nth(models.family, i)].push_back(i);
  }
  for (const auto& [name, members] : by_family) groups.push_back(members);
  if (!known) groups = alone;
  const auto pearson_of = [&](const std::vector<Index>& which) {
    return stats::pearson(detail::selected(accuracies, which), detail::selected(scores, which));
  };
  const auto spearman_of = [&](const std::vector<Index>& which) {
    return stats::spearman(detail::selected(accuracies, which), detail::selected(scores, which));
  };
  const auto kendall_of = [&](const std::vector<Index>& which) {
    return stats::kendall_tau_b(detail::selected(accuracies, which), detail::selected(scores, which));
  };
  RankingOptions few = options;
  few.n_resamples = std::min(options.n_resamples, Index{200});  // tau takes n^2 steps

  ModelRanking ranking;
  ranking.n_models = n;
  ranking.pearson = detail::bootstrap_groups(alone, pearson_of, options);
  ranking.spearman = detail::bootstrap_groups(alone, spearman_of, options);
  ranking.kendall = detail::bootstrap_groups(alone, kendall_of, few);
  ranking.theil_sen = stats::theil_sen(accuracies, scores, options.level);

  if (known && groups.size() >= 2) {
    ranking.pearson_by_family = detail::bootstrap_groups(groups, pearson_of, options);
    VectorX<double> x = accuracies, y = scores, mean_x(std::ssize(groups)), mean_y(mean_x.size());
    Index g = 0;
    for (const auto& [name, members] : by_family) {
      mean_x[g] = detail::selected(accuracies, members).mean();
      mean_y[g] = detail::selected(scores, members).mean();
      std::vector<Index> others;
      for (Index i = 0; i < n; ++i) {
        if (nth(models.family, i) != name) others.push_back(i);
      }
      for (const Index i : members) x[i] -= mean_x[g], y[i] -= mean_y[g];
      constexpr double nan = std::numeric_limits<double>::quiet_NaN();
      FamilyRelation relation{name, std::ssize(members), {nan, nan, nan, 0}, nan};
      if (relation.n_models >= options.fewest_in_family) {
        relation.pearson =
            stats::pearson_interval(detail::selected(accuracies, members), detail::selected(scores, members), options.level);
      }
      if (std::ssize(others) >= 4) relation.pearson_without = pearson_of(others);
      ranking.families.push_back(std::move(relation));
      ++g;
    }
    std::stable_sort(ranking.families.begin(), ranking.families.end(),
                     [](const auto& a, const auto& b) { return a.n_models > b.n_models; });
    ranking.pearson_within = stats::pearson(x, y);
    ranking.pearson_between = stats::pearson(mean_x, mean_y);
  }

  for (const double cut : options.cuts.empty() ? detail::round_cuts(accuracies) : options.cuts) {
    std::vector<std::vector<Index>> above;
    Index n_above = 0;
    for (const auto& group : groups) {
      std::vector<Index> members;
      for (const Index i : group) {
        if (accuracies[i] > cut) members.push_back(i);
      }
      n_above += std::ssize(members);
      if (!members.empty()) above.push_back(std::move(members));
    }
    if (n_above < options.fewest_models) continue;
    ranking.cuts.push_back({cut, n_above, detail::bootstrap_groups(above, pearson_of, options)});
  }
  std::sort(ranking.cuts.begin(), ranking.cuts.end(), [](const auto& a, const auto& b) { return a.above < b.above; });

  if (models.covariates.cols() > 0) {
    const auto partial_of = [&](const std::vector<Index>& which) {
      MatrixX<double> covariates(std::ssize(which), models.covariates.cols());
      for (Index i = 0; i < covariates.rows(); ++i) covariates.row(i) = models.covariates.row(nth(which, i));
      return stats::pearson(detail::residuals(detail::selected(accuracies, which), covariates),
                            detail::residuals(detail::selected(scores, which), covariates));
    };
    ranking.partial = detail::bootstrap_groups(groups, partial_of, few);
  }
  ranking.verdict = detail::verdict(ranking);
  return ranking;
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
