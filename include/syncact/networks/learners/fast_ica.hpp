#pragma once
/// Functional brain networks by spatial independent component analysis.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <numbers>

#include "syncact/core/nth.hpp"
#include "syncact/core/series.hpp"
#include "syncact/linalg/nearest_rotation.hpp"
#include "syncact/linalg/solve_definite.hpp"
#include "syncact/linalg/symmetric_eigen.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/networks/learners/compose.hpp"
#include "syncact/networks/learners/learner_options.hpp"
#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::networks::learners {

/// What FastICA maximizes: the squared difference of E G(y) from its value for a Gaussian y of unit variance.
enum class Contrast : unsigned char {
  logcosh,  ///< G(y) = log cosh y; robust, the usual choice
  cube,     ///< G(y) = y^4 / 4, kurtosis; sensitive to single voxels
};

constexpr auto choices(Contrast) { return std::array{Choice{"logcosh", Contrast::logcosh}, Choice{"cube", Contrast::cube}}; }

namespace detail {

/// K whitened mixtures of all voxels, and the rotation that makes them independent. A template so that only what uses it
/// compiles it.
template <class = void>
class SpatialIca {
 public:
  /// z [component x voxel], rows of mean 0, variance 1, and uncorrelated over voxels.
  SpatialIca(MatrixX<double> z, Contrast contrast, std::uint64_t seed) : z_(std::move(z)), contrast_(contrast) {
    const Random random(seed);
    rotation_.resize(z_.rows(), z_.rows());
    for (Index i = 0; i < rotation_.size(); ++i) rotation_.data()[i] = random.normal(static_cast<std::uint64_t>(i));
    rotation_ = linalg::nearest_rotation(rotation_);
  }

  /// One fixed-point step for all components at once: w <- E[z g(w'z)] - E[g'(w'z)] w, then the nearest rotation.
  /// Returns 1 - min |cosine| of a row with itself before.
  template <CallContext C>
  double step(const C& context) {
    constexpr Index tile = 1024;
    const Index n_voxels = z_.cols(), n_tiles = (n_voxels + tile - 1) / tile;
    struct Part {
      MatrixX<double> gz;
      VectorX<double> slope, g;
    };
    std::vector<Part> parts(as_size(n_tiles));
    context.executor.bulk(n_tiles, [&](Index i) {
      const Index first = i * tile, n = std::min(tile, n_voxels - first);
      MatrixX<double> y = MatrixX<double>::Zero(z_.rows(), n);
      context.backend.add_product(rotation_, linalg::Op::none, z_.middleCols(first, n), linalg::Op::none, y);
      Part& part = nth(parts, i);
      part.gz = MatrixX<double>::Zero(z_.rows(), z_.rows());
      score(y, part.g, part.slope);
      context.backend.add_product(y, linalg::Op::none, z_.middleCols(first, n), linalg::Op::transpose, part.gz);
    });
    Part sum = std::move(parts[0]);
    for (std::size_t i = 1; i < parts.size(); ++i) {
      sum.gz += parts[i].gz;
      sum.slope += parts[i].slope;
      sum.g += parts[i].g;
    }
    const double n = static_cast<double>(n_voxels);
    contrast_value_ = (sum.g.array() / n - gaussian_mean()).square().sum();
    const MatrixX<double> next = linalg::nearest_rotation(sum.gz / n - VectorX<double>(sum.slope / n).asDiagonal() * rotation_);
    const double change = 1 - next.cwiseProduct(rotation_).rowwise().sum().cwiseAbs().minCoeff();
    rotation_ = next;
    return std::max(change, 0.0);
  }

  [[nodiscard]] const MatrixX<double>& rotation() const { return rotation_; }
  /// Sum over components of the contrast, at the rotation before the last step.
  [[nodiscard]] double contrast_value() const { return contrast_value_; }

 private:
  /// E G of a standard normal number: for log cosh by quadrature.
  [[nodiscard]] double gaussian_mean() const { return contrast_ == Contrast::cube ? 0.75 : 0.37456720749144; }

  /// Replaces y by g(y), and sums g'(y) and G(y) over voxels.
  void score(MatrixX<double>& y, VectorX<double>& g, VectorX<double>& slope) const {
    if (contrast_ == Contrast::cube) {
      g = y.array().square().square().rowwise().sum() / 4;
      slope = 3 * y.array().square().rowwise().sum();
      y = y.array().cube();
    } else {
      g = (y.array().abs() + (-2 * y.array().abs()).exp().log1p() - std::numbers::ln2).rowwise().sum();
      y = y.array().tanh();
      slope = (1 - y.array().square()).rowwise().sum();
    }
  }

  MatrixX<double> z_;
  Contrast contrast_;
  MatrixX<double> rotation_;
  double contrast_value_ = 0;
};

}  // namespace detail

/// Spatially independent networks. The volumes' spatial means are removed, the data reduced to their n_networks largest
/// principal components over time and whitened, Z [network x voxel]; the rotation W that makes the rows of WZ least Gaussian
/// is found for all networks at once (symmetric decorrelation) by
///   W <- E[g(WZ) Z'] - diag(E[g'(WZ)]) W,   W <- (WW')^(-1/2) W.
/// Time courses are those of least squared error given the independent maps, without an intercept; maps are in the units of
/// the scaled voxels, as of every learner, and dense: nothing in them is zero. `z_maps` gives the usual z units.
///
/// `objective` holds minus the summed contrast before each step (it need not fall at every one). Converged when no row of W
/// turned by more than `tolerance` (1 - |cosine|). Components are exact in number: noise is split, and signal merged, if
/// n_networks is wrong. Results depend on `seed` where the maximum is not unique: check over seeds. Computed in double; holds
/// bold once and Z. The spatial mean of each volume belongs to no map's contrast but is in the maps again at the end, so that
/// the sum of a map, and with it its sign, has a meaning.
/// Hyvärinen, IEEE Trans. Neural Netw. 10 (1999) 626, equation 20 and section III-B; McKeown et al., Hum. Brain Mapp. 6 (1998)
/// 160 for its use on fMRI.
struct FastIca {
  Index n_networks = 20;  ///< >= 1; at most the rank of the data
  Contrast contrast = Contrast::logcosh;
  Scaling scaling = Scaling::unit_norm;
  Index n_passes = 200;     ///< >= 1; at most so many steps
  double tolerance = 1e-6;  ///< >= 0
  std::uint64_t seed = 0;
  NanPolicy nan = NanPolicy::raise;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    visit_learner_options(self, option);
    option("contrast", self.contrast, "what is maximized");
  }

  /// Learns networks from bold [time x voxel]. progress counts steps.
  /// Throws ValueError for a parameter out of range, for NaN or infinity under NanPolicy::raise, and if bold, its spatial
  /// means removed, has a lower rank than n_networks; Cancelled if progress asks to stop.
  template <std::floating_point T, CallContext C = Context<>>
  [[nodiscard]] Networks<T> learn(const SeriesView<T>& bold, const C& context = {}) const {
    using linalg::Op;
    require(n_passes >= 1, "FastIca", "n_passes must be >= 1", n_passes);
    require(tolerance >= 0, "FastIca", "tolerance must be >= 0", tolerance);
    VoxelTable<T> voxels = voxel_table("FastIca", bold, n_networks, scaling, nan, context);
    MatrixX<double> x = voxels.values.template cast<double>();
    const VectorX<double> mean = x.rowwise().mean();
    x.colwise() -= mean;
    const MatrixX<double> whitening = whitening_of(x, context);  // [network x time]
    detail::SpatialIca<> ica(linalg::product<double>(whitening, Op::none, x, Op::none, context.backend, context.executor),
                             contrast, seed);
    Steps steps(context.progress, n_passes);
    ObjectiveTrace trace{tolerance};
    for (Index pass = 0; pass < n_passes && !trace.convergence.converged; ++pass) {
      trace.convergence.residual = ica.step(context);
      trace.convergence.converged = trace.convergence.residual <= tolerance;
      trace.convergence.iterations = pass + 1;
      trace.values.push_back(-ica.contrast_value());
      steps.advance();
    }
    x.colwise() += mean;
    const MatrixX<double> unmixing = ica.rotation() * whitening;
    const MatrixX<double> maps = linalg::product<double>(unmixing, Op::none, x, Op::none, context.backend, context.executor);
    const MatrixX<double> courses = fit_courses(x, maps, context);
    return compose_networks(std::move(voxels), MatrixX<T>(courses.template cast<T>()), MatrixX<T>(maps.template cast<T>()),
                            trace, {}, context);
  }

  template <TimeSeriesMatrix M, CallContext C = Context<>>
    requires(!std::same_as<M, SeriesView<series_scalar_t<M>>>)
  [[nodiscard]] Networks<series_scalar_t<M>> learn(const M& bold, const C& context = {}) const {
    return with_series(bold, [&](const auto& view) { return learn(view, context); });
  }

 private:
  /// [network x time] so that its product with x has uncorrelated rows of variance 1. From the smaller of XX' and X'X.
  template <CallContext C>
  [[nodiscard]] MatrixX<double> whitening_of(const MatrixX<double>& x, const C& context) const {
    using linalg::Op;
    const bool wide = x.rows() <= x.cols();
    const MatrixX<double> gram = linalg::product<double>(x, wide ? Op::none : Op::transpose, x, wide ? Op::transpose : Op::none,
                                                         context.backend, context.executor);
    const auto [values, all_vectors] = linalg::symmetric_eigen(gram, context.backend);  // rising
    const double noise = static_cast<double>(gram.rows()) * std::numeric_limits<double>::epsilon() * values.tail(1)[0];
    const auto rank = static_cast<Index>((values.array() > noise).count());
    require(n_networks <= rank, "FastIca",
            message("n_networks must be at most the rank of bold without its spatial means, ", rank), n_networks);
    const MatrixX<double> vectors = all_vectors.rightCols(n_networks);
    const VectorX<double> squared = values.tail(n_networks);  // singular values of x, squared
    const double root_n = std::sqrt(static_cast<double>(x.cols()));
    if (wide) return root_n * squared.cwiseSqrt().cwiseInverse().asDiagonal() * vectors.transpose();
    const MatrixX<double> left = linalg::product<double>(x, Op::none, vectors, Op::none, context.backend, context.executor);
    return root_n * squared.cwiseInverse().asDiagonal() * left.transpose();
  }

  /// X S' (S S')^-1.
  template <CallContext C>
  static MatrixX<double> fit_courses(const MatrixX<double>& x, const MatrixX<double>& maps, const C& context) {
    using linalg::Op;
    const MatrixX<double> gram =
        linalg::product<double>(maps, Op::none, maps, Op::transpose, context.backend, context.executor);
    const MatrixX<double> right = linalg::product<double>(maps, Op::none, x, Op::transpose, context.backend, context.executor);
    return linalg::solve_definite(gram, right).transpose();
  }
};

static_assert(NetworkLearner<FastIca, float> && NetworkLearner<FastIca, double>);

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
