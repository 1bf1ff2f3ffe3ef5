#include "syncact/laws/encoder_laws.hpp"

#include "support/catch.hpp"
#include "syncact/similarity/encoding/banded_ridge.hpp"
#include "syncact/similarity/encoding/pls.hpp"
#include "syncact/similarity/encoding/ridge_cv.hpp"

namespace syncact::encoder_laws_test {

using namespace similarity::encoding;

/// Broken: the intercept is zero.
struct NoIntercept {
  struct Model {
    MatrixX<double> weights;
    [[nodiscard]] MatrixX<double> predict(const MatrixX<double>& x) const { return x.lazyProduct(weights); }
  };
  [[nodiscard]] EncoderInfo info() const { return {.id = "no_intercept"}; }
  [[nodiscard]] Model fit(const MatrixX<double>& x, const MatrixX<double>& y) const { return {Ridge{}.fit(x, y).weights()}; }
};

/// Broken: new samples are centered by their own mean, so that they see each other.
struct SeesNeighbours {
  struct Model {
    RidgeModel<> ridge;
    [[nodiscard]] MatrixX<double> predict(const MatrixX<double>& x) const {
      return ridge.predict(x.rowwise() - x.colwise().mean());
    }
  };
  [[nodiscard]] EncoderInfo info() const { return {.id = "sees_neighbours"}; }
  [[nodiscard]] Model fit(const MatrixX<double>& x, const MatrixX<double>& y) const { return {Ridge{}.fit(x, y)}; }
};

/// Broken: the penalty grows with the number of features, used or not.
struct CountsFeatures : Ridge {
  [[nodiscard]] RidgeModel<> fit(const MatrixX<double>& x, const MatrixX<double>& y) const {
    return Ridge{{static_cast<double>(x.cols())}}.fit(x, y);
  }
};

/// Broken: adds what it saw in earlier fits, hence in other folds.
struct Remembers {
  struct Model {
    RidgeModel<> ridge;
    double seen;
    [[nodiscard]] MatrixX<double> predict(const MatrixX<double>& x) const { return ridge.predict(x).array() + seen; }
  };
  std::shared_ptr<double> seen = std::make_shared<double>(0.0);
  [[nodiscard]] EncoderInfo info() const { return {.id = "remembers"}; }
  [[nodiscard]] Model fit(const MatrixX<double>& x, const MatrixX<double>& y) const {
    *seen += y.mean();
    return {Ridge{}.fit(x, y), *seen};
  }
};

/// Broken: claims that units of features do not matter.
struct ClaimsTooMuch : Ridge {
  [[nodiscard]] EncoderInfo info() const { return {.id = "claims_too_much", .x = similarity::affine}; }
};

TEST_CASE("Shipped encoders obey their laws", "[laws]") {
  const RidgeCv shared{.per_target = false}, folded{.inner_folds = 4, .inner_gap = 1};
  const BandedRidge banded{{2, 4}, {0.5, 20}};
  const BandedRidgeCv banded_cv{.bands = {2, 4}, .alphas = {0.1, 1, 10}, .steps = 3};
  const Pls pls{.n_components = 3}, scaled{.n_components = 3, .scale = true};
  CHECK(laws::check_encoder(Ridge{}).text() == "");
  CHECK(laws::check_encoder(Ridge{{0.0}}).text() == "");
  CHECK(laws::check_encoder(Ridge{{0.1, 1, 10}}).text() == "");
  CHECK(laws::check_encoder(Ridge{}, 12, 20).text() == "");
  CHECK(laws::check_encoder(RidgeCv{}).text() == "");
  CHECK(laws::check_encoder(shared).text() == "");
  CHECK(laws::check_encoder(folded).text() == "");
  CHECK(laws::check_encoder(banded).text() == "");
  CHECK(laws::check_encoder(banded_cv).text() == "");
  CHECK(laws::check_encoder(pls).text() == "");
  CHECK(laws::check_encoder(pls, 12, 20, 15).text() == "");
  CHECK(laws::check_encoder(scaled).text() == "");

  CHECK(laws::check_zero_features(Ridge{}).text() == "");
  CHECK(laws::check_zero_features(Ridge{{0.0}}).text() == "");
  CHECK(laws::check_zero_features(RidgeCv{}).text() == "");
  CHECK(laws::check_zero_features(pls).text() == "");
  CHECK(laws::check_zero_features(scaled).text() == "");

  CHECK(laws::check_held_out(Ridge{}).text() == "");
  CHECK(laws::check_held_out(folded).text() == "");
  CHECK(laws::check_held_out(pls).text() == "");

  CHECK(laws::check_penalty([](double alpha) { return Ridge{{alpha}}; }).text() == "");
  CHECK(laws::check_penalty([](double alpha) { return BandedRidge{{2, 4}, {alpha, alpha}}; }).text() == "");
}

TEST_CASE("Folds obey their laws", "[laws]") {
  CHECK(laws::check_folds(contiguous_folds(23, 5), 23).text() == "");
  CHECK(laws::check_folds(contiguous_folds(40, 4, 6), 40, 6).text() == "");
  CHECK(laws::check_folds(leave_one_run_out({5, 9, 3}), 17).text() == "");
}

TEST_CASE("Encoders and folds that lie are caught", "[laws]") {
  CHECK_FALSE(laws::check_encoder(NoIntercept{}).ok());
  CHECK_FALSE(laws::check_encoder(SeesNeighbours{}).ok());
  CHECK_FALSE(laws::check_encoder(ClaimsTooMuch{}).ok());
  CHECK_FALSE(laws::check_penalty([](double) { return Ridge{}; }).ok());
  CHECK_FALSE(laws::check_zero_features(CountsFeatures{}).ok());
  CHECK_FALSE(laws::check_held_out(Remembers{}).ok());
  CHECK_FALSE(laws::check_folds(contiguous_folds(40, 4), 40, 1).ok());
  CHECK_FALSE(laws::check_folds({Fold{{0, 1, 2, 3}, {3, 4}}}, 5).ok());
  static_assert(!Encoder<int>);
}

}  // namespace syncact::encoder_laws_test
