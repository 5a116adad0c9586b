#ifndef CWP_SERVICES_SCHEDULING_SESSION_CONVERT_H_
#define CWP_SERVICES_SCHEDULING_SESSION_CONVERT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "google/protobuf/repeated_field.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/session_store.h"

namespace cwp::scheduling {

// Requests about sessions, checked. Fails with INVALID_ARGUMENT as
// scheduling_service.proto says.

// A session to make, and where its meetings are joined, if that is known yet.
struct SessionPlan {
  SessionContent content;
  std::string join_uri;
};

// Meetings without a fault, with their instants. `given` may be a field of any
// message.
using Meetings = google::protobuf::RepeatedPtrField<v1::Meeting>;
absl::StatusOr<std::vector<Meeting>> ReadMeetings(const Meetings& given);

// When a session can be booked, as far as it says.
absl::Status ReadBookingWindow(const v1::Session& session,
                               SessionContent& content);

// A number of places that a session may have; 0 for the workshop's.
absl::StatusOr<int> ReadCapacity(int32_t capacity);

// Who is to lead a session.
using Ids = google::protobuf::RepeatedField<int64_t>;
absl::StatusOr<std::vector<int64_t>> ReadFacilitatorIds(const Ids& ids);

// Where a session takes place, and what it is like, as far as it says.
absl::Status ReadDeliveryAndFormat(const v1::Session& session,
                                   SessionContent& content);

// Empty, or where a meeting can be joined. Errors never quote the address: it
// is a secret of those with a place.
absl::StatusOr<std::string> ReadJoinUri(absl::string_view uri);

// Also resolves wall times to instants.
absl::StatusOr<SessionPlan> ReadCreateSession(
    const v1::CreateSessionRequest& request);

v1::Meeting WriteMeeting(const Meeting& meeting);
v1::Session WriteSession(const Session& session,
                         Viewer viewer = Viewer::kStaff);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_SESSION_CONVERT_H_
