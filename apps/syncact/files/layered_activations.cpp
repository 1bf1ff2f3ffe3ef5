#include "files/layered_activations.hpp"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "syncact/io/bytes/half.hpp"
#include "syncact/io/npy/npy_write.hpp"
#include "syncact/io/npy/npz.hpp"

namespace cli {

namespace fs = std::filesystem;
namespace io = syncact::io;
using syncact::as_size;
using syncact::FileError;
using syncact::message;

namespace {

/// "a10" after "a9": runs of digits are numbers.
bool in_natural_order(const std::string& a, const std::string& b) {
  std::size_t i = 0, k = 0;
  const auto digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  while (i < a.size() && k < b.size()) {
    if (!digit(a[i]) || !digit(b[k])) {
      if (a[i] != b[k]) return a[i] < b[k];
      ++i, ++k;
      continue;
    }
    const auto number = [&](const std::string& text, std::size_t& at) {
      const std::size_t begin = at;
      while (at < text.size() && digit(text[at])) ++at;
      const std::size_t first = std::min(text.find_first_not_of('0', begin), at);
      return text.substr(first, at - first);
    };
    const std::string x = number(a, i), y = number(b, k);
    if (x.size() != y.size()) return x.size() < y.size();
    if (x != y) return x < y;
  }
  return a.size() - i < b.size() - k;
}

/// The files of a folder that have this extension, hidden ones left out, in natural order.
std::vector<fs::path> files_of(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && entry.path().extension() == extension && !name.starts_with('.'))
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    return in_natural_order(a.filename().string(), b.filename().string());
  });
  return files;
}

/// features*.npy in the order of their frames. Names end with first-last, of which the first can be wrong (thingsvision counts
/// it on within the loop over modules), or with the number of the part.
std::vector<fs::path> feature_files(const fs::path& folder) {
  std::vector<fs::path> files = files_of(folder, ".npy");
  std::erase_if(files, [](const fs::path& file) { return !file.filename().string().starts_with("features"); });
  const std::regex range("-([0-9]+)\\.npy$");
  const auto last = [&](const fs::path& file) -> long {
    std::smatch found;
    const std::string name = file.filename().string();
    return std::regex_search(name, found, range) && found[1].length() < 18 ? std::stol(found[1]) : -1;
  };
  std::stable_sort(files.begin(), files.end(), [&](const fs::path& a, const fs::path& b) { return last(a) < last(b); });
  return files;
}

/// Numbers as an array in memory.
io::NpyArray array_of(const std::vector<float>& values, const std::vector<Index>& shape, const std::string& name) {
  const std::string header = io::detail::npy_header_bytes<float>(shape);
  std::vector<std::byte> bytes(header.size() + values.size() * sizeof(float));
  std::memcpy(bytes.data(), header.data(), header.size());
  if (!values.empty()) std::memcpy(bytes.data() + header.size(), values.data(), values.size() * sizeof(float));
  return {std::move(bytes), name};
}

/// What a network did on one stimulus: [1 x ...] as it is, anything else as the one frame.
std::unique_ptr<ActivationFile> one_frame(io::NpyArray array, const std::string& reduction) {
  if (array.rank() < 2 || array.shape()[0] != 1) {
    std::vector<Index> shape{1};
    shape.insert(shape.end(), array.shape().begin(), array.shape().end());
    const std::string name = array.path().string();
    const Index n = array.rank() == 0 ? 0 : array.n_frames();
    array = array_of(array.frames<float>(0, n), shape, name);
  }
  return std::make_unique<ActivationFile>(std::move(array), reduction);
}

std::vector<std::string> strings(const std::vector<fs::path>& paths) {
  std::vector<std::string> result;
  for (const fs::path& path : paths) result.push_back(path.string());
  return result;
}

/// The part of a layer's name that says the model.
std::string model_of(const fs::path& path) {
  const fs::path whole = fs::absolute(path).lexically_normal();
  const fs::path last = whole.has_filename() ? whole.filename() : whole.parent_path().filename();
  return fs::is_directory(path) ? last.string() : last.stem().string();
}

LayerParts layer_of_features(const std::string& name, const std::vector<fs::path>& files, const std::string& reduction) {
  LayerParts layer{name, {}};
  for (const fs::path& file : files) layer.parts.push_back(std::make_unique<ActivationFile>(io::NpyArray(file), reduction));
  return layer;
}

/// Throws if thingsvision's list of stimuli is of another length.
void check_stimuli(const fs::path& list, const Activations& activations) {
  std::ifstream in(list);
  if (!in) return;
  Index n = 0;
  for (std::string line; std::getline(in, line);) n += line.empty() ? 0 : 1;
  if (n != activations.n_frames()) {
    throw FileError(message(list.string(), ": names ", n, " stimuli, but the features are of ", activations.n_frames()));
  }
}

std::unique_ptr<Activations> open_features(const fs::path& path, const std::string& reduction) {
  std::vector<LayerParts> layers;
  std::vector<std::string> files;
  const auto add = [&](const std::string& name, const fs::path& folder) {
    const std::vector<fs::path> found = feature_files(folder);
    if (found.empty()) return;
    layers.push_back(layer_of_features(name, found, reduction));
    for (const std::string& file : strings(found)) files.push_back(file);
  };
  add(model_of(path), path);
  if (layers.empty()) {
    std::vector<std::string> modules;
    for (const auto& entry : fs::directory_iterator(path)) {
      if (entry.is_directory()) modules.push_back(entry.path().filename().string());
    }
    std::sort(modules.begin(), modules.end(), in_natural_order);
    for (const std::string& module : modules) add(model_of(path) + "/" + module, path / module);
  }
  if (layers.empty()) return nullptr;
  auto result = std::make_unique<LayeredActivations>(path.string(), std::move(files), std::move(layers));
  check_stimuli(path / "file_names.txt", *result);
  return result;
}

/// consolidated_LAYER.npz, each with an array for each stimulus.
std::unique_ptr<Activations> open_consolidated(const fs::path& path, const std::vector<fs::path>& files,
                                               const std::string& reduction) {
  std::vector<LayerParts> layers;
  std::vector<std::string> stimuli;
  for (const fs::path& file : files) {
    const io::NpzFile archive(file);
    std::vector<std::string> names = archive.names();
    std::sort(names.begin(), names.end(), in_natural_order);
    if (!layers.empty() && names != stimuli) {
      throw FileError(message(file.string(), ": its stimuli are not those of ", files.front().string()));
    }
    stimuli = names;
    LayerParts layer{model_of(path) + "/" + file.stem().string().substr(std::string("consolidated_").size()), {}};
    for (const std::string& name : names) layer.parts.push_back(one_frame(archive.array(name), reduction));
    layers.push_back(std::move(layer));
  }
  return std::make_unique<LayeredActivations>(path.string(), strings(files), std::move(layers));
}

/// An .npz for each stimulus, each with an array for each layer.
std::unique_ptr<Activations> open_stimuli(const fs::path& path, const std::vector<fs::path>& files,
                                          const std::string& reduction) {
  std::vector<LayerParts> layers;
  for (const std::string& name : io::NpzFile(files.front()).names()) layers.push_back({model_of(path) + "/" + name, {}});
  for (const fs::path& file : files) {
    const io::NpzFile archive(file);
    if (archive.names().size() != layers.size()) {
      throw FileError(message(file.string(), ": has ", archive.names().size(), " layers, but ", files.front().string(), " has ",
                              layers.size()));
    }
    const std::size_t prefix = model_of(path).size() + 1;
    for (LayerParts& layer : layers) layer.parts.push_back(one_frame(archive.array(layer.name.substr(prefix)), reduction));
  }
  return std::make_unique<LayeredActivations>(path.string(), strings(files), std::move(layers));
}

/// The numbers of a tensor of a safetensors file as float.
std::vector<float> floats_of(std::span<const std::byte> bytes, const std::string& dtype, Index n, const std::string& where) {
  std::vector<float> values(as_size(n));
  const auto fill = [&]<class Stored>(Stored) {
    if (bytes.size() != values.size() * sizeof(Stored)) {
      throw FileError(message(where, ": has ", bytes.size(), " bytes for ", n, " numbers of ", dtype));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      Stored one;
      std::memcpy(&one, bytes.data() + i * sizeof(Stored), sizeof(Stored));
      if constexpr (std::same_as<Stored, std::uint16_t>) {  // bfloat16: the upper half of a float
        values[i] = std::bit_cast<float>(static_cast<std::uint32_t>(one) << 16);
      } else {
        values[i] = static_cast<float>(one);
      }
    }
  };
  if (dtype == "F32") {
    fill(float{});
  } else if (dtype == "F64") {
    fill(double{});
  } else if (dtype == "F16") {
    fill(io::Half{});
  } else if (dtype == "BF16") {
    fill(std::uint16_t{});
  } else {
    throw FileError(message(where, ": is of ", dtype, "; activations are F16, BF16, F32 or F64"));
  }
  return values;
}

}  // namespace

LayeredActivations::LayeredActivations(std::string name, std::vector<std::string> files, std::vector<LayerParts> layers)
    : name_(std::move(name)), files_(std::move(files)), layers_(std::move(layers)) {
  if (layers_.empty()) throw FileError(name_ + ": holds no activations");
  for (const LayerParts& layer : layers_) {
    Index n = 0;
    for (const auto& part : layer.parts) {
      n += part->n_frames();
      if (part->n_units() != layer.parts.front()->n_units()) {
        throw FileError(message(part->name(), ": has ", part->n_units(), " units, but ", layer.parts.front()->name(), " has ",
                                layer.parts.front()->n_units()));
      }
    }
    if (&layer == &layers_.front()) n_frames_ = n;
    if (n != n_frames_) {
      throw FileError(
          message(name_, ": layer ", layer.name, " has ", n, " frames, but ", layers_.front().name, " has ", n_frames_));
    }
    for (Index i = 0; i < layer.parts.front()->n_units(); ++i) names_.push_back(layer.name + "/" + std::to_string(i));
  }
}

bool LayeredActivations::has_maps() const {
  return std::any_of(layers_.begin(), layers_.end(), [](const LayerParts& l) { return l.parts.front()->has_maps(); });
}

Index LayeredActivations::block_frames() const {
  Index least = 4096;
  for (const LayerParts& layer : layers_) least = std::min(least, layer.parts.front()->block_frames());
  return std::max<Index>(1, std::min(least, (Index{1} << 22) / n_units()));
}

syncact::RowMatrixX<double> LayeredActivations::frames(Index first, Index n) const {
  syncact::RowMatrixX<double> all(n, n_units());
  Index column = 0;
  for (const LayerParts& layer : layers_) {
    const Index width = layer.parts.front()->n_units();
    Index begin = 0;  // of the part
    for (const auto& part : layer.parts) {
      const Index from = std::max(first, begin), to = std::min(first + n, begin + part->n_frames());
      if (from < to) all.block(from - first, column, to - from, width) = part->frames(from - begin, to - from);
      begin += part->n_frames();
    }
    column += width;
  }
  return all;
}

bool is_safetensors(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 9> head{};
  std::error_code failed;
  const auto size = fs::file_size(path, failed);
  if (failed || !file.read(head.data(), head.size())) return false;
  std::uint64_t length = 0;
  std::memcpy(&length, head.data(), sizeof(length));
  return length >= 2 && length <= 100'000'000 && length + 8 <= size && head[8] == '{';
}

std::unique_ptr<Activations> open_safetensors(const std::string& path, const std::string& reduction) {
  const io::MappedFile file(path);
  std::uint64_t length = 0;
  std::memcpy(&length, file.bytes().data(), sizeof(length));
  const auto* text = reinterpret_cast<const char*>(file.bytes().data() + 8);
  const auto header = nlohmann::ordered_json::parse(text, text + length, nullptr, false);
  const std::span<const std::byte> data = file.bytes().subspan(8 + length);
  std::vector<LayerParts> layers;
  try {
    for (const auto& [name, tensor] : header.items()) {
      if (name == "__metadata__") continue;
      const std::string where = path + "[" + name + "]";
      const auto shape = tensor.at("shape").get<std::vector<Index>>();
      const auto begin = tensor.at("data_offsets").at(0).get<std::uint64_t>(),
                 end = tensor.at("data_offsets").at(1).get<std::uint64_t>();
      const auto n = io::checked_bytes(shape, 1);
      if (!n || begin > end || end > data.size()) throw FileError(message(where, ": lies outside the file, or has no shape"));
      const auto values = floats_of(data.subspan(begin, end - begin), tensor.at("dtype").get<std::string>(), *n, where);
      layers.push_back({model_of(path) + "/" + name, {}});
      layers.back().parts.push_back(std::make_unique<ActivationFile>(array_of(values, shape, where), reduction));
    }
  } catch (const nlohmann::json::exception& error) {
    throw FileError(message(path, ": its header is none of safetensors: ", header.is_discarded() ? "no JSON" : error.what()));
  }
  return std::make_unique<LayeredActivations>(path, std::vector<std::string>{path}, std::move(layers));
}

std::unique_ptr<Activations> open_npz(const std::string& path, const std::string& reduction) {
  const io::NpzFile archive(path);
  std::vector<LayerParts> layers;
  for (const std::string& name : archive.names()) {
    layers.push_back({model_of(path) + "/" + name, {}});
    layers.back().parts.push_back(std::make_unique<ActivationFile>(archive.array(name), reduction));
  }
  return std::make_unique<LayeredActivations>(path, std::vector<std::string>{path}, std::move(layers));
}

std::unique_ptr<Activations> open_parts(const std::string& path, const std::string& reduction) {
  if (auto features = open_features(path, reduction)) return features;
  std::vector<fs::path> archives = files_of(path, ".npz"), consolidated = archives;
  std::erase_if(consolidated, [](const fs::path& file) { return !file.filename().string().starts_with("consolidated_"); });
  if (!consolidated.empty()) return open_consolidated(path, consolidated, reduction);
  if (!archives.empty()) return open_stimuli(path, archives, reduction);
  throw FileError(message(path,
                          ": a folder of activations holds activations.json (extract), features*.npy (thingsvision) or .npz "
                          "(Net2Brain)"));
}

}  // namespace cli
