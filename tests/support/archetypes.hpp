#pragma once
/// The least types that model each concept: copyable, made by an explicit constructor, and nothing a concept does not ask for.
/// What compiles with them asks no more of a policy than its concept says.
#include "syncact/activations/reductions.hpp"
#include "syncact/annotation/concept.hpp"
#include "syncact/annotation/describe/label_describer.hpp"
#include "syncact/coding/concept.hpp"
#include "syncact/core/executor.hpp"
#include "syncact/hrf/concept.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/parallel/context.hpp"
#include "syncact/stats/map_correlations.hpp"
#include "syncact/stats/null_model.hpp"
#include "syncact/synchrony/measure/concept.hpp"
#include "syncact/synchrony/neuron_source.hpp"

namespace syncact::test {

/// No default constructor, no comparison, no assignment to a const object: what a policy has beyond its concept is left out.
class Least {
 public:
  explicit Least(int) {}
};

struct LeastExecutor : Least {
  using Least::Least;
  void bulk(Index n, std::invocable<Index> auto&& f) const {
    while (n-- > 0) f(n);
  }
};
static_assert(Executor<LeastExecutor>);

template <std::floating_point T>
struct LeastBackend : Least {
  using Least::Least;
  void add_product(linalg::ConstPanel<T> a, linalg::Op op_a, linalg::ConstPanel<T> b, linalg::Op op_b,
                   linalg::Panel<T> out) const {
    linalg::DefaultBackend{}.add_product(a, op_a, b, op_b, out);
  }
};
static_assert(linalg::MatrixBackend<LeastBackend<double>, double> && !linalg::MatrixBackend<LeastBackend<double>, float>);

struct LeastResponse : Least {
  using Least::Least;
  double operator()(Seconds t) const { return t.count() >= 0 && t.count() < 4 ? 1.0 : 0.0; }
  Seconds duration() const { return Seconds{4}; }
};
static_assert(hrf::HemodynamicResponse<LeastResponse> && !hrf::IntegrableResponse<LeastResponse>);

template <std::floating_point T>
struct LeastReduction : Least {
  using Least::Least;
  double operator()(const MapView<T>& map) const { return static_cast<double>(map(0, 0)); }
};
static_assert(activations::SpatialReduction<LeastReduction<double>, double>);

/// Codes nothing. For any scalar type: learners may code in double whatever the signals are stored in.
struct LeastCoder : Least {
  using Least::Least;
  coding::CodingSummary encode(linalg::ConstPanel<float>, linalg::ConstPanel<float>, std::span<const double>,
                               linalg::Panel<float> codes) const {
    codes.setZero();
    return {};
  }
  coding::CodingSummary encode(linalg::ConstPanel<double>, linalg::ConstPanel<double>, std::span<const double>,
                               linalg::Panel<double> codes) const {
    codes.setZero();
    return {};
  }
};
static_assert(coding::SparseCoder<LeastCoder, double> && !coding::RelaxableCoder<LeastCoder>);

template <std::floating_point T>
struct LeastLearner : Least {
  using Least::Least;
  networks::Networks<T> learn(const SeriesView<T>&) const { return {}; }
};
static_assert(networks::NetworkLearner<LeastLearner<double>, double>);

template <std::floating_point T>
struct LeastSimilarity : Least {
  using Least::Least;
  MatrixX<T> compare(const SeriesView<T>& a, const SeriesView<T>& b) const {
    return MatrixX<T>::Zero(a.n_signals(), b.n_signals());
  }
};
static_assert(synchrony::measure::SimilarityMeasure<LeastSimilarity<double>, double>);
static_assert(!synchrony::measure::InnerProductSimilarity<LeastSimilarity<double>, double>);

template <std::floating_point T>
struct LeastNull : Least {
  using Least::Least;
  MatrixX<T> scramble(const SeriesView<T>& series, const Timeline&, const Random&) const { return series.to_matrix(); }
};
static_assert(stats::NullModel<LeastNull<double>, double> && !stats::EnumerableNullModel<LeastNull<double>, double>);

struct LeastMapNull : Least {
  using Least::Least;
  VectorX<double> operator()(const Random&) const { return VectorX<double>::Zero(3); }
};
static_assert(stats::MapNullModel<LeastMapNull>);

/// A source of neurons need not even be copyable.
template <std::floating_point T>
struct LeastSource : Least {
  using Least::Least;
  LeastSource(const LeastSource&) = delete;
  Index n_times() const { return 20; }
  Index n_neurons() const { return 3; }
  MatrixX<T> block(Index, Index n) const { return MatrixX<T>::Zero(20, n); }
};
static_assert(synchrony::NeuronSource<LeastSource<double>, double>);

template <std::floating_point T>
struct LeastMapper : Least {
  using Least::Least;
  std::vector<annotation::Annotation> annotate(const synchrony::Synchrony<T>&, const annotation::LabelScores&) const {
    return {};
  }
};
static_assert(annotation::AnnotationMapper<LeastMapper<double>, double>);

struct LeastDescriber : Least {
  using Least::Least;
  MatrixX<double> scores(const MatrixX<double>& units, const MatrixX<double>& labels) const {
    return MatrixX<double>::Zero(units.cols(), labels.cols());
  }
};
static_assert(annotation::describe::LabelDescriber<LeastDescriber>);

/// The least context.
struct LeastContext {
  LeastBackend<double> backend;
  LeastExecutor executor;
  Progress progress;
  std::size_t memory_cap_bytes;
};
static_assert(CallContext<LeastContext>);
inline LeastContext least_context() { return {LeastBackend<double>(0), LeastExecutor(0), {}, std::size_t{1} << 30}; }

}  // namespace syncact::test
