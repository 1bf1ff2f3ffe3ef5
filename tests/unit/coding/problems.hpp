#pragma once
#include <algorithm>
#include <vector>

#include "syncact/coding/duality_gap.hpp"

namespace coding_test {

using syncact::Index;

/// The lasso minimum of one signal by trying every set of atoms and every choice of signs: 3^K small linear systems.
inline double least_lasso_objective(const Eigen::MatrixXd& gram, const Eigen::VectorXd& p, double squared_norm, double alpha) {
  const Index n = p.size();
  double best = 0.5 * squared_norm;
  Eigen::VectorXi sign = Eigen::VectorXi::Constant(n, -1);
  const auto next = [&] {
    for (Index k = 0; k < n; ++k) {
      if (++sign[k] <= 1) return true;
      sign[k] = -1;
    }
    return false;
  };
  do {
    std::vector<Index> support;
    for (Index k = 0; k < n; ++k) {
      if (sign[k] != 0) support.push_back(k);
    }
    if (support.empty()) continue;
    const Eigen::VectorXd s = sign(support).cast<double>();
    const Eigen::VectorXd a = gram(support, support).ldlt().solve(p(support) - alpha * s);
    if (!a.allFinite() || (a.array() * s.array() < 0).any()) continue;
    const double fit = squared_norm - 2 * p(support).dot(a) + a.dot(gram(support, support) * a);
    best = std::min(best, 0.5 * fit + alpha * a.lpNorm<1>());
  } while (next());
  return best;
}

}  // namespace coding_test
