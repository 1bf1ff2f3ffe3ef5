#include "report/explorer_page.hpp"

#include "report/planes.hpp"

namespace cli {

std::string explorer_page() {
  static const char* const head = R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>Maps of neurons and networks</title>
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
)html";
  static const char* const body = R"html(</style></head><body>
<header><h1>Maps of neurons and networks</h1><p><a href="/run/report.html">The report of this run</a></p></header>
<main><nav aria-label="What to show">
<p><label>Show <select id="kind"><option value="neurons">neurons</option><option value="networks">networks</option></select></label></p>
<p><label>Search <input id="search" type="search"></label> <span id="count" role="status"></span></p>
<ul id="list"></ul></nav>
<section id="map" aria-label="Map"><p id="title" aria-live="polite">Choose a neuron or a network.</p>
)html";
  static const char* const script =
      R"html(<p>Red is positive, blue negative; voxels below the threshold show the mean image.</p></section></main>
<script>
'use strict';
)html";
  static const char* const list = R"html(
const at = id => document.getElementById(id);
const get = async path => { const answer = await fetch(path); if (!answer.ok) throw new Error(await answer.text()); return answer; };
const floats = async path => new Float32Array(await (await get(path)).arrayBuffer());
let brain;
async function show(kind, item, button) {
  brain.show(await floats('/map?' + kind + '=' + item.number));
  at('title').textContent = (kind === 'neuron' ? 'Correlation of neuron ' + item.name + ' with every voxel' : 'Map of ' + item.name) + (item.note ? ' — ' + item.note : '');
  for (const other of document.querySelectorAll('#list [aria-current]')) other.removeAttribute('aria-current');
  if (button) button.setAttribute('aria-current', 'true');
  history.replaceState(null, '', '#' + kind + '=' + item.number);
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
  const grid = await (await get('/grid')).json();
  grid.mean = await floats('/mean');
  brain = planes(at('map'), grid);
  for (const id of ['search', 'kind']) at(id).addEventListener('input', list);
  await list();
  const said = location.hash.match(/^#(neuron|network)=(\d+)$/);  // an address that names a map shows it
  if (said) await show(said[1], {number: said[2], name: 'number ' + said[2], note: ''}, null);
})().catch(error => { at('title').textContent = error.message; });
</script></body></html>
)html";
  return std::string(head) + planes_style() + body + planes_markup("map") + script + planes_script() + list;
}

}  // namespace cli
