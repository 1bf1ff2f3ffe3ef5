#pragma once
/// The report of `networks`.
#include <optional>
#include <string>
#include <vector>

#include "commands/arguments.hpp"
#include "files/manifest.hpp"
#include "files/templates.hpp"
#include "report/document.hpp"
#include "syncact/groups/methods.hpp"
#include "syncact/io/nifti/nifti_mask.hpp"
#include "syncact/networks/networks.hpp"

namespace cli {

/// The known network or region that each network looks most like.
[[nodiscard]] ReportSection known_networks(const TemplateArguments& arguments, const std::vector<TemplateMatch>& matches,
                                           const Templates& templates, const std::vector<std::string>& names);

/// How much the networks explain, their courses, how alike those are, and their maps.
[[nodiscard]] Document networks_report(const NetworksArguments& arguments, const syncact::networks::Networks<double>& networks,
                                       const std::optional<syncact::io::Mask>& mask, double tr, const Templates& templates,
                                       const std::vector<TemplateMatch>& matches, const Manifest& manifest);

/// The networks of several subjects: how well they agree, and the mean maps.
[[nodiscard]] Document group_report(const NetworksArguments& arguments, const syncact::groups::GroupNetworks<double>& group,
                                    const std::vector<std::string>& subjects, const std::optional<syncact::io::Mask>& mask,
                                    const Manifest& manifest);

}  // namespace cli
