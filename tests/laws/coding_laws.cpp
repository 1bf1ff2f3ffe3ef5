#include "support/catch.hpp"
#include "syncact/coding/lasso_cd.hpp"
#include "syncact/coding/lasso_lars.hpp"
#include "syncact/coding/matching_pursuit.hpp"
#include "syncact/coding/omp.hpp"
#include "syncact/laws/sparse_coder_laws.hpp"

using namespace syncact;

namespace coders_under_test {

/// Proximal gradient with a fixed number of steps: slow, but independent of ours.
struct Ista {
  double alpha = 0.1;
  int n_steps = 4000;

  template <class T>
  coding::CodingSummary encode(linalg::ConstPanel<T> gram, linalg::ConstPanel<T> p, std::span<const double> norms,
                               linalg::Panel<T> codes) const {
    const Eigen::MatrixXd g = gram.template cast<double>();
    const double step = 1 / g.trace();
    coding::CodingSummary summary;
    for (Index i = 0; i < p.cols(); ++i) {
      const Eigen::VectorXd b = p.col(i).template cast<double>();
      Eigen::VectorXd a = Eigen::VectorXd::Zero(b.size());
      for (int s = 0; s < n_steps; ++s) {
        const Eigen::VectorXd z = a + step * (b - g * a);
        a = z.cwiseSign().cwiseProduct((z.cwiseAbs().array() - step * alpha).max(0.0).matrix());
      }
      codes.col(i) = a.cast<T>();
      const double error = norms[static_cast<std::size_t>(i)] - 2 * b.dot(a) + a.dot(g * a);
      summary.merge({1, 1, n_steps, 0, 0, 0.5 * error + alpha * a.lpNorm<1>(), error});
    }
    return summary;
  }
};

/// Passes its own codes on from signal to signal.
struct Leaky : coding::LassoCd {
  template <class T>
  coding::CodingSummary encode(linalg::ConstPanel<T> gram, linalg::ConstPanel<T> p, std::span<const double> norms,
                               linalg::Panel<T> codes) const {
    const auto summary = coding::LassoCd::encode(gram, p, norms, codes);
    for (Index i = 1; i < codes.cols(); ++i) codes.col(i) += T(0.1) * codes.col(i - 1);
    return summary;
  }
};

/// Stops far too early and claims to have converged.
struct Hasty : coding::LassoCd {
  template <class T>
  coding::CodingSummary encode(linalg::ConstPanel<T> gram, linalg::ConstPanel<T> p, std::span<const double> norms,
                               linalg::Panel<T> codes) const {
    auto summary = coding::LassoCd{.alpha = alpha, .max_iterations = 1}.encode(gram, p, norms, codes);
    summary.n_converged = summary.n_signals;
    return summary;
  }
};

/// Cannot code negative weights.
struct Positive : coding::LassoCd {
  template <class T>
  coding::CodingSummary encode(linalg::ConstPanel<T> gram, linalg::ConstPanel<T> p, std::span<const double> norms,
                               linalg::Panel<T> codes) const {
    const auto summary = coding::LassoCd::encode(gram, p, norms, codes);
    codes = codes.cwiseMax(T(0)).eval();
    return summary;
  }
};

}  // namespace coders_under_test

TEMPLATE_TEST_CASE("Shipped coders keep the laws", "", float, double) {
  for (const double alpha : {0.02, 0.1, 0.4}) {
    const coding::LassoCd lasso{.alpha = alpha, .tolerance = 1e-6};
    INFO(alpha);
    CHECK(laws::check_sparse_coder<TestType>(lasso).text() == "");
    CHECK(laws::check_lasso<TestType>(lasso, alpha, std::is_same_v<TestType, float> ? 3e-6 : 1.000001e-6).text() == "");
    CHECK(laws::check_sparse_coder<TestType>(lasso.relaxed(1e-2), 1e-2).text() == "");
  }
  CHECK(laws::check_sparse_coder<TestType>(coding::Omp{.n_nonzero = 3}).text() == "");
  CHECK(laws::check_sparse_coder<TestType>(coding::Omp{.n_nonzero = 100, .tolerance = 0.05}).text() == "");
  CHECK(laws::check_sparse_coder<TestType>(coding::MatchingPursuit{.n_steps = 4}).text() == "");
  CHECK(laws::check_sparse_coder<TestType>(coding::MatchingPursuit{.n_steps = 50, .tolerance = 0.05}).text() == "");
}

namespace coders_under_test {

/// The lasso with everything that can be asked of it, by both coders.
template <class Coder>
std::vector<Coder> penalized(double alpha) {
  const std::vector<double> weights = {1, 0.5, 2, 1, 3, 1.5, 0.7, 1, 1, 0.9, 4, 1};
  std::vector<Coder> coders(6, Coder{.alpha = alpha});
  coders[1].ridge = 0.3;
  coders[2].positive = true;
  coders[3].weights = weights;
  coders[4].ridge = 0.3, coders[4].weights = weights;
  coders[5].ridge = 0.3, coders[5].weights = weights, coders[5].positive = true;
  return coders;
}

}  // namespace coders_under_test

TEMPLATE_TEST_CASE("Penalised coders reach the minimum of their penalty", "", float, double) {
  const double tolerance = std::is_same_v<TestType, float> ? 5e-6 : 1.000001e-6;
  const auto check = [&](const auto& coder) {
    INFO(coder.alpha << " ridge " << coder.ridge << " positive " << coder.positive << " weights " << coder.weights.size());
    CHECK(laws::check_lasso<TestType>(coder, coder.penalty(), tolerance).text() == "");
    CHECK(laws::check_sparse_coder<TestType>(coder, 1e-5, coder.positive).text() == "");
  };
  for (const double alpha : {0.02, 0.1, 0.4}) {
    for (const auto& coder : coders_under_test::penalized<coding::LassoCd>(alpha)) check(coder);
    for (const auto& coder : coders_under_test::penalized<coding::LassoLars>(alpha)) check(coder);
  }
}

TEMPLATE_TEST_CASE("A coder of one's own keeps the laws", "", float, double) {
  STATIC_REQUIRE(coding::SparseCoder<coders_under_test::Ista, TestType>);
  CHECK(laws::check_sparse_coder<TestType>(coders_under_test::Ista{}).text() == "");
  CHECK(laws::check_lasso<TestType>(coders_under_test::Ista{}, 0.1).text() == "");
}

TEST_CASE("The laws of coders find broken ones") {
  CHECK(!laws::check_sparse_coder<double>(coders_under_test::Leaky{}).ok());
  CHECK(!laws::check_sparse_coder<double>(coders_under_test::Positive{}).ok());
  CHECK(!laws::check_lasso<double>(coders_under_test::Hasty{}, coders_under_test::Hasty{}.alpha).ok());
  CHECK(!laws::check_lasso<double>(coding::LassoCd{.alpha = 0.1}, 0.11).ok());
  CHECK(!laws::check_lasso<double>(coding::LassoCd{.alpha = 0.1}, {.alpha = 0.1, .ridge = 0.01}).ok());
  CHECK(!laws::check_lasso<double>(coding::LassoCd{.alpha = 0.1}, {.alpha = 0.1, .positive = true}).ok());
  CHECK(!laws::check_sparse_coder<double>(coding::LassoCd{.alpha = 0.1}, 1e-5, true).ok());
  CHECK(!laws::check_sparse_coder<double>(coding::LassoCd{.alpha = 0.1, .positive = true}).ok());
}
