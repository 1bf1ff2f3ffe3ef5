#include "syncact/networks/voxel_source.hpp"

using namespace syncact;

struct Silence {
#if !defined(DEFECT_NO_TIMES)
  Index n_times() const { return 10; }
#endif
#if !defined(DEFECT_NO_VOXELS)
  Index n_voxels() const { return 3; }
#endif
#if defined(DEFECT_WRONG_RESULT)
  double view(Index, Index, MatrixX<double>&) const { return 0; }
#elif defined(DEFECT_NOT_CONST)
  SeriesView<double> view(Index, Index n, MatrixX<double>& buffer) { return SeriesView<double>(buffer.setZero(10, n)); }
#elif !defined(DEFECT_NO_VIEW)
  SeriesView<double> view(Index, Index n, MatrixX<double>& buffer) const { return SeriesView<double>(buffer.setZero(10, n)); }
#endif
};

static_assert(networks::VoxelSource<Silence, double>);
