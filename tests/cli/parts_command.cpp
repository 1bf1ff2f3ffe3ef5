// Activations as other tools leave them are the same activations.
#include <zlib.h>

#include <bit>
#include <filesystem>
#include <fstream>

#include "program.hpp"
#include "support/catch.hpp"
#include "support/noise.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "syncact/io/text/table.hpp"

using namespace syncact;
using namespace syncact::test;

namespace {

std::string little(std::uint64_t value, int n) {
  std::string bytes;
  for (int i = 0; i < n; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

/// An .npz of stored arrays of float.
void write_npz(const std::string& path, const std::vector<std::pair<std::string, MatrixX<float>>>& arrays) {
  std::string file, contents;
  for (const auto& [name, table] : arrays) {
    io::write_npy(path + ".tmp", table);
    const std::string bytes = slurp(path + ".tmp"), member = name + ".npy";
    std::filesystem::remove(path + ".tmp");
    const std::string both = little(45, 2) + little(0, 8) +
                             little(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()), 4) +
                             little(bytes.size(), 4) + little(bytes.size(), 4) + little(member.size(), 2);
    contents += little(0x02014b50, 4) + little(45, 2) + both + little(0, 12) + little(file.size(), 4) + member;
    file += little(0x04034b50, 4) + both + little(0, 2) + member + bytes;
  }
  std::ofstream(path, std::ios::binary) << file << contents << little(0x06054b50, 4) << little(0, 4) << little(arrays.size(), 2)
                                        << little(arrays.size(), 2) << little(contents.size(), 4) << little(file.size(), 4)
                                        << little(0, 2);
}

void write_bytes(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

std::string float_bytes(const RowMatrixX<float>& table) {
  return {reinterpret_cast<const char*>(table.data()), static_cast<std::size_t>(table.size()) * sizeof(float)};
}

/// Two layers of 5 and 3 units over 60 frames, and two networks to couple them with.
struct Study {
  Folder folder{"parts"};
  MatrixX<float> conv = noise<double>(60, 5, 1).cast<float>(), dense = noise<double>(60, 3, 2).cast<float>();

  Study() {
    MatrixX<float> both(60, 8);
    both << conv, dense;
    io::write_npy(folder / "one.npy", both);
    io::write_npy(folder / "y.npy", MatrixX<double>(noise<double>(60, 2, 3)));
  }
  /// `couple` of these activations.
  [[nodiscard]] Outcome couple(const std::string& activations, const std::string& out) const {
    return run("couple --activations " + (folder / activations) +
               " --hrf none --tr 1 --min-shift 5 --permutations 20 --networks-from " + (folder / "y.npy") + " --out " +
               (folder / out));
  }
  /// Checks that r is that of the one table, and says the names of the units.
  void check_same(const std::string& activations, const std::string& first_unit, const std::string& last_unit) const {
    const Outcome outcome = couple(activations, "o_" + activations);
    INFO(outcome.text);
    REQUIRE(outcome.status == 0);
    CHECK(slurp(folder / ("o_" + activations + "/synchrony.npy")) == slurp(folder / "expected/synchrony.npy"));
    const std::string neurons = slurp(folder / ("o_" + activations + "/neurons.tsv"));
    CHECK_THAT(neurons, says("\n0\t" + first_unit + "\t") && says("\n7\t" + last_unit + "\t"));
  }
};

}  // namespace

TEST_CASE("npz, safetensors and folders of parts are the same activations as one table") {
  const Study study;
  const Folder& folder = study.folder;
  REQUIRE(study.couple("one.npy", "expected").status == 0);

  write_npz(folder / "act.npz", {{"conv", study.conv}, {"dense", study.dense}});
  study.check_same("act.npz", "act/conv/0", "act/dense/2");

  const std::string header = R"({"__metadata__":{"format":"pt"},"conv":{"dtype":"F32","shape":[60,5],"data_offsets":[0,1200]},)"
                             R"("dense":{"dtype":"F32","shape":[60,3],"data_offsets":[1200,1920]}})";
  write_bytes(folder / "act.safetensors",
              little(header.size(), 8) + header + float_bytes(study.conv) + float_bytes(study.dense));
  study.check_same("act.safetensors", "act/conv/0", "act/dense/2");

  // thingsvision: a folder for each module, parts whose first number is wrong, and the last part not last by letters.
  for (const auto& [module, table] : {std::pair{"conv", &study.conv}, std::pair{"dense", &study.dense}}) {
    std::filesystem::create_directories(folder / ("things/" + std::string(module)));
    const std::string name = folder / ("things/" + std::string(module) + "/features_");
    io::write_npy(name + "0-9.npy", MatrixX<float>(table->topRows(9)));
    io::write_npy(name + "20-20.npy", MatrixX<float>(table->middleRows(9, 11)));
    io::write_npy(name + "100-100.npy", MatrixX<float>(table->bottomRows(40)));
  }
  std::ofstream stimuli(folder / "things/file_names.txt");
  for (int i = 0; i < 60; ++i) stimuli << "frame_" << i << ".jpg\n";
  stimuli.close();
  study.check_same("things", "things/conv/0", "things/dense/2");
  std::ofstream(folder / "things/file_names.txt") << "frame_0.jpg\n";
  CHECK_THAT(study.couple("things", "x").text, says("names 1 stimuli, but the features are of 60"));

  // Net2Brain: an archive for each stimulus, 10 after 9; and one for each layer.
  std::filesystem::create_directories(folder / "net");
  std::filesystem::create_directories(folder / "layers");
  std::vector<std::pair<std::string, MatrixX<float>>> conv, dense;
  for (Index i = 0; i < 60; ++i) {
    const MatrixX<float> c = study.conv.row(i), d = study.dense.row(i);
    write_npz(folder / ("net/frame" + std::to_string(i) + ".npz"), {{"conv", c}, {"dense", d}});
    conv.emplace_back("frame" + std::to_string(i), c);
    dense.emplace_back("frame" + std::to_string(i), d);
  }
  std::rotate(conv.begin(), conv.begin() + 17, conv.end());  // as listdir had them
  write_npz(folder / "layers/consolidated_conv.npz", conv);
  write_npz(folder / "layers/consolidated_dense.npz", dense);
  study.check_same("net", "net/conv/0", "net/dense/2");
  study.check_same("layers", "layers/conv/0", "layers/dense/2");
}

TEST_CASE("--heads calls dimensions by their head, and scores each head") {
  const Study study;
  const Folder& folder = study.folder;
  MatrixX<float> hidden(60, 6);
  hidden << study.conv, study.dense.col(0);
  write_npz(folder / "vit.npz", {{"block", hidden}});
  const std::string common = "couple --activations " + (folder / "vit.npz") +
                             " --hrf none --tr 1 --min-shift 5 --permutations 20 --networks-from " + (folder / "y.npy") +
                             " --out " + (folder / "out") + " --heads ";
  const Outcome outcome = run(common + "3");
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  CHECK_THAT(slurp(folder / "out/neurons.tsv"),
             says("\n0\tvit/block/head_0/0\t") && says("\n3\tvit/block/head_1/1\t") && says("\n5\tvit/block/head_2/1\t"));
  const io::Table layers(folder / "out/layers.tsv");
  CHECK(layers.text("layer") == std::vector<std::string>{"vit/block/head_0", "vit/block/head_1", "vit/block/head_2"});
  CHECK_THAT(run(common + "4").text,
             says("--heads 4: ") && says("has in layer vit/block/ 6 units, which cannot be shared out evenly"));
}

TEST_CASE("Parts that do not fit together are refused") {
  const Study study;
  const Folder& folder = study.folder;
  write_npz(folder / "act.npz", {{"conv", study.conv}, {"dense", MatrixX<float>(study.dense.topRows(50))}});
  CHECK_THAT(study.couple("act.npz", "x").text, says("layer act/dense has 50 frames, but act/conv has 60"));
  const auto tensors = [&](const std::string& header) {
    write_bytes(folder / "t.safetensors", little(header.size(), 8) + header + std::string(240, '\1'));
    return study.couple("t.safetensors", "x").text;
  };
  CHECK_THAT(tensors(R"({"a":{"dtype":"F32","shape":[60,5],"data_offsets":[0,1200]}})"), says("lies outside the file"));
  CHECK_THAT(tensors(R"({"a":{"dtype":"F32","shape":[60,9],"data_offsets":[0,240]}})"), says("has 240 bytes for 540 numbers"));
  CHECK_THAT(tensors(R"({"a":{"dtype":"I64","shape":[30],"data_offsets":[0,240]}})"),
             says("activations are F16, BF16, F32 or F64"));
  CHECK_THAT(tensors(R"({"a":{"dtype":"F32","shape":[-60,1],"data_offsets":[0,240]}})"), says("has no shape"));
  CHECK_THAT(tensors(R"({"a":{"shape":[60]}})"), says("its header is none of safetensors"));
  CHECK_THAT(tensors("{no json"), says("its header is none of safetensors"));
  CHECK_THAT(tensors("{}"), says("holds no activations"));
  // Sixteen bits: one is 3f80 as bfloat16 and 3c00 as float16.
  const std::string header =
      R"({"a":{"dtype":"BF16","shape":[60,1],"data_offsets":[0,120]},"b":{"dtype":"F16","shape":[60,1],"data_offsets":[120,240]}})";
  std::string data;
  for (int i = 0; i < 60; ++i)
    data += little(static_cast<std::uint64_t>(std::bit_cast<std::uint32_t>(static_cast<float>(i)) >> 16), 2);
  for (int i = 0; i < 60; ++i) data += little(i % 2 == 0 ? 0x3c00 : 0x4000, 2);  // 1, 2, 1, 2 ...
  write_bytes(folder / "t.safetensors", little(header.size(), 8) + header + data);
  const Outcome outcome = study.couple("t.safetensors", "half");
  INFO(outcome.text);
  REQUIRE(outcome.status == 0);
  const auto cards = slurp(folder / "half/neurons.jsonl");
  CHECK_THAT(cards, says("\"activation\":59.0") && says("\"activation\":2.0"));
}
