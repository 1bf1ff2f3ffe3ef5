#pragma once
/// The stages of a chain: what each is called, how far it has come, and how long it took.
#include "syncact/core/macros_off.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "syncact/parallel/context.hpp"

namespace syncact::inline v0_1::study {

/// How long a stage took.
struct StageTime {
  std::string name;
  double seconds;
};

/// Runs stages one after the other on a context. The functions of this room take it in the place of a context:
///   study::Stages stages(Context<>{.executor = Threads{4}});
///   const auto brain = study::learn_brain(bold, scans, cleaning, learner, stages);
///   for (const auto& [name, seconds] : stages.times()) ...
template <CallContext C = Context<>>
class Stages {
 public:
  /// Called when a stage begins; gives the progress that the stage reports to.
  using Begin = std::function<Progress(const std::string& name)>;

  /// Every stage reports to the context's own progress, or to the one that `begin` gives.
  explicit Stages(C context = {}, Begin begin = {}) : context_(std::move(context)), begin_(std::move(begin)) {}

  /// `n_stages` stages share the context's progress: 1000 steps each.
  [[nodiscard]] static Stages sharing(const C& context, Index n_stages) {
    Stages stages(context);
    stages.n_shares_ = n_stages;
    return stages;
  }

  /// f(context), as stage `name`. Throws what f throws, and Cancelled if the shared progress asks to stop after the stage.
  template <class F>
  decltype(auto) run(const std::string& name, F&& f) {
    C context = context_;
    if (begin_) context.progress = begin_(name);
    if (n_shares_ > 0) context = of_stage(context_, n_begun_, n_shares_);
    ++n_begun_;
    const Stopwatch stopwatch{*this, name};
    if constexpr (std::is_void_v<std::invoke_result_t<F, const C&>>) {
      std::forward<F>(f)(std::as_const(context));
      end_share(context);
    } else {
      auto result = std::forward<F>(f)(std::as_const(context));
      end_share(context);
      return result;
    }
  }

  [[nodiscard]] const C& context() const { return context_; }
  /// In the order in which the stages ended.
  [[nodiscard]] const std::vector<StageTime>& times() const { return times_; }

 private:
  struct Stopwatch {
    Stages& stages;
    const std::string& name;
    std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();

    ~Stopwatch() {
      const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
      stages.times_.push_back({name, passed.count()});
    }
  };

  /// A stage that reports nothing has come to its end all the same.
  void end_share(const C& context) const {
    if (n_shares_ > 0 && context.progress && !context.progress(1, 1)) {
      throw Cancelled(message("stopped by the caller after stage ", n_begun_, " of ", n_shares_));
    }
  }

  C context_;
  Begin begin_;
  std::vector<StageTime> times_;
  Index n_shares_ = 0;
  Index n_begun_ = 0;
};

}  // namespace syncact::inline v0_1::study

#include "syncact/core/macros_on.hpp"
