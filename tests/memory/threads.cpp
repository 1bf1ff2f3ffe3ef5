/// Threads that the system does not start: an error, and never a wait without end.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "syncact/parallel/thread_pool.hpp"

namespace test_threads {

using namespace syncact;

/// Runs f in a child with little address space, so that thread stacks find no place; its exit status, -1 if it did not end in
/// 20 seconds.
template <class F>
int in_a_small_child(F&& f) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(20);
    const rlimit limit{std::size_t{400} << 20, std::size_t{400} << 20};
    ::setrlimit(RLIMIT_AS, &limit);
    try {
      f();
    } catch (const Error& error) {
      ::_exit(std::string(error.what()).find("the system starts no more") != std::string::npos ? 42 : 43);
    } catch (...) {
      ::_exit(44);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_CASE("A pool or a loop whose threads cannot start says so", "[threads]") {
  CHECK(in_a_small_child([] { const ThreadPool pool(2000); }) == 42);
  CHECK(in_a_small_child([] { Threads{2000}.bulk(4000, [](Index) {}); }) == 42);
  CHECK(in_a_small_child([] { ThreadPool(2).bulk(10, [](Index) {}); }) == 0);
}

}  // namespace test_threads
