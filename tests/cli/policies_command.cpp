#include <algorithm>

#include "program.hpp"
#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/io/nifti/nifti_read.hpp"
#include "syncact/io/text/series_table.hpp"
#include "world.hpp"

using namespace syncact;
using namespace syncact::test;

TEST_CASE("list shows every kind of policy, as text, as JSON and as the page of the documentation") {
  const Outcome text = run("list");
  REQUIRE(text.status == 0);
  CHECK_THAT(text.text, says("learner: learners of functional brain networks"));
  CHECK_THAT(text.text, says("learner.n_nonzero=5"));
  const Outcome one = run("list null --json");
  REQUIRE(one.status == 0);
  const nlohmann::json null = nlohmann::json::parse(one.text);
  CHECK(null.size() == 1);
  CHECK(null["null"]["policies"][0]["name"] == "shift");
  CHECK(null["null"]["policies"][0]["options"][0]["name"] == "min_shift");
  const Outcome page = run("list --markdown");
  CHECK(page.text == slurp(std::string(SYNCACT_ORACLE_DIR) + "/../../docs/policies/catalogue.md"));
  CHECK(run("list telepathy").status != 0);
}

TEST_CASE("networks learns with every learner of the list, and run.json says with which options") {
  const Folder folder("learners");
  const World world(4);
  world.write_nifti(folder / "b.nii");
  const nlohmann::json list = nlohmann::json::parse(run("list learner --json").text);
  for (const nlohmann::json& learner : list["learner"]["policies"]) {
    const std::string name = learner["name"];
    if (name == "nmf") continue;  // cleaned scans are negative in part
    INFO(name);
    const Outcome outcome = run("networks --networks 3 --passes 4 --seed 3 --learner " + name + " --bold " +
                                (folder / "b.nii") + " --out " + (folder / name));
    INFO(outcome.text);
    REQUIRE(outcome.status == 0);
    const nlohmann::json used = json_of(folder / (name + "/run.json"))["policies"]["learner"];
    CHECK(used["name"] == name);
    CHECK(used["options"]["n_networks"] == "3");
    CHECK(used["options"]["seed"] == "3");
    CHECK(used["options"].size() == learner["options"].size());
    CHECK(io::read_series_table(folder / (name + "/network_timecourses.tsv")).values.cols() == 3);
  }
  CHECK_THAT(run("networks --networks 3 --learner nmf --bold " + (folder / "b.nii") + " --out " + (folder / "nmf")).text,
             says("must be >= 0"));
}

TEST_CASE("--set reaches the options of learner and coder, and refuses what is not there") {
  const Folder folder("set");
  const World world(5);
  world.write_nifti(folder / "b.nii");
  const std::string networks =
      "networks --networks 3 --passes 3 --bold " + (folder / "b.nii") + " --out " + (folder / "out") + " ";
  REQUIRE(run(networks + "--learner ksvd --set learner.n_nonzero=1").status == 0);
  CHECK(json_of(folder / "out/run.json")["policies"]["learner"]["options"]["n_nonzero"] == "1");
  const auto maps = io::read_nifti<double>(folder / "out/network_maps.nii.gz").values;  // [network x voxel]
  CHECK((maps.array() != 0).count() <= maps.cols());
  REQUIRE(run(networks + "--coder omp --set coder.n_nonzero=2").status == 0);
  CHECK(json_of(folder / "out/run.json")["policies"]["learner"]["options"]["coder.n_nonzero"] == "2");

  const auto refused = [&](const std::string& arguments, const std::string& why) {
    const Outcome outcome = run(networks + arguments);
    INFO(outcome.text);
    CHECK(outcome.status != 0);
    CHECK_THAT(outcome.text, says(why));
    CHECK(std::count(outcome.text.begin(), outcome.text.end(), '\n') == 1);
  };
  refused("--set learner.n_nonzero=2", "learner online: no option 'n_nonzero'; there is n_networks");
  refused("--set learner.alpha=much", "option alpha: must be number, is 'much'");
  refused("--set mapper.n_labels=2", "has no effect here; kinds that this call uses are learner, coder, group");
  refused("--set alpha=2", "must be KIND.OPTION=VALUE");
  refused("--set coder.alpha=.2", "has no effect without --coder");
  refused("--coder omp --learner fast_ica", "no learner that codes voxels 'fast_ica'; there are online, batch");
  refused("--learner fast_ica --alpha .2", "learner fast_ica: no option 'alpha'");
  refused("--learner fast_ica --stream", "no learner that can stream 'fast_ica'; there are online");
  CHECK_THAT(run(networks + "--learner telepathy").text, says("online"));
}

TEST_CASE("hrf takes parameters of the response and refuses those that make none") {
  const Outcome plain = run("hrf --length 4"), late = run("hrf --length 4 --set hrf.delay=5");
  REQUIRE(late.status == 0);
  CHECK(plain.text != late.text);
  CHECK_THAT(run("hrf --set hrf.dispersion=0").text, says("dispersion of the response must be > 0"));
  CHECK_THAT(run("hrf --model none --set hrf.delay=5").text, says("there are none"));
}

TEST_CASE("Several subjects: networks of each are matched, common courses are coupled with neurons") {
  const Folder folder("group");
  const World one(6);
  World two(6);
  for (Index i = 0; i < two.bold.size(); ++i) two.bold.data()[i] += 4 * Random(9).normal(static_cast<std::uint64_t>(i));
  one.write_activations(folder / "a.npy");
  one.write_nifti(folder / "sub-01_bold.nii");
  two.write_nifti(folder / "sub-02_bold.nii");
  const std::string bold = " --bold " + (folder / "sub-01_bold.nii") + " " + (folder / "sub-02_bold.nii") + " --networks 3 ";
  for (const std::string method : {"each", "common_courses", "common_maps"}) {
    const Outcome outcome = run("networks --group " + method + bold + "--out " + (folder / method));
    INFO(outcome.text);
    REQUIRE(outcome.status == 0);
    const nlohmann::json group = json_of(folder / (method + "/group.json"));
    CHECK(group["subjects"].size() == 2);
    CHECK(group["subjects"][1]["name"] == "sub-02");
    CHECK(json_of(folder / (method + "/run.json"))["policies"]["group"]["name"] == method);
    CHECK(io::read_series_table(folder / (method + "/sub-02/network_timecourses.tsv")).values.rows() == 300);
    CHECK(io::read_nifti<double>(folder / (method + "/sub-01/network_maps.nii.gz")).values.rows() == 3);
    CHECK(io::read_nifti<double>(folder / (method + "/network_maps.nii.gz")).values.cols() == 120);
    if (method == "each") CHECK(group["subjects"][1]["agreement"][0] > 0.5);
  }
  const auto own = io::read_nifti<double>(folder / "common_maps/sub-01/network_maps.nii.gz").values;
  REQUIRE(run("networks --group common_maps --set group.dual_regression=true" + bold + "--out " + (folder / "dual")).status ==
          0);
  CHECK(io::read_nifti<double>(folder / "dual/sub-01/network_maps.nii.gz").values != own);

  const Outcome coupled = run("couple --fps 4 --permutations 200 --activations " + (folder / "a.npy") +
                              " --group common_courses" + bold + "--out " + (folder / "coupled"));
  INFO(coupled.text);
  REQUIRE(coupled.status == 0);
  CHECK_THAT(coupled.text, says("3 neurons follow a network"));
  CHECK_FALSE(std::filesystem::exists(folder / "coupled/across_subjects.tsv"));  // all share the courses

  World three(6);
  for (Index i = 0; i < three.bold.size(); ++i) three.bold.data()[i] += 4 * Random(8).normal(static_cast<std::uint64_t>(i));
  three.write_nifti(folder / "sub-03_bold.nii");
  const Outcome across = run("couple --fps 4 --permutations 200 --activations " + (folder / "a.npy") + " --group each --bold " +
                             (folder / "sub-01_bold.nii") + " " + (folder / "sub-02_bold.nii") + " " +
                             (folder / "sub-03_bold.nii") + " --networks 3 --out " + (folder / "across"));
  INFO(across.text);
  REQUIRE(across.status == 0);
  const io::Table table(folder / "across/across_subjects.tsv");
  CHECK(table.n_rows() == 10);
  const io::Table strongest(folder / "across/synchrony.tsv");
  for (const Index row : {0, 1}) {  // of the mean over subjects
    const Index neuron = std::stol(std::string(strongest.cell(row, 0)));
    CHECK(table.cell(neuron, 1) == strongest.cell(row, 1));
    CHECK(std::stod(std::string(table.cell(neuron, 3))) > 0.9);
    CHECK(table.cell(neuron, 4) == "0.125");  // all three agree: the least p of three
  }
  CHECK_THAT(across.text, says("couplings that all subjects but one show"));
  const io::Table ceilings(folder / "across/ceilings.tsv");
  CHECK(ceilings.n_rows() == 3);
  CHECK(std::stod(std::string(ceilings.cell(0, 4))) > 0.9);  // the same film, little noise
  const nlohmann::json facts = json_of(folder / "across/run.json")["facts"];
  CHECK(facts["p_mean_isc"] <= 0.01);
  CHECK(facts["alignment_pattern"]["people_with_others"] > 0);
  const io::Table pattern(folder / "across/alignment_pattern.tsv");
  CHECK(pattern.n_rows() == 3);
  CHECK(pattern.column("sub-03") == 5);
  CHECK_THAT(slurp(folder / "across/report.html"), says("Model and people"));
  CHECK_THAT(run("couple --fps 4 --activations " + (folder / "a.npy") + " --group each --confounds " + (folder / "a.npy") +
                 bold + "--out " + (folder / "x"))
                 .text,
             says("confounds differ between subjects"));
}

TEST_CASE("couple hands labels on by the mapper that was asked for") {
  const Folder folder("mapper");
  const World world(1);
  world.write_activations(folder / "a.npy");
  world.write_nifti(folder / "b.nii");
  world.write_events(folder / "e.tsv");
  const std::string couple = "couple --fps 4 --networks 3 --permutations 300 --activations " + (folder / "a.npy") + " --bold " +
                             (folder / "b.nii") + " --labels " + (folder / "e.tsv") + " --out " + (folder / "out");
  const Outcome outcome = run(couple + " --mapper weighted_networks --set mapper.label=fdr --set null.min_shift=20");
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const nlohmann::json policies = json_of(folder / "out/run.json")["policies"];
  CHECK(policies["mapper"]["name"] == "weighted_networks");
  CHECK(policies["mapper"]["options"]["label"] == "fdr");
  CHECK(policies["null"]["options"]["min_shift"] == "20");
  CHECK_THAT(run(couple + " --min-shift 10 --set null.min_shift=20").text, says("--min-shift: has no effect"));
  CHECK_THAT(run(couple + " --set mapper.n_labels=0").text, says("n_labels must be >= 1"));
}

TEST_CASE("networks --stream finds from the file what networks finds in memory, up to float") {
  const Folder folder("stream");
  const World world(7);
  world.write_nifti(folder / "b.nii");
  // Three atoms for three categories: from most seeds two start in one category, and rounding decides which optimum is
  // reached. From this seed there is one.
  const std::string networks =
      "networks --networks 3 --seed 3 --high-pass 0.01 --drop 2 --bold " + (folder / "b.nii") + " --out ";
  REQUIRE(run(networks + (folder / "memory")).status == 0);
  const Outcome outcome = run(networks + (folder / "stream") + " --stream");
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const auto a = io::read_series_table(folder / "memory/network_timecourses.tsv").values;
  const auto b = io::read_series_table(folder / "stream/network_timecourses.tsv").values;
  CHECK((a.transpose() * b).diagonal().cwiseAbs().minCoeff() > 0.999);  // columns have norm 1; a sign may turn
  const Outcome small = run(networks + (folder / "small") + " --stream --memory-cap 0.01 --set learner.batch_size=20");
  INFO(small.text);
  REQUIRE(small.status == 0);
  CHECK(std::stol(json_of(folder / "small/run.json")["policies"]["learner"]["options"]["block_size"].get<std::string>()) < 120);
  world.write_nifti(folder / "packed.nii.gz");
  CHECK_THAT(run("networks --stream --bold " + (folder / "packed.nii.gz") + " --out " + (folder / "x")).text,
             says("compressed"));
}

TEST_CASE("couple --stream leaves out what lies outside the film, as couple does in memory") {
  const Folder folder("couple_stream");
  const World world(7);
  world.write_nifti(folder / "b.nii");
  world.write_activations(folder / "a.npy");
  const std::string couple = "couple --activations " + (folder / "a.npy") +
                             " --fps 4 --trim --offset 10 --networks 3 --drop 2 " + "--permutations 50 --bold " +
                             (folder / "b.nii") + " --out ";
  const Outcome memory = run(couple + (folder / "memory")), stream = run(couple + (folder / "stream") + " --stream");
  INFO(memory.text << stream.text);
  REQUIRE(memory.status == 0);
  REQUIRE(stream.status == 0);
  CHECK(json_of(folder / "stream/run.json")["facts"] == json_of(folder / "memory/run.json")["facts"]);
  const auto a = io::read_series_table(folder / "memory/network_timecourses.tsv").values;
  const auto b = io::read_series_table(folder / "stream/network_timecourses.tsv").values;
  REQUIRE(a.rows() == b.rows());
  CHECK((a.transpose() * b).diagonal().cwiseAbs().minCoeff() > 0.999);
  CHECK_THAT(run("networks --memory-cap 10 --bold " + (folder / "b.nii") + " --out " + (folder / "x")).text,
             says("--memory-cap: has no effect without --stream"));
}
