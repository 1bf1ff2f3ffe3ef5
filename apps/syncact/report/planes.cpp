#include "report/planes.hpp"

namespace cli {

const char* planes_style() {
  return R"css(
.planes { display: flex; flex-wrap: wrap; gap: .8rem; } .planes figure { margin: 0; flex: 1 1 14rem; max-width: 24rem; }
.planes canvas { width: 100%; image-rendering: pixelated; background: #000; cursor: crosshair; display: block; }
.planes figcaption { font-size: .9rem; } .sliders { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: .8rem 0; }
.planes label, .sliders label { display: inline-block; } input[type=range] { padding: 0; width: 10rem; vertical-align: middle; }
)css";
}

std::string planes_markup(const std::string& id) {
  std::string planes = "<div class=\"planes\">\n";
  const char* const axes[] = {"x", "y", "z"};
  for (const char* axis : axes) {
    planes += "<figure><canvas role=\"img\" aria-label=\"Plane across " + std::string(axis) +
              "; the sentence below says what is at the cursor\"></canvas><figcaption><label>" + axis +
              " <input type=\"range\" min=\"0\"></label> <span></span></figcaption></figure>\n";
  }
  return planes + "</div>\n<div class=\"sliders\"><label>Threshold <input id=\"" + id +
         "-threshold\" type=\"range\" min=\"0\" max=\"1\" step=\"0.01\" value=\"0.2\"></label> <output for=\"" + id +
         "-threshold\"></output>\n<label>Opacity <input id=\"" + id +
         "-opacity\" type=\"range\" min=\"0\" max=\"1\" step=\"0.05\" value=\"0.8\"></label></div>\n"
         "<p class=\"value\" aria-live=\"polite\"></p>\n";
}

const char* planes_script() {
  return R"js(
function planes(box, grid) {
  const canvases = [...box.querySelectorAll('canvas')], places = [...box.querySelectorAll('.planes input')],
        words = [...box.querySelectorAll('.planes span')], [threshold, opacity] = box.querySelectorAll('.sliders input'),
        said = box.querySelector('.value'), shown = box.querySelector('output');
  const axes = [[1, 2], [0, 2], [0, 1]];  // plane p is cut across axis p; these go right and up
  const size = axis => Math.hypot(grid.affine[0][axis], grid.affine[1][axis], grid.affine[2][axis]) || 1;  // of a voxel
  const place = (i, j, k) => i + grid.dims[0] * (j + grid.dims[1] * k);
  const volume = new Int32Array(grid.dims[0] * grid.dims[1] * grid.dims[2]).fill(-1);
  grid.voxels.forEach((voxel, column) => { volume[voxel] = column; });
  const brightest = grid.mean ? Float32Array.from(grid.mean).sort()[Math.floor(.98 * grid.mean.length)] || 1 : 1;
  let map = null, largest = 1, digits = 3, cursor = grid.dims.map(n => n >> 1);

  function endOf(axis, high) {  // of a body, to which voxels go along an axis
    let world = 0;
    for (const row of [1, 2]) if (Math.abs(grid.affine[row][axis]) > Math.abs(grid.affine[world][axis])) world = row;
    return ((grid.affine[world][axis] > 0) === high ? 'RAS' : 'LPI')[world];
  }
  const level = () => Number(threshold.value) * largest;
  function colour(column) {
    const grey = column < 0 ? 0 : grid.mean ? 30 + 190 * Math.max(0, Math.min(1, grid.mean[column] / brightest)) : 90;
    if (column < 0 || !map) return [grey, grey, grey];
    const value = map[column], share = Math.abs(value) / largest;
    if (!(Math.abs(value) >= level()) || value === 0) return [grey, grey, grey];
    const hot = value > 0 ? [255, 60 + 180 * share, 30] : [40, 100 + 150 * share, 255], o = Number(opacity.value);
    return hot.map(c => o * c + (1 - o) * grey);
  }
  function draw() {
    for (let p = 0; p < 3; ++p) {
      const [h, v] = axes[p], width = grid.dims[h], height = grid.dims[v], canvas = canvases[p], step = [0, 0, 0];
      canvas.width = width; canvas.height = height;
      canvas.style.aspectRatio = width * size(h) / (height * size(v));
      const context = canvas.getContext('2d'), image = context.createImageData(width, height);
      step[p] = cursor[p];
      for (let y = 0; y < height; ++y) for (let x = 0; x < width; ++x) {
        step[h] = x; step[v] = height - 1 - y;
        const cross = (x === cursor[h]) !== (step[v] === cursor[v]);
        const [r, g, b] = colour(volume[place(...step)]), at = 4 * (y * width + x);
        [r, g, b].forEach((c, i) => { image.data[at + i] = cross ? .65 * c + 70 : c; });
        image.data[at + 3] = 255;
      }
      context.putImageData(image, 0, 0);
      places[p].value = cursor[p];
      const mm = grid.affine[p].slice(0, 3).reduce((sum, a, i) => sum + a * cursor[i], grid.affine[p][3]);
      words[p].textContent = cursor[p] + (grid.oriented ? ', ' + mm.toFixed(1) + ' mm; right is ' + endOf(h, true) + ', top ' + endOf(v, true) : '');
    }
    shown.textContent = level().toPrecision(digits);
    const column = volume[place(...cursor)];
    said.textContent = !map ? '' : column < 0 ? 'The cursor is outside the mask.'
      : 'At the cursor: ' + map[column].toPrecision(digits) + '; largest ' + largest.toPrecision(digits) + '.';
  }
  for (let p = 0; p < 3; ++p) {
    places[p].max = grid.dims[p] - 1;
    places[p].addEventListener('input', event => { cursor[p] = Number(event.target.value); draw(); });
    canvases[p].addEventListener('click', event => {
      const frame = canvases[p].getBoundingClientRect(), [h, v] = axes[p];
      cursor[h] = Math.min(grid.dims[h] - 1, Math.floor((event.clientX - frame.left) / frame.width * grid.dims[h]));
      cursor[v] = Math.max(0, grid.dims[v] - 1 - Math.floor((event.clientY - frame.top) / frame.height * grid.dims[v]));
      draw();
    });
  }
  for (const slider of [threshold, opacity]) slider.addEventListener('input', draw);
  draw();
  return {
    // Shows a map [column] with the cursor at its largest value; `exact` is how many digits its values have.
    show(values, exact = 3) {
      map = values; digits = exact;
      largest = map.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
      const peak = map.reduce((best, value, i) => Math.abs(value) > Math.abs(map[best]) ? i : best, 0), voxel = grid.voxels[peak];
      cursor = [voxel % grid.dims[0], Math.floor(voxel / grid.dims[0]) % grid.dims[1], Math.floor(voxel / grid.dims[0] / grid.dims[1])];
      draw();
    }
  };
}
)js";
}

}  // namespace cli
