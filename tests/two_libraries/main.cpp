/// BlasBackend leaves the BLAS of the process as it found it, also when two shared libraries use it at the same time.
#include <dlfcn.h>

#include <cstdio>

namespace {

struct Library {
  void* handle;
  explicit Library(const char* path) : handle(::dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
    if (handle == nullptr) std::fprintf(stderr, "%s\n", ::dlerror());
  }
  template <class F>
  F* function(const char* name) const {
    return reinterpret_cast<F*>(::dlsym(handle, name));
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const Library a(argv[1]), b(argv[2]);
  if (a.handle == nullptr || b.handle == nullptr) return 2;
  const auto threads = a.function<int()>("threads_of_blas");
  if (threads() < 0) return 77;  // another BLAS: nothing to put back
  a.function<void(int)>("set_threads_of_blas")(2);
  const int before = threads();
  void* first = a.function<void*()>("enter")();
  void* second = b.function<void*()>("enter")();
  const int inside = threads();
  a.function<void(void*)>("leave")(first);  // the other library is still inside
  const int still_inside = threads();
  b.function<void(void*)>("leave")(second);
  std::printf("before %d, inside %d, still inside %d, after %d\n", before, inside, still_inside, threads());
  return before == 2 && inside == 1 && still_inside == 1 && threads() == before ? 0 : 1;
}
