#pragma once
/// One face for every combination of measure, null model and backend.
#include <algorithm>
#include <utility>

#include "syncact/linalg/backend.hpp"
#include "syncact/similarity/concept.hpp"
#include "syncact/stats/draws.hpp"

namespace syncact::synchrony::detail {

/// The measure, the null and the backend behind two questions: what is null draw d of the networks, and how similar are these.
template <std::floating_point T, class S, class N, class B>
class Comparison {
 public:
  Comparison(const S& similarity, const stats::Draws<N>& draws, const B& backend, MatrixX<T> networks)
      : similarity_(similarity), draws_(draws), backend_(backend), raw_(std::move(networks)), observed_(side(raw_)) {}

  [[nodiscard]] Index n_networks() const { return raw_.cols(); }
  [[nodiscard]] const MatrixX<T>& observed() const { return observed_; }

  /// Signals in the form that compare() takes.
  [[nodiscard]] MatrixX<T> side(const MatrixX<T>& signals) const {
    if constexpr (similarity::InnerProductSimilarity<S, T>) {
      signal::UnitSeries<T> unit = similarity_.standardized(SeriesView<T>(signals));
      require(unit.n_ok() == signals.cols(), "couple", "the similarity must accept every varying finite signal, accepted",
              unit.n_ok());
      return std::move(unit.values);
    } else {
      return signals;
    }
  }

  [[nodiscard]] MatrixX<T> null_networks(Index draw) const {
    if constexpr (similarity::InnerProductSimilarity<S, T> && stats::only_reorders_time<N>) {
      return draws_(SeriesView<T>(observed_), draw);
    } else {
      return side(draws_(SeriesView<T>(raw_), draw));
    }
  }

  /// [neuron x network]. Throws ValueError if the measure is not finite.
  [[nodiscard]] MatrixX<T> compare(const MatrixX<T>& neurons, linalg::ConstPanel<T> networks) const {
    if constexpr (similarity::InnerProductSimilarity<S, T>) {
      MatrixX<T> out = MatrixX<T>::Zero(neurons.cols(), networks.cols());
      backend_.add_product(neurons, linalg::Op::transpose, networks, linalg::Op::none, out);
      return out;
    } else {
      const Index stride = std::max(networks.outerStride(), networks.rows());
      const SeriesView<T> view(networks.data(), networks.rows(), networks.cols(), 1, stride);
      MatrixX<T> out = similarity_.compare(SeriesView<T>(neurons), view);
      require(out.allFinite(), "couple", "the similarity of two varying finite signals must be finite, policy", "not");
      return out;
    }
  }

 private:
  const S& similarity_;
  const stats::Draws<N>& draws_;
  const B& backend_;
  MatrixX<T> raw_;
  MatrixX<T> observed_;
};

}  // namespace syncact::synchrony::detail
