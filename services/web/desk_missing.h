#ifndef CWP_SERVICES_WEB_DESK_MISSING_H_
#define CWP_SERVICES_WEB_DESK_MISSING_H_

#include <vector>

#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// What a session lacks before it can be opened, and before it can be held: an
// item for each, with a link to where it is put right. None once it is open and
// has all.
json::array MissingOf(
    const scheduling::v1::Session& session,
    const scheduling::v1::Workshop& workshop,
    const std::vector<scheduling::v1::Facilitator>& facilitators);

// The same as `missing` of a page, as far as it can be known: of a session that
// is not over.
boost::asio::awaitable<void> AddMissing(const Desk& desk,
                                        const DeskVisit& visit,
                                        const http::Request& request,
                                        const scheduling::v1::Session& session,
                                        View& view);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_MISSING_H_
