#pragma once
/// How to make an RDM of a table, chosen by name: what programs and configuration files need.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/series.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/rdm/city_block.hpp"
#include "syncact/similarity/rdm/correlation_distance.hpp"
#include "syncact/similarity/rdm/geodesic.hpp"
#include "syncact/similarity/rdm/mahalanobis.hpp"
#include "syncact/similarity/rdm/poisson_kl.hpp"
#include "syncact/similarity/rdm/squared_euclidean.hpp"
#include "syncact/similarity/rdm/transforms.hpp"

namespace syncact::inline v0_1::similarity::rdm {

enum class DissimilarityName : unsigned char {
  squared_euclidean,
  euclidean,
  correlation,
  cosine,
  city_block,
  mahalanobis,
  poisson_kl
};
constexpr auto choices(DissimilarityName) {
  using Name = DissimilarityName;
  return std::array{Choice{"squared_euclidean", Name::squared_euclidean},
                    Choice{"euclidean", Name::euclidean},
                    Choice{"correlation", Name::correlation},
                    Choice{"cosine", Name::cosine},
                    Choice{"city_block", Name::city_block},
                    Choice{"mahalanobis", Name::mahalanobis},
                    Choice{"poisson_kl", Name::poisson_kl}};
}

enum class TransformName : unsigned char { none, rank, min_max, geo_topological, geodesic };
constexpr auto choices(TransformName) {
  using Name = TransformName;
  return std::array{Choice{"none", Name::none}, Choice{"rank", Name::rank}, Choice{"min_max", Name::min_max},
                    Choice{"geo_topological", Name::geo_topological}, Choice{"geodesic", Name::geodesic}};
}

/// A dissimilarity, then a transform. Programs that know both when they are compiled use the policies themselves.
struct Recipe {
  DissimilarityName dissimilarity = DissimilarityName::correlation;
  bool per_channel = true;        ///< squared_euclidean, mahalanobis, poisson_kl: mean over channels instead of their sum
  MatrixX<double> precision{};    ///< mahalanobis: [channel x channel]
  PoissonRates rates{};           ///< poisson_kl
  std::vector<Index> left_out{};  ///< positions of pairs that become NaN, before the transform
  TransformName transform = TransformName::none;
  GeoTopological geo_topological{};
  Geodesic geodesic{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("dissimilarity", self.dissimilarity, "between the patterns of two conditions");
    option("per_channel", self.per_channel,
           "mean over channels instead of their sum: squared_euclidean, mahalanobis, poisson_kl");
    PoissonRates::options(self.rates, option);
    option("left_out", self.left_out, "positions of pairs, (0,1) (0,2) .. (1,2) .., that become NaN");
    option("transform", self.transform, "of the RDM");
    GeoTopological::options(self.geo_topological, option);
    Geodesic::options(self.geodesic, option);
  }

  /// Calls f with the dissimilarity that is meant.
  template <class F>
  decltype(auto) with_dissimilarity(F&& f) const {
    switch (dissimilarity) {
      case DissimilarityName::squared_euclidean:
        return f(SquaredEuclidean{per_channel});
      case DissimilarityName::euclidean:
        return f(Euclidean{});
      case DissimilarityName::cosine:
        return f(CosineDistance{});
      case DissimilarityName::city_block:
        return f(CityBlock{});
      case DissimilarityName::mahalanobis:
        return f(Mahalanobis{precision, per_channel});
      case DissimilarityName::poisson_kl:
        return f(PoissonKl{rates, per_channel});
      case DissimilarityName::correlation:
        break;
    }
    return f(CorrelationDistance{});
  }

  /// Calls f with the transform that is meant.
  template <class F>
  decltype(auto) with_transform(F&& f) const {
    switch (transform) {
      case TransformName::rank:
        return f(RankTransform{});
      case TransformName::min_max:
        return f(MinMax{});
      case TransformName::geo_topological:
        return f(geo_topological);
      case TransformName::geodesic:
        return f(geodesic);
      case TransformName::none:
        break;
    }
    return f(Unchanged{});
  }

  /// Scaling the patterns scales the RDM.
  [[nodiscard]] bool homogeneous() const { return dissimilarity != DissimilarityName::poisson_kl; }

  /// Of the dissimilarity, with what the transform forgets besides.
  [[nodiscard]] similarity::Info info() const {
    similarity::Info info = with_dissimilarity([](const auto& d) { return d.info(); });
    info.id = "rdm";
    if (transform == TransformName::none) return info;
    const similarity::Info after = with_transform([](const auto& t) { return t.info(); });
    info.formula = after.formula;
    info.lowest = after.lowest;
    info.highest = after.highest;
    info.direction = similarity::Direction::distance;
    info.is_metric = false;
    if (homogeneous()) info.x = info.x | similarity::Invariance::scale;
    info.ties = after.ties;
    info.alias = "";
    info.note = after.note;
    info.source = after.source;
    return info;
  }

  /// The RDM of x [condition x channel]. Throws ValueError for a position in left_out that is none.
  template <TimeSeriesMatrix M, CallContext C = Context<>>
  [[nodiscard]] Rdm make(const M& x, const C& context = {}) const {
    return with_series(x, [&](const auto& view) { return dissimilarities(view, context); });
  }

  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] Rdm dissimilarities(const SeriesView<T>& patterns, const C& context = {}) const {
    Rdm rdm = with_dissimilarity([&](const auto& d) { return d.dissimilarities(patterns, context); });
    for (const Index k : left_out) {
      require(k >= 0 && k < rdm.n_pairs(), "rdm::Recipe", "each of left_out must be the position of a pair", k);
      rdm.values[k] = std::numeric_limits<double>::quiet_NaN();
    }
    return with_transform([&](const auto& t) { return t.transform(rdm); });
  }
};

static_assert(Dissimilarity<Recipe>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
