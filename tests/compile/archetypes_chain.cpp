// The chain, built of the least policies: no stage asks more of a policy than its concept says.
#include "support/archetypes.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/study/sync_act.hpp"

using namespace syncact;
using namespace syncact::test;

using LeastCoupling = synchrony::CouplingOptions<LeastSimilarity<double>, LeastNull<double>>;
using LeastLabels = annotation::LabelOptions<LeastSimilarity<double>, LeastNull<double>>;

template synchrony::Synchrony<double> synchrony::couple_source(const LeastSource<double>&, const SeriesView<double>&,
                                                               const Timeline&, const LeastCoupling&, const LeastContext&);
template synchrony::Synchrony<double> synchrony::couple(const SeriesView<double>&, const SeriesView<double>&, const Timeline&,
                                                        const LeastCoupling&, const LeastContext&);
template annotation::LabelScores annotation::score_labels(const SeriesView<double>&, const SeriesView<double>&, const Timeline&,
                                                          std::vector<std::string>, VectorX<double>, const LeastLabels&,
                                                          const LeastContext&);

networks::Networks<double> learn(const SeriesView<double>& bold) {
  const networks::learners::OnlineDictionaryLearning<LeastCoder> learner{.n_networks = 2, .coder = LeastCoder(0)};
  return learner.learn(bold, least_context());
}

std::vector<annotation::Annotation> chain(const MatrixX<double>& activations, const Timeline& frames,
                                          const MatrixX<double>& bold, const Timeline& scans, const MatrixX<double>& labels) {
  const LeastCoupling coupling{.similarity = LeastSimilarity<double>(0), .null = LeastNull<double>(0)};
  const auto chain = SyncAct<>{}
                         .with_hrf(LeastResponse(0))
                         .with_networks(LeastLearner<double>(0))
                         .with_coupling(coupling)
                         .with_mapper(LeastMapper<double>(0));
  const auto result = chain.fit(activations, frames, bold, scans, least_context());
  return chain.annotate(result, labels, {"dog"}, frames, least_context());
}
