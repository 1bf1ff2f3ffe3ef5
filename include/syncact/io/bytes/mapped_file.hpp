#pragma once
/// A file as memory, without reading it: pages arrive when they are touched and leave when memory is short.
#include "syncact/core/macros_off.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <span>
#include <utility>

#include "syncact/io/bytes/file_error.hpp"

namespace syncact::inline v0_1::io {

/// A read-only memory map of a whole regular file. Move-only; moving does not move the bytes.
/// The file must not be truncated while it is mapped: the system then stops the program (SIGBUS) at the next access.
class MappedFile {
 public:
  /// Throws FileError if the file cannot be opened, is not a regular file, or cannot be mapped.
  explicit MappedFile(std::filesystem::path path) : path_(std::move(path)) {
    require_regular_file(path_);
    const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) fail_system(path_, "cannot be opened");
    const int error = map(file);
    ::close(file);  // the mapping outlives the descriptor
    if (error != 0) fail_system(path_, "cannot be mapped", error);
  }

  MappedFile(MappedFile&& other) noexcept
      : path_(std::move(other.path_)), data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() {
    if (data_ != nullptr) ::munmap(data_, size_);
  }

  [[nodiscard]] std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(data_), size_}; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  /// Returns 0 or an errno. An empty file is an empty span, which mmap would refuse.
  int map(int file) {
    struct stat info {};
    if (::fstat(file, &info) != 0) return errno;
    const auto size = static_cast<std::size_t>(info.st_size);
    if (size == 0) return 0;
    void* const data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (data == MAP_FAILED) return errno;
    data_ = data;
    size_ = size;
    return 0;
  }

  std::filesystem::path path_;
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
