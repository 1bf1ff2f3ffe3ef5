#pragma once
/// How every reader and writer of this module reports: FileError whose message begins with the path.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "syncact/core/errors.hpp"

namespace syncact::inline v0_1::io {

/// Throws FileError "path: parts...".
template <class... Parts>
[[noreturn]] void fail(const std::filesystem::path& path, const Parts&... parts) {
  throw FileError(message(path.string(), ": ", parts...));
}

/// Throws FileError "path: what: No such file or directory" with the system's reason for `error` (an errno).
[[noreturn]] inline void fail_system(const std::filesystem::path& path, std::string_view what, int error = errno) {
  fail(path, what, ": ", std::generic_category().message(error));
}

/// Throws FileError unless the path leads to a regular file: reading a pipe or a device could block for ever.
inline void require_regular_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) fail_system(path, "cannot be opened", error ? error.value() : ENOENT);
  if (std::filesystem::is_directory(status)) fail(path, "is a directory, not a file");
  if (!std::filesystem::is_regular_file(status)) fail(path, "is not a regular file");
}

/// Bytes of the UTF-8 character that begins the text; 0 if none does (RFC 3629: no surrogates, no overlong forms).
[[nodiscard]] inline std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto follows = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) < 0xC0; };
  const unsigned first = byte(0), second = byte(1);
  if (text.empty()) return 0;
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first < 0xF0) {
    const bool allowed = !(first == 0xE0 && second < 0xA0) && !(first == 0xED && second >= 0xA0);
    return allowed && follows(1) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first < 0xF5) {
    const bool allowed = !(first == 0xF0 && second < 0x90) && !(first == 0xF4 && second >= 0x90);
    return allowed && follows(1) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

/// Position of the first byte that is no part of a UTF-8 character, or the text's length.
[[nodiscard]] inline std::size_t valid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t n = utf8_length(text.substr(at));
    if (n == 0) return at;
    at += n;
  }
  return at;
}

/// Text of unknown origin made fit for a one-line message: in quotes, unprintable bytes and what is not UTF-8 as '?', cut
/// after 60 bytes.
[[nodiscard]] inline std::string in_quotes(std::string_view text) {
  std::string result = "'";
  std::size_t at = 0;
  while (at < std::min<std::size_t>(text.size(), 60)) {
    const std::size_t n = utf8_length(text.substr(at));
    const bool shown = n > 1 || (n == 1 && static_cast<unsigned char>(text[at]) >= 0x20 && text[at] != 0x7f);
    result += shown ? text.substr(at, n) : "?";
    at += std::max<std::size_t>(n, 1);
  }
  return result + (at < text.size() ? "...'" : "'");
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
