#include <cmath>
#include <fstream>

#include "program.hpp"
#include "support/catch.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "syncact/io/text/table.hpp"
#include "syncact/io/text/table_write.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {

/// Four labels that come and go; units 0 to 3 follow them, units 4 and 5 nothing.
void write_film(const Folder& folder) {
  constexpr Index n = 1200;
  MatrixX<double> labels = MatrixX<double>::Zero(n, 4), units(n, 6);
  const Random random(3), noise(4);
  for (Index k = 0; k < 4; ++k) {
    for (Index t = 0; t < n; t += 20) {
      if (random.uniform(static_cast<std::uint64_t>(t * 4 + k)) < 0.2) labels.col(k).segment(t, 20).setOnes();
    }
  }
  for (Index i = 0; i < units.size(); ++i) units(i % n, i / n) = noise.normal(static_cast<std::uint64_t>(i));
  units.leftCols(4) = 2 * labels + units.leftCols(4);
  io::write_npy(folder / "units.npy", units);
  io::write_series_table(folder / "truth.tsv", {"dog", "cat, tabby", "house", "face"}, labels);
}

void write_text(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace

TEST_CASE("referee tells right descriptions from wrong ones, in the tables of several programs") {
  const Folder folder("referee");
  write_film(folder);
  write_text(folder / "invert.csv",
             "neuron,concept,concept_id,metric\n0,dog,n02,0.9\n1,\"cat, tabby\",n03,0.9\n2,house,n04,0.9\n3,face,n05,0.9\n");
  write_text(folder / "dissect.csv",
             "layer,unit,description,similarity\nfc,0,face,0.9\nfc,1,house,0.9\nfc,4,dog,0.9\nfc,5,unicorn,0.9\n");
  const std::string referee =
      "referee --activations " + (folder / "units.npy") + " --truth " + (folder / "truth.tsv") + " --labels ";
  const Outcome right = run(referee + (folder / "invert.csv") + " --out " + (folder / "right"));
  INFO(right.text);
  REQUIRE(right.status == 0);
  const io::Table table(folder / "right/referee.tsv");
  CHECK_THAT(slurp(folder / "right/report.html"), says("median AUC") && says("sanity.tsv"));
  REQUIRE(table.n_rows() == 4);
  for (Index row = 0; row < 4; ++row) {
    CHECK(table.number(row, table.column("rank_of_label")) == 1);
    CHECK(table.cell(row, table.column("best_label")) == table.cell(row, table.column("label")));
    CHECK(table.number(row, table.column("p_auc")) == 0.005);
    CHECK(table.number(row, table.column("auc")) > 0.85);
    CHECK(table.number(row, table.column("auc_second_half")) > 0.8);
  }
  CHECK_THAT(right.text, says("4 are the best of 4 labels (chance 1)"));
  const io::Table sanity(folder / "right/sanity.tsv");
  for (Index row = 0; row < sanity.n_rows(); ++row) {
    const std::string& score = sanity.cell(row, 0);
    const double passing = sanity.number(row, sanity.column("share_passing"));
    INFO(score);
    if (score == "f1" || score == "iou" || score == "correlation" || score == "auprc") CHECK(passing == 1);
    if (score == "recall") CHECK(sanity.number(row, sanity.column("extra")) > -0.001);  // the test it fails
  }

  const Outcome wrong = run(referee + (folder / "dissect.csv") + " --out " + (folder / "wrong"));
  INFO(wrong.text);
  REQUIRE(wrong.status == 0);
  CHECK_THAT(wrong.text, says("1 of 4 labels are no columns of"));
  const io::Table verdict(folder / "wrong/referee.tsv");
  REQUIRE(verdict.n_rows() == 3);
  CHECK(verdict.cell(0, verdict.column("best_label")) == "dog");
  for (Index row = 0; row < 3; ++row) CHECK(verdict.number(row, verdict.column("auc")) < 0.65);
}

TEST_CASE("referee says what is wrong with its files") {
  const Folder folder("referee-errors");
  write_film(folder);
  const std::string start = "referee --activations " + (folder / "units.npy") + " --out " + (folder / "x") + " --truth ";
  write_text(folder / "unit.csv", "unit,label\n6,dog\n");
  CHECK_THAT(run(start + (folder / "truth.tsv") + " --labels " + (folder / "unit.csv")).text,
             says("unit.csv:2: unit '6' is not one of the 6 units of"));
  write_text(folder / "none.csv", "unit,label\n1,unicorn\n");
  CHECK_THAT(run(start + (folder / "truth.tsv") + " --labels " + (folder / "none.csv")).text,
             says("none of its 1 labels is a column of"));
  write_text(folder / "columns.csv", "who,what\n1,dog\n");
  CHECK_THAT(
      run(start + (folder / "truth.tsv") + " --labels " + (folder / "columns.csv")).text,
      says("columns.csv: --unit-column must name a column, as it has none of neuron_name, unit_name, unit, neuron; it has "
           "'who', 'what'"));
  write_text(folder / "short.tsv", "dog\tcat\n1\t0\n0\t1\n");
  CHECK_THAT(run(start + (folder / "short.tsv") + " --labels " + (folder / "unit.csv")).text,
             says("short.tsv: has 2 rows, but"));
}
