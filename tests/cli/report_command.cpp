#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "program.hpp"
#include "support/catch.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/io/nifti/nifti_read.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "world.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {

/// How often `part` stands in `text`.
std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

/// Whether each element of a piece of XML is closed where it should be; no text may hold a bare < or &.
bool well_formed(const std::string& text) {
  std::vector<std::string> open;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '&') {
      const std::size_t end = text.find(';', at);
      if (end == std::string::npos || end - at > 6) return false;
      at = end + 1;
    } else if (text[at] == '<') {
      const std::size_t end = text.find('>', at);
      if (end == std::string::npos) return false;
      const std::string tag = text.substr(at + 1, end - at - 1);
      if (tag.find('<') != std::string::npos || count_of(tag, "\"") % 2 != 0) return false;
      const std::string name =
          tag.substr(tag.front() == '/' ? 1 : 0, tag.find_first_of(" /", 1) - (tag.front() == '/' ? 1 : 0));
      if (tag.front() == '/') {
        if (open.empty() || open.back() != name) return false;
        open.pop_back();
      } else if (tag.back() != '/') {
        open.push_back(name);
      }
      at = end + 1;
    } else {
      ++at;
    }
  }
  return open.empty();
}

/// What base64 says, unpacked by zlib.
std::string unpacked(const std::string& text) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string packed;
  unsigned bits = 0;
  int n = 0;
  for (const char letter : text.substr(0, text.find('='))) {
    bits = bits << 6U | static_cast<unsigned>(letters.find(letter));
    n += 6;
    if (n >= 8) packed += static_cast<char>(bits >> (n -= 8) & 0xffU);
  }
  std::string bytes(1 << 16, '\0');
  uLongf size = bytes.size();
  REQUIRE(::uncompress(reinterpret_cast<Bytef*>(bytes.data()), &size, reinterpret_cast<const Bytef*>(packed.data()),
                       packed.size()) == Z_OK);
  return bytes.substr(0, size);
}

/// What stands between two pieces of text.
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  REQUIRE(from != std::string::npos);
  return text.substr(from + begin.size(), text.find(end, from + begin.size()) - from - begin.size());
}

}  // namespace

TEST_CASE("Somebody who watches sees the stages with their seconds and the memory, a script does not") {
  if (shell("script -qec true /dev/null").status != 0) return;  // script makes a terminal, where it is installed
  const Folder folder("watched");
  const World world(2);
  world.write_nifti(folder / "b.nii");
  const std::string command = "networks --bold " + (folder / "b.nii") + " --networks 3 --out " + (folder / "out");
  const Outcome watched = shell("script -qec '" SYNCACT_CLI " " + command + "' /dev/null");
  INFO(watched.text);
  REQUIRE(watched.status == 0);
  CHECK_THAT(watched.text, says("stage") && says("read") && says("networks") && says("at most") && says("MB of memory"));
  CHECK_THAT(run(command).text, !says("MB of memory"));
}

TEST_CASE("A report's maps are those of the file, in steps of 1/127 of the largest value") {
  const Folder folder("maps");
  const World world(2);
  world.write_nifti(folder / "b.nii");
  REQUIRE(run("networks --bold " + (folder / "b.nii") + " --networks 3 --out " + (folder / "out")).status == 0);
  const std::string page = slurp(folder / "out/report.html");
  std::istringstream packed(between(page, "<template>", "</template>")), sizes(between(page, "data-largest=\"", "\""));
  const auto nifti = io::read_nifti<double>(folder / "out/network_maps.nii.gz");
  const auto& dims = nifti.mask.geometry.dims;
  CHECK(between(page, "data-dims=\"", "\"") ==
        std::to_string(dims[0]) + " " + std::to_string(dims[1]) + " " + std::to_string(dims[2]));
  std::string text;
  REQUIRE(packed >> text);
  const std::string bits = unpacked(text);
  std::vector<Index> voxels;
  for (Index voxel = 0; voxel < dims[0] * dims[1] * dims[2]; ++voxel) {
    if ((static_cast<unsigned char>(nth(bits, voxel / 8)) >> (voxel % 8) & 1) != 0) voxels.push_back(voxel);
  }
  CHECK(voxels == nifti.mask.voxels);
  for (Index k = 0; k < 3; ++k) {
    double largest = 0;
    REQUIRE(packed >> text);
    REQUIRE(sizes >> largest);
    const std::string bytes = unpacked(text);
    REQUIRE(std::ssize(bytes) == nifti.values.cols());
    for (Index v = 0; v < nifti.values.cols(); ++v) {
      CHECK(std::abs(largest / 127 * static_cast<signed char>(nth(bytes, v)) - nifti.values(k, v)) <= 0.51 * largest / 127);
    }
  }
}

TEST_CASE("couple leaves a report that stands alone, whatever neurons are called") {
  const Folder folder("report");
  World world(1);
  world.write_activations(folder / "a.npy");
  world.write_nifti(folder / "b.nii");
  world.write_events(folder / "e.tsv");
  std::ofstream names(folder / "units.txt");
  names << "<script>alert(1)</script>\nquote\"s & 'ticks'\n\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d/layer\n"
        << std::string(10000, 'x') << "\n";
  for (int i = 4; i < 10; ++i) names << "unit" << i << "\n";
  names.close();
  const Outcome outcome = run("couple --activations " + (folder / "a.npy") + " --unit-names " + (folder / "units.txt") +
                              " --fps 4 --tr 1.5 --networks 4 --bold " + (folder / "b.nii") + " --labels " +
                              (folder / "e.tsv") + " --permutations 100 --seed 3 --max-delay 3 --out " + (folder / "out"));
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  CHECK_THAT(outcome.text, says("out/report.html"));
  const std::string page = slurp(folder / "out/report.html");
  CHECK(count_of(page, "<script>") == 1);  // its own
  CHECK_THAT(page, says("&lt;script&gt;alert(1)&lt;/script&gt;"));
  CHECK_THAT(page, says("quote&quot;s &amp; &#39;ticks&#39;"));
  CHECK(page.find(std::string(300, 'x')) == std::string::npos);
  CHECK(page.find("http://") == page.find("http://www.w3.org/2000/svg"));  // the name of a format, not an address
  CHECK(count_of(page, "http://") == count_of(page, "http://www.w3.org/2000/svg"));
  CHECK(count_of(page, "https://") == 0);
  CHECK(count_of(page, "src=") == count_of(page, "src=\"data:image/png;base64,iVBORw0KGgo"));
  CHECK(count_of(page, "src=") == 4);  // a map of each network
  CHECK_THAT(slurp(folder / "out/figure_map_1.png"), says("IHDR") && says("IEND"));
  CHECK_THAT(page, says("In plain words") && says("Methods") && says("Timing") && says("family-wise"));
  CHECK(count_of(page, "<figure") == count_of(page, "</figure>"));
  // The same for programs: every section, every table, and hostile names as they are.
  const auto report = json_of(folder / "out/report.json");
  std::set<std::string> kinds;
  for (const auto& section : report["sections"]) {
    CHECK_THAT(page, says(">" + section["heading"].get<std::string>() + "<"));
    for (const auto& block : section["blocks"]) {
      kinds.insert(block["kind"]);
      if (block["kind"] == "figure") CHECK(std::filesystem::exists(folder / ("out/" + block["image"].get<std::string>())));
      if (block["kind"] != "table") continue;
      for (const auto& row : block["rows"]) CHECK(row.size() == block["columns"].size());
    }
  }
  CHECK(kinds == std::set<std::string>{"cards", "figure", "methods", "paragraph", "table", "caution", "maps"});
  CHECK_THAT(report.dump(), says("<script>alert(1)</script>"));
  const auto listed = json_of(folder / "out/run.json")["outputs"];
  for (const char* figure : {"null_max", "courses_1", "synchrony", "competitors", "timing"}) {
    const std::string file = "figure_" + std::string(figure) + ".svg";
    CHECK(std::find(listed.begin(), listed.end(), file) != listed.end());
    CHECK(well_formed(slurp(folder / ("out/" + file))));
  }
}
