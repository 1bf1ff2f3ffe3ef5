#include "syncact/core/executor.hpp"

#include "syncact/linalg/backend.hpp"

struct Backwards {
#if defined(DEFECT_WRONG_RESULT)
  template <class F>
  int bulk(syncact::Index n, F&& f) const {
    while (n-- > 0) f(n);
    return 0;
  }
#elif defined(DEFECT_NOT_CONST)
  template <class F>
  void bulk(syncact::Index n, F&& f) {
    while (n-- > 0) f(n);
  }
#elif !defined(DEFECT_NO_BULK)
  template <class F>
  void bulk(syncact::Index n, F&& f) const {
    while (n-- > 0) f(n);
  }
#endif
#if defined(DEFECT_NOT_COPYABLE)
  Backwards() = default;
  Backwards(const Backwards&) = delete;
#endif
};

syncact::MatrixX<double> use(const syncact::MatrixX<double>& a, const Backwards& executor) {
  return syncact::linalg::cross(a, a, syncact::linalg::DefaultBackend{}, executor);
}
