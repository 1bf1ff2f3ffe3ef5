#include "report/neuron_cards.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "films/films.hpp"
#include "report/markup.hpp"
#include "syncact/io/results/neuron_cards.hpp"

namespace cli {

using syncact::as_size;
using syncact::message;
using syncact::nth;
using syncact::annotation::NeuronCard;

namespace {

/// Seconds to the tenth.
std::string short_seconds(double seconds) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f s", seconds);
  return text;
}

/// The pictures of the cards at these moments, which come in the order of the cards.
void add_pictures(std::vector<Card>& cards, const std::vector<FilmMoment>& moments, const FilmsAtHand& films) {
  std::vector<FilmMoment> all = moments;
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  const std::vector<std::string> pictures = thumbnails(films.movies, films.picture_period, all);
  auto moment = moments.begin();
  for (Card& card : cards) {
    for (Card::Thumbnail& picture : card.pictures) {
      picture.jpeg = pictures[as_size(std::lower_bound(all.begin(), all.end(), *moment++) - all.begin())];
    }
  }
}

/// All cards of a page have the same facts.
std::vector<std::pair<std::string, std::string>> facts_of(const NeuronCard& card, bool networks, const Names& names) {
  std::vector<std::pair<std::string, std::string>> facts;
  const auto* label = card.labels.empty() ? nullptr : &card.labels.front();
  if (networks) {
    facts = {{"network", card.best ? nth(names.networks, card.best->network) : "n/a"},
             {"r", card.best ? short_number(card.best->r) : "n/a"},
             {"p_fwe", card.best ? short_number(card.best->p_fwe) : "n/a"},
             {"percentile in its layer", short_number(card.percentile)}};
  } else {
    facts = {{"r", label != nullptr ? short_number(label->own.r) : "n/a"},
             {"p_fwe", label != nullptr ? short_number(label->own.p_fwe) : "n/a"},
             {"score", label != nullptr ? short_number(label->score) : "n/a"}};
  }
  facts.emplace_back("label", label != nullptr ? label->label : "none");
  std::string evidence = label != nullptr ? "" : "n/a";
  if (label != nullptr) {
    if (label->through) evidence = message("through ", nth(names.networks, label->through->network), "; ");
    evidence += message("the neuron ", label->verdict());
  }
  facts.emplace_back("evidence", evidence);
  return facts;
}

}  // namespace

FilmsAtHand films_at_hand(const FilmArguments& film, const Activations& activations) {
  if (!film.movies.empty()) return {film.movies, film.picture_period};
  const std::vector<std::string> films = activations.films();
  const bool there =
      std::all_of(films.begin(), films.end(), [](const std::string& path) { return std::filesystem::is_regular_file(path); });
  return {there ? films : std::vector<std::string>{}, 1.0};
}

Cards neuron_cards(const std::vector<const NeuronCard*>& cards, const std::string& which, const Names& names,
                   const syncact::Timeline& frames, const FilmsAtHand& films) {
  constexpr std::size_t most_cards = 60;
  const std::size_t n = std::min(cards.size(), most_cards);
  Cards all{message("The ", n, " neurons ", which, ", with the moments at which each is most active."), {}, "neurons.jsonl"};
  const bool networks = std::any_of(cards.begin(), cards.end(), [](const NeuronCard* card) { return card->best.has_value(); });
  std::vector<FilmMoment> moments;
  for (std::size_t i = 0; i < n; ++i) {
    Card shown{nth(names.neurons, cards[i]->neuron), facts_of(*cards[i], networks, names), {}};
    for (const auto& moment : cards[i]->moments) {
      const auto [run, seconds] = syncact::io::moment_in(frames, moment.frame);
      moments.push_back({run, seconds});
      const std::string time = short_seconds(seconds);
      shown.pictures.push_back({frames.n_runs() > 1 ? message("run ", run + 1, ", ", time) : time, ""});
    }
    all.cards.push_back(std::move(shown));
  }
  if (!films.movies.empty()) add_pictures(all.cards, moments, films);
  return all;
}

}  // namespace cli
