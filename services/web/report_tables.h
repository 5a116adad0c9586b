#ifndef CWP_SERVICES_WEB_REPORT_TABLES_H_
#define CWP_SERVICES_WEB_REPORT_TABLES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cwp/registration/v1/report_service.pb.h"
#include "services/web/domain.h"
#include "services/web/small_numbers.h"

namespace cwp::web {

// What a report says, in tables. Pure.

// A line of a report: what it is about, and its numbers.
struct ReportLine {
  std::string name;
  // As many as the table has columns.
  std::vector<ShownNumber> numbers;
  // What there is of something else than people, in the columns before.
  std::vector<int64_t> facts;
};

// One table. The last line has the sums.
struct ReportTable {
  // Stands in addresses: "months".
  std::string id;
  std::string caption;
  // What the lines are about: "Month".
  std::string of;
  // Of the facts, and then of the numbers.
  std::vector<std::string> fact_columns;
  std::vector<std::string> columns;
  // Of which column the chart is; none when it is negative.
  int chart_column = -1;
  std::vector<ReportLine> lines;
};

// What is needed to put a report into words.
struct ReportWords {
  // The periods' names, in order: "November 2026".
  std::vector<std::string> periods;
  // Whom each workshop is for, by its id, as far as that is known.
  std::map<int64_t, Audience> audiences;
};

// The tables: by month, by workshop, by audience, by role and age, by channel,
// and how long people waited. Numbers of people are shown as HideSmall() says
// of all that are in the tables. Those of which there is nothing are left out.
std::vector<ReportTable> MakeReportTables(
    const registration::v1::Report& report, const ReportWords& words);

// Attended, of those of whom it was noted whether they came: "80%". Empty when
// there is none, or they are too few.
std::string AttendanceRate(const ReportTable& table, const ReportLine& line);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_REPORT_TABLES_H_
