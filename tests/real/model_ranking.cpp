/// Published accuracies and brain scores: the relation, where it ends, and the families, as they are known.
#include "support/catch.hpp"
#include "support/data.hpp"
#include "syncact/io/text/table.hpp"
#include "syncact/score/ranking.hpp"

using namespace syncact;
using namespace syncact::test;

namespace test_real_model_ranking {

TEST_CASE("993 models: the relation of accuracy and IT, where it ends, and the families") {
  const auto path = data("models_accuracy_brain/scaling_primate_vvs_benchmark_scores.csv.gz");
  if (!path) return;
  const io::Table table(*path);
  score::RankedModels models;
  std::vector<double> scores, accuracies;
  for (Index r = 0; r < table.n_rows(); ++r) {
    const double accuracy = table.number(r, table.column("acc"));
    if (table.cell(r, table.column("region")) != "IT" || !table.cell(r, table.column("dataset")).starts_with("imagenet"))
      continue;
    if (!std::isfinite(accuracy)) continue;
    scores.push_back(table.number(r, table.column("score")));
    accuracies.push_back(accuracy);
    models.family.push_back(table.cell(r, table.column("arch_family")));
  }
  models.scores = Eigen::Map<const VectorX<double>>(scores.data(), std::ssize(scores));
  models.accuracies = Eigen::Map<const VectorX<double>>(accuracies.data(), std::ssize(accuracies));
  const auto ranking = score::rank_models(models, {.n_resamples = 500, .cuts = {0, .3, .5, .6, .7}});
  CHECK(ranking.n_models == 426);
  CHECK_THAT(ranking.pearson.value, WithinAbs(.786, .001));
  const double expected[] = {.859, .427, .140, -.153, -.282};
  const Index counts[] = {391, 229, 168, 132, 77};
  REQUIRE(ranking.cuts.size() == 5);
  for (std::size_t c = 0; c < 5; ++c) {
    CHECK(ranking.cuts[c].n_models == counts[c]);
    CHECK_THAT(ranking.cuts[c].pearson.value, WithinAbs(expected[c], .001));
  }
  const std::pair<const char*, double> families[] = {{"AlexNet", .892},      {"CORnet-S", .897}, {"ConvNeXt", .960},
                                                     {"EfficientNet", .858}, {"ResNet", .724},   {"ViT", .970}};
  for (const auto& [name, r] : families) {
    const auto at =
        std::find_if(ranking.families.begin(), ranking.families.end(), [&](const auto& f) { return f.family == name; });
    REQUIRE(at != ranking.families.end());
    CHECK_THAT(at->pearson.value, WithinAbs(r, .001));
  }
}

}  // namespace test_real_model_ranking
