#ifndef CWP_SERVICES_WEB_DESK_FACILITATOR_H_
#define CWP_SERVICES_WEB_DESK_FACILITATOR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/web/desk.h"

namespace cwp::web {

// Those who lead sessions, as their pages ask for them.

inline constexpr absl::string_view kFacilitatorsPath = "/desk/facilitators";

std::string FacilitatorPath(int64_t id);

// "Leads sessions", "Retired on Monday 30 November 2026".
std::string FacilitatorStateWords(const scheduling::v1::Facilitator& one,
                                  const absl::TimeZone& zone);

// The list, which then says what was done.
std::string FacilitatorsAfter(absl::string_view done);

// The one whom the path of a request names. Fails as scheduling's
// GetFacilitator does.
boost::asio::awaitable<absl::StatusOr<scheduling::v1::Facilitator>>
GetFacilitator(const Desk& desk, const DeskVisit& visit,
               const http::Request& request);

// All sessions that are neither over nor cancelled.
boost::asio::awaitable<absl::StatusOr<std::vector<scheduling::v1::Session>>>
ListSessionsToCome(const Desk& desk, const DeskVisit& visit,
                   const http::Request& request);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_FACILITATOR_H_
