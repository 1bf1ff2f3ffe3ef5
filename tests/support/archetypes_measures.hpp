#pragma once
/// The least measures, sources, sinks and tensors, as support/archetypes.hpp has the least policies of the chain.
#include "support/archetypes.hpp"
#include "syncact/core/tensor_view.hpp"
#include "syncact/film/film_activations.hpp"
#include "syncact/groups/methods.hpp"
#include "syncact/networks/voxel_source.hpp"
#include "syncact/similarity/connectivity/dense_connectivity.hpp"
#include "syncact/similarity/encoding/concept.hpp"
#include "syncact/similarity/rdm/concept.hpp"
#include "syncact/similarity/representation/concept.hpp"
#include "syncact/similarity/representation/trials.hpp"
#include "syncact/similarity/series/concept.hpp"
#include "syncact/study/neurons.hpp"

namespace syncact::test {

struct LeastMeasure : Least {
  using Least::Least;
  similarity::Info info() const { return {}; }
  similarity::Measurement compare(const similarity::representation::PreparedTable<>&,
                                  const similarity::representation::PreparedTable<>&) const {
    return {};
  }
};
static_assert(similarity::representation::ScalarMeasure<LeastMeasure>);
static_assert(!similarity::representation::HalvedMeasure<LeastMeasure>);

struct LeastEncoder : Least {
  using Least::Least;
  struct Model {
    MatrixX<double> predict(const MatrixX<double>& x) const { return MatrixX<double>::Zero(x.rows(), 1); }
  };
  similarity::encoding::EncoderInfo info() const { return {}; }
  Model fit(const MatrixX<double>&, const MatrixX<double>&) const { return {}; }
};
static_assert(similarity::encoding::Encoder<LeastEncoder> && !similarity::encoding::TunableEncoder<LeastEncoder, Context<>>);

struct LeastSeriesMeasure : Least {
  using Least::Least;
  similarity::Info info() const { return {}; }
  similarity::Measurement compare(const VectorX<double>&, const VectorX<double>&) const { return {}; }
};
static_assert(similarity::series::SeriesMeasure<LeastSeriesMeasure>);

struct LeastDissimilarity : Least {
  using Least::Least;
  similarity::Info info() const { return {}; }
  similarity::rdm::Rdm dissimilarities(const SeriesView<double>&) const { return {}; }
};
static_assert(similarity::rdm::Dissimilarity<LeastDissimilarity> && !similarity::rdm::RunDissimilarity<LeastDissimilarity>);

struct LeastRunDissimilarity : Least {
  using Least::Least;
  similarity::Info info() const { return {}; }
  similarity::rdm::Rdm dissimilarities(std::span<const MatrixX<double>>) const { return {}; }
};
static_assert(similarity::rdm::RunDissimilarity<LeastRunDissimilarity> &&
              !similarity::rdm::Dissimilarity<LeastRunDissimilarity>);

struct LeastTransform : Least {
  using Least::Least;
  similarity::Info info() const { return {}; }
  similarity::rdm::Rdm transform(const similarity::rdm::Rdm& rdm) const { return rdm; }
};
static_assert(similarity::rdm::RdmTransform<LeastTransform>);

struct LeastComparison : Least {
  using Least::Least;
  similarity::Info info() const { return {}; }
  similarity::Measurement compare(const similarity::rdm::Rdm&, const similarity::rdm::Rdm&) const { return {}; }
};
static_assert(similarity::rdm::RdmComparison<LeastComparison>);

struct LeastTrialMeasure : Least {
  using Least::Least;
  similarity::Info info() const { return {}; }
  similarity::Measurement compare(similarity::representation::Trials, similarity::representation::Trials) const { return {}; }
};
static_assert(similarity::representation::TrialMeasure<LeastTrialMeasure>);

/// Sources need not be copyable, but a chain of sources moves them.
template <std::floating_point T>
struct LeastVoxels : Least {
  using Least::Least;
  LeastVoxels(const LeastVoxels&) = delete;
  LeastVoxels(LeastVoxels&&) = default;
  Index n_times() const { return 20; }
  Index n_voxels() const { return 3; }
  SeriesView<T> view(Index, Index n, MatrixX<T>& buffer) const { return SeriesView<T>(buffer.setZero(20, n)); }
};
static_assert(networks::VoxelSource<LeastVoxels<double>, double>);

struct LeastActivations : Least {
  using Least::Least;
  LeastActivations(const LeastActivations&) = delete;
  int n_frames() const { return 20; }
  int n_units() const { return 3; }
  int block_frames() const { return 7; }
  SeriesView<float> frames(Index, Index n) const { return {nothing, n, 3, 0, 0}; }
  float nothing[1] = {0};
};
static_assert(study::ActivationSource<LeastActivations>);

/// A film is moved, never copied.
struct LeastFilm : Least {
  using Least::Least;
  LeastFilm(const LeastFilm&) = delete;
  LeastFilm(LeastFilm&&) = default;
  bool next(film::Frame&) { return false; }
};
static_assert(film::FrameSource<LeastFilm>);

struct LeastEngine : Least {
  using Least::Least;
  LeastEngine(const LeastEngine&) = delete;
  std::vector<film::Layer> layers() { return {}; }
  void start() {}
  void run(std::span<const film::Frame>, std::span<const std::string>, const film::LayerVisitor&) {}
};
static_assert(film::InferenceEngine<LeastEngine>);

struct LeastTensor {
  float value = 0;
};

template <std::floating_point T>
struct LeastSink : Least {
  using Least::Least;
  LeastSink(const LeastSink&) = delete;
  void take(const similarity::connectivity::ConnectivityTile<T>&) {}
};
static_assert(similarity::connectivity::ConnectivitySink<LeastSink<double>, double>);

struct LeastGroupMethod : Least {
  using Least::Least;
  groups::GroupNetworks<double> learn(const LeastLearner<double>&, std::span<const SeriesView<double>>,
                                      const Context<>&) const {
    return {};
  }
};
static_assert(groups::GroupMethod<LeastGroupMethod, LeastLearner<double>, double>);

}  // namespace syncact::test

template <>
struct syncact::tensor_traits<syncact::test::LeastTensor> {
  using scalar = float;
  static TensorView<float> view(const test::LeastTensor& tensor) { return {&tensor.value, {1, 1, 1, 1}}; }
};
static_assert(syncact::FrameTensor<syncact::test::LeastTensor>);
