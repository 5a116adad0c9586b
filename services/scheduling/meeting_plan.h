#ifndef CWP_SERVICES_SCHEDULING_MEETING_PLAN_H_
#define CWP_SERVICES_SCHEDULING_MEETING_PLAN_H_

#include <string>

#include "absl/time/time.h"
#include "services/scheduling/domain.h"

namespace cwp::scheduling {

// What a session's online meeting is to be like: pure functions from the
// session to what a provider of meetings is asked for.

// What people may do in a meeting.
struct MeetingOptions {
  // Whether everyone outside the organisation waits until somebody lets them
  // in.
  bool lobby_for_outsiders = true;
  // What those may use who only attend.
  bool attendee_camera = false;
  bool attendee_microphone = false;
  bool chat = false;
  // Whether a recording starts by itself.
  bool recording = false;

  bool operator==(const MeetingOptions&) const = default;
};

// For young people everything is closed: lobby on, attendees' camera and
// microphone, chat and recording off. For others attendees may use camera,
// microphone and chat; the lobby stays on and recording off.
MeetingOptions OptionsFor(Audience audience);

// One meeting for all sittings of a session.
struct MeetingPlan {
  // Ours, the same for the session's whole life: a provider that is asked twice
  // with it has one meeting.
  std::string external_id;
  std::string subject;
  absl::Time start;
  absl::Time end;
  MeetingOptions options;

  bool operator==(const MeetingPlan&) const = default;
};

// `audience` is that of the session's workshop.
MeetingPlan PlanMeeting(const Session& session, Audience audience);

// The plan as one text, the same for equal plans and no others: what is kept to
// see whether anything is to be changed. Holds no personal data.
std::string ShapeOf(const MeetingPlan& plan);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_PLAN_H_
