#include "report/explorer_page.hpp"

namespace cli {

const char* explorer_page() {
  return R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Maps of neurons and networks</title>
<style>
:root { color-scheme: light dark; --ink: #1b1b1b; --ground: #fff; --soft: #f2f4f6; --line: #767b80; --mark: #0072b2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --ground: #16181a; --soft: #22262a; --line: #8d949b; --mark: #5cb8f0; } }
body { margin: 0; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
h1 { font-size: 1.3rem; margin: 0 0 .5rem; } a { color: var(--mark); }
main { display: grid; grid-template-columns: minmax(14rem, 20rem) 1fr; gap: 1rem; } @media (max-width: 45rem) { main { grid-template-columns: 1fr; } }
input, select { font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--line); padding: .25rem .4rem; max-width: 100%; box-sizing: border-box; }
ul { list-style: none; margin: .5rem 0; padding: 0; max-height: 26rem; overflow: auto; border: 1px solid var(--line); }
li button { all: unset; display: block; box-sizing: border-box; width: 100%; padding: .2rem .5rem; cursor: pointer; overflow-wrap: anywhere; }
li button small { display: block; } li button:hover, li button[aria-current] { background: var(--soft); } li button[aria-current] { border-left: .25rem solid var(--mark); }
:focus-visible { outline: .15rem solid var(--mark) !important; outline-offset: -.1rem; }
.planes { display: flex; flex-wrap: wrap; gap: .8rem; } figure { margin: 0; flex: 1 1 14rem; max-width: 24rem; } canvas { width: 100%; image-rendering: pixelated; background: #000; cursor: crosshair; display: block; }
figcaption { font-size: .9rem; } .sliders { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: .8rem 0; } label { display: inline-block; } input[type=range] { padding: 0; vertical-align: middle; }
</style></head><body>
<header><h1>Maps of neurons and networks</h1><p><a href="/run/report.html">The report of this run</a></p></header>
<main><nav aria-label="What to show">
<p><label>Show <select id="kind"><option value="neurons">neurons</option><option value="networks">networks</option></select></label></p>
<p><label>Search <input id="search" type="search"></label> <span id="count" role="status"></span></p>
<ul id="list"></ul></nav>
<section aria-label="Map"><p id="title" aria-live="polite">Choose a neuron or a network.</p>
<div class="planes">
<figure><canvas id="p0"></canvas><figcaption><label>x <input id="s0" type="range" min="0"></label> <span id="w0"></span></figcaption></figure>
<figure><canvas id="p1"></canvas><figcaption><label>y <input id="s1" type="range" min="0"></label> <span id="w1"></span></figcaption></figure>
<figure><canvas id="p2"></canvas><figcaption><label>z <input id="s2" type="range" min="0"></label> <span id="w2"></span></figcaption></figure>
</div>
<div class="sliders"><label>Threshold <input id="threshold" type="range" min="0" max="1" step="0.01" value="0.2"> <output id="t"></output></label>
<label>Opacity <input id="opacity" type="range" min="0" max="1" step="0.05" value="0.8"></label></div>
<p id="value" aria-live="polite"></p><p>Red is positive, blue negative; voxels below the threshold show the mean image.</p></section></main>
<script>
'use strict';
const at = id => document.getElementById(id);
let grid, volume, background, brightest = 1, map = null, largest = 1, cursor = [0, 0, 0];
const get = async path => { const answer = await fetch(path); if (!answer.ok) throw new Error(await answer.text()); return answer; };
const floats = async path => new Float32Array(await (await get(path)).arrayBuffer());
const place = (i, j, k) => i + grid.dims[0] * (j + grid.dims[1] * k);
function colour(column) {
  const grey = column < 0 ? 0 : 30 + 190 * Math.max(0, Math.min(1, background[column] / brightest));
  if (column < 0 || !map) return [grey, grey, grey];
  const value = map[column], share = Math.abs(value) / largest;
  if (!(Math.abs(value) >= threshold())) return [grey, grey, grey];
  const hot = value > 0 ? [255, 60 + 180 * share, 30] : [40, 100 + 150 * share, 255], opacity = Number(at('opacity').value);
  return hot.map(c => opacity * c + (1 - opacity) * grey);
}
const threshold = () => Number(at('threshold').value) * largest;
// Plane p is cut across axis p; the other two axes go right and up.
const axes = [[1, 2], [0, 2], [0, 1]];
const size = axis => Math.hypot(grid.affine[0][axis], grid.affine[1][axis], grid.affine[2][axis]) || 1;  // of a voxel
function draw() {
  if (!grid) return;
  for (let p = 0; p < 3; ++p) {
    const [h, v] = axes[p], width = grid.dims[h], height = grid.dims[v], canvas = at('p' + p), step = [0, 0, 0];
    canvas.width = width; canvas.height = height;
    canvas.style.aspectRatio = width * size(h) / (height * size(v));
    const context = canvas.getContext('2d'), image = context.createImageData(width, height);
    step[p] = cursor[p];
    for (let y = 0; y < height; ++y) for (let x = 0; x < width; ++x) {
      step[h] = x; step[v] = height - 1 - y;
      const cross = (x === cursor[h]) !== (step[v] === cursor[v]);
      const [r, g, b] = colour(volume[place(...step)]), o = 4 * (y * width + x);
      image.data[o] = cross ? .6 * r + 80 : r; image.data[o + 1] = cross ? .6 * g + 90 : g; image.data[o + 2] = cross ? .6 * b : b; image.data[o + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    at('s' + p).value = cursor[p];
    const mm = grid.affine[p].slice(0, 3).reduce((sum, a, i) => sum + a * cursor[i], grid.affine[p][3]);
    at('w' + p).textContent = cursor[p] + ', ' + mm.toFixed(1) + ' mm';
  }
  at('t').textContent = threshold().toFixed(3);
  const column = volume[place(...cursor)];
  at('value').textContent = !map ? '' : column < 0 ? 'The cursor is outside the mask.' : 'At the cursor: ' + map[column].toFixed(3) + '; largest ' + largest.toFixed(3) + '.';
}
async function show(kind, item, button) {
  map = await floats('/map?' + kind + '=' + item.number);
  largest = map.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  const peak = map.reduce((best, value, i) => Math.abs(value) > Math.abs(map[best]) ? i : best, 0), voxel = grid.voxels[peak];
  cursor = [voxel % grid.dims[0], Math.floor(voxel / grid.dims[0]) % grid.dims[1], Math.floor(voxel / grid.dims[0] / grid.dims[1])];
  at('title').textContent = (kind === 'neuron' ? 'Correlation of neuron ' + item.name + ' with every voxel' : 'Map of ' + item.name) + (item.note ? ' — ' + item.note : '');
  for (const other of document.querySelectorAll('#list [aria-current]')) other.removeAttribute('aria-current');
  if (button) button.setAttribute('aria-current', 'true');
  history.replaceState(null, '', '#' + kind + '=' + item.number);
  draw();
}
let asked = 0;
async function list() {
  const now = ++asked, kind = at('kind').value;
  const found = await (await get('/' + kind + '?search=' + encodeURIComponent(at('search').value))).json();
  if (now !== asked) return;
  at('count').textContent = found.items.length < found.total ? 'the first ' + found.items.length + ' of ' + found.total : found.total + ' found';
  at('list').replaceChildren(...found.items.map(item => {
    const line = document.createElement('li'), button = document.createElement('button'), note = document.createElement('small');
    button.textContent = item.name; note.textContent = item.note; button.append(note); line.append(button);
    button.addEventListener('click', () => show(kind.slice(0, -1), item, button).catch(error => { at('title').textContent = error.message; }));
    return line;
  }));
}
(async () => {
  grid = await (await get('/grid')).json();
  background = await floats('/mean');
  brightest = Float32Array.from(background).sort()[Math.floor(.98 * background.length)] || 1;
  volume = new Int32Array(grid.dims[0] * grid.dims[1] * grid.dims[2]).fill(-1);
  grid.voxels.forEach((voxel, column) => { volume[voxel] = column; });
  cursor = grid.dims.map(n => n >> 1);
  for (let p = 0; p < 3; ++p) {
    at('s' + p).max = grid.dims[p] - 1;
    at('s' + p).addEventListener('input', event => { cursor[p] = Number(event.target.value); draw(); });
    at('p' + p).addEventListener('click', event => {
      const box = event.target.getBoundingClientRect(), [h, v] = axes[p];
      cursor[h] = Math.min(grid.dims[h] - 1, Math.floor((event.clientX - box.left) / box.width * grid.dims[h]));
      cursor[v] = Math.max(0, grid.dims[v] - 1 - Math.floor((event.clientY - box.top) / box.height * grid.dims[v]));
      draw();
    });
  }
  for (const id of ['threshold', 'opacity']) at(id).addEventListener('input', draw);
  for (const id of ['search', 'kind']) at(id).addEventListener('input', list);
  await list();
  draw();
  const said = location.hash.match(/^#(neuron|network)=(\d+)$/);  // an address that names a map shows it
  if (said) await show(said[1], {number: said[2], name: 'number ' + said[2], note: ''}, null);
})().catch(error => { at('title').textContent = error.message; });
</script></body></html>
)html";
}

}  // namespace cli
