#ifndef CWP_SERVICES_SCHEDULING_MEETING_PROVIDER_H_
#define CWP_SERVICES_SCHEDULING_MEETING_PROVIDER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/scheduling/meeting_plan.h"

namespace cwp::scheduling {

// A meeting as its provider knows it.
struct OnlineMeeting {
  // The provider's name for it.
  std::string id;
  // Where it is joined: a secret of those with a place.
  std::string join_uri;
};

// Makes online meetings. Used by one thread at a time, but for Stop; calls may
// take as long as the provider's limits say.
//
// Fails, with no address and no token in any text, with
// - UNAVAILABLE `GRAPH_BUSY` (asked to wait, or a fault of the other side),
//   `GRAPH_UNREACHABLE` (no answer, or not in time), `GRAPH_LOGIN_REFUSED` (no
//   token, or one that is refused though it is new), `GRAPH_ANSWER_INVALID`:
//   worth trying again, and never a second meeting; metadata `retry_after_ms`
//   when the other side says how long to wait;
// - FAILED_PRECONDITION `GRAPH_REFUSED`, `GRAPH_FORBIDDEN`,
//   `GRAPH_POLICY_MISSING`, `GRAPH_ORGANISER_UNKNOWN`, `JOIN_HOST_UNEXPECTED`:
//   somebody must do something first (MeetingAdvice says what).
// Metadata `graph_code` and `graph_request` are the other side's own, where it
// gave some.
class MeetingProvider {
 public:
  virtual ~MeetingProvider() = default;

  // Whether it makes meetings at all; if not, nothing else is called.
  virtual bool makes_meetings() const { return true; }

  // From any thread: ends the call under way, if any, and all later ones at
  // once, as `GRAPH_UNREACHABLE`.
  virtual void Stop() {}

  // Makes the meeting, or gets the one made before for the same external id.
  // Either may still have other times and options than planned.
  virtual absl::StatusOr<OnlineMeeting> CreateOrGet(
      const MeetingPlan& plan) = 0;

  // Makes a meeting be as planned. Fails with NOT_FOUND `MEETING_GONE` when
  // there is none by that id any more.
  virtual absl::Status Change(absl::string_view meeting_id,
                              const MeetingPlan& plan) = 0;

  // Ends a meeting for good, so that its address leads nowhere any more; one
  // that is gone has ended.
  virtual absl::Status End(absl::string_view meeting_id) = 0;
};

// For organisations whose coordinators make the meetings themselves and type
// their addresses: nothing is made.
std::unique_ptr<MeetingProvider> MakeTypedAddresses();

// For demonstrations: meetings that are none, at addresses on a domain that is
// nobody's and which say so.
std::unique_ptr<MeetingProvider> MakeLocalMeetings();

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_PROVIDER_H_
