#pragma once
/// An executor whose type is forgotten, so that what runs on it is compiled once.
#include "syncact/core/macros_off.hpp"

#include <memory>
#include <type_traits>
#include <utility>

#include "syncact/core/executor.hpp"
#include "syncact/parallel/thread_pool.hpp"

namespace syncact::inline v0_1 {

/// Any Executor, Serial unless another one is given. Copies share it.
class AnyExecutor {
 public:
  AnyExecutor() = default;

  template <class E>
    requires(!std::same_as<E, AnyExecutor> && Executor<E>)
  AnyExecutor(E executor)  // NOLINT(google-explicit-constructor): an executor is one
      : model_(std::make_shared<Model<E>>(std::move(executor))) {}

  AnyExecutor(Serial /*executor*/) {}  // NOLINT(google-explicit-constructor)

  template <std::invocable<Index> F>
  void bulk(Index n, F&& f) const {
    if (model_ == nullptr) return Serial{}.bulk(n, f);
    auto run = [&](Index i) { f(i); };
    model_->bulk(
        n, [](void* job, Index i) { (*static_cast<decltype(run)*>(job))(i); }, &run);
  }

  /// For a call that runs very many loops: Threads become a pool, all others stay as they are.
  [[nodiscard]] AnyExecutor persistent() const { return model_ == nullptr ? AnyExecutor() : model_->persistent(); }

 private:
  using Call = void (*)(void* job, Index i);

  struct Interface {
    virtual ~Interface() = default;
    virtual void bulk(Index n, Call call, void* job) const = 0;
    [[nodiscard]] virtual AnyExecutor persistent() const = 0;
  };

  template <class E>
  struct Model final : Interface {
    explicit Model(E e) : executor(std::move(e)) {}
    void bulk(Index n, Call call, void* job) const override {
      executor.bulk(n, [&](Index i) { call(job, i); });
    }
    [[nodiscard]] AnyExecutor persistent() const override { return syncact::persistent(executor); }
    E executor;
  };

  std::shared_ptr<const Interface> model_;
};

static_assert(Executor<AnyExecutor>);

[[nodiscard]] inline AnyExecutor persistent(const AnyExecutor& executor) { return executor.persistent(); }

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
