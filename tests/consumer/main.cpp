// A program of somebody else: it has what its components bring, and nothing of this repository's own build.
#include <iostream>

#include "syncact/adapt/eigen.hpp"
#include "syncact/linalg/backend.hpp"
#if defined(WITH_ALL_COMPONENTS)
#include "syncact/adapt/xtensor.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/linalg/xtensor_blas.hpp"
#endif

#if defined(WITH_NPY)
#include "syncact/io/npy/npy.hpp"
#endif

#if defined(WITH_MEASURES)
#include "syncact/catalog/compiled_measures.hpp"
#endif

#if defined(WITH_FILMS)
#include "syncact/film/opencv/movie.hpp"
#endif

#if defined(NDEBUG) || defined(__FAST_MATH__) || defined(_OPENMP)
#error "the library may not bring defines or compiler options"
#endif

int main() {
  const Eigen::MatrixXd m = Eigen::MatrixXd::Ones(3, 2);
  syncact::Index n = syncact::with_series(m, [](const auto& view) { return view.n_times(); });
#if defined(WITH_ALL_COMPONENTS)
  const xt::xtensor<double, 2> x = xt::ones<double>({3, 2});
  n = syncact::with_series(x, [](const auto& view) { return view.n_times(); });
  n = static_cast<syncact::Index>(syncact::linalg::cross(m, m, syncact::linalg::BlasBackend{})(0, 0));
#endif
#if defined(WITH_MEASURES)
  if (syncact::catalog::compiled_measures().size() < 50) return 2;
#endif
#if defined(WITH_FILMS)
  try {
    const syncact::film::opencv::Movie absent("no such film");
    return 3;
  } catch (const syncact::Error& error) {
    std::cout << error.what() << "\n";
  }
#endif
  std::cout << "times: " << n << "\n";
  return n == 3 ? 0 : 1;
}
