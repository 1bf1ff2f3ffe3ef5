#pragma once
/// The measures that have a standard name in similarity-repository, and the options that give each.
#include "syncact/core/macros_off.hpp"

#include <span>
#include <string_view>

#include "syncact/registry/any_measure.hpp"

namespace syncact::registry {

/// A name of theirs, the id and the options "a=b c=d" of ours.
struct Preset {
  std::string_view alias;
  std::string_view id;
  std::string_view options;
};

/// Sets the options of a preset on its measure.
template <class P>
void apply(const Preset& preset, AnyMeasure<P>& measure) {
  for (std::string_view rest = preset.options; !rest.empty();) {
    const std::string_view one = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    measure.set(one.substr(0, one.find('=')), one.substr(one.find('=') + 1));
  }
}

[[nodiscard]] inline std::span<const Preset> presets() {
  static constexpr Preset all[] = {
      {"cka-kernel=linear-hsic=song-score", "cka", "estimator=debiased"},
      {"cka-kernel=(rbf-sigma=1.0)-hsic=song-score", "cka", "estimator=debiased kernel=rbf bandwidth=absolute sigma=1"},
      {"cka-kernel=linear-hsic=song-distance=angular", "cka", "estimator=debiased angular=true"},
      {"cka-kernel=(rbf-sigma=1.0)-hsic=song-distance=angular", "cka",
       "estimator=debiased kernel=rbf bandwidth=absolute sigma=1 angular=true"},
      {"cka-kernel=linear-hsic=gretton-score", "cka", "estimator=biased"},
      {"cka-kernel=(rbf-sigma=1.0)-hsic=gretton-score", "cka", "estimator=biased kernel=rbf bandwidth=absolute sigma=1"},
      {"cka-kernel=linear-hsic=gretton-distance=angular", "cka", "estimator=biased angular=true"},
      {"cka-kernel=(rbf-sigma=1.0)-hsic=gretton-distance=angular", "cka",
       "estimator=biased kernel=rbf bandwidth=absolute sigma=1 angular=true"},
      {"cka-kernel=linear-hsic=lange-score", "cka", "estimator=lange"},
      {"cka-kernel=(rbf-sigma=1.0)-hsic=lange-score", "cka", "estimator=lange kernel=rbf bandwidth=absolute sigma=1"},
      {"cka-kernel=linear-hsic=lange-distance=angular", "cka", "estimator=lange angular=true"},
      {"cka-kernel=(rbf-sigma=1.0)-hsic=lange-distance=angular", "cka",
       "estimator=lange kernel=rbf bandwidth=absolute sigma=1 angular=true"},
      {"distance_correlation", "distance_correlation", ""},
      {"ensd", "ensd", ""},
      {"cca-score", "cca", "summary=mean"},
      {"cca-squared_score", "cca", "summary=mean_squared"},
      {"svcca-dim=10-score", "svcca", "keep=dims dims=10"},
      {"svcca-var=0.95-score", "svcca", "keep=variance variance=0.95"},
      {"svcca-var=0.99-score", "svcca", "keep=variance variance=0.99"},
      {"pwcca-score", "pwcca", "weights=x"},
      {"linear_regression", "linear_regression", "predict=x"},
      {"procrustes-distance=euclidean", "procrustes", "form=euclidean"},
      {"procrustes-distance=squared_euclidean", "procrustes", "form=squared"},
      {"procrustes-distance=angular", "procrustes", "form=angular"},
      {"nbs-score", "nbs", ""},
      {"bures_distance", "bures", ""},
      {"eigenspace_overlap_score", "eigenspace_overlap", ""},
      {"magnitude_difference", "magnitude_difference", ""},
      {"uniformity_difference", "uniformity_difference", ""},
      {"concentricity_difference", "concentricity_difference", ""},
      {"rsm_norm_difference", "rsm_norm_difference", ""},
      {"aligned_cosine_similarity", "aligned_cosine", ""},
      {"permutation_metric-distance=euclidean", "permutation_distance", "form=euclidean"},
      {"permutation_metric-distance=angular", "permutation_distance", "form=angular"},
      {"hard_correlation_match", "hard_correlation_match", ""},
      {"soft_correlation_match", "semi_correlation_match", ""},
      {"pairwisematching", "pairwise_match", ""},
      {"jaccard_similarity", "jaccard_knn", ""},
      {"rank_similarity", "rank_similarity", ""},
      {"second_order_cosine_similarity", "second_order_cosine", ""},
      {"rsa-rdm=squared_euclidean-compare=cosine", "rsa", "dissimilarity=squared_euclidean comparison=cosine"},
      {"rsa-rdm=squared_euclidean-compare=pearson", "rsa", "dissimilarity=squared_euclidean comparison=pearson"},
      {"rsa-rdm=squared_euclidean-compare=spearman", "rsa", "dissimilarity=squared_euclidean comparison=spearman"},
      {"rsa-rdm=squared_euclidean-compare=tau_a", "rsa", "dissimilarity=squared_euclidean comparison=kendall_tau_a"},
      {"rsa-rdm=squared_euclidean-compare=tau_b", "rsa", "dissimilarity=squared_euclidean comparison=kendall_tau_b"},
      {"rsa-rdm=squared_euclidean-compare=rho_a", "rsa", "dissimilarity=squared_euclidean comparison=rho_a"},
      {"rsa-rdm=squared_euclidean-compare=cosine_cov", "rsa", "dissimilarity=squared_euclidean comparison=cosine_cov"},
      {"rsa-rdm=squared_euclidean-compare=corr_cov", "rsa", "dissimilarity=squared_euclidean comparison=corr_cov"},
      {"rsa-rdm=squared_euclidean-compare=bures", "rsa", "dissimilarity=squared_euclidean comparison=bures"},
      {"rsa-rdm=correlation-compare=cosine", "rsa", "dissimilarity=correlation comparison=cosine"},
      {"rsa-rdm=correlation-compare=pearson", "rsa", "dissimilarity=correlation comparison=pearson"},
      {"rsa-rdm=correlation-compare=spearman", "rsa", "dissimilarity=correlation comparison=spearman"},
      {"rsa-rdm=correlation-compare=tau_a", "rsa", "dissimilarity=correlation comparison=kendall_tau_a"},
      {"rsa-rdm=correlation-compare=tau_b", "rsa", "dissimilarity=correlation comparison=kendall_tau_b"},
      {"rsa-rdm=correlation-compare=rho_a", "rsa", "dissimilarity=correlation comparison=rho_a"},
      {"rsa-rdm=correlation-compare=cosine_cov", "rsa", "dissimilarity=correlation comparison=cosine_cov"},
      {"rsa-rdm=correlation-compare=corr_cov", "rsa", "dissimilarity=correlation comparison=corr_cov"},
      {"rsa-rdm=correlation-compare=bures", "rsa", "dissimilarity=correlation comparison=bures"},
      {"rsa-rdm=euclidean-compare=pearson", "rsa", "dissimilarity=euclidean comparison=pearson"},
      {"rsa-rdm=euclidean-compare=spearman", "rsa", "dissimilarity=euclidean comparison=spearman"},
      {"rsa-rdm=cosine-compare=pearson", "rsa", "dissimilarity=cosine comparison=pearson"},
      {"rsa-rdm=cosine-compare=spearman", "rsa", "dissimilarity=cosine comparison=spearman"},
  };
  return all;
}

}  // namespace syncact::registry

#include "syncact/core/macros_on.hpp"
