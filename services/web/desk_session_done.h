#ifndef CWP_SERVICES_WEB_DESK_SESSION_DONE_H_
#define CWP_SERVICES_WEB_DESK_SESSION_DONE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "common/http/request.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// What the page of a session says was done to it a moment ago, with what undoes
// it.

// Adds it as `done`, by what the page's address says and as long as it is so.
void AddSessionDone(const Desk& desk, const DeskVisit& visit,
                    const http::Request& request,
                    const scheduling::v1::Session& session, View& view);

// Where its page says what was done about its people: "attendance" noted, a
// booking "cancelled" or "refused", or somebody who "left" the waitlist.
std::string PeopleDonePath(int64_t session_id, absl::string_view done);

// The page that moves a session.
std::string MovePath(int64_t session_id);

// Where its page says that it was moved, and remembers the way back. What waits
// that page says in any case.
std::string MovedPath(const Desk& desk, const DeskVisit& visit,
                      const scheduling::v1::Session& before,
                      const scheduling::v1::Session& moved);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_SESSION_DONE_H_
