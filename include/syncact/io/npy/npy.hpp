#pragma once
/// numpy arrays from disk, mapped: a tensor larger than memory can be walked through a block of frames at a time.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "syncact/core/nth.hpp"
#include "syncact/core/series_view.hpp"
#include "syncact/io/bytes/mapped_file.hpp"
#include "syncact/io/npy/npy_header.hpp"

namespace syncact::inline v0_1::io {

namespace detail {

/// Calls f with a zero of the type in which the elements are stored.
template <class F>
decltype(auto) with_npy_type(NpyType type, F&& f) {
  switch (type) {
    case NpyType::bool8:
    case NpyType::uint8:
      return f(std::uint8_t{});
    case NpyType::int8:
      return f(std::int8_t{});
    case NpyType::int16:
      return f(std::int16_t{});
    case NpyType::uint16:
      return f(std::uint16_t{});
    case NpyType::int32:
      return f(std::int32_t{});
    case NpyType::uint32:
      return f(std::uint32_t{});
    case NpyType::int64:
      return f(std::int64_t{});
    case NpyType::uint64:
      return f(std::uint64_t{});
    case NpyType::float16:
      return f(Half{});
    case NpyType::float32:
      return f(float{});
    case NpyType::float64:
      break;
  }
  return f(double{});
}

template <std::floating_point T>
inline constexpr NpyType npy_type_of = sizeof(T) == 4 ? NpyType::float32 : NpyType::float64;

}  // namespace detail

/// An npy file (versions 1-3, C or Fortran order, little-endian numbers of any rank), mapped read-only. Move-only, and what
/// it was moved from may not be used.
///
/// As [time x signal]: a 2-D array as it is, a 1-D array as one signal. As frames: axis 0 of an array of any rank.
/// Conversions are those of C++: float64 rounds to float32 (too large becomes infinite), integers beyond 2^53 (2^24 for
/// float) round. Views live as long as the array, or the array it was moved into.
class NpyArray {
 public:
  /// Throws FileError if the file is not an npy file that holds exactly what its header says.
  explicit NpyArray(const std::filesystem::path& path) : NpyArray(Storage(MappedFile(path)), path) {}

  /// An npy file that is already in memory; `name` stands for its path. Throws FileError likewise.
  NpyArray(std::vector<std::byte> bytes, std::filesystem::path name) : NpyArray(Storage(std::move(bytes)), std::move(name)) {}

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const NpyHeader& header() const { return header_; }
  [[nodiscard]] NpyType type() const { return header_.type; }
  [[nodiscard]] bool fortran_order() const { return header_.fortran_order; }
  [[nodiscard]] const std::vector<Index>& shape() const { return header_.shape; }
  [[nodiscard]] Index rank() const { return static_cast<Index>(shape().size()); }
  /// Number of elements.
  [[nodiscard]] Index size() const { return header_.size(); }

  /// Distance [elements] between neighbours along each axis.
  [[nodiscard]] std::vector<Index> strides() const {
    std::vector<Index> result(shape().size());
    Index stride = 1;
    for (std::size_t i = 0; i < result.size(); ++i) {
      const std::size_t axis = fortran_order() ? i : result.size() - 1 - i;
      result[axis] = stride;
      stride *= shape()[axis];
    }
    return result;
  }

  /// The elements where they lie, in file order, if they are stored as T at an address fit for T; else nothing.
  /// (numpy aligns the data to 64 bytes, but other writers, and numpy before 1.14, do not.)
  template <std::floating_point T>
  [[nodiscard]] std::optional<std::span<const T>> elements() const {
    const std::byte* const data = bytes();
    const bool aligned = reinterpret_cast<std::uintptr_t>(data) % alignof(T) == 0;
    if (type() != detail::npy_type_of<T> || !aligned) return std::nullopt;
    return std::span<const T>(reinterpret_cast<const T*>(data), static_cast<std::size_t>(size()));
  }

  /// The table [time x signal] in place, if elements<T>() are; else nothing. Throws FileError unless the rank is 1 or 2.
  template <std::floating_point T>
  [[nodiscard]] std::optional<SeriesView<T>> view() const {
    const auto [times, signals] = table_extents();
    const auto all = elements<T>();
    if (!all) return std::nullopt;
    return SeriesView<T>(all->data(), times, signals, fortran_order() ? 1 : signals, fortran_order() ? times : 1);
  }

  /// A converted copy of the table [time x signal]. Throws FileError unless the rank is 1 or 2.
  template <std::floating_point T>
  [[nodiscard]] MatrixX<T> to_matrix() const {
    const auto [times, signals] = table_extents();
    MatrixX<T> result(times, signals);
    if (size() == 0) return result;  // the other extent may be anything
    const Index time_stride = fortran_order() ? 1 : signals, signal_stride = fortran_order() ? times : 1;
    detail::with_npy_type(type(), [&, times = times, signals = signals]<class Stored>(Stored) {
      constexpr Index block = 32;  // rows at a time, so that neither side of the transposition leaves the cache
      for (Index first = 0; first < times; first += block) {
        const Index last = std::min(times, first + block);
        for (Index i = 0; i < signals; ++i) {
          for (Index t = first; t < last; ++t) result(t, i) = at<T, Stored>(t * time_stride + i * signal_stride);
        }
      }
    });
    return result;
  }

  /// Calls f(SeriesView<T>) with the table: in place where view() can, on a converted copy where it cannot.
  template <std::floating_point T, class F>
  decltype(auto) with_table(F&& f) const {
    if (const auto in_place = view<T>()) return std::forward<F>(f)(*in_place);
    const MatrixX<T> copy = to_matrix<T>();
    return std::forward<F>(f)(SeriesView<T>(copy));
  }

  /// Number of frames: the extent of axis 0. Throws FileError for a scalar.
  [[nodiscard]] Index n_frames() const {
    if (rank() == 0) fail(path(), "a scalar has no frames");
    return shape().front();
  }

  /// Elements of one frame: the product of the extents of the other axes.
  [[nodiscard]] Index frame_size() const {
    if (rank() == 0) fail(path(), "a scalar has no frames");
    return *checked_bytes(std::span(shape()).subspan(1), 1);
  }

  /// Frames [first, first + n), converted, one after another in `out`; within a frame the last axis is the fastest
  /// (C order: channel, then height, then width), whatever the order of the file. Touches only the pages it needs.
  /// Throws ShapeError if the frames do not exist or out.size() != n * frame_size().
  template <std::floating_point T>
  void read_frames(Index first, Index n, std::span<T> out) const {
    const Index stride = frame_size();
    if (first < 0 || n < 0 || first > n_frames() - n) {
      throw ShapeError(message("NpyArray::read_frames: [", first, ", ", first + n, ") must lie in [0, ", n_frames(), ") of ",
                               path().string()));
    }
    require_extent("NpyArray::read_frames", "size of the buffer", n * stride, static_cast<Index>(out.size()));
    detail::with_npy_type(type(), [&]<class Stored>(Stored) {
      if (fortran_order()) {
        gather_frames<T, Stored>(first, n, out.data());
      } else {
        for (Index i = 0; i < n * stride; ++i) nth(out, i) = at<T, Stored>(first * stride + i);
      }
    });
  }

  /// The same as a new buffer.
  template <std::floating_point T>
  [[nodiscard]] std::vector<T> frames(Index first, Index n) const {
    if (first < 0 || n < 0 || first > n_frames() - n) return read_frames<T>(first, n, {}), std::vector<T>{};
    std::vector<T> result(static_cast<std::size_t>(n * frame_size()));
    read_frames<T>(first, n, result);
    return result;
  }

 private:
  using Storage = std::variant<MappedFile, std::vector<std::byte>>;

  NpyArray(Storage storage, std::filesystem::path path)
      : path_(std::move(path)), storage_(std::move(storage)), header_(parse_npy_header(all_bytes(), path_)) {
    const auto needed = checked_bytes(header_.shape, header_.item_size);
    if (!needed) fail(path_, "npy shape ", shape_text(shape()), " of ", header_.descr, " passes 2^63 bytes");
    const auto present = static_cast<Index>(all_bytes().size()) - header_.data_offset;
    if (present != *needed) {
      fail(path_, "npy shape ", shape_text(shape()), " of ", header_.descr, " needs ", *needed, " bytes of data, but ", present,
           present < *needed ? " are there: the file is cut off" : " are there: it holds more than its header says");
    }
  }

  [[nodiscard]] std::span<const std::byte> all_bytes() const {
    if (const auto* file = std::get_if<MappedFile>(&storage_)) return file->bytes();
    return std::get<std::vector<std::byte>>(storage_);
  }

  struct TableExtents {
    Index times;
    Index signals;
  };

  [[nodiscard]] const std::byte* bytes() const { return all_bytes().data() + header_.data_offset; }

  [[nodiscard]] TableExtents table_extents() const {
    if (rank() != 1 && rank() != 2) {
      fail(path(), "as [time x signal] an array needs 1 or 2 dimensions, this one has shape ", shape_text(shape()));
    }
    return {shape()[0], rank() == 2 ? shape()[1] : 1};
  }

  /// Element `i` in file order.
  template <std::floating_point T, class Stored>
  [[nodiscard]] T at(Index i) const {
    return static_cast<T>(load<Stored>(bytes() + i * static_cast<Index>(sizeof(Stored))));
  }

  /// Fortran order: the frame is the fastest axis, so each pixel's frames are read together.
  template <std::floating_point T, class Stored>
  void gather_frames(Index first, Index n, T* out) const {
    const std::vector<Index> stride = strides();
    const Index n_pixels = n == 0 ? 0 : frame_size();
    std::vector<Index> at_axis(shape().size(), 0);
    for (Index pixel = 0, offset = first; pixel < n_pixels; ++pixel) {
      for (Index f = 0; f < n; ++f) out[f * n_pixels + pixel] = at<T, Stored>(offset + f);
      for (std::size_t axis = shape().size(); axis-- > 1;) {  // the next pixel in C order
        offset += stride[axis];
        if (++at_axis[axis] < shape()[axis]) break;
        offset -= stride[axis] * shape()[axis];
        at_axis[axis] = 0;
      }
    }
  }

  std::filesystem::path path_;
  Storage storage_;
  NpyHeader header_;
};

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
