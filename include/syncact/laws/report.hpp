#pragma once
/// What a law suite returns: framework-free, so that users can run the laws in any test program.
#include "syncact/core/macros_off.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "syncact/core/errors.hpp"
#include "syncact/core/types.hpp"

namespace syncact::inline v0_1::laws {

/// A law that did not hold, and the numbers that show it.
struct Violation {
  std::string law;
  std::string detail;
};

/// The numbers of a vector as text, for the detail of a violation.
[[nodiscard]] inline std::string listed(const VectorX<double>& values) {
  std::string list;
  for (const double value : values) list += message(list.empty() ? "" : " ", value);
  return list;
}

/// Collects the laws that were checked and those that failed.
class Report {
 public:
  /// Records a law: `holds` says whether it did, `parts` are the detail if not.
  template <class... Parts>
  void expect(bool holds, const std::string& law, const Parts&... parts) {
    ++n_checked_;
    if (!holds) violations_.push_back({law, message(parts...)});
  }

  /// Records that |actual - expected| <= tolerance; NaN never holds.
  void expect_near(double actual, double expected, double tolerance, const std::string& law) {
    expect(std::abs(actual - expected) <= tolerance, law, actual, " instead of ", expected, " +- ", tolerance);
  }

  void merge(const Report& other) {
    n_checked_ += other.n_checked_;
    violations_.insert(violations_.end(), other.violations_.begin(), other.violations_.end());
  }

  [[nodiscard]] bool ok() const { return violations_.empty() && n_checked_ > 0; }
  [[nodiscard]] Index n_checked() const { return n_checked_; }
  [[nodiscard]] const std::vector<Violation>& violations() const { return violations_; }

  /// One violated law a line; empty when all hold.
  [[nodiscard]] std::string text() const {
    std::string lines;
    for (const Violation& v : violations_) lines += v.law + ": " + v.detail + "\n";
    return lines;
  }

 private:
  Index n_checked_ = 0;
  std::vector<Violation> violations_;
};

}  // namespace syncact::inline v0_1::laws

#include "syncact/core/macros_on.hpp"
