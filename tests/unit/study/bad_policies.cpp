/// What a user's policy returns is checked and named: no table of a wrong shape is read beyond its end, no NaN becomes a
/// p-value.
#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/core/indexed.hpp"
#include "syncact/study/sync_act.hpp"

namespace test_bad_policies {

using namespace syncact;
using namespace std::chrono_literals;
using syncact::test::noise;
using syncact::test::says;

const Timeline scans = Timeline::scans(1s, 0.5, {200});
const MatrixX<double> neurons = noise<double>(200, 9, 1), networks = noise<double>(200, 4, 2);

template <class S = synchrony::measure::Pearson, class N = stats::CircularShift>
auto couple_with(const S& similarity, const N& null) {
  return synchrony::couple(neurons, networks, scans,
                           synchrony::CouplingOptions<S, N>{.similarity = similarity, .null = null, .n_permutations = 20});
}

struct Transposed {
  template <std::floating_point T>
  MatrixX<T> compare(const SeriesView<T>& a, const SeriesView<T>& b) const {
    return synchrony::measure::Pearson{}.compare(b, a);
  }
};

struct HalfTheRows {
  template <std::floating_point T>
  MatrixX<T> scramble(const SeriesView<T>& series, const Timeline&, const Random&) const {
    return series.times(0, series.n_times() / 2).to_matrix();
  }
};

struct NanDraw {
  template <std::floating_point T>
  MatrixX<T> scramble(const SeriesView<T>& series, const Timeline&, const Random&) const {
    MatrixX<T> draw = series.to_matrix();
    draw(3, 0) = std::numeric_limits<T>::quiet_NaN();
    return draw;
  }
};

struct NanCoder {
  template <std::floating_point T>
  coding::CodingSummary encode(linalg::ConstPanel<T>, linalg::ConstPanel<T>, std::span<const double>,
                               linalg::Panel<T> codes) const {
    codes.setConstant(std::numeric_limits<T>::quiet_NaN());
    return {};
  }
  coding::CodingSummary encode(linalg::ConstPanel<float> g, linalg::ConstPanel<float> c, std::span<const double> n,
                               linalg::Panel<float> codes) const {
    return encode<float>(g, c, n, codes);
  }
  coding::CodingSummary encode(linalg::ConstPanel<double> g, linalg::ConstPanel<double> c, std::span<const double> n,
                               linalg::Panel<double> codes) const {
    return encode<double>(g, c, n, codes);
  }
};

/// Time courses and maps of any extents.
struct AnyExtents {
  Index n_times, n_voxels;
  networks::Networks<double> learn(const SeriesView<double>&) const {
    networks::Networks<double> result;
    result.time_courses = noise<double>(n_times, 2, 5);
    result.maps = noise<double>(2, n_voxels, 6);
    return result;
  }
};

struct WrongNumbers {
  Index neuron, label, network;
  template <std::floating_point T>
  std::vector<annotation::Annotation> annotate(const synchrony::Synchrony<T>&, const annotation::LabelScores&) const {
    return {annotation::Annotation{.neuron = neuron, .label = label, .via_network = network}};
  }
};

struct NanResponse {
  double operator()(Seconds) const { return std::numeric_limits<double>::quiet_NaN(); }
  Seconds duration() const { return Seconds{4}; }
};

struct ShortSource {
  Index n_times() const { return 200; }
  Index n_neurons() const { return 9; }
  MatrixX<double> block(Index first, Index n) const { return neurons.block(0, first, 150, n); }
};

TEST_CASE("A similarity or a null model of another shape is named") {
  CHECK_THROWS_WITH(couple_with(Transposed{}, stats::CircularShift{}),
                    says("compare(neurons, networks) must be 9 x 4, is 4 x 9"));
  CHECK_THROWS_WITH(couple_with(synchrony::measure::Pearson{}, HalfTheRows{}),
                    says("null model's draw must be 200 x 4, is 100 x 4"));
  CHECK_THROWS_WITH(couple_with(synchrony::measure::Pearson{}, NanDraw{}),
                    says("null model's draw of finite signals must be finite"));
  const SeriesView<double> view(networks);
  CHECK_THROWS_WITH(synchrony::couple_source<double>(ShortSource{}, view, scans),
                    says("a block of the neuron source must be 200 x 9, is 150 x 9"));
}

TEST_CASE("Codes that are no numbers do not spread") {
  const networks::learners::OnlineDictionaryLearning<NanCoder> learner{.n_networks = 3, .n_passes = 1};
  CHECK_THROWS_WITH(learner.learn(noise<double>(40, 60, 3)), says("codes that a coder returns must be finite"));
}

TEST_CASE("A learner, a response and a mapper are checked by the chain") {
  const Timeline frames(Sampling::every(1s), 200);
  const MatrixX<double> bold = noise<double>(200, 30, 7);
  const auto fit = [&](const auto& chain) { return chain.fit(neurons, frames, bold, scans); };
  CHECK_THROWS_WITH(fit(SyncAct{}.with_networks(AnyExtents{100, 30})),
                    says("learner's time courses must be 200 x 2, is 100 x 2"));
  CHECK_THROWS_WITH(fit(SyncAct{}.with_networks(AnyExtents{200, 29})), says("learner's maps must be 2 x 30, is 2 x 29"));
  CHECK_THROWS_WITH(fit(SyncAct{}.with_networks(AnyExtents{200, 30}).with_hrf(NanResponse{})),
                    says("hrf::area: the area of a response that is normalized must be finite and not 0, is nan"));

  const auto chain = SyncAct{}.with_networks(AnyExtents{200, 30});
  const auto result = fit(chain);
  const MatrixX<double> labels = (noise<double>(200, 2, 8).array() > 0).cast<double>();
  const auto annotate = [&](Index neuron, Index label, Index network) {
    return chain.with_mapper(WrongNumbers{neuron, label, network}).annotate(result, labels, {"a", "b"}, frames);
  };
  CHECK(annotate(8, 1, 1).size() == 1);
  CHECK_THROWS_WITH(annotate(9, 1, 1), says("neuron that a mapper returns must lie in [0, 9), is 9"));
  CHECK_THROWS_WITH(annotate(8, -1, 1), says("label that a mapper returns must lie in [0, 2), is -1"));
  CHECK_THROWS_WITH(annotate(8, 1, 2), says("via_network that a mapper returns must lie in [0, 2), is 2"));
}

/// Codes in double only: a learner for float is no learner, and asking is no error.
struct DoubleOnlyCoder {
  coding::CodingSummary encode(linalg::ConstPanel<double>, linalg::ConstPanel<double>, std::span<const double>,
                               linalg::Panel<double> codes) const {
    codes.setZero();
    return {};
  }
};
static_assert(networks::NetworkLearner<networks::learners::OnlineDictionaryLearning<DoubleOnlyCoder>, double>);
static_assert(!networks::NetworkLearner<networks::learners::OnlineDictionaryLearning<DoubleOnlyCoder>, float>);

TEST_CASE("An indexed view is a table, and a view of a temporary does not exist") {
  const MatrixX<double> m = noise<double>(20, 6, 9);
  const std::vector<Index> some{1, 4};
  const auto rows = [](const auto& table) {
    static_assert(TimeSeriesMatrix<std::remove_cvref_t<decltype(table)>>);
    return with_series(table, [](const auto& view) { return view.to_matrix(); });
  };
  CHECK(rows(syncact::rows_of(m, Eigen::seq(2, 18, Eigen::fix<2>))).rows() == 9);
  CHECK(rows(m(Eigen::seq(2, 18, 2), some)) == m(Eigen::seq(2, 18, 2), some));
  CHECK(rows(syncact::columns_of(m, some)).cols() == 2);
  static_assert(!std::constructible_from<SeriesView<double>, MatrixX<double>>);
  static_assert(!std::constructible_from<SeriesView<double>, const MatrixX<double>>);
  static_assert(!std::constructible_from<SeriesView<double>, decltype(m.topRows(3))>);
}

}  // namespace test_bad_policies
