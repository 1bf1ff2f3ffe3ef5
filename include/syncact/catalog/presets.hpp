#pragma once
/// The measures that have a standard name in similarity-repository, and the options that give each.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>

#include "syncact/catalog/any_measure.hpp"

namespace syncact::inline v0_1::catalog {

/// What is made of a measure's value v to get the value of that name.
enum class Then : unsigned char {
  as_is,
  arccos,        ///< the angle of a cosine
  cosine,        ///< of an angle
  one_minus,     ///< 1 - v
  negative_log,  ///< -ln v
  square,        ///< v^2
};
[[nodiscard]] inline double transformed(double v, Then then) {
  switch (then) {
    case Then::arccos:
      return std::acos(std::clamp(v, -1.0, 1.0));
    case Then::cosine:
      return std::cos(v);
    case Then::one_minus:
      return 1 - v;
    case Then::negative_log:
      return -std::log(v);
    case Then::square:
      return v * v;
    case Then::as_is:
      break;
  }
  return v;
}

/// A name of theirs, the id and the options "a=b c=d" of ours.
struct Preset {
  std::string_view alias;
  std::string_view id;
  std::string_view options;
  Then then = Then::as_is;
};

/// Names of theirs that have no value here, and why. A name that ends in * stands for all that begin so.
struct LeftOut {
  std::string_view name;
  std::string_view reason;
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
      // rsatoolbox's mahalanobis without a noise precision is the squared Euclidean distance.
      {"cka-kernel=(laplace-sigma=1.0)-hsic=gretton-score", "cka",
       "estimator=biased kernel=laplace bandwidth=absolute sigma=1"},
      {"cka-kernel=(laplace-sigma=1.0)-hsic=gretton-distance=angular", "cka",
       "estimator=biased kernel=laplace bandwidth=absolute sigma=1 angular=true"},
      {"cka-kernel=(laplace-sigma=1.0)-hsic=lange-score", "cka", "estimator=lange kernel=laplace bandwidth=absolute sigma=1"},
      {"cka-kernel=(laplace-sigma=1.0)-hsic=lange-distance=angular", "cka",
       "estimator=lange kernel=laplace bandwidth=absolute sigma=1 angular=true"},
      {"cka-kernel=(rbf-sigma=1.0)-hsic=gretton-distance=one_minus_score", "cka",
       "estimator=biased kernel=rbf bandwidth=absolute sigma=1", Then::one_minus},
      {"cka-kernel=(rbf-sigma=1.0)-hsic=gretton-score-negative_log", "cka",
       "estimator=biased kernel=rbf bandwidth=absolute sigma=1", Then::negative_log},
      {"cka-kernel=linear-hsic=gretton-distance=one_minus_score", "cka", "estimator=biased", Then::one_minus},
      {"cka-kernel=linear-hsic=gretton-score-negative_log", "cka", "estimator=biased", Then::negative_log},
      {"feature_space_linear_cka", "cka", "estimator=biased"},
      {"feature_space_linear_cka-debiased_True", "cka", "estimator=debiased"},
      {"unbiased_linear_HSIC", "hsic", "estimator=debiased"},
      {"cca-distance=angular", "cca", "summary=mean", Then::arccos},
      {"svcca-dim=10-distance=angular", "svcca", "keep=dims dims=10", Then::arccos},
      {"svcca-dim=10-squared_score", "svcca", "keep=dims dims=10 summary=mean_squared"},
      {"svcca-var=0.95-distance=angular", "svcca", "keep=variance variance=0.95", Then::arccos},
      {"svcca-var=0.95-squared_score", "svcca", "keep=variance variance=0.95 summary=mean_squared"},
      {"svcca-var=0.99-distance=angular", "svcca", "keep=variance variance=0.99", Then::arccos},
      {"svcca-var=0.99-squared_score", "svcca", "keep=variance variance=0.99 summary=mean_squared"},
      {"pwcca-distance=angular", "pwcca", "weights=x", Then::arccos},
      {"pwcca-distance=one_minus_score", "pwcca", "weights=x", Then::one_minus},
      {"gulp", "gulp", ""},
      {"imd", "imd", ""},
      {"nbs-distance=angular", "procrustes", "form=angular"},
      {"nbs-distance=euclidean", "procrustes", "form=euclidean"},
      {"nbs-distance=squared_euclidean", "procrustes", "form=squared"},
      {"procrustes-score", "nbs", ""},
      {"orthogonal_angular_shape_metric_centered", "procrustes", "form=angular"},
      {"orthogonal_procrustes_centered_and_normalized", "procrustes", "form=euclidean normalized=true"},
      {"permutation_metric-distance=squared_euclidean", "permutation_distance", "form=euclidean", Then::square},
      {"permutation_metric-score", "permutation_distance", "form=angular", Then::cosine},
      {"rsa-rdm=correlation-compare=bures_metric", "rsa", "dissimilarity=correlation comparison=bures_metric"},
      {"rsa-rdm=correlation-compare=euclidean", "rsa", "dissimilarity=correlation comparison=euclidean"},
      {"rsa-rdm=correlation-compare=kendall", "rsa", "dissimilarity=correlation comparison=kendall_tau_b"},
      {"rsa-rdm=squared_euclidean-compare=bures_metric", "rsa", "dissimilarity=squared_euclidean comparison=bures_metric"},
      {"rsa-rdm=squared_euclidean-compare=kendall", "rsa", "dissimilarity=squared_euclidean comparison=kendall_tau_b"},
      {"rsa-rdm=euclidean-compare=euclidean", "rsa", "dissimilarity=euclidean comparison=euclidean"},
      {"rsa-rdm=mahalanobis-compare=bures", "rsa", "dissimilarity=squared_euclidean comparison=bures"},
      {"rsa-rdm=mahalanobis-compare=bures_metric", "rsa", "dissimilarity=squared_euclidean comparison=bures_metric"},
      {"rsa-rdm=mahalanobis-compare=corr_cov", "rsa", "dissimilarity=squared_euclidean comparison=corr_cov"},
      {"rsa-rdm=mahalanobis-compare=cosine", "rsa", "dissimilarity=squared_euclidean comparison=cosine"},
      {"rsa-rdm=mahalanobis-compare=cosine_cov", "rsa", "dissimilarity=squared_euclidean comparison=cosine_cov"},
      {"rsa-rdm=mahalanobis-compare=kendall", "rsa", "dissimilarity=squared_euclidean comparison=kendall_tau_b"},
      {"rsa-rdm=mahalanobis-compare=pearson", "rsa", "dissimilarity=squared_euclidean comparison=pearson"},
      {"rsa-rdm=mahalanobis-compare=rho_a", "rsa", "dissimilarity=squared_euclidean comparison=rho_a"},
      {"rsa-rdm=mahalanobis-compare=spearman", "rsa", "dissimilarity=squared_euclidean comparison=spearman"},
      {"rsa-rdm=mahalanobis-compare=tau_a", "rsa", "dissimilarity=squared_euclidean comparison=kendall_tau_a"},
      {"rsa-rdm=mahalanobis-compare=tau_b", "rsa", "dissimilarity=squared_euclidean comparison=kendall_tau_b"},
      {"rsa-rdm=poisson-compare=bures", "rsa", "dissimilarity=poisson_kl comparison=bures"},
      {"rsa-rdm=poisson-compare=bures_metric", "rsa", "dissimilarity=poisson_kl comparison=bures_metric"},
      {"rsa-rdm=poisson-compare=corr_cov", "rsa", "dissimilarity=poisson_kl comparison=corr_cov"},
      {"rsa-rdm=poisson-compare=cosine", "rsa", "dissimilarity=poisson_kl comparison=cosine"},
      {"rsa-rdm=poisson-compare=cosine_cov", "rsa", "dissimilarity=poisson_kl comparison=cosine_cov"},
      {"rsa-rdm=poisson-compare=kendall", "rsa", "dissimilarity=poisson_kl comparison=kendall_tau_b"},
      {"rsa-rdm=poisson-compare=pearson", "rsa", "dissimilarity=poisson_kl comparison=pearson"},
      {"rsa-rdm=poisson-compare=rho_a", "rsa", "dissimilarity=poisson_kl comparison=rho_a"},
      {"rsa-rdm=poisson-compare=spearman", "rsa", "dissimilarity=poisson_kl comparison=spearman"},
      {"rsa-rdm=poisson-compare=tau_b", "rsa", "dissimilarity=poisson_kl comparison=kendall_tau_b"},
  };
  return all;
}

[[nodiscard]] inline std::span<const LeftOut> left_out() {
  static constexpr LeftOut all[] = {
      {"cca-distance=angular-cv=5folds", "folds are drawn at random"},
      {"svcca-dim=10-distance=angular-cv=5folds", "folds are drawn at random"},
      {"svcca-var=0.95-distance=angular-cv=5folds", "folds are drawn at random"},
      {"svcca-var=0.99-distance=angular-cv=5folds", "folds are drawn at random"},
      {"nbs-distance=angular-cv=5folds", "folds are drawn at random"},
      {"procrustes-distance=angular-cv=5folds", "folds are drawn at random"},
      {"linear_regression-*", "folds are drawn at random, or packages differ in what they average"},
      {"pls*", "folds are drawn at random, or packages differ in the number of components"},
      {"ridge-*", "folds are drawn at random, or packages differ in what they average"},
      {"kernel_ridge-*", "no kernel ridge here"},
      {"cca-distance=*", "packages differ in the scale of whitened tables"},
      {"svcca-*", "packages differ in the variance kept or in the scale of whitened tables"},
      {"pwcca-distance=*", "packages differ in the scale of whitened tables"},
      {"cka-kernel=*", "a distance of HSICs that are not normalized: packages differ in their scale"},
      {"linear_CKA", "a package's own function; cka-kernel=linear has the value"},
      {"kernel_CKA", "a package's own function, with a bandwidth of its own"},
      {"kernel_HSIC", "a package's own function, with a bandwidth of its own"},
      {"linear_HSIC", "packages differ in the normalizer"},
      {"*_sparse_HSIC", "HSIC lasso is no measure of two tables"},
      {"correlation", "of two vectors, not of two tables"},
      {"cosine", "of two vectors, not of two tables"},
      {"euclidean", "of two vectors, not of two tables"},
      {"isc", "of subjects over time, see isc"},
      {"aligned_cossim", "a package's own variant of aligned_cosine"},
      {"ensd-distance=angular_normalized", "a package's own normalization"},
      {"max_match", "subspace match of a threshold that the name does not tell"},
      {"permutation_procrustes", "a package's own normalization"},
      {"rsa-rdm=gaussian-*", "a kernel whose width the name does not tell"},
      {"versa", "another package's score"},
      {"wreath_*", "wreath products: not here"},
      {"zero_diagonal-cosine", "of one package's own RDMs"},
  };
  return all;
}

}  // namespace syncact::inline v0_1::catalog

#include "syncact/core/macros_on.hpp"
