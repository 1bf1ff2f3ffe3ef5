#include "syncact/io/results/coupling_checkpoint.hpp"

#include <unistd.h>

#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/stats/phase_randomization.hpp"

namespace syncact::coupling_checkpoint_test {

using namespace std::chrono_literals;
using synchrony::NeuronsInMemory;
using test::says;
namespace fs = std::filesystem;

namespace {

/// 1100 neurons, five tiles of which the last is short, and a file that is removed at the end.
struct Stopped {
  Timeline scans = Timeline::scans(1s, 0.5, {90, 80});
  MatrixX<double> networks = test::hrf_noise(170, 4, 0, 21);
  MatrixX<double> table = test::hrf_noise(170, 1100, 0, 22);
  io::CouplingCheckpoint checkpoint{.path = fs::temp_directory_path() / ("syncact-checkpoint-" + std::to_string(::getpid())),
                                    .of = "this",
                                    .every = 0s,
                                    .neurons_at_a_time = 256};

  Stopped() {
    for (Index i = 0; i < 30; ++i) table.col(35 * i) += 2 * networks.col(i % 4);
    table.col(300).setZero();
    fs::remove(checkpoint.path);
  }
  ~Stopped() { fs::remove(checkpoint.path); }
  Stopped(const Stopped&) = delete;
  Stopped& operator=(const Stopped&) = delete;

  template <class N>
  [[nodiscard]] synchrony::Synchrony<double> couple(const synchrony::CouplingOptions<synchrony::measure::Pearson, N>& options,
                                                    const Context<>& context = {}) const {
    return io::couple_with_checkpoints<double>(NeuronsInMemory<double>{SeriesView<double>(table)}, SeriesView<double>(networks),
                                               scans, checkpoint, options, context);
  }
};

bool same_bits(const MatrixX<double>& x, const MatrixX<double>& y) {
  return x.rows() == y.rows() && x.cols() == y.cols() &&
         (x.size() == 0 || std::memcmp(x.data(), y.data(), sizeof(double) * as_size(x.size())) == 0);
}

template <class N>
void check_stopped_and_resumed(synchrony::CouplingOptions<synchrony::measure::Pearson, N> options) {
  Stopped study;
  const auto whole = synchrony::couple(study.table, study.networks, study.scans, options);
  const Progress stop = [&](Index done, Index total) { return 2 * done < total; };
  CHECK_THROWS_AS(study.couple(options, {.progress = stop}), Cancelled);
  REQUIRE(fs::exists(study.checkpoint.path));
  // What is there is not computed again: neurons that were done may even be gone.
  study.table.leftCols(256).setConstant(7);
  const auto resumed = study.couple(options);
  CHECK(same_bits(resumed.r, whole.r));
  CHECK(resumed.exceeded == whole.exceeded);
  CHECK(resumed.null.max == whole.null.max);
  CHECK(resumed.null.mean_best_network == whole.null.mean_best_network);
  CHECK(resumed.null.mean_best_neuron == whole.null.mean_best_neuron);
  CHECK(resumed.null.share_significant == whole.null.share_significant);
  CHECK(resumed.q_of_count == whole.q_of_count);
  CHECK(resumed.neuron_status == whole.neuron_status);
  CHECK(resumed.kept.size() == whole.kept.size());
  for (std::size_t i = 0; i < whole.best_network.size(); ++i) {
    REQUIRE(resumed.best_network[i].has_value() == whole.best_network[i].has_value());
    if (whole.best_network[i]) CHECK(resumed.best_network[i]->p_fwe == whole.best_network[i]->p_fwe);
  }
  // And what is complete is read, whatever the neurons are now.
  study.table.setConstant(7);
  CHECK(same_bits(study.couple(options).r, whole.r));
}

}  // namespace

TEST_CASE("A coupling that was stopped goes on to the same bits", "[synchrony][law]") {
  const std::optional<Index> keep_top = GENERATE(std::optional<Index>(), std::optional<Index>(3));
  SECTION("shifts by transforms") {
    synchrony::CouplingOptions<> options{.n_permutations = 60, .seed = 4};
    options.keep_top = keep_top;
    check_stopped_and_resumed(options);
  }
  SECTION("phases by products") {
    synchrony::CouplingOptions<synchrony::measure::Pearson, stats::PhaseRandomization> options{.n_permutations = 60, .seed = 4};
    options.keep_top = keep_top;
    check_stopped_and_resumed(options);
  }
}

TEST_CASE("A coupling goes on with nothing but its own file", "[synchrony]") {
  Stopped study;
  const synchrony::CouplingOptions<> options{.n_permutations = 30, .seed = 4};
  const auto whole = study.couple(options);
  study.checkpoint.of = "something else";
  CHECK_THROWS_WITH(study.couple(options), says("was made with other settings or other signals"));
  study.checkpoint.resume = false;
  CHECK(same_bits(study.couple(options).r, whole.r));  // and writes its own
  study.checkpoint.resume = true;
  const auto size = fs::file_size(study.checkpoint.path);
  for (const auto cut : {size - 1, size / 2, size / 9, std::uintmax_t{3}}) {
    fs::resize_file(study.checkpoint.path, cut);
    CHECK_THROWS_WITH(study.couple(options), says("is damaged"));
  }
  study.checkpoint.neurons_at_a_time = 100;
  CHECK_THROWS_WITH(study.couple(options), says("neurons_at_a_time must be a multiple of 256 above 0, is 100"));
}

}  // namespace syncact::coupling_checkpoint_test
