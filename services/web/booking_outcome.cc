#include "services/web/booking_outcome.h"

#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"

namespace cwp::web {
namespace {

struct RefusalRow {
  absl::string_view reason;
  const char* flag;
};
constexpr RefusalRow kRefusals[] = {
    {"NOT_ENOUGH_PLACES", "reason_not_enough"},
    {"PLACES_HELD", "reason_held"},
    {"SESSION_NOT_OPEN", "reason_closed"},
    {"BOOKING_CLOSED", "reason_closed"},
    {"SESSION_STARTED", "reason_closed"},
    {"BOOKING_NOT_YET_OPEN", "reason_not_yet_open"},
    {"SESSION_CHANGING", "reason_changing"},
    {"SESSION_CANCELLED", "reason_cancelled"},
    {"PARTY_TOO_LARGE", "reason_too_large"},
};

const char* FlagFor(absl::string_view reason) {
  for (const RefusalRow& row : kRefusals) {
    if (row.reason == reason) return row.flag;
  }
  return nullptr;
}

// 0 where there is none.
int NumberIn(const absl::Status& status, absl::string_view key) {
  int number = 0;
  return absl::SimpleAtoi(MetadataOf(status, key), &number) ? number : 0;
}

std::optional<absl::Time> TimeIn(const absl::Status& status,
                                 absl::string_view key) {
  absl::Time time;
  std::string error;
  const bool said = absl::ParseTime(absl::RFC3339_full, MetadataOf(status, key),
                                    &time, &error);
  return said ? std::optional(time) : std::nullopt;
}

}  // namespace

Outcome OutcomeOf(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (FlagFor(reason) != nullptr) return Outcome::kRefused;
  if (reason == "NOT_ELIGIBLE") return Outcome::kNotEligible;
  if (reason == "FIELD_REQUIRED" || reason == "FIELD_TOO_LONG" ||
      reason == "FIELD_INVALID") {
    return Outcome::kField;
  }
  if (reason == "DISK_FULL" || reason == "OVERLOADED") {
    return Outcome::kNothingDone;
  }
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return Outcome::kUnknown;
    default:
      return Outcome::kOther;
  }
}

Refusal RefusalFor(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  Refusal refusal = {.flag = FlagFor(reason)};
  if (reason == "PLACES_HELD") {
    refusal.position = NumberIn(status, "position");
    refusal.others_until = TimeIn(status, "lapse_time");
  }
  if (reason != "NOT_ENOUGH_PLACES") return refusal;
  refusal.left = NumberIn(status, "left");
  if (refusal.left <= 0) refusal = {.flag = "reason_full"};
  return refusal;
}

Refusal RefusalFor(Standing standing) {
  switch (standing) {
    case Standing::kCanBook:
    // Registration is asked, which knows better.
    case Standing::kOnlyKept:
      return {};
    case Standing::kFull:
      return {.flag = "reason_full"};
    case Standing::kNotYetOpen:
      return {.flag = "reason_not_yet_open"};
    case Standing::kClosed:
      return {.flag = "reason_closed"};
    case Standing::kChanging:
      return {.flag = "reason_changing"};
    case Standing::kCancelled:
      return {.flag = "reason_cancelled"};
  }
  return {};
}

std::string FieldReasonOf(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (reason == "FIELD_REQUIRED") return "required";
  return reason == "FIELD_TOO_LONG" ? "too_long" : "invalid";
}

}  // namespace cwp::web
