#include "syncact/parallel/context.hpp"

#include <numeric>
#include <vector>

#include "support/catch.hpp"

using namespace syncact;

namespace context_test {

/// The least an executor has.
struct Backwards {
  template <std::invocable<Index> F>
  void bulk(Index n, F&& f) const {
    for (Index i = n - 1; i >= 0; --i) f(i);
  }
};

}  // namespace context_test

TEST_CASE("AnyExecutor runs each index once on whatever is in it, and passes exceptions on") {
  const auto check = [](const AnyExecutor& executor) {
    std::vector<int> ran(100, 0);
    executor.bulk(100, [&](Index i) { ++ran[static_cast<std::size_t>(i)]; });
    CHECK(ran == std::vector<int>(100, 1));
    executor.persistent().bulk(100, [&](Index i) { ++ran[static_cast<std::size_t>(i)]; });
    CHECK(ran == std::vector<int>(100, 2));
    CHECK_THROWS_AS(executor.bulk(3,
                                  [](Index i) {
                                    if (i == 1) throw ValueError("one");
                                  }),
                    ValueError);
    executor.bulk(0, [](Index) { throw ValueError("none"); });
  };
  check({});
  check(Serial{});
  check(Threads{3});
  check(ThreadPool(2));
  check(context_test::Backwards{});
  const AnyExecutor copy = AnyExecutor(Threads{2});
  check(copy);
}

TEST_CASE("A stage's progress is its share of the whole") {
  std::vector<std::pair<Index, Index>> told;
  const Context<> context{.progress = [&](Index done, Index total) {
    told.emplace_back(done, total);
    return done < 2500;
  }};
  for (const Index stage : {0, 1}) {
    const Context<> part = of_stage(context, stage, 3);
    Steps steps(part.progress, 2);
    steps.advance();
    steps.advance();
  }
  CHECK(told == std::vector<std::pair<Index, Index>>{{500, 3000}, {1000, 3000}, {1500, 3000}, {2000, 3000}});
  const Context<> last = of_stage(context, 2, 3);
  Steps steps(last.progress, 2);
  CHECK_THROWS_AS(steps.advance(), Cancelled);
  CHECK(!of_stage(Context<>{}, 0, 2).progress);
}
