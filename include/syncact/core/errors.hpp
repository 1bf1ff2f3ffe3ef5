#pragma once
/// Errors: every message names the function, the rule, and the values that broke it.
#include "syncact/core/macros_off.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

#include "syncact/core/index.hpp"
#include "syncact/core/message.hpp"

namespace syncact::inline v0_1 {

/// Base of all exceptions thrown by syncact.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Extents that must agree do not.
class ShapeError : public Error {
 public:
  using Error::Error;
};

/// A parameter or a datum outside its domain.
class ValueError : public Error {
 public:
  using Error::Error;
};

/// A file that cannot be read or written, or does not hold what it claims. The message begins with the path.
class FileError : public Error {
 public:
  using Error::Error;
};

/// The caller's progress callback asked to stop.
class Cancelled : public Error {
 public:
  using Error::Error;
};

/// Throws ShapeError "function: a has n_a time points but b has n_b" unless they agree.
inline void require_same_times(std::string_view function, std::string_view a, Index n_a, std::string_view b, Index n_b) {
  if (n_a != n_b) {
    throw ShapeError(message(function, ": ", a, " has ", n_a, " time points but ", b, " has ", n_b));
  }
}

/// Throws ShapeError "function: what must be expected, is actual" unless they agree.
inline void require_extent(std::string_view function, std::string_view what, Index expected, Index actual) {
  if (expected != actual) {
    throw ShapeError(message(function, ": ", what, " must be ", expected, ", is ", actual));
  }
}

/// Throws ShapeError "function: what must be rows x columns, is ..." unless the table that a policy returned has that shape.
template <class Table>
void require_table(std::string_view function, std::string_view what, const Table& table, Index rows, Index columns) {
  if (table.rows() != rows || table.cols() != columns) {
    throw ShapeError(
        message(function, ": ", what, " must be ", rows, " x ", columns, ", is ", table.rows(), " x ", table.cols()));
  }
}

/// Throws ValueError "function: rule" unless `holds`.
inline void require(bool holds, std::string_view function, std::string_view rule) {
  if (!holds) throw ValueError(message(function, ": ", rule));
}

/// Throws ValueError "function: rule, is value" unless `holds`.
template <class Value>
void require(bool holds, std::string_view function, std::string_view rule, const Value& value) {
  if (!holds) throw ValueError(message(function, ": ", rule, ", is ", value));
}

}  // namespace syncact::inline v0_1

#include "syncact/core/macros_on.hpp"
