#include "syncact/networks/learners/code_statistics.hpp"

#include "support/catch.hpp"
#include "support/noise.hpp"

using namespace syncact;
using networks::learners::CodeStatistics;

namespace {

/// Of whole numbers, whose sums are exact.
CodeStatistics whole(std::uint64_t seed) {
  CodeStatistics statistics(6, 3);
  statistics.codes = (4 * test::noise<double>(3, 3, seed)).array().round();
  statistics.data = (4 * test::noise<double>(6, 3, seed + 1)).array().round();
  return statistics;
}

CodeStatistics merged(CodeStatistics a, const CodeStatistics& b) {
  a.merge(b);
  return a;
}

bool same(const CodeStatistics& a, const CodeStatistics& b) { return a.codes == b.codes && a.data == b.data; }

}  // namespace

TEST_CASE("Code statistics merge associatively and commutatively, and empty ones change nothing", "[networks][law]") {
  const CodeStatistics a = whole(1), b = whole(3), c = whole(5), empty(6, 3);
  CHECK(same(merged(merged(a, b), c), merged(a, merged(b, c))));
  CHECK(same(merged(a, b), merged(b, a)));
  CHECK(same(merged(a, empty), a));
  CodeStatistics wrong(5, 3);
  CHECK_THROWS_AS(wrong.merge(a), ShapeError);
  CHECK_THROWS_AS(CodeStatistics(6, 2).merge(a), ShapeError);
}
