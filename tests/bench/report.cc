#include "tests/bench/report.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace cwp::bench {
namespace {

std::vector<double> Sorted(const Figure& figure) {
  std::vector<double> values;
  for (const LoadResult& round : figure.rounds) {
    values.push_back(round.per_second);
  }
  std::sort(values.begin(), values.end());
  return values;
}

int64_t Errors(const Figure& figure) {
  int64_t errors = 0;
  for (const LoadResult& round : figure.rounds) errors += round.errors;
  return errors;
}

// The latencies of the round that is the median.
const LoadResult& MedianRound(const Figure& figure) {
  const double median = Median(figure);
  return *std::find_if(
      figure.rounds.begin(), figure.rounds.end(),
      [&](const LoadResult& round) { return round.per_second == median; });
}

std::optional<double> Ratio(const Figure& figure) {
  if (!figure.baseline_value.has_value() || *figure.baseline_value == 0) {
    return std::nullopt;
  }
  return Median(figure) / *figure.baseline_value;
}

std::string Verdict(const Figure& figure) {
  if (Errors(figure) > 0) return "void";
  const std::optional<double> ratio = Ratio(figure);
  if (!ratio.has_value() || !figure.target.has_value()) return "-";
  return *ratio >= *figure.target ? "met" : "not met";
}

}  // namespace

double Median(const Figure& figure) {
  const std::vector<double> values = Sorted(figure);
  return values[values.size() / 2];
}

double Best(const Figure& figure) { return Sorted(figure).back(); }

std::string Table(const std::vector<Figure>& figures) {
  std::string table = absl::StrFormat(
      "%-14s %12s %19s %9s %9s %-9s %7s %7s  %s\n", "name", "median", "spread",
      "p50 ms", "p99 ms", "baseline", "ratio", "target", "");
  for (const Figure& figure : figures) {
    const std::vector<double> values = Sorted(figure);
    const LoadResult& round = MedianRound(figure);
    const std::optional<double> ratio = Ratio(figure);
    absl::StrAppendFormat(
        &table, "%-14s %10.0f%s %9.0f-%9.0f %9.2f %9.2f %-9s %7s %7s  %s\n",
        figure.name, Median(figure), figure.unit, values.front(), values.back(),
        absl::ToDoubleMilliseconds(round.p50),
        absl::ToDoubleMilliseconds(round.p99),
        figure.baseline.empty() ? "-" : figure.baseline,
        ratio.has_value() ? absl::StrFormat("%.3f", *ratio) : "-",
        figure.target.has_value() ? absl::StrFormat("%.2f", *figure.target)
                                  : "-",
        Verdict(figure));
    if (Errors(figure) > 0) {
      absl::StrAppendFormat(&table, "  %d answers were wrong, the first: %s\n",
                            Errors(figure), round.first_error);
    }
  }
  return table;
}

std::string Json(const std::vector<Figure>& figures) {
  std::vector<std::string> objects;
  for (const Figure& figure : figures) {
    const LoadResult& round = MedianRound(figure);
    std::string object = absl::StrFormat(
        R"({"name": "%s", "value": %.1f, "unit": "%s", "p50_ms": %.3f, )"
        R"("p99_ms": %.3f)",
        figure.name, Median(figure), figure.unit,
        absl::ToDoubleMilliseconds(round.p50),
        absl::ToDoubleMilliseconds(round.p99));
    if (const std::optional<double> ratio = Ratio(figure)) {
      absl::StrAppendFormat(
          &object,
          R"(, "baseline": "%s", "baseline_value": %.1f, "ratio": %.4f)",
          figure.baseline, *figure.baseline_value, *ratio);
    }
    if (figure.target.has_value()) {
      absl::StrAppendFormat(&object, R"(, "target": %.3f, "met": %s)",
                            *figure.target,
                            Verdict(figure) == "met" ? "true" : "false");
    }
    objects.push_back(absl::StrCat(object, "}"));
  }
  return absl::StrCat("[\n  ", absl::StrJoin(objects, ",\n  "), "\n]\n");
}

bool AllValid(const std::vector<Figure>& figures) {
  return std::all_of(figures.begin(), figures.end(),
                     [](const Figure& figure) { return Errors(figure) == 0; });
}

}  // namespace cwp::bench
