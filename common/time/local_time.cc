#include "common/time/local_time.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace cwp::civil {
namespace {

// Abseil would open the file that a name such as /etc/passwd or file:x names.
bool IsZoneName(absl::string_view name) {
  return !name.empty() && absl::ascii_isalpha(name[0]) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '/' || c == '_' || c == '-' ||
                  c == '+';
         });
}

// The number in digits [at, at + size) of `text`.
std::optional<int> ReadDigits(absl::string_view text, size_t at, size_t size) {
  const absl::string_view digits = text.substr(at, size);
  int number = 0;
  if (!std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(digits, &number)) {
    return std::nullopt;
  }
  return number;
}

absl::Status Unusable(absl::string_view reason, absl::string_view local,
                      absl::string_view zone, absl::string_view problem) {
  return InvalidArgument(
      reason, absl::StrCat("the local time ", problem),
      {{"local", std::string(local)}, {"zone", std::string(zone)}});
}

}  // namespace

absl::TimeZone London() {
  static const absl::TimeZone* const london = [] {
    auto* zone = new absl::TimeZone();
    CWP_CHECK(absl::LoadTimeZone("Europe/London", zone),
              "this machine has no time zone data: install tzdata");
    return zone;
  }();
  return *london;
}

absl::StatusOr<absl::TimeZone> LoadZone(absl::string_view name) {
  absl::TimeZone zone;
  if (!IsZoneName(name) || !absl::LoadTimeZone(name, &zone)) {
    return InvalidArgument("TIME_ZONE_UNKNOWN",
                           "there is no time zone by that name",
                           {{"zone", std::string(name)}});
  }
  return zone;
}

std::optional<absl::CivilMinute> ReadLocal(absl::string_view text) {
  constexpr absl::string_view kForm = "YYYY-MM-DDTHH:MM";
  if (text.size() != kForm.size() || text[4] != '-' || text[7] != '-' ||
      text[10] != 'T' || text[13] != ':') {
    return std::nullopt;
  }
  const auto year = ReadDigits(text, 0, 4);
  const auto month = ReadDigits(text, 5, 2);
  const auto day = ReadDigits(text, 8, 2);
  const auto hour = ReadDigits(text, 11, 2);
  const auto minute = ReadDigits(text, 14, 2);
  if (!year || !month || !day || !hour || !minute) return std::nullopt;
  // Civil times carry over: 30 February becomes 2 March. That is refused here.
  const absl::CivilMinute local(*year, *month, *day, *hour, *minute);
  if (local.month() != *month || local.day() != *day || local.hour() != *hour ||
      local.minute() != *minute) {
    return std::nullopt;
  }
  return local;
}

absl::StatusOr<absl::Time> ResolveLocal(absl::string_view local,
                                        absl::string_view zone) {
  ASSIGN_OR_RETURN(const absl::TimeZone loaded, LoadZone(zone));
  const std::optional<absl::CivilMinute> minute = ReadLocal(local);
  if (!minute.has_value()) {
    return Unusable("TIME_INVALID", local, zone,
                    "is not a real one of the form YYYY-MM-DDTHH:MM");
  }
  const absl::TimeZone::TimeInfo info = loaded.At(absl::CivilSecond(*minute));
  switch (info.kind) {
    case absl::TimeZone::TimeInfo::SKIPPED:
      return Unusable("TIME_SKIPPED", local, zone,
                      "does not exist: the clocks go forward past it");
    case absl::TimeZone::TimeInfo::REPEATED:
      return Unusable("TIME_DOUBLED", local, zone,
                      "comes twice: the clocks go back over it");
    case absl::TimeZone::TimeInfo::UNIQUE:
      break;
  }
  return info.pre;
}

std::string ToLocal(absl::Time instant, const absl::TimeZone& zone) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M", instant, zone);
}

}  // namespace cwp::civil
