#include "files/output_folder.hpp"

#include <unistd.h>
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "syncact/io/bytes/file_error.hpp"

namespace cli {

namespace fs = std::filesystem;

namespace {

/// Guards all that the signal thread removes: while results are moved into place a signal has to wait.
std::mutex& folders_mutex() {
  static std::mutex& mutex = *new std::mutex;  // never destroyed: the signal thread outlives main
  return mutex;
}

/// Folders whose staged results are to be removed if the program is asked to end.
std::set<OutputFolder*>& unfinished() {
  static auto& folders = *new std::set<OutputFolder*>;
  return folders;
}

/// Files below a folder, relative to it.
std::vector<std::string> files_below(const fs::path& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_directory()) files.push_back(entry.path().lexically_relative(folder).string());
  }
  return files;
}

void move_into_place(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  if (fs::is_symlink(to, error)) {  // written through the link, as single files are
    const fs::path target = fs::weakly_canonical(to, error);
    if (!error) return move_into_place(from, target);
  }
  fs::rename(from, to, error);
  if (error == std::errc::cross_device_link) {  // a link led to another file system
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
  }
  if (error) throw syncact::FileError(to.string() + ": cannot be put in place: " + error.message());
}

}  // namespace

std::vector<std::string> listed_outputs(const std::string& folder) {
  std::ifstream file(fs::path(folder) / "run.json");
  const auto json = nlohmann::json::parse(file, nullptr, false);
  std::vector<std::string> outputs;
  if (!json.is_object() || json.value("program", nlohmann::json()) != "syncact" || !json.contains("outputs")) return outputs;
  for (const auto& output : json["outputs"]) {
    if (!output.is_string()) continue;
    const fs::path path = fs::path(output.get<std::string>()).lexically_normal();
    const bool inside = !path.empty() && path.is_relative() && *path.begin() != "..";
    if (inside) outputs.push_back(path.string());
  }
  return outputs;
}

OutputFolder::OutputFolder(const std::string& path) : path_(path) {
  const std::lock_guard lock(folders_mutex());
  std::error_code error;
  for (fs::path part = fs::absolute(path).lexically_normal(); !part.empty() && !fs::exists(part, error);
       part = part.parent_path()) {
    made_.insert(made_.begin(), part.string());
  }
  fs::create_directories(path_, error);
  if (error || !fs::is_directory(path_)) {
    throw syncact::FileError(path_ + ": cannot be made a folder for the results: " +
                             (error ? error.message() : std::string("a file of that name is there")));
  }
  staging_ = path_ + "/.syncact-" + std::to_string(::getpid());
  fs::remove_all(staging_, error);
  if (!fs::create_directory(staging_, error) || error) {
    discard();
    throw syncact::FileError(path_ + ": results cannot be written there: " + error.message());
  }
  unfinished().insert(this);
}

OutputFolder::~OutputFolder() {
  const std::lock_guard lock(folders_mutex());
  discard();
}

void OutputFolder::discard() {
  std::error_code ignored;
  unfinished().erase(this);
  if (!staging_.empty()) fs::remove_all(staging_, ignored);
  for (auto made = made_.rbegin(); made != made_.rend(); ++made) fs::remove(*made, ignored);  // those that are empty
}

void OutputFolder::commit() {
  const std::lock_guard lock(folders_mutex());
  const fs::path folder(path_), staging(staging_);
  const std::vector<std::string> stale = listed_outputs(path_);
  std::vector<std::string> files = files_below(staging);
  std::error_code error;
  fs::remove(folder / "run.json", error);  // while results are mixed, none claims to describe them
  for (const std::string& file : files) {
    if (file != "run.json") move_into_place(staging / file, folder / file);
  }
  for (const std::string& file : stale) {
    if (std::find(files.begin(), files.end(), file) == files.end()) fs::remove(folder / file, error);
  }
  if (fs::exists(staging / "run.json", error)) move_into_place(staging / "run.json", folder / "run.json");
  made_.clear();
}

void handle_signals() {
  static sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of writing, and said as one
  std::thread([] {
    int signal = 0;
    if (sigwait(&set, &signal) != 0) return;
    const std::lock_guard lock(folders_mutex());
    while (!unfinished().empty()) (*unfinished().begin())->discard();
    std::signal(signal, SIG_DFL);
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
    ::kill(::getpid(), signal);
  }).detach();
}

}  // namespace cli
