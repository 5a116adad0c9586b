#include "common/time/bank_holidays.h"

#include <algorithm>
#include <boost/json.hpp>
#include <boost/system/error_code.hpp>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::civil {
namespace {

namespace json = boost::json;

// What England and Wales have had every year since 1978.
constexpr int kFewestInAYear = 8;

absl::Status Invalid(absl::string_view problem) {
  return InvalidArgument("BANK_HOLIDAYS_INVALID",
                         absl::StrCat("the bank holidays ", problem));
}

// The member of an object; null when `value` is none or lacks it.
const json::value* Find(const json::value* value, json::string_view name) {
  const json::object* object = value == nullptr ? nullptr : value->if_object();
  return object == nullptr ? nullptr : object->if_contains(name);
}

std::optional<std::string> FindText(const json::value& event,
                                    json::string_view name) {
  const json::value* member = Find(&event, name);
  const json::string* text = member == nullptr ? nullptr : member->if_string();
  if (text == nullptr) return std::nullopt;
  return std::string(text->data(), text->size());
}

// "england-and-wales, event 3", counting as people do.
std::string Place(size_t index) {
  return absl::StrCat("england-and-wales, event ", index + 1);
}

absl::StatusOr<BankHoliday> ReadEvent(const json::value& event, size_t index) {
  constexpr size_t kDateSize = 10;
  const std::optional<std::string> title = FindText(event, "title");
  if (!title.has_value() || title->empty()) {
    return Invalid(absl::StrCat("have no title in ", Place(index)));
  }
  const std::optional<std::string> date = FindText(event, "date");
  absl::CivilDay day;
  if (!date.has_value() || date->size() != kDateSize ||
      !absl::ParseCivilTime(*date, &day)) {
    return Invalid(absl::StrCat("have no date YYYY-MM-DD in ", Place(index),
                                ", ", *title));
  }
  return BankHoliday{day, *title};
}

// Reads the text, and says where it ends to be JSON.
absl::StatusOr<json::value> ReadJson(absl::string_view text) {
  json::parser parser;
  boost::system::error_code error;
  const size_t read = parser.write_some(text.data(), text.size(), error);
  const absl::string_view rest = absl::StripAsciiWhitespace(text.substr(read));
  if (!error && rest.empty()) return parser.release();
  const absl::string_view good = text.substr(0, read);
  const size_t line_start = good.rfind('\n') + 1;
  return Invalid(absl::StrCat("are not JSON in line ",
                              std::count(good.begin(), good.end(), '\n') + 1,
                              ", column ", good.size() - line_start + 1));
}

absl::Status CheckDays(const std::vector<BankHoliday>& holidays) {
  std::map<absl::civil_year_t, int> count;
  for (size_t i = 0; i < holidays.size(); ++i) {
    ++count[holidays[i].day.year()];
    if (i > 0 && holidays[i].day == holidays[i - 1].day) {
      return Invalid(absl::StrCat(
          "name ", absl::FormatCivilTime(holidays[i].day), " twice"));
    }
  }
  for (const auto& [year, days] : count) {
    if (days >= kFewestInAYear) continue;
    return Invalid(absl::StrCat("name ", days, " days of ", year,
                                ", of at least ", kFewestInAYear));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<BankHoliday>> ParseBankHolidays(
    absl::string_view text) {
  ASSIGN_OR_RETURN(const json::value root, ReadJson(text));
  const json::value* member = Find(Find(&root, "england-and-wales"), "events");
  const json::array* events = member == nullptr ? nullptr : member->if_array();
  if (events == nullptr || events->empty()) {
    return Invalid("name no events of england-and-wales");
  }
  std::vector<BankHoliday> holidays;
  for (const json::value& event : *events) {
    ASSIGN_OR_RETURN(BankHoliday holiday, ReadEvent(event, holidays.size()));
    holidays.push_back(std::move(holiday));
  }
  std::sort(
      holidays.begin(), holidays.end(),
      [](const BankHoliday& a, const BankHoliday& b) { return a.day < b.day; });
  RETURN_IF_ERROR(CheckDays(holidays));
  return holidays;
}

std::vector<BankHoliday> MergeBankHolidays(
    const std::vector<BankHoliday>& older, std::vector<BankHoliday> newer) {
  std::set<absl::civil_year_t> years;
  for (const BankHoliday& holiday : newer) years.insert(holiday.day.year());
  for (const BankHoliday& holiday : older) {
    if (years.count(holiday.day.year()) == 0) newer.push_back(holiday);
  }
  std::sort(
      newer.begin(), newer.end(),
      [](const BankHoliday& a, const BankHoliday& b) { return a.day < b.day; });
  return newer;
}

}  // namespace cwp::civil
