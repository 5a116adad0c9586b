#ifndef CWP_SERVICES_SCHEDULING_TEAMS_ANSWER_H_
#define CWP_SERVICES_SCHEDULING_TEAMS_ANSWER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/scheduling/meeting_plan.h"
#include "services/scheduling/meeting_provider.h"
#include "services/scheduling/teams_transport.h"

namespace cwp::scheduling {

// What is said to Microsoft Graph and what its answers mean: pure functions.
// Members of an answer that are not asked for here, and values of theirs that
// nobody knew when this was written, change nothing.

// The body that makes or gets a meeting: all that call takes of a plan.
std::string WriteCreateOrGet(const MeetingPlan& plan);

// The body that makes a meeting be as planned.
std::string WriteChange(const MeetingPlan& plan);

// The meeting in an answer. Fails with UNAVAILABLE `GRAPH_ANSWER_INVALID` when
// there is none, and with FAILED_PRECONDITION `JOIN_HOST_UNEXPECTED` when its
// address is not one of Microsoft Teams.
absl::StatusOr<OnlineMeeting> ReadOnlineMeeting(absl::string_view body);

// A token and how long it is good for.
struct GraphToken {
  std::string text;
  absl::Duration lifetime;
};
// Fails with UNAVAILABLE `GRAPH_ANSWER_INVALID`.
absl::StatusOr<GraphToken> ReadToken(absl::string_view body);

// The application permissions that a token says it holds; nothing when it
// cannot be read, which is its issuer's right.
std::optional<std::vector<std::string>> ReadRoles(absl::string_view token);

// How long a Retry-After header says to wait: seconds, or a date that is
// compared with `now`. Between nothing and a day; absent when it says neither.
std::optional<absl::Duration> ReadRetryAfter(absl::string_view header,
                                             absl::Time now);

// What the code of an error in an answer says, such as `Forbidden` or
// `invalid_client`: at most 64 letters, digits, `_`, `.` and `-`. Empty without
// one.
std::string ReadErrorCode(absl::string_view body);

// OK for codes 200 to 299, else what went wrong, in the words of
// MeetingProvider; 404 is NOT_FOUND `MEETING_GONE`, and 401 is
// `GRAPH_LOGIN_REFUSED`.
absl::Status JudgeReply(const GraphReply& reply, absl::Time now);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_TEAMS_ANSWER_H_
