#pragma once
/// Squared Euclidean distances between patterns, and their roots.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/options.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/rdm/concept.hpp"
#include "syncact/similarity/rdm/detail/pair_differences.hpp"

namespace syncact::inline v0_1::similarity::rdm {

namespace detail {

/// A power of two near the largest entry, so that squares neither over- nor underflow and scaling by it is exact.
[[nodiscard]] inline double take_scale(MatrixX<double>& values) {
  const double largest = values.size() == 0 ? 0.0 : values.cwiseAbs().maxCoeff();
  if (!(largest > 0)) return 1.0;
  const int exponent = std::ilogb(largest);
  if (exponent > -100 && exponent < 100) return 1.0;
  const double scale = std::ldexp(1.0, exponent);
  values /= scale;
  return scale;
}

}  // namespace detail

/// ||x_i - x_j||^2, divided by the number of channels unless told otherwise. The pattern nearest to the mean is subtracted
/// before products are taken, so an offset costs no accuracy and distances of whole numbers are exact; without channels
/// everything is 0 as a sum and NaN as a mean. Distances that are equal but for rounding are equal. Named "euclidean" by
/// rsatoolbox, which divides by the number of channels too.
struct SquaredEuclidean {
  bool per_channel = true;  ///< mean over channels instead of their sum

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("per_channel", self.per_channel, "mean over channels instead of their sum");
  }

  [[nodiscard]] similarity::Info info() const {
    similarity::Info info;
    info.id = "rdm_squared_euclidean";
    info.kind = similarity::Kind::rdm;
    info.formula = per_channel ? "||x_i - x_j||^2 / p" : "||x_i - x_j||^2";
    info.direction = similarity::Direction::squared_distance;
    info.lowest = 0;
    info.x = similarity::rigid;
    info.centering = "each pattern minus the one nearest to their mean, which no distance notices";
    info.cost = "n^2 p";
    info.alias = per_channel ? "rdm/*/squared_euclidean_normalized" : "rdm/*/squared_euclidean";
    info.note = "rsatoolbox calls the mean over channels euclidean, and loses it to offsets";
    return info;
  }

  /// patterns [condition x channel].
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] Rdm dissimilarities(const SeriesView<T>& patterns, const C& context = {}) const {
    detail::Patterns x = detail::load_patterns(patterns, context.executor);
    detail::subtract_central(x, context.executor);
    const double scale = detail::take_scale(x.values);
    Rdm rdm = detail::pair_differences(x.values, x.values, x.ok, x.norm / scale, context.backend, context.executor);
    rdm.values *= scale * scale / (per_channel ? static_cast<double>(patterns.n_signals()) : 1.0);
    return rdm;
  }
};

static_assert(Dissimilarity<SquaredEuclidean>);

/// ||x_i - x_j||, a sum over channels.
struct Euclidean {
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = SquaredEuclidean{.per_channel = false}.info();
    info.id = "rdm_euclidean";
    info.formula = "||x_i - x_j||";
    info.direction = similarity::Direction::distance;
    info.is_metric = true;
    info.alias = "rdm/*/euclidean";
    info.note = "";
    return info;
  }

  /// patterns [condition x channel].
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] Rdm dissimilarities(const SeriesView<T>& patterns, const C& context = {}) const {
    detail::Patterns x = detail::load_patterns(patterns, context.executor);
    detail::subtract_central(x, context.executor);
    const double scale = detail::take_scale(x.values);
    Rdm rdm = detail::pair_differences(x.values, x.values, x.ok, x.norm / scale, context.backend, context.executor);
    rdm.values = scale * rdm.values.cwiseSqrt();
    return rdm;
  }
};

static_assert(Dissimilarity<Euclidean>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
