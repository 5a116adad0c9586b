#ifndef CWP_COMMON_DB_ERROR_H_
#define CWP_COMMON_DB_ERROR_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cwp::db {

// The errors that this room's headers promise, made in one place for
// both engines. `message` is the engine's own; it must not quote values.

// ABORTED `CONSTRAINT_VIOLATED`; `constraint` may be empty.
absl::Status ConstraintViolated(absl::string_view constraint,
                                absl::string_view message);

// RESOURCE_EXHAUSTED `DISK_FULL` with metadata `retry_after_ms`.
absl::Status DiskFull();

// UNAVAILABLE `DATABASE_UNAVAILABLE`.
absl::Status DatabaseUnavailable(absl::string_view message);

// INTERNAL `DATABASE_ERROR`.
absl::Status DatabaseError(absl::string_view message);

// UNAVAILABLE `OUTCOME_UNKNOWN`.
absl::Status OutcomeUnknown(absl::string_view message);

// RESOURCE_EXHAUSTED `OVERLOADED` with metadata `retry_after_ms`, for a queue
// that is full.
absl::Status Overloaded(absl::string_view message);

// DEADLINE_EXCEEDED `DEADLINE_EXCEEDED`, for work whose turn came too late.
absl::Status TooLate();

}  // namespace cwp::db

#endif  // CWP_COMMON_DB_ERROR_H_
