#pragma once
/// What a user can say on the command line. Every field is an option, every default stands here and nowhere else.
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "syncact/core/types.hpp"

namespace cli {

using syncact::Index;

/// How functional brain networks are learned.
struct LearningArguments {
  Index networks = 20;
  std::string learner = "online";
  std::string coder;  ///< empty: the learner's own
  std::string group;  ///< empty: files are runs of one subject
  std::optional<double> alpha;
  std::optional<Index> passes;
  std::optional<Index> batch;
};

/// Options of policies by name.
struct PolicyArguments {
  std::vector<std::string> set;  ///< "kind.option=value"
};

/// The scans and how they are prepared.
struct BoldArguments {
  std::vector<std::string> bold;
  std::string mask;
  std::optional<double> mask_threshold;
  std::optional<double> tr;
  std::vector<Index> runs;
  std::vector<std::string> confounds;
  double high_pass = 0.0;
  std::string detrend;  ///< empty: linear for scans, none for ready time courses
  Index drop = 0;
  std::string nan = "raise";
};

/// What every long command shares.
struct RunArguments {
  std::uint64_t seed = 0;
  std::optional<Index> threads;
  std::string out;
};

/// Maps of known networks or regions.
struct TemplateArguments {
  std::string templates;  ///< empty: none
  std::string names;
  std::string sphere;  ///< coordinates of vertices, where scans have no grid
  Index permutations = 99;
};

/// The brain's side of a study.
struct BrainArguments {
  BoldArguments bold;
  LearningArguments learning;
  PolicyArguments policies;
  RunArguments run;
  bool stream = false;
  double memory_cap = 1024.0;  ///< [MiB]
};

/// A network that watches films.
struct FilmArguments {
  std::string model, model_config;
  std::vector<std::string> movies;  ///< files, or folders of pictures; each is a run
  std::vector<std::string> sound;   ///< of each of them; empty: their own
  std::vector<std::string> layers;  ///< empty: all convolutions
  std::string preprocessing;
  std::optional<Index> size;                    ///< of the input [pixel]
  std::optional<double> frame_rate;             ///< pictures that the network is shown [1/s]; none: all
  double picture_period = 1.0;                  ///< [s]
  std::optional<Index> film_batch;              ///< none: four for each thread
  std::optional<std::uint64_t> random_weights;  ///< seed: the random twin instead of the network
};

/// What an artificial network did, or a network that does it now.
struct SourceArguments {
  std::string activations;
  FilmArguments film;  ///< instead of activations
  std::string reduce = "mean";
  std::string unit_names;
  std::optional<Index> heads;  ///< of a transformer's layers; none: units are not called by them
};

struct CoupleArguments : BrainArguments, SourceArguments {
  std::optional<double> activation_period;
  std::optional<double> fps;
  std::vector<Index> activation_runs;
  std::string hrf = "spm";
  std::string recipe = "hold";
  std::string history = "mean";
  bool leave_out_warm_up = false;
  double slice_time_ref = 0.5;
  std::optional<double> offset;
  bool trim = false;
  std::string networks_from;
  TemplateArguments templates;
  std::vector<std::string> labels;
  std::string label_column = "trial_type";
  std::optional<double> label_period;
  std::string label_names;
  std::string label_hrf;  ///< empty: as hrf, or spm if that is none
  double min_prevalence = 20.0;
  bool unique_labels = false;
  Index top_frames = 5;
  std::string mapper = "best_network";
  Index top_labels = 3;
  std::string null = "shift";
  Index permutations = 1000;
  double min_shift = 30.0;
  std::string similarity = "pearson";
  std::string tail = "upper";
  std::optional<Index> top;
  std::optional<Index> max_delay;
  std::optional<Index> truncated_shift;
  std::vector<Index> held_out_runs;  ///< counted from 1
  Index held_out_delay = 0;
  bool tail_fit = false;
  std::string correction;                ///< empty: none was asked for
  std::vector<std::string> competitors;  ///< "name=file"
  bool no_competitors = false;
  std::vector<std::string> scores;  ///< measures of similarity
  Index score_permutations = 199;
  bool random_twin = false;
  bool explore = false;
  bool resume = false;
  double checkpoint_every = 30;  ///< [s]
  std::set<std::string> given;   ///< options that were on the command line
};

struct ExtractArguments {
  FilmArguments film;
  PolicyArguments policies;
  std::string reduce = "mean";
  bool list_layers = false;
  bool resume = false;
  std::optional<Index> threads;
  std::string out;
};

struct NetworksArguments : BrainArguments {
  TemplateArguments templates;
};

struct HrfArguments {
  PolicyArguments policies;
  std::string model = "spm";
  std::string convention = "exact";
  double tr = 1.0;
  Index oversampling = 1;
  double length = 32.0;
  double onset = 0.0;
};

struct SimilarityArguments {
  bool list = false;
  bool json = false;
  std::string metric;
  std::vector<std::string> set;  ///< "option=value"
  std::vector<std::string> inputs;
  std::vector<std::string> grid;  ///< two folders
  std::vector<std::string> metrics;
  bool repository_row = false;
  std::string report;
  std::string out;
  std::optional<Index> threads;
};

struct ListArguments {
  std::string kind;  ///< empty: all
  bool json = false;
  bool markdown = false;
};

struct RankArguments {
  std::string scores;
  std::string score, accuracy, accuracy_from, model, family;  ///< columns, or a file; empty: the usual names
  bool no_family = false;
  std::vector<std::string> covariates;
  std::vector<std::string> where;  ///< "column=pattern"
  std::string by;
  std::vector<double> cuts;
  Index fewest_models = 20;
  Index resamples = 2000;
  std::uint64_t seed = 0;
  std::string out;
};

struct RefereeArguments {
  std::string labels, activations, truth;
  std::string unit_column, label_column;  ///< empty: the usual names
  std::string reduce = "mean";
  std::string unit_names;
  double top_share = 0.05;
  Index permutations = 199;
  std::uint64_t seed = 0;
  std::string out;
};

struct AnnotateArguments : SourceArguments {
  std::optional<double> activation_period;
  std::vector<std::string> labels;
  std::string label_column = "trial_type";
  std::string label_names;
  std::string wordnet;  ///< folder; empty: labels are kinds of nothing
  std::string describer = "auc";
  PolicyArguments policies;
  double min_prevalence = 0.01;
  Index top_labels = 3;
  bool keep_all = false;
  Index top_frames = 5;
  Index facets = 0;  ///< looked for; 0: none
  Index permutations = 1000;
  RunArguments run;
};

struct ServeArguments {
  std::string run;
  Index port = 0;
};

struct ViewArguments {
  std::string run;
};

struct ReplayArguments {
  std::string run;
  std::string out;  ///< empty: a folder that is removed again
};

struct CardArguments {
  std::string run, neuron;
  bool json = false;
};

struct DemoArguments {
  RunArguments run{.seed = 1, .threads = {}, .out = "demo-out"};
  bool film = false;  ///< also write the film and the network
};

}  // namespace cli
