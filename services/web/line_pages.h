#ifndef CWP_SERVICES_WEB_LINE_PAGES_H_
#define CWP_SERVICES_WEB_LINE_PAGES_H_

#include "common/http/handler.h"
#include "common/http/request.h"
#include "services/web/booking_post.h"
#include "services/web/site.h"

namespace cwp::web {

// Shows somebody who has a turn in line how it stands.
http::Answer ShowTurn(const Site& site, const http::Request& request,
                      Posted posted);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_LINE_PAGES_H_
