#pragma once
/// Where loops run. The library keeps no thread pool and no global setting: a call that can use threads takes an executor.
#include "syncact/core/macros_off.hpp"

#include <concepts>

#include "syncact/core/index.hpp"

namespace syncact::inline v0_1 {

/// Runs f(0) .. f(n-1).
/// Axioms: each index runs exactly once; all have run when bulk returns; if some throw, the exception of the lowest
/// index that threw leaves bulk and no thread is left running. Nothing is said about order or thread: results of this
/// library must not depend on either.
template <class E>
concept Executor = std::copyable<E> && requires(const E executor, Index n, void (&f)(Index)) {
  { executor.bulk(n, f) } -> std::same_as<void>;
};

/// One index after another in the calling thread.
struct Serial {
  template <std::invocable<Index> F>
  void bulk(Index n, F&& f) const {
    for (Index i = 0; i < n; ++i) f(i);
  }
};

static_assert(Executor<Serial>);

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
