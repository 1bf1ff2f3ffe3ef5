/// number_text, table, series_table, table_write, events.
#include <clocale>
#include <cmath>
#include <limits>
#include <locale>

#include "fixtures.hpp"
#include "support/catch.hpp"
#include "support/table_close.hpp"
#include "syncact/adapt/eigen.hpp"
#include "syncact/core/random.hpp"
#include "syncact/io/text/events.hpp"
#include "syncact/io/text/series_table.hpp"
#include "syncact/io/text/table_write.hpp"

namespace test_tables {

namespace io = syncact::io;
using syncact::FileError;
using syncact::Index;
using syncact::MatrixX;
using syncact::ShapeError;
using syncact::test::bytes_of;
using syncact::test::says;
using syncact::test::table_close;
using syncact::test::TemporaryDirectory;

TEST_CASE("numbers are parsed whole or not at all") {
  CHECK(io::parse_number("1.5") == 1.5);
  CHECK(io::parse_number(" -2e-3 ") == -0.002);
  CHECK(io::parse_number("+7") == 7);
  CHECK(io::parse_number(".5") == 0.5);
  CHECK(io::parse_number("-inf") == -HUGE_VAL);
  CHECK(io::parse_number("Infinity") == HUGE_VAL);
  CHECK(io::parse_number("4.9e-324") == std::numeric_limits<double>::denorm_min());
  for (const char* missing : {"", " ", "n/a", "N/A", "NA", "na", "nan", "NaN"}) {
    INFO(missing);
    REQUIRE(io::parse_number(missing));
    CHECK(std::isnan(*io::parse_number(missing)));
  }
  for (const char* bad :
       {"1,5", "1.5x", "x", "--1", "+-1", "0x10", "1e400", "1 2", "1e", "-", "+", "nan(1)", "-nan", "none", "\t1"}) {
    INFO(bad);
    CHECK_FALSE(io::parse_number(bad));
  }
}

TEMPLATE_TEST_CASE("text of a number is short and reads back as the same number", "", float, double) {
  CHECK(io::number_text(TestType{0.1F}) == (std::is_same_v<TestType, float> ? "0.1" : "0.10000000149011612"));
  CHECK(io::number_text(TestType{-12}) == "-12");
  CHECK(io::number_text(std::numeric_limits<TestType>::quiet_NaN()) == "n/a");
  CHECK(io::number_text(std::numeric_limits<TestType>::infinity()) == "inf");
  CHECK(io::number_text(std::uint64_t{18446744073709551615u}) == "18446744073709551615");
  const syncact::Random random(1);
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const auto value =
        static_cast<TestType>((random.uniform(2 * i) - 0.5) * std::pow(10.0, 60 * random.uniform(2 * i + 1) - 30));
    const auto back = static_cast<TestType>(*io::parse_number(io::number_text(value)));
    if (back != value) FAIL(io::number_text(value));
  }
}

TEST_CASE("a table is read with LF or CRLF, with or without a last line end, with a byte order mark") {
  const TemporaryDirectory dir;
  for (const char* text : {"a\tb\n1\tx\n2\ty\n", "a\tb\r\n1\tx\r\n2\ty\r\n", "a\tb\n1\tx\n2\ty",
                           "\xEF\xBB\xBF"
                           "a\tb\n1\tx\n2\ty\n\n\r\n"}) {
    const io::Table table(dir.file("t.tsv", text));
    CHECK(table.names() == std::vector<std::string>{"a", "b"});
    CHECK(table.n_rows() == 2);
    CHECK(table.numeric("a")[1] == 2);
    CHECK(table.text("b") == std::vector<std::string>{"x", "y"});
    CHECK(table.line(1) == 3);
  }
}

TEST_CASE("the delimiter follows the name unless it is given") {
  const TemporaryDirectory dir;
  CHECK(io::Table(dir.file("t.csv", "a,b\n1,2\n")).n_columns() == 2);
  CHECK(io::Table(dir.file("t.txt", "a,b\n1,2\n")).n_columns() == 1);
  CHECK(io::Table(dir.file("t.txt", "a;b\n1;2\n"), {.delimiter = ';'}).numeric("b")[0] == 2);
  CHECK(io::Table(dir.file("t.csv", "1,2\n"), {.has_header = false}).numeric("2")[0] == 2);
}

TEST_CASE("quoted cells hold delimiters, quotes and line ends, and lines are still counted") {
  const TemporaryDirectory dir;
  const io::Table table(dir.file("t.csv", "\"name\",\"x,y\"\n\"a \"\"b\"\"\",\"1\n2\"\nplain \"q\",\n"));
  CHECK(table.names() == std::vector<std::string>{"name", "x,y"});
  CHECK(table.cell(0, 0) == "a \"b\"");
  CHECK(table.cell(0, 1) == "1\n2");
  CHECK(table.cell(1, 0) == "plain \"q\"");
  CHECK(table.line(1) == 4);
  CHECK_THROWS_WITH(table.number(0, 1), says("t.csv:2: column 'x,y' must be a number, is '1?2'"));
  CHECK(std::isnan(table.number(1, 1)));
  CHECK_THROWS_WITH(io::Table(dir.file("u.csv", "a\n\"open\n")), says("u.csv:2: a quoted cell is not closed"));
  CHECK_THROWS_WITH(io::Table(dir.file("u.csv", "a\n\"x\"y\n")), says("u.csv:2: text follows the closing quote: 'y'"));
}

TEST_CASE("tables that are not rectangular are refused with the line") {
  const TemporaryDirectory dir;
  CHECK_THROWS_WITH(io::Table(dir.file("t.tsv", "")), says("t.tsv: is empty; a table has a header line"));
  CHECK_THROWS_WITH(io::Table(dir.file("t.tsv", "a\tb\n1\t2\n3\n")), says("t.tsv:3: has 1 cells, the first line has 2"));
  CHECK_THROWS_WITH(io::Table(dir.file("t.tsv", "a\tb\n\n1\t2\n")), says("t.tsv:2: has 1 cells"));
  CHECK_THROWS_WITH(io::Table(dir.file("t.tsv", "a\rb\r")), says("t.tsv:1: a carriage return stands within the line"));
  CHECK_THROWS_WITH(io::Table(dir.file("t.tsv",
                                       "\xFF\xFE"
                                       "a\n")),
                    says("is UTF-16 text"));
  CHECK_THROWS_AS(io::Table(dir / "none.tsv"), FileError);
  CHECK(io::Table(dir.file("t.tsv", "a\n1\n\n3\n")).n_rows() == 3);  // an empty cell of a single column
  CHECK(io::Table(dir.file("t.tsv", "a\n" + std::string(500000, '\n') + "1\n")).n_rows() == 500001);  // and in linear time
}

TEST_CASE("a column that is not there, or twice, is refused with those that are") {
  const TemporaryDirectory dir;
  const io::Table table(dir.file("t.tsv", "onset\tx\tx\n1\t2\t3\n"));
  CHECK(table.has_column("onset"));
  CHECK_FALSE(table.has_column("Onset"));
  CHECK_THROWS_WITH(table.numeric("face"), says("t.tsv: has no column 'face'; it has 'onset', 'x', 'x'"));
  CHECK_THROWS_WITH(table.text("x"), says("has more than one column 'x'"));
}

TEST_CASE("a table of series is read as [time x signal], missing values as NaN") {
  const TemporaryDirectory dir;
  const io::SeriesTable table = io::read_series_table(dir.file("t.tsv", "v\tw\n1\tn/a\n2.5\t-4\n\t7\n"));
  CHECK(table.names == std::vector<std::string>{"v", "w"});
  const double nan = std::nan("");
  CHECK(table_close(table.values, (MatrixX<double>(3, 2) << 1, nan, 2.5, -4, nan, 7).finished(), 0) == "");
  CHECK_THROWS_WITH(io::read_series_table(dir.file("t.tsv", "v\tw\n1\t2\n3\tface\n")),
                    says("t.tsv:3: column 'w' must be a number, is 'face'"));
  CHECK_THROWS_WITH(io::read_series_table(dir.file("t.tsv", "v\tw\n")), says("has no rows below its header"));
}

TEST_CASE("a missing header does not swallow the first row") {
  const TemporaryDirectory dir;
  const auto path = dir.file("t.csv", "0.5,1\n2,3\n");
  CHECK_THROWS_WITH(io::read_series_table(path), says("begins with a line of numbers ('0.5', ...)"));
  const io::SeriesTable table = io::read_series_table(path, {.has_header = false});
  CHECK(table.names == std::vector<std::string>{"1", "2"});
  CHECK(table_close(table.values, (MatrixX<double>(2, 2) << 0.5, 1, 2, 3).finished(), 0) == "");
  CHECK(io::read_series_table(dir.file("p.csv", "0,1,2\n5,6,7\n")).values.rows() == 1);  // pandas' default names
}

TEST_CASE("a first column without a name that counts the rows is an index and no signal") {
  const TemporaryDirectory dir;
  const auto names = [&](const std::string& text) { return io::read_series_table(dir.file("t.csv", text)).names; };
  CHECK(names(",u,v\n0,5,6\n1,7,8\n") == std::vector<std::string>{"u", "v"});
  CHECK(names("Unnamed: 0,u\n0,5\n1,7\n") == std::vector<std::string>{"u"});
  CHECK(names(",u\n1,5\n2,7\n") == std::vector<std::string>{"u"});
  CHECK(names(",0,1,2\n0,5,6,7\n1,5,6,7\n") == std::vector<std::string>{"0", "1", "2"});
  CHECK_THROWS_WITH(names(",u\n0,5\n2,7\n"), says("has no name for column 1"));
  CHECK_THROWS_WITH(names("u,,v\n0,5,1\n1,7,1\n"), says("has no name for column 2"));
  CHECK(names(" u , v\t\n0,5\n") == std::vector<std::string>{"u", "v"});
  CHECK_THROWS_WITH(io::require_distinct_names("t.csv", {"u", "v", "u"}), says("more than one column 'u'"));
}

TEST_CASE("one or two numbers are no header, and neither is a mixed line of numbers and missing ones") {
  const TemporaryDirectory dir;
  for (const char* text : {"0\n1\n1\n", "1\n0\n", "0,1\n1,0\n", "0.5,n/a\n1,2\n"}) {
    INFO(text);
    CHECK_THROWS_WITH(io::read_series_table(dir.file("t.csv", text)), says("first line must name the columns"));
  }
}

TEST_CASE("labels do not differ by blanks or by the way a whole number is written") {
  const TemporaryDirectory dir;
  const auto events = io::read_events(dir.file(
      "e.tsv", "onset\tduration\ttrial_type\n0\t1\tface\n2\t1\tface \n4\t1\t 1\n6\t1\t1.0\n8\t1\t1.50\n9\t1\t-2.00\n"));
  std::vector<std::string> labels;
  for (const auto& event : events) labels.push_back(event.label);
  CHECK(labels == std::vector<std::string>{"face", "face", "1", "1", "1.50", "-2"});
}

TEST_CASE("text that is not UTF-8 is refused with its line, and shown without its bytes") {
  const TemporaryDirectory dir;
  const auto path = dir.file("e.tsv", "onset\tduration\ttrial_type\n0\t1\tface\n2\t1\tGeb\xE4ude\n");
  CHECK_THROWS_WITH(io::read_events(path), says("e.tsv:3:") && says("not UTF-8"));
  CHECK(io::in_quotes("a\xE4z\x1B[2J") == "'a?z?[2J'");
  CHECK(io::in_quotes("Gebäude") == "'Gebäude'");
  CHECK(io::valid_utf8("Gebäude 🧠") == std::string("Gebäude 🧠").size());
  for (const char* bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\x80"}) CHECK(io::valid_utf8(bad) == 0);
}

TEMPLATE_TEST_CASE("a written table reads back bit by bit", "", float, double) {
  const TemporaryDirectory dir;
  MatrixX<TestType> m(7, 3);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<TestType>(std::exp(std::sin(static_cast<double>(i)) * 20));
  m(0, 0) = std::numeric_limits<TestType>::quiet_NaN();
  m(1, 1) = -std::numeric_limits<TestType>::infinity();
  const std::vector<std::string> names{"plain", "with\ttab", "with \"quotes\""};
  io::write_series_table(dir / "t.tsv", names, m);
  const io::SeriesTable back = io::read_series_table(dir / "t.tsv");
  CHECK(back.names == names);
  CHECK((back.values.cast<TestType>().array() == m.array() || m.array().isNaN()).all());
  CHECK(std::isnan(back.values(0, 0)));
  CHECK_THROWS_AS(io::write_series_table(dir / "u.tsv", {"one"}, m), ShapeError);
}

TEST_CASE("rows of numbers and text are written as they are") {
  const TemporaryDirectory dir;
  io::TsvWriter table({"network", "label", "r", "n"});
  table.row(Index{3}, "face", 0.25, 7u);
  table.row(std::string("n4"), std::string_view("two\nlines"), std::nan(""), -1);
  CHECK(table.text() == "network\tlabel\tr\tn\n3\tface\t0.25\t7\nn4\t\"two\nlines\"\tn/a\t-1\n");
  table.write(dir / "t.tsv");
  CHECK(bytes_of(dir / "t.tsv") == table.text());
  CHECK(io::Table(dir / "t.tsv").cell(1, 1) == "two\nlines");
  CHECK_THROWS_WITH(table.row(1, 2), says("number of cells must be 4, is 2"));
}

/// A locale that writes 0,5 and 1.000, made here because a machine need not have one.
struct CommaPoint : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST_CASE("reading and writing do not depend on the locale") {
  const TemporaryDirectory dir;
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new CommaPoint));
  const double half = *io::parse_number("0.5");
  const std::string text = io::number_text(1234567.5);
  std::locale::global(before);
  CHECK(half == 0.5);
  CHECK(text == "1234567.5");
}

TEST_CASE("events are read with onset, duration, label and amplitude") {
  const TemporaryDirectory dir;
  const auto path = dir.file("events.tsv",
                             "onset\tduration\ttrial_type\tmodulation\tcategory\n"
                             "-1.5\t2\tface\t0.5\tanimate\n"
                             "10\tn/a\thouse\t2\tn/a\n"
                             "20\t0\tn/a\t1\tinanimate\n");
  const std::vector<io::EventRow> events = io::read_events(path);
  REQUIRE(events.size() == 2);
  CHECK(events[0].onset == -1.5);
  CHECK(events[0].duration == 2);
  CHECK(events[0].label == "face");
  CHECK(events[0].amplitude == 1);
  CHECK(events[1].duration == 0);
  const auto categories = io::read_events(path, {.label = "category", .amplitude = "modulation"});
  REQUIRE(categories.size() == 2);
  CHECK(categories[0].amplitude == 0.5);
  CHECK(categories[1].onset == 20);
  CHECK(io::read_events(dir.file("none.tsv", "onset\tduration\ttrial_type\n")).empty());
}

TEST_CASE("events that cannot be meant are refused with the line") {
  const TemporaryDirectory dir;
  const auto refuses = [&](const std::string& row, const std::string& message) {
    const auto path = dir.file("e.tsv", "onset\tduration\ttrial_type\tweight\n0\t1\ta\t1\n" + row + "\n");
    CHECK_THROWS_WITH(io::read_events(path, {.label = "trial_type", .amplitude = "weight"}),
                      says("e.tsv:3: ") && says(message));
  };
  refuses("n/a\t1\ta\t1", "onset must be a finite number, is 'n/a'");
  refuses("inf\t1\ta\t1", "onset must be a finite number, is 'inf'");
  refuses("soon\t1\ta\t1", "column 'onset' must be a number, is 'soon'");
  refuses("1\t-2\ta\t1", "duration must be >= 0, is '-2'");
  refuses("1\tinf\ta\t1", "duration must be a finite number, is 'inf'");
  refuses("1\t1\ta\tn/a", "weight must be a finite number, is 'n/a'");
  CHECK_THROWS_WITH(io::read_events(dir.file("e.tsv", "onset\tduration\n0\t1\n")),
                    says("has no column 'trial_type'; it has 'onset', 'duration'"));
  CHECK_THROWS_WITH(io::read_events(dir.file("e.tsv", "time\tduration\ttrial_type\n0\t1\ta\n")), says("has no column 'onset'"));
}

}  // namespace test_tables
