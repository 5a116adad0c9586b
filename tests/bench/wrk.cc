#include "tests/bench/wrk.h"

#include <algorithm>
#include <cmath>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "tests/bench/program.h"

namespace cwp::bench {
namespace {

constexpr char kScripts[] = "tests/bench/wrk/";
constexpr absl::Duration kPatience = absl::Seconds(60);

// The word that follows `label` in what wrk printed; empty without it.
std::string WordAfter(const std::string& output, absl::string_view label) {
  const size_t at = output.find(std::string(label));
  if (at == std::string::npos) return "";
  const std::vector<std::string> words =
      absl::StrSplit(output.substr(at + label.size()), absl::ByAnyChar(" ,\n"),
                     absl::SkipEmpty());
  return words.empty() ? "" : words[0];
}

int64_t CountAfter(const std::string& output, absl::string_view label) {
  int64_t count = 0;
  if (!absl::SimpleAtoi(WordAfter(output, label), &count)) return 0;
  return count;
}

// wrk's "1.50ms" is what Abseil reads.
absl::Duration DurationAfter(const std::string& output,
                             absl::string_view label) {
  absl::Duration duration;
  if (!absl::ParseDuration(WordAfter(output, label), &duration)) {
    return absl::ZeroDuration();
  }
  return duration;
}

int64_t CountErrors(const std::string& output) {
  int64_t errors = CountAfter(output, "Non-2xx or 3xx responses:");
  if (output.find("Socket errors:") != std::string::npos) {
    for (const absl::string_view kind :
         {"connect ", "read ", "write ", "timeout "}) {
      errors += CountAfter(output, kind);
    }
  }
  return errors;
}

int CountIn(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

}  // namespace

Round PressHttp(const WrkLoad& load, const RoundInput& input) {
  const auto seconds =
      std::max<int64_t>(std::llround(absl::ToDoubleSeconds(input.length)), 1);
  constexpr int kThreads = 2;
  std::vector<std::string> command = {
      "wrk",
      absl::StrCat("--threads=", kThreads),
      absl::StrCat("--connections=", std::max(input.in_flight, kThreads)),
      absl::StrCat("--duration=", seconds, "s"),
      "--timeout=20s",
      "--latency"};
  for (const std::string& header : load.headers) {
    command.push_back(absl::StrCat("--header=", header));
  }
  if (!load.script.empty()) {
    command.push_back(absl::StrCat("--script=", kScripts, load.script, ".lua"));
  }
  command.push_back(load.url);
  if (!load.arguments.empty()) command.push_back("--");
  command.insert(command.end(), load.arguments.begin(), load.arguments.end());

  const absl::StatusOr<std::string> output = RunToEnd(command);
  if (!output.ok()) return Failed(std::string(output.status().message()));
  Round round;
  if (!absl::SimpleAtod(WordAfter(*output, "Requests/sec:"), &round.value)) {
    return Failed("wrk printed no figure");
  }
  round.answers = static_cast<int64_t>(round.value * seconds);
  round.p50 = DurationAfter(*output, " 50% ");
  round.p99 = DurationAfter(*output, " 99% ");
  round.errors = CountErrors(*output);
  if (round.errors > 0) round.first_error = "wrk counted failed requests";
  return round;
}

absl::Status AwaitPage(const WrkLoad& load,
                       const std::map<std::string, int>& texts) {
  std::vector<std::string> command = {"curl", "--silent", "--show-error",
                                      "--fail-with-body", load.url};
  for (const std::string& header : load.headers) {
    command.insert(command.end(), {"--header", header});
  }
  const absl::Time give_up = absl::Now() + kPatience;
  while (true) {
    const absl::StatusOr<std::string> page = RunToEnd(command);
    const bool right =
        page.ok() &&
        std::all_of(texts.begin(), texts.end(), [&](const auto& text) {
          return CountIn(*page, text.first) == text.second;
        });
    if (right) return absl::OkStatus();
    if (absl::Now() > give_up) {
      return absl::InternalError(
          absl::StrCat(load.url, " does not show what it should: ",
                       page.ok() ? page->substr(0, 200)
                                 : std::string(page.status().message())));
    }
    absl::SleepFor(absl::Milliseconds(50));
  }
}

}  // namespace cwp::bench
