#pragma once
/// Alignment patterns: does a model follow the same networks as a person does?
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/core/errors.hpp"
#include "syncact/stats/finite_fisher_z.hpp"
#include "syncact/stats/rank_correlation.hpp"
#include "syncact/stats/sign_flips.hpp"

namespace syncact::inline v0_1::score {

/// What alignment_pattern() found.
struct AlignmentPattern {
  VectorX<double> model;  ///< [person] r of the model's profile with that of the person
  VectorX<double>
      people;  ///< [person] r of the mean profile of the other people with that of the person: what a model can reach
  double mean_model = 0;  ///< tanh of the mean arctanh over people
  double mean_people = 0;
  double p_model = 1;  ///< that the model's mean is 0, by sign flips over people
  double p_below = 1;  ///< that the model is as good as other people, against being worse, likewise
};

/// Correlates a model's profile [network], its score in each functional brain network, with each person's profile
/// [person x network], for example how well that network of theirs is predicted by other people. A model that is good for the
/// right reason is good where people agree. Networks are few and not independent: p generalizes to people, not to other
/// networks. Throws ShapeError unless profiles are equally long, ValueError for fewer than 2 people, fewer than 3 networks,
/// NaN, or a profile that does not vary.
[[nodiscard]] inline AlignmentPattern alignment_pattern(const VectorX<double>& model, const MatrixX<double>& people,
                                                        const stats::SignFlipOptions& options = {}) {
  const Index n = people.rows();
  require_extent("alignment_pattern", "number of networks of the people", model.size(), people.cols());
  require(n >= 2, "alignment_pattern", "the number of people must be >= 2", n);
  require(model.size() >= 3, "alignment_pattern", "the number of networks must be >= 3", model.size());
  require(model.allFinite() && people.allFinite(), "alignment_pattern", "profiles must be finite");
  const auto r = [](const VectorX<double>& a, const VectorX<double>& b) {
    const double value = stats::pearson(a, b);
    require(value == value, "alignment_pattern", "each profile must vary");
    return value;
  };
  AlignmentPattern result;
  result.model.resize(n);
  result.people.resize(n);
  const VectorX<double> sum = people.colwise().sum().transpose();
  for (Index i = 0; i < n; ++i) {
    const VectorX<double> person = people.row(i).transpose();
    result.model[i] = r(model, person);
    result.people[i] = r((sum - person) / static_cast<double>(n - 1), person);
  }
  MatrixX<double> values(n, 2);
  values << result.model.unaryExpr(&stats::finite_fisher_z),
      result.people.unaryExpr(&stats::finite_fisher_z) - result.model.unaryExpr(&stats::finite_fisher_z);
  result.mean_model = std::tanh(values.col(0).mean());
  result.mean_people = std::tanh(result.people.unaryExpr(&stats::finite_fisher_z).mean());
  const auto test = stats::sign_flip_test(values, options);
  result.p_model = test.p_uncorrected[0];
  result.p_below = test.p_uncorrected[1];
  return result;
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
