#include "services/scheduling/meeting_plan.h"

#include "absl/strings/str_cat.h"

namespace cwp::scheduling {

MeetingPlan PlanMeeting(const Session& session, const MeetingOptions& options) {
  return {.external_id = absl::StrCat("cwp-session-", session.id),
          .subject = session.workshop_title,
          .start = session.start(),
          .end = session.end(),
          .options = options};
}

std::string ShapeOf(const MeetingPlan& plan) {
  const MeetingOptions& options = plan.options;
  return absl::StrCat(
      plan.external_id, " ", absl::ToUnixSeconds(plan.start), " ",
      absl::ToUnixSeconds(plan.end), " lobby=", options.lobby_for_outsiders,
      " camera=", options.attendee_camera,
      " microphone=", options.attendee_microphone, " chat=", options.chat,
      " recording=", options.recording, " ", plan.subject);
}

}  // namespace cwp::scheduling
