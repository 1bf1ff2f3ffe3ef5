#include "ui/help.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>

#include "syncact/core/version.hpp"

namespace cli {

namespace {

/// Where an option stands, and whether most calls need it. What is not here stands under "More".
struct Place {
  const char* group;
  bool essential;
};

const std::map<std::string, Place>& places() {
  constexpr const char *network = "The artificial network", *brain = "The brain", *labels = "Labels", *chance = "Chance",
                       *more = "More results", *run = "The run";
  static const std::map<std::string, Place> all{{"activations", {network, true}},
                                                {"model", {network, true}},
                                                {"movie", {network, true}},
                                                {"layers", {network, true}},
                                                {"preprocessing", {network, true}},
                                                {"model-config", {network, false}},
                                                {"size", {network, false}},
                                                {"frame-rate", {network, true}},
                                                {"picture-period", {network, false}},
                                                {"sound", {network, false}},
                                                {"random-weights", {network, false}},
                                                {"film-batch", {network, false}},
                                                {"activation-period", {network, false}},
                                                {"fps", {network, true}},
                                                {"activation-runs", {network, false}},
                                                {"reduce", {network, false}},
                                                {"unit-names", {network, false}},
                                                {"heads", {network, false}},
                                                {"hrf", {network, true}},
                                                {"recipe", {network, false}},
                                                {"history", {network, false}},
                                                {"leave-out-warm-up", {network, false}},
                                                {"slice-time-ref", {network, false}},
                                                {"offset", {network, true}},
                                                {"trim", {network, false}},
                                                {"bold", {brain, true}},
                                                {"mask", {brain, true}},
                                                {"mask-threshold", {brain, false}},
                                                {"tr", {brain, true}},
                                                {"runs", {brain, false}},
                                                {"confounds", {brain, true}},
                                                {"high-pass", {brain, false}},
                                                {"detrend", {brain, false}},
                                                {"drop", {brain, false}},
                                                {"nan", {brain, false}},
                                                {"networks-from", {brain, true}},
                                                {"learner", {brain, false}},
                                                {"coder", {brain, false}},
                                                {"group", {brain, false}},
                                                {"networks", {brain, true}},
                                                {"alpha", {brain, false}},
                                                {"passes", {brain, false}},
                                                {"batch", {brain, false}},
                                                {"stream", {brain, false}},
                                                {"templates", {brain, true}},
                                                {"template-names", {brain, false}},
                                                {"sphere", {brain, false}},
                                                {"template-permutations", {brain, false}},
                                                {"labels", {labels, true}},
                                                {"label-column", {labels, false}},
                                                {"label-period", {labels, false}},
                                                {"label-names", {labels, false}},
                                                {"label-hrf", {labels, false}},
                                                {"wordnet", {labels, true}},
                                                {"min-prevalence", {labels, false}},
                                                {"unique-labels", {labels, true}},
                                                {"mapper", {labels, false}},
                                                {"top-labels", {labels, false}},
                                                {"describer", {labels, true}},
                                                {"keep-all", {labels, false}},
                                                {"similarity", {chance, false}},
                                                {"null", {chance, false}},
                                                {"permutations", {chance, true}},
                                                {"min-shift", {chance, true}},
                                                {"tail", {chance, false}},
                                                {"truncated-shift", {chance, false}},
                                                {"correction", {chance, false}},
                                                {"tail-fit", {chance, false}},
                                                {"max-delay", {more, true}},
                                                {"held-out-runs", {more, true}},
                                                {"held-out-delay", {more, false}},
                                                {"competitor", {more, false}},
                                                {"no-competitors", {more, false}},
                                                {"random-twin", {more, false}},
                                                {"score", {more, true}},
                                                {"score-permutations", {more, false}},
                                                {"explore", {more, true}},
                                                {"top", {more, false}},
                                                {"top-frames", {more, false}},
                                                {"facets", {more, true}},
                                                {"set", {run, false}},
                                                {"memory-cap", {run, false}},
                                                {"resume", {run, false}},
                                                {"checkpoint-every", {run, false}},
                                                {"seed", {run, false}},
                                                {"threads", {run, false}},
                                                {"out", {run, true}},
                                                {"help", {run, false}},
                                                {"help-all", {run, false}}};
  return all;
}

const std::map<std::string, std::string>& examples() {
  static const std::map<std::string, std::string> all{
      {"couple",
       "syncact couple --activations act.npy --fps 24 --bold bold.nii.gz --mask mask.nii.gz --tr 1.5 --labels events.tsv "
       "--out results"},
      {"extract",
       "syncact extract --model net.onnx --preprocessing imagenet --movie film.mp4 --frame-rate 5 --out activations"},
      {"networks", "syncact networks --bold bold.nii.gz --mask mask.nii.gz --tr 1.5 --networks 50 --out networks"},
      {"annotate", "syncact annotate --activations activations --labels frames.tsv --out described"},
      {"referee", "syncact referee --labels annotations.tsv --activations act.npy --truth frames.tsv --out verdict"},
      {"rank", "syncact rank --scores table.csv --accuracy top1 --family architecture --out ranking"},
      {"similarity", "syncact similarity --metric cka X.npy Y.npy"},
      {"list", "syncact list learner"},
      {"hrf", "syncact hrf --model glover --tr 2"},
      {"card", "syncact card results fire9_concat/288"},
      {"view", "syncact view results"},
      {"serve", "syncact couple ... --explore --out results && syncact serve results"},
      {"replay", "syncact replay results"},
      {"demo", "syncact demo"}};
  return all;
}

bool essential(const CLI::Option& option) {
  const auto at = places().find(option.get_single_name());
  return option.get_required() || option.get_positional() || (at != places().end() && at->second.essential);
}

/// The choices of an option that has few: "{a,b}", else what kind of thing it takes.
std::string value_of(const CLI::Option& option) {
  if (option.get_expected_max() == 0) return "";
  std::string type = option.get_type_name();
  const std::size_t colon = type.rfind(':');
  if (colon != std::string::npos) type.erase(0, colon + 1);
  constexpr std::size_t longest = 40;
  if (type.starts_with('{') && type.size() > longest) type = "NAME";
  if (type == "PATH(existing)" || type == "FILE" || type == "DIR") type = type.substr(0, 4);
  if (type == "INT" || type == "UINT") type = "N";
  return " " + type + (option.get_expected_max() > 1 && option.get_items_expected_max() > 1 ? " ..." : "");
}

std::string head_of(const CLI::Option& option) {
  return (option.get_positional() && option.get_lnames().empty() ? option.get_name(true) : "--" + option.get_single_name()) +
         value_of(option);
}

std::string text_of(const CLI::Option& option) {
  std::string text = option.get_description();
  if (!option.get_default_str().empty() && option.get_expected_max() > 0) text += " [" + option.get_default_str() + "]";
  return text;
}

/// The text in lines of at most `width` characters, all but the first indented.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t column = indent;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::size_t length = end - at;
    if (column > indent && column + 1 + length > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += text.substr(at, length);
    column += length;
    at = end + 1;
  }
  return out;
}

std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return !option->get_single_name().empty(); });
}

/// The groups of a command with their options, in the order of their first options.
std::vector<std::pair<std::string, std::vector<const CLI::Option*>>> groups_of(const CLI::App& app, bool all) {
  std::vector<std::pair<std::string, std::vector<const CLI::Option*>>> groups;
  for (const CLI::Option* option : options_of(app)) {
    if (!all && !essential(*option)) continue;
    const std::string group = option->get_positional() ? "What it takes" : option->get_group();
    auto at = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == group; });
    if (at == groups.end()) at = groups.insert(at, {group, {}});
    at->second.push_back(option);
  }
  std::stable_partition(groups.begin(), groups.end(), [](const auto& g) { return g.first != "The run"; });
  return groups;
}

class Help final : public CLI::FormatterBase {
 public:
  [[nodiscard]] std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode mode) const override {
    const bool program = app->get_parent() == nullptr, all = mode == CLI::AppFormatMode::All;
    std::string out = wrapped(app->get_description(), 0, width) + "\n\nUsage: syncact " +
                      (program ? "COMMAND [OPTIONS]" : app->get_name() + arguments_of(*app) + " [OPTIONS]") + "\n";
    if (program) {
      out += "\nCommands\n";
      for (const CLI::App* command : app->get_subcommands({})) {
        out += entry(command->get_name(), command->get_description());
      }
      return out + "\nsyncact COMMAND --help says more. After Sync-ACT, https://arxiv.org/abs/2206.10821\n";
    }
    if (const auto example = examples().find(app->get_name()); example != examples().end()) {
      out += "\nExample\n  " + wrapped(example->second, 4, width) + "\n";
    }
    const std::size_t n_options = options_of(*app).size();
    constexpr std::size_t few = 16;
    const bool whole = all || n_options <= few;
    std::size_t n_shown = 0;
    for (const auto& [group, options] : groups_of(*app, whole)) {
      out += "\n" + group + "\n";
      for (const CLI::Option* option : options) out += entry(head_of(*option), text_of(*option));
      n_shown += options.size();
    }
    if (!whole) {
      out += "\n" + std::to_string(n_options - n_shown) + " more options: syncact " + app->get_name() + " --help-all\n";
    }
    return out;
  }

 private:
  static constexpr std::size_t width = 100, indent = 28;

  static std::string arguments_of(const CLI::App& app) {
    std::string out;
    for (const CLI::Option* option : options_of(app)) {
      if (option->get_positional()) out += " " + option->get_name(true);
    }
    return out;
  }

  static std::string entry(const std::string& head, const std::string& text) {
    std::string out = "  " + head;
    out += out.size() + 2 > indent ? "\n" + std::string(indent, ' ') : std::string(indent - out.size(), ' ');
    return out + wrapped(text, indent, width) + "\n";
  }
};

/// Text of a page for man: a line that begins with a dot or a quote would be a command.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

/// The choices of an option as bash completes them; "" if there are none.
std::string words_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t begin = type.find('{'), end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos) return "";
  std::string words = type.substr(begin + 1, end - begin - 1);
  std::replace(words.begin(), words.end(), ',', ' ');
  return words;
}

}  // namespace

void arrange_help(CLI::App& program) {
  program.formatter(std::make_shared<Help>());
  for (CLI::App* command : program.get_subcommands({})) {
    command->formatter(std::make_shared<Help>());
    command->set_help_all_flag("--help-all", "Every option");
    for (CLI::Option* option : command->get_options()) {
      const auto at = places().find(option->get_single_name());
      option->group(at != places().end() ? at->second.group : "More");
    }
  }
}

std::string manual_page(const CLI::App& program) {
  std::string page = ".TH SYNCACT 1 \"\" \"syncact " + std::string(syncact::version) +
                     "\" \"User Commands\"\n.SH NAME\nsyncact \\- " + roff(program.get_description()) +
                     "\n.SH SYNOPSIS\n.B syncact\n.I command\n[options]\n.SH COMMANDS\n";
  for (const CLI::App* command : program.get_subcommands({})) {
    page += ".TP\n.B " + roff(command->get_name()) + "\n" + roff(command->get_description()) + "\n";
  }
  for (const CLI::App* command : program.get_subcommands({})) {
    std::string title = command->get_name();
    std::transform(title.begin(), title.end(), title.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    page += ".SH " + roff(title) + "\n" + roff(command->get_description()) + ".\n";
    if (const auto example = examples().find(command->get_name()); example != examples().end()) {
      page += ".PP\n.nf\n" + roff(example->second) + "\n.fi\n";
    }
    for (const auto& [group, options] : groups_of(*command, true)) {
      page += ".SS " + roff(group) + "\n";
      for (const CLI::Option* option : options)
        page += ".TP\n.B " + roff(head_of(*option)) + "\n" + roff(text_of(*option)) + "\n";
    }
  }
  return page +
         ".SH EXIT STATUS\n0 if all that was asked for is there, 1 for an error in what was read or computed, else an error in "
         "the "
         "command line.\n";
}

std::string bash_completion(const CLI::App& program) {
  std::string commands, cases;
  for (const CLI::App* command : program.get_subcommands({})) {
    commands += (commands.empty() ? "" : " ") + command->get_name();
    std::string names, values;
    for (const CLI::Option* option : options_of(*command)) {
      if (option->get_positional()) continue;
      const std::string name = "--" + option->get_single_name(), words = words_of(*option);
      names += (names.empty() ? "" : " ") + name;
      if (!words.empty()) values += "        " + name + ") words=\"" + words + "\" ;;\n";
    }
    cases += "    " + command->get_name() + ")\n      options=\"" + names + "\"\n" +
             (values.empty() ? "" : "      case \"$previous\" in\n" + values + "      esac\n") + "      ;;\n";
  }
  return "# bash completion for syncact, made by `syncact completion`\n_syncact() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} options=\"\" words=\"\"\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    COMPREPLY=($(compgen -W \"" +
         commands + "\" -- \"$word\"))\n    return\n  fi\n  case \"${COMP_WORDS[1]}\" in\n" + cases +
         "  esac\n  if [ -n \"$words\" ]; then\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "  elif [[ $word == -* ]]; then\n    COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
         "  else\n    COMPREPLY=($(compgen -f -- \"$word\"))\n  fi\n}\ncomplete -o filenames -F _syncact syncact\n";
}

}  // namespace cli
