// A table of floating numbers that an adapter knows enters the library; others are refused with the reason.
#include <complex>
#include <vector>

#include "syncact/adapt/eigen.hpp"

#if defined(DEFECT_INT)
using Table = Eigen::MatrixXi;
#elif defined(DEFECT_COMPLEX)
using Table = Eigen::MatrixXcd;
#elif defined(DEFECT_NO_ADAPTER)
using Table = std::vector<double>;
#else
using Table = Eigen::MatrixXd;
#endif

syncact::Index n_times(const Table& table) {
  return syncact::with_series(table, [](const auto& view) { return view.n_times(); });
}

syncact::SeriesView<double> view_of_matrix(const Eigen::MatrixXd& m) {
#if defined(DEFECT_TEMPORARY_VIEW)
  return syncact::SeriesView<double>(Eigen::MatrixXd(m));
#else
  return syncact::SeriesView<double>(m);
#endif
}
