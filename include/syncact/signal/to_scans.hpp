#pragma once
/// Applying the frame operator: to a whole table, or to frames as they stream in.
#include "syncact/core/macros_off.hpp"

#include <limits>
#include <utility>

#include "syncact/core/finite.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/core/series.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/signal/frame_operator.hpp"

namespace syncact::inline v0_1::signal {

/// Turns frames [frame x unit], pushed in order and in pieces of any size, into scans [scan x unit]. Memory: the result and
/// one block of frames. Each full block enters by one product per tile of units, computed in double and added to the result,
/// which is stored as T. Unless the history is 0, what enters is the difference from the run's first frame, so that a constant
/// unit gives exactly constant scans and the relative error is some 1e-7 for float, whatever the level of the unit. Block
/// borders depend on the position in the run alone, so the bits of the result depend neither on how the caller cuts the frames
/// nor on the executor.
template <std::floating_point T, CallContext C = Context<>>
class FrameStream {
 public:
  explicit FrameStream(FrameOperator op, Index n_units, NanPolicy policy = NanPolicy::raise, C context = {})
      : op_(std::move(op)),
        policy_(policy),
        context_(std::move(context)),
        block_(block_frames, n_units),
        level_(Eigen::RowVectorXd::Zero(n_units)),
        mean_(Eigen::RowVectorXd::Zero(n_units)),
        broken_(as_size(n_units), 0),
        result_(MatrixX<T>::Zero(op_.n_scans(), n_units)) {}

  /// The next frames [frame x unit]. Throws ShapeError for another number of units or more frames than the runs have,
  /// ValueError for NaN or infinity under NanPolicy::raise; with `exclude` such a unit becomes NaN as a whole.
  void push(const SeriesView<T>& frames) {
    require_extent("FrameStream::push", "the number of units", result_.cols(), frames.n_signals());
    if (n_pushed_ + frames.n_times() > op_.n_frames()) {
      throw ShapeError(message("FrameStream::push: the clock has ", op_.n_frames(), " frames, but ",
                               n_pushed_ + frames.n_times(), " were pushed"));
    }
    check_finite(frames);
    for (Index done = 0; done < frames.n_times();) {
      const Index room = std::min(block_frames, op_.runs[run_].cols() - block_begin_) - filled_;
      const Index n = std::min(room, frames.n_times() - done);
      if (block_.cols() > 0) block_.middleRows(filled_, n) = frames.times(done, n).map();
      done += n;
      n_pushed_ += n;
      filled_ += n;
      if (n == room) apply_block();
    }
  }

  template <TimeSeriesMatrix M>
  void push(const M& frames) requires(!std::same_as<M, SeriesView<T>>) {
    static_assert(std::same_as<series_scalar_t<M>, T>, "push frames of the stream's scalar type");
    with_series(frames, [&](const SeriesView<T>& view) { push(view); });
  }

  [[nodiscard]] Index n_pushed() const { return n_pushed_; }

  /// The scans [scan x unit]. Throws ShapeError if frames are missing.
  [[nodiscard]] MatrixX<T> finish() && {
    if (n_pushed_ != op_.n_frames()) {
      throw ShapeError(
          message("FrameStream::finish: the clock has ", op_.n_frames(), " frames, but ", n_pushed_, " were pushed"));
    }
    for (Index i = 0; i < result_.cols(); ++i) {
      if (nth(broken_, i) != 0) result_.col(i).setConstant(std::numeric_limits<T>::quiet_NaN());
    }
    return std::move(result_);
  }

 private:
  static constexpr Index block_frames = 512;
  static constexpr Index tile_units = 128;

  void check_finite(const SeriesView<T>& frames) {
    for (Index i = 0; i < frames.n_signals(); ++i) {
      const auto at = first_non_finite(frames.signals(i, 1));
      if (!at) continue;
      if (policy_ == NanPolicy::raise) {
        throw ValueError(message("FrameStream::push: activations must be finite, but are ", frames(at->time, i), " at frame ",
                                 n_pushed_ + at->time, " of unit ", i));
      }
      nth(broken_, i) = 1;
    }
  }

  /// Adds the buffered frames to the scans they reach, then starts the next block.
  void apply_block() {
    const numeric::BandedMatrix& m = op_.runs[run_];
    const Index end = block_begin_ + filled_;
    if (op_.history != History::zero && block_.cols() > 0) {
      if (block_begin_ == 0) level_ = block_.row(0).template cast<double>();
      const auto share = op_.outside[run_].share.segment(block_begin_, filled_);
      mean_ += share.transpose() * (block_.topRows(filled_).template cast<double>().rowwise() - level_);
    }
    Index row = 0, last = m.rows();
    while (row < last && m.last(row) <= block_begin_) ++row;
    while (last > row && m.first(last - 1) >= end) --last;
    const Index n_rows = last - row;
    if (n_rows > 0) {
      const MatrixX<double> weights = m.dense(row, n_rows, block_begin_, filled_);
      context_.executor.bulk((block_.cols() + tile_units - 1) / tile_units, [&](Index tile) {
        const Index unit = tile * tile_units, n_units = std::min(tile_units, block_.cols() - unit);
        MatrixX<double> frames = block_.block(0, unit, filled_, n_units).template cast<double>();
        frames.rowwise() -= level_.segment(unit, n_units);
        MatrixX<double> sum = MatrixX<double>::Zero(n_rows, n_units);
        context_.backend.add_product(weights, linalg::Op::none, frames, linalg::Op::none, sum);
        result_.block(scan_begin_ + row, unit, n_rows, n_units) += sum.template cast<T>();
      });
    }
    if (end == m.cols()) add_history();
    filled_ = 0;
    block_begin_ = end;
    if (end == m.cols()) {
      scan_begin_ += m.rows();
      block_begin_ = 0;
      ++run_;
    }
  }

  /// A run is complete: adds what lies outside its frames, and the level that the blocks were taken without.
  void add_history() {
    if (op_.history == History::zero || block_.cols() == 0) return;
    const OutsideWeights& outside = op_.outside[run_];
    const Eigen::RowVectorXd last = block_.row(filled_ - 1).template cast<double>() - level_;
    const bool mean = op_.history == History::mean;
    const Index n = op_.runs[run_].rows();
    for (Index i = 0; i < n; ++i) {
      Eigen::RowVectorXd sum = outside.gain * level_;
      if (mean) sum += (outside.before[i] + outside.after[i]) * mean_;
      if (!mean && outside.after[i] != 0) sum += outside.after[i] * last;
      auto row = result_.row(scan_begin_ + i);
      row = (row.template cast<double>() + sum).template cast<T>();
    }
    mean_.setZero();
  }

  FrameOperator op_;
  NanPolicy policy_;
  C context_;
  MatrixX<T> block_;          ///< frames [block_begin_, block_begin_ + filled_) of run run_
  Eigen::RowVectorXd level_;  ///< [unit] the run's first frame
  Eigen::RowVectorXd mean_;   ///< [unit] of the run so far, above the level
  std::vector<char> broken_;  ///< units that hold NaN or infinity
  MatrixX<T> result_;
  std::size_t run_ = 0;
  Index block_begin_ = 0;
  Index filled_ = 0;
  Index scan_begin_ = 0;
  Index n_pushed_ = 0;
};

/// Activations [frame x unit] through the operator: scans [scan x unit], the bits of a FrameStream.
template <std::floating_point T, CallContext C = Context<>>
[[nodiscard]] MatrixX<T> apply(const FrameOperator& op, const SeriesView<T>& activations, NanPolicy policy = NanPolicy::raise,
                               const C& context = {}) {
  FrameStream<T, C> stream(op, activations.n_signals(), policy, context);
  stream.push(activations);
  return std::move(stream).finish();
}

/// Activations [frame x unit] on the clock `frames`, through the response h, on the clock `scans`: [scan x unit].
/// Throws as frame_operator and FrameStream do.
template <TimeSeriesMatrix M, hrf::HemodynamicResponse H, CallContext C = Context<>>
[[nodiscard]] MatrixX<series_scalar_t<M>> to_scans(const M& activations, const Timeline& frames, const H& h,
                                                   const Timeline& scans, const FrameOptions& options = {},
                                                   const C& context = {}) {
  using T = series_scalar_t<M>;
  const FrameOperator op = frame_operator(h, frames, scans, options);
  return with_series(activations, [&](const SeriesView<T>& view) { return apply(op, view, options.nan, context); });
}

}  // namespace syncact::inline v0_1::signal

#include "syncact/core/macros_on.hpp"
