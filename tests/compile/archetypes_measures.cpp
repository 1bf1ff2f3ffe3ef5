// What takes a measure, a source, a sink or a tensor takes the least of them.
#include "support/archetypes_measures.hpp"

#include "syncact/activations/reduce.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/similarity/rdm/mantel.hpp"
#include "syncact/similarity/rdm/noise_ceiling.hpp"
#include "syncact/similarity/representation/grid.hpp"
#include "syncact/similarity/series/pairs.hpp"
#include "syncact/study/cleaned_voxels.hpp"
#include "syncact/study/kept_scans.hpp"

using namespace syncact;
using namespace syncact::test;

using Tables = std::vector<similarity::representation::PreparedTable<>>;
template similarity::representation::SimilarityGrid similarity::representation::grid(const LeastMeasure&, const Tables&,
                                                                                     const Tables&, const LeastContext&);
template similarity::rdm::Mantel similarity::rdm::mantel(const Rdm&, const Rdm&, const LeastComparison&, const MantelOptions&,
                                                         const LeastContext&);
template similarity::MeasurementList similarity::rdm::noise_ceiling(std::span<const Rdm>, const LeastComparison&, Pooling);
template networks::Networks<double> networks::learners::OnlineDictionaryLearning<>::learn_from(const LeastVoxels<double>&,
                                                                                               TrainingState<double>&,
                                                                                               const LeastContext&) const;
template class study::KeptScans<double, LeastVoxels<double>>;
template class study::CleanedVoxels<double, LeastVoxels<double>>;
template MatrixX<double> study::neurons_at_scans<double>(const LeastActivations&, const Timeline&, const LeastResponse&,
                                                         const Timeline&, const signal::FrameOptions&, const LeastContext&);
struct OpensLeastFilm {
  LeastFilm operator()(Index) const { return LeastFilm(0); }
};
template class film::FilmActivations<OpensLeastFilm, LeastEngine, activations::Mean, LeastContext>;
template similarity::connectivity::DenseConnectivityReport similarity::connectivity::dense_connectivity(
    const SeriesView<double>&, const DenseConnectivityOptions&, const LeastContext&, LeastSink<double>&);

MatrixX<float> reduced(const LeastTensor& tensor) { return activations::reduce(tensor, activations::Mean{}, least_context()); }

auto fitted(const LeastEncoder& encoder, const MatrixX<double>& x) {
  return similarity::encoding::fit(encoder, x, x, least_context()).predict(x);
}

similarity::series::PairTable compared(const LeastSeriesMeasure& measure, const MatrixX<double>& x) {
  return similarity::series::compare_pairs(measure, x, x, {}, least_context());
}
