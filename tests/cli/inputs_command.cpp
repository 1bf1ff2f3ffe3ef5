/// What people's files hold in earnest: clocks, names, masks, numbers and broken tables, through the program.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "program.hpp"
#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/io/nifti/nifti_read.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/text/table.hpp"
#include "world.hpp"

namespace test_inputs_command {

using namespace syncact;
using namespace syncact::test;

/// A study on disk, and the command that couples it.
struct Study {
  Folder folder;
  World world;
  std::string command;

  explicit Study(const std::string& name, std::uint64_t seed = 21) : folder("inputs-" + name), world(seed) {
    world.write_activations(folder / "a.npy");
    world.write_table(folder / "b.npy");
    world.write_events(folder / "e.tsv");
    command = "couple --fps 4 --tr 1.5 --networks 4 --passes 5 --permutations 60 --activations " + folder / "a.npy" +
              " --bold " + folder / "b.npy" + " --out " + folder / "out";
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder / name, std::ios::binary) << text; }
  [[nodiscard]] MatrixX<double> synchrony(const std::string& out = "out") const {
    return io::NpyArray(folder / (out + "/synchrony.npy")).to_matrix<double>();
  }
};

/// Refused in one line, with nothing left behind.
void refused(const Study& study, const Outcome& outcome, std::initializer_list<const char*> parts) {
  INFO(outcome.text);
  CHECK(outcome.status != 0);
  CHECK(outcome.text.size() < 600);
  for (const char* part : parts) CHECK_THAT(outcome.text, says(part));
  CHECK_FALSE(std::filesystem::exists(study.folder / "out"));
}

TEST_CASE("a unit's level changes no r and no p, and a constant unit is dead") {
  Study study("level");
  REQUIRE(run(study.command).status == 0);
  const auto before = study.synchrony();
  study.world.activations.col(1).array() += 20;
  study.world.activations.col(2) *= 1e3;
  study.world.activations.col(9).setConstant(7);
  study.world.write_activations(study.folder / "a.npy");
  REQUIRE(run(study.command).status == 0);
  const auto after = study.synchrony();
  CHECK(table_close(MatrixX<double>(after.topRows(9)), MatrixX<double>(before.topRows(9)), 1e-10) == "");
  CHECK(after.row(9).array().isNaN().all());
  CHECK(json_of(study.folder / "out/model_score.json")["n_unusable_neurons"] == 1);
  const auto facts = json_of(study.folder / "out/run.json")["facts"];
  CHECK(facts["warm_up_volumes"] == 21);  // 32 s at 1.5 s from .75 s on
  REQUIRE(run(study.command + " --leave-out-warm-up").status == 0);
  CHECK(io::Table(study.folder / "out/network_timecourses.tsv").n_rows() == World::n_scans - 21);
  REQUIRE(run(study.command + " --history zero").status == 0);
  CHECK(std::abs(study.synchrony()(1, 0) - before(1, 0)) > 1e-4);
}

TEST_CASE("events count from the first volume, and their clock is checked") {
  const Study study("events");
  const std::string labelled = study.command + " --labels " + study.folder / "f.tsv";
  const auto write = [&](double onset_gain, double shift, const std::string& tail) {
    std::string text = "onset\tduration\ttrial_type\tvalue\n";
    for (const auto& [begin, category] : study.world.events) {
      text += std::to_string(onset_gain * begin + shift) + "\t8\t" + (category == 0 ? "face" : "other") + tail + "\tv\n";
    }
    study.write("f.tsv", text);
  };
  const auto label_r = [&] {
    const io::Table table(study.folder / "out/network_labels.tsv");
    double best = -1;
    for (Index row = 0; row < table.n_rows(); ++row) {
      if (table.cell(row, table.column("label")) == "face") best = std::max(best, table.number(row, table.column("r")));
    }
    return best;
  };
  write(1, 0, "");
  REQUIRE(run(labelled).status == 0);
  CHECK(label_r() > 0.9);

  // Twelve volumes more at the start: the film begins 18 s late, and so say the events.
  MatrixX<double> longer(World::n_scans + 12, 120);
  longer << study.world.bold.topRows(12), study.world.bold;
  io::write_npy(study.folder / "b.npy", longer);
  write(1, 18, "");
  REQUIRE(run(labelled + " --offset 18").status == 0);
  CHECK(label_r() > 0.9);
  study.world.write_table(study.folder / "b.npy");
  std::filesystem::remove_all(study.folder / "out");

  write(1000, 0, "");
  refused(study, run(labelled), {"f.tsv", "lie outside the run, which lasts 450 s", "milliseconds?"});
  study.write("f.tsv", "onset\tduration\ttrial_type\tvalue\n1\t2\tn/a\tx\n5\t2\tn/a\ty\n");
  refused(study, run(labelled), {"f.tsv", "none of its 2 rows has a label in column 'trial_type'", "'value'"});
  study.write("f.tsv", "onset duration trial_type\n1 2 face\n");
  refused(study, run(labelled), {"f.tsv", "onset duration trial_type", "tabs"});
  write(1, 0, "");
  refused(study, run(labelled + " --label-column condition"), {"f.tsv", "condition", "'trial_type'"});
  refused(study, run(labelled + " --label-period 2"), {"--label-period", "no effect"});
  study.write("f.tsv", "onset\tduration\ttrial_type\n1\t2\tface\n5\t2\thouse\n1000\t2\thouse\n");
  const Outcome warned = run(labelled);
  CHECK(warned.status == 0);
  CHECK_THAT(warned.text, says("warning") && says("1 of 3 events"));
  CHECK(json_of(study.folder / "out/run.json")["warnings"].size() == 1);
}

TEST_CASE("a label table lasts as long as the film, and its columns are told apart") {
  const Study study("tables");
  const std::string labelled = study.command + " --labels " + study.folder / "l.tsv";
  const auto write = [&](const std::string& header) {
    std::string text = header + "\n";
    for (Index f = 0; f < World::n_frames; f += 4)
      text += std::to_string((f / 32) % 2) + "\t" + std::to_string((f / 16) % 2) + "\n";
    study.write("l.tsv", text);
  };
  write("face\thouse");
  CHECK(run(labelled + " --label-period 1").status == 0);
  std::filesystem::remove_all(study.folder / "out");
  refused(study, run(labelled + " --label-period 2"), {"l.tsv: lasts 900 s", "a.npy lasts 450 s", "last 450 s"});
  write("face\tface");
  refused(study, run(labelled + " --label-period 1"), {"l.tsv", "more than one column 'face'"});
  write("0\t1");
  refused(study, run(labelled + " --label-period 1"), {"l.tsv", "line of numbers"});
}

TEST_CASE("names of units and networks are kept, and an index is no unit") {
  const Study study("names");
  std::string table = ",left,right\n";
  for (Index f = 0; f < World::n_frames; ++f) {
    table += std::to_string(f) + "," + std::to_string(study.world.activations(f, 0)) + "," +
             std::to_string(study.world.activations(f, 1)) + "\n";
  }
  study.write("a.csv", table);
  const std::string rest = " --bold " + study.folder / "b.npy" +
                           " --fps 4 --tr 1.5 --networks 4 --passes 5 --permutations 60 --out " + study.folder / "out";
  REQUIRE(run("couple --activations " + study.folder / "a.csv" + rest).status == 0);
  CHECK(study.synchrony().rows() == 2);
  const io::Table pairs(study.folder / "out/synchrony.tsv");
  for (Index row = 0; row < pairs.n_rows(); ++row) {
    CHECK(pairs.cell(row, pairs.column("neuron_name")) == (pairs.cell(row, 0) == "0" ? "left" : "right"));
  }
  study.write("names.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\n");
  refused(Study("other"), run(study.command + " --unit-names " + study.folder / "names.txt"),
          {"names.txt", "9 names", "10 units"});
}

TEST_CASE("numbers are decimal, finite and in range, and options without effect are refused") {
  const Study study("numbers");
  refused(study, run(study.command + " --high-pass nan"), {"--high-pass", "must be a number >= 0"});
  refused(study, run(study.command + " --high-pass inf"), {"--high-pass", "must be a number >= 0"});
  refused(study, run(study.command + " --offset nan"), {"--offset", "finite"});
  refused(study, run(study.command + " --seed 18446744073709551616"), {"--seed", "18446744073709551615"});
  refused(study, run(study.command + " --seed -1"), {"--seed"});
  refused(study, run(study.command + " --drop 0x2"), {"--drop", "whole number"});
  refused(study, run(study.command + " --top-labels 2"), {"--top-labels", "no effect without --labels"});
  refused(study, run(study.command + " --null phase --min-shift 9"), {"--min-shift", "no effect with --null phase"});
  refused(study, run(study.command + " --reduce max"), {"--reduce"});
  refused(study, run(study.command + " --hrf none --history zero"), {"--history", "no effect with --hrf none"});
  CHECK_THAT(run("hrf --modell spm").text, says("--modell"));
  REQUIRE(run("networks --networks 010 --passes 1 --bold " + study.folder / "b.npy" + " --tr 1.5 --out " + study.folder / "out")
              .status == 0);
  CHECK(io::Table(study.folder / "out/network_timecourses.tsv").n_columns() == 10);
  CHECK(json_of(study.folder / "out/run.json")["settings"]["networks"] == 10);
  const auto begin = std::chrono::steady_clock::now();
  CHECK(run(study.command + " --threads 4000").status == 0);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

TEST_CASE("runs lie on one grid, and headers that round or are wrong can be overridden") {
  const Folder folder("inputs-runs");
  const World one(31), two(32);
  const auto write = [&](const std::string& name, const World& world, double tr, double shift) {
    io::Geometry geometry;
    geometry.dims = {6, 5, 4};
    geometry.sform_code = 1;
    geometry.sform = {{{-2, 0, 0, 10 + shift}, {0, 2.5, 0, -20}, {0, 0, 3, 5}, {0, 0, 0, 1}}};
    geometry.affine = geometry.sform;
    io::write_nifti(folder / name, world.bold, io::whole_mask(geometry),
                    {.description = {}, .intent_name = {}, .tr = Seconds{tr}});
  };
  const std::string command =
      "networks --networks 3 --passes 2 --out " + folder / "out" + " --bold " + folder / "1.nii " + folder / "2.nii";
  write("1.nii", one, 1.5, 0), write("2.nii", two, 1.500001, 0);
  CHECK(run(command).status == 0);
  write("2.nii", two, 1.5, 3);
  CHECK_THAT(run(command).text, says("2.nii: has the affine") && says("1.nii"));
  write("2.nii", two, 2, 0);
  CHECK_THAT(run(command).text, says("2.nii: TR is 2 s") && says("--tr overrides"));
  const Outcome overridden = run(command + " --tr 1.5");
  CHECK(overridden.status == 0);
  CHECK_THAT(overridden.text, says("warning") && says("2.nii"));
  CHECK(json_of(folder / "out/run.json")["warnings"].size() == 1);
  write("2.nii", two, 1500, 0);
  CHECK_THAT(run(command).text, says("2.nii") && says("1500 s") && says("1.5 s in milliseconds?"));
  CHECK_THAT(run(command + " --runs 100,500").text, says("--runs") && says("2 files"));
  std::ofstream(folder / "p.hdr") << "x";
  CHECK_THAT(run("networks --tr 1 --out " + folder / "out3" + " --bold " + folder / "p.hdr").text,
             says("p.hdr") && says("NIfTI"));
}

TEST_CASE("confounds differ from run to run, and what is missing is named") {
  const Study study("confounds");
  const auto confounds = [&](const std::string& name, Index n, const std::vector<std::string>& names, Index broken) {
    const Random random(5);
    std::string text;
    for (const auto& c : names) text += (text.empty() ? "" : "\t") + c;
    text += "\n";
    for (Index t = 0; t < n; ++t) {
      for (std::size_t c = 0; c < names.size(); ++c) {
        text += c > 0 ? "\t" : "";
        text += t == broken && c == 1 ? "n/a" : std::to_string(random.normal(static_cast<std::uint64_t>(t) * 7 + c));
      }
      text += "\n";
    }
    study.write(name, text);
  };
  confounds("c1.tsv", 100, {"a", "b"}, 0), confounds("c2.tsv", 200, {"a", "b", "c"}, 0);
  const std::string runs =
      study.command + " --runs 100,200 --confounds " + study.folder / "c1.tsv" + " " + study.folder / "c2.tsv";
  CHECK(run(runs).status == 0);
  CHECK(json_of(study.folder / "out/model_score.json")["n_components_removed"] == 2 + 2 + 2 + 3);
  std::filesystem::remove_all(study.folder / "out");
  confounds("c2.tsv", 200, {"a", "white_matter", "c"}, 70);
  refused(study, run(runs), {"c2.tsv:72", "white_matter", "n/a"});
  confounds("c1.tsv", 300, std::vector<std::string>(), -1);
  std::vector<std::string> many;
  for (int c = 0; c < 295; ++c) many.push_back("c" + std::to_string(c));
  confounds("c1.tsv", 300, many, -1);
  refused(study, run(study.command + " --confounds " + study.folder / "c1.tsv"), {"300 scans", "degrees of freedom"});
}

TEST_CASE("results appear together or not at all, and nothing of an earlier run stays") {
  const Study study("outputs");
  REQUIRE(run(study.command + " --labels " + study.folder / "e.tsv").status == 0);
  CHECK(std::filesystem::exists(study.folder / "out/annotations.tsv"));
  std::ofstream(study.folder / "out/mine.txt") << "not of the program";
  REQUIRE(run(study.command + " --top 1").status == 0);
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(study.folder / "out")) {
    if (!entry.is_directory()) left.push_back(entry.path().lexically_relative(study.folder / "out").string());
  }
  std::vector<std::string> listed{"mine.txt"};
  const auto manifest = json_of(study.folder / "out/run.json");
  for (const auto& output : manifest["outputs"]) listed.push_back(output);
  std::sort(left.begin(), left.end());
  std::sort(listed.begin(), listed.end());
  CHECK(left == listed);

  std::ofstream(study.folder / "file") << "x";
  const std::string before = slurp(study.folder / "out/run.json");
  std::string elsewhere = study.command;
  CHECK_THAT(run(elsewhere.replace(elsewhere.rfind("out"), 3, "file")).text, says("file"));
  CHECK(run(study.command + " --labels " + study.folder / "none.tsv").status != 0);
  CHECK(slurp(study.folder / "out/run.json") == before);

  // Asked to end while it computes: the earlier results are whole, and nothing else is there.
  const std::string job = SYNCACT_CLI " " + study.command + " --permutations 100000000 --null phase --seed 9";
  const Outcome ended = shell("timeout -s TERM 1 " + job);
  CHECK(ended.status != 0);
  CHECK(slurp(study.folder / "out/run.json") == before);
  for (const auto& entry : std::filesystem::directory_iterator(study.folder / "out")) {
    CHECK_FALSE(entry.path().filename().string().starts_with(".syncact"));
  }
}

TEST_CASE("what cannot be printed is an error, and any bytes in a path work") {
  const Study study("bytes");
  CHECK(shell(SYNCACT_CLI " hrf > /dev/full").status == 1);
  CHECK(shell(SYNCACT_CLI " hrf >&-").status == 1);
  const std::string odd = study.folder / "M\xFCller \"x\".npy";
  std::filesystem::copy(study.folder / "a.npy", odd);
  std::string command = study.command;
  const std::string plain = study.folder / "a.npy";
  command.replace(command.find(plain), plain.size(), "'" + odd + "'");
  REQUIRE(run(command).status == 0);
  CHECK_THAT(slurp(study.folder / "out/run.json"), says("M\\\\xFCller"));
}

TEST_CASE("memory that runs out is said with its stage and its limit") {
  const Study study("memory");
  io::write_npy(study.folder / "b.npy", MatrixX<double>(study.world.bold.replicate(1, 200)));
  const Outcome outcome = shell("ulimit -v 150000; " SYNCACT_CLI " " + study.command + " --threads 1");
  INFO(outcome.text);
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.text, says("memory ran out in stage") && says("146 MiB"));
}

TEST_CASE("a bad table of a grid loses its own cells, and names are quoted") {
  const Folder folder("inputs-grid");
  std::filesystem::create_directories(folder / "a");
  std::filesystem::create_directories(folder / "b");
  MatrixX<double> x = MatrixX<double>::Random(40, 6);
  io::write_npy(folder / "a/layer,1.npy", x);
  io::write_npy(folder / "b/good.npy", MatrixX<double>(MatrixX<double>::Random(40, 5)));
  io::write_npy(folder / "b/short.npy", MatrixX<double>(MatrixX<double>::Random(30, 5)));
  x(3, 2) = std::nan("");
  io::write_npy(folder / "b/nan.npy", x);
  std::ofstream(folder / "b/broken.npy") << "no npy";
  std::ofstream(folder / "b/._good.npy") << "resource fork";
  const Outcome grid =
      run("similarity --grid " + folder / "a" + " " + folder / "b" + " --metrics cka --out " + folder / "g.csv");
  INFO(grid.text);
  CHECK(grid.status == 0);
  for (const char* name : {"short.npy", "nan.npy", "broken.npy"}) CHECK_THAT(grid.text, says(name));
  const std::string table = slurp(folder / "g.csv");
  CHECK(std::count(table.begin(), table.end(), '\n') == 5);
  CHECK_THAT(table, says("cka,\"layer,1.npy\",good.npy,0,0.") && says("broken.npy,0,,unreadable,0") &&
                        says("nan.npy,0,,refused,0") && says("short.npy,0,,refused,0"));
  REQUIRE(
      run("similarity --metric cka " + folder / "b/good.npy" + " " + folder / "b/good.npy" + " --out " + folder / "one.json")
          .status == 0);
  CHECK(json_of(folder / "one.json")["value"] == 1.0);
  CHECK_THAT(run("similarity --list --set a=b").text, says("--set") && says("no effect"));
}

TEST_CASE("the list says what each value of an option changes, and common options once") {
  const auto list = nlohmann::json::parse(run("similarity --list --json").text);
  REQUIRE(list.back()["id"] == "common");
  CHECK(list.back()["options"].size() == 5);
  for (const auto& entry : list) {
    if (entry["id"] == "common") continue;
    CHECK(!entry["nan"].get<std::string>().empty());
    CHECK(!entry["ddof"].get<std::string>().empty());
    for (const auto& option : entry["options"]) CHECK(option["name"] != "columns_x");
    if (entry["id"] != "hsic") continue;
    CHECK(entry["by_option"]["estimator"]["biased"]["ddof"] == "(n - 1)^2");
    CHECK(entry["by_option"]["estimator"]["debiased"].empty());
    CHECK(entry["by_option"]["estimator"].size() == 4);
  }
}

}  // namespace test_inputs_command
