#pragma once
/// What a call runs on.
#include "syncact/core/macros_off.hpp"

#include <concepts>
#include <cstddef>

#include "syncact/core/progress.hpp"
#include "syncact/linalg/vector_backend.hpp"
#include "syncact/parallel/any_executor.hpp"

namespace syncact::inline v0_1 {

/// Where a call computes, what it tells of its progress, and how much memory it may take. No result depends on the executor
/// or on the memory; bits may depend on the backend.
///   couple(neurons, networks, scans, options, {.executor = Threads{4}, .progress = bar});
template <linalg::MatrixBackend<double> Backend = linalg::VectorBackend>
struct Context {
  Backend backend{};       ///< multiplies and decomposes matrices
  AnyExecutor executor{};  ///< runs loops: Serial, Threads, ThreadPool or one of your own
  Progress progress{};     ///< is told how far the call has come, and can stop it; may be empty
  std::size_t memory_cap_bytes = std::size_t{1}
                                 << 30;  ///< working memory beside inputs and results, where a call can trade time
};

/// The least that a function may ask of its context; Context is the one to use.
/// Axioms: copies mean the same backend, executor and progress.
template <class C>
concept CallContext = std::copyable<C> && requires(const C context) {
  requires linalg::MatrixBackend < std::remove_cvref_t<decltype(context.backend)>,
  double > ;
  requires Executor<std::remove_cvref_t<decltype(context.executor)>>;
  { context.progress } -> std::convertible_to<const Progress&>;
  { context.memory_cap_bytes } -> std::convertible_to<std::size_t>;
};

/// The backend of a context type.
template <CallContext C>
using backend_of = std::remove_cvref_t<decltype(std::declval<const C&>().backend)>;

/// The context of stage `stage` (from 0) out of `n_stages`, whose progress is a share of the whole: 1000 steps a stage.
template <CallContext C>
[[nodiscard]] C of_stage(const C& context, Index stage, Index n_stages) {
  C part = context;
  if (context.progress) {
    part.progress = [whole = context.progress, stage, n_stages](Index done, Index total) {
      return whole(1000 * stage + (total > 0 ? 1000 * done / total : 1000), 1000 * n_stages);
    };
  }
  return part;
}

/// The context for a call that runs very many loops: its Threads become a pool.
template <CallContext C>
[[nodiscard]] C persistent(const C& context) {
  C held = context;
  if constexpr (std::same_as<decltype(persistent(held.executor)), std::remove_cvref_t<decltype(held.executor)>>) {
    held.executor = persistent(held.executor);
  }
  return held;
}

static_assert(CallContext<Context<>>);

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
