/// Learning from more data than memory holds takes what plan_training says: measured by the system, not by counting.
#include <sys/resource.h>

#include "support/catch.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/networks/learners/training_plan.hpp"

using namespace syncact;

namespace memory_test {

/// The most memory the process has had so far, in bytes. Linux counts in kB.
inline Index peak() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<Index>(usage.ru_maxrss) * 1024;
}

/// Voxels made of a few waves with noise, a function of their index.
struct Waves {
  void operator()(Index first, linalg::Panel<float> out) const {
    const Random random(1);
    for (Index i = 0; i < out.cols(); ++i) {
      const auto v = static_cast<std::uint64_t>(first + i);
      const double speed = 0.05 * static_cast<double>(1 + v % 12);
      for (Index t = 0; t < out.rows(); ++t) {
        const double noise = random.uniform(v * 1024 + static_cast<std::uint64_t>(t)) - 0.5;
        out(t, i) = static_cast<float>(std::sin(speed * static_cast<double>(t)) + noise);
      }
    }
  }
};

}  // namespace memory_test

TEST_CASE("Learning takes the memory that its plan says, a fraction of the data") {
  constexpr Index n_times = 400, n_voxels = 60000;
  networks::learners::OnlineDictionaryLearning<> learner{
      .n_networks = 16, .coder = {.alpha = 0.2}, .n_passes = 2, .batch_size = 512, .tolerance = 0, .block_size = 2000};
  double nonzero_per_voxel = 0;
  learner.after_pass = [&](const networks::learners::PassReport& report) {
    nonzero_per_voxel = std::max(nonzero_per_voxel, report.nonzero_per_voxel);
    return true;
  };
  const networks::GeneratedVoxels<float, memory_test::Waves> source{n_times, n_voxels, {}};
  const Index before = memory_test::peak();
  networks::learners::TrainingState<float> state;
  const auto learned = learner.learn_from(source, state);
  const Index taken = memory_test::peak() - before;
  const Index planned = networks::learners::plan_training<float>(learner, n_times, n_voxels, nonzero_per_voxel).peak_bytes();
  constexpr Index of_allocator = Index{3} << 20;  // pieces it keeps, and pages of code
  INFO("taken " << taken << ", planned " << planned << ", data " << n_times * n_voxels * 4);
  CHECK(learned.r_squared > 0.5);
  CHECK(taken <= planned + of_allocator);
  CHECK(planned < n_times * n_voxels * 4 / 5);
  CHECK(taken > planned / 2);  // the plan is not a bound that says nothing
}
