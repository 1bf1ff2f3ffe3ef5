#pragma once
/// How every reader and writer of this module reports: FileError whose message begins with the path.
#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "syncact/core/errors.hpp"

namespace syncact::io {

/// Throws FileError "path: parts...".
template <class... Parts>
[[noreturn]] void fail(const std::filesystem::path& path, const Parts&... parts) {
  throw FileError(syncact::detail::text(path.string(), ": ", parts...));
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

/// Text of unknown origin made fit for a one-line message: in quotes, unprintable bytes as '?', cut after 60.
[[nodiscard]] inline std::string in_quotes(std::string_view text) {
  std::string result = "'";
  for (const char c : text.substr(0, 60)) result += (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) ? '?' : c;
  return result + (text.size() > 60 ? "...'" : "'");
}

}  // namespace syncact::io
