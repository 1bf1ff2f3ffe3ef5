#pragma once
/// Where the real data are. Tests that need them report as skipped when SYNCACT_DATA is not set.
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

namespace syncact::test {

/// SYNCACT_DATA / relative, or nothing (and a line that CTest counts as a skip).
inline std::optional<std::filesystem::path> data(const std::string& relative) {
  const char* root = std::getenv("SYNCACT_DATA");
  if (root == nullptr || *root == '\0') {
    std::cout << "SKIPPED: SYNCACT_DATA is not set\n";
    return std::nullopt;
  }
  return std::filesystem::path(root) / relative;
}

}  // namespace syncact::test
