#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "program.hpp"
#include "support/catch.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/io/text/table.hpp"
#include "world.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {

/// The labels of the world as a table with a row for each frame.
void write_frame_labels(const World& world, const std::string& path) {
  io::TsvWriter table({"face.n.01", "house.n.01", "dog.n.01"});
  for (Index i = 0; i < World::n_frames; ++i) {
    const double time = static_cast<double>(i) / World::fps;
    std::array<int, 3> on{};
    for (const auto& [begin, category] : world.events)
      on[static_cast<std::size_t>(category)] |= time >= begin && time < begin + 8;
    table.row(on[0], on[1], on[2]);
  }
  table.write(path);
}

std::vector<nlohmann::json> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<nlohmann::json> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

}  // namespace

TEST_CASE("couple leaves a card for each neuron, and card shows one") {
  const Folder folder("cards");
  World world(1);
  world.write_activations(folder / "a.npy");
  world.write_nifti(folder / "b.nii");
  world.write_events(folder / "e.tsv");
  std::ofstream names(folder / "units.txt");
  for (int i = 0; i < 10; ++i) names << "net/layer" << i / 5 << "/" << i % 5 << "\n";
  names.close();
  const Outcome coupled = run("couple --activations " + (folder / "a.npy") + " --fps 4 --unit-names " + (folder / "units.txt") +
                              " --bold " + (folder / "b.nii") + " --networks 5 --permutations 199 --labels " +
                              (folder / "e.tsv") + " --top-frames 4 --out " + (folder / "out"));
  INFO(coupled.text);
  REQUIRE(coupled.status == 0);
  const io::Table table(folder / "out/neurons.tsv");
  CHECK(table.n_rows() == 10);
  const auto cards = lines_of(folder / "out/neurons.jsonl");
  REQUIRE(cards.size() == 10);
  const char* labels[] = {"face.n.01", "house.n.01", "dog.n.01"};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(cards[i]["labels"][0]["label"] == labels[i]);
    CHECK(cards[i]["labels"][0]["verdict"] == "follows it itself, and no other label more");
    REQUIRE(cards[i]["top_moments"].size() == 4);
    // The most active moment is that of the table, when the neuron's category is on.
    Index frame = 0;
    world.activations.col(static_cast<Index>(i)).maxCoeff(&frame);
    CHECK(cards[i]["top_moments"][0]["frame"] == frame);
    CHECK(cards[i]["top_moments"][0]["seconds"] == static_cast<double>(frame) / World::fps);
  }
  CHECK(cards[7]["labels"].empty());
  CHECK(cards[7]["layer"] == "net/layer1");

  const Outcome one = run("card " + (folder / "out") + " layer0/1");
  CHECK(one.status == 0);
  CHECK_THAT(one.text, says("net/layer0/1\n") && says("house.n.01") && says("the neuron follows it itself") &&
                           says("% of layer net/layer0"));
  CHECK(run("card " + (folder / "out") + " 1").text == one.text);
  CHECK(nlohmann::json::parse(run("card --json " + (folder / "out") + " net/layer0/1").text) == cards[1]);
  CHECK_THAT(run("card " + (folder / "out") + " nobody").text, says("no neuron is called 'nobody'"));
  CHECK_THAT(run("card " + (folder / ".") + " 1").text, says("couple and annotate write it"));
  const std::string page = slurp(folder / "out/report.html");
  CHECK_THAT(page, says("Neuron cards") && says("<article><h3><bdi>net/layer0/"));
}

TEST_CASE("annotate describes units by labelled frames, whoever scores them") {
  const Folder folder("annotate");
  World world(2);
  world.write_activations(folder / "a.npy");
  world.write_events(folder / "e.tsv");
  write_frame_labels(world, folder / "frames.tsv");
  const std::string units = "annotate --activations " + (folder / "a.npy") + " --permutations 199 ";
  for (const std::string describer : {"auc", "mutual_information", "soft_wpmi", "invert"}) {
    const std::string out = folder / describer;
    const Outcome done =
        run(units + "--labels " + (folder / "frames.tsv") + " --describer " + describer + " --top-labels 1 --out " + out);
    INFO(done.text);
    REQUIRE(done.status == 0);
    const io::Table table(out + "/annotations.tsv");
    REQUIRE(table.n_rows() >= 3);
    const char* labels[] = {"face.n.01", "house.n.01", "dog.n.01"};
    for (Index i = 0; i < 3; ++i) {
      CHECK(table.cell(i, table.column("neuron")) == std::to_string(i));
      CHECK_THAT(table.cell(i, table.column("label")), says(labels[i]));
      CHECK(table.number(i, table.column("own_p_fwe")) <= 0.05);
    }
    CHECK(table.n_rows() <= 4);  // family-wise: noise has no labels in .95 of studies
    CHECK(lines_of(out + "/neurons.jsonl").size() == 10);
  }
  // The referee reads what annotate writes.
  const Outcome judged = run("referee --labels " + (folder / "auc/annotations.tsv") + " --activations " + (folder / "a.npy") +
                             " --truth " + (folder / "frames.tsv") + " --out " + (folder / "verdict"));
  INFO(judged.text);
  CHECK(judged.status == 0);
  // Events say the same as a row for each frame does.
  const Outcome events =
      run(units + "--activation-period 0.25 --labels " + (folder / "e.tsv") + " --top-labels 1 --out " + (folder / "events"));
  INFO(events.text);
  REQUIRE(events.status == 0);
  const io::Table by_events(folder / "events/annotations.tsv"), by_rows(folder / "auc/annotations.tsv");
  REQUIRE(by_events.n_rows() >= 3);
  for (Index i = 0; i < 3; ++i)
    CHECK(by_events.number(i, by_events.column("score")) == by_rows.number(i, by_rows.column("score")));
}

TEST_CASE("annotate --wordnet gives a neuron what its labels are kinds of where that explains more") {
  const std::string wordnet = "/usr/share/wordnet";
  if (!std::filesystem::exists(wordnet + "/data.noun")) return;  // Debian: wordnet-base
  const Folder folder("kinds");
  World world(1);
  world.activations.col(3) = world.activations.col(1) + world.activations.col(2);  // houses and dogs
  world.write_activations(folder / "a.npy");
  write_frame_labels(world, folder / "frames.tsv");
  const std::string annotate = "annotate --activations " + (folder / "a.npy") + " --permutations 99 --labels " +
                               (folder / "frames.tsv") + " --wordnet " + wordnet + " --out ";
  const Outcome outcome = run(annotate + (folder / "out"));
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const auto cards = lines_of(folder / "out/neurons.jsonl");
  const std::set<std::string> given{"face.n.01", "house.n.01", "dog.n.01"};
  const char* own[] = {"face.n.01", "house.n.01", "dog.n.01"};
  for (std::size_t i = 0; i < 3; ++i) CHECK(cards[i]["labels"][0]["label"] == own[i]);
  CHECK(given.count(cards[3]["labels"][0]["label"]) == 0);  // a kind of both
  const auto report = json_of(folder / "out/report.json");
  bool tree = false;
  for (const auto& section : report["sections"]) {
    for (const auto& block : section["blocks"]) tree = tree || (block["kind"] == "tree" && block["lines"].size() >= 4);
  }
  CHECK(tree);
  const std::string page = slurp(folder / "out/report.html");
  const auto count = [&](const std::string& part) {
    Index n = 0;
    for (auto at = page.find(part); at != std::string::npos; at = page.find(part, at + 1)) ++n;
    return n;
  };
  CHECK(count("<li>") == count("</li>"));
  CHECK(count("<ul") == count("</ul>"));
  CHECK_THAT(run(annotate + (folder / "x") + " --describer invert").text,
             says("--wordnet: has no effect with --describer invert"));
}

TEST_CASE("annotate --wordnet says in words what labels are called by number") {
  const std::string wordnet = "/usr/share/wordnet";
  if (!std::filesystem::exists(wordnet + "/data.noun")) return;
  const Folder folder("numbers");
  World world(1);
  world.write_activations(folder / "a.npy");
  write_frame_labels(world, folder / "frames.tsv");
  std::string text = slurp(folder / "frames.tsv");
  text.replace(0, text.find('\n'), "face.n.01\txyzzy\tn02084071");
  std::ofstream(folder / "frames.tsv") << text;
  const Outcome outcome = run("annotate --activations " + (folder / "a.npy") + " --permutations 99 --labels " +
                              (folder / "frames.tsv") + " --wordnet " + wordnet + " --out " + (folder / "out"));
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const auto cards = lines_of(folder / "out/neurons.jsonl");
  CHECK(cards[1]["labels"][0]["label"] == "xyzzy");
  CHECK(cards[2]["labels"][0]["label"] == "dog.n.01");
  CHECK_THAT(outcome.text, says("WordNet does not know 1 of 3 labels"));
}

TEST_CASE("annotate --facets tells the two things that a neuron is for") {
  const Folder folder("facets");
  World world(1);
  world.activations.col(3) = world.activations.col(0) + world.activations.col(1);  // faces and houses
  world.write_activations(folder / "a.npy");
  write_frame_labels(world, folder / "frames.tsv");
  const Outcome outcome =
      run("annotate --activations " + (folder / "a.npy") + " --activation-period 0.25 --permutations 99 --labels " +
          (folder / "frames.tsv") + " --facets 4 --out " + (folder / "out"));
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const io::Table table(folder / "out/facets.tsv");
  std::map<std::string, std::set<std::string>> labels;
  std::map<std::string, double> share;
  for (Index row = 0; row < table.n_rows(); ++row) {
    const std::string neuron = table.cell(row, table.column("neuron"));
    labels[neuron].insert(table.cell(row, table.column("label")));
    share[neuron] += table.number(row, table.column("share"));
  }
  CHECK(labels.size() == 10);
  CHECK(labels["3"] == std::set<std::string>{"face.n.01", "house.n.01"});
  CHECK(labels["2"].count("dog.n.01") == 1);
  CHECK(labels["2"].count("house.n.01") == 0);
  for (const auto& [neuron, sum] : share) CHECK(sum > 1 - 1e-9);
  const auto cards = lines_of(folder / "out/neurons.jsonl");
  CHECK(cards[3]["facets"].size() >= 2);
  CHECK_THAT(run("card " + (folder / "out") + " 3").text, says("facet") && says("of its most active moments"));
}

TEST_CASE("annotate refuses what does not fit together") {
  const Folder folder("annotate_refuses");
  World world(3);
  world.write_activations(folder / "a.npy");
  write_frame_labels(world, folder / "frames.tsv");
  const std::string out = " --out " + (folder / "x");
  std::ofstream(folder / "short.tsv") << "dog\tcat\n1\t0\n0\t1\n";
  const std::string units = "annotate --activations " + (folder / "a.npy");
  CHECK_THAT(run(units + " --labels " + (folder / "short.tsv") + out).text, says("has 2 rows, but there are 1800 frames"));
  CHECK_THAT(run("annotate --labels " + (folder / "frames.tsv") + out).text,
             says("give --activations, or --model and --movie"));
  CHECK_THAT(run(units + " --labels " + (folder / "frames.tsv") + " --min-prevalence .49" + out).text,
             says("none of 3 labels is on"));
  CHECK_THAT(run(units + " --labels " + (folder / "frames.tsv") + " --describer milan" + out).text, says("mutual_information"));
  CHECK_THAT(run(units + " --labels " + (folder / "frames.tsv") + " --set mapper.n_labels=2" + out).text,
             says("kinds that this call uses are"));
  CHECK_THAT(run(units + " --labels " + (folder / "frames.tsv") + " --layers x" + out).text,
             says("--layers: has no effect without --model"));
  CHECK(!std::filesystem::exists(folder / "x"));
}
