#pragma once
/// How to compare two RDMs, chosen by name.
#include "syncact/core/macros_off.hpp"

#include "syncact/similarity/rdm/bures.hpp"
#include "syncact/similarity/rdm/kendall_tau.hpp"
#include "syncact/similarity/rdm/neg_riemannian.hpp"
#include "syncact/similarity/rdm/vector_comparisons.hpp"
#include "syncact/similarity/rdm/whitened.hpp"

namespace syncact::inline v0_1::similarity::rdm {

enum class ComparisonName : unsigned char {
  cosine,
  pearson,
  spearman,
  kendall_tau_a,
  kendall_tau_b,
  rho_a,
  cosine_cov,
  corr_cov,
  euclidean,
  bures,
  bures_metric,
  neg_riemannian
};
constexpr auto choices(ComparisonName) {
  using Name = ComparisonName;
  return std::array{Choice{"cosine", Name::cosine},
                    Choice{"pearson", Name::pearson},
                    Choice{"spearman", Name::spearman},
                    Choice{"kendall_tau_a", Name::kendall_tau_a},
                    Choice{"kendall_tau_b", Name::kendall_tau_b},
                    Choice{"rho_a", Name::rho_a},
                    Choice{"cosine_cov", Name::cosine_cov},
                    Choice{"corr_cov", Name::corr_cov},
                    Choice{"euclidean", Name::euclidean},
                    Choice{"bures", Name::bures},
                    Choice{"bures_metric", Name::bures_metric},
                    Choice{"neg_riemannian", Name::neg_riemannian}};
}

/// Programs that know the comparison when they are compiled use the policies themselves.
struct ComparisonChoice {
  ComparisonName comparison = ComparisonName::spearman;
  RdmMean mean = RdmMean::plain;            ///< corr_cov
  bool squared = false;                     ///< bures_metric
  Negative negative = Negative::undefined;  ///< bures, bures_metric
  MatrixX<double> sigma_k{};                ///< cosine_cov, corr_cov: see whitened.hpp
  similarity::MissingData nan{};

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("comparison", self.comparison, "of the two RDMs");
    option("mean", self.mean, "corr_cov: what is subtracted from an RDM");
    option("squared", self.squared, "bures_metric: its square");
    option("negative", self.negative, "bures, bures_metric: RDMs that are not squared Euclidean distances");
    detail::nan_options(self.nan, option);
  }

  /// Calls f with the comparison that is meant.
  template <class F>
  decltype(auto) with_comparison(F&& f) const {
    switch (comparison) {
      case ComparisonName::cosine:
        return f(Cosine{nan});
      case ComparisonName::pearson:
        return f(Pearson{nan});
      case ComparisonName::kendall_tau_a:
        return f(KendallTau{Tau::a, nan});
      case ComparisonName::kendall_tau_b:
        return f(KendallTau{Tau::b, nan});
      case ComparisonName::rho_a:
        return f(RhoA{nan});
      case ComparisonName::cosine_cov:
        return f(WhitenedCosine{sigma_k, nan});
      case ComparisonName::corr_cov:
        return f(WhitenedCorrelation{sigma_k, mean, nan});
      case ComparisonName::euclidean:
        return f(L2Difference{nan});
      case ComparisonName::bures:
        return f(Bures{BuresForm::similarity, false, negative, nan});
      case ComparisonName::bures_metric:
        return f(Bures{BuresForm::metric, squared, negative, nan});
      case ComparisonName::neg_riemannian:
        return f(NegRiemannian{nan});
      case ComparisonName::spearman:
        break;
    }
    return f(Spearman{nan});
  }

  [[nodiscard]] similarity::Info info() const {
    return with_comparison([](const auto& c) { return c.info(); });
  }
  template <class = void>  // compiled where it is called
  [[nodiscard]] similarity::Measurement compare(const Rdm& a, const Rdm& b) const {
    return with_comparison([&](const auto& c) { return c.compare(a, b); });
  }

  /// How RDMs of subjects are pooled for this comparison. Throws ValueError where no rule is known.
  [[nodiscard]] Pooling pooling() const {
    return with_comparison([](const auto& c) -> Pooling {
      if constexpr (requires { c.pooling; }) {
        return c.pooling;
      } else {
        throw ValueError(message("no rule to pool RDMs is known for ", c.info().id));
      }
    });
  }
};

static_assert(RdmComparison<ComparisonChoice>);

}  // namespace syncact::inline v0_1::similarity::rdm

#include "syncact/core/macros_on.hpp"
