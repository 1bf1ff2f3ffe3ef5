#include <algorithm>
#include <map>

#include "program.hpp"
#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/io/nifti/nifti_read.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/text/series_table.hpp"
#include "syncact/io/text/table.hpp"
#include "syncact/io/text/table_write.hpp"
#include "world.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {

const std::string clocks = " --fps 4 --tr 1.5 ";

/// run.json without what may differ between equal runs.
nlohmann::json without_timings(const std::string& path) {
  nlohmann::json json = json_of(path);
  json.erase("timings_seconds");
  return json;
}

/// Puts a world into the folder as a.npy and b.nii, and begins the command that couples the two.
std::string couple_world(const Folder& folder, const World& world) {
  world.write_activations(folder / "a.npy");
  world.write_nifti(folder / "b.nii");
  return "couple --activations " + (folder / "a.npy") + " --fps 4 --networks 3 --bold " + (folder / "b.nii");
}

/// The label of each annotated neuron's first annotation.
std::map<Index, std::string> first_labels(const std::string& path) {
  const io::Table table(path);
  std::map<Index, std::string> labels;
  for (Index row = 0; row < table.n_rows(); ++row) {
    labels.try_emplace(std::stol(table.cell(row, 0)), table.cell(row, table.column("label")));
  }
  return labels;
}

}  // namespace

TEST_CASE("couple finds planted neurons, gives them their labels, and none to the others") {
  const Folder folder("planted");
  const World world(1);
  world.write_activations(folder / "a.npy");
  world.write_nifti(folder / "b.nii.gz");
  world.write_events(folder / "e.tsv");
  const Outcome outcome =
      run("couple --activations " + folder / "a.npy" + clocks + "--bold " + folder / "b.nii.gz" + " --networks 6 --labels " +
          folder / "e.tsv" + " --permutations 300 --seed 3 --out " + folder / "out");
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const auto labels = first_labels(folder / "out/annotations.tsv");
  REQUIRE(labels.count(0) == 1);
  CHECK(labels.at(0) == "face.n.01");
  CHECK(labels.at(1) == "house.n.01");
  CHECK(labels.at(2) == "dog.n.01");
  CHECK_THAT(outcome.text,
             says("3 annotations; in 3 of them the neuron follows the label itself (p_fwe <= .05), in 3 no other"));
  CHECK(labels.size() == 3);  // seven noise neurons, family-wise .05: a false alarm in one world of twenty; this seed has none

  // Maps lie in the input's space, and the table has a row per neuron.
  const auto input = io::read_nifti_header(folder / "b.nii.gz"),
             maps = io::read_nifti_header(folder / "out/network_maps.nii.gz");
  CHECK(maps.geometry.dims == input.geometry.dims);
  CHECK(maps.geometry.affine == input.geometry.affine);
  CHECK(maps.n_volumes == 6);
  CHECK(io::NpyArray(folder / "out/synchrony.npy").shape() == std::vector<Index>{10, 6});
  CHECK(io::read_series_table(folder / "out/network_timecourses.tsv").values.rows() == World::n_scans);
  const auto score = json_of(folder / "out/model_score.json");
  CHECK(score["mean_best_neuron"]["p"].get<double>() < 0.05);
}

TEST_CASE("the same run twice gives the same bytes, whatever the number of threads") {
  const Folder folder("twice");
  const World world(2);
  world.write_activations(folder / "a.npy");
  world.write_nifti(folder / "b.nii");
  world.write_events(folder / "e.tsv");
  const std::string command = "couple --activations " + folder / "a.npy" + clocks + "--bold " + folder / "b.nii" +
                              " --networks 5 --permutations 100 --labels " + folder / "e.tsv";
  REQUIRE(run(command + " --threads 1 --out " + folder / "one").status == 0);
  REQUIRE(run(command + " --threads 3 --out " + folder / "two").status == 0);
  CHECK(without_timings(folder / "one/run.json") == without_timings(folder / "two/run.json"));
  const auto outputs = json_of(folder / "one/run.json")["outputs"];
  CHECK(outputs.size() == 26);
  for (const auto& output : outputs) {
    const std::string name = "/" + output.get<std::string>();
    if (name == "/run.json") continue;
    INFO(name);
    CHECK((slurp(folder / "one" + name) == slurp(folder / "two" + name)));
  }
}

TEST_CASE("couple goes on where it was stopped, to the same bytes") {
  const Folder folder("stopped");
  const World world(2);
  world.write_activations(folder / "a.npy");
  world.write_nifti(folder / "b.nii");
  const std::string command = "couple --activations " + folder / "a.npy" + clocks + "--bold " + folder / "b.nii" +
                              " --networks 5 --permutations 100 --checkpoint-every 0 --out ";
  const std::string whole = folder / "whole";
  REQUIRE(run(command + whole).status == 0);
  CHECK(!std::filesystem::exists(folder / "whole/.synchrony.part"));
  // A run that is killed leaves what it knows; here a run whose last step cannot be done does.
  const std::string stopped = folder / "out";
  std::filesystem::create_directories(folder / "out/run.json/x");  // no file can have that name
  CHECK(run(command + stopped).status == 1);
  std::filesystem::remove_all(folder / "out/run.json");
  REQUIRE(std::filesystem::exists(folder / "out/.synchrony.part"));
  CHECK_THAT(run(command + stopped + " --resume --seed 9").text, says("was made with other settings or other signals"));
  REQUIRE(run(command + stopped + " --resume --threads 3").status == 0);
  CHECK(!std::filesystem::exists(folder / "out/.synchrony.part"));
  for (const std::string file : {"synchrony.npy", "synchrony.tsv", "model_score.json", "neurons.tsv"}) {
    CHECK((slurp(std::filesystem::path(whole) / file) == slurp(std::filesystem::path(stopped) / file)));
  }
}

TEST_CASE("run.json states every setting, given or default") {
  const Folder folder("settings");
  const World world(3);
  world.write_activations(folder / "a.npy");
  world.write_table(folder / "b.npy");
  REQUIRE(run("couple --activations " + folder / "a.npy" + clocks + "--bold " + folder / "b.npy" +
              " --networks 4 --permutations 50 --out " + folder / "out")
              .status == 0);
  const auto json = json_of(folder / "out/run.json");
  CHECK(json["settings"]["fps"] == 4);
  CHECK(json["settings"]["hrf"] == "spm");
  CHECK(json["settings"]["slice-time-ref"] == 0.5);
  CHECK(json["settings"]["permutations"] == 50);
  CHECK(json["settings"]["labels"].is_null());
  CHECK(json["inputs"].size() == 2);
  CHECK(json["inputs"][0]["crc32"].get<std::string>().size() == 8);
  CHECK(json["timings_seconds"].size() >= 4);
}

TEST_CASE("clocks are never guessed") {
  const Folder folder("clocks");
  const World world(4);
  world.write_activations(folder / "a.npy");
  world.write_table(folder / "b.npy");
  const std::string files =
      "couple --activations " + folder / "a.npy" + " --bold " + folder / "b.npy" + " --networks 3 --permutations 20";

  SECTION("a missing clock is an error, also where lengths agree") {
    io::write_npy(folder / "equal.npy", MatrixX<double>(world.activations.topRows(World::n_scans)));
    const Outcome outcome = run("couple --activations " + folder / "equal.npy" + " --bold " + folder / "b.npy" +
                                " --tr 1.5 --out " + folder / "out");
    CHECK(outcome.status == 1);
    CHECK_THAT(outcome.text, says("equal.npy") && says("--activation-period"));
  }
  SECTION("a missing TR is an error") {
    const Outcome outcome = run(files + " --fps 4 --out " + folder / "out");
    CHECK(outcome.status == 1);
    CHECK_THAT(outcome.text, says("b.npy") && says("--tr"));
  }
  SECTION("durations that disagree by more than one TR name both files and both durations") {
    const Outcome outcome = run(files + " --fps 5 --tr 1.5 --out " + folder / "out");
    CHECK(outcome.status == 1);
    CHECK_THAT(outcome.text, says("a.npy lasts 360 s") && says("b.npy lasts 450 s") && says("--trim"));
    CHECK_FALSE(std::filesystem::exists(folder / "out"));
  }
  SECTION("--trim leaves out the scans beyond the activations") {
    REQUIRE(run(files + " --fps 5 --tr 1.5 --trim --out " + folder / "out").status == 0);
    CHECK(json_of(folder / "out/run.json")["facts"]["volumes_outside_the_stimulus"] == 60);
  }
  SECTION("--offset shifts the activations") {
    // The first 40 volumes are lost: what is left begins 60 s into the movie.
    io::write_npy(folder / "late.npy", MatrixX<double>(world.bold.bottomRows(World::n_scans - 40)));
    REQUIRE(run("couple --activations " + folder / "a.npy" + clocks + "--bold " + folder / "late.npy" +
                " --networks 3 --permutations 20 --detrend none --offset -60 --out " + folder / "late")
                .status == 0);
    REQUIRE(run(files + clocks + "--detrend none --out " + folder / "whole").status == 0);
    const auto best = [&](const std::string& path) { return io::NpyArray(path).to_matrix<double>().topRows(3).maxCoeff(); };
    CHECK(best(folder / "late/synchrony.npy") > best(folder / "whole/synchrony.npy") - 0.1);
  }
}

TEST_CASE("several runs are several clocks") {
  const Folder folder("runs");
  const World world(5);
  world.write_activations(folder / "a.npy");
  world.write_table(folder / "b.npy");
  const std::string files = "couple --activations " + folder / "a.npy" + clocks + " --bold " + folder / "b.npy" +
                            " --networks 3 --permutations 20 --out " + folder / "out";
  CHECK(run(files + " --runs 100,200").status == 0);
  CHECK_THAT(run(files + " --runs 100,100").text, says("has 300 volumes") && says("add up to 200"));
  CHECK_THAT(run(files + " --runs 100,200 --activation-runs 600,600").text, says("has 1800 rows") && says("1200"));
}

TEST_CASE("NaN in an input is an error with file and position, unless it is to be excluded") {
  const Folder folder("nan");
  World world(6);
  world.activations(17, 4) = std::nan("");
  world.write_activations(folder / "a.npy");
  world.write_table(folder / "b.npy");
  const std::string command = "couple --activations " + folder / "a.npy" + clocks + "--bold " + folder / "b.npy" +
                              " --networks 3 --permutations 20 --out " + folder / "out";
  const Outcome outcome = run(command);
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.text, says("a.npy") && says("nan at frame 17 of unit 4"));
  CHECK_FALSE(std::filesystem::exists(folder / "out"));
  REQUIRE(run(command + " --nan exclude").status == 0);
  const auto table = io::NpyArray(folder / "out/synchrony.npy").to_matrix<double>();
  CHECK(table.row(4).array().isNaN().all());
  CHECK(table.row(3).allFinite());
  CHECK(json_of(folder / "out/model_score.json")["n_unusable_neurons"] == 1);
}

TEST_CASE("a file that is cut off is an error that names it, and nothing is written") {
  const Folder folder("cut");
  const World world(7);
  world.write_activations(folder / "a.npy");
  world.write_nifti(folder / "b.nii.gz");
  const std::string whole = slurp(folder / "b.nii.gz");
  std::ofstream(folder / "cut.nii.gz", std::ios::binary) << whole.substr(0, whole.size() / 2);
  const Outcome outcome =
      run("couple --activations " + folder / "a.npy" + clocks + "--bold " + folder / "cut.nii.gz" + " --out " + folder / "out");
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.text, says("cut.nii.gz"));
  CHECK(std::count(outcome.text.begin(), outcome.text.end(), '\n') == 1);
  CHECK_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_CASE("ready time courses keep their names, and convolved features need no response") {
  const Folder folder("ready");
  const World world(8);
  const auto scans = Timeline::scans(Seconds{World::tr}, 0.5, {World::n_scans});
  const MatrixX<double> convolved =
      signal::to_scans(world.activations, Timeline(Sampling::fps(World::fps), World::n_frames), hrf::DoubleGamma::spm(), scans);
  io::write_npy(folder / "convolved.npy", convolved);
  io::write_series_table(folder / "courses.tsv", {"first", "second", "third"}, MatrixX<double>(world.bold.leftCols(3)));
  REQUIRE(run("couple --activations " + folder / "convolved.npy" + " --hrf none --networks-from " + folder / "courses.tsv" +
              " --tr 1.5 --permutations 100 --out " + folder / "out")
              .status == 0);
  const io::Table pairs(folder / "out/synchrony.tsv");
  CHECK(pairs.cell(0, pairs.column("neuron")) == pairs.cell(0, pairs.column("network")));
  CHECK(pairs.text("network_name")[0] ==
        std::vector<std::string>{"first", "second", "third"}[static_cast<std::size_t>(std::stoi(pairs.cell(0, 0)))]);

  // The same neurons, convolved by the program: the same table.
  world.write_activations(folder / "a.npy");
  REQUIRE(run("couple --activations " + folder / "a.npy" + clocks + "--networks-from " + folder / "courses.tsv" +
              " --permutations 100 --out " + folder / "again")
              .status == 0);
  CHECK(table_close(io::NpyArray(folder / "again/synchrony.npy").to_matrix<double>(),
                    io::NpyArray(folder / "out/synchrony.npy").to_matrix<double>(), 1e-9) == "");
}

TEST_CASE("a tensor is reduced to one unit per channel, or per dimension of its tokens") {
  const Folder folder("tensor");
  const World world(9);
  world.write_table(folder / "b.npy");
  // [frame x 10 x 2 x 2] whose mean over positions is the table.
  std::vector<float> tensor;
  for (Index f = 0; f < World::n_frames; ++f) {
    for (Index c = 0; c < 10; ++c) {
      for (const double bump : {-1.0, 1.0, 3.0, -3.0}) tensor.push_back(static_cast<float>(world.activations(f, c) + bump));
    }
  }
  const std::vector<Index> shape{World::n_frames, 10, 2, 2};
  io::write_npy<float>(folder / "t.npy", tensor, shape);
  world.write_activations(folder / "a.npy");
  const std::string rest = clocks + "--bold " + folder / "b.npy" + " --networks 3 --permutations 20 --out ";
  REQUIRE(run("couple --activations " + folder / "t.npy" + rest + folder / "tensor").status == 0);
  REQUIRE(run("couple --activations " + folder / "a.npy" + rest + folder / "table").status == 0);
  CHECK(table_close(io::NpyArray(folder / "tensor/synchrony.npy").to_matrix<double>(),
                    io::NpyArray(folder / "table/synchrony.npy").to_matrix<double>(), 1e-5) == "");
  REQUIRE(run("couple --activations " + folder / "t.npy" + " --reduce identity" + rest + folder / "all").status == 0);
  CHECK(io::NpyArray(folder / "all/synchrony.npy").shape() == std::vector<Index>{40, 3});
  std::vector<float> tokens;  // [frame x 4 x 10]
  for (std::size_t f = 0; f < static_cast<std::size_t>(World::n_frames); ++f) {
    for (std::size_t t = 0; t < 4; ++t) {
      for (std::size_t d = 0; d < 10; ++d) tokens.push_back(tensor[(f * 10 + d) * 4 + t]);
    }
  }
  io::write_npy<float>(folder / "k.npy", tokens, std::vector<Index>{World::n_frames, 4, 10});
  REQUIRE(run("couple --activations " + folder / "k.npy" + rest + folder / "tokens").status == 0);
  CHECK(slurp(folder / "tokens/synchrony.npy") == slurp(folder / "tensor/synchrony.npy"));
}

TEST_CASE("keeping the best couplings gives the pairs of the whole table") {
  const Folder folder("top");
  const World world(10);
  world.write_activations(folder / "a.npy");
  world.write_table(folder / "b.npy");
  const std::string command =
      "couple --activations " + folder / "a.npy" + clocks + "--bold " + folder / "b.npy" + " --networks 3 --permutations 50 ";
  REQUIRE(run(command + "--out " + folder / "whole").status == 0);
  REQUIRE(run(command + "--top 1 --out " + folder / "top").status == 0);
  CHECK_FALSE(std::filesystem::exists(folder / "top/synchrony.npy"));
  CHECK(slurp(folder / "top/model_score.json") == slurp(folder / "whole/model_score.json"));
  const io::Table top(folder / "top/synchrony.tsv"), whole(folder / "whole/synchrony.tsv");
  for (Index c = 0; c < top.n_columns(); ++c) CHECK(top.cell(0, c) == whole.cell(0, c));
}

TEST_CASE("networks learns networks alone") {
  const Folder folder("networks");
  const World world(11);
  world.write_nifti(folder / "b.nii.gz");
  REQUIRE(run("networks --bold " + folder / "b.nii.gz" + " --networks 4 --alpha 0.2 --out " + folder / "out").status == 0);
  CHECK(io::read_nifti_header(folder / "out/network_maps.nii.gz").n_volumes == 4);
  CHECK(json_of(folder / "out/run.json")["command"] == "networks");
  const Outcome outcome = run("networks --bold " + folder / "b.nii.gz" + " --networks 400 --out " + folder / "out2");
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.text, says("n_networks") && says("400"));
}

TEST_CASE("couple --score takes measures of similarity, each against the null of the couplings") {
  const Folder folder("scores");
  const World world(1);
  const std::string couple = couple_world(folder, world) + " --permutations 50 --out " + (folder / "x") + " --score ";
  const Outcome outcome = run(couple + "cka,procrustes --score-permutations 49");
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const io::Table scores(folder / "x/scores.tsv");
  REQUIRE(scores.n_rows() == 2);
  CHECK(scores.cell(0, scores.column("measure")) == "cka");
  CHECK(scores.number(0, scores.column("n_neurons")) == 10);
  CHECK(scores.number(0, scores.column("p")) == 0.02);  // three of ten neurons are the networks
  CHECK(scores.number(0, scores.column("effect")) > 0.3);
  CHECK(scores.number(0, scores.column("effect")) <= 1);
  CHECK_THAT(slurp(folder / "x/report.html"), says("Other measures"));
  CHECK_THAT(run(couple + "kca").text, says("no measure 'kca'"));
  CHECK_THAT(run(couple + "peak_lag").text, says("--score peak_lag: is no measure of how alike two tables are"));
}

TEST_CASE("couple --max-delay finds that the film began later than was said") {
  const Folder folder("timing");
  const World world(7);
  const std::string couple = couple_world(folder, world) + " --permutations 50 --max-delay 6 --out ";
  const Outcome right = run(couple + (folder / "right"));
  INFO(right.text);
  REQUIRE(right.status == 0);
  CHECK(json_of(folder / "right/run.json")["facts"]["timing_peak_scans"] == 0);
  CHECK(json_of(folder / "right/run.json")["warnings"].empty());
  const io::SeriesTable curve = io::read_series_table(folder / "right/timing.tsv");
  CHECK(curve.values.rows() == 13);
  const io::Table networks(folder / "right/network_timing.tsv");
  REQUIRE(networks.n_rows() == 3);
  Index n_at_zero = 0;
  for (Index k = 0; k < 3; ++k) {
    n_at_zero +=
        networks.number(k, networks.column("low_seconds")) <= 0 && networks.number(k, networks.column("high_seconds")) >= 0;
  }
  CHECK(n_at_zero == 3);
  CHECK(io::read_series_table(folder / "right/network_timing_curves.tsv").values.rows() == 13);
  const Outcome late = run(couple + (folder / "late") + " --trim --offset 4.5");  // three volumes late: the brain comes early
  INFO(late.text);
  REQUIRE(late.status == 0);
  const int peak = json_of(folder / "late/run.json")["facts"]["timing_peak_scans"];  // 7 of the 10 neurons are noise
  CHECK(peak >= -4);
  CHECK(peak <= -2);
  CHECK_THAT(late.text, says("scans earlier than the clocks say"));
  CHECK_THAT(run(couple + (folder / "x") + " --similarity spearman").text, says("--max-delay: looks at Pearson's r"));
}

TEST_CASE("couple --unique-labels does not call a neuron by the kind of what it follows") {
  const Folder folder("unique");
  const World world(7);
  world.write_events(folder / "e.tsv");
  const io::Table events(folder / "e.tsv");
  io::TsvWriter more({"onset", "duration", "trial_type"});
  for (Index row = 0; row < events.n_rows(); ++row) {
    const double onset = events.number(row, events.column("onset")), duration = events.number(row, events.column("duration"));
    const std::string name = events.cell(row, events.column("trial_type"));
    more.row(onset, duration, name);
    if (name != "dog.n.01") more.row(onset, duration, "kind");  // of faces and houses
  }
  more.write(folder / "more.tsv");
  const std::string couple = couple_world(folder, world) + " --permutations 200 --labels " + (folder / "more.tsv") + " --out ";
  const auto n_kinds = [&](const std::string& out) {
    const io::Table found(folder / (out + "/annotations.tsv"));
    Index n = 0;
    for (Index row = 0; row < found.n_rows(); ++row) n += found.cell(row, found.column("label")) == "kind" ? 1 : 0;
    return n;
  };
  const Outcome plain = run(couple + (folder / "plain")), unique = run(couple + (folder / "unique") + " --unique-labels");
  INFO(plain.text << unique.text);
  REQUIRE(plain.status == 0);
  REQUIRE(unique.status == 0);
  CHECK(n_kinds("plain") >= 1);
  CHECK(n_kinds("unique") == 0);
  CHECK(json_of(folder / "unique/run.json")["facts"]["unique_labels_r_squared"].get<double>() > 0.2);
  CHECK_THAT(slurp(folder / "unique/report.html"), says("ridge regression on all others"));
  CHECK_THAT(run(couple_world(folder, world) + " --unique-labels --out " + (folder / "x")).text,
             says("--unique-labels: has no effect without --labels"));
}

TEST_CASE("couple --held-out-runs tests the couplings of the other runs in these") {
  const Folder folder("held_out");
  const World world(7);
  const std::string couple =
      couple_world(folder, world) + " --runs 150,150 --activation-runs 900,900 --min-shift 10 --permutations 200 --out ";
  const Outcome outcome = run(couple + (folder / "out") + " --held-out-runs 2");
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  CHECK_THAT(outcome.text, says("found without the runs held out"));
  const io::Table table(folder / "out/held_out.tsv");
  Index n_found = 0;
  for (Index row = 0; row < table.n_rows(); ++row) {
    if (table.number(row, table.column("r_found")) < 0.7) continue;
    CHECK(table.number(row, table.column("neuron")) <= 2);  // the three that follow a category
    CHECK(table.number(row, table.column("p_holm")) <= 0.05);
    ++n_found;
  }
  CHECK(n_found >= 2);
  const nlohmann::json held_out = json_of(folder / "out/run.json")["facts"]["held_out"];
  CHECK(held_out["mean_r"].get<double>() > 0.3);
  CHECK(held_out["p"].get<double>() <= 0.05);
  CHECK_THAT(run(couple + (folder / "x") + " --held-out-runs 3").text, says("--held-out-runs: there is no run 3, there are 2"));
  CHECK_THAT(run(couple + (folder / "x") + " --held-out-runs 1,2").text, says("the number of runs not held out must be >= 1"));
}

TEST_CASE("couple --truncated-shift and --tail-fit write their tables, and short runs are told") {
  const Folder folder("tails");
  const World world(7);
  const std::string start = couple_world(folder, world);
  const std::string couple = start + " --truncated-shift 24 --tail-fit --correction fwe --out ";
  const Outcome outcome = run(couple + (folder / "out"));
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const io::Table windows(folder / "out/truncated_shift.tsv"), tails(folder / "out/p_tail.tsv");
  CHECK(windows.n_rows() == 10);
  CHECK(tails.n_rows() == 10);
  CHECK(windows.cell(0, 5) == "0.04");  // neuron 0 follows a network: 1 / 25
  const nlohmann::json facts = json_of(folder / "out/run.json")["facts"];
  const int at_floor = facts["neurons_at_smallest_p"];
  CHECK(at_floor >= 2);
  CHECK_THAT(outcome.text, says("have the smallest p that so many draws can give") && !says("--tail-fit tells"));
  for (Index i = 0; i < tails.n_rows(); ++i) {
    const double p_fwe = std::stod(tails.cell(i, 6)), p_tail = std::stod(tails.cell(i, 7));
    CHECK(p_tail > 0);
    CHECK(p_tail <= 1.5 * p_fwe);
  }
  const io::Table significant(folder / "out/significant.tsv");
  CHECK(significant.n_rows() == facts["significant_pairs"].get<Index>());
  CHECK(significant.n_rows() >= 2);
  for (Index row = 0; row < significant.n_rows(); ++row) CHECK(significant.number(row, significant.column("p_fwe")) <= 0.05);
  CHECK_THAT(run(start + " --correction holm --top 1 --out " + (folder / "x")).text,
             says("--correction holm: needs the ranks"));
  const Outcome blocks =
      run(start + " --null blocks --set null.block_length=20 --permutations 100 --out " + (folder / "blocks"));
  INFO(blocks.text);
  CHECK(blocks.status == 0);
  CHECK_THAT(run(couple + (folder / "x") + " --similarity spearman").text, says("--truncated-shift: looks at Pearson's r"));
  CHECK_THAT(run(couple + (folder / "x") + " --null blocks --min-shift 3").text, says("--min-shift: has no effect"));
}

TEST_CASE("couple scores each layer where units are named layer/channel") {
  const Folder folder("layers");
  const World world(7);
  {
    std::ofstream names(folder / "names.txt");
    for (int unit = 0; unit < 10; ++unit) names << (unit < 3 ? "late/" : "early/") << unit << "\n";
  }
  const Outcome outcome = run(couple_world(folder, world) + " --permutations 100 --unit-names " + (folder / "names.txt") +
                              " --out " + (folder / "out"));
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const io::Table layers(folder / "out/layers.tsv");
  REQUIRE(layers.n_rows() == 2);
  CHECK(layers.cell(0, 0) == "late");
  CHECK(layers.cell(1, 1) == "7");
  CHECK(std::stod(std::string(layers.cell(0, 4))) > 0.3 + std::stod(std::string(layers.cell(1, 4))));
}

TEST_CASE("couple scores competitors, and the model beyond them") {
  const Folder folder("competitors");
  const World world(7);
  world.write_events(folder / "events.tsv");
  io::write_npy(folder / "twin.npy", MatrixX<double>(world.activations.leftCols(3)));    // what drives the networks
  io::write_npy(folder / "noise.npy", MatrixX<double>(world.activations.rightCols(3)));  // what does not
  io::write_npy(folder / "short.npy", MatrixX<double>(world.activations.topRows(100)));
  const std::string couple =
      couple_world(folder, world) + " --permutations 200 --labels " + (folder / "events.tsv") + " --out ";
  const Outcome outcome = run(couple + (folder / "out") + " --competitor twin=" + (folder / "twin.npy") +
                              " --competitor noise=" + (folder / "noise.npy"));
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const io::Table table(folder / "out/competitors.tsv");
  REQUIRE(table.n_rows() == 4);
  std::map<std::string, std::vector<double>> rows;
  for (Index i = 0; i < 4; ++i) {
    for (Index c = 1; c < 8; ++c) rows[std::string(table.cell(i, 0))].push_back(std::stod(std::string(table.cell(i, c))));
  }
  constexpr std::size_t alone_effect = 2, alone_p = 3, beyond_effect = 5;
  CHECK(rows["twin"][alone_p] <= 0.01);
  CHECK(rows["twin"][alone_effect] > 0.5);
  CHECK(rows["labels"][alone_effect] > 0.5);
  CHECK(rows["noise"][alone_effect] < 0.2);
  const double model = json_of(folder / "out/model_score.json")["mean_best_network"]["chance_corrected"];
  CHECK(rows["twin"][beyond_effect] < 0.5 * model);  // 7 of the 10 neurons are noise
  CHECK(rows["noise"][beyond_effect] > 0.8 * model);
  CHECK_THAT(outcome.text, says("beyond twin: mean best network"));
  CHECK_THAT(run(couple + (folder / "x") + " --competitor short=" + (folder / "short.npy")).text,
             says("short.npy: has 100 rows, but competitors have the clock of the activations"));
  CHECK_THAT(run(couple + (folder / "x") + " --competitor nothing").text, says("must be NAME=FILE"));
  const Outcome without = run(couple + (folder / "without") + " --no-competitors");
  REQUIRE(without.status == 0);
  CHECK_FALSE(std::filesystem::exists(folder / "without/competitors.tsv"));
  CHECK(slurp(folder / "without/model_score.json") == slurp(folder / "out/model_score.json"));
}
