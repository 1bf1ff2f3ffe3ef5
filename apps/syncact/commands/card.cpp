// `card`: what a finished run says of one neuron.
#include <cstdio>

#include "commands/commands.hpp"
#include "files/cards.hpp"

namespace cli {

void add_card(CLI::App& app, CardArguments& a) {
  app.add_option("run", a.run, "The folder of a finished run of couple or annotate")->required()->check(CLI::ExistingDirectory);
  app.add_option("neuron", a.neuron,
                 "Its name (model/layer/channel, or the last parts of that if they say which) or its number, from 0")
      ->required();
  app.add_flag("--json", a.json, "Print the card as it is in neurons.jsonl");
}

void run_card(const CardArguments& a) {
  const nlohmann::ordered_json card = find_card(a.run, a.neuron);
  const std::string text = a.json ? card.dump() + "\n" : card_text(card);
  std::fputs(text.c_str(), stdout);
}

}  // namespace cli
