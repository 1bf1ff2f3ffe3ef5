#pragma once
/// A network learner whose type is forgotten, so that what uses learners is compiled once.
#include "syncact/core/macros_off.hpp"

#include <memory>
#include <utility>

#include "syncact/networks/concept.hpp"

namespace syncact::inline v0_1::networks {

/// Any NetworkLearner of T. Copies share it.
template <std::floating_point T>
class AnyLearner {
 public:
  template <class L>
    requires(!std::same_as<L, AnyLearner> && NetworkLearner<L, T>)
  AnyLearner(L learner)  // NOLINT(google-explicit-constructor): a learner is one
      : model_(std::make_shared<Model<L>>(std::move(learner))) {}

  [[nodiscard]] Networks<T> learn(const SeriesView<T>& bold, const Context<>& context = {}) const {
    return model_->learn(bold, context);
  }

 private:
  struct Interface {
    virtual ~Interface() = default;
    [[nodiscard]] virtual Networks<T> learn(const SeriesView<T>& bold, const Context<>& context) const = 0;
  };

  template <class L>
  struct Model final : Interface {
    explicit Model(L l) : learner(std::move(l)) {}
    [[nodiscard]] Networks<T> learn(const SeriesView<T>& bold, const Context<>& context) const override {
      return networks::learn(learner, bold, context);
    }
    L learner;
  };

  std::shared_ptr<const Interface> model_;
};

}  // namespace syncact::inline v0_1::networks

#include "syncact/core/macros_on.hpp"
