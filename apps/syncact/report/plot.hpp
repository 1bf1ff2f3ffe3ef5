#pragma once
/// Figures as SVG: axes with units, curves, bars, points, a heat map. No script; colours that are told apart by people who see
/// few.
#include <string>
#include <vector>

namespace cli {

/// One axis.
struct Axis {
  std::string label;  ///< with its unit
  double low = 0, high = 1;
};

/// A drawing on two axes. What lies outside them is cut off. Colours are numbered: 0 is for the result, the others for what it
/// is compared with.
class Plot {
 public:
  Plot(std::string title, Axis x, Axis y, double width = 640, double height = 300);

  /// A curve through points; NaN interrupts it.
  void line(const std::vector<double>& x, const std::vector<double>& y, int colour, const std::string& name = "");
  void points(const std::vector<double>& x, const std::vector<double>& y, int colour, const std::string& name = "");
  /// From low to high at each x.
  void band(const std::vector<double>& x, const std::vector<double>& low, const std::vector<double>& high, int colour,
            const std::string& name = "");
  /// A bar from 0 to y, from left to right on x.
  void bar(double left, double right, double y, int colour);
  /// A line across, with a name at its end.
  void vertical(double x, int colour, const std::string& name);
  void horizontal(double y, int colour, const std::string& name);
  /// A thin line across, between runs.
  void border(double x);
  /// Lets a reader who has script look at a part of x.
  void zoomable() { zoomable_ = true; }
  /// Names in the place of numbers along x.
  void x_names(const std::vector<std::string>& names);

  [[nodiscard]] std::string svg() const;

 private:
  [[nodiscard]] double px(double x) const;
  [[nodiscard]] double py(double y) const;
  void name_colour(int colour, const std::string& name, bool filled);

  std::string title_;
  Axis x_, y_;
  double width_, height_;
  std::string shapes_, legend_;
  double legend_x_;
  std::vector<std::string> x_names_;
  bool zoomable_ = false;
};

/// A table of values from -largest to largest as colours, blue over white to red, with the names of rows and columns if they
/// are few.
[[nodiscard]] std::string heat_map(const std::string& title, const std::vector<std::vector<double>>& rows,
                                   const std::vector<std::string>& row_names, const std::vector<std::string>& column_names,
                                   double largest, double threshold);

}  // namespace cli
