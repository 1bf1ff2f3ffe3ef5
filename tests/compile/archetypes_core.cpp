// What takes an executor, a backend, a response or a reduction takes the least of them.
#include "support/archetypes.hpp"
#include "syncact/activations/reduce.hpp"
#include "syncact/hrf/sample.hpp"
#include "syncact/signal/clean.hpp"
#include "syncact/signal/events_to_scans.hpp"
#include "syncact/signal/to_scans.hpp"

using namespace syncact;
using namespace syncact::test;

template MatrixX<double> linalg::product(const ConstPanel<double>&, Op, const ConstPanel<double>&, Op,
                                         const LeastBackend<double>&, const LeastExecutor&);
template MatrixX<double> linalg::cross(const MatrixX<double>&, const MatrixX<double>&, const LeastBackend<double>&,
                                       const LeastExecutor&);
template std::vector<double> hrf::sample(const LeastResponse&, hrf::Convention, const hrf::SampleGrid&);
template signal::FrameOperator signal::frame_operator(const LeastResponse&, const Timeline&, const Timeline&,
                                                      const FrameOptions&);
template MatrixX<float> signal::apply(const FrameOperator&, const SeriesView<float>&, NanPolicy, const LeastContext&);
template MatrixX<double> activations::reduce(const TensorView<double>&, const LeastReduction<double>&, const LeastContext&);
template signal::Cleaned<double> signal::clean(const SeriesView<double>&, const Timeline&, const CleanOptions&,
                                               const LeastContext&);
