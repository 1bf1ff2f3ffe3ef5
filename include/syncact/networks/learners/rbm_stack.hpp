#pragma once
/// Functional brain networks by a stack of restricted Boltzmann machines over volumes.
#include "syncact/core/macros_off.hpp"

#include <cmath>

#include "syncact/core/indexed.hpp"
#include "syncact/core/series.hpp"
#include "syncact/linalg/least_squares.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/networks/learners/collapse.hpp"
#include "syncact/networks/learners/compose.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::networks::learners {

/// One layer of RbmStack.
struct RbmLayer {
  Index n_hidden = 20;  ///< >= 1
  double l1 = 0.1;      ///< >= 0; weight decay, in units of the mean product of a visible and a hidden unit
  double learning_rate =
      5.0;  ///< > 0; of a unit's input for a sample of mean square 1: the step of a weight is this / n_visible
};

/// A trained layer: hidden units are 1 with probability sigmoid(c + W'v).
template <std::floating_point T>
struct TrainedRbm {
  MatrixX<T> weights{};                  ///< W [visible x hidden]
  VectorX<T> hidden_bias{};              ///< c
  std::vector<double> reconstruction{};  ///< after each epoch, share of the visible units' energy that one step down misses
  Collapse collapse{};                   ///< of the hidden units, by their weights
};

/// What RbmStack::fit returns: the networks, and how each layer fared.
template <std::floating_point T>
struct RbmNetworks {
  Networks<T> networks{};
  std::vector<TrainedRbm<T>> layers{};
  Collapse collapse{};  ///< of the maps: of all units of the top layer

  /// A unit of any layer died or repeats another: the stack has fewer networks than its size says.
  [[nodiscard]] bool collapsed() const {
    bool any = collapse.any();
    for (const auto& layer : layers) any = any || layer.collapse.any();
    return any;
  }
};

namespace detail {

/// Contrastive divergence for one layer.
template <std::floating_point T, class B, class E>
class RbmTraining {
 public:
  enum class Visible : unsigned char { gaussian, binary };

  RbmTraining(const RbmLayer& layer, Visible visible, Index n_visible, const Random& random, double momentum, const B& backend,
              const E& executor)
      : layer_(layer), visible_(visible), random_(random), momentum_(momentum), backend_(backend), executor_(executor) {
    const double size = 0.1 / std::sqrt(static_cast<double>(n_visible));
    weights_.resize(n_visible, layer.n_hidden);
    for (Index i = 0; i < weights_.size(); ++i) {
      weights_.data()[i] = static_cast<T>(size * random.normal(static_cast<std::uint64_t>(i)));
    }
    velocity_ = MatrixX<T>::Zero(n_visible, layer.n_hidden);
    visible_bias_ = VectorX<T>::Zero(n_visible);
    hidden_bias_ = VectorX<T>::Zero(layer.n_hidden);
    n_drawn_ = static_cast<std::uint64_t>(weights_.size());
  }

  /// Probabilities of the hidden units, [hidden x sample].
  [[nodiscard]] MatrixX<T> up(const MatrixX<T>& v) const {
    MatrixX<T> h = linalg::cross(weights_, v, backend_, executor_);
    h.colwise() += hidden_bias_;
    return sigmoid(h);
  }

  /// One step of CD-1 on samples v [visible x sample]. Returns the squared error of the reconstruction.
  double step(const MatrixX<T>& v, bool decay) {
    using linalg::Op;
    const MatrixX<T> h = up(v);
    MatrixX<T> down = linalg::product<T>(weights_, Op::none, drawn(h), Op::none, backend_, executor_);
    down.colwise() += visible_bias_;
    if (visible_ == Visible::binary) down = sigmoid(down);
    const MatrixX<T> again = up(down);
    const MatrixX<T> data = linalg::product<T>(v, Op::none, h, Op::transpose, backend_, executor_);
    const MatrixX<T> model = linalg::product<T>(down, Op::none, again, Op::transpose, backend_, executor_);
    const T n = static_cast<T>(v.cols());
    velocity_ = static_cast<T>(momentum_) * velocity_ + (data - model) / n;
    const T rate = static_cast<T>(layer_.learning_rate) / static_cast<T>(weights_.rows());
    weights_ += rate * velocity_;
    if (decay) shrink(rate * static_cast<T>(layer_.l1));
    visible_bias_ += rate * (v - down).rowwise().mean();
    hidden_bias_ += static_cast<T>(layer_.learning_rate) * (h - again).rowwise().mean();
    return (v - down).template cast<double>().squaredNorm();
  }

  TrainedRbm<T> result(std::vector<double> reconstruction) && {
    const MatrixX<T> units = weights_.transpose();
    return {std::move(weights_), std::move(hidden_bias_), std::move(reconstruction), find_collapse(units)};
  }

 private:
  static MatrixX<T> sigmoid(const MatrixX<T>& x) { return (T(1) + (-x.array()).exp()).inverse().matrix(); }

  [[nodiscard]] MatrixX<T> drawn(const MatrixX<T>& p) {
    MatrixX<T> state(p.rows(), p.cols());
    for (Index i = 0; i < p.size(); ++i) {
      state.data()[i] = random_.uniform(n_drawn_++) < static_cast<double>(p.data()[i]) ? T(1) : T(0);
    }
    return state;
  }

  /// The proximal step of the L1 penalty: weights become exactly zero.
  void shrink(T by) {
    weights_ = weights_.unaryExpr([by](T w) { return w > by ? w - by : w < -by ? w + by : T(0); });
  }

  const RbmLayer& layer_;
  Visible visible_;
  Random random_;
  double momentum_;
  const B& backend_;
  const E& executor_;
  MatrixX<T> weights_;
  MatrixX<T> velocity_;
  VectorX<T> visible_bias_;
  VectorX<T> hidden_bias_;
  std::uint64_t n_drawn_ = 0;
};

}  // namespace detail

/// Networks as the volumetric sparse deep belief network has them: each volume is a sample, the voxels (standardized over
/// time) are Gaussian visible units of variance 1, and layers of binary hidden units are trained one on top of the other by
/// contrastive divergence (CD-1) with momentum and an L1 decay of the weights of their own. A network is a unit of the top
/// layer: its map is its weights through the stack, W_1 W_2 .. W_L, and its time course that of least squared error given
/// all maps.
///
/// The maps are linear readings of a nonlinear model; with more than one layer they mix, and tend to repeat one another.
/// `fit` says so: units that died (all weights decayed) and units that repeat others are listed for each layer and for the
/// maps. The decay acts as a soft threshold, so weights do reach zero; it sets in after a quarter of the epochs, as weights
/// that have not yet grown would die of it. `objective` holds the reconstruction error of the layers' epochs one layer after
/// another; contrastive divergence minimizes no objective. convergence: all epochs are always run; the residual is the largest
/// relative change of the reconstruction error in a layer's last epoch, converged if it is at most `tolerance`. Deterministic
/// by seed. Dong et al., "Modeling hierarchical brain networks via volumetric sparse deep belief network", IEEE Trans. Biomed.
/// Eng. 67 (2020) 1739; Hinton, "A practical guide to training restricted Boltzmann machines" (2012), sections 2, 3 and 13.2.
struct RbmStack {
  std::vector<RbmLayer> layers = {{.n_hidden = 30}, {.n_hidden = 20}};  ///< not empty; the last one has the networks
  Scaling scaling = Scaling::unit_sd;  ///< unit_sd is what the model assumes: visible units of variance 1
  Index n_epochs = 100;                ///< >= 1; passes over the volumes, per layer
  Index batch_size = 20;               ///< >= 1; volumes per step
  double momentum = 0.9;               ///< in [0, 1)
  double tolerance = 1e-2;             ///< >= 0; see above
  std::uint64_t seed = 0;
  NanPolicy nan = NanPolicy::raise;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("n_networks", self.layers.back().n_hidden, "number of networks, >= 1");
    option("n_hidden", self.layers.front().n_hidden,
           "hidden units of the first layer; of the networks' own, if it is the only one");
    option("l1", self.layers.back().l1, "weight decay of the top layer, >= 0");
    option("scaling", self.scaling, "of voxels before learning; it fixes what a penalty means");
    option("n_epochs", self.n_epochs, "passes over the volumes per layer, >= 1");
    option("batch_size", self.batch_size, "volumes per step, >= 1");
    option("momentum", self.momentum, "in [0, 1)");
    option("tolerance", self.tolerance, "relative change of the last epoch's error, >= 0");
    option("seed", self.seed, "of everything random");
    option("nan", self.nan, "what a voxel with NaN or infinity means");
  }

  /// Learns networks from bold [time x voxel]: the networks of fit().
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] Networks<T> learn(const SeriesView<T>& bold, const C& context = {}) const {
    return fit(bold, context).networks;
  }

  /// Learns networks from bold [time x voxel] and tells how each layer fared. progress counts epochs.
  /// Throws ValueError for a parameter out of range, for NaN or infinity under NanPolicy::raise, and if bold has fewer
  /// usable voxels than networks; Cancelled if progress asks to stop.
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] RbmNetworks<T> fit(const SeriesView<T>& bold, const C& context = {}) const {
    using Training = detail::RbmTraining<T, backend_of<C>, std::remove_cvref_t<decltype(context.executor)>>;
    validate();
    VoxelTable<T> voxels = voxel_table("RbmStack", bold, layers.back().n_hidden, scaling, nan, context);
    RbmNetworks<T> result;
    MatrixX<T> samples = voxels.values.transpose(), maps;  // [visible x volume], [voxel x hidden]
    Steps steps(context.progress, n_epochs * static_cast<Index>(layers.size()));
    ObjectiveTrace trace{tolerance, {}, {true, 0, 0.0}};
    for (std::size_t l = 0; l < layers.size(); ++l) {
      Training training(layers[l], l == 0 ? Training::Visible::gaussian : Training::Visible::binary, samples.rows(),
                        Random(seed, 2 * l), momentum, context.backend, context.executor);
      const double energy = (samples.colwise() - samples.rowwise().mean()).template cast<double>().squaredNorm();
      std::vector<double> errors;
      for (Index epoch = 0; epoch < n_epochs; ++epoch) {
        errors.push_back(run_epoch(training, samples, l, epoch) / energy);
        steps.advance();
      }
      record(errors, trace);
      samples = training.up(samples);
      result.layers.push_back(std::move(training).result(std::move(errors)));
      const MatrixX<T>& w = result.layers.back().weights;
      maps = l == 0 ? w : linalg::product<T>(maps, linalg::Op::none, w, linalg::Op::none, context.backend, context.executor);
    }
    result.networks = compose(std::move(voxels), MatrixX<T>(maps.transpose()), trace, context);
    result.collapse = find_collapse(result.networks.maps);
    return result;
  }

  template <TimeSeriesMatrix M, CallContext C = Context<>>
    requires(!std::same_as<M, SeriesView<series_scalar_t<M>>>)
  [[nodiscard]] Networks<series_scalar_t<M>> learn(const M& bold, const C& context = {}) const {
    return with_series(bold, [&](const auto& view) { return learn(view, context); });
  }

 private:
  void validate() const {
    require(!layers.empty(), "RbmStack", "the number of layers must be >= 1", layers.size());
    for (const RbmLayer& layer : layers) {
      require(layer.n_hidden >= 1, "RbmStack", "n_hidden must be >= 1", layer.n_hidden);
      require(layer.l1 >= 0, "RbmStack", "l1 must be >= 0", layer.l1);
      require(layer.learning_rate > 0, "RbmStack", "learning_rate must be > 0", layer.learning_rate);
    }
    require(n_epochs >= 1, "RbmStack", "n_epochs must be >= 1", n_epochs);
    require(batch_size >= 1, "RbmStack", "batch_size must be >= 1", batch_size);
    require(momentum >= 0 && momentum < 1, "RbmStack", "momentum must lie in [0, 1)", momentum);
    require(tolerance >= 0, "RbmStack", "tolerance must be >= 0", tolerance);
  }

  template <class Training, std::floating_point T>
  double run_epoch(Training& training, const MatrixX<T>& samples, std::size_t layer, Index epoch) const {
    std::vector<Index> order(as_size(samples.cols()));
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<Index>(i);
    Random(seed, 2 * (layer + layers.size() * as_size(epoch)) + 1).shuffle(std::span(order));
    double error = 0;
    for (std::size_t first = 0; first < order.size(); first += as_size(batch_size)) {
      const std::size_t n = std::min(as_size(batch_size), order.size() - first);
      error += training.step(columns_of(samples, std::span(order).subspan(first, n)), 4 * epoch >= n_epochs);
    }
    return error;
  }

  static void record(const std::vector<double>& errors, ObjectiveTrace& trace) {
    trace.values.insert(trace.values.end(), errors.begin(), errors.end());
    trace.convergence.iterations += static_cast<Index>(errors.size());
    const double last = errors.back(), before = errors.size() > 1 ? errors[errors.size() - 2] : last;
    const double change = std::abs(last - before) / std::max(last, before);
    if (!(change <= trace.convergence.residual)) trace.convergence.residual = change;
    trace.convergence.converged = trace.convergence.residual <= trace.tolerance;
  }

  /// Time courses X A' (A A')^+: those of least squared error; repeated maps share what they explain.
  template <std::floating_point T, CallContext C>
  static Networks<T> compose(VoxelTable<T>&& voxels, MatrixX<T> maps, ObjectiveTrace trace, const C& context) {
    using linalg::Op;
    for (Index k = 0; k < maps.rows(); ++k) {
      if (const T length = maps.row(k).norm(); length > 0) maps.row(k) /= length;  // of deep stacks, far from 1
    }
    const MatrixX<T> gram = linalg::product<T>(maps, Op::none, maps, Op::transpose, context.backend, context.executor);
    const MatrixX<T> right =
        linalg::product<T>(maps, Op::none, voxels.values, Op::transpose, context.backend, context.executor);
    const MatrixX<double> courses =
        linalg::least_squares(gram.template cast<double>(), right.template cast<double>()).transpose();
    return compose_networks(std::move(voxels), MatrixX<T>(courses.template cast<T>()), std::move(maps), trace, {}, context);
  }
};

static_assert(NetworkLearner<RbmStack, float> && NetworkLearner<RbmStack, double>);

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
