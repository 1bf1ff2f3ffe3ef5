#include "report/html.hpp"

#include <cctype>

#include "report/json.hpp"
#include "report/markup.hpp"
#include "report/planes.hpp"
#include "report/png.hpp"
#include "report/volume.hpp"
#include "syncact/io/bytes/atomic_file.hpp"

namespace cli {

namespace {

const char* const style = R"(
:root { color-scheme: light dark; --ink: #1b1b1b; --ground: #ffffff; --soft: #f2f4f6; --line: #767b80; --mark: #8a3b00;
  --c0: #0072b2; --c1: #c04e00; --c2: #007a5a; --c3: #a8487f; --c4: #7a5c00; --c5: #2a86c0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --ground: #16181a; --soft: #22262a; --line: #8d949b; --mark: #ffb27a;
  --c0: #5cb8f0; --c1: #ff9350; --c2: #2fc79a; --c3: #eb9cc8; --c4: #e0c050; --c5: #9ad4ff; } }
body { margin: 0 auto; padding: 1.5rem; max-width: 62rem; font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--ground);
  overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; list-style: none; } a { color: var(--c0); }
.caution { border-left: .3rem solid var(--mark); padding: .4rem .8rem; margin: .6rem 0; background: var(--soft); }
.caution strong { color: var(--mark); }
.methods { border: 1px solid var(--line); padding: .8rem 1rem; background: var(--soft); }
figure { margin: 1.2rem 0; } img { width: 100%; image-rendering: pixelated; background: #fff; } figure svg { max-width: 100%; height: auto; display: block; } figcaption, caption { text-align: left; color: var(--ink);
  padding: .3rem 0; }
.scroll { overflow: auto; max-height: 34rem; border: 1px solid var(--line); } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--soft); vertical-align: top; } thead th { position: sticky; top: 0;
  background: var(--soft); } td.number { text-align: right; font-variant-numeric: tabular-nums;
  white-space: nowrap; } table { overflow-wrap: normal; } td bdi { overflow-wrap: anywhere; }
th button { all: unset; cursor: pointer; font-weight: 600; } th button:focus-visible, input:focus-visible, .scroll:focus-visible, a:focus-visible {
  outline: .15rem solid var(--c1); outline-offset: .1rem; }
.zoom input { width: 12rem; padding: 0; vertical-align: middle; } input { font: inherit; padding: .3rem .5rem; width: min(24rem, 100%); box-sizing: border-box; color: var(--ink); background: var(--ground);
  border: 1px solid var(--line); } .find { display: none; } .script .find { display: block; margin: .4rem 0; }
.deck { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: .8rem; }
.deck article { border: 1px solid var(--line); padding: .6rem .8rem; } .deck h3 { font-size: 1rem; margin: 0 0 .3rem; }
.deck dl { margin: 0; font-size: .9rem; } .deck dl div { display: flex; gap: .5rem; } .deck dt { flex: 0 0 6rem; } .deck dt::after { content: ":"; }
.deck dd { margin: 0; } .moments { display: flex; flex-wrap: wrap; gap: .3rem .5rem; padding: 0; margin: .5rem 0 0; list-style: none; font-size: .8rem; }
.moments img { display: block; width: 6rem; image-rendering: auto; } select { font: inherit; color: var(--ink); background: var(--ground);
  border: 1px solid var(--line); padding: .25rem; }
@media print { .scroll { max-height: none; overflow: visible; } nav, .find { display: none !important; } figure, article, .caution { break-inside: avoid; } }
)";

const char* const script = R"(
document.documentElement.classList.add('script');
const key = text => { const value = Number(text); return text !== '' && !isNaN(value) ? value : text; };
const order = down => (a, b) => typeof a !== typeof b ? (typeof a === 'number' ? -1 : 1)
  : typeof a === 'number' ? (down ? b - a : a - b) : (down ? 1 : -1) * a.localeCompare(b, undefined, {numeric: true});
const sorted = (items, text, down) => items.map(item => [key(text(item)), item]).sort((x, y) => order(down)(x[0], y[0])).map(pair => pair[1]);
function search(box, items, what) {
  const said = box.querySelector('[role=status]');
  box.querySelector('input').addEventListener('input', event => {
    const wanted = event.target.value.toLowerCase();
    let n = 0;
    for (const item of items) { const show = item.textContent.toLowerCase().includes(wanted); item.hidden = !show; n += show; }
    said.textContent = n + ' of ' + items.length + ' ' + what;
  });
}
for (const box of document.querySelectorAll('.cards')) {
  const deck = box.querySelector('.deck'), cards = [...deck.children];
  search(box, cards, 'cards');
  box.querySelector('select').addEventListener('change', event => {
    const fact = Number(event.target.value);
    const text = card => fact < 0 ? card.querySelector('h3').textContent : card.querySelectorAll('dd')[fact].textContent;
    deck.append(...sorted(cards, text, event.target.selectedOptions[0].textContent !== 'p_fwe'));
  });
}
// Steps of 1, 2 or 5 times a power of ten, about five of them.
function ticks(low, high) {
  const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough)), times = rough / power;
  const step = (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10) * power, at = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) at.push(Number((k * step).toPrecision(6)));
  return at;
}
document.querySelectorAll('svg.area').forEach(area => {
  const whole = area.parentNode, [x, y, width, height] = area.getAttribute('viewBox').split(' ').map(Number);
  const low = Number(area.dataset.low), high = Number(area.dataset.high), controls = document.createElement('p');
  controls.className = 'find zoom';
  controls.innerHTML = '<label>Zoom <input type="range" min="0" max="5" step="0.05" value="0"></label> '
    + '<label>from <input type="range" min="0" max="1" step="0.001" value="0"></label> <span></span>';
  whole.after(controls);
  const [zoom, from] = controls.querySelectorAll('input'), like = whole.querySelector('.tick');
  const show = () => {
    const share = 2 ** -Number(zoom.value), begin = Number(from.value) * (1 - share);
    area.setAttribute('viewBox', [x + begin * width, y, share * width, height].join(' '));
    const first = low + begin * (high - low), last = first + share * (high - low);
    whole.querySelectorAll('.tick').forEach(tick => tick.remove());
    for (const value of ticks(first, last)) {
      const tick = like.cloneNode();
      tick.setAttribute('x', x + (value - first) / (last - first) * width);
      tick.textContent = value;
      whole.append(tick);
    }
    from.disabled = share === 1;
    controls.querySelector('span').textContent = share === 1 ? '' : first.toPrecision(4) + ' to ' + last.toPrecision(4);
  };
  for (const slider of [zoom, from]) slider.addEventListener('input', show);
  from.disabled = true;
});
for (const box of document.querySelectorAll('.table')) {
  const body = box.querySelector('tbody'), rows = [...body.rows];
  search(box, rows, 'rows');
  box.querySelectorAll('thead th').forEach((head, column) => head.querySelector('button').addEventListener('click', () => {
    const down = head.getAttribute('aria-sort') !== 'descending';
    for (const other of head.parentNode.cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    body.append(...sorted(rows, row => row.cells[column].textContent, down));
  }));
}
)";

bool is_number(const std::string& text) {
  return !text.empty() && (std::isdigit(static_cast<unsigned char>(text.front())) != 0 || text.front() == '-' || text == "n/a");
}

std::string link(const std::string& file, const std::string& what = "Numbers") {
  return file.empty() ? "" : " " + what + ": <a href=\"" + escaped(file) + "\">" + escaped(file) + "</a>.";
}

struct Writer {
  std::string& out;
  int &n_tables, &n_volumes;

  void operator()(const Paragraph& p) const { out += "<p>" + escaped(p.text) + "</p>\n"; }
  void operator()(const Caution& c) const {
    out += "<p class=\"caution\"><strong>Mind:</strong> " + escaped(c.text) + "</p>\n";
  }
  void operator()(const Methods& m) const { out += "<p class=\"methods\">" + escaped(m.text) + "</p>\n"; }
  void operator()(const Figure& f) const {
    out += "<figure aria-label=\"" + escaped(f.alternative) + "\">\n" + f.svg + "<figcaption>" + escaped(f.caption) +
           link(f.file) + "</figcaption></figure>\n";
  }
  void operator()(const Picture& p) const {
    out += "<figure><img src=\"data:image/png;base64," + base64(p.png) + "\" alt=\"" + escaped(p.alternative) +
           "\"><figcaption>" + escaped(p.caption) + link(p.file) + "</figcaption></figure>\n";
  }
  void operator()(const Volume& v) const {
    out += volume_markup(v, "maps" + std::to_string(++n_tables));
    n_volumes += 1;
  }
  void operator()(const Cards& c) const {
    const std::string id = "find" + std::to_string(++n_tables);
    out += "<p>" + escaped(c.caption) + link(c.file, "All neurons") +
           "</p>\n<div class=\"cards\"><p class=\"find\"><label for=\"" + id + "\">Search in these cards</label> <input id=\"" +
           id + "\" type=\"search\"> <label for=\"sort" + id + "\">Sort by</label> <select id=\"sort" + id +
           "\"><option value=\"-1\">name</option>";
    if (!c.cards.empty()) {
      for (std::size_t i = 0; i < c.cards.front().facts.size(); ++i) {
        out += "<option value=\"" + std::to_string(i) + (c.cards.front().facts[i].first == "r" ? "\" selected>" : "\">") +
               escaped(c.cards.front().facts[i].first) + "</option>";
      }
    }
    out += "</select> <span role=\"status\"></span></p>\n<div class=\"deck\">\n";
    for (const Card& card : c.cards) write(card);
    out += "</div></div>\n";
  }
  void write(const Card& card) const {
    out += "<article><h3><bdi>" + escaped(shortened(card.heading, 200)) + "</bdi></h3><dl>";
    for (const auto& [name, value] : card.facts) {
      out += "<div><dt>" + escaped(name) + "</dt><dd><bdi>" + escaped(shortened(value, 200)) + "</bdi></dd></div>";
    }
    out += "</dl>";
    if (!card.pictures.empty()) out += "<ul class=\"moments\" aria-label=\"Most active moments\">";
    for (const auto& picture : card.pictures) {
      out += "<li>";
      if (!picture.jpeg.empty()) {
        out += "<img src=\"data:image/jpeg;base64," + base64(picture.jpeg) + "\" alt=\"The film at " +
               escaped(picture.caption) + "\">";
      }
      out += escaped(picture.caption) + "</li>";
    }
    if (!card.pictures.empty()) out += "</ul>";
    out += "</article>\n";
  }
  void operator()(const ReportTree& t) const {
    out += "<p>" + escaped(t.caption) + "</p>\n<ul class=\"tree\">";
    int depth = 0;
    bool open = false;
    for (const auto& line : t.lines) {
      if (open && line.depth <= depth) out += "</li>";
      for (; depth > line.depth; --depth) out += "</ul></li>";
      for (; depth < line.depth; ++depth) out += "<ul>";
      out += "<li><bdi>" + escaped(shortened(line.text, 200)) + "</bdi>" +
             (line.number.empty() ? "" : " <strong>" + escaped(line.number) + "</strong>");
      open = true;
    }
    if (open) out += "</li>";
    for (; depth > 0; --depth) out += "</ul></li>";
    out += "</ul>\n";
  }
  void operator()(const ReportTable& t) const {
    const std::string id = "find" + std::to_string(++n_tables);
    out += "<div class=\"table\"><p class=\"find\"><label for=\"" + id + "\">Search in this table</label> <input id=\"" + id +
           "\" type=\"search\"> <span role=\"status\"></span></p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
           "aria-label=\"" +
           escaped(t.caption) + "\"><table><caption>" + escaped(t.caption) + link(t.file) + "</caption><thead><tr>";
    for (const std::string& column : t.columns)
      out += "<th scope=\"col\"><button type=\"button\">" + escaped(column) + "</button></th>";
    out += "</tr></thead><tbody>\n";
    for (const auto& row : t.rows) {
      out += "<tr>";
      for (const std::string& cell : row) {
        out += is_number(cell) ? "<td class=\"number\">" + escaped(cell) + "</td>"
                               : "<td><bdi>" + escaped(shortened(cell, 200)) + "</bdi></td>";
      }
      out += "</tr>\n";
    }
    out += "</tbody></table></div></div>\n";
  }
};

}  // namespace

std::string html(const Document& document) {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src "
      "'unsafe-inline'; img-src data:\">\n<title>" +
      escaped(document.title) + "</title>\n<style>" + style + planes_style() + "</style></head>\n<body>\n<header><h1>" +
      escaped(document.title) + "</h1>\n<nav aria-label=\"Sections\"><ul>";
  for (std::size_t i = 0; i < document.sections.size(); ++i) {
    out += "<li><a href=\"#s" + std::to_string(i) + "\">" + escaped(document.sections[i].heading) + "</a></li>";
  }
  out += "</ul></nav></header>\n<main>\n";
  int n_tables = 0, n_volumes = 0;
  for (std::size_t i = 0; i < document.sections.size(); ++i) {
    const ReportSection& section = document.sections[i];
    out += "<section aria-labelledby=\"s" + std::to_string(i) + "\"><h2 id=\"s" + std::to_string(i) + "\">" +
           escaped(section.heading) + "</h2>\n";
    for (const Block& block : section.blocks) std::visit(Writer{out, n_tables, n_volumes}, block);
    out += "</section>\n";
  }
  out += "</main>\n<script>" + std::string(script);
  if (n_volumes > 0) out += std::string(planes_script()) + volume_script();
  return out + "</script>\n</body></html>\n";
}

void write_report(const std::string& folder, const Document& document, Manifest& manifest) {
  syncact::io::write_file(folder + "/report.html", html(document));
  manifest.add_output(folder + "/report.html");
  syncact::io::write_file(folder + "/report.json", json(document));
  manifest.add_output(folder + "/report.json");
  for (const ReportSection& section : document.sections) {
    for (const Block& block : section.blocks) {
      const auto* figure = std::get_if<Figure>(&block);
      const auto* picture = std::get_if<Picture>(&block);
      if (figure == nullptr && picture == nullptr) continue;
      const std::string path = folder + "/figure_" + (figure != nullptr ? figure->name + ".svg" : picture->name + ".png");
      syncact::io::write_file(path, figure != nullptr ? figure->svg : picture->png);
      manifest.add_output(path);
    }
  }
}

}  // namespace cli
