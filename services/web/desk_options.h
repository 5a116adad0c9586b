#ifndef CWP_SERVICES_WEB_DESK_OPTIONS_H_
#define CWP_SERVICES_WEB_DESK_OPTIONS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "cwp/scheduling/v1/meeting_options_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// What people may do in the meeting of a session.

// One option: its field in a form, and its name in scheduling's proto.
struct MeetingOption {
  absl::string_view field;
  absl::string_view name;
};

inline constexpr MeetingOption kMeetingOptions[] = {
    {"lobby", "lobby_for_outsiders"},
    {"camera", "attendee_camera"},
    {"microphone", "attendee_microphone"},
    {"chat", "chat"},
    {"recording", "recording"}};

bool IsOn(const scheduling::v1::MeetingOptions& options,
          const MeetingOption& option);
void SetOn(const MeetingOption& option, bool on,
           scheduling::v1::MeetingOptions& options);

std::string OptionsPath(int64_t session_id);

// What holds, with all that was decided for it, in order of time. Fails as
// scheduling's ListMeetingOptionChanges does.
boost::asio::awaitable<
    absl::StatusOr<scheduling::v1::ListMeetingOptionChangesResponse>>
ListOptionChanges(const Desk& desk, const DeskVisit& visit,
                  const http::Request& request, int64_t session_id);

// Adds how they stand to the page of a session on Teams, as far as that can be
// known: a row and a link, and what is missing while nobody has confirmed them.
boost::asio::awaitable<void> AddMeetingOptions(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const scheduling::v1::Session& session, View& view);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_OPTIONS_H_
