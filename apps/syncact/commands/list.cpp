#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "commands/commands.hpp"
#include "syncact/catalog/lists.hpp"

namespace cli {

using nlohmann::ordered_json;
using syncact::catalog::Kind;

namespace {

ordered_json json_of(const syncact::PolicyInfo& policy) {
  ordered_json options = ordered_json::array();
  for (const syncact::OptionInfo& o : policy.options) {
    options.push_back({{"name", o.name}, {"default", o.value}, {"allowed", o.allowed}, {"what", o.what}});
  }
  return {{"name", policy.name}, {"what", policy.what}, {"options", std::move(options)}};
}

void print_text(const Kind& kind) {
  std::printf("%s: %s\n", kind.name.c_str(), kind.what.c_str());
  for (const syncact::PolicyInfo& policy : kind.policies) {
    std::printf("  %-28s %s\n", policy.name.c_str(), policy.what.c_str());
    for (const syncact::OptionInfo& o : policy.options) {
      std::printf("    %s.%s=%s  %s (%s)\n", kind.name.c_str(), o.name.c_str(), o.value.c_str(), o.what.c_str(),
                  o.allowed.c_str());
    }
  }
}

void print_markdown(const Kind& kind) {
  std::printf("\n## %s: %s\n\n| name | what | options |\n|---|---|---|\n", kind.name.c_str(), kind.what.c_str());
  for (const syncact::PolicyInfo& policy : kind.policies) {
    std::string options;
    for (const syncact::OptionInfo& o : policy.options)
      options += (options.empty() ? "`" : ", `") + o.name + "=" + o.value + "`";
    std::printf("| `%s` | %s | %s |\n", policy.name.c_str(), policy.what.c_str(), options.c_str());
  }
}

}  // namespace

void add_list(CLI::App& app, ListArguments& a) {
  std::vector<std::string> names;
  for (const Kind& kind : syncact::catalog::kinds()) names.push_back(kind.name);
  app.add_option("kind", a.kind, "One kind of policy; without it: all")->check(CLI::IsMember(names));
  auto* json = app.add_flag("--json", a.json, "As JSON");
  app.add_flag("--markdown", a.markdown, "As tables for the documentation")->excludes(json);
}

void run_list(const ListArguments& a) {
  std::vector<Kind> kinds = syncact::catalog::kinds();
  if (!a.kind.empty()) std::erase_if(kinds, [&](const Kind& kind) { return kind.name != a.kind; });
  if (a.json) {
    ordered_json all = ordered_json::object();
    for (const Kind& kind : kinds) {
      ordered_json policies = ordered_json::array();
      for (const syncact::PolicyInfo& policy : kind.policies) policies.push_back(json_of(policy));
      all[kind.name] = {{"what", kind.what}, {"policies", std::move(policies)}};
    }
    std::printf("%s\n", all.dump(2).c_str());
    return;
  }
  if (a.markdown) std::printf("# Every policy by name\n\n`syncact list --markdown` writes this page.\n");
  for (const Kind& kind : kinds) a.markdown ? print_markdown(kind) : print_text(kind);
}

}  // namespace cli
