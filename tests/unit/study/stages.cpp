#include "syncact/study/stages.hpp"

#include "support/catch.hpp"
#include "support/smooth_series.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/hrf/double_gamma.hpp"
#include "syncact/networks/learners/dictionary_learning.hpp"
#include "syncact/study/brain.hpp"
#include "syncact/study/cleaned_voxels.hpp"
#include "syncact/study/kept_scans.hpp"
#include "syncact/study/labels.hpp"
#include "syncact/study/neurons.hpp"

using namespace syncact;
using namespace std::chrono_literals;
using syncact::test::says;

namespace {

/// A table that is handed out in blocks of 7 frames, and counts how often each frame is read.
struct CountedFrames {
  MatrixX<double> table;
  mutable std::vector<int> n_read = std::vector<int>(static_cast<std::size_t>(table.rows()), 0);

  [[nodiscard]] Index n_frames() const { return table.rows(); }
  [[nodiscard]] Index n_units() const { return table.cols(); }
  [[nodiscard]] Index block_frames() const { return 7; }
  [[nodiscard]] MatrixX<double> frames(Index first, Index n) const {
    for (Index t = first; t < first + n; ++t) ++n_read[static_cast<std::size_t>(t)];
    return table.middleRows(first, n);
  }
};
static_assert(study::ActivationSource<CountedFrames>);
static_assert(!study::ActivationSource<MatrixX<double>>);

const Timeline frames(Sampling::fps(2), {100, 80});
const Timeline scans = Timeline::scans(1s, 0.5, {50, 40});

}  // namespace

TEST_CASE("Stages are named and timed, and each reports to a progress of its own", "[study][stages]") {
  std::vector<std::string> begun;
  std::vector<Index> told;
  study::Stages<> stages(Context<>{}, [&](const std::string& name) -> Progress {
    begun.push_back(name);
    return [&](Index done, Index) { return told.push_back(done), true; };
  });
  CHECK(stages.run("first", [](const Context<>& context) { return context.progress(3, 4) ? 5 : 6; }) == 5);
  stages.run("second", [](const Context<>&) {});
  CHECK_THROWS_AS(stages.run("third", [](const Context<>&) { throw ValueError("no"); }), ValueError);
  CHECK(begun == std::vector<std::string>{"first", "second", "third"});
  CHECK(told == std::vector<Index>{3});
  REQUIRE(stages.times().size() == 3);
  CHECK(stages.times()[2].name == "third");
  CHECK(stages.times()[0].seconds >= 0);
}

TEST_CASE("Stages that share a progress come to its end, and stop when told to", "[study][stages]") {
  std::vector<Index> told;
  Context<> context;
  context.progress = [&](Index done, Index total) {
    CHECK(total == 2000);
    told.push_back(done);
    return done < 2000;
  };
  auto stages = study::Stages<>::sharing(context, 2);
  stages.run("silent", [](const Context<>&) {});
  CHECK_THROWS_AS(stages.run("stopped", [](const Context<>& part) { return part.progress(1, 2); }), Cancelled);
  CHECK(told == std::vector<Index>{1000, 1500, 2000});
}

TEST_CASE("Activations from a source are those of a table, and each frame is read once", "[study][neurons]") {
  const CountedFrames source{test::white_noise(180, 9, 3)};
  const auto h = hrf::DoubleGamma::spm();
  CHECK(study::neurons_at_scans<double>(source, frames, h, scans) == signal::to_scans(source.table, frames, h, scans));
  CHECK(source.n_read == std::vector<int>(180, 1));
  const MatrixX<float> in_float = study::neurons_at_scans<float>(source, frames, h, scans);
  CHECK(in_float == signal::to_scans(MatrixX<float>(source.table.cast<float>()), frames, h, scans));
}

TEST_CASE("A unit with NaN is an error, or NaN as a whole", "[study][neurons][edge]") {
  CountedFrames source{test::white_noise(180, 3, 3)};
  source.table(42, 1) = std::nan("");
  const auto h = hrf::DoubleGamma::spm();
  CHECK_THROWS_WITH(study::neurons_at_scans<double>(source, frames, h, scans), says("frame 42 of unit 1"));
  const auto left = study::neurons_at_scans<double>(source, frames, h, scans, {.nan = NanPolicy::exclude});
  CHECK(left.col(1).array().isNaN().all());
  CHECK(left.col(0).allFinite());
  CHECK(left.col(2).allFinite());
}

TEST_CASE("Networks of a stream are those of a table", "[study][brain]") {
  const MatrixX<float> bold = test::white_noise(90, 60, 5).cast<float>();
  const auto run = [&](Index r) {
    return networks::VoxelsInMemory<float>{SeriesView<float>(bold).times(scans.begin(r), scans.run(r).n)};
  };
  signal::CleanOptions cleaning{.nuisance = {.detrend = 1, .drop_initial = 2}};
  const auto projection = signal::nuisance_projection(scans, cleaning.nuisance);
  const networks::learners::OnlineDictionaryLearning<> learner{.n_networks = 3, .n_passes = 3};
  study::Stages stages;
  const auto in_memory = study::learn_brain(SeriesView<float>(bold), scans, cleaning, learner, stages);
  const study::CleanedVoxels<float, networks::VoxelsInMemory<float>> source({run(0), run(1)}, projection, cleaning);
  const auto streamed = study::learn_brain_from<float>(source, learner, stages);
  CHECK(streamed.courses == in_memory.courses);
  CHECK(streamed.learned->maps == in_memory.learned->maps);
  CHECK(streamed.projection.output_clock() == in_memory.projection.output_clock());
  CHECK(stages.times().size() == 3);
}

TEST_CASE("Kept scans are a part of a run", "[study][brain]") {
  const MatrixX<double> bold = test::white_noise(30, 8, 6);
  const study::KeptScans<double, networks::VoxelsInMemory<double>> part({SeriesView<double>(bold)}, 4, 20);
  MatrixX<double> buffer;
  CHECK(part.n_times() == 20);
  CHECK(part.view(2, 3, buffer).to_matrix() == bold.block(4, 2, 20, 3));
  CHECK_THROWS_WITH((study::KeptScans<double, networks::VoxelsInMemory<double>>({SeriesView<double>(bold)}, 11, 20)),
                    says("within the 30 scans"));
}

TEST_CASE("Ready courses pass through the projection, a group's mean stays on its clock", "[study][brain]") {
  const MatrixX<double> courses = test::white_noise(90, 4, 8);
  const auto projection = signal::nuisance_projection(scans, {.detrend = 1, .drop_initial = 3});
  const auto brain = study::brain_of_courses(SeriesView<double>(courses), projection);
  CHECK(brain.courses == projection.apply(courses));
  CHECK_FALSE(brain.learned);
  groups::GroupNetworks<double> group{.time_courses = {courses, courses}, .maps = {}};
  CHECK_THROWS_AS(study::brain_of_group(group, projection), ShapeError);
  group.time_courses = {brain.courses, brain.courses};
  CHECK(study::brain_of_group(group, projection).courses.rows() == 84);
}

TEST_CASE("How long a label is on is counted in TRs, for events and for frames", "[study][labels]") {
  MatrixX<double> table = MatrixX<double>::Zero(180, 2);
  table.col(0).segment(10, 8).setOnes();   // 4 s in run 1
  table.col(0).segment(110, 6).setOnes();  // 3 s in run 2
  const auto h = hrf::DoubleGamma::spm();
  const auto of_frames = study::labels_of_frames(table, {"face", "never"}, frames, h, scans);
  CHECK(of_frames.prevalence == VectorX<double>{{7, 0}});
  const std::vector<signal::LabelEvents> events{{"face", {{{5, 4}}, {{5, 3}}}}, {"never", {{}, {}}}};
  const auto of_events = study::labels_of_events(events, h, scans, scans);
  CHECK(of_events.prevalence == of_frames.prevalence);
  CHECK(of_events.names == of_frames.names);
  CHECK((of_events.regressors - of_frames.regressors).cwiseAbs().maxCoeff() < 1e-9);
  CHECK_THROWS_AS(study::labels_of_frames(table, {"one"}, frames, h, scans), ShapeError);
  const Timeline other = Timeline::scans(1s, 0.5, {50});
  CHECK_THROWS_AS(study::labels_of_events(events, h, scans, other), ShapeError);
}
