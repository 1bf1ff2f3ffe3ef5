#pragma once
/// Films that were shown one after the other in one run.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "syncact/io/bytes/file_error.hpp"

namespace cli {

using syncact::Index;

[[nodiscard]] inline bool is_playlist(const std::string& path) {
  const std::string ending = std::filesystem::path(path).extension().string();
  return ending == ".m3u" || ending == ".m3u8";
}

/// The files of a playlist, a path a line, relative to the playlist; lines that begin with # are remarks. Anything else is its
/// own only film. Throws syncact::FileError for a list that names nothing, or what does not exist.
[[nodiscard]] inline std::vector<std::string> films_of(const std::string& path) {
  if (!is_playlist(path)) return {path};
  std::ifstream list(path);
  if (!list) throw syncact::FileError(path + ": cannot be read");
  std::vector<std::string> films;
  Index number = 0;
  for (std::string line; std::getline(list, line);) {
    ++number;
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    const std::filesystem::path film = std::filesystem::path(path).parent_path() / line;
    if (!std::filesystem::exists(film)) {
      throw syncact::FileError(syncact::message(path, ": line ", number, ": ", film.string(), " does not exist"));
    }
    if (is_playlist(line)) throw syncact::FileError(syncact::message(path, ": line ", number, ": a playlist in a playlist"));
    films.push_back(film.string());
  }
  if (films.empty()) throw syncact::FileError(path + ": names no films");
  return films;
}

}  // namespace cli
