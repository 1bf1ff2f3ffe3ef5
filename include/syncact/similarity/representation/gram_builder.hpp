#pragma once
/// Gram matrices of tables that come a few units at a time.
#include "syncact/core/macros_off.hpp"

#include "syncact/core/nth.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/similarity/representation/concept.hpp"

namespace syncact::inline v0_1::similarity::representation {

/// What is left of a table when only its centered Gram matrix is kept: enough for the kernel measures (Hsic, Cka, Ensd,
/// ParticipationRatio, DistanceCorrelation). Distances are from the Gram matrix alone, so that those of nearly equal samples
/// lose the digits that PreparedTable keeps.
class GramTable {
 public:
  GramTable(MatrixX<double> gram, double scale, Index n_units, Index n_constant)
      : state_(std::make_shared<State>()), scale_(scale), n_units_(n_units), n_constant_(n_constant) {
    state_->gram = std::move(gram);
    state_->row_squared_norms = state_->gram.diagonal();
  }

  [[nodiscard]] Index n_samples() const { return state_->gram.rows(); }
  [[nodiscard]] Index n_units() const { return n_units_; }
  [[nodiscard]] Index n_constant() const { return n_constant_; }
  [[nodiscard]] double scale() const { return scale_; }
  [[nodiscard]] static bool narrow() { return false; }
  [[nodiscard]] const MatrixX<double>& gram() const { return state_->gram; }
  [[nodiscard]] const VectorX<double>& row_squared_norms() const { return state_->row_squared_norms; }
  [[nodiscard]] double squared_norm() const { return state_->row_squared_norms.sum(); }
  [[nodiscard]] double gram_squared_norm() const {
    return state_->gram_squared_norm.get([&] { return state_->gram.squaredNorm(); });
  }
  [[nodiscard]] const MatrixX<double>& squared_distances() const {
    return state_->squared_distances.get([&] { return detail::distances_from_gram(state_->gram); });
  }

 private:
  struct State {
    MatrixX<double> gram;
    VectorX<double> row_squared_norms;
    OnDemand<double> gram_squared_norm;
    OnDemand<MatrixX<double>> squared_distances;
  };
  std::shared_ptr<State> state_;
  double scale_;
  Index n_units_, n_constant_;
};

/// Streaming over units: add blocks [sample x unit] of one table in turn, then finish(). A unit is centered by its own mean, so
/// the sum of the blocks' Gram matrices is that of the table, whatever the blocks, up to rounding. Also the leanest way to the
/// kernel measures of one whole table: it is read once, and nothing of its size is allocated.
/// Memory: n^2 + 1536 n doubles. If add() throws, the builder must not be used any more.
template <CallContext C = Context<>>
class GramBuilder {
 public:
  explicit GramBuilder(const C& context = {}) : context_(context) {}

  /// block [sample x unit]. Throws ShapeError if its samples are not those of the first block, ValueError for NaN or infinity.
  template <TimeSeriesMatrix M>
  void add(const M& block) {
    with_series(block, [&](const auto& view) {
      if (n_units_ == 0) gram_ = MatrixX<double>::Zero(view.n_times(), view.n_times());
      require_extent("GramBuilder::add", "number of samples", gram_.rows(), view.n_times());
      const auto load = [&](Index first, Index count, auto&& to) { detail::copy_columns(view, first, count, to); };
      const auto scale_of = [&](double largest) { return common_scale(largest); };
      const detail::ColumnSurvey found =
          detail::add_centered_gram(view.n_signals(), gram_, context_.backend, context_.executor, load, scale_of);
      if (!found.finite) {
        require_finite("GramBuilder::add", "block", view);
        throw ValueError("GramBuilder::add: entries must be small enough to be summed");
      }
      n_units_ += view.n_signals();
      n_constant_ += found.n_constant;
    });
  }

  /// The table of all units added so far.
  [[nodiscard]] GramTable finish() const {
    MatrixX<double> gram = gram_;
    linalg::mirror_lower(gram, context_.executor);
    return {std::move(gram), scale_ > 0 ? scale_ : 1.0, n_units_, n_constant_};
  }

 private:
  /// The largest of the blocks' scales so far, which all are powers of two: what is there is brought to it.
  [[nodiscard]] double common_scale(double largest) {
    const double scale = largest > 0 ? detail::safe_scale(largest) : scale_;
    if (scale > scale_) {
      if (scale_ > 0) gram_ *= (scale_ / scale) * (scale_ / scale);
      scale_ = scale;
    }
    return scale_ > 0 ? scale_ : 1.0;
  }

  C context_;
  MatrixX<double> gram_;  ///< lower triangle, in units of scale_^2
  double scale_ = 0.0;    ///< 0: nothing that varies has been added
  Index n_units_ = 0, n_constant_ = 0;
};

namespace detail {

/// What the columns of a row-major table are like, counted from its first row, without copying it.
template <Executor E>
[[nodiscard]] ColumnSurvey survey_rows(const SeriesView<double>& x, const E& executor) {
  constexpr Index width = 512;
  constexpr double eps = std::numeric_limits<double>::epsilon();
  const Index n_blocks = (x.n_signals() + width - 1) / width;
  const auto n = static_cast<double>(x.n_times());
  std::vector<ColumnSurvey> parts(as_size(n_blocks));
  executor.bulk(n_blocks, [&](Index block) {
    const Index first = block * width, count = std::min(width, x.n_signals() - first);
    using Row = Eigen::Map<const Eigen::ArrayXd>;
    const Row origin(&x.data()[first], count);
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(count), squares = sum;
    for (Index t = 1; t < x.n_times(); ++t) {
      const Row row(&x.data()[t * x.time_stride() + first], count);
      sum += row - origin;
      squares += (row - origin).square();
    }
    const Eigen::ArrayXd mean = origin + sum / n, spread = (squares - sum.square() / n).max(0.0);
    ColumnSurvey& part = nth(parts, block);
    part.finite = mean.allFinite() && spread.allFinite();
    part.n_constant = (spread <= n * (4 * eps * mean).square()).count();
    part.squared_means = n * mean.square().sum();
    part.squared_norms = spread.sum();
    part.largest = std::sqrt(spread.maxCoeff());
  });
  ColumnSurvey all;
  for (const ColumnSurvey& part : parts) {
    all.finite = all.finite && part.finite;
    all.n_constant += part.n_constant;
    all.squared_means += part.squared_means;
    all.squared_norms += part.squared_norms;
    all.largest = std::max(all.largest, part.largest);
  }
  return all;
}

}  // namespace detail

/// The Gram table of x [sample x unit], read once or, if it is row-major and in double, twice and not copied at all.
/// Throws ValueError for NaN or infinity.
template <TimeSeriesMatrix M, CallContext C = Context<>>
[[nodiscard]] GramTable gram_table(const M& x, const C& context = {}) {
  return with_series(x, [&](const auto& view) -> GramTable {
    if constexpr (std::same_as<std::remove_cvref_t<decltype(view)>, SeriesView<double>>) {
      if (view.signal_contiguous() && view.n_times() > 1 && view.n_signals() > 1 && view.time_stride() >= view.n_signals()) {
        const detail::ColumnSurvey found = detail::survey_rows(view, context.executor);
        if (found.small_offsets() && detail::safe_scale(found.largest) == 1) {
          const Eigen::Map<const MatrixX<double>, 0, Eigen::OuterStride<>> turned(view.data(), view.n_signals(), view.n_times(),
                                                                                  Eigen::OuterStride<>(view.time_stride()));
          return {detail::double_centered(
                      linalg::self_product<double>(turned, linalg::Op::transpose, context.backend, context.executor)),
                  1.0, view.n_signals(), found.n_constant};
        }
      }
    }
    GramBuilder<C> builder(context);
    builder.add(view);
    return builder.finish();
  });
}

}  // namespace syncact::inline v0_1::similarity::representation

#include "syncact/core/macros_on.hpp"
