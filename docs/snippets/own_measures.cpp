/// One measure, source or method of each kind to copy, each held to the laws of its concept. Shown in docs/policies/README.md.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <iostream>
#include <vector>

#include "syncact/adapt/eigen.hpp"
#include "syncact/groups/methods.hpp"
#include "syncact/laws/execution_laws.hpp"
#include "syncact/laws/film_laws.hpp"
#include "syncact/laws/group_laws.hpp"
#include "syncact/laws/network_learner_laws.hpp"
#include "syncact/laws/rdm_laws.hpp"
#include "syncact/laws/representation_laws.hpp"
#include "syncact/laws/source_laws.hpp"
#include "syncact/laws/table_laws.hpp"
#include "syncact/laws/trial_laws.hpp"
#include "syncact/networks/order.hpp"
#include "syncact/networks/sign_rule.hpp"

namespace similarity = syncact::similarity;
using similarity::Measurement;
using similarity::MeasureStatus;
using similarity::rdm::Rdm;
using syncact::Index;
using syncact::MatrixX;
using syncact::SeriesView;
using syncact::VectorX;

//! [learner]
/// The voxels that vary most are the networks; each voxel is coded by its regression on the nearest of them.
struct LoudestVoxels {
  Index n_networks = 4;

  template <std::floating_point T>
  syncact::networks::Networks<T> learn(const SeriesView<T>& bold) const {
    const MatrixX<T> x = bold.to_matrix();
    const VectorX<T> energy = x.colwise().squaredNorm();
    std::vector<Index> order(static_cast<std::size_t>(x.cols()));
    for (std::size_t v = 0; v < order.size(); ++v) order[v] = static_cast<Index>(v);
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return energy[a] > energy[b]; });
    const Index n = std::min({n_networks, x.cols(), (energy.array() > 0).count()});
    syncact::networks::Networks<T> found;
    found.time_courses.resize(x.rows(), n);
    for (Index k = 0; k < n; ++k) found.time_courses.col(k) = x.col(order[static_cast<std::size_t>(k)]).normalized();
    found.maps = MatrixX<T>::Zero(n, x.cols());
    for (Index v = 0; v < x.cols(); ++v) {
      Index best = 0;
      const VectorX<T> fit = found.time_courses.transpose() * x.col(v);
      if (n > 0 && fit.cwiseAbs().maxCoeff(&best) > 0) found.maps(best, v) = fit[best];
      found.voxels.push_back(energy[v] > 0 ? syncact::numeric::SignalStatus::ok : syncact::numeric::SignalStatus::constant);
    }
    found.explained = (found.maps.template cast<double>().rowwise().squaredNorm() / double(energy.sum()));
    syncact::networks::sort_by_explained(found);
    syncact::networks::apply_sign_rule(found);
    return found;
  }
};
static_assert(syncact::networks::NetworkLearner<LoudestVoxels, double>);
//! [learner]

//! [representation]
/// How well the distances of the samples from their mean agree: one number per sample, whatever the axes.
struct RadiusCorrelation {
  similarity::Info info() const {
    return {.id = "radius_correlation",
            .formula = "Pearson's r of ||x_i - mean|| and ||y_i - mean||",
            .lowest = -1,
            .highest = 1,
            .x = similarity::conformal,
            .y = similarity::conformal,
            .centering = "units, and radii",
            .ties = "none"};
  }

  template <class P>
  Measurement compare(const P& x, const P& y) const {
    syncact::require_extent("RadiusCorrelation", "number of samples of y", x.n_samples(), y.n_samples());
    const Index n = x.n_samples();
    if (n < 2) return similarity::no_value(MeasureStatus::too_few_samples, n);
    VectorX<double> a = x.row_squared_norms().cwiseMax(0).cwiseSqrt(), b = y.row_squared_norms().cwiseMax(0).cwiseSqrt();
    a.array() -= a.mean();
    b.array() -= b.mean();
    const double spread = a.norm() * b.norm();
    const double least = 1e-7 * std::sqrt(x.squared_norm() * y.squared_norm());
    if (!(spread > least)) return similarity::no_value(MeasureStatus::undefined, n);
    const bool constant = x.n_constant() + y.n_constant() > 0;
    return {std::clamp(a.dot(b) / spread, -1.0, 1.0), constant ? MeasureStatus::constant_units : MeasureStatus::ok, n};
  }
};
static_assert(similarity::representation::ScalarMeasure<RadiusCorrelation>);
//! [representation]

//! [dissimilarity]
/// The largest difference over the channels.
struct Chebyshev {
  similarity::Info info() const {
    return {.id = "chebyshev",
            .kind = similarity::Kind::rdm,
            .formula = "max_c |x_ic - x_jc|",
            .direction = similarity::Direction::distance,
            .lowest = 0,
            .x = similarity::Invariance::translation | similarity::Invariance::permutation,
            .is_metric = true};
  }

  Rdm dissimilarities(const SeriesView<double>& patterns) const {
    const MatrixX<double> x = patterns.to_matrix();
    const Index n = x.rows();
    Rdm rdm{n, VectorX<double>(n * (n - 1) / 2)};
    for (Index i = 0, k = 0; i < n; ++i) {
      for (Index j = i + 1; j < n; ++j, ++k) {
        const bool finite = x.row(i).allFinite() && x.row(j).allFinite();
        rdm.values[k] = finite ? (x.row(i) - x.row(j)).cwiseAbs().maxCoeff() : std::numeric_limits<double>::quiet_NaN();
      }
    }
    return rdm;
  }
};
static_assert(similarity::rdm::Dissimilarity<Chebyshev>);
//! [dissimilarity]

//! [run_dissimilarity]
/// The same of the mean over runs. A condition that a run lacks is averaged over the others.
struct ChebyshevOfMean {
  similarity::Info info() const {
    similarity::Info info = Chebyshev{}.info();
    info.id = "chebyshev_of_mean";
    return info;
  }

  Rdm dissimilarities(std::span<const MatrixX<double>> runs) const {
    syncact::require(!runs.empty(), "ChebyshevOfMean", "the number of runs must be >= 1", runs.size());
    const Index n = runs[0].rows(), p = runs[0].cols();
    MatrixX<double> sum = MatrixX<double>::Zero(n, p);
    VectorX<double> count = VectorX<double>::Zero(n);
    for (const MatrixX<double>& run : runs) {
      syncact::require_table("ChebyshevOfMean", "a run", run, n, p);
      for (Index i = 0; i < n; ++i) {
        if (!run.row(i).allFinite()) continue;
        sum.row(i) += run.row(i);
        count[i] += 1;
      }
    }
    for (Index i = 0; i < n; ++i) sum.row(i) /= count[i];  // NaN where no run has the condition
    return Chebyshev{}.dissimilarities(SeriesView<double>(sum));
  }
};
static_assert(similarity::rdm::RunDissimilarity<ChebyshevOfMean>);
//! [run_dissimilarity]

//! [transform]
/// Each dissimilarity divided by the largest.
struct ShareOfLargest {
  similarity::Info info() const {
    return {
        .id = "share_of_largest", .kind = similarity::Kind::rdm, .formula = "d_ij / max d", .x = similarity::Invariance::scale};
  }

  Rdm transform(const Rdm& rdm) const {
    Rdm result = rdm;
    double largest = 0;
    for (const double d : rdm.values) largest = d > largest ? d : largest;
    result.values /= largest > 0 ? largest : 1.0;
    return result;
  }
};
static_assert(similarity::rdm::RdmTransform<ShareOfLargest>);
//! [transform]

//! [comparison]
/// The share of pairs of pairs that both RDMs put in the same order.
struct SameOrder {
  similarity::Info info() const {
    const auto forgets = similarity::Invariance::scale | similarity::Invariance::translation;
    return {.id = "same_order",
            .kind = similarity::Kind::rdm,
            .formula = "share of (p, q) with (a_p - a_q)(b_p - b_q) > 0",
            .lowest = 0,
            .highest = 1,
            .x = forgets,
            .y = forgets,
            .ties = "count as different order"};
  }

  Measurement compare(const Rdm& a, const Rdm& b) const {
    syncact::require_extent("SameOrder", "number of conditions of b", a.n_conditions, b.n_conditions);
    Index n_same = 0, n = 0, n_pairs = 0;
    for (Index p = 0; p < a.n_pairs(); ++p) {
      if (!usable(a, b, p)) continue;
      ++n_pairs;
      for (Index q = 0; q < p; ++q) {
        if (!usable(a, b, q)) continue;
        n_same += (a.values[p] - a.values[q]) * (b.values[p] - b.values[q]) > 0 ? 1 : 0;
        ++n;
      }
    }
    if (n == 0) return similarity::no_value(MeasureStatus::too_few_samples, n_pairs);
    return {static_cast<double>(n_same) / static_cast<double>(n), MeasureStatus::ok, n_pairs};
  }

 private:
  static bool usable(const Rdm& a, const Rdm& b, Index pair) { return std::isfinite(a.values[pair] + b.values[pair]); }
};
static_assert(similarity::rdm::RdmComparison<SameOrder>);
//! [comparison]

//! [trials]
/// Cosine of how far the mean of each condition lies from 0.
struct SizeCosine {
  similarity::Info info() const {
    const auto forgets =
        similarity::Invariance::scale | similarity::Invariance::permutation | similarity::Invariance::orthogonal;
    return {.id = "size_cosine",
            .formula = "<a, b> / (||a|| ||b||), a_c = ||mean x_c||, b_c = ||mean y_c||",
            .lowest = 0,
            .highest = 1,
            .x = forgets,
            .y = forgets,
            .centering = "none"};
  }

  Measurement compare(similarity::representation::Trials x, similarity::representation::Trials y) const {
    const Index n = std::ssize(x);
    syncact::require_extent("SizeCosine", "number of conditions of y", n, std::ssize(y));
    VectorX<double> a(n), b(n);
    for (Index c = 0; c < n; ++c) {
      const MatrixX<double>&of_x = x[static_cast<std::size_t>(c)], &of_y = y[static_cast<std::size_t>(c)];
      if (of_x.rows() == 0 || of_y.rows() == 0) return similarity::no_value(MeasureStatus::too_few_samples, n);
      syncact::require(of_x.allFinite() && of_y.allFinite(), "SizeCosine", "trials must be finite, condition", c);
      a[c] = of_x.colwise().mean().stableNorm();
      b[c] = of_y.colwise().mean().stableNorm();
    }
    if (n == 0 || !(a.maxCoeff() > 0 && b.maxCoeff() > 0)) return similarity::no_value(MeasureStatus::undefined, n);
    return {std::clamp(a.stableNormalized().dot(b.stableNormalized()), 0.0, 1.0), MeasureStatus::ok, n};
  }
};
static_assert(similarity::representation::TrialMeasure<SizeCosine>);
//! [trials]

//! [voxels]
/// Voxels that are computed when they are asked for.
struct Waves {
  Index n_times() const { return 40; }
  Index n_voxels() const { return 25; }
  SeriesView<double> view(Index first, Index n, MatrixX<double>& buffer) const {
    buffer.resize(n_times(), n);
    for (Index j = 0; j < n; ++j) {
      for (Index t = 0; t < n_times(); ++t) buffer(t, j) = std::sin(0.1 * static_cast<double>(t * (first + j + 1)));
    }
    return SeriesView<double>(buffer);
  }
};
static_assert(syncact::networks::VoxelSource<Waves, double>);
//! [voxels]

//! [neurons]
/// Neurons read from a file of columns, or made, a block at a time; couple() never asks for more.
struct Tones {
  Index n_times() const { return 60; }
  Index n_neurons() const { return 9; }
  MatrixX<double> block(Index first, Index n) const {
    MatrixX<double> values(n_times(), n);
    for (Index i = 0; i < n; ++i) {
      for (Index t = 0; t < n_times(); ++t) values(t, i) = std::cos(0.05 * static_cast<double>(t * (first + i + 1)));
    }
    return values;
  }
};
static_assert(syncact::synchrony::NeuronSource<Tones, double>);
//! [neurons]

//! [activations]
/// Activations that are made frame by frame, as a network makes them while it watches.
struct Watching {
  Index n_frames() const { return 30; }
  Index n_units() const { return 4; }
  Index block_frames() const { return 8; }
  syncact::RowMatrixX<float> frames(Index first, Index n) const {
    syncact::RowMatrixX<float> table(n, n_units());
    for (Index f = 0; f < n; ++f) {
      for (Index u = 0; u < n_units(); ++u) table(f, u) = static_cast<float>((first + f) % (u + 2));
    }
    return table;
  }
};
static_assert(syncact::study::ActivationSource<Watching>);
//! [activations]

//! [film]
/// A film that is computed: a bright square that moves over a dark picture, ten pictures a second.
struct MovingSquare {
  Index shown = 0;
  bool next(syncact::film::Frame& frame) {
    if (shown == 40) return false;
    frame = {
        .time = 0.1 * static_cast<double>(shown), .height = 48, .width = 64, .rgb = std::vector<std::uint8_t>(48 * 64 * 3, 20)};
    for (Index y = 20; y < 28; ++y) {
      for (Index x = shown; x < shown + 8; ++x) {
        for (Index colour = 0; colour < 3; ++colour) frame.rgb[static_cast<std::size_t>((y * 64 + x) * 3 + colour)] = 230;
      }
    }
    ++shown;
    return true;
  }
};
static_assert(syncact::film::FrameSource<MovingSquare>);
//! [film]

//! [engine]
/// A runtime for networks: here one whose only layer has the mean of each colour.
struct ColourNetwork {
  std::vector<syncact::film::Layer> layers() const {
    return {{.name = "colours", .kind = "mean", .channels = {"red", "green", "blue"}}};
  }
  void start() {}  // a film begins; nothing is kept from the one before
  void run(std::span<const syncact::film::Frame> frames, std::span<const std::string> layers,
           const syncact::film::LayerVisitor& visit) {
    std::vector<float> means;
    for (const syncact::film::Frame& frame : frames) {
      for (std::size_t colour = 0; colour < 3; ++colour) {
        double sum = 0;
        for (std::size_t i = colour; i < frame.rgb.size(); i += 3) sum += frame.rgb[i];
        means.push_back(static_cast<float>(3 * sum / static_cast<double>(frame.rgb.size())));
      }
    }
    const auto n = static_cast<Index>(frames.size());
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (layers[i] != "colours") throw syncact::ValueError("ColourNetwork: no layer '" + layers[i] + "'");
      visit(static_cast<Index>(i), 0, syncact::TensorView<float>(means.data(), {n, 3, 1, 1}));
    }
  }
};
static_assert(syncact::film::InferenceEngine<ColourNetwork>);
//! [engine]

//! [tensor]
/// A lab's layer: channels last, as TensorFlow keeps them.
struct ChannelsLast {
  Index n_frames, height, width, n_channels;
  std::vector<float> values;
};
template <>
struct syncact::tensor_traits<ChannelsLast> {
  using scalar = float;
  static TensorView<float> view(const ChannelsLast& t) {
    const Index x = t.n_channels, y = t.width * x, frame = t.height * y;
    return {t.values.data(), {t.n_frames, t.n_channels, t.height, t.width}, {frame, 1, y, x}};
  }
};
static_assert(syncact::FrameTensor<ChannelsLast>);
//! [tensor]

//! [sink]
/// How many pairs correlate above a threshold.
struct CountAbove {
  double threshold;
  std::atomic<Index> n{0};
  explicit CountAbove(double above) : threshold(above) {}
  template <std::floating_point T>
  void take(const similarity::connectivity::ConnectivityTile<T>& tile) {
    Index here = 0;
    tile.for_each_pair([&](Index, Index, T r) { here += static_cast<double>(r) > threshold ? 1 : 0; });
    n += here;
  }
};
static_assert(similarity::connectivity::ConnectivitySink<CountAbove, float>);
//! [sink]

//! [group]
/// Everybody has the networks of the first subject; maps are by dual regression.
struct AsTheFirst {
  template <std::floating_point T, syncact::networks::NetworkLearner<T> L, syncact::CallContext C>
  syncact::groups::GroupNetworks<T> learn(const L& learner, std::span<const SeriesView<T>> subjects, const C& context) const {
    const auto first = syncact::networks::learn(learner, subjects[0], context);
    syncact::groups::GroupNetworks<T> group;
    for (const SeriesView<T>& subject : subjects) {
      const auto own = syncact::groups::dual_regression(subject, first.maps);
      group.time_courses.push_back(own.time_courses.template cast<T>());
      group.maps.push_back(own.maps.template cast<T>());
    }
    group.convergence = first.convergence;
    return group;
  }
};
static_assert(syncact::groups::GroupMethod<AsTheFirst, LoudestVoxels, double>);
//! [group]

//! [backend]
/// Products by three loops. For double alone; add the same for float if you need it.
struct ThreeLoops {
  using Panel = syncact::linalg::ConstPanel<double>;
  void add_product(Panel a, syncact::linalg::Op op_a, Panel b, syncact::linalg::Op op_b,
                   syncact::linalg::Panel<double> out) const {
    const bool turn_a = op_a == syncact::linalg::Op::transpose, turn_b = op_b == syncact::linalg::Op::transpose;
    for (Index j = 0; j < out.cols(); ++j) {
      for (Index i = 0; i < out.rows(); ++i) {
        for (Index k = 0; k < (turn_a ? a.rows() : a.cols()); ++k) {
          out(i, j) += (turn_a ? a(k, i) : a(i, k)) * (turn_b ? b(j, k) : b(k, j));
        }
      }
    }
  }
};
static_assert(syncact::linalg::MatrixBackend<ThreeLoops, double>);
//! [backend]

/// The pictures of the moving square.
std::vector<syncact::film::Frame> square_film() {
  std::vector<syncact::film::Frame> frames;
  MovingSquare source;
  for (syncact::film::Frame frame; source.next(frame);) frames.push_back(frame);
  return frames;
}

int main() {
  const auto say = [](const char* name, const syncact::laws::Report& report) {
    std::cout << name << ": " << (report.ok() ? "all laws hold\n" : report.text());
  };
  const ChannelsLast layer{2, 3, 4, 5, std::vector<float>(120, 1)};
  //! [laws]
  say("LoudestVoxels", syncact::laws::check_network_learner<double>(LoudestVoxels{}));
  say("RadiusCorrelation", syncact::laws::check_representation_measure(RadiusCorrelation{}));
  say("Chebyshev", syncact::laws::check_dissimilarity(Chebyshev{}));
  say("ChebyshevOfMean", syncact::laws::check_run_dissimilarity(ChebyshevOfMean{}));
  say("ShareOfLargest", syncact::laws::check_rdm_transform(ShareOfLargest{}));
  say("SameOrder", syncact::laws::check_rdm_comparison(SameOrder{}));
  say("SizeCosine", syncact::laws::check_trial_measure(SizeCosine{}));
  say("Waves", syncact::laws::check_voxel_source<double>(Waves{}));
  say("Tones", syncact::laws::check_neuron_source<double>(Tones{}));
  say("Watching", syncact::laws::check_activation_source(Watching{}));
  say("MovingSquare", syncact::laws::check_frame_source([] { return MovingSquare{}; }));
  ColourNetwork network;
  say("ColourNetwork", syncact::laws::check_inference_engine(network, square_film()));
  say("ChannelsLast", syncact::laws::check_frame_tensor(layer, [&](Index f, Index c, Index y, Index x) {
        return layer.values[static_cast<std::size_t>(((f * 4 + y) * 5 + x) * 3 + c)];
      }));
  say("CountAbove", syncact::laws::check_connectivity_sink<float>([] { return CountAbove(0.3); },
                                                                  [](const CountAbove& sink) { return sink.n.load(); }));
  say("AsTheFirst", syncact::laws::check_group_method<double>(AsTheFirst{}, LoudestVoxels{}));
  say("ThreeLoops", syncact::laws::check_matrix_backend<double>(ThreeLoops{}));
  //! [laws]
}
