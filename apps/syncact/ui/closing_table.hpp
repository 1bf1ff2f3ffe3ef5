#pragma once
/// What a run took, for somebody who is watching.
#include <nlohmann/json.hpp>

namespace cli {

/// The most memory that the process has held so far [MB].
[[nodiscard]] double peak_megabytes();

/// A table of stages with their seconds, their sum, and the most memory that was held, on stderr; silent when stderr is not a
/// terminal.
void closing_table(const nlohmann::ordered_json& seconds_of_stages);

}  // namespace cli
