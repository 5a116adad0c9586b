#ifndef CWP_SERVICES_WEB_KEPT_FILE_H_
#define CWP_SERVICES_WEB_KEPT_FILE_H_

#include "absl/status/statusor.h"
#include "common/http/response.h"
#include "cwp/registration/v1/registration_service.pb.h"

namespace cwp::web {

// All that is kept of a contact, as a file that the browser saves. Who may have
// it, and for how long, the caller adds to its headers.
absl::StatusOr<http::Response> KeptFile(
    const registration::v1::ExportContactResponse& all);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_KEPT_FILE_H_
