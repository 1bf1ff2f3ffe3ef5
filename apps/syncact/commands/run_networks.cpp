#include "commands/commands.hpp"
#include "commands/prepare.hpp"
#include "files/inputs.hpp"
#include "files/output_folder.hpp"
#include "files/outputs.hpp"

namespace cli {

void run_networks(const NetworksArguments& a, const nlohmann::ordered_json& settings) {
  OutputFolder folder(a.run.out);
  Manifest manifest("networks", settings);
  const Scans scans = manifest.timed("read", [&] { return read_bold(a.bold, manifest); });
  const auto clock = syncact::Timeline::scans(syncact::Seconds{scans.tr}, 0.0, scans.lengths);
  manifest.note("tr", scans.tr);
  const auto removed = nuisance(a.bold, scans, false, manifest);
  const auto cleaned = manifest.timed("clean", [&] { return clean_bold(scans, clock, removed, a.bold, a.run); });
  const auto networks = manifest.timed("networks", [&] { return learn(cleaned, a.bold, a.learning, a.run); });
  write_networks(folder.staging(), networks, scans.mask, manifest);
  manifest.write(folder.staging());
  folder.commit();
  std::printf(
      "%td networks from %td volumes x %td voxels, TR %g s, R2 %.3f, %.1f %% of the map entries not zero; files in %s\n",
      networks.size(), cleaned.values.rows(), cleaned.values.cols(), scans.tr, networks.r_squared, 100 * networks.share_nonzero,
      folder.path().c_str());
}

}  // namespace cli
