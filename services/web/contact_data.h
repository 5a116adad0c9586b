#ifndef CWP_SERVICES_WEB_CONTACT_DATA_H_
#define CWP_SERVICES_WEB_CONTACT_DATA_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/http/handler.h"
#include "common/http/request.h"
#include "common/http/response.h"
#include "common/rpc/caller.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/web/link_visit.h"
#include "services/web/site.h"

namespace cwp::web {

// What whoever holds a link does with all that is kept of them, whether the
// link is a booking's or a waitlist entry's. The site outlives the answers.

// All that is kept, as a file that the browser saves.
http::Answer DownloadKept(const Site& site, rpc::Caller holder,
                          registration::v1::ExportContactRequest ask);

// The page that asks once more before all of it goes. `id` is what the visit
// looks at, a booking or an entry.
http::Response AskToErase(const Site& site, const LinkKind& kind, int64_t id);

// Erases all of it, once that page's form was sent for `id`, and forgets what
// this browser knew of it; leads back for any other form. The request outlives
// the answer.
http::Answer EraseKept(const Site& site, const http::Request& request,
                       const LinkKind& kind, int64_t id, rpc::Caller holder,
                       registration::v1::EraseContactRequest erase);

// Answers a visit whose link leads nowhere, or nobody knows where. Who has just
// erased all of it is told that again: they pressed the button twice, or its
// answer was lost, here or on its way to us. Known to the process that did it,
// for as long as a visit lasts. A form may be sent again (SendAgain).
absl::StatusOr<http::Response> LinkFailed(const Site& site,
                                          const http::Request& request,
                                          const std::string& token,
                                          const absl::Status& status);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_CONTACT_DATA_H_
