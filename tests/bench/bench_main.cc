#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/testing/temp_dir.h"
#include "tests/bench/cases.h"
#include "tests/bench/report.h"
#include "tests/bench/round.h"
#include "tests/bench/served.h"

namespace cwp::bench {
namespace {

// What the command line says.
struct Options {
  std::vector<std::string> names;
  double seconds = 10;
  int in_flight = 256;
  int rounds = 5;
  int64_t bookings = 1'000'000;
  bool is_long = false;
  std::string json;
};

constexpr char kPurpose[] =
    "Measures CWP Booking and prints a table.\n\n"
    "Each case is held against a baseline of the same run: they alternate, "
    "round by round, on fresh processes, and the median of the case counts "
    "against the best round of the baseline. A baseline that is not named runs "
    "too. An answer that is not the expected one voids a figure.\n\n"
    "Ends with 1 when a figure is void. A target that is not met is no "
    "failure: "
    "figures drift with the machine and with what else it does.";

// With --long.
constexpr int kManyWatchers = 10'000;

// Stands for all cases that measure memory.
constexpr char kMemory[] = "memory";

// The names that may be given, each with what it is for.
std::string Names() {
  std::string text = "Cases, all when none is given:";
  for (const Case& one : Cases()) {
    absl::StrAppendFormat(&text, "\n  %-19s %s", one.name, one.about);
  }
  return absl::StrCat(text, "\n  memory              all that begin with it");
}

std::string CheckName(const std::string& name) {
  const bool known =
      name == kMemory ||
      std::any_of(Cases().begin(), Cases().end(),
                  [&](const Case& one) { return one.name == name; });
  return known ? "" : absl::StrCat("there is no case ", name);
}

bool IsNamed(const Case& one, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return name == one.name ||
           (name == kMemory && absl::StartsWith(one.name, "memory_"));
  });
}

// The cases to run, with their baselines, in the order of the table.
std::vector<const Case*> Chosen(const std::vector<std::string>& names) {
  std::set<std::string> wanted;
  std::vector<const Case*> chosen;
  // From behind, since baselines come before what is held against them.
  for (auto one = Cases().rbegin(); one != Cases().rend(); ++one) {
    const bool named = names.empty() || IsNamed(*one, names);
    if (!named && wanted.count(one->name) == 0) continue;
    wanted.insert(one->baselines.begin(), one->baselines.end());
    chosen.push_back(&*one);
  }
  std::reverse(chosen.begin(), chosen.end());
  return chosen;
}

// Holds each figure against the best of its baselines that was measured.
void FindBaselines(const std::vector<const Case*>& cases,
                   std::vector<Figure>& figures) {
  for (size_t i = 0; i < cases.size(); ++i) {
    for (const Figure& other : figures) {
      const auto& names = cases[i]->baselines;
      if (std::find(names.begin(), names.end(), other.name) == names.end() ||
          !IsValid(other) || Best(other) <= figures[i].baseline_value) {
        continue;
      }
      figures[i].baseline = other.name;
      figures[i].baseline_value = Best(other);
    }
  }
}

// Cases alternate, round by round: an empty call here swings widely in time.
std::vector<Figure> Measure(const std::vector<const Case*>& cases,
                            const RoundInput& input, int rounds) {
  std::vector<Figure> figures;
  for (const Case* one : cases) {
    figures.push_back(
        {.name = one->name, .unit = one->unit, .goal = one->goal});
  }
  for (int round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < cases.size(); ++i) {
      figures[i].rounds.push_back(
          RunFresh([&] { return cases[i]->run(input); }));
      std::fprintf(stderr, "round %d of %d: %s %.2f %s\n", round + 1, rounds,
                   cases[i]->name.c_str(), figures[i].rounds.back().value,
                   cases[i]->unit.c_str());
    }
  }
  FindBaselines(cases, figures);
  return figures;
}

int Run(const Options& options) {
  const std::vector<const Case*> cases = Chosen(options.names);
  RoundInput input = {.length = absl::Seconds(options.seconds),
                      .in_flight = options.in_flight,
                      .bookings = options.bookings};
  if (options.is_long) input.watchers = kManyWatchers;
  const TempDir folder;
  if (std::any_of(cases.begin(), cases.end(),
                  [](const Case* one) { return one->filled; })) {
    std::fprintf(stderr, "making %ld bookings\n", options.bookings);
    input.filled = folder.File("filled.db");
    MakeFilledDatabase(input.filled, options.bookings);
  }
  const std::vector<Figure> figures = Measure(cases, input, options.rounds);
  std::fputs(Table(figures).c_str(), stdout);
  if (!options.json.empty()) std::ofstream(options.json) << Json(figures);
  return std::all_of(figures.begin(), figures.end(), IsValid) ? EXIT_SUCCESS
                                                              : EXIT_FAILURE;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app(kPurpose);
  app.footer(Names());
  app.add_option("case", options.names, "What to measure; see below.")
      ->check(CheckName);
  app.add_option("--seconds", options.seconds, "Length of a round.")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  app.add_option("--in-flight", options.in_flight,
                 "Calls that wait for their answer at any moment.")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  app.add_option("--rounds", options.rounds, "Rounds of each case.")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app.add_option("--bookings", options.bookings,
                 "Bookings stored for the cases that need many; fewer than "
                 "10,000 also mean fewer sessions to list.")
      ->check(CLI::Range(100, 100'000'000))
      ->capture_default_str();
  app.add_flag("--long", options.is_long,
               "Watchers are 10,000 in place of 2,000. Needs as many open "
               "files; see ulimit -Hn.");
  app.add_option("--json", options.json, "File to write the figures to.");
  CLI11_PARSE(app, argc, argv);
  return Run(options);
}

}  // namespace
}  // namespace cwp::bench

int main(int argc, char** argv) { return cwp::bench::Main(argc, argv); }
