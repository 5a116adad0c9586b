#ifndef CWP_SERVICES_WEB_DESK_OPTIONS_VIEWS_H_
#define CWP_SERVICES_WEB_DESK_OPTIONS_VIEWS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "cwp/scheduling/v1/meeting_options_service.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_words.h"
#include "services/web/view.h"

namespace cwp::web {

// How the options of a session's meeting are worded. Each is called there what
// it is called in the form of this page.
inline constexpr absl::string_view kOptionsPage = "desk-meeting-options";

// "Chat: on, Recording: off": what is another after a change.
std::string OptionChangeWords(
    const Desk& desk, const scheduling::v1::MeetingOptionChange& change);

// Adds what was decided for a session, the newest first.
void AddOptionChanges(
    const Desk& desk,
    const scheduling::v1::ListMeetingOptionChangesResponse& list,
    const StaffNames& names, View& view);

// Who makes the meeting be so.
std::string SetByWords(const scheduling::v1::SessionMeetingOptions& options);

// The names of the options with which people may do more than is usual.
json::array LoosenedNames(const Desk& desk,
                          const scheduling::v1::SessionMeetingOptions& now);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_OPTIONS_VIEWS_H_
