#include "program.hpp"
#include "support/catch.hpp"
#include "support/oracles.hpp"
#include "support/table_close.hpp"

using namespace syncact::test;

namespace {

Eigen::VectorXd printed_numbers(const std::string& text) {
  std::istringstream in(text);
  std::vector<double> values;
  for (std::string line; std::getline(in, line);) values.push_back(std::stod(line));
  return Eigen::Map<Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

}  // namespace

TEST_CASE("hrf prints the kernels that nilearn uses") {
  for (const auto& reference : oracle("hrf")["nilearn_kernels"]["cases"]) {
    const auto number = [&](const char* key) { return std::to_string(reference[key].get<double>()); };
    const Outcome outcome = run("hrf --convention nilearn --model " + reference["model"].get<std::string>() + " --tr " +
                                number("t_r") + " --oversampling " + std::to_string(reference["oversampling"].get<int>()) +
                                " --length " + number("time_length") + " --onset " + number("onset"));
    INFO(reference["model"] << " " << reference["t_r"] << " " << reference["oversampling"]);
    REQUIRE(outcome.status == 0);
    CHECK(table_close(printed_numbers(outcome.text), column(reference["values"]), 1e-12, 1e-9) == "");
  }
}

TEST_CASE("hrf prints the kernel that SPM uses, and the formula itself") {
  for (const auto& reference : oracle("hrf")["spm12_kernels"]["cases"]) {
    if (reference["what"] != "spm_hrf" || reference["T"] != 1) continue;
    const Outcome outcome = run("hrf --model spm --convention spm12 --tr " + std::to_string(reference["RT"].get<double>()));
    REQUIRE(outcome.status == 0);
    CHECK(table_close(printed_numbers(outcome.text), column(reference["values"]), 1e-12, 1e-9) == "");
  }
  const Outcome outcome = run("hrf --model spm --convention exact --tr 0.5 --length 30");
  CHECK(table_close(printed_numbers(outcome.text), column(oracle("hrf")["continuous"]["spm_double_gamma"]["values"]), 1e-12,
                    1e-9) == "");
}

TEST_CASE("an unknown model is refused with the list of the known") {
  const Outcome outcome = run("hrf --model spn");
  CHECK(outcome.status != 0);
  CHECK_THAT(outcome.text, says("spn") && says("glover"));
}
