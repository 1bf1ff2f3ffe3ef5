#pragma once
/// A model among people: is it farther from them than they are from each other?
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cmath>

#include "syncact/core/errors.hpp"
#include "syncact/stats/p_from_null.hpp"

namespace syncact::inline v0_1::score {

/// What among_people() found.
struct AmongPeople {
  double model_to_people = 0;   ///< mean distance of the model from the people
  double people_to_people = 0;  ///< mean distance of two people
  double p = 1;                 ///< share of individuals, the model among them, who are as far from the rest as the model is
  VectorX<double> of_person;    ///< [person] mean distance from all other individuals, the model among them
};

/// Asks whether the model could be one more person: the NeuroAI Turing test. distances [person x person] between people,
/// symmetric, and from_model [person] between the model and each of them, by one measure (for example 1 - r of their
/// predictions, or a dissimilarity of their RDMs). If the model were one of the people, each of the n + 1 individuals would be
/// farthest from the rest equally often; so p = #{individuals whose mean distance from the rest is not smaller than the
/// model's} / (n + 1), exact for any distance and number of people. With n people no p is below 1 / (n + 1): 19 are needed for
/// .05. A model that passes is not shown to be like people, only not to differ by this measure, and noisy measurements let
/// anything pass: also look at the distance between two measurements of one person. Feather et al., arXiv 2502.16238 (2025).
/// Throws ShapeError unless there is a row, column and entry a person, ValueError for fewer than 2 people, NaN or an asymmetric
/// table.
[[nodiscard]] inline AmongPeople among_people(const MatrixX<double>& distances, const VectorX<double>& from_model) {
  const Index n = from_model.size();
  require_extent("among_people", "number of rows of distances", n, distances.rows());
  require_extent("among_people", "number of columns of distances", n, distances.cols());
  require(n >= 2, "among_people", "the number of people must be >= 2", n);
  require(from_model.allFinite() && distances.allFinite(), "among_people", "distances must be finite");
  const double largest = std::max(distances.cwiseAbs().maxCoeff(), from_model.cwiseAbs().maxCoeff());
  const double asymmetry = (distances - distances.transpose()).cwiseAbs().maxCoeff();
  require(asymmetry <= 1e-9 * largest, "among_people", "the asymmetry of distances must be rounding at most", asymmetry);

  AmongPeople result;
  const auto people = static_cast<double>(n);
  result.of_person = (distances.rowwise().sum() - distances.diagonal() + from_model) / people;
  result.model_to_people = from_model.mean();
  result.people_to_people = (distances.sum() - distances.trace()) / (people * (people - 1));
  const double tie = 1e-12 * largest;
  result.p = stats::p_from_null((result.of_person.array() >= result.model_to_people - tie).count(), n);
  return result;
}

}  // namespace syncact::inline v0_1::score

#include "syncact/core/macros_on.hpp"
