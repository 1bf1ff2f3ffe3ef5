/// One policy of each kind to copy, each held to the laws of its concept. Shown in docs/policies/README.md.
#include <iostream>

#include "syncact/adapt/eigen.hpp"
#include "syncact/annotation/best_network.hpp"
#include "syncact/annotation/describe/top_frames.hpp"
#include "syncact/laws/annotation_laws.hpp"
#include "syncact/laws/describer_laws.hpp"
#include "syncact/laws/hrf_laws.hpp"
#include "syncact/laws/map_null_laws.hpp"
#include "syncact/laws/null_model_laws.hpp"
#include "syncact/laws/reduction_laws.hpp"
#include "syncact/laws/similarity_laws.hpp"
#include "syncact/laws/sparse_coder_laws.hpp"
#include "syncact/stats/circular_shift.hpp"

using syncact::Index;
using syncact::MatrixX;
using syncact::Random;
using syncact::Seconds;
using syncact::SeriesView;
using syncact::Timeline;

//! [response]
/// A box: full response from `onset` on, for `width` seconds.
struct BoxResponse {
  double onset = 3, width = 4;
  double operator()(Seconds t) const { return t.count() >= onset && t <= duration() ? 1 / width : 0.0; }
  Seconds duration() const { return Seconds{onset + width}; }
};
static_assert(syncact::hrf::HemodynamicResponse<BoxResponse>);
//! [response]

//! [reduction]
/// The share of positions that are active.
struct ShareActive {
  template <std::floating_point T>
  double operator()(const syncact::MapView<T>& map) const {
    Index n = 0;
    for (Index y = 0; y < map.height(); ++y) {
      for (Index x = 0; x < map.width(); ++x) {
        if (std::isnan(map(y, x))) return map(y, x);
        n += map(y, x) > 0 ? 1 : 0;
      }
    }
    return static_cast<double>(n) / static_cast<double>(map.size());
  }
};
static_assert(syncact::activations::SpatialReduction<ShareActive, float>);
//! [reduction]

//! [coder]
/// Each signal in its single best atom. For double alone; add the same for float if you need it.
struct OneAtom {
  syncact::coding::CodingSummary encode(syncact::linalg::ConstPanel<double> gram,
                                        syncact::linalg::ConstPanel<double> correlation, std::span<const double> squared_norms,
                                        syncact::linalg::Panel<double> codes) const {
    syncact::coding::CodingSummary summary;
    codes.setZero();
    for (Index i = 0; i < correlation.cols(); ++i) {
      double gain = 0;
      Index best = 0;
      for (Index k = 0; k < gram.rows(); ++k) {
        const double explained = gram(k, k) > 0 ? correlation(k, i) * correlation(k, i) / gram(k, k) : 0.0;
        if (explained > gain) gain = explained, best = k;
      }
      if (gain > 0) codes(best, i) = correlation(best, i) / gram(best, best);
      const double error = squared_norms[static_cast<std::size_t>(i)] - gain;
      summary.merge({.n_signals = 1, .n_converged = 1, .objective = error / 2, .squared_error = error});
    }
    return summary;
  }
};
static_assert(syncact::coding::SparseCoder<OneAtom, double>);
//! [coder]

//! [similarity]
/// The sign of Pearson's r: do two signals rise together?
struct SameSign {
  template <std::floating_point T>
  MatrixX<T> compare(const SeriesView<T>& a, const SeriesView<T>& b) const {
    const MatrixX<T> r = syncact::synchrony::measure::Pearson{}.compare(a, b);
    return r.unaryExpr([](T x) { return std::isnan(x) ? x : T((x > 0) - (x < 0)); });
  }
};
static_assert(syncact::synchrony::measure::SimilarityMeasure<SameSign, double>);
//! [similarity]

//! [null]
/// Half of each run against the other: one fixed large shift, then a random smaller one.
struct HalfShift {
  template <std::floating_point T>
  MatrixX<T> scramble(const SeriesView<T>& series, const Timeline& scans, const Random& random) const {
    std::vector<Index> lags;
    for (Index r = 0; r < scans.n_runs(); ++r) {
      const Index n = scans.run(r).n;
      lags.push_back(n / 4 + random.below(static_cast<std::uint64_t>(r), n / 2));
    }
    return syncact::stats::CircularShift::roll(series, scans, lags);
  }
};
static_assert(syncact::stats::NullModel<HalfShift, double>);
//! [null]

//! [map_null]
/// The map of a line of voxels, shifted around it and perhaps turned over.
struct ShiftedLine {
  Eigen::VectorXd map;

  Eigen::VectorXd operator()(const Random& random) const {
    Eigen::VectorXd drawn(map.size());
    const Index shift = random.below(0, map.size());
    for (Index i = 0; i < map.size(); ++i) drawn[i] = map[(i + shift) % map.size()];
    return random.uniform(1) < 0.5 ? drawn : Eigen::VectorXd(drawn.reverse());
  }
};
static_assert(syncact::stats::MapNullModel<ShiftedLine>);
//! [map_null]

//! [mapper]
/// The one label of the best network, and only if it is nearly certain.
struct Strict {
  template <std::floating_point T>
  std::vector<syncact::annotation::Annotation> annotate(const syncact::synchrony::Synchrony<T>& synchrony,
                                                        const syncact::annotation::LabelScores& scores) const {
    const syncact::annotation::BestNetwork careful{.n_labels = 1, .levels = {.coupling_level = 0.01, .label_level = 0.01}};
    return careful.annotate(synchrony, scores);
  }
};
static_assert(syncact::annotation::AnnotationMapper<Strict, double>);
//! [mapper]

//! [describer]
/// How often a label is on among the most active tenth of the frames.
struct OnAtTheTop {
  using Table = Eigen::MatrixXd;
  Table scores(const Table& units, const Table& labels) const {
    Table result = Table::Zero(units.cols(), labels.cols());
    const Index n = std::max<Index>(1, units.rows() / 10);
    for (Index u = 0; u < units.cols(); ++u) {
      for (const Index frame : syncact::annotation::describe::top_frames(units.col(u), n)) result.row(u) += labels.row(frame);
    }
    return result / static_cast<double>(n);
  }
};
static_assert(syncact::annotation::describe::LabelDescriber<OnAtTheTop>);
//! [describer]

//! [executor]
/// Backwards, to find code that depends on the order.
struct Backwards {
  template <std::invocable<Index> F>
  void bulk(Index n, F&& f) const {
    while (n > 0) f(--n);
  }
};
static_assert(syncact::Executor<Backwards>);
//! [executor]

int main() {
  bool all = true;
  const auto say = [&](const char* name, const syncact::laws::Report& report) {
    all = all && report.ok();
    std::cout << name << ": " << (report.ok() ? "all laws hold\n" : report.text());
  };
  const Eigen::VectorXd waves = Eigen::VectorXd::LinSpaced(400, 0, 300).unaryExpr([](double x) { return std::sin(0.2 * x); });
  std::vector<std::pair<Index, Index>> neighbours;
  for (Index i = 1; i < waves.size(); ++i) neighbours.emplace_back(i - 1, i);
  //! [laws]
  say("BoxResponse", syncact::laws::check_hemodynamic_response(BoxResponse{}));
  say("ShareActive", syncact::laws::check_spatial_reduction<float>(ShareActive{}));
  say("OneAtom", syncact::laws::check_sparse_coder<double>(OneAtom{}));
  say("SameSign", syncact::laws::check_similarity<double>(SameSign{}));
  say("HalfShift", syncact::laws::check_null_model<double>(HalfShift{}));
  say("ShiftedLine", syncact::laws::check_map_null(ShiftedLine{waves}, waves, neighbours));
  say("Strict", syncact::laws::check_annotation_mapper<double>(Strict{}));
  say("OnAtTheTop", syncact::laws::check_label_describer(OnAtTheTop{}));
  //! [laws]
  return all ? 0 : 1;
}
