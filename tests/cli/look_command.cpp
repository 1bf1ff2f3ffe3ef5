// Looking at finished runs: replay, view, serve, and the reports of networks and of a grid.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "program.hpp"
#include "support/catch.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/io/npy/npy.hpp"
#include "syncact/io/text/table.hpp"
#include "world.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {

/// A study with a report: `couple` of the small world.
Outcome couple_world(const Folder& folder, const std::string& more = "") {
  World world(1);
  world.write_activations(folder / "a.npy");
  world.write_nifti(folder / "b.nii");
  return run("couple --activations " + (folder / "a.npy") + " --fps 4 --bold " + (folder / "b.nii") +
             " --networks 5 --permutations 99 --set learner.batch_size=64 " + more + " --out " + (folder / "out"));
}

/// The server, for as long as it is wanted.
class Server {
 public:
  explicit Server(const std::string& run_folder) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::execl(SYNCACT_CLI, SYNCACT_CLI, "serve", run_folder.c_str(), static_cast<char*>(nullptr));
      ::_exit(127);
    }
    ::close(ends[1]);
    std::string line;
    for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) line += c;
    ::close(ends[0]);
    const std::size_t at = line.find("127.0.0.1:");
    if (at != std::string::npos) port_ = std::stoi(line.substr(at + 10));
  }
  ~Server() {
    ::kill(child_, SIGTERM);
    ::waitpid(child_, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] int port() const { return port_; }

  /// What it answers to these bytes; the head and the body.
  [[nodiscard]] std::string send(const std::string& bytes) const {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string answer;
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
      (void)!::write(socket, bytes.data(), bytes.size());
      char buffer[4096];
      for (ssize_t n = 0; (n = ::read(socket, buffer, sizeof(buffer))) > 0;) answer.append(buffer, static_cast<std::size_t>(n));
    }
    ::close(socket);
    return answer;
  }

  [[nodiscard]] std::string get(const std::string& path, const std::string& host = "localhost") const {
    return send("GET " + path + " HTTP/1.1\r\nHost: " + host + ":" + std::to_string(port_) + "\r\nConnection: close\r\n\r\n");
  }

 private:
  pid_t child_ = -1;
  int port_ = 0;
};

std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

}  // namespace

TEST_CASE("replay gives the same bytes, and says when it cannot") {
  const Folder folder("replay");
  REQUIRE(couple_world(folder).status == 0);
  const Outcome same = run("replay " + (folder / "out"));
  INFO(same.text);
  CHECK(same.status == 0);
  CHECK_THAT(same.text, says("the same: all"));
  std::ofstream(folder / "out/neurons.tsv", std::ios::app) << "more\n";
  const Outcome other = run("replay " + (folder / "out/run.json") + " --out " + (folder / "again"));
  CHECK(other.status == 1);
  CHECK_THAT(other.text, says("files differ: neurons.tsv"));
  CHECK(std::filesystem::exists(folder / "again/report.html"));
  World(2).write_activations(folder / "a.npy");
  CHECK_THAT(run("replay " + (folder / "out")).text, says("is not the file that it was"));
  CHECK_THAT(run("replay " + (folder / "b.nii")).text, says("is no run.json of this program"));
}

TEST_CASE("view opens the report by the browser that is named") {
  const Folder folder("view");
  std::filesystem::create_directories(folder / "run");
  CHECK_THAT(run("view " + (folder / "run")).text, says("report.html: there is none"));
  std::ofstream(folder / "run/report.html") << "<p>all is well</p>";
  const Outcome seen = shell("BROWSER=cat " SYNCACT_CLI " view " + (folder / "run"));
  CHECK(seen.status == 0);
  CHECK(seen.text == "<p>all is well</p>");
}

TEST_CASE("serve shows the map of any neuron, to this machine alone") {
  const Folder folder("serve");
  REQUIRE(couple_world(folder, "--explore").status == 0);
  const Outcome help = shell("timeout 1 " SYNCACT_CLI " serve " + (folder / "out"));
  if (help.text.find("built without cpp-httplib") != std::string::npos) return;
  const Server server(folder / "out");
  REQUIRE(server.port() > 0);
  CHECK_THAT(server.get("/"), says("200 OK") && says("Maps of neurons and networks") && says("Content-Security-Policy"));
  const auto grid = nlohmann::json::parse(body_of(server.get("/grid")));
  CHECK(grid["dims"] == nlohmann::json({6, 5, 4}));
  CHECK(nlohmann::json::parse(body_of(server.get("/neurons?search=unit_1")))["total"] == 1);

  // Neuron 1 follows category 1, as voxels 1, 4, 7 ... below 90 do.
  const std::string bytes = body_of(server.get("/map?neuron=1"));
  REQUIRE(bytes.size() == 120 * sizeof(float));
  std::vector<float> map(120);
  std::memcpy(map.data(), bytes.data(), bytes.size());
  for (std::size_t v = 0; v < 120; ++v) {
    CHECK(std::abs(map[v]) <= 1.0001F);
    if (v < 90 && v % 3 == 1) CHECK(map[v] > 0.8F);
    if (v >= 90) CHECK(std::abs(map[v]) < 0.4F);
  }
  const auto table = io::NpyArray(folder / "out/synchrony.npy").to_matrix<double>();
  CHECK(table.rows() == 10);

  CHECK_THAT(server.get("/map?neuron=10"), says(" 400 ") && says("neuron from 0 to 9"));
  CHECK_THAT(server.get("/map?neuron=-1"), says(" 400 "));
  CHECK_THAT(server.get("/map?neuron=1e3"), says(" 400 "));
  CHECK_THAT(server.get("/map"), says(" 400 "));
  CHECK_THAT(server.get("/grid", "somewhere.example"), says(" 403 "));
  CHECK_THAT(server.get("/run/report.html"), says("200 OK") && says("text/html"));
  CHECK_THAT(server.get("/run/../../../etc/passwd"), says(" 404 "));
  CHECK_THAT(server.get("/run/%2e%2e%2fa.npy"), says(" 404 "));
  CHECK_THAT(server.get("/" + std::string(20000, 'x')), says(" 414 ") || says(" 400 ") || says(" 404 "));
  CHECK(server.send("nonsense\r\n\r\n").find("200 OK") == std::string::npos);
  CHECK(server.send(std::string(5000, '\0') + "\r\n\r\n").find("200 OK") == std::string::npos);
  CHECK_THAT(server.get("/mean"), says("200 OK"));  // and it is still there
  CHECK_THAT(run("serve " + (folder / ".")).text, says("explore_neurons.npy"));
}

TEST_CASE("couple refuses to keep voxels that there are not") {
  const Folder folder("explore");
  World world(1);
  world.write_activations(folder / "a.npy");
  world.write_table(folder / "b.npy");
  const std::string out = " --explore --out " + (folder / "x");
  CHECK_THAT(run("couple --activations " + (folder / "a.npy") + " --fps 4 --tr 1.5 --bold " + (folder / "b.npy") + out).text,
             says("--explore: needs scans with a grid"));
  CHECK_THAT(
      run("couple --activations " + (folder / "a.npy") + " --fps 4 --tr 1.5 --networks-from " + (folder / "b.npy") + out).text,
      says("--explore: has no effect with --networks-from"));
}

TEST_CASE("networks are compared with known ones, and a map that is no network's is not taken for one") {
  const Folder folder("templates");
  World world(1);
  world.write_nifti(folder / "b.nii");
  io::Geometry geometry;  // that of the world
  geometry.dims = {6, 5, 4};
  geometry.voxel_size = {2, 2.5, 3};
  geometry.sform_code = 1;
  geometry.sform = {{{-2, 0, 0, 10}, {0, 2.5, 0, -20}, {0, 0, 3, 5}, {0, 0, 0, 1}}};
  geometry.affine = geometry.sform;
  MatrixX<double> regions(1, 120), maps(2, 120);
  for (Index v = 0; v < 120; ++v) regions(0, v) = v < 90 ? static_cast<double>(v % 3 + 1) : 0;
  for (Index v = 0; v < 120; ++v)
    maps(0, v) = v < 90 && v % 3 == 1, maps(1, v) = Random(5, 5).normal(static_cast<std::uint64_t>(v));
  const io::NiftiLabels none{.description = {}, .intent_name = {}, .tr = {}};
  io::write_nifti(folder / "regions.nii", regions, io::whole_mask(geometry), none);
  io::write_nifti(folder / "maps.nii", maps, io::whole_mask(geometry), none);
  std::ofstream(folder / "names.txt") << "house area\nnowhere\n";
  const std::string networks =
      "networks --bold " + (folder / "b.nii") + " --networks 3 --out " + (folder / "n") + " --templates ";
  const Outcome outcome = run(networks + (folder / "regions.nii"));
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const io::Table by_region(folder / "n/network_templates.tsv");
  REQUIRE(by_region.n_rows() == 9);
  Index n_found = 0;
  for (Index i = 0; i < 9; ++i) {
    n_found += by_region.number(i, by_region.column("r")) > 0.8 && by_region.number(i, by_region.column("p")) == 0.01 ? 1 : 0;
  }
  CHECK(n_found == 3);
  CHECK_THAT(slurp(folder / "n/report.html"), says("Known networks") && says("label_2"));
  REQUIRE(run(networks + (folder / "maps.nii") + " --template-names " + (folder / "names.txt")).status == 0);
  const io::Table by_map(folder / "n/network_templates.tsv");
  REQUIRE(by_map.n_rows() == 6);
  for (Index i = 0; i < 6; ++i) {
    if (by_map.cell(i, by_map.column("template")) == "nowhere") CHECK(by_map.number(i, by_map.column("q_fdr")) > 0.05);
  }

  // couple says it of the networks that neurons follow.
  world.write_activations(folder / "a.npy");
  const Outcome coupled =
      run("couple --activations " + (folder / "a.npy") + " --fps 4 --networks 3 --permutations 100 --bold " +
          (folder / "b.nii") + " --templates " + (folder / "regions.nii") + " --out " + (folder / "c"));
  INFO(coupled.text);
  REQUIRE(coupled.status == 0);
  CHECK(io::Table(folder / "c/network_templates.tsv").n_rows() == 9);
  CHECK_THAT(run("card " + (folder / "c") + " 0").text, says("(looks like label_1)"));
  CHECK_THAT(slurp(folder / "c/report.html"), says("Known networks"));
  std::ofstream(folder / "names.txt") << "one\n";
  CHECK_THAT(run(networks + (folder / "maps.nii") + " --template-names " + (folder / "names.txt")).text,
             says("has 1 names for 2 templates"));
  CHECK_THAT(run(networks + (folder / "maps.nii") + " --group each").text, says("--templates: has no effect with --group"));
}

TEST_CASE("networks of a surface are compared with known ones by turning the sphere") {
  const Folder folder("sphere");
  World world(1);
  world.write_table(folder / "b.npy");
  // Voxels as vertices of two hemispheres, in three regions by their height.
  MatrixX<double> sphere(120, 4), bold = world.bold, maps(1, 120);
  for (Index v = 0; v < 120; ++v) {
    const double at = static_cast<double>(v % 60), z = 1 - (2 * at + 1) / 60, angle = 2.399963 * at;
    sphere.row(v) << std::sqrt(1 - z * z) * std::cos(angle), std::sqrt(1 - z * z) * std::sin(angle), z, v < 60 ? 0 : 1;
    const Index region = v % 60 / 20;
    bold.col(v) = world.bold.col(3 * (v % 30) + region);  // follows category `region`
    maps(0, v) = static_cast<double>(region + 1);
  }
  io::write_npy(folder / "b.npy", bold);
  io::write_npy(folder / "sphere.npy", sphere);
  io::write_npy(folder / "regions.npy", maps);
  const std::string networks = "networks --bold " + (folder / "b.npy") + " --tr 1.5 --networks 3 --out " + (folder / "n") +
                               " --templates " + (folder / "regions.npy");
  const Outcome outcome = run(networks + " --sphere " + (folder / "sphere.npy"));
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const io::Table table(folder / "n/network_templates.tsv");
  REQUIRE(table.n_rows() == 9);
  Index n_found = 0;
  for (Index i = 0; i < 9; ++i) n_found += table.number(i, table.column("r")) > 0.8 ? 1 : 0;
  CHECK(n_found == 3);
  CHECK_THAT(run(networks).text, says("--templates: scans without a grid need --sphere"));
  io::write_npy(folder / "short.npy", MatrixX<double>(sphere.topRows(60)));
  CHECK_THAT(run(networks + " --sphere " + (folder / "short.npy")).text, says("of 120 vertices, is 60 x 4"));
  sphere(5, 3) = 2;
  io::write_npy(folder / "bad.npy", sphere);
  CHECK_THAT(run(networks + " --sphere " + (folder / "bad.npy")).text, says("the fourth column must be 0 or 1, is 2 in row 5"));
}

TEST_CASE("networks and a grid of similarities have reports") {
  const Folder folder("pages");
  World world(1);
  world.write_nifti(folder / "b.nii");
  REQUIRE(run("networks --bold " + (folder / "b.nii") + " --networks 4 --out " + (folder / "n")).status == 0);
  const std::string page = slurp(folder / "n/report.html");
  CHECK_THAT(page, says("4 networks explain") && says("Mairal et al. 2010") && says("data:image/png"));
  CHECK(std::filesystem::exists(folder / "n/figure_likeness.svg"));
  std::filesystem::create_directories(folder / "t");
  io::write_npy(folder / "t/one.npy", MatrixX<double>(MatrixX<double>::Random(20, 4)));
  io::write_npy(folder / "t/two.npy", MatrixX<double>(MatrixX<double>::Random(20, 6)));
  io::write_npy(folder / "t/three.npy", MatrixX<double>(MatrixX<double>::Random(9, 6)));
  const Outcome grid =
      run("similarity --grid " + (folder / "t") + " " + (folder / "t") + " --metrics cka --out " + (folder / "g.csv"));
  INFO(grid.text);
  REQUIRE(grid.status == 0);
  CHECK_THAT(slurp(folder / "g.html"), says("4 of 9 pairs have no value") && says("one.npy"));
}
