#pragma once
/// Counts what a call allocates. The program must be linked with allocations.cpp, which replaces malloc.
#include <cstddef>

namespace syncact::test {

/// Allocations of at least `bytes` bytes, by anybody in this program, since the last call of count_from().
void count_from(std::size_t bytes);
[[nodiscard]] int counted();

/// How many allocations of at least `bytes` bytes f() makes.
template <class F>
int allocations(std::size_t bytes, F&& f) {
  count_from(bytes);
  f();
  return counted();
}

}  // namespace syncact::test
