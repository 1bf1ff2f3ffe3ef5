#pragma once
/// Keeps Eigen's products in the calling thread, also in programs compiled with OpenMP.
#include "syncact/core/macros_off.hpp"
#ifdef _OPENMP
#include <omp.h>
#endif

namespace syncact::inline v0_1::linalg {

/// While it lives, Eigen products of this thread stay in this thread. Under OpenMP it lowers the thread's own
/// number-of-threads setting and puts it back; other threads and Eigen's global setting are not touched. A program that
/// called Eigen::setNbThreads(n > 1) overrides it: results stay right, but their last bits may then depend on n.
class SerialScope {
 public:
#ifdef _OPENMP
  SerialScope() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~SerialScope() { omp_set_num_threads(before_); }

 private:
  int before_;

 public:
#else
  SerialScope() {}  // not defaulted: an empty scope must not warn as an unused variable
  ~SerialScope() {}
#endif
  SerialScope(const SerialScope&) = delete;
  SerialScope& operator=(const SerialScope&) = delete;
};

}  // namespace syncact::inline v0_1::linalg

#include "syncact/core/macros_on.hpp"
