#pragma once
/// Long couplings that can be stopped and go on: what is known so far, in a file.
#include "syncact/core/macros_off.hpp"

#include <chrono>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "syncact/io/bytes/byte_sink.hpp"
#include "syncact/io/bytes/byte_source.hpp"
#include "syncact/io/bytes/bytes.hpp"
#include "syncact/synchrony/couple.hpp"

namespace syncact::inline v0_1::io {

namespace detail {

/// Values one after the other, in the bytes of this machine.
class StateWriter {
 public:
  explicit StateWriter(ByteSink& sink) : sink_(&sink) {}

  template <class V>
    requires(std::is_arithmetic_v<V> || std::is_enum_v<V>)
  void operator()(const V& value) { put(&value, sizeof(V)); }
  void operator()(const synchrony::detail::Candidate& c) {
    (*this)(c.neuron), (*this)(c.network), (*this)(c.r), (*this)(c.statistic), (*this)(c.n_reached);
  }
  void operator()(const synchrony::detail::BestList& list) { synchrony::detail::BestList::state(list, *this); }
  template <class V>
  void operator()(const std::optional<V>& value) {
    (*this)(value.has_value());
    if (value) (*this)(*value);
  }
  template <class V>
  void operator()(const std::vector<V>& values) {
    (*this)(values.size());
    for (const V& value : values) (*this)(value);
  }
  template <class K, class V>
  void operator()(const std::map<K, V>& values) {
    (*this)(values.size());
    for (const auto& [key, value] : values) (*this)(key), (*this)(value);
  }
  template <class Derived>
  void operator()(const Eigen::PlainObjectBase<Derived>& table) {
    (*this)(table.rows()), (*this)(table.cols());
    put(table.data(), as_size(table.size()) * sizeof(*table.data()));
  }
  void operator()(const std::string& text) {
    (*this)(text.size());
    put(text.data(), text.size());
  }

  void finish() {
    sink_->write(buffer_);
    sink_->commit();
  }

 private:
  void put(const void* data, std::size_t n) {
    const auto* bytes = static_cast<const std::byte*>(data);
    if (buffer_.size() + n > most) {
      sink_->write(buffer_);
      buffer_.clear();
    }
    if (n > most) return sink_->write({bytes, n});
    buffer_.insert(buffer_.end(), bytes, bytes + n);
  }

  static constexpr std::size_t most = std::size_t{1} << 20;
  ByteSink* sink_;
  std::vector<std::byte> buffer_;
};

/// The same, read. Throws FileError where the file ends early or a length makes no sense.
class StateReader {
 public:
  explicit StateReader(ByteSource& source) : source_(&source) {}

  template <class V>
    requires(std::is_arithmetic_v<V> || std::is_enum_v<V>)
  void operator()(V& value) { get(&value, sizeof(V)); }
  void operator()(synchrony::detail::Candidate& c) {
    (*this)(c.neuron), (*this)(c.network), (*this)(c.r), (*this)(c.statistic), (*this)(c.n_reached);
  }
  void operator()(synchrony::detail::BestList& list) { synchrony::detail::BestList::state(list, *this); }
  template <class V>
  void operator()(std::optional<V>& value) {
    unsigned char there = 0;
    (*this)(there);
    value.reset();
    if (there != 0) (*this)(value.emplace());
  }
  /// Lists of what is as long as the coupling says keep their elements, which know their size.
  template <class V>
  void operator()(std::vector<V>& values) {
    const std::size_t n = length(1);
    if constexpr (std::is_default_constructible_v<V>) {
      values.resize(n);
    } else if (n != values.size()) {
      damaged();
    }
    for (V& value : values) (*this)(value);
  }
  template <class K, class V>
  void operator()(std::map<K, V>& values) {
    values.clear();
    for (std::size_t n = length(1); n > 0; --n) {
      K key{};
      (*this)(key);
      (*this)(values[key]);
    }
  }
  template <class Derived>
  void operator()(Eigen::PlainObjectBase<Derived>& table) {
    Index rows = 0, columns = 0;
    (*this)(rows), (*this)(columns);
    const bool known = table.size() == 0 || (rows == table.rows() && columns == table.cols());
    const std::optional<Index> n =
        rows < 0 || columns < 0 ? std::nullopt : checked_bytes({{rows, columns}}, sizeof(*table.data()));
    if (!known || !n || static_cast<std::uint64_t>(*n) > source_->file_size()) damaged();
    table.resize(rows, columns);
    get(table.data(), as_size(*n));
  }
  void operator()(std::string& text) {
    text.resize(length(1));
    get(text.data(), text.size());
  }

  [[noreturn]] void damaged() const { fail(source_->path(), "is damaged: it is no coupling that was stopped"); }

 private:
  std::size_t length(std::size_t item) {
    std::size_t n = 0;
    (*this)(n);
    if (n > source_->file_size() / item) damaged();
    return n;
  }
  void get(void* data, std::size_t n) {
    if (source_->read({static_cast<std::byte*>(data), n}) != n) damaged();
  }

  ByteSource* source_;
};

inline constexpr const char* checkpoint_magic = "syncact coupling 1\n";

}  // namespace detail

/// Where a coupling keeps what it knows.
struct CouplingCheckpoint {
  std::filesystem::path path;
  std::string of;                  ///< what is coupled: names or checksums of the signals and all that was done to them
  bool resume = true;              ///< go on with what the file holds, if it is of the same
  Seconds every{30};               ///< at least so long from one writing to the next
  Index neurons_at_a_time = 4096;  ///< between which it may be written; a multiple of 256
};

/// Writes what a part holds; the file appears whole. Throws FileError.
template <std::floating_point T>
void write_part(const CouplingCheckpoint& checkpoint, const synchrony::SynchronyPart<T>& part) {
  ByteSink sink(checkpoint.path, false);
  detail::StateWriter write(sink);
  write(std::string(detail::checkpoint_magic)), write(sizeof(T)), write(checkpoint.of);
  synchrony::detail::Tally<T>::state(part.tally(), write);
  write.finish();
}

/// Reads it into a part of the same coupling, whatever that holds. Throws FileError if the file is damaged, ValueError if it is
/// of another coupling.
template <std::floating_point T>
void read_part(const CouplingCheckpoint& checkpoint, synchrony::SynchronyPart<T>& part) {
  ByteSource source(checkpoint.path);
  detail::StateReader read(source);
  std::string magic, of;
  std::size_t scalar = 0;
  read(magic);
  if (magic != detail::checkpoint_magic) read.damaged();
  read(scalar), read(of);
  if (scalar != sizeof(T) || of != checkpoint.of) {
    throw ValueError(message(checkpoint.path.string(),
                             ": was made with other settings or other signals; without --resume the coupling begins anew"));
  }
  synchrony::detail::Tally<T>::state(part.tally(), read);
}

/// couple_source(), to the bit, which now and then writes what it knows, and goes on from there when it is called again: for
/// nulls that take hours. The file stays when all is done, too; remove it when the results are safe.
/// Throws what couple_source and read_part throw, FileError if the file cannot be written, ValueError unless neurons_at_a_time
/// is a multiple of 256 above 0.
template <std::floating_point T, synchrony::NeuronSource<T> Source, synchrony::ClockOrProjection Clock,
          synchrony::measure::SimilarityMeasure<T> S = synchrony::measure::Pearson,
          stats::NullModel<T> N = stats::CircularShift, CallContext C = Context<>>
[[nodiscard]] synchrony::Synchrony<T> couple_with_checkpoints(const Source& neurons, const SeriesView<T>& networks,
                                                              const Clock& clock, const CouplingCheckpoint& checkpoint,
                                                              const synchrony::CouplingOptions<S, N>& options = {},
                                                              const C& context = {}) {
  require(checkpoint.neurons_at_a_time > 0 && checkpoint.neurons_at_a_time % 256 == 0, "couple_with_checkpoints",
          "neurons_at_a_time must be a multiple of 256 above 0", checkpoint.neurons_at_a_time);
  using std::chrono::steady_clock;
  auto part = synchrony::couple_part<T>(neurons, 0, 0, networks, clock, options, context);
  if (checkpoint.resume && std::filesystem::exists(checkpoint.path)) read_part(checkpoint, part);
  const Index n_neurons = part.n_neurons(),
              n_parts = (n_neurons + checkpoint.neurons_at_a_time - 1) / checkpoint.neurons_at_a_time;
  auto written = steady_clock::now();
  while (!part.complete()) {
    const Index first = part.next_neuron(), n = std::min(checkpoint.neurons_at_a_time, n_neurons - first);
    part = synchrony::couple_part<T>(neurons, first, n, networks, clock, options,
                                     of_stage(context, first / checkpoint.neurons_at_a_time, n_parts), std::move(part));
    if (steady_clock::now() - written < checkpoint.every) continue;
    write_part(checkpoint, part);
    written = steady_clock::now();
  }
  return std::move(part).finish();
}

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
