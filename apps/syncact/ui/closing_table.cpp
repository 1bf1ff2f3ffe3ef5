#include "ui/closing_table.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

namespace cli {

double peak_megabytes() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return 0;
#ifdef __APPLE__
  constexpr double per_megabyte = 1e6;
#else
  constexpr double per_megabyte = 1e6 / 1024;  // it counts kibibytes
#endif
  return static_cast<double>(usage.ru_maxrss) / per_megabyte;
}

void closing_table(const nlohmann::ordered_json& seconds_of_stages) {
  if (isatty(STDERR_FILENO) == 0) return;
  double all = 0;
  std::fprintf(stderr, "  %-24s %9s\n", "stage", "seconds");
  for (const auto& [stage, seconds] : seconds_of_stages.items()) {
    all += seconds.get<double>();
    std::fprintf(stderr, "  %-24s %9.1f\n", stage.c_str(), seconds.get<double>());
  }
  std::fprintf(stderr, "  %-24s %9.1f   at most %.0f MB of memory\n", "all", all, peak_megabytes());
}

}  // namespace cli
