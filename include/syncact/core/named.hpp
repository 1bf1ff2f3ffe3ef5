#pragma once
/// Policies by name: a list of them names, documents and sets each of its policies.
#include "syncact/core/macros_off.hpp"

#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "syncact/core/options.hpp"

namespace syncact::inline v0_1 {

/// A policy, or a value of an enumeration, under a name. A tuple of them is a list:
///   const std::tuple list{Named{"mine", Mine{}, "what it does"}, Named{"yours", Yours{}, "what it does"}};
/// and std::tuple_cat puts policies of one's own behind those of the library (examples/own_policy_by_name.cpp).
template <class P>
struct Named {
  using Policy = P;
  std::string_view name;
  P policy;
  std::string_view what;
};
template <class P>
Named(const char*, P, const char*) -> Named<P>;

/// "option=value", taken apart.
struct Setting {
  std::string option;
  std::string value;
};

/// What a list says of one of its policies.
struct PolicyInfo {
  std::string name;
  std::string what;
  std::vector<OptionInfo> options;
};

/// All policies of a list.
template <class... P>
[[nodiscard]] std::vector<PolicyInfo> describe(const std::tuple<Named<P>...>& list) {
  return std::apply(
      [](const auto&... entry) {
        return std::vector<PolicyInfo>{{std::string(entry.name), std::string(entry.what), list_options(entry.policy)}...};
      },
      list);
}

/// The names of a list.
template <class... P>
[[nodiscard]] std::vector<std::string> names_of(const std::tuple<Named<P>...>& list) {
  return std::apply([](const auto&... entry) { return std::vector<std::string>{std::string(entry.name)...}; }, list);
}

namespace detail {

[[nodiscard]] inline std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

template <class Policy>
[[nodiscard]] Policy with_settings(Policy policy, std::string_view kind, std::string_view name,
                                   std::span<const Setting> settings) {
  for (const Setting& setting : settings) {
    try {
      set_option(policy, setting.option, setting.value);
    } catch (const ValueError& error) {
      throw ValueError(message(kind, " ", name, ": ", error.what()));
    }
  }
  return policy;
}

template <std::size_t i, class F, class... P>
decltype(auto) visit_from(const std::tuple<Named<P>...>& list, std::string_view kind, std::string_view name,
                          std::span<const Setting> settings, F&& f) {
  const auto& entry = std::get<i>(list);
  if constexpr (i + 1 < sizeof...(P)) {
    if (entry.name != name) return visit_from<i + 1>(list, kind, name, settings, std::forward<F>(f));
  } else if (entry.name != name) {
    throw ValueError(message("no ", kind, " '", name, "'; there are ", joined(names_of(list))));
  }
  return f(with_settings(entry.policy, kind, name, settings));
}

}  // namespace detail

/// Calls f with the policy of that name, after its options were set, and returns what f returns (the same type for each).
/// `kind` says in errors what is listed. Throws ValueError that lists what there is for an unknown name, option or value.
template <class F, class... P>
decltype(auto) with_named(const std::tuple<Named<P>...>& list, std::string_view kind, std::string_view name,
                          std::span<const Setting> settings, F&& f) {
  return detail::visit_from<0>(list, kind, name, settings, std::forward<F>(f));
}

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
