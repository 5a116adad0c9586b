#include "tests/bench/report.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace cwp::bench {
namespace {

std::vector<double> Sorted(const Figure& figure) {
  std::vector<double> values;
  for (const Round& round : figure.rounds) values.push_back(round.value);
  std::sort(values.begin(), values.end());
  return values;
}

int64_t Errors(const Figure& figure) {
  int64_t errors = 0;
  for (const Round& round : figure.rounds) errors += round.errors;
  return errors;
}

std::string FirstError(const Figure& figure) {
  for (const Round& round : figure.rounds) {
    if (round.errors > 0) return round.first_error;
  }
  return "";
}

// The round that is the median, for its latencies.
const Round& MedianRound(const Figure& figure) {
  const double median = Median(figure);
  return *std::find_if(
      figure.rounds.begin(), figure.rounds.end(),
      [&](const Round& round) { return round.value == median; });
}

std::optional<double> Ratio(const Figure& figure) {
  if (figure.goal.kind != Goal::Kind::kRatio || figure.baseline_value == 0) {
    return std::nullopt;
  }
  return Median(figure) / figure.baseline_value;
}

bool Reaches(const Figure& figure, double goal) {
  switch (figure.goal.kind) {
    case Goal::Kind::kNone:
      return true;
    case Goal::Kind::kRatio:
      return Ratio(figure).value_or(0) >= goal;
    case Goal::Kind::kAtLeast:
      return Median(figure) >= goal;
    case Goal::Kind::kAtMost:
      return Median(figure) <= goal;
  }
  return false;
}

bool IsQuick(const Figure& figure) {
  return !figure.goal.p99_ms.has_value() ||
         absl::ToDoubleMilliseconds(MedianRound(figure).p99) <=
             *figure.goal.p99_ms;
}

bool IsMet(const Figure& figure) {
  return IsValid(figure) && Reaches(figure, figure.goal.value) &&
         IsQuick(figure);
}

std::string Verdict(const Figure& figure) {
  if (!IsValid(figure)) return "void";
  if (figure.goal.kind == Goal::Kind::kNone) return "-";
  if (!Reaches(figure, figure.goal.value)) return "not met";
  if (!IsQuick(figure)) return "not met: too slow";
  const bool stretched =
      figure.goal.stretch.has_value() && Reaches(figure, *figure.goal.stretch);
  return stretched ? "met, and stretch" : "met";
}

std::string GoalText(const Goal& goal) {
  switch (goal.kind) {
    case Goal::Kind::kNone:
      return "-";
    case Goal::Kind::kRatio:
      return absl::StrFormat(">= %gx", goal.value);
    case Goal::Kind::kAtLeast:
      return absl::StrFormat(">= %.0f", goal.value);
    case Goal::Kind::kAtMost:
      return absl::StrFormat("<= %g", goal.value);
  }
  return "";
}

// Large figures need no digits behind the point.
std::string Number(double value) {
  return absl::StrFormat(value < 1000 ? "%.2f" : "%.0f", value);
}

std::string Milliseconds(absl::Duration duration) {
  if (duration == absl::ZeroDuration()) return "-";
  return absl::StrFormat("%.2f", absl::ToDoubleMilliseconds(duration));
}

constexpr char kLine[] = "%-19s %10s %-3s %19s %8s %8s  %-12s %6s %9s  %s\n";

std::string Line(const Figure& figure) {
  const std::vector<double> values = Sorted(figure);
  const Round& round = MedianRound(figure);
  const std::optional<double> ratio = Ratio(figure);
  std::string line = absl::StrFormat(
      kLine, figure.name, IsValid(figure) ? Number(Median(figure)) : "void",
      figure.unit,
      absl::StrCat(Number(values.front()), " - ", Number(values.back())),
      Milliseconds(round.p50), Milliseconds(round.p99),
      figure.baseline.empty() ? "-" : figure.baseline,
      ratio.has_value() ? absl::StrFormat("%.3f", *ratio) : "-",
      GoalText(figure.goal), Verdict(figure));
  if (!IsValid(figure)) {
    absl::StrAppendFormat(&line, "  %d answers were wrong, the first: %s\n",
                          Errors(figure), FirstError(figure));
  }
  return line;
}

std::string Object(const Figure& figure) {
  std::string object = absl::StrFormat(R"({"name": "%s")", figure.name);
  if (IsValid(figure)) {
    absl::StrAppendFormat(&object, R"(, "value": %.3f)", Median(figure));
  }
  absl::StrAppendFormat(&object, R"(, "unit": "%s")", figure.unit);
  const std::optional<double> ratio = Ratio(figure);
  if (ratio.has_value() && IsValid(figure)) {
    absl::StrAppendFormat(
        &object, R"(, "baseline": "%s", "baseline_value": %.3f, "ratio": %.4f)",
        figure.baseline, figure.baseline_value, *ratio);
  }
  if (figure.goal.kind != Goal::Kind::kNone) {
    absl::StrAppendFormat(&object, R"(, "target": %g, "met": %s)",
                          figure.goal.value, IsMet(figure) ? "true" : "false");
  }
  const Round& round = MedianRound(figure);
  if (IsValid(figure) && round.p99 > absl::ZeroDuration()) {
    absl::StrAppendFormat(&object, R"(, "p50_ms": %.3f, "p99_ms": %.3f)",
                          absl::ToDoubleMilliseconds(round.p50),
                          absl::ToDoubleMilliseconds(round.p99));
  }
  return absl::StrCat(object, "}");
}

}  // namespace

double Median(const Figure& figure) {
  const std::vector<double> values = Sorted(figure);
  return values[values.size() / 2];
}

double Best(const Figure& figure) { return Sorted(figure).back(); }

bool IsValid(const Figure& figure) { return Errors(figure) == 0; }

std::string Table(const std::vector<Figure>& figures) {
  std::string table =
      absl::StrFormat(kLine, "name", "median", "", "spread", "p50 ms", "p99 ms",
                      "baseline", "ratio", "target", "");
  for (const Figure& figure : figures) absl::StrAppend(&table, Line(figure));
  return table;
}

std::string Json(const std::vector<Figure>& figures) {
  std::vector<std::string> objects;
  for (const Figure& figure : figures) objects.push_back(Object(figure));
  return absl::StrCat("[\n  ", absl::StrJoin(objects, ",\n  "), "\n]\n");
}

}  // namespace cwp::bench
