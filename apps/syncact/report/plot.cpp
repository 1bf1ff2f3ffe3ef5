#include "report/plot.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "report/markup.hpp"

namespace cli {

namespace {

constexpr double left = 64, right = 16, top = 30, bottom = 46;

/// Okabe and Ito's colours; a page may set others for a dark ground.
std::string colour_of(int i) {
  static const char* const colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6a00", "#56b4e9"};
  const int n = i % 6;
  return "var(--c" + std::to_string(n) + ", " + colours[n] + ")";
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.2f", value);
  return text;
}

/// Steps of 1, 2 or 5 times a power of ten, about five of them.
std::vector<double> ticks(double low, double high) {
  const double rough = (high - low) / 5, power = std::pow(10, std::floor(std::log10(rough)));
  const double factor = rough / power < 1.5 ? 1 : rough / power < 3.5 ? 2 : rough / power < 7.5 ? 5 : 10;
  const double step = factor * power;
  std::vector<double> at;
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) at.push_back(k * step);
  return at;
}

std::string tick_text(double value) { return short_number(std::abs(value) < 1e-12 ? 0.0 : value); }

std::string text_at(double x, double y, const std::string& text, const std::string& anchor, const std::string& more = "") {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\"" + more + ">" + escaped(text) +
         "</text>\n";
}

std::string opening(const std::string& title, double width, double height) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + number(width) + " " + number(height) +
         "\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\" fill=\"currentColor\">\n<title>" +
         escaped(shortened(title, 120)) + "</title>\n";
}

}  // namespace

Plot::Plot(std::string title, Axis x, Axis y, double width, double height)
    : title_(std::move(title)), x_(std::move(x)), y_(std::move(y)), width_(width), height_(height), legend_x_(left) {
  for (Axis* axis : {&x_, &y_}) {
    if (!std::isfinite(axis->low)) axis->low = 0;
    if (!std::isfinite(axis->high)) axis->high = 1;
    if (!(axis->high > axis->low)) axis->high = axis->low + 1;
  }
}

double Plot::px(double x) const {
  return left + (std::clamp(x, x_.low, x_.high) - x_.low) / (x_.high - x_.low) * (width_ - left - right);
}
double Plot::py(double y) const {
  return height_ - bottom - (std::clamp(y, y_.low, y_.high) - y_.low) / (y_.high - y_.low) * (height_ - top - bottom);
}

void Plot::name_colour(int colour, const std::string& name, bool filled) {
  if (name.empty()) return;
  legend_ += "<rect x=\"" + number(legend_x_) + "\" y=\"" + number(filled ? 8 : 11) + "\" width=\"14\" height=\"" +
             number(filled ? 10 : 3) + "\" fill=\"" + colour_of(colour) + "\"" + (filled ? " fill-opacity=\"0.3\"" : "") +
             "/>\n" + text_at(legend_x_ + 19, 17, shortened(name, 40), "start");
  legend_x_ += 34 + 6.6 * static_cast<double>(std::min<std::size_t>(name.size(), 43));
}

void Plot::line(const std::vector<double>& x, const std::vector<double>& y, int colour, const std::string& name) {
  std::string path;
  bool pen = false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) {
      pen = false;
      continue;
    }
    path += (pen ? "L" : "M") + number(px(x[i])) + " " + number(py(y[i]));
    pen = true;
  }
  shapes_ += "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + colour_of(colour) +
             "\" stroke-width=\"1.6\" vector-effect=\"non-scaling-stroke\"/>\n";
  name_colour(colour, name, false);
}

void Plot::points(const std::vector<double>& x, const std::vector<double>& y, int colour, const std::string& name) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) continue;
    shapes_ += "<circle cx=\"" + number(px(x[i])) + "\" cy=\"" + number(py(y[i])) + "\" r=\"4\" fill=\"" + colour_of(colour) +
               "\"/>\n";
  }
  name_colour(colour, name, false);
}

void Plot::band(const std::vector<double>& x, const std::vector<double>& low, const std::vector<double>& high, int colour,
                const std::string& name) {
  std::string points;
  for (std::size_t i = 0; i < x.size(); ++i) points += number(px(x[i])) + "," + number(py(high[i])) + " ";
  for (std::size_t i = x.size(); i-- > 0;) points += number(px(x[i])) + "," + number(py(low[i])) + " ";
  shapes_ += "<polygon points=\"" + points + "\" fill=\"" + colour_of(colour) + "\" fill-opacity=\"0.25\"/>\n";
  name_colour(colour, name, true);
}

void Plot::bar(double from, double to, double y, int colour) {
  if (!std::isfinite(y)) return;
  const double a = py(std::max(y, 0.0)), b = py(std::min(y, 0.0));
  shapes_ += "<rect x=\"" + number(px(from)) + "\" y=\"" + number(a) + "\" width=\"" + number(px(to) - px(from)) +
             "\" height=\"" + number(std::max(b - a, 0.5)) + "\" fill=\"" + colour_of(colour) + "\"/>\n";
}

void Plot::vertical(double x, int colour, const std::string& name) {
  if (!std::isfinite(x)) return;
  shapes_ += "<line x1=\"" + number(px(x)) + "\" x2=\"" + number(px(x)) + "\" y1=\"" + number(top) + "\" y2=\"" +
             number(height_ - bottom) + "\" stroke=\"" + colour_of(colour) + "\" stroke-width=\"2\"/>\n";
  name_colour(colour, name, false);
}

void Plot::horizontal(double y, int colour, const std::string& name) {
  if (!std::isfinite(y)) return;
  shapes_ += "<line x1=\"" + number(left) + "\" x2=\"" + number(width_ - right) + "\" y1=\"" + number(py(y)) + "\" y2=\"" +
             number(py(y)) + "\" stroke=\"" + colour_of(colour) + "\" stroke-width=\"1.5\" stroke-dasharray=\"5 3\"/>\n";
  name_colour(colour, name, false);
}

void Plot::border(double x) {
  shapes_ += "<line x1=\"" + number(px(x)) + "\" x2=\"" + number(px(x)) + "\" y1=\"" + number(top) + "\" y2=\"" +
             number(height_ - bottom) + "\" stroke=\"currentColor\" stroke-opacity=\"0.6\" stroke-dasharray=\"2 4\"/>\n";
}

void Plot::x_names(const std::vector<std::string>& names) { x_names_ = names; }

std::string Plot::svg() const {
  const double below = x_names_.empty() ? 0 : 70;
  std::string result = opening(title_, width_, height_ + below);
  const double base = height_ - bottom;
  for (const double t : ticks(y_.low, y_.high)) {
    result += "<line x1=\"" + number(left) + "\" x2=\"" + number(width_ - right) + "\" y1=\"" + number(py(t)) + "\" y2=\"" +
              number(py(t)) + "\" stroke=\"currentColor\" stroke-opacity=\"0.15\"/>\n" +
              text_at(left - 8, py(t) + 4, tick_text(t), "end");
  }
  if (x_names_.empty()) {
    for (const double t : ticks(x_.low, x_.high)) {
      result += text_at(px(t), base + 17, tick_text(t), "middle", " class=\"tick\"");
    }
  } else {
    for (std::size_t i = 0; i < x_names_.size(); ++i) {
      const double x = px(static_cast<double>(i) + 0.5);
      result += text_at(x + 4, base + 12, shortened(x_names_[i], 24), "end",
                        " transform=\"rotate(-35 " + number(x + 4) + " " + number(base + 12) + ")\"");
    }
  }
  result += "<line x1=\"" + number(left) + "\" x2=\"" + number(width_ - right) + "\" y1=\"" + number(base) + "\" y2=\"" +
            number(base) + "\" stroke=\"currentColor\"/>\n";
  result += text_at((left + width_ - right) / 2, height_ + below - 8, x_.label, "middle");
  const double middle = (top + base) / 2;
  result += text_at(14, middle, y_.label, "middle", " transform=\"rotate(-90 14 " + number(middle) + ")\"");
  if (!zoomable_) return result + shapes_ + legend_ + "</svg>\n";
  // The page's script changes what part of it this inner picture shows.
  const std::string place = number(left) + " " + number(top) + " " + number(width_ - left - right) + " " + number(base - top);
  return result + "<svg class=\"area\" x=\"" + number(left) + "\" y=\"" + number(top) + "\" width=\"" +
         number(width_ - left - right) + "\" height=\"" + number(base - top) + "\" viewBox=\"" + place +
         "\" preserveAspectRatio=\"none\" data-low=\"" + number(x_.low) + "\" data-high=\"" + number(x_.high) + "\">\n" +
         shapes_ + "</svg>\n" + legend_ + "</svg>\n";
}

std::string heat_map(const std::string& title, const std::vector<std::vector<double>>& rows,
                     const std::vector<std::string>& row_names, const std::vector<std::string>& column_names, double largest,
                     double threshold) {
  const std::size_t n_rows = rows.size(), n_columns = n_rows > 0 ? rows.front().size() : 0;
  const bool named_rows = n_rows <= 60, named_columns = n_columns <= 60;
  const double label_left = named_rows ? 190 : 20, label_below = named_columns ? 110 : 24;
  const double cell_w = std::clamp(620.0 / static_cast<double>(std::max<std::size_t>(n_columns, 1)), 2.0, 22.0);
  const double cell_h = named_rows ? 14 : std::max(1.0, 420.0 / static_cast<double>(n_rows));
  const double height = cell_h * static_cast<double>(n_rows), width = cell_w * static_cast<double>(n_columns);
  std::string result = opening(title, label_left + width + 90, height + label_below + 30);
  const auto shade = [&](double value) {
    if (!std::isfinite(value)) return std::string("#999999");
    const double share = std::clamp(value / largest, -1.0, 1.0);
    const auto mix = [&](int to) { return static_cast<int>(std::lround(255 + (to - 255) * std::abs(share))); };
    const int target[2][3] = {{5, 80, 160}, {178, 40, 10}};
    const auto& t = target[share > 0 ? 1 : 0];
    char text[16];
    std::snprintf(text, sizeof(text), "#%02x%02x%02x", static_cast<unsigned>(mix(t[0])), static_cast<unsigned>(mix(t[1])),
                  static_cast<unsigned>(mix(t[2])));
    return std::string(text);
  };
  for (std::size_t r = 0; r < n_rows; ++r) {
    const double y = 20 + cell_h * static_cast<double>(r);
    if (named_rows) result += text_at(label_left - 6, y + cell_h - 3, shortened(row_names[r], 26), "end", " font-size=\"11\"");
    for (std::size_t c = 0; c < n_columns; ++c) {
      const double x = label_left + cell_w * static_cast<double>(c);
      result += "<rect x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(cell_w) + "\" height=\"" +
                number(cell_h) + "\" fill=\"" + shade(rows[r][c]) + "\"/>";
      if (cell_w >= 6 && cell_h >= 6 && std::abs(rows[r][c]) > threshold) {
        result +=
            "<circle cx=\"" + number(x + cell_w / 2) + "\" cy=\"" + number(y + cell_h / 2) + "\" r=\"1.8\" fill=\"#000\"/>";
      }
    }
    result += "\n";
  }
  if (named_columns) {
    for (std::size_t c = 0; c < n_columns; ++c) {
      const double x = label_left + cell_w * (static_cast<double>(c) + 0.7), y = 32 + height;
      result += text_at(x, y, shortened(column_names[c], 18), "end",
                        " font-size=\"11\" transform=\"rotate(-60 " + number(x) + " " + number(y) + ")\"");
    }
  }
  for (int i = 0; i <= 20; ++i) {  // the key
    const double value = largest * (1 - i / 10.0), y = 20 + 7.0 * i;
    result += "<rect x=\"" + number(label_left + width + 16) + "\" y=\"" + number(y) + "\" width=\"14\" height=\"7\" fill=\"" +
              shade(value) + "\"/>";
    if (i % 10 == 0) result += text_at(label_left + width + 36, y + 8, short_number(value), "start");
  }
  return result + "</svg>\n";
}

}  // namespace cli
