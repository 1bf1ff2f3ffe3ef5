#pragma once
/// One face for every combination of measure, null model, backend and nuisance.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <utility>

#include "syncact/linalg/backend.hpp"
#include "syncact/stats/draws.hpp"
#include "syncact/synchrony/detail/prepare.hpp"
#include "syncact/synchrony/detail/tally.hpp"
#include "syncact/synchrony/measure/concept.hpp"

namespace syncact::inline v0_1::synchrony::detail {

/// The measure, the null and the backend behind two questions: how similar are these neurons to the networks, and how similar
/// are they in null draws [first, first + n)?
///
/// Without nuisance, or where only means are removed, null draws scramble the networks. With nuisance a draw must pass through
/// the projection P that the data passed through, and what is scrambled must carry no nuisance: the raw neurons x. For a linear
/// measure and a null model that keeps inner products, <P s(x), y> = <x, s'(y)> for y in the range of P, and ||P s(x)||^2 =
/// ||x||^2 - ||s'(Q)' x||^2 with Q the removed components, so that again the few (networks and components) are scrambled.
/// Otherwise every draw scrambles the neurons, projects them, and compares.
template <std::floating_point T, class S, class N, class B>
class Comparison {
 public:
  /// networks [time x network] as prepare() left them, on the clock `scans`; `projection` may be null.
  Comparison(const S& similarity, const stats::Draws<N>& draws, const B& backend, const Timeline& scans, PerRun per_run,
             MatrixX<T> networks, const signal::Projection* projection)
      : similarity_(similarity),
        draws_(draws),
        backend_(backend),
        scans_(scans),
        per_run_(per_run),
        projection_(removes_more_than_means(projection) ? projection : nullptr),
        raw_(std::move(networks)),
        observed_(side(raw_)) {
    if (moves_to_networks()) scrambled_ = with_components();
  }

  [[nodiscard]] Index n_networks() const { return raw_.cols(); }
  [[nodiscard]] const MatrixX<T>& observed() const { return observed_; }
  /// Columns of one draw's panel; 0 if draws share nothing among neurons.
  [[nodiscard]] Index panel_columns() const {
    if (!projection_) return n_networks();
    return moves_to_networks() ? scrambled_.cols() : 0;
  }

  /// Whether a draw's statistics are sums over runs of circular cross-correlations, those of rolled() with the neurons.
  [[nodiscard]] bool draws_are_shifts() const {
    return measure::InnerProductSimilarity<S, T> && stats::ShiftNullModel<N> && (!projection_ || moves_to_networks());
  }

  /// What draws roll: networks, and with a projection the components that it removes.
  [[nodiscard]] const MatrixX<T>& rolled() const { return projection_ ? scrambled_ : observed_; }
  [[nodiscard]] bool projected() const { return projection_ != nullptr; }

  /// What is left of a signal counts if it exceeds this share of its energy.
  static constexpr double smallest_share = std::max(1e-14, 8.0 * static_cast<double>(std::numeric_limits<T>::epsilon()));

  /// Signals in the form that compare() takes.
  [[nodiscard]] MatrixX<T> side(const MatrixX<T>& signals) const {
    if constexpr (measure::InnerProductSimilarity<S, T>) {
      numeric::UnitSeries<T> unit = similarity_.standardized(SeriesView<T>(signals));
      require_table("couple", "the similarity's standardized(series)", unit.values, signals.rows(), signals.cols());
      require(unit.n_ok() == signals.cols(), "couple",
              "the number of signals that the similarity accepts must be that of varying finite ones", unit.n_ok());
      require(unit.values.allFinite(), "couple", "the similarity's standardized(series) of finite signals must be finite");
      return std::move(unit.values);
    } else {
      return signals;
    }
  }

  /// What draw `draw` shares among all neurons: [time x panel_columns()].
  [[nodiscard]] MatrixX<T> panel(Index draw) const {
    if (projection_) return draw_of(scrambled_, draw);
    if constexpr (measure::InnerProductSimilarity<S, T> && stats::only_reorders_time<N>) {
      return draw_of(observed_, draw);
    } else {
      return side(draw_of(raw_, draw));
    }
  }

  /// [neuron x network]. Throws ValueError if the measure is not finite, ShapeError if its table has another shape.
  [[nodiscard]] MatrixX<T> compare(const MatrixX<T>& neurons, linalg::ConstPanel<T> networks) const {
    if constexpr (measure::InnerProductSimilarity<S, T>) {
      MatrixX<T> out = MatrixX<T>::Zero(neurons.cols(), networks.cols());
      backend_.add_product(neurons, linalg::Op::transpose, networks, linalg::Op::none, out);
      return out;
    } else {
      const Index stride = std::max(networks.outerStride(), networks.rows());
      const SeriesView<T> view(networks.data(), networks.rows(), networks.cols(), 1, stride);
      MatrixX<T> out = similarity_.compare(SeriesView<T>(neurons), view);
      require_table("couple", "the similarity's compare(neurons, networks)", out, neurons.cols(), networks.cols());
      require(out.allFinite(), "couple", "the similarity of two varying finite signals must be finite");
      return out;
    }
  }

  /// [neuron x (network, draw)] for draws first .. first + n, whose panels stand side by side in `panels`.
  [[nodiscard]] MatrixX<T> compare_draws(const Tile<T>& tile, linalg::ConstPanel<T> panels, Index first, Index n) const {
    if (!projection_) return compare(tile.values, panels);
    return moves_to_networks() ? project_in_product(tile, panels, n) : project_each(tile, first, n);
  }

 private:
  static bool removes_more_than_means(const signal::Projection* projection) {
    return projection != nullptr && !std::all_of(projection->runs().begin(), projection->runs().end(),
                                                 [](const auto& run) { return run.removes_mean_at_most(); });
  }

  /// Whether scrambling can be moved from the neurons to the networks. Pearson's r removes a mean of its own: that of the run
  /// where there is one run or runs are levelled, else one of all runs together, which is no matter of single runs.
  [[nodiscard]] bool moves_to_networks() const {
    return projection_ && measure::InnerProductSimilarity<S, T> && measure::is_linear<S> && stats::is_isometry<N> &&
           (scans_.n_runs() == 1 || per_run_ != PerRun::none);
  }

  [[nodiscard]] MatrixX<T> draw_of(const MatrixX<T>& signals, Index draw) const {
    MatrixX<T> drawn = draws_(SeriesView<T>(signals), draw);
    require_table("couple", "the null model's draw", drawn, signals.rows(), signals.cols());
    require(drawn.allFinite(), "couple", "the null model's draw of finite signals must be finite");
    return drawn;
  }

  /// [time x (network, component)]: the projected networks, and for each run its removed components and its mean.
  [[nodiscard]] MatrixX<T> with_components() const {
    Index n_components = 0;
    for (const auto& run : projection_->runs()) n_components = std::max(n_components, run.basis.cols() + 1);
    MatrixX<double> all = MatrixX<double>::Zero(observed_.rows(), n_networks() + n_components);
    all.leftCols(n_networks()) = observed_.template cast<double>();
    Index begin = 0;
    for (const auto& run : projection_->runs()) {
      const Index n = run.basis.rows();
      auto rows = all.middleRows(begin, n);
      MatrixX<double> networks = rows.leftCols(n_networks());
      run.remove(networks);
      rows.leftCols(n_networks()) = networks;
      rows.middleCols(n_networks(), run.basis.cols()) = run.basis;
      MatrixX<double> mean = MatrixX<double>::Constant(n, 1, 1 / std::sqrt(static_cast<double>(n)));
      run.remove(mean);  // what the components leave of a constant: nothing, if the mean is one of them
      if (mean.norm() > 1e-7) rows.col(n_networks() + run.basis.cols()) = mean;
      begin += n;
    }
    return all.template cast<T>();
  }

  /// The values as products of the neurons with scrambled networks, over norms from products with scrambled components.
  [[nodiscard]] MatrixX<T> project_in_product(const Tile<T>& tile, linalg::ConstPanel<T> panels, Index n) const {
    const Index n_networks = this->n_networks(), stride = panel_columns(), n_components = stride - n_networks;
    MatrixX<T> values = MatrixX<T>::Zero(tile.size(), n_networks * n);
    MatrixX<double> squares = MatrixX<double>::Zero(tile.size(), n);
    Index begin = 0;
    for (const Run& run : scans_.runs()) {
      MatrixX<T> out = MatrixX<T>::Zero(tile.size(), panels.cols());
      backend_.add_product(tile.raw.middleRows(begin, run.n), linalg::Op::transpose, panels.middleRows(begin, run.n),
                           linalg::Op::none, out);
      const VectorX<double> energy =
          tile.raw.middleRows(begin, run.n).template cast<double>().colwise().squaredNorm().transpose();
      begin += run.n;
      for (Index d = 0; d < n; ++d) {
        const auto networks = out.middleCols(d * stride, n_networks);
        const auto components = out.middleCols(d * stride + n_networks, n_components);
        const VectorX<double> removed = components.template cast<double>().rowwise().squaredNorm();
        // What is left of a draw must exceed rounding, as it must for what was observed.
        const VectorX<double> left = (energy - removed).array().max(0.0) *
                                     ((energy - removed).array() > smallest_share * energy.array()).template cast<double>();
        if (per_run_ == PerRun::standardize) {
          const auto size = static_cast<double>(run.n);
          const VectorX<T> scale =
              left.unaryExpr([&](double x) { return x > 0 ? std::sqrt(size / x) : 0.0; }).template cast<T>();
          values.middleCols(d * n_networks, n_networks) += scale.asDiagonal() * networks;
          squares.col(d) += (left.array() > 0).template cast<double>().matrix() * size;
        } else {
          values.middleCols(d * n_networks, n_networks) += networks;
          squares.col(d) += left;
        }
      }
    }
    for (Index d = 0; d < n; ++d) {
      const VectorX<T> scale =
          squares.col(d).unaryExpr([](double x) { return x > 0 ? 1 / std::sqrt(x) : 0.0; }).template cast<T>();
      values.middleCols(d * n_networks, n_networks) = scale.asDiagonal() * values.middleCols(d * n_networks, n_networks).eval();
    }
    return values;
  }

  /// The values draw by draw: the neurons are scrambled, projected, prepared and compared. A draw of which the projection
  /// leaves nothing has similarity 0.
  [[nodiscard]] MatrixX<T> project_each(const Tile<T>& tile, Index first, Index n) const {
    MatrixX<T> values = MatrixX<T>::Zero(tile.size(), n_networks() * n);
    for (Index d = 0; d < n; ++d) {
      const MatrixX<T> drawn = draw_of(tile.raw, first + d);
      const PreparedSignals<T> side_of_draw =
          prepare_kept(SeriesView<T>(drawn), *projection_, per_run_, NanPolicy::exclude, "a null draw of the neurons");
      if (side_of_draw.usable.empty()) continue;
      const MatrixX<T> of_usable = compare(side(side_of_draw.values), observed_);
      for (std::size_t i = 0; i < side_of_draw.usable.size(); ++i) {
        values.row(side_of_draw.usable[i]).segment(d * n_networks(), n_networks()) = of_usable.row(static_cast<Index>(i));
      }
    }
    return values;
  }

  const S& similarity_;
  const stats::Draws<N>& draws_;
  const B& backend_;
  Timeline scans_;
  PerRun per_run_;
  const signal::Projection* projection_;
  MatrixX<T> raw_;
  MatrixX<T> observed_;
  MatrixX<T> scrambled_;
};

}  // namespace syncact::inline v0_1::synchrony::detail

#include "syncact/core/macros_on.hpp"
