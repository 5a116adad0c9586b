#ifndef CWP_SERVICES_WEB_DESK_SESSION_FORM_H_
#define CWP_SERVICES_WEB_DESK_SESSION_FORM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/http/parameters.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/web/booking_form.h"
#include "services/web/view.h"

namespace cwp::web {

// The form of a session: when it is, where, who leads it, how it is booked.

// What words of a form are read against.
struct FormTime {
  absl::Time now;
  absl::TimeZone zone;
};

// Meetings are typed in rows of three fields: `date`, `time`, `minutes` of the
// first, `date_2` and so on of the others. The hidden field `meetings` says how
// many rows there are.
int MeetingRows(const http::Parameters& form);

// The form with one row more, or without its last.
http::Parameters WithMeetingRows(const http::Parameters& form, int rows);

// Adds to a page's `fields` those of further rows.
void AddMeetingFields(int rows, View& fields);
// Takes all rows out of filled fields, for the list `meetings` of a page.
json::array TakeMeetingRows(int rows, View& fields);

using Meetings = google::protobuf::RepeatedPtrField<scheduling::v1::Meeting>;

// What was typed, as far as it can be read, and all that is wrong with it.
struct TypedMeetings {
  // With their instants.
  Meetings meetings;
  std::vector<FieldError> errors;
};
// `usual_minutes` is how long a meeting is that does not say so; 0 when each
// has to.
TypedMeetings ReadMeetings(const http::Parameters& form, const FormTime& time,
                           int64_t usual_minutes);

// The rows as meetings are, each `later` days after them.
void AddMeetingRows(const Meetings& meetings, const FormTime& time, int later,
                    http::Parameters& form);

// The other fields, in their order on the page.
absl::Span<const absl::string_view> SessionFormFields();

// The form as a session is: those fields, and `capacity`.
http::Parameters SessionFormOf(const scheduling::v1::Session& session,
                               const FormTime& time);

struct TypedSession {
  // Without meetings, capacity and workshop.
  scheduling::v1::Session session;
  std::string join_uri;
  std::vector<FieldError> errors;
};
TypedSession ReadSessionForm(const http::Parameters& form,
                             const FormTime& time);

// The paths of an update mask for fields that changed.
std::vector<std::string> SessionPaths(
    const std::vector<std::string>& changed_fields);

// The field that scheduling refuses; nothing when it is no field's fault.
std::optional<FieldError> RefusedSessionField(const absl::Status& status);

// The page's `fields` with the facilitators in them.
void AddSessionChoices(
    const http::Parameters& form,
    const std::vector<scheduling::v1::Facilitator>& facilitators, View& fields);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_SESSION_FORM_H_
