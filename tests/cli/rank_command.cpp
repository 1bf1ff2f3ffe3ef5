/// syncact rank: from a table of models to sentences, and what it refuses.
#include <fstream>

#include "program.hpp"
#include "support/catch.hpp"
#include "syncact/io/text/table.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {

/// 60 models of six families; score and accuracy agree but for a little, so that r is near 1.
std::string table(const std::string& header = "model,region,score,acc,arch_family,n_params") {
  std::string text = header + "\n";
  for (int i = 0; i < 60; ++i) {
    const double accuracy = 0.01 * i, wiggle = 0.02 * ((i * 7) % 5);
    for (const char* region : {"IT", "V1"}) {
      const double score = region[0] == 'I' ? accuracy + wiggle : 0.5 - accuracy + wiggle;
      text += "m" + std::to_string(i) + "," + region + "," + std::to_string(score) + "," + std::to_string(accuracy) + ",f" +
              std::to_string(i % 6) + "," + std::to_string(1000 + i) + "\n";
    }
  }
  return text;
}

}  // namespace

TEST_CASE("rank says in words and files how accuracy and brain score go together, by region") {
  const Folder folder("rank");
  std::ofstream(folder / "t.csv") << table();
  const Outcome outcome = run("rank --scores " + (folder / "t.csv") +
                              " --by region --resamples 200 --covariate log:n_params --out " + (folder / "out"));
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  CHECK_THAT(outcome.text, says("more accurate ones are more brain-like"));
  CHECK_THAT(outcome.text, says("more accurate ones are less brain-like"));
  const auto rankings = json_of(folder / "out/ranking.json")["rankings"];
  CHECK_THAT(slurp(folder / "out/report.html"),
             says("brain-like") && says(rankings[0]["verdict"][0].get<std::string>().substr(0, 12)));
  REQUIRE(rankings.size() == 2);
  CHECK(rankings[0]["group"] == "IT");
  CHECK(rankings[0]["n_models"] == 60);
  CHECK(rankings[0]["pearson"]["value"] > 0.9);
  CHECK(rankings[1]["pearson"]["value"] < -0.9);
  CHECK(rankings[0].contains("pearson_over_families"));
  CHECK(rankings[0].contains("pearson_partial"));
  const io::Table families(folder / "out/ranking_families.tsv");
  CHECK(families.n_rows() == 12);
  const io::Table cuts(folder / "out/ranking_cuts.tsv");
  CHECK(cuts.n_rows() > 10);
  CHECK(json_of(folder / "out/run.json")["inputs"].size() == 1);
}

TEST_CASE("rank takes accuracies from another table, and says which models have none") {
  const Folder folder("rank_from");
  std::ofstream(folder / "t.csv") << table("model,region,score,unused,arch_family,n_params");
  std::ofstream(folder / "a.tsv") << "name\ttop1\n";
  {
    std::ofstream out(folder / "a.tsv", std::ios::app);
    for (int i = 0; i < 50; ++i) out << "m" << i << "\t" << 0.01 * i << "\n";
  }
  const Outcome outcome = run("rank --where region=I* --no-family --resamples 50 --scores " + (folder / "t.csv") +
                              " --accuracy-from " + (folder / "a.tsv"));
  INFO(outcome.text);
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.text, says("10 of 60 models have no score, accuracy or covariate"));
  CHECK_THAT(outcome.text, says("Over all 50 models"));
  CHECK_THAT(outcome.text, !says("families"));
}

TEST_CASE("rank refuses rows that it cannot tell apart, and columns that there are not") {
  const Folder folder("rank_errors");
  std::ofstream(folder / "t.csv") << table();
  const std::string rank = "rank --scores " + (folder / "t.csv");
  CHECK_THAT(run(rank).text, says("was on line 2 already; --where or --by must tell its rows apart"));
  CHECK_THAT(run(rank + " --where region=IT --score brainness").text,
             says("has no column 'brainness'; it has 'model', 'region'"));
  CHECK_THAT(run(rank + " --where region=Pluto").text, says("--where leaves no row"));
  CHECK_THAT(run(rank + " --where region").text, says("must be COLUMN=PATTERN"));
  CHECK_THAT(run(rank + " --where region=IT --covariate log:score").text, says("must be > 0"));
  CHECK_THAT(run(rank + " --where model=m1").text, says("was on line"));
  CHECK_THAT(run(rank + " --where region=IT --where model=m1").text, says("at least four models"));
}
