#pragma once
/// A sparse coder whose type is forgotten.
#include "syncact/core/macros_off.hpp"

#include <memory>
#include <utility>

#include "syncact/coding/concept.hpp"
#include "syncact/coding/lasso_cd.hpp"

namespace syncact::coding {

/// Any SparseCoder of float and double, LassoCd unless another one is given. Copies share it.
class AnyCoder {
 public:
  AnyCoder() : AnyCoder(LassoCd{}) {}

  template <class C>
    requires(!std::same_as<C, AnyCoder> && SparseCoder<C, float> && SparseCoder<C, double>)
  AnyCoder(C coder)  // NOLINT(google-explicit-constructor): a coder is one
      : model_(std::make_shared<Model<C>>(std::move(coder))) {}

  CodingSummary encode(linalg::ConstPanel<float> gram, linalg::ConstPanel<float> correlation,
                       std::span<const double> squared_norms, linalg::Panel<float> codes) const {
    return model_->encode(gram, correlation, squared_norms, codes);
  }
  CodingSummary encode(linalg::ConstPanel<double> gram, linalg::ConstPanel<double> correlation,
                       std::span<const double> squared_norms, linalg::Panel<double> codes) const {
    return model_->encode(gram, correlation, squared_norms, codes);
  }

  /// coding::relaxed of the coder.
  [[nodiscard]] AnyCoder relaxed(double gap) const { return model_->relaxed(gap); }

 private:
  struct Interface {
    virtual ~Interface() = default;
    virtual CodingSummary encode(linalg::ConstPanel<float> gram, linalg::ConstPanel<float> correlation,
                                 std::span<const double> squared_norms, linalg::Panel<float> codes) const = 0;
    virtual CodingSummary encode(linalg::ConstPanel<double> gram, linalg::ConstPanel<double> correlation,
                                 std::span<const double> squared_norms, linalg::Panel<double> codes) const = 0;
    [[nodiscard]] virtual AnyCoder relaxed(double gap) const = 0;
  };

  template <class C>
  struct Model final : Interface {
    explicit Model(C c) : coder(std::move(c)) {}
    CodingSummary encode(linalg::ConstPanel<float> gram, linalg::ConstPanel<float> correlation,
                         std::span<const double> squared_norms, linalg::Panel<float> codes) const override {
      return coder.encode(gram, correlation, squared_norms, codes);
    }
    CodingSummary encode(linalg::ConstPanel<double> gram, linalg::ConstPanel<double> correlation,
                         std::span<const double> squared_norms, linalg::Panel<double> codes) const override {
      return coder.encode(gram, correlation, squared_norms, codes);
    }
    [[nodiscard]] AnyCoder relaxed(double gap) const override { return AnyCoder(coding::relaxed(coder, gap)); }
    C coder;
  };

  std::shared_ptr<const Interface> model_;
};

static_assert(SparseCoder<AnyCoder, float> && SparseCoder<AnyCoder, double> && RelaxableCoder<AnyCoder>);

}  // namespace syncact::coding

#include "syncact/core/macros_on.hpp"
