#ifndef CWP_SERVICES_SCHEDULING_CONVERT_H_
#define CWP_SERVICES_SCHEDULING_CONVERT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {

// What the conversion of workshops and that of sessions share. Checks fail with
// INVALID_ARGUMENT and the reasons that scheduling_service.proto says every
// method has; metadata `field` is `name`, in the proto's words.

// FIELD_REQUIRED and FIELD_INVALID for one field.
absl::Status FieldRequired(absl::string_view name);
absl::Status FieldInvalid(absl::string_view name, absl::string_view problem);

// An id is at least 1.
absl::StatusOr<int64_t> ReadId(absl::string_view name, int64_t id);

// A text, without the white space around it: `min` to `max` characters, with
// line breaks when `lines`.
absl::StatusOr<std::string> ReadText(absl::string_view name,
                                     absl::string_view text, size_t min,
                                     size_t max, bool lines = false);

// The only revision that an etag lets be changed; nothing without one.
std::optional<int64_t> RevisionIn(const std::string& etag);

// Absent, or an id of a request: at most 128 characters.
absl::Status CheckRequestId(absl::string_view request_id);

// An instant, cut to microseconds.
absl::StatusOr<absl::Time> ReadTimestamp(
    absl::string_view name, const google::protobuf::Timestamp& timestamp);

// `name` is the path of the field.
absl::StatusOr<Delivery> ReadDelivery(const v1::Delivery& delivery,
                                      absl::string_view name = "delivery");
v1::Delivery WriteDelivery(const Delivery& delivery);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_CONVERT_H_
