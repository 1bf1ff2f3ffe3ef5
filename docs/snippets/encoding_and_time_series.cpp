/// Code shown in docs/concepts/encoding.md and docs/concepts/time_series.md.
#include <cstdio>

#include "syncact/adapt/eigen.hpp"
#include "syncact/laws/encoder_laws.hpp"
#include "syncact/laws/time_series_laws.hpp"
#include "syncact/similarity/encoding/predictivity.hpp"
#include "syncact/similarity/series/circular_shift_test.hpp"
#include "syncact/similarity/series/pairs.hpp"
#include "syncact/similarity/series/phase_synchrony.hpp"

using syncact::Index;
using syncact::MatrixX;
using syncact::Seconds;
using syncact::VectorX;
namespace similarity = syncact::similarity;

namespace {

//! [encoder]
/// Predicts every target by its mean over the training samples: the score of knowing nothing.
struct TrainingMean {
  struct Model {
    VectorX<double> mean;
    MatrixX<double> predict(const MatrixX<double>& x) const { return mean.transpose().replicate(x.rows(), 1); }
  };
  similarity::encoding::EncoderInfo info() const {
    return {.id = "training_mean", .x = similarity::affine, .y = similarity::affine};
  }
  Model fit(const MatrixX<double>&, const MatrixX<double>& y) const { return {y.colwise().mean()}; }
};
static_assert(similarity::encoding::Encoder<TrainingMean>);
//! [encoder]

//! [measure]
/// The share of steps at which two series move the same way.
struct SameWay {
  similarity::Info info() const {
    constexpr auto shift_and_gain = similarity::Invariance::translation | similarity::Invariance::scale;
    return {.id = "same_way",
            .kind = similarity::Kind::time_series,
            .lowest = 0,
            .highest = 1,
            .x = shift_and_gain,
            .y = shift_and_gain};
  }
  similarity::Measurement compare(const VectorX<double>& a, const VectorX<double>& b) const {
    const Index n = a.size() - 1;
    if (!a.allFinite() || !b.allFinite()) return similarity::no_value(similarity::MeasureStatus::non_finite, n);
    const VectorX<double> steps = (a.tail(n) - a.head(n)).cwiseSign().cwiseProduct((b.tail(n) - b.head(n)).cwiseSign());
    if ((steps.array() == 0).all()) return similarity::no_value(similarity::MeasureStatus::undefined, n);
    return {static_cast<double>((steps.array() > 0).count()) / static_cast<double>(n), similarity::MeasureStatus::ok, n};
  }
};
static_assert(similarity::series::SeriesMeasure<SameWay>);
//! [measure]

}  // namespace

int main() {
  const auto problem = syncact::laws::detail::planted_regression(120, 10, 4, 1);
  const MatrixX<double>&features = problem.x, &voxels = problem.y;
  //! [predict]
  const similarity::encoding::Predictivity<similarity::encoding::RidgeCv> predictivity{
      .encoder = {.alphas = {1, 10, 100, 1000}, .inner_folds = 4, .inner_gap = 11},
      .validation = {.folds = 5,
                     .gap = similarity::encoding::gap_of(Seconds{16}, Seconds{1.5}),
                     .aggregate = similarity::encoding::Aggregate::median}};
  const auto score = predictivity.compare(features, voxels);  // [sample x feature], [sample x voxel]
  //! [predict]
  std::printf("the median voxel is predicted: %s\n",
              similarity::has_value(score.status) && score.value[0] > 0.8 ? "yes" : "no");

  const auto [a, b] = syncact::laws::detail::smooth_pair(200, 3);
  //! [series]
  const auto locking = similarity::series::PhaseSynchrony{similarity::series::PhaseIndex::plv}.compare(a, b);
  const auto chance = similarity::series::CircularShiftTest{.min_shift = 12}.compare(a, b);
  const auto table =
      similarity::series::compare_pairs(similarity::series::PhaseSynchrony{}, features, voxels);  // [feature x voxel]
  //! [series]
  std::printf("locking lies in [0, 1]: %s\n", locking.value >= 0 && locking.value <= 1 ? "yes" : "no");
  std::printf("p is at least 1 / 178: %s\n", chance.value * 178 >= 1 ? "yes" : "no");
  std::printf("pairs: %d\n", static_cast<int>(table.values.size()));

  //! [laws]
  const auto of_encoder = syncact::laws::check_encoder(TrainingMean{});
  const auto of_measure = syncact::laws::check_series_measure(SameWay{});
  //! [laws]
  std::printf("laws: %s%s\n", of_encoder.text().c_str(), of_measure.text().c_str());
}
