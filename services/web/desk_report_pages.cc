#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "services/web/desk.h"
#include "services/web/desk_csv.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/report_tables.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

constexpr char kFilePath[] = "/desk/reports.csv";
// As GetReport takes.
constexpr int kMostMonths = 60;
// How far the choices of months go, from this one.
constexpr int kMonthsBack = 36;
constexpr int kMonthsAhead = 12;
// What is shown when nothing is asked for.
constexpr int kUsualMonths = 12;

// The months of a report, both included.
struct Span {
  absl::CivilMonth from;
  absl::CivilMonth until;
  // Something else was asked for, which there is not.
  bool other_asked = false;

  int64_t months() const { return until - from + 1; }
};

std::string MonthValue(absl::CivilMonth month) {
  return absl::StrFormat("%04d-%02d", month.year(), month.month());
}

// What was asked for, where it makes sense.
Span ReadSpan(const http::Request& request, absl::CivilMonth now) {
  const Span usual = {.from = now - (kUsualMonths - 1), .until = now};
  const auto query = request.query();
  const absl::string_view from = query.Get("from");
  const absl::string_view until = query.Get("until");
  if (from.empty() && until.empty()) return usual;
  Span span = usual;
  const std::optional<absl::CivilMonth> first = ReadMonth(from);
  const std::optional<absl::CivilMonth> last = ReadMonth(until);
  const bool read = first.has_value() && last.has_value();
  span.from = first.value_or(usual.from);
  span.until = last.value_or(usual.until);
  const bool known = read && now - span.from <= kMonthsBack &&
                     span.until - now <= kMonthsAhead && span.months() >= 1 &&
                     span.months() <= kMostMonths;
  if (known) return span;
  span = usual;
  span.other_asked = true;
  return span;
}

registration::GetReportRequest RequestFor(const Span& span,
                                          const absl::TimeZone& zone) {
  registration::GetReportRequest request;
  for (int64_t i = 0; i <= span.months(); ++i) {
    *request.add_boundaries() =
        ToTimestamp(absl::FromCivil(span.from + i, zone));
  }
  return request;
}

// Whom workshops are for, archived ones too: families have been to those. From
// our copy, which has the published ones, when scheduling does not answer.
http::asio::awaitable<std::map<int64_t, Audience>> AudiencesOf(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  std::map<int64_t, Audience> audiences;
  const ProgrammePtr programme = desk.site->catalogue->Get();
  for (const Workshop& workshop : programme->workshops()) {
    audiences[workshop.id] = workshop.audience;
  }
  const auto all = co_await ListWorkshops(
      desk, visit, request, scheduling::Workshop::STATE_UNSPECIFIED);
  if (!all.ok()) co_return audiences;
  for (const scheduling::Workshop& workshop : *all) {
    audiences[workshop.id()] = static_cast<Audience>(workshop.audience());
  }
  co_return audiences;
}

ReportWords WordsFor(const Span& span) {
  ReportWords words;
  for (int64_t i = 0; i < span.months(); ++i) {
    words.periods.push_back(MonthWords(span.from + i));
  }
  return words;
}

// The months to choose from, in a select.
json::array MonthItems(absl::CivilMonth now, absl::CivilMonth chosen) {
  json::array items;
  for (int i = kMonthsAhead; i >= -kMonthsBack; --i) {
    View item = {{"value", MonthValue(now + i)}, {"text", MonthWords(now + i)}};
    if (now + i == chosen) item["selected"] = true;
    items.push_back(std::move(item));
  }
  return items;
}

View Cell(absl::string_view column, std::string text) {
  return {{"column", std::string(column)},
          {"text", std::move(text)},
          {"numeric", true}};
}

// Whether there is a column of how many came of those noted.
bool HasRate(const ReportTable& table) {
  return !table.lines.empty() &&
         !AttendanceRate(table, table.lines.back()).empty();
}

json::array RowsOf(const ReportTable& table, bool with_rate) {
  json::array rows;
  for (const ReportLine& line : table.lines) {
    json::array cells = {
        View{{"is_header", true}, {"column", table.of}, {"text", line.name}}};
    for (size_t i = 0; i < line.facts.size(); ++i) {
      cells.push_back(
          Cell(table.fact_columns[i], NumberWords({.number = line.facts[i]})));
    }
    for (size_t i = 0; i < line.numbers.size(); ++i) {
      cells.push_back(Cell(table.columns[i], NumberWords(line.numbers[i])));
    }
    if (with_rate) {
      const std::string rate = AttendanceRate(table, line);
      cells.push_back(
          Cell(Say("office.report.rate"), rate.empty() ? "–" : rate));
    }
    rows.push_back(View{{"cells", std::move(cells)}});
  }
  return rows;
}

// Bars as wide as their share of the largest; what is not shown has none.
json::array BarsOf(const ReportTable& table) {
  const auto column = static_cast<size_t>(table.chart_column);
  int64_t largest = 1;
  for (size_t i = 0; i + 1 < table.lines.size(); ++i) {
    const ShownNumber& shown = table.lines[i].numbers[column];
    if (shown.how != ShownNumber::How::kExact) continue;
    largest = std::max(largest, shown.number);
  }
  json::array bars;
  for (size_t i = 0; i + 1 < table.lines.size(); ++i) {
    const ShownNumber& shown = table.lines[i].numbers[column];
    const bool exact = shown.how == ShownNumber::How::kExact;
    bars.push_back(View{
        {"bar_name", table.lines[i].name},
        {"bar_number", NumberWords(shown)},
        {"bar_width", absl::StrCat(exact ? 100 * shown.number / largest : 0)}});
  }
  return bars;
}

View TableView(const ReportTable& table) {
  const bool with_rate = HasRate(table);
  json::array columns = {View{{"text", table.of}}};
  const auto add = [&](absl::string_view text) {
    columns.push_back(View{{"text", std::string(text)}, {"numeric", true}});
  };
  for (const std::string& text : table.fact_columns) add(text);
  for (const std::string& text : table.columns) add(text);
  if (with_rate) add(Say("office.report.rate"));
  View view = {{"table", View{{"id", table.id},
                              {"caption", table.caption},
                              {"caption_size", "m"},
                              {"responsive", true},
                              {"columns", std::move(columns)},
                              {"table_rows", RowsOf(table, with_rate)}}}};
  if (table.chart_column >= 0 && table.lines.size() > 2) {
    view["chart"] = View{
        {"chart_of", table.columns[static_cast<size_t>(table.chart_column)]},
        {"chart_by", table.of},
        {"bars", BarsOf(table)}};
  }
  return view;
}

// Without commas, which not every program takes for part of a number.
std::string FileNumber(const ShownNumber& shown) {
  return shown.how == ShownNumber::How::kExact ? absl::StrCat(shown.number)
                                               : NumberWords(shown);
}

// A table as the page has it, and an empty row before.
void AddFileRows(const ReportTable& table,
                 std::vector<std::vector<std::string>>& rows) {
  const bool with_rate = HasRate(table);
  rows.push_back({});
  rows.push_back({table.caption});
  std::vector<std::string> heads = {table.of};
  heads.insert(heads.end(), table.fact_columns.begin(),
               table.fact_columns.end());
  heads.insert(heads.end(), table.columns.begin(), table.columns.end());
  if (with_rate) heads.push_back(Say("office.report.rate"));
  rows.push_back(std::move(heads));
  for (const ReportLine& line : table.lines) {
    std::vector<std::string>& row = rows.emplace_back();
    row.push_back(line.name);
    for (const int64_t fact : line.facts) row.push_back(absl::StrCat(fact));
    for (const ShownNumber& shown : line.numbers) {
      row.push_back(FileNumber(shown));
    }
    if (with_rate) row.push_back(AttendanceRate(table, line));
  }
}

absl::CivilMonth ThisMonth(const Desk& desk) {
  return absl::CivilMonth(
      absl::ToCivilDay(desk.site->clock->Now(), desk.site->zone));
}

// What the page and the file both show.
boost::asio::awaitable<absl::StatusOr<std::vector<ReportTable>>> GetTables(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const Span& span) {
  CO_ASSIGN_OR_RETURN(
      const registration::Report report,
      co_await desk.reports->Call(&ReportCalls::Async::GetReport,
                                  StaffCaller(desk, visit, request),
                                  RequestFor(span, desk.site->zone)));
  ReportWords words = WordsFor(span);
  words.audiences = co_await AudiencesOf(desk, visit, request);
  co_return MakeReportTables(report, words);
}

http::Answer ShowReport(const Desk& desk, const DeskVisit& visit,
                        http::Request& request) {
  const absl::CivilMonth now = ThisMonth(desk);
  const Span span = ReadSpan(request, now);
  CO_ASSIGN_OR_RETURN(const std::vector<ReportTable> tables,
                      co_await GetTables(desk, visit, request, span));
  View view = {{"from_month", MonthWords(span.from)},
               {"until_month", MonthWords(span.until)},
               {"fields",
                View{{"from", View{{"items", MonthItems(now, span.from)}}},
                     {"until", View{{"items", MonthItems(now, span.until)}}}}}};
  if (span.other_asked) view["other_asked"] = true;
  if (tables.empty()) {
    view["nothing"] = true;
  } else {
    json::array views;
    for (const ReportTable& table : tables) views.push_back(TableView(table));
    view["tables"] = std::move(views);
    view["file_href"] = absl::StrCat(kFilePath, "?from=", MonthValue(span.from),
                                     "&until=", MonthValue(span.until));
  }
  co_return DeskPage(desk, visit, "desk-reports", std::move(view));
}

http::Answer ShowFile(const Desk& desk, const DeskVisit& visit,
                      http::Request& request) {
  const Span span = ReadSpan(request, ThisMonth(desk));
  CO_ASSIGN_OR_RETURN(const std::vector<ReportTable> tables,
                      co_await GetTables(desk, visit, request, span));
  std::vector<std::vector<std::string>> rows;
  rows.push_back(
      {Say("office.report.file_heading", {{"from", MonthWords(span.from)},
                                          {"until", MonthWords(span.until)}})});
  for (const ReportTable& table : tables) AddFileRows(table, rows);
  http::Response file = ForDeskAlone(http::Text(WriteCsv(rows)));
  file.SetHeader("Content-Type", "text/csv; charset=utf-8");
  file.SetHeader(
      "Content-Disposition",
      absl::StrCat("attachment; filename=\"report-", MonthValue(span.from),
                   "-to-", MonthValue(span.until), ".csv\""));
  co_return file;
}

}  // namespace

std::vector<DeskRoute> DeskReportRoutes() {
  return {{.method = "GET",
           .pattern = "/desk/reports",
           .permission = Permission::kReports,
           .audit = DeskAudit::Nothing(),
           .handler = &ShowReport},
          {.method = "GET",
           .pattern = kFilePath,
           .permission = Permission::kReports,
           .audit = DeskAudit::Nothing(),
           .handler = &ShowFile}};
}

}  // namespace cwp::web
