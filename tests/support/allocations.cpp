#include "support/allocations.hpp"

#include <atomic>
#include <cerrno>

// glibc lets a program replace malloc as long as memory comes from these; operator new and Eigen end here too.
extern "C" {
void* __libc_malloc(std::size_t);                 // NOLINT(bugprone-reserved-identifier)
void* __libc_calloc(std::size_t, std::size_t);    // NOLINT(bugprone-reserved-identifier)
void* __libc_realloc(void*, std::size_t);         // NOLINT(bugprone-reserved-identifier)
void* __libc_memalign(std::size_t, std::size_t);  // NOLINT(bugprone-reserved-identifier)
}

namespace {
std::atomic<std::size_t> threshold{~std::size_t{0}};
std::atomic<int> count{0};

void note(std::size_t bytes) {
  if (bytes >= threshold) ++count;
}
}  // namespace

extern "C" {
void* malloc(std::size_t bytes) {
  note(bytes);
  return __libc_malloc(bytes);
}
void* calloc(std::size_t n, std::size_t bytes) {
  note(n * bytes);
  return __libc_calloc(n, bytes);
}
void* realloc(void* old, std::size_t bytes) {
  note(bytes);
  return __libc_realloc(old, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  note(bytes);
  return __libc_memalign(alignment, bytes);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t bytes) {
  note(bytes);
  *out = __libc_memalign(alignment, bytes);
  return *out != nullptr ? 0 : ENOMEM;
}
}

namespace syncact::test {

void count_from(std::size_t bytes) {
  count = 0;
  threshold = bytes;
}

int counted() {
  threshold = ~std::size_t{0};
  return count;
}

}  // namespace syncact::test
