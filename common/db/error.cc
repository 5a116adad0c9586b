#include "common/db/error.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"

namespace cwp::db {
namespace {

// Long enough for a full queue to be worked off.
constexpr int kRetryAfterMillis = 500;

// Somebody has to make room.
constexpr int kRetryWithRoomMillis = 30'000;

}  // namespace

absl::Status ConstraintViolated(absl::string_view constraint,
                                absl::string_view message) {
  ErrorMetadata metadata;
  if (!constraint.empty()) metadata["constraint"] = std::string(constraint);
  return MakeError(absl::StatusCode::kAborted, "CONSTRAINT_VIOLATED",
                   absl::StrCat("the database refused the change: ", message),
                   std::move(metadata));
}

absl::Status DiskFull() {
  return MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL",
                   "the database has no room left on its disk",
                   {{"retry_after_ms", absl::StrCat(kRetryWithRoomMillis)}});
}

absl::Status DatabaseUnavailable(absl::string_view message) {
  return Unavailable("DATABASE_UNAVAILABLE",
                     absl::StrCat("the database does not answer: ", message));
}

absl::Status DatabaseError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInternal, "DATABASE_ERROR",
                   absl::StrCat("the database failed: ", message));
}

absl::Status OutcomeUnknown(absl::string_view message) {
  return Unavailable(
      "OUTCOME_UNKNOWN",
      absl::StrCat("it is not known whether the change was made; repeat the "
                   "request with the same request id: ",
                   message));
}

absl::Status Overloaded(absl::string_view message) {
  return MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", message,
                   {{"retry_after_ms", absl::StrCat(kRetryAfterMillis)}});
}

absl::Status TooLate() {
  return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   "the deadline passed before the request's turn came");
}

}  // namespace cwp::db
