#include "syncact/laws/source_laws.hpp"

#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/laws/execution_laws.hpp"
#include "syncact/laws/group_laws.hpp"
#include "syncact/laws/table_laws.hpp"
#include "syncact/linalg/backend.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/parallel/thread_pool.hpp"
#include "syncact/similarity/connectivity/connectivity_sinks.hpp"
#include "syncact/study/cleaned_voxels.hpp"
#include "syncact/study/kept_scans.hpp"

namespace syncact::source_laws_test {

using namespace std::chrono_literals;
using networks::VoxelsInMemory;

const MatrixX<double>& table() {
  static const MatrixX<double> values = test::noise<double>(30, 11, 4);
  return values;
}

/// Every second range is read one voxel too far.
struct OffByOne {
  Index n_times() const { return 30; }
  Index n_voxels() const { return 11; }
  SeriesView<double> view(Index first, Index n, MatrixX<double>& buffer) const {
    buffer = table().middleCols(first % 2 == 1 && first + n < 11 ? first + 1 : first, n);
    return SeriesView<double>(buffer);
  }
};

/// A neuron is louder in a larger block.
struct Restless {
  Index n_times() const { return 30; }
  Index n_neurons() const { return 11; }
  MatrixX<double> block(Index first, Index n) const { return table().middleCols(first, n) * static_cast<double>(n); }
};

struct RestartsEachBlock {
  Index n_frames() const { return 30; }
  Index n_units() const { return 11; }
  Index block_frames() const { return 5; }
  MatrixX<double> frames(Index, Index n) const { return table().topRows(n); }
};

TEST_CASE("Sources that are shipped obey their laws") {
  const SeriesView<double> view(table());
  CHECK(laws::check_voxel_source<double>(VoxelsInMemory<double>{view}).text() == "");
  CHECK(laws::check_voxel_source<double>(study::KeptScans<double, VoxelsInMemory<double>>({view}, 3, 20)).text() == "");
  const auto projection = signal::nuisance_projection(Timeline::scans(1s, 0.5, {30}), {.detrend = 1});
  const study::CleanedVoxels<double, VoxelsInMemory<double>> cleaned({{view}}, projection, {});
  CHECK(laws::check_voxel_source<double>(cleaned).text() == "");
  CHECK(laws::check_neuron_source<double>(synchrony::NeuronsInMemory<double>{view}).text() == "");
}

TEST_CASE("Sources that break their laws are found") {
  CHECK_THAT(laws::check_voxel_source<double>(OffByOne{}).text(), test::says("a range is a part of the whole"));
  CHECK_THAT(laws::check_neuron_source<double>(Restless{}).text(), test::says("a block is a part of the whole"));
  CHECK_THAT(laws::check_activation_source(RestartsEachBlock{}).text(), test::says("do not depend on how frames are cut"));
}

struct Forgets {
  template <std::invocable<Index> F>
  void bulk(Index n, F&& f) const {
    for (Index i = 0; i + 1 < n; ++i) f(i);
  }
};

struct Adds {
  void add_product(linalg::ConstPanel<double> a, linalg::Op op_a, linalg::ConstPanel<double> b, linalg::Op op_b,
                   linalg::Panel<double> out) const {
    out.setZero();
    linalg::EigenBackend{}.add_product(a, op_a, b, op_b, out);
  }
};

TEST_CASE("Executors and backends that are shipped obey their laws, and broken ones are found") {
  CHECK(laws::check_executor(Serial{}).text() == "");
  CHECK(laws::check_executor(Threads{3}).text() == "");
  CHECK(laws::check_executor(ThreadPool(3)).text() == "");
  CHECK(laws::check_executor(AnyExecutor(Threads{2})).text() == "");
  CHECK_THAT(laws::check_executor(Forgets{}).text(), test::says("each index runs exactly once"));
  CHECK(laws::check_matrix_backend<double>(linalg::EigenBackend{}).text() == "");
  CHECK(laws::check_matrix_backend<float>(linalg::EigenBackend{}).text() == "");
  CHECK(laws::check_matrix_backend<double>(linalg::VectorBackend{}).text() == "");
  CHECK(laws::check_matrix_backend<float>(linalg::VectorBackend{}).text() == "");
  CHECK_THAT(laws::check_matrix_backend<double>(Adds{}).text(), test::says("out += op(a) op(b)"));
}

/// Gives the first subject's networks twice and nothing to the third.
struct LosesOne {
  template <std::floating_point T, networks::NetworkLearner<T> L, CallContext C>
  groups::GroupNetworks<T> learn(const L& learner, std::span<const SeriesView<T>> subjects, const C& context) const {
    auto group = groups::CommonCourses{}.learn(learner, subjects, context);
    group.maps.pop_back();
    return group;
  }
};

TEST_CASE("Group methods that are shipped obey their laws, and a broken one is found") {
  const networks::learners::OnlineDictionaryLearning<> learner{.n_networks = 4, .n_passes = 3};
  CHECK(laws::check_group_method<double>(groups::Each{}, learner).text() == "");
  CHECK(laws::check_group_method<double>(groups::CommonCourses{}, learner).text() == "");
  CHECK(laws::check_group_method<float>(groups::CommonMapsOfAll{}, learner).text() == "");
  CHECK(laws::check_group_method<double>(groups::CommonMapsOfAll{.dual_regression = true}, learner).text() == "");
  CHECK_THAT(laws::check_group_method<double>(LosesOne{}, learner).text(), test::says("one entry per subject"));
}

/// Remembers the last tile only.
struct LastTile {
  float last = 0;
  void take(const similarity::connectivity::ConnectivityTile<float>& tile) {
    tile.for_each_pair([&](Index, Index, float r) { last = r; });
  }
};

TEST_CASE("Sinks that are shipped obey their law, and a broken one is found") {
  using similarity::connectivity::TopK;
  const auto best = [](const TopK& sink) {
    std::vector<std::pair<Index, double>> all;
    for (Index i = 0; i < sink.n_signals(); ++i) {
      for (const auto& neighbour : sink.neighbours(i)) all.emplace_back(neighbour.signal, neighbour.r);
    }
    return all;
  };
  CHECK(laws::check_connectivity_sink<float>([] { return TopK(600, 4); }, best).text() == "");
  CHECK_THAT(
      laws::check_connectivity_sink<float>([] { return LastTile{}; }, [](const LastTile& sink) { return sink.last; }).text(),
      test::says("does not depend on the order of calls"));
}

TEST_CASE("Adapters of tables and tensors are checked element by element") {
  const std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8};
  const TensorView<double> tensor(values.data(), {2, 2, 1, 2});
  CHECK(laws::check_frame_tensor(tensor, [&](Index f, Index c, Index, Index x) {
          return values[static_cast<std::size_t>(4 * f + 2 * c + x)];
        }).text() == "");
  CHECK_THAT(laws::check_frame_tensor(tensor, [&](Index, Index, Index, Index) { return 0.0; }).text(),
             test::says("the view shows the elements"));
  CHECK(laws::check_time_series(table(), [](Index t, Index i) { return table()(t, i); }).text() == "");
  CHECK_THAT(laws::check_time_series(table(), [](Index t, Index i) { return table()(29 - t, i); }).text(),
             test::says("the view shows the elements"));
}

}  // namespace syncact::source_laws_test
