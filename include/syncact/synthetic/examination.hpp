#pragma once
/// What a network can do and what its units like, measured on pictures that no other part of the planted world uses.
#include "syncact/core/macros_off.hpp"

#include <optional>
#include <span>
#include <vector>

#include "syncact/linalg/solve_definite.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/synthetic/conv_net.hpp"
#include "syncact/synthetic/object_images.hpp"

namespace syncact::inline v0_1::synthetic {

/// Top-1 accuracy of a linear readout.
struct Accuracy {
  double top1;
  Index n_test;
  double chance;
};

/// What each unit prefers.
struct Preferences {
  MatrixX<double> responses;                   ///< [unit x category] mean activation
  VectorX<double> d_prime;                     ///< [unit] between the best category and the second best
  std::vector<std::optional<Index>> category;  ///< [unit] the best category where d_prime reaches the criterion
};

/// The result of an examination.
struct Examined {
  Accuracy accuracy;
  Preferences preferences;
};

/// Grades networks on single objects: a readout of the last layer is fitted to pictures 0 .. n_train-1 of the album of `seed`
/// and tested on the next n_test, on which the units' preferences are measured too. Neither film nor brain is involved.
///
/// Readout: least squares with ridge penalty lambda = ridge * n_train on standardized units against one-hot categories; the
/// largest output wins.
/// Preference: d' = (m_1 - m_2) / sqrt((s_1^2 + s_2^2) / 2), with means and sds of the best and the second best category. A
/// unit that cannot tell those two apart has no category, however well it tells them from the rest.
struct Examination {
  ObjectImages pictures{};
  Index n_train = 540;
  Index n_test = 900;
  double ridge = 0.01;
  double criterion = 0.5;

  /// One result per network. Throws ValueError unless there are at least two categories and two pictures of each in both sets.
  template <CallContext C = Context<>>
  [[nodiscard]] std::vector<Examined> grade(std::span<const ConvNet> nets, const C& context = {}) const;

 private:
  [[nodiscard]] Index n_categories() const { return static_cast<Index>(pictures.categories.size()); }
  [[nodiscard]] Accuracy accuracy(MatrixX<double> features) const;
  [[nodiscard]] Preferences preferences(const MatrixX<double>& responses) const;
};

template <CallContext C>
std::vector<Examined> Examination::grade(std::span<const ConvNet> nets, const C& context) const {
  require(n_categories() >= 2, "Examination", "the number of categories must be >= 2", n_categories());
  require(std::min(n_train, n_test) >= 2 * n_categories(), "Examination",
          "the smaller of n_train and n_test must be at least two pictures of each category", std::min(n_train, n_test));
  require(ridge > 0, "Examination", "ridge must be > 0", ridge);
  const auto tables = activations(nets, n_train + n_test, pictures, context);
  std::vector<Examined> result;
  for (std::size_t m = 0; m < nets.size(); ++m) {
    const MatrixX<double> table = tables[m].template cast<double>();
    result.push_back({accuracy(table.rightCols(nets[m].layers.back().n_units())), preferences(table.bottomRows(n_test))});
  }
  return result;
}

inline Accuracy Examination::accuracy(MatrixX<double> features) const {
  for (Index unit = 0; unit < features.cols(); ++unit) {
    features.col(unit).array() -= features.col(unit).head(n_train).mean();
    const double sd = std::sqrt(features.col(unit).head(n_train).squaredNorm() / static_cast<double>(n_train));
    if (sd > 0) features.col(unit) /= sd;
  }
  MatrixX<double> targets = MatrixX<double>::Constant(n_train, n_categories(), -1.0 / static_cast<double>(n_categories()));
  for (Index i = 0; i < n_train; ++i) targets(i, pictures.category(i)) += 1;
  const auto train = features.topRows(n_train);
  MatrixX<double> gram = train.transpose() * train;
  gram.diagonal().array() += ridge * static_cast<double>(n_train);
  const MatrixX<double> readout = linalg::solve_definite(gram, train.transpose() * targets);
  const MatrixX<double> outputs = features.bottomRows(n_test) * readout;
  Index right = 0;
  for (Index i = 0; i < n_test; ++i) {
    Index winner = 0;
    outputs.row(i).maxCoeff(&winner);
    right += winner == pictures.category(n_train + i);
  }
  return {static_cast<double>(right) / static_cast<double>(n_test), n_test, 1.0 / static_cast<double>(n_categories())};
}

inline Preferences Examination::preferences(const MatrixX<double>& responses) const {
  const Index n_units = responses.cols();
  MatrixX<double> sum = MatrixX<double>::Zero(n_units, n_categories()), variance = sum;
  VectorX<double> count = VectorX<double>::Zero(n_categories());
  for (Index i = 0; i < n_test; ++i) {
    sum.col(pictures.category(n_train + i)) += responses.row(i).transpose();
    count[pictures.category(n_train + i)] += 1;
  }
  Preferences result{sum * count.cwiseInverse().asDiagonal(), VectorX<double>::Zero(n_units), {}};
  for (Index i = 0; i < n_test; ++i) {
    const Index c = pictures.category(n_train + i);
    variance.col(c) += (responses.row(i).transpose() - result.responses.col(c)).cwiseAbs2() / (count[c] - 1);
  }
  for (Index unit = 0; unit < n_units; ++unit) {
    Index best = 0, second = 0;
    VectorX<double> means = result.responses.row(unit);
    const double first_mean = means.maxCoeff(&best);
    means[best] = -std::numeric_limits<double>::infinity();
    const double second_mean = means.maxCoeff(&second);
    const double sd = std::sqrt((variance(unit, best) + variance(unit, second)) / 2);
    result.d_prime[unit] = sd > 0 ? (first_mean - second_mean) / sd : 0;
    result.category.push_back(result.d_prime[unit] >= criterion ? std::optional<Index>(best) : std::nullopt);
  }
  return result;
}

}  // namespace syncact::inline v0_1::synthetic

#include "syncact/core/macros_on.hpp"
