#ifndef CWP_SERVICES_WEB_DESK_WORKSHOP_H_
#define CWP_SERVICES_WEB_DESK_WORKSHOP_H_

#include <string>

#include "common/http/handler.h"
#include "common/http/request.h"
#include "services/web/desk.h"

namespace cwp::web {

// The page of the workshop that the path names. `problem` says why what was
// asked was not done; empty when nothing was. What the address says was `done`
// a moment ago is told, and can be undone.
http::Answer WorkshopPage(const Desk& desk, const DeskVisit& visit,
                          const http::Request& request, std::string problem);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_WORKSHOP_H_
