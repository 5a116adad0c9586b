#include "common/time/bank_holidays.h"

#include <algorithm>
#include <boost/json.hpp>
#include <boost/system/error_code.hpp>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/error.h"

namespace cwp::civil {
namespace {

namespace json = boost::json;

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

std::optional<BankHoliday> ReadEvent(const json::value& event) {
  constexpr size_t kDateSize = 10;
  const std::optional<std::string> title = FindText(event, "title");
  const std::optional<std::string> date = FindText(event, "date");
  absl::CivilDay day;
  if (!title.has_value() || !date.has_value() || date->size() != kDateSize ||
      !absl::ParseCivilTime(*date, &day)) {
    return std::nullopt;
  }
  return BankHoliday{day, *title};
}

}  // namespace

absl::StatusOr<std::vector<BankHoliday>> ParseBankHolidays(
    absl::string_view text) {
  boost::system::error_code error;
  const json::value root =
      json::parse(json::string_view(text.data(), text.size()), error);
  if (error) return Invalid("are not JSON");

  const json::value* member = Find(Find(&root, "england-and-wales"), "events");
  const json::array* events = member == nullptr ? nullptr : member->if_array();
  if (events == nullptr || events->empty()) {
    return Invalid("name no events of England and Wales");
  }
  std::vector<BankHoliday> holidays;
  for (const json::value& event : *events) {
    std::optional<BankHoliday> holiday = ReadEvent(event);
    if (!holiday.has_value()) {
      return Invalid(absl::StrCat("have an event without title or date, at ",
                                  holidays.size()));
    }
    holidays.push_back(*std::move(holiday));
  }
  std::sort(
      holidays.begin(), holidays.end(),
      [](const BankHoliday& a, const BankHoliday& b) { return a.day < b.day; });
  return holidays;
}

}  // namespace cwp::civil
