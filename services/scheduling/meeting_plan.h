#ifndef CWP_SERVICES_SCHEDULING_MEETING_PLAN_H_
#define CWP_SERVICES_SCHEDULING_MEETING_PLAN_H_

#include <string>

#include "absl/time/time.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/meeting_options.h"

namespace cwp::scheduling {

// What a session's online meeting is to be like: pure functions from the
// session to what a provider of meetings is asked for.

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

// `options` are those in force for the session.
MeetingPlan PlanMeeting(const Session& session, const MeetingOptions& options);

// The plan as one text, the same for equal plans and no others: what is kept to
// see whether anything is to be changed. Holds no personal data.
std::string ShapeOf(const MeetingPlan& plan);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_PLAN_H_
