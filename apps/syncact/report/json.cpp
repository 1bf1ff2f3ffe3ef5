#include "report/json.hpp"

#include <nlohmann/json.hpp>
#include <variant>

#include "files/manifest.hpp"

namespace cli {

using nlohmann::ordered_json;

namespace {

ordered_json file_json(const std::string& file) { return file.empty() ? ordered_json(nullptr) : ordered_json(file); }

ordered_json texts(const std::vector<std::string>& all) {
  ordered_json array = ordered_json::array();
  for (const std::string& text : all) array.push_back(utf8_text(text));
  return array;
}

struct ToJson {
  ordered_json operator()(const Paragraph& p) const { return {{"kind", "paragraph"}, {"text", utf8_text(p.text)}}; }
  ordered_json operator()(const Caution& c) const { return {{"kind", "caution"}, {"text", utf8_text(c.text)}}; }
  ordered_json operator()(const Methods& m) const { return {{"kind", "methods"}, {"text", utf8_text(m.text)}}; }
  ordered_json operator()(const ReportTable& t) const {
    ordered_json rows = ordered_json::array();
    for (const auto& row : t.rows) rows.push_back(texts(row));
    return {{"kind", "table"},
            {"caption", utf8_text(t.caption)},
            {"columns", texts(t.columns)},
            {"rows", std::move(rows)},
            {"file", file_json(t.file)}};
  }
  ordered_json operator()(const Figure& f) const { return picture(f.caption, f.alternative, f.name + ".svg", f.file); }
  ordered_json operator()(const Picture& p) const { return picture(p.caption, p.alternative, p.name + ".png", p.file); }
  ordered_json operator()(const Volume& v) const {
    return {{"kind", "maps"}, {"caption", utf8_text(v.caption)}, {"maps", texts(v.names)}, {"file", file_json(v.file)}};
  }
  ordered_json operator()(const ReportTree& t) const {
    ordered_json lines = ordered_json::array();
    for (const auto& line : t.lines) {
      lines.push_back({{"depth", line.depth}, {"text", utf8_text(line.text)}, {"number", utf8_text(line.number)}});
    }
    return {{"kind", "tree"}, {"caption", utf8_text(t.caption)}, {"lines", std::move(lines)}};
  }
  ordered_json operator()(const Cards& c) const {
    ordered_json cards = ordered_json::array();
    for (const Card& card : c.cards) {
      ordered_json facts = ordered_json::object();
      for (const auto& [name, value] : card.facts) facts[utf8_text(name)] = utf8_text(value);
      cards.push_back({{"heading", utf8_text(card.heading)}, {"facts", std::move(facts)}});
    }
    return {{"kind", "cards"}, {"caption", utf8_text(c.caption)}, {"cards", std::move(cards)}, {"file", file_json(c.file)}};
  }

 private:
  static ordered_json picture(const std::string& caption, const std::string& alternative, const std::string& image,
                              const std::string& file) {
    return {{"kind", "figure"},
            {"caption", utf8_text(caption)},
            {"alternative", utf8_text(alternative)},
            {"image", "figure_" + image},
            {"file", file_json(file)}};
  }
};

}  // namespace

std::string json(const Document& document) {
  ordered_json sections = ordered_json::array();
  for (const ReportSection& section : document.sections) {
    ordered_json blocks = ordered_json::array();
    for (const Block& block : section.blocks) blocks.push_back(std::visit(ToJson{}, block));
    sections.push_back({{"heading", utf8_text(section.heading)}, {"blocks", std::move(blocks)}});
  }
  return ordered_json{{"title", utf8_text(document.title)}, {"sections", std::move(sections)}}.dump(1) + "\n";
}

}  // namespace cli
