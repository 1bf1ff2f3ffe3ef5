#pragma once
/// Output files that are either whole or not there.
#include "syncact/core/macros_off.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "syncact/io/bytes/file_error.hpp"

namespace syncact::inline v0_1::io {

/// Writes to a temporary file beside the target and gives it the target's name at commit(), after the bytes have reached
/// the disk. Without commit() (an exception, an early return) the target is untouched and the temporary is removed.
/// A target that is a symbolic link is written through the link. Every member throws FileError.
class AtomicFile {
 public:
  /// Throws if the target exists and is not a regular file, or if its directory cannot be written.
  explicit AtomicFile(const std::filesystem::path& path) : path_(path), target_(followed(path)) {
    std::error_code ignored;
    if (std::filesystem::exists(target_, ignored)) require_regular_file(path_);
    constexpr int n_names = 1000;  // left-overs of killed processes with our number
    for (int n = 0; n < n_names && file_ < 0; ++n) {
      temporary_ = target_.parent_path() / (".syncact-" + std::to_string(::getpid()) + "-" + std::to_string(n) + ".tmp");
      file_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (file_ < 0 && errno != EEXIST) break;
    }
    if (file_ < 0) fail_system(path_, "cannot be created");
  }

  AtomicFile(AtomicFile&& other) noexcept
      : path_(std::move(other.path_)),
        target_(std::move(other.target_)),
        temporary_(std::move(other.temporary_)),
        file_(std::exchange(other.file_, -1)) {}
  AtomicFile& operator=(AtomicFile&&) = delete;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  ~AtomicFile() {
    if (file_ < 0) return;
    ::close(file_);
    ::unlink(temporary_.c_str());
  }

  /// The name the file will have.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Appends. Unbuffered: hand over large pieces.
  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail_system(path_, "cannot be written");
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }

  /// Makes the file appear under its name. Call once, last.
  void commit() {
    if (::fsync(file_) != 0) fail_system(path_, "cannot be written to the disk");
    if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail_system(path_, "cannot be put in place");
    ::close(std::exchange(file_, -1));
    sync_directory();
  }

 private:
  static std::filesystem::path followed(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::is_symlink(path, error)) return path;
    const std::filesystem::path target = std::filesystem::weakly_canonical(path, error);
    return error ? path : target;
  }

  /// Makes the new name survive a power cut where the file system can; where it cannot, the file is still whole.
  void sync_directory() const {
    const std::filesystem::path directory = target_.has_parent_path() ? target_.parent_path() : ".";
    const int handle = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return;
    ::fsync(handle);
    ::close(handle);
  }

  std::filesystem::path path_;
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  int file_ = -1;
};

/// A whole file at once, atomically.
inline void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}
inline void write_file(const std::filesystem::path& path, std::string_view text) {
  write_file(path, std::as_bytes(std::span(text)));
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
