#pragma once
/// A run of dictionary learning as bytes, to be kept in a file or sent, and back.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "syncact/networks/learners/training_state.hpp"

namespace syncact::inline v0_1::networks::learners {

namespace detail {

/// Every field of a state, in the order of the bytes.
template <class State, class Visit>
void visit_fields(State& s, const Visit& visit) {
  visit(s.seed), visit(s.atoms), visit(s.codes), visit(s.statistics.codes), visit(s.statistics.data);
  visit(s.weights), visit(s.ages), visit(s.pass), visit(s.batch), visit(s.step), visit(s.exact), visit(s.exact_pass);
  visit(s.coding.n_signals), visit(s.coding.n_converged), visit(s.coding.iterations), visit(s.coding.largest_residual);
  visit(s.coding.residual_sum), visit(s.coding.objective), visit(s.coding.squared_error), visit(s.n_nonzero);
  visit(s.objective), visit(s.convergence.converged), visit(s.convergence.iterations), visit(s.convergence.residual);
  visit(s.n_replaced);
}

inline constexpr std::string_view training_magic = "syncact training state 1\n";

/// 64-bit FNV-1a over words of 8 bytes: finds accidents, not forgeries.
[[nodiscard]] inline std::uint64_t fingerprint(std::span<const std::byte> bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (; !bytes.empty(); bytes = bytes.subspan(std::min<std::size_t>(8, bytes.size()))) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), std::min<std::size_t>(8, bytes.size()));
    hash = (hash ^ word) * 0x100000001b3;
    hash ^= hash >> 29;
  }
  return hash;
}

/// Appends fields to bytes: extents as 64-bit numbers, then values as they lie in memory.
class FieldWriter {
 public:
  explicit FieldWriter(std::vector<std::byte>& bytes) : bytes_(bytes) {}

  template <class V>
    requires std::is_arithmetic_v<V>
  void operator()(const V& value) const { append(&value, 1); }
  template <class V>
  void operator()(const std::vector<V>& values) const {
    (*this)(static_cast<Index>(values.size()));
    append(values.data(), values.size());
  }
  template <std::floating_point T>
  void operator()(const MatrixX<T>& m) const {
    (*this)(m.rows()), (*this)(m.cols());
    append(m.data(), as_size(m.size()));
  }
  template <std::floating_point T>
  void operator()(const SparseCodes<T>& codes) const {
    (*this)(codes.n_networks()), (*this)(codes.n_voxels()), (*this)(static_cast<Index>(codes.batches().size()));
    for (const auto& batch : codes.batches()) (*this)(batch.ends), (*this)(batch.networks), (*this)(batch.values);
  }

 private:
  template <class V>
  void append(const V* values, std::size_t n) const {
    const auto* const first = reinterpret_cast<const std::byte*>(values);
    bytes_.insert(bytes_.end(), first, first + n * sizeof(V));
  }

  std::vector<std::byte>& bytes_;
};

/// Takes fields from the front of bytes. Extents are checked against what is left before memory is asked for.
class FieldReader {
 public:
  explicit FieldReader(std::span<const std::byte>& bytes) : bytes_(bytes) {}

  template <class V>
    requires std::is_arithmetic_v<V>
  void operator()(V& value) const { take(&value, 1); }
  void operator()(bool& value) const {
    unsigned char stored = 0;
    take(&stored, 1);
    value = stored != 0;
  }
  template <class V>
  void operator()(std::vector<V>& values) const {
    values.resize(as_size(extent(sizeof(V))));
    take(values.data(), values.size());
  }
  template <std::floating_point T>
  void operator()(MatrixX<T>& m) const {
    const Index rows = extent(1), cols = extent(1);
    if (cols > 0 && rows > left() / static_cast<Index>(sizeof(T)) / cols) fail();
    m.resize(rows, cols);
    take(m.data(), as_size(m.size()));
  }
  template <std::floating_point T>
  void operator()(SparseCodes<T>& codes) const {
    Index n_networks = 0, n_voxels = 0;
    (*this)(n_networks), (*this)(n_voxels);
    std::vector<typename SparseCodes<T>::Batch> batches(as_size(extent(3 * sizeof(Index))));
    for (auto& batch : batches) (*this)(batch.ends), (*this)(batch.networks), (*this)(batch.values);
    codes = SparseCodes<T>::restored(n_networks, n_voxels, std::move(batches));
  }

 private:
  [[noreturn]] static void fail() { throw ValueError("training_state: the bytes are cut off or damaged"); }
  [[nodiscard]] Index left() const { return static_cast<Index>(bytes_.size()); }

  /// A number of things of at least `size` bytes each, all of which must still be there.
  [[nodiscard]] Index extent(std::size_t size) const {
    Index n = 0;
    (*this)(n);
    if (n < 0 || n > left() / static_cast<Index>(size)) fail();
    return n;
  }

  template <class V>
  void take(V* values, std::size_t n) const {
    const std::size_t size = n * sizeof(V);
    if (size > bytes_.size()) fail();
    if (size > 0) std::memcpy(values, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
  }

  std::span<const std::byte>& bytes_;
};

}  // namespace detail

/// All of a state, for training_state<T>() to read on a machine of the same byte order. io::write_file puts it into a file
/// that is whole or not there.
template <std::floating_point T>
[[nodiscard]] std::vector<std::byte> training_bytes(const TrainingState<T>& state) {
  static_assert(std::endian::native == std::endian::little, "states are kept in little-endian order");
  std::vector<std::byte> bytes;
  for (const char c : detail::training_magic) bytes.push_back(static_cast<std::byte>(c));
  const detail::FieldWriter write(bytes);
  write(static_cast<std::uint64_t>(sizeof(T)));
  detail::visit_fields(state, write);
  write(detail::fingerprint(bytes));
  return bytes;
}

/// The state that training_bytes wrote: learning goes on from it to the same bits. Throws ValueError if the bytes are not
/// those of a state, are damaged, or hold another number type than T.
template <std::floating_point T>
[[nodiscard]] TrainingState<T> training_state(std::span<const std::byte> bytes) {
  constexpr std::string_view magic = detail::training_magic;
  if (bytes.size() < magic.size() + 16 || std::memcmp(bytes.data(), magic.data(), magic.size()) != 0) {
    throw ValueError("training_state: these are not the bytes of a training state");
  }
  std::uint64_t expected = 0, width = 0;
  std::memcpy(&expected, bytes.last(8).data(), 8);
  bytes = bytes.first(bytes.size() - 8);
  if (detail::fingerprint(bytes) != expected) throw ValueError("training_state: the bytes are cut off or damaged");
  bytes = bytes.subspan(magic.size());
  const detail::FieldReader read(bytes);
  read(width);
  require(width == sizeof(T), "training_state", message("bytes a number must be ", sizeof(T)), width);
  TrainingState<T> state;
  detail::visit_fields(state, read);
  require(bytes.empty(), "training_state", "the number of bytes after the state must be 0", bytes.size());
  return state;
}

}  // namespace syncact::inline v0_1::networks::learners

#include "syncact/core/macros_on.hpp"
