#pragma once
/// How well the best possible model could agree with the RDMs of several subjects.
#include "syncact/core/macros_off.hpp"

#include <span>

#include "syncact/core/nth.hpp"
#include "syncact/similarity/rdm/rsa.hpp"

namespace syncact::inline v0_1::similarity::rdm {

/// The mean of RDMs, each brought to the same scale; pairs that some lack are averaged over the others.
/// Throws unless there is at least one and all have the same conditions.
[[nodiscard]] inline Rdm pool(std::span<const Rdm> rdms, Pooling pooling) {
  require(!rdms.empty(), "rdm::pool", "the number of RDMs must be >= 1", rdms.size());
  const Index n_pairs = rdms[0].n_pairs();
  VectorX<double> sum = VectorX<double>::Zero(n_pairs), count = sum;
  for (const Rdm& rdm : rdms) {
    require_extent("rdm::pool", "number of pairs of an RDM", n_pairs, rdm.n_pairs());
    const Rdm ranked = pooling == Pooling::ranks ? RankTransform{}.transform(rdm) : rdm;
    const std::vector<double> present = detail::present_values(ranked);
    const Eigen::Map<const VectorX<double>> values(present.data(), static_cast<Index>(present.size()));
    if (values.size() == 0) continue;
    const auto root_n = std::sqrt(static_cast<double>(values.size()));
    double offset = 0, scale = 1;
    if (pooling == Pooling::root_mean_square) scale = values.stableNorm() / root_n;
    if (pooling == Pooling::standardized) {
      offset = values.mean();
      scale = (values.array() - offset).matrix().stableNorm() / root_n;
    }
    for (Index k = 0; k < n_pairs; ++k) {
      if (std::isnan(ranked.values[k])) continue;
      sum[k] += (ranked.values[k] - offset) / scale;
      count[k] += 1;
    }
  }
  return {rdms[0].n_conditions, sum.cwiseQuotient(count)};  // 0/0 where no one has the pair
}

/// [lower, upper] Nili et al., PLoS Comput. Biol. 10 (2014) e1003553: the mean over subjects of the comparison of a subject's
/// RDM with the pooled RDM of the others (lower), and of all (upper: fitted to the subject, so no model can be above it for
/// the comparisons whose optimum the pooling is). The status is the gravest of all comparisons.
/// Throws ValueError unless there are two subjects or more.
template <RdmComparison C>
[[nodiscard]] similarity::MeasurementList noise_ceiling(std::span<const Rdm> subjects, const C& comparison, Pooling pooling) {
  require(subjects.size() >= 2, "noise_ceiling", "the number of subjects must be >= 2", subjects.size());
  const Rdm all = pool(subjects, pooling);
  similarity::MeasurementList result{VectorX<double>::Zero(2), similarity::MeasureStatus::ok,
                                     static_cast<Index>(subjects.size()), 0, 0};
  for (std::size_t s = 0; s < subjects.size(); ++s) {
    std::vector<Rdm> others(subjects.begin(), subjects.end());
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(s));
    const similarity::Measurement lower = comparison.compare(pool(others, pooling), subjects[s]);
    const similarity::Measurement upper = comparison.compare(all, subjects[s]);
    result.value += Eigen::Vector2d(lower.value, upper.value) / static_cast<double>(subjects.size());
    result.status = similarity::worse(result.status, similarity::worse(lower.status, upper.status));
  }
  return result;
}

/// With the pooling that belongs to the comparison.
template <RdmComparison C>
[[nodiscard]] similarity::MeasurementList noise_ceiling(std::span<const Rdm> subjects, const C& comparison) {
  if constexpr (requires { comparison.pooling(); }) {
    return noise_ceiling(subjects, comparison, comparison.pooling());
  } else {
    return noise_ceiling(subjects, comparison, C::pooling);
  }
}

/// The ceiling of tables [condition x channel], one a subject.
struct RdmCeiling {
  Recipe recipe{};
  ComparisonChoice comparison{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    Recipe::options(self.recipe, option);
    ComparisonChoice::options(self.comparison, option);
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = comparison.info();
    info.id = "rsa_noise_ceiling";
    info.formula = "[lower, upper]: mean comparison of a subject with the pool of the others, and of all";
    info.direction = similarity::Direction::description;
    info.x = Rsa{recipe, comparison}.info().x;
    info.y = similarity::Invariance::none;
    info.alias = "";
    info.note =
        "pooled after division by the root mean square (cosine, cosine_cov), standardizing (pearson, corr_cov), ranking";
    info.source = "Nili et al., PLoS Comput. Biol. 10 (2014) e1003553";
    return info;
  }
  template <class = void>  // compiled where it is called
  [[nodiscard]] similarity::MeasurementList of_stack(std::span<const MatrixX<double>> subjects) const {
    std::vector<Rdm> rdms;
    for (const MatrixX<double>& subject : subjects) rdms.push_back(recipe.make(SeriesView<double>(subject)));
    return noise_ceiling(rdms, comparison);
  }
};

/// Two tables of a stack compared: two runs of one subject, or two subjects.
struct RsaWithin {
  Rsa rsa{};
  Index first = 0;   ///< position in the stack
  Index second = 1;  ///< position in the stack

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    Rsa::options(self.rsa, option);
    option("first", self.first, "position in the stack of the table that is x");
    option("second", self.second, "position in the stack of the table that is y");
  }
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = rsa.info();
    info.id = "rsa_within";
    info.kind = similarity::Kind::rdm;
    return info;
  }
  /// Throws ValueError for positions outside the stack.
  template <class = void>  // compiled where it is called
  [[nodiscard]] similarity::Measurement of_stack(std::span<const MatrixX<double>> stack) const {
    const auto n = static_cast<Index>(stack.size());
    require(first >= 0 && first < n, "RsaWithin", "first must be a position in the stack", first);
    require(second >= 0 && second < n, "RsaWithin", "second must be a position in the stack", second);
    return rsa.compare(SeriesView<double>(nth(stack, first)), SeriesView<double>(nth(stack, second)));
  }
};

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
