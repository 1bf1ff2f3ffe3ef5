#include "syncact/catalog/lists.hpp"

#include <set>

#include "support/catch.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/networks/any_learner.hpp"

using namespace syncact;
using syncact::test::says;

namespace catalog_test {

enum class Way : unsigned char { up, down };
constexpr auto choices(Way) { return std::array{Choice{"up", Way::up}, Choice{"down", Way::down}}; }

/// A policy of somebody else, with an option of each type.
struct Mine {
  double gain = 0.1;
  Index n = 3;
  bool loud = false;
  Way way = Way::up;
  Seconds lag{2.5};
  std::optional<double> level{};
  std::vector<double> grid{1, 2};
  NanPolicy nan = NanPolicy::raise;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("gain", self.gain, "a number");
    option("n", self.n, "a whole number");
    option("loud", self.loud, "yes or no");
    option("way", self.way, "one of two");
    option("lag", self.lag, "a duration");
    option("level", self.level, "may be none");
    option("grid", self.grid, "several");
    option("nan", self.nan, "what to do");
  }
};

/// Named as the library names its options.
struct Spelled {
  bool normalize = false;
  Way centering = Way::up;

  template <class Self, class Visit>
  static void options(Self& self, Visit&& option) {
    option("normalize", self.normalize, "");
    option("centering", self.centering, "");
  }
};

inline auto mine() { return std::tuple{Named{"mine", Mine{}, "my own"}, Named{"plain", Serial{}, "no options"}}; }

/// Every entry can be made with its own defaults, and its options survive being set to what they are.
template <class List>
void check_list(const List& list, const std::string& kind) {
  std::set<std::string> names;
  for (const PolicyInfo& policy : describe(list)) {
    INFO(kind << " " << policy.name);
    CHECK(names.insert(policy.name).second);
    CHECK(!policy.what.empty());
    std::set<std::string> options;
    std::vector<Setting> settings;
    for (const OptionInfo& option : policy.options) {
      CHECK(options.insert(option.name).second);
      CHECK(!option.what.empty());
      settings.push_back({option.name, option.value});
    }
    const auto shown = with_named(list, kind, policy.name, settings, [](const auto& made) { return list_options(made); });
    REQUIRE(shown.size() == policy.options.size());
    for (std::size_t i = 0; i < shown.size(); ++i) CHECK(shown[i].value == policy.options[i].value);
  }
}

}  // namespace catalog_test

using catalog_test::Mine;
using catalog_test::mine;

TEST_CASE("Every policy of the catalogue has a name, words, and options that can be read and set") {
  catalog_test::check_list(catalog::responses(), "response");
  catalog_test::check_list(catalog::recipes(), "recipe");
  catalog_test::check_list(catalog::reductions(), "reduction");
  catalog_test::check_list(catalog::coders(), "coder");
  catalog_test::check_list(catalog::learners(), "learner");
  catalog_test::check_list(catalog::coding_learners(coding::AnyCoder{}), "learner");
  catalog_test::check_list(catalog::groups(), "group");
  catalog_test::check_list(catalog::similarities(), "similarity");
  catalog_test::check_list(catalog::nulls(), "null");
  catalog_test::check_list(catalog::mappers(), "mapper");
  catalog_test::check_list(catalog::executors(), "executor");
  CHECK(catalog::kinds().size() == 11);
}

TEST_CASE("A policy of one's own is named and set as those of the library are") {
  const std::vector<Setting> settings{{"gain", "1e-3"}, {"n", "-2"},      {"loud", "true"}, {"way", "down"},
                                      {"lag", "0.25"},  {"level", "0.5"}, {"grid", "3,4"},  {"nan", "exclude"}};
  struct Read {
    Mine operator()(const Mine& m) const { return m; }
    Mine operator()(const Serial&) const { return {}; }
  };
  const Mine set = with_named(mine(), "thing", "mine", settings, Read{});
  CHECK(set.gain == 1e-3);
  CHECK(set.n == -2);
  CHECK(set.loud);
  CHECK(set.way == catalog_test::Way::down);
  CHECK(set.lag == Seconds{0.25});
  CHECK(set.level == 0.5);
  CHECK(set.grid == std::vector<double>{3, 4});
  CHECK(set.nan == NanPolicy::exclude);
  const auto joined = std::tuple_cat(catalog::executors(), mine());
  CHECK(names_of(joined) == std::vector<std::string>{"threads", "serial", "mine", "plain"});
}

TEST_CASE("Both spellings of an option are understood") {
  catalog_test::Spelled policy;
  set_option(policy, "normalise", "true");
  set_option(policy, "centring", "down");
  CHECK(policy.normalize);
  CHECK(policy.centering == catalog_test::Way::down);
}

TEST_CASE("Unknown names, options and values are refused with what there is") {
  const auto nothing = [](const auto&) { return 0; };
  const auto make = [&](const char* name, const std::vector<Setting>& settings) {
    return with_named(mine(), "thing", name, settings, nothing);
  };
  CHECK_THROWS_WITH(make("yours", {}), says("no thing 'yours'; there are mine, plain"));
  CHECK_THROWS_WITH(make("mine", {{"gian", "1"}}), says("thing mine: no option 'gian'; there is gain, n, loud"));
  CHECK_THROWS_WITH(make("mine", {{"n", "1.5"}}), says("option n: must be whole number, is '1.5'"));
  CHECK_THROWS_WITH(make("mine", {{"way", "left"}}), says("must be up|down"));
  CHECK_THROWS_WITH(make("mine", {{"lag", "soon"}}), says("option lag: must be number, is 'soon'"));
  CHECK_THROWS_WITH(make("plain", {{"gain", "1"}}), says("there are none"));
}

TEST_CASE("Learners with a coder of any type find what they find with the coder itself") {
  MatrixX<double> bold(40, 60);
  const Random random(5);
  for (Index i = 0; i < bold.size(); ++i) bold.data()[i] = random.normal(static_cast<std::uint64_t>(i));
  using namespace networks::learners;
  const OnlineDictionaryLearning<> plain{.n_networks = 5, .n_passes = 3};
  const OnlineDictionaryLearning<coding::AnyCoder> erased{.n_networks = 5, .coder = coding::LassoCd{}, .n_passes = 3};
  CHECK(plain.learn(bold).maps == erased.learn(bold).maps);
  const networks::AnyLearner<double> any(plain);
  CHECK(any.learn(SeriesView<double>(bold)).maps == plain.learn(bold).maps);
}
