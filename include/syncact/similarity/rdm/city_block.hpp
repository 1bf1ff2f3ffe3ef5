#pragma once
/// City-block (Manhattan) distances between patterns.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/options.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/rdm/concept.hpp"
#include "syncact/similarity/rdm/detail/patterns.hpp"
#include "syncact/similarity/rdm/detail/ties.hpp"

namespace syncact::inline v0_1::similarity::rdm {

/// sum_c |x_ic - x_jc|. Exact for whole numbers; distances that are equal but for rounding are equal.
struct CityBlock {
  bool per_channel = false;  ///< mean over channels instead of their sum

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("per_channel", self.per_channel, "mean over channels instead of their sum");
  }

  [[nodiscard]] similarity::Info info() const {
    similarity::Info info;
    info.id = "rdm_city_block";
    info.kind = similarity::Kind::rdm;
    info.formula = per_channel ? "sum_c |x_ic - x_jc| / p" : "sum_c |x_ic - x_jc|";
    info.direction = similarity::Direction::distance;
    info.lowest = 0;
    info.x = similarity::Invariance::translation | similarity::Invariance::permutation;
    info.is_metric = true;
    info.centering = "none";
    info.cost = "n^2 p, no matrix product";
    info.alias = "rdm/*/manhattan";
    return info;
  }

  /// patterns [condition x channel].
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] Rdm dissimilarities(const SeriesView<T>& patterns, const C& context = {}) const {
    const detail::Patterns x = detail::load_patterns(patterns, context.executor);
    const Index n = x.values.cols();
    Rdm rdm{n, VectorX<double>(n * (n - 1) / 2)};
    context.executor.bulk(n, [&](Index i) {
      for (Index j = i + 1; j < n; ++j) {
        const bool usable = x.usable(i) && x.usable(j);
        rdm.values[Rdm::pair(i, j, n)] =
            usable ? (x.values.col(i) - x.values.col(j)).template lpNorm<1>() : std::numeric_limits<double>::quiet_NaN();
      }
    });
    const VectorX<double> size = x.values.colwise().template lpNorm<1>();
    const double rounding = numeric::rounding_of_sum(x.values.rows());
    detail::settle_ties(rdm, [&](Index i, Index j, double) { return rounding * (size[i] + size[j]); });
    if (per_channel) rdm.values /= static_cast<double>(patterns.n_signals());
    return rdm;
  }
};

static_assert(Dissimilarity<CityBlock>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
