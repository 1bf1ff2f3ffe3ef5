#pragma once
/// Values that are computed when they are first asked for, once, from whatever thread.
#include "syncact/core/macros_off.hpp"

#include <mutex>
#include <utility>

namespace syncact::inline v0_1 {

/// A V that a function makes at the first call of get. Not copyable: who shares it shares the owner.
template <class V>
class OnDemand {
 public:
  /// The value; make() runs in the first call only. If it throws, the next call tries again.
  template <class Make>
  [[nodiscard]] const V& get(Make&& make) const {
    std::call_once(once_, [&] { value_ = std::forward<Make>(make)(); });
    return value_;
  }

 private:
  mutable std::once_flag once_;
  mutable V value_{};
};

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
