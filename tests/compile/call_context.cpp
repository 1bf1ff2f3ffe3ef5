#include "syncact/networks/scaling.hpp"

using namespace syncact;

/// A context of somebody else, whose executor has its own type.
struct Plain {
#if !defined(DEFECT_NO_BACKEND)
  linalg::EigenBackend backend{};
#endif
#if defined(DEFECT_WRONG_EXECUTOR)
  int executor = 1;
#elif !defined(DEFECT_NO_EXECUTOR)
  Serial executor{};
#endif
#if !defined(DEFECT_NO_PROGRESS)
  Progress progress{};
#endif
#if !defined(DEFECT_NO_CAP)
  std::size_t memory_cap_bytes = 1000000;
#endif
};

networks::ScaledVoxels<double> use(const SeriesView<double>& bold) {
  return networks::scale_voxels(bold, networks::Scaling::unit_norm, NanPolicy::raise, Plain{});
}
