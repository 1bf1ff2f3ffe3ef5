/// A similarity measure of one's own: a struct with one member, checked by the laws before it is trusted.
#include <cmath>
#include <iostream>

#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/laws/similarity_laws.hpp"
#include "syncact/synchrony/couple.hpp"

/// The sign of each step from one scan to the next, compared: 1 if both series always move the same way.
struct SameDirection {
  template <std::floating_point T>
  syncact::MatrixX<T> compare(const syncact::SeriesView<T>& a, const syncact::SeriesView<T>& b) const {
    return steps(a).transpose() * steps(b);
  }

 private:
  /// [step x signal] of -1, 0, 1, each column of norm 1; NaN (0/0) where a signal never moves.
  template <std::floating_point T>
  static syncact::MatrixX<T> steps(const syncact::SeriesView<T>& series) {
    const syncact::MatrixX<T> x = series.to_matrix();
    syncact::MatrixX<T> moves = (x.bottomRows(x.rows() - 1) - x.topRows(x.rows() - 1)).array().sign();
    for (syncact::Index i = 0; i < moves.cols(); ++i) moves.col(i) /= moves.col(i).norm();
    return moves;
  }
};

int main() {
  const syncact::laws::Report report = syncact::laws::check_similarity<double>(SameDirection{});
  std::cout << "laws: " << (report.ok() ? "all hold\n" : report.text());

  // Five neurons and two networks; neurons 0 and 1 follow them.
  const syncact::Random random(7);
  syncact::MatrixX<double> networks(400, 2), neurons(400, 5);
  for (syncact::Index i = 0; i < networks.size(); ++i) networks(i % 400, i / 400) = random.normal(std::uint64_t(i));
  for (syncact::Index i = 0; i < neurons.size(); ++i) neurons(i % 400, i / 400) = random.normal(std::uint64_t(1000 + i));
  neurons.leftCols(2) += networks;

  const auto scans = syncact::Timeline::scans(syncact::Seconds{1}, 0.5, {400});
  syncact::synchrony::CouplingOptions<SameDirection> options;
  options.n_permutations = 200;
  const auto found = syncact::synchrony::couple(neurons, networks, scans, options);
  for (const auto& best : found.best_network) {
    std::cout << "neuron " << best->neuron << ": network " << best->network
              << (best->p_fwe <= 0.05 ? ", p_fwe <= .05" : ", not significant") << '\n';
  }
}
