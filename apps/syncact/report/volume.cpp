#include "report/volume.hpp"

#include <algorithm>
#include <cmath>

#include "report/markup.hpp"
#include "report/planes.hpp"
#include "report/png.hpp"
#include "syncact/core/nth.hpp"
#include "syncact/io/bytes/number_text.hpp"

namespace cli {

using syncact::Index;

namespace {

constexpr std::size_t most_volume_bytes = 1'500'000;  // that the maps of one page take

/// One bit for each voxel of the volume, the lowest of a byte first: whether it is in the mask.
std::string bits_of(const syncact::io::Mask& mask) {
  std::string bits(static_cast<std::size_t>((mask.geometry.n_voxels() + 7) / 8), '\0');
  for (const Index voxel : mask.voxels) {
    char& byte = syncact::nth(bits, voxel / 8);
    byte = static_cast<char>(static_cast<unsigned char>(byte) | 1U << static_cast<unsigned>(voxel % 8));
  }
  return bits;
}

float largest_of(const std::vector<float>& map) {
  float largest = 0;
  for (const float value : map) largest = std::isfinite(value) ? std::max(largest, std::abs(value)) : largest;
  return largest;
}

}  // namespace

std::string volume_markup(const Volume& volume, const std::string& id) {
  std::size_t n = 0;  // maps that have room
  std::string options, sizes, packed = base64(zipped(bits_of(volume.mask)));
  for (; n < volume.maps.size(); ++n) {
    const float largest = largest_of(volume.maps[n]);
    std::string bytes;  // steps of 1/127 of the largest value
    for (const float value : volume.maps[n]) {
      bytes += static_cast<char>(std::isfinite(value) && largest > 0 ? std::lround(127 * value / largest) : 0);
    }
    const std::string map = base64(zipped(bytes));
    if (packed.size() + map.size() > most_volume_bytes) break;
    packed += " " + map;
    sizes += (n > 0 ? " " : "") + syncact::io::number_text(largest);
    options += "<option value=\"" + std::to_string(n) + "\">" + escaped(shortened(volume.names[n], 60)) + "</option>";
  }
  if (options.empty()) return "";
  const syncact::io::Geometry& geometry = volume.mask.geometry;
  std::string affine;
  for (std::size_t row = 0; row < 3; ++row) {
    for (const double value : geometry.affine[row]) affine += (affine.empty() ? "" : " ") + syncact::io::number_text(value);
  }
  std::string dims;
  for (const Index n : geometry.dims) dims += (dims.empty() ? "" : " ") + std::to_string(n);
  return "<div class=\"volume find\" role=\"group\" aria-label=\"Maps to look around in\" data-dims=\"" + dims +
         "\" data-affine=\"" + affine + "\" data-largest=\"" + sizes + "\"" +
         (geometry.sform_code > 0 || geometry.qform_code > 0 ? " data-oriented" : "") + ">\n<p>" + escaped(volume.caption) +
         (n < volume.maps.size() ? " The first " + std::to_string(n) + " have room here." : "") +
         "</p>\n<p><label>Map <select>" + options + "</select></label></p>\n" + planes_markup(id) + "<template>" + packed +
         "</template></div>\n";
}

const char* volume_script() {
  return R"js(
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).arrayBuffer());
}
for (const box of document.querySelectorAll('.volume')) (async () => {
  const numbers = name => box.dataset[name].split(' ').map(Number), affine = numbers('affine');
  const [mask, ...maps] = box.querySelector('template').content.textContent.split(' '), voxels = [];
  (await unpacked(mask)).forEach((byte, at) => { for (let bit = 0; bit < 8; ++bit) if (byte >> bit & 1) voxels.push(8 * at + bit); });
  const brain = planes(box, {dims: numbers('dims'), affine: [0, 1, 2].map(row => affine.slice(4 * row, 4 * row + 4)), voxels, mean: null,
                             oriented: 'oriented' in box.dataset});
  const choice = box.querySelector('select');
  const show = async () => {
    const step = numbers('largest')[choice.value] / 127;
    brain.show(Float32Array.from(new Int8Array((await unpacked(maps[choice.value])).buffer), value => step * value), 2);
  };
  choice.addEventListener('change', show);
  await show();
})().catch(error => { box.querySelector('.value').textContent = 'The maps cannot be shown: ' + error.message; });
)js";
}

}  // namespace cli
