#ifndef CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_CONVERT_H_
#define CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_CONVERT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "cwp/scheduling/v1/meeting_options_service.pb.h"
#include "services/scheduling/meeting_options.h"
#include "services/scheduling/meeting_options_commands.h"

namespace cwp::scheduling {

// Requests about the options of meetings, checked, and what answers them. Fails
// with INVALID_ARGUMENT as meeting_options_service.proto says.

// `makes_meetings` says whether there is a provider that does.
absl::StatusOr<SetMeetingOptions> ReadSetMeetingOptions(
    const v1::SetMeetingOptionsRequest& request, bool makes_meetings);
absl::StatusOr<ConfirmMeetingOptions> ReadConfirmMeetingOptions(
    const v1::ConfirmMeetingOptionsRequest& request, bool makes_meetings);

// Which changes to list.
struct OptionsChangeList {
  int64_t session_id = 0;
  int64_t after_number = 0;
  int limit = 0;
};
absl::StatusOr<OptionsChangeList> ReadListMeetingOptionChanges(
    const v1::ListMeetingOptionChangesRequest& request);

// The token that goes on after a change.
std::string NextOptionsChangesToken(const OptionsChangeList& list,
                                    int64_t last_number);

v1::SessionMeetingOptions WriteSessionOptions(const SessionOptions& options);
v1::MeetingOptionChange WriteOptionsChange(const OptionsChange& change);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_MEETING_OPTIONS_CONVERT_H_
