#pragma once
/// Options by name: how a program sets the fields of a policy that it only knows as text.
#include "syncact/core/macros_off.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/seconds.hpp"

namespace syncact::inline v0_1 {

/// One value of an enumeration and its name. An enumeration E that is an option has, beside it,
///   constexpr auto choices(E) { return std::array{Choice{"name", E::value}, ...}; }
template <class E>
struct Choice {
  std::string_view name;
  E value;
};
template <class E>
Choice(const char*, E) -> Choice<E>;

/// A policy M with options has
///   template <class Self, class Visit> static void options(Self& self, Visit&& option) {
///     option("name", self.field, "what it is, with its unit"); ...
///   }
/// Fields are bool, Index, double, Seconds, std::uint64_t, an enumeration with choices, std::optional of a number ("none"), or
/// std::vector of a number ("1,2,3").
template <class M>
concept HasOptions = requires(M& m) {
  M::options(m, [](std::string_view, auto&, std::string_view) {});
};

/// An option as a list shows it.
struct OptionInfo {
  std::string name;
  std::string value;    ///< as it is set
  std::string allowed;  ///< "number", "whole number", "a|b|c", ...
  std::string what;
};

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

/// The word in the spelling of the library: normalise, centred and the like are understood.
[[nodiscard]] inline std::string american(std::string_view word) {
  std::string text(word);
  const auto replace = [&](std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  };
  replace("alis", "aliz");
  replace("ardis", "ardiz");
  replace("omis", "omiz");
  replace("centred", "centered");
  replace("centring", "centering");
  return text;
}

[[noreturn]] inline void refuse(std::string_view option, std::string_view allowed, std::string_view text) {
  throw ValueError(message("option ", option, ": must be ", allowed, ", is '", text, "'"));
}

template <class T>
[[nodiscard]] std::string allowed() {
  if constexpr (is_optional<T>) {
    return "none or " + allowed<typename T::value_type>();
  } else if constexpr (is_vector<T>) {
    return "comma-separated list, each a " + allowed<typename T::value_type>();
  } else if constexpr (std::is_same_v<T, bool>) {
    return "true|false";
  } else if constexpr (std::is_enum_v<T>) {
    std::string names;
    for (const auto& choice : choices(T{})) names += (names.empty() ? "" : "|") + std::string(choice.name);
    return names;
  } else {
    return std::is_same_v<T, Seconds> ? "number of seconds" : std::is_integral_v<T> ? "whole number" : "number";
  }
}

template <class T>
[[nodiscard]] T parse(std::string_view option, std::string_view text) {
  if constexpr (is_optional<T>) {
    if (text == "none") return std::nullopt;
    return parse<typename T::value_type>(option, text);
  } else if constexpr (is_vector<T>) {
    T values;
    while (!text.empty()) {
      const auto comma = std::min(text.find(','), text.size());
      values.push_back(parse<typename T::value_type>(option, text.substr(0, comma)));
      text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return values;
  } else if constexpr (std::is_same_v<T, bool>) {
    if (text != "true" && text != "false") refuse(option, allowed<T>(), text);
    return text == "true";
  } else if constexpr (std::is_enum_v<T>) {
    for (const auto& choice : choices(T{})) {
      if (choice.name == text || choice.name == american(text)) return choice.value;
    }
    refuse(option, allowed<T>(), text);
  } else if constexpr (std::is_same_v<T, Seconds>) {
    return Seconds{parse<double>(option, text)};
  } else {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) refuse(option, allowed<T>(), text);
    return value;
  }
}

template <class T>
[[nodiscard]] std::string show(const T& value) {
  if constexpr (is_optional<T>) {
    return value ? show(*value) : "none";
  } else if constexpr (is_vector<T>) {
    std::string list;
    for (const auto& v : value) {
      if (!list.empty()) list += ',';
      list += show(v);
    }
    return list;
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    for (const auto& choice : choices(T{})) {
      if (choice.value == value) return std::string(choice.name);
    }
    return "";
  } else if constexpr (std::is_same_v<T, Seconds>) {
    return show(value.count());
  } else {
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
  }
}

}  // namespace detail

/// The options of a policy, with their present values.
template <class M>
[[nodiscard]] std::vector<OptionInfo> list_options(const M& policy) {
  std::vector<OptionInfo> list;
  if constexpr (HasOptions<M>) {
    M::options(policy, [&](std::string_view name, const auto& field, std::string_view what) {
      using Field = std::remove_cvref_t<decltype(field)>;
      list.push_back({std::string(name), detail::show(field), detail::allowed<Field>(), std::string(what)});
    });
  }
  return list;
}

/// Sets the option of that name from text. Throws ValueError, naming what is allowed, if there is no such option or no such
/// value.
template <class M>
void set_option(M& policy, std::string_view option_name, std::string_view text) {
  bool found = false;
  if constexpr (HasOptions<M>) {
    M::options(policy, [&](std::string_view name, auto& field, std::string_view) {
      if (name != option_name && name != detail::american(option_name)) return;
      field = detail::parse<std::remove_cvref_t<decltype(field)>>(name, text);
      found = true;
    });
  }
  if (found) return;
  std::string names;
  for (const OptionInfo& option : list_options(policy)) names += (names.empty() ? "" : ", ") + option.name;
  throw ValueError(message("no option '", option_name, "'; there ", names.empty() ? "are none" : "is ", names));
}

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
