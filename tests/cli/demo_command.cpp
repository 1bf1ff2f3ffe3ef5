#include "program.hpp"
#include "support/catch.hpp"
#include "syncact/io/npy/npy.hpp"

using namespace syncact::test;

TEST_CASE("the demonstration measures labels, likeness and the control, and its files give the same results") {
  const Folder folder("demo");
  const Outcome outcome = run("demo --seed 2 --out " + (folder / "out") + (has_films() ? " --film" : ""));
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);

  // Wide bounds: they say that the world is neither trivial nor broken, and hold for any seed tried (1 to 5).
  const auto results = json_of(folder / "out/results.json");
  const auto& models = results["models"];
  REQUIRE(models.size() == 5);
  for (const auto& model : models) {
    CHECK(model["score_with_time_reversed_brain"]["share_significant"]["value"].get<double>() <= 0.1);
    CHECK(model["labels"]["p"].get<double>() < 0.05);
  }
  const auto& tuned = models.back();
  CHECK(tuned["labels"]["precision"].get<double>() > 3 * tuned["labels"]["chance_precision"].get<double>());
  CHECK(tuned["labels"]["recall"].get<double>() > 0.6);
  CHECK(tuned["accuracy"].get<double>() > models.front()["accuracy"].get<double>());

  // The command it ends with does what it says.
  const std::string::size_type begin = outcome.text.find("syncact couple ") + 8, end = outcome.text.find(" --out couple-out");
  REQUIRE(end != std::string::npos);
  const Outcome again = run(outcome.text.substr(begin, end - begin) + " --out " + folder / "again");
  INFO(again.text);
  REQUIRE(again.status == 0);
  for (const std::string name : {"annotations.tsv", "synchrony.tsv", "model_score.json"}) {
    INFO(name);
    CHECK((slurp(folder / ("again/" + name)) == slurp(folder / ("out/tuning_100/" + name))));
  }
  CHECK((slurp(folder / "again/network_maps.nii.gz") == slurp(folder / "out/brain/network_maps.nii.gz")));

  if (!has_films()) return;
  // The network in the file does to the film in the file what the network did to the film, but for pixels of 8 bits.
  const Outcome extracted = run("extract --model " + (folder / "out/inputs/network.onnx") +
                                " --preprocessing unit --size 48 --layers relu1,relu2,relu3 --movie " +
                                (folder / "out/inputs/film_run-2.avi") + " --out " + (folder / "seen"));
  INFO(extracted.text);
  REQUIRE(extracted.status == 0);
  const auto known = syncact::io::NpyArray(folder / "out/inputs/activations_tuning_100.npy").to_matrix<double>();
  syncact::Index first = 0;
  for (const char* layer : {"relu1", "relu2", "relu3"}) {
    const auto seen = syncact::io::NpyArray(folder / ("seen/" + std::string(layer) + ".npy")).to_matrix<double>();
    REQUIRE(seen.rows() == 1440);
    CHECK((seen - known.block(1440, first, 1440, seen.cols())).cwiseAbs().maxCoeff() < 0.02);
    first += seen.cols();
  }
  CHECK(first == known.cols());
  CHECK_THAT(slurp(folder / "out/inputs/couple_film.sh"), says("--movie film_run-1.avi film_run-2.avi film_run-3.avi"));
}
