#pragma once
/// numpy arrays to disk: version 1.0, C order, data aligned to 64 bytes, atomically.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <concepts>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "syncact/core/series.hpp"
#include "syncact/io/bytes/atomic_file.hpp"
#include "syncact/io/npy/npy_header.hpp"

namespace syncact::inline v0_1::io {

namespace detail {

/// Magic, version, length and dictionary, padded so that the data begin at a multiple of 64.
template <std::floating_point T>
[[nodiscard]] std::string npy_header_bytes(std::span<const Index> shape) {
  static_assert(sizeof(T) == 4 || sizeof(T) == 8, "npy holds float or double");
  std::string dict = "{'descr': '" + std::string(sizeof(T) == 4 ? "<f4" : "<f8") +
                     "', 'fortran_order': False, 'shape': " + shape_text(shape) + ", }";
  const std::size_t prefix = 10;
  dict.append(63 - (prefix + dict.size()) % 64, ' ');
  dict += '\n';
  require(dict.size() <= 0xffff, "write_npy", "the header must be at most 65535 bytes", dict.size());
  std::string result = "\x93NUMPY";
  result += '\x01';
  result += '\x00';
  result += static_cast<char>(dict.size() & 0xff);
  result += static_cast<char>(dict.size() >> 8);
  return result + dict;
}

}  // namespace detail

/// A table [time x signal] as a 2-D array of shape (time, signal). Throws FileError.
template <std::floating_point T>
void write_npy(const std::filesystem::path& path, const SeriesView<T>& table) {
  const Index shape[] = {table.n_times(), table.n_signals()};
  AtomicFile file(path);
  file.write(detail::npy_header_bytes<T>(shape));
  const Index rows = std::max<Index>(1, (Index{1} << 18) / std::max<Index>(1, table.n_signals()));
  for (Index first = 0; first < table.n_times(); first += rows) {
    const SeriesView<T> block = table.times(first, std::min(rows, table.n_times() - first));
    const RowMatrixX<T> row_major = block.map();
    file.write(std::as_bytes(std::span(row_major.data(), static_cast<std::size_t>(row_major.size()))));
  }
  file.commit();
}

/// Any [time x signal] table, as the adapters of syncact/adapt make them.
template <TimeSeriesMatrix M>
void write_npy(const std::filesystem::path& path, const M& table) {
  with_series(table, [&](const auto& view) { write_npy(path, view); });
}

/// A tensor of any rank from memory in C order (the last axis is the fastest), e.g. shape {frame, channel, height, width}.
/// Throws ShapeError unless `values` holds the product of the extents, FileError.
template <std::floating_point T>
void write_npy(const std::filesystem::path& path, std::span<const T> values, std::span<const Index> shape) {
  require_extent("write_npy", "number of values for shape " + shape_text(shape), checked_bytes(shape, 1).value_or(-1),
                 static_cast<Index>(values.size()));
  AtomicFile file(path);
  file.write(detail::npy_header_bytes<T>(shape));
  file.write(std::as_bytes(values));
  file.commit();
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
