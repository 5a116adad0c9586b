#ifndef CWP_SERVICES_WEB_REPORT_DRAFTS_H_
#define CWP_SERVICES_WEB_REPORT_DRAFTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "services/web/report_tables.h"
#include "services/web/small_numbers.h"

namespace cwp::web {

// Numbers of one line, summed up.
struct ReportSums {
  std::string name;
  std::vector<int64_t> numbers;
  // Sessions, sessions cancelled, capacity.
  std::vector<int64_t> facts = {0, 0, 0};
};

// The tables of a report, before it is known which of their numbers are shown.
// That is decided for all of them together.
class ReportDrafts {
 public:
  // Adds a table. Of a line's numbers, when they are several, the last is the
  // sum; so is the last line of the others. Tables about the same have that
  // line in common.
  void Add(ReportTable table, const std::vector<ReportSums>& lines,
           const std::string& about);

  // Says that a line of one table is the sum of some of another, both named in
  // the order that they were added in.
  void AddSums(size_t table, size_t line, size_t other,
               const std::vector<size_t>& lines);

  // Says of what a line of one table and a line of another have in common, by
  // both: the numbers, without their sum. It is shown in neither, and a part of
  // both; of each line, these are all the parts.
  void AddUnseen(size_t table, size_t other,
                 const std::map<std::pair<size_t, size_t>,
                                std::vector<int64_t>>& in_common);

  size_t size() const { return drafts_.size(); }

  // The tables as they are shown. Called once.
  std::vector<ReportTable> Finish();

 private:
  struct Draft {
    ReportTable table;
    // Where the numbers of each line are.
    std::vector<std::vector<size_t>> places;
  };

  std::vector<size_t> PlacesOf(const std::vector<int64_t>& line);
  void AddColumnSums(const Draft& draft);
  void AddSum(std::vector<size_t> parts, size_t whole);

  std::vector<Draft> drafts_;
  std::map<std::string, std::vector<size_t>> totals_;
  Numbers numbers_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_REPORT_DRAFTS_H_
