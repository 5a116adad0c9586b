#ifndef CWP_SERVICES_WEB_DESK_HEALTH_H_
#define CWP_SERVICES_WEB_DESK_HEALTH_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// How the service is doing, as far as whoever looks after bookings can do
// something about it.
struct DeskHealth {
  // What does not work and what to do about it, in plain words: each `text`;
  // of a session's meeting `session_href` and `session_words` before it, and
  // `retry_form` to have it tried again. Empty when everything works.
  json::array troubles;
  // How many messages failed lately; nothing while nobody can say.
  std::optional<int64_t> failed_messages;
};

// Asks all services at once, and waits a second at most.
boost::asio::awaitable<DeskHealth> AskHealth(const Desk& desk,
                                             const DeskVisit& visit,
                                             const http::Request& request);

// Where a session's meeting is tried again.
inline constexpr absl::string_view kRetryStep = "/meeting/retry";

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_HEALTH_H_
