#pragma once
/// The folder of a run's results: they appear together or not at all.
#include <string>
#include <vector>

namespace cli {

/// Results are written into a hidden folder inside the target and moved into place together, run.json last. Until then the
/// target is as it was; afterwards it holds no file of an earlier run that this run did not make. An exception, SIGINT, SIGTERM
/// or SIGHUP leave nothing behind.
class OutputFolder {
 public:
  /// Makes the folder, so that a place where nothing can be written is found before anything is computed. Throws
  /// syncact::FileError.
  explicit OutputFolder(const std::string& path);
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  /// Where to write for now.
  [[nodiscard]] const std::string& staging() const { return staging_; }
  /// Where the results will be.
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Moves everything into place, then removes what the run.json that was there before lists and this run did not make.
  void commit();
  /// Removes what was staged, and folders that were made for it and are empty. The caller holds the lock of all folders.
  void discard();

 private:
  std::string path_;
  std::string staging_;
  std::vector<std::string> made_;  ///< folders that were not there before, outermost first
};

/// The outputs that the run.json of a folder lists, as paths below the folder; none if it is not this program's.
[[nodiscard]] std::vector<std::string> listed_outputs(const std::string& folder);

/// Runs on a signal that asks the program to end: blocks SIGINT, SIGTERM and SIGHUP in all threads and waits for them in one
/// thread, which removes staged results before the program ends by that signal. Call first in main.
void handle_signals();

}  // namespace cli
