#pragma once
/// A sparse coder whose type is forgotten.
#include "syncact/core/macros_off.hpp"

#include <memory>
#include <utility>

#include "syncact/coding/concept.hpp"

namespace syncact::inline v0_1::coding {

/// Any SparseCoder of float and double. Copies share it. Without a coder it only waits for one: encode throws ValueError.
class AnyCoder {
 public:
  AnyCoder() = default;

  template <class C>
    requires(!std::same_as<C, AnyCoder> && SparseCoder<C, float> && SparseCoder<C, double>)
  AnyCoder(C coder)  // NOLINT(google-explicit-constructor): a coder is one
      : model_(std::make_shared<Model<C>>(std::move(coder))) {}

  CodingSummary encode(linalg::ConstPanel<float> gram, linalg::ConstPanel<float> correlation,
                       std::span<const double> squared_norms, linalg::Panel<float> codes) const {
    return held().encode(gram, correlation, squared_norms, codes);
  }
  CodingSummary encode(linalg::ConstPanel<double> gram, linalg::ConstPanel<double> correlation,
                       std::span<const double> squared_norms, linalg::Panel<double> codes) const {
    return held().encode(gram, correlation, squared_norms, codes);
  }

  /// coding::relaxed of the coder.
  [[nodiscard]] AnyCoder relaxed(double gap) const { return held().relaxed(gap); }

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

  [[nodiscard]] const Interface& held() const {
    if (model_ == nullptr) throw ValueError("AnyCoder: there is no coder in it");
    return *model_;
  }

  std::shared_ptr<const Interface> model_;
};

static_assert(SparseCoder<AnyCoder, float> && SparseCoder<AnyCoder, double> && RelaxableCoder<AnyCoder>);

}  // namespace syncact::inline v0_1::coding

#include "syncact/core/macros_on.hpp"
