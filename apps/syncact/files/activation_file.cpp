#include "files/activation_file.hpp"

#include <algorithm>
#include <filesystem>

#include "files/activation_folder.hpp"
#include "files/layered_activations.hpp"
#include "syncact/activations/reduce.hpp"
#include "syncact/catalog/lists.hpp"
#include "syncact/io/open.hpp"

namespace cli {

using syncact::as_size;
using syncact::MatrixX;
using syncact::message;
using syncact::RowMatrixX;
namespace io = syncact::io;

namespace {

std::variant<io::NpyArray, io::SeriesTable> open(const std::string& path) {
  if (io::kind_of(path) == io::FileKind::npy) return io::NpyArray(path);
  io::SeriesTable table = io::open_table(path);
  io::require_distinct_names(path, table.names);
  return table;
}

MatrixX<float> reduce(const syncact::TensorView<float>& tensor, const std::string& reduction) {
  return with_named(syncact::catalog::reductions(), "reduction", reduction, {},
                    [&](const auto& chosen) { return syncact::activations::reduce(tensor, chosen); });
}

}  // namespace

std::vector<std::string> read_names(const std::string& path) {
  const io::Table table(path, {.delimiter = '\x1f', .has_header = false});
  std::vector<std::string> names;
  for (Index row = 0; row < table.n_rows(); ++row) names.push_back(table.cell(row, 0));
  io::require_distinct_names(path, names);
  return names;
}

ActivationFile::ActivationFile(const std::string& path, const std::string& reduction, const std::string& names)
    : ActivationFile(path, open(path), reduction, names) {}

ActivationFile::ActivationFile(io::NpyArray array, const std::string& reduction)
    : ActivationFile{array.path().string(), Source(std::move(array)), reduction, {}} {}  // braces: the path is read first

ActivationFile::ActivationFile(const std::string& path, Source source, const std::string& reduction, const std::string& names)
    : path_(path), reduction_(reduction), source_(std::move(source)) {
  if (const auto* table = std::get_if<io::SeriesTable>(&source_)) {
    n_frames_ = table->values.rows();
    n_units_ = table->values.cols();
  } else {
    const auto& array = std::get<io::NpyArray>(source_);
    if (array.rank() < 1 || array.rank() > 4) {
      throw syncact::FileError(message(path,
                                       ": activations must be [frame x unit], [frame x token x dimension] or [frame x channel "
                                       "x height x width], this array has ",
                                       array.rank(), " dimensions"));
    }
    n_frames_ = array.n_frames();
    const bool reduced = reduction != "identity";
    n_units_ = array.rank() == 4 && reduced   ? array.shape()[1]
               : array.rank() == 3 && reduced ? array.shape()[2]
                                              : array.frame_size();
  }
  if (n_frames_ < 1 || n_units_ < 1)
    throw syncact::FileError(message(path, ": is empty: ", n_frames_, " frames x ", n_units_, " units"));
  if (const auto* table = std::get_if<io::SeriesTable>(&source_)) {
    if (!names.empty()) throw syncact::ValueError("--unit-names: has no effect with " + path + ", whose columns have names");
    names_ = table->names;
  } else if (!names.empty()) {
    names_ = read_names(names);
    if (static_cast<Index>(names_.size()) != n_units_) {
      throw syncact::FileError(message(names, ": has ", names_.size(), " names, but ", path, " has ", n_units_, " units"));
    }
  } else {
    for (Index i = 0; i < n_units_; ++i) names_.push_back("unit_" + std::to_string(i));
  }
}

bool ActivationFile::has_maps() const {
  const auto* array = std::get_if<io::NpyArray>(&source_);
  return array != nullptr && array->rank() >= 3;
}

Index ActivationFile::block_frames() const {
  const auto* array = std::get_if<io::NpyArray>(&source_);
  const Index per_frame = array != nullptr ? array->frame_size() : n_units_;
  return std::clamp<Index>((Index{1} << 22) / std::max<Index>(1, per_frame), 1, 4096);
}

RowMatrixX<double> ActivationFile::frames(Index first, Index n) const {
  if (const auto* table = std::get_if<io::SeriesTable>(&source_)) return table->values.middleRows(first, n);
  const auto& array = std::get<io::NpyArray>(source_);
  if (array.rank() >= 3) return reduced(array, first, n);
  RowMatrixX<double> block(n, n_units_);
  array.read_frames<double>(first, n, {block.data(), as_size(block.size())});
  return block;
}

RowMatrixX<double> ActivationFile::reduced(const io::NpyArray& array, Index first, Index n) const {
  const std::vector<float> raw = array.frames<float>(first, n);
  const auto& shape = array.shape();
  if (array.rank() == 3) {  // a channel for each dimension, whose map are the tokens
    const Index tokens = shape[1], dimensions = shape[2];
    const syncact::TensorView<float> tensor(raw.data(), {n, dimensions, tokens, 1}, {tokens * dimensions, 1, dimensions, 1});
    return reduce(tensor, reduction_).cast<double>();
  }
  const syncact::TensorView<float> tensor(raw.data(), {n, shape[1], shape[2], shape[3]});
  return reduce(tensor, reduction_).cast<double>();
}

std::unique_ptr<Activations> open_activations(const std::string& path, const std::string& reduction, const std::string& names) {
  const bool folder = std::filesystem::is_directory(path);
  const io::FileKind kind = folder ? io::FileKind::other : io::kind_of(path);
  const bool safetensors = !folder && kind != io::FileKind::npy && is_safetensors(path);
  if (!folder && kind != io::FileKind::npz && !safetensors) return std::make_unique<ActivationFile>(path, reduction, names);
  if (!names.empty()) throw syncact::ValueError("--unit-names: has no effect with " + path + ", whose units have names");
  if (safetensors) return open_safetensors(path, reduction);
  if (!folder) return open_npz(path, reduction);
  if (std::filesystem::exists(path + "/activations.json")) return std::make_unique<ActivationFolder>(path);
  return open_parts(path, reduction);
}

void add_inputs(Manifest& manifest, const Activations& activations) {
  for (const std::string& file : activations.files()) manifest.add_input("activations", file);
}

}  // namespace cli
