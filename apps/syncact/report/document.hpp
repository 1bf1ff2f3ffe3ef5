#pragma once
/// What a report says, before anybody decides how it looks: sections of paragraphs, tables and figures.
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "syncact/io/nifti/nifti_mask.hpp"

namespace cli {

/// A sentence or a few, as plain text.
struct Paragraph {
  std::string text;
};

/// Something the reader must know first.
struct Caution {
  std::string text;
};

/// A paragraph to copy: how it was done, with sources.
struct Methods {
  std::string text;
};

/// A table of text. Columns of numbers are sorted as numbers.
struct ReportTable {
  std::string caption;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::string file;  ///< in the folder: all rows, if these are some of them; empty if there is none
};

/// A picture, and in words what it shows.
struct Figure {
  std::string name;         ///< of the file NAME.svg
  std::string caption;      ///< what is drawn, and how to read it
  std::string alternative;  ///< what one sees, for those who do not
  std::string svg;
  std::string file;  ///< with the numbers; empty if there is none
};

/// A picture of pixels.
struct Picture {
  std::string name;  ///< of the file NAME.png
  std::string caption, alternative;
  std::string png;   ///< bytes
  std::string file;  ///< with the numbers; empty if there is none
};

/// Maps of one brain to look around in: three planes, a threshold.
struct Volume {
  std::string caption;
  syncact::io::Mask mask;
  std::vector<std::string> names;        ///< of the maps
  std::vector<std::vector<float>> maps;  ///< each [voxel of the mask]
  std::string file;                      ///< with all of them; empty if there is none
};

/// What is known of one thing: facts by name, and small pictures.
struct Card {
  struct Thumbnail {
    std::string caption;
    std::string jpeg;  ///< bytes
  };
  std::string heading;
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<Thumbnail> pictures;
};

/// Cards that can be searched and sorted by their facts, of which all cards have the same.
struct Cards {
  std::string caption;
  std::vector<Card> cards;
  std::string file;  ///< with all of them; empty if there is none
};

/// Things of which some are kinds of others, each with a number or the like.
struct ReportTree {
  struct Line {
    int depth = 0;  ///< a line one deeper than the one before belongs to it
    std::string text, number;
  };
  std::string caption;
  std::vector<Line> lines;
};

using Block = std::variant<Paragraph, Caution, Methods, ReportTable, Figure, Picture, Volume, Cards, ReportTree>;

struct ReportSection {
  std::string heading;
  std::vector<Block> blocks;
};

struct Document {
  std::string title;
  std::vector<ReportSection> sections;
};

}  // namespace cli
