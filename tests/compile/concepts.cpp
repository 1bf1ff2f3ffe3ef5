// Every concept answers false on types that have nothing to do with it: no hard error.
#include <complex>
#include <string>
#include <vector>

#include "syncact/activations/reductions.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/annotation/concept.hpp"
#include "syncact/annotation/describe/label_describer.hpp"
#include "syncact/coding/concept.hpp"
#include "syncact/core/executor.hpp"
#include "syncact/hrf/concept.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/networks/concept.hpp"
#include "syncact/parallel/threads.hpp"
#include "syncact/stats/map_correlations.hpp"
#include "syncact/stats/null_model.hpp"
#include "syncact/synchrony/measure/concept.hpp"
#include "syncact/synchrony/neuron_source.hpp"

using namespace syncact;

template <class M>
constexpr bool is_a_table =
    HasSeriesAdapter<M> || HasFloatingScalar<M> || StoredSeries<M> || LazySeries<M> || TimeSeriesMatrix<M>;

template <class P>
constexpr bool is_a_policy =
    Executor<P> || linalg::MatrixBackend<P, double> || hrf::HemodynamicResponse<P> || hrf::IntegrableResponse<P> ||
    hrf::DifferenceResponse<P> || coding::SparseCoder<P, double> || coding::RelaxableCoder<P> ||
    networks::NetworkLearner<P, double> || synchrony::measure::SimilarityMeasure<P, double> ||
    synchrony::measure::InnerProductSimilarity<P, double> || stats::NullModel<P, double> ||
    stats::EnumerableNullModel<P, double> || activations::SpatialReduction<P, double> || synchrony::NeuronSource<P, double> ||
    annotation::AnnotationMapper<P, double> || annotation::describe::LabelDescriber<P> || stats::MapNullModel<P>;

static_assert(!is_a_table<int> && !is_a_policy<int>);
static_assert(!is_a_table<double*> && !is_a_policy<double*>);
static_assert(!is_a_table<void> && !is_a_policy<void>);
static_assert(!is_a_table<std::vector<double>> && !is_a_policy<std::vector<double>>);
static_assert(!is_a_table<std::string> && !is_a_policy<std::string>);
static_assert(!is_a_policy<Eigen::MatrixXd>);
static_assert(!TimeSeriesMatrix<Eigen::MatrixXi> && !StoredSeries<Eigen::MatrixXi> && !LazySeries<Eigen::MatrixXi>);
static_assert(!TimeSeriesMatrix<Eigen::MatrixXcd> && !is_a_policy<Eigen::MatrixXcd>);
static_assert(!TimeSeriesMatrix<Eigen::Matrix<long double, 2, 2>> || std::floating_point<long double>);
static_assert(!TimeSeriesMatrix<decltype(Eigen::MatrixXi() + Eigen::MatrixXi())>);

static_assert(StoredSeries<Eigen::MatrixXd> && StoredSeries<Eigen::MatrixXf&> && StoredSeries<const Eigen::MatrixXf>);
static_assert(StoredSeries<Eigen::VectorXd> && StoredSeries<Eigen::RowVectorXf> && StoredSeries<Eigen::ArrayXXd>);
static_assert(StoredSeries<RowMatrixX<float>> && StoredSeries<SeriesView<float>>);
static_assert(StoredSeries<Eigen::Ref<const Eigen::MatrixXd>> && StoredSeries<Eigen::Map<const Eigen::MatrixXf>>);
static_assert(StoredSeries<decltype(Eigen::MatrixXd().block(0, 0, 1, 1))>);
static_assert(StoredSeries<decltype(Eigen::MatrixXd().transpose())>);
static_assert(LazySeries<decltype(Eigen::MatrixXd() + Eigen::MatrixXd())> && !StoredSeries<decltype(2 * Eigen::MatrixXd())>);
static_assert(LazySeries<decltype(Eigen::MatrixXd() * Eigen::MatrixXd())>);
static_assert(LazySeries<decltype(Eigen::MatrixXi().cast<double>())>);

static_assert(Executor<Serial> && Executor<Threads>);
static_assert(linalg::MatrixBackend<linalg::EigenBackend, float> && !linalg::MatrixBackend<linalg::EigenBackend, int>);
static_assert(linalg::MatrixBackend<linalg::VectorBackend, float> && !linalg::MatrixBackend<linalg::VectorBackend, int>);
