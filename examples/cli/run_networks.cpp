#include "commands.hpp"
#include "inputs.hpp"
#include "outputs.hpp"
#include "prepare.hpp"

namespace cli {

void run_networks(const NetworksArguments& a, const nlohmann::ordered_json& settings) {
  Manifest manifest("networks", settings);
  const Scans scans = manifest.timed("read", [&] { return read_bold(a.bold, manifest); });
  const auto clock = syncact::Timeline::scans(syncact::Seconds{scans.tr}, 0.0, scans.lengths);
  const auto cleaned = manifest.timed("clean", [&] { return clean_bold(scans, clock, a.bold, a.run, manifest); });
  const auto networks = manifest.timed("networks", [&] { return learn(cleaned, a.bold, a.learning, a.run); });
  make_folder(a.run.out);
  write_networks(a.run.out, networks, scans.mask, manifest);
  manifest.write(a.run.out);
  std::printf("%td networks from %td volumes x %td voxels, R2 %.3f, %.1f %% of the map entries not zero; files in %s\n",
              networks.size(), cleaned.values.rows(), cleaned.values.cols(), networks.r_squared, 100 * networks.share_nonzero,
              a.run.out.c_str());
}

}  // namespace cli
