#pragma once
/// The nouns of WordNet 3.0, from the files of Debian's wordnet-base.
#include "syncact/core/macros_off.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "syncact/annotation/label_hierarchy.hpp"
#include "syncact/io/bytes/text_file.hpp"

namespace syncact::inline v0_1::io {

/// A set of words of one meaning.
struct Synset {
  std::uint32_t offset = 0;        ///< in data.noun; ImageNet's wnid is "n" and its eight digits, of WordNet 3.0
  std::vector<std::string> words;  ///< the first is the usual one; blanks are underscores
  std::string gloss;

  [[nodiscard]] std::string wnid() const {
    std::string digits = std::to_string(offset);
    return "n" + std::string(8 - std::min<std::size_t>(8, digits.size()), '0') + digits;
  }
};

/// All noun synsets and what each is a kind of (hypernyms and, of names, their classes). Synsets are numbered in the order of
/// data.noun. Other versions of WordNet have other offsets: ImageNet's identifiers are of 3.0.
class WordNet {
 public:
  /// `folder` holds data.noun and, for names such as dog.n.01, index.noun: /usr/share/wordnet. Throws FileError.
  explicit WordNet(const std::filesystem::path& folder) : WordNet(folder, read_synsets(folder / "data.noun")) {}

  [[nodiscard]] Index size() const { return std::ssize(synsets_); }
  [[nodiscard]] const Synset& operator[](Index synset) const { return nth(synsets_, synset); }
  [[nodiscard]] const annotation::LabelHierarchy& hierarchy() const { return hierarchy_; }

  /// The synset of a wnid ("n02124075"), of an offset in digits, or of a word and the number of its sense ("dog.n.01", "dog":
  /// the first). Upper and lower case and blanks do not matter. None if there is no such.
  [[nodiscard]] std::optional<Index> find(std::string_view name) const {
    if (const auto offset = offset_of(name)) return at_offset(*offset);
    std::string word;
    for (const char c : name) word += c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    std::size_t sense = 1;
    if (const auto mark = word.rfind(".n."); mark != std::string::npos) {
      const char* const begin = word.data() + mark + 3;
      const auto [end, error] = std::from_chars(begin, word.data() + word.size(), sense);
      if (error != std::errc() || end != word.data() + word.size() || sense < 1) return std::nullopt;
      word.resize(mark);
    }
    const auto senses = senses_.find(word);
    if (senses == senses_.end() || sense > senses->second.size()) return std::nullopt;
    return at_offset(senses->second[sense - 1]);
  }

  /// "dog.n.01": the usual word and which of its senses it is here; without index.noun the word alone.
  [[nodiscard]] std::string name(Index synset) const {
    const Synset& s = nth(synsets_, synset);
    std::string word = s.words.front();
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const auto senses = senses_.find(word);
    if (senses == senses_.end()) return word;
    const auto at = std::find(senses->second.begin(), senses->second.end(), s.offset) - senses->second.begin() + 1;
    return word + ".n." + (at < 10 ? "0" : "") + std::to_string(at);
  }

 private:
  struct Read {
    std::vector<Synset> synsets;
    std::vector<std::vector<std::uint32_t>> parents;  ///< [synset] offsets
  };

  WordNet(const std::filesystem::path& folder, Read read)
      : synsets_(std::move(read.synsets)), hierarchy_(parents_of(folder, synsets_, read.parents)) {
    if (std::filesystem::exists(folder / "index.noun")) read_index(folder / "index.noun");
  }

  /// Eight digits, with or without the "n" before them.
  [[nodiscard]] static std::optional<std::uint32_t> offset_of(std::string_view name) {
    if (name.size() == 9 && name.front() == 'n') name.remove_prefix(1);
    std::uint32_t offset = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), offset);
    if (name.size() != 8 || error != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return offset;
  }

  [[nodiscard]] static std::optional<Index> find_offset(const std::vector<Synset>& synsets, std::uint32_t offset) {
    const auto at =
        std::lower_bound(synsets.begin(), synsets.end(), offset, [](const Synset& s, std::uint32_t o) { return s.offset < o; });
    if (at == synsets.end() || at->offset != offset) return std::nullopt;
    return at - synsets.begin();
  }
  [[nodiscard]] std::optional<Index> at_offset(std::uint32_t offset) const { return find_offset(synsets_, offset); }

  [[nodiscard]] static annotation::LabelHierarchy parents_of(const std::filesystem::path& folder,
                                                             const std::vector<Synset>& synsets,
                                                             const std::vector<std::vector<std::uint32_t>>& offsets) {
    std::vector<std::vector<Index>> parents(synsets.size());
    for (std::size_t i = 0; i < synsets.size(); ++i) {
      for (const std::uint32_t offset : offsets[i]) {
        const auto parent = find_offset(synsets, offset);
        if (!parent)
          throw FileError(message((folder / "data.noun").string(), ": ", synsets[i].wnid(), " names a synset ", offset,
                                  " that is not there"));
        parents[i].push_back(*parent);
      }
    }
    return annotation::LabelHierarchy(std::move(parents));
  }

  /// Calls f(fields) with each line that is no comment, cut at blanks; what stands behind " | " is the last field.
  template <class F>
  static void for_lines(const std::filesystem::path& path, F&& f) {
    const TextFile file(path);
    std::string_view text = file.text();
    std::vector<std::string_view> fields;
    for (std::size_t number = 1; !text.empty(); ++number) {
      const auto end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (line.empty() || line.front() == ' ') continue;  // the licence
      fields.clear();
      std::string_view gloss;
      if (const auto bar = line.find(" | "); bar != std::string_view::npos) {
        gloss = line.substr(bar + 3);
        line = line.substr(0, bar);
      }
      for (std::size_t at = 0; at < line.size();) {
        const auto blank = std::min(line.find(' ', at), line.size());
        if (blank > at) fields.push_back(line.substr(at, blank - at));
        at = blank + 1;
      }
      fields.push_back(gloss.substr(0, gloss.find_last_not_of(" \r") + 1));
      try {
        f(fields);
      } catch (const std::out_of_range&) {
        throw FileError(message(path.string(), ":", number, ": is no line of WordNet"));
      }
    }
  }

  template <class N>
  [[nodiscard]] static N number(std::string_view text, int base = 10) {
    N value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size()) throw std::out_of_range("no number");
    return value;
  }

  /// Lines: offset lex_file type n_words(hex) {word lex_id} n_pointers {symbol offset type source} | gloss.
  [[nodiscard]] static Read read_synsets(const std::filesystem::path& path) {
    Read read;
    for_lines(path, [&](const std::vector<std::string_view>& fields) {
      Synset synset{number<std::uint32_t>(fields.at(0)), {}, std::string(fields.back())};
      const auto n_words = number<std::size_t>(fields.at(3), 16);
      if (n_words < 1) throw std::out_of_range("no word");
      for (std::size_t w = 0; w < n_words; ++w) synset.words.emplace_back(fields.at(4 + 2 * w));
      const std::size_t pointers = 4 + 2 * n_words;
      std::vector<std::uint32_t> parents;
      const auto n_pointers = number<std::size_t>(fields.at(pointers));
      if (fields.size() != pointers + 2 + 4 * n_pointers) throw std::out_of_range("another number of fields");
      for (std::size_t p = 0; p < n_pointers; ++p) {
        const std::string_view symbol = fields.at(pointers + 1 + 4 * p);
        if (symbol == "@" || symbol == "@i") parents.push_back(number<std::uint32_t>(fields.at(pointers + 2 + 4 * p)));
      }
      if (!read.synsets.empty() && synset.offset <= read.synsets.back().offset) throw std::out_of_range("not sorted");
      read.synsets.push_back(std::move(synset));
      read.parents.push_back(std::move(parents));
    });
    if (read.synsets.empty()) throw FileError(message(path.string(), ": holds no synsets"));
    return read;
  }

  /// Lines: word type n_senses n_symbols {symbol} n_senses n_tagged {offset}.
  void read_index(const std::filesystem::path& path) {
    for_lines(path, [&](const std::vector<std::string_view>& fields) {
      const auto n = number<std::size_t>(fields.at(2)), first = 6 + number<std::size_t>(fields.at(3));
      auto& senses = senses_[std::string(fields.at(0))];
      for (std::size_t s = 0; s < n; ++s) senses.push_back(number<std::uint32_t>(fields.at(first + s)));
    });
  }

  std::vector<Synset> synsets_;
  annotation::LabelHierarchy hierarchy_;
  std::map<std::string, std::vector<std::uint32_t>> senses_;
};

}  // namespace syncact::inline v0_1::io

#include "syncact/core/macros_on.hpp"
