#ifndef CWP_SERVICES_REGISTRATION_PREVIEW_H_
#define CWP_SERVICES_REGISTRATION_PREVIEW_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/registration/group.h"

namespace cwp::registration {

// Whether what is asked is well formed: OK, or INVALID_ARGUMENT as in
// registration_service.proto.
absl::Status CheckPreview(const v1::PreviewSessionChangeRequest& request);

// Says what a change of a session would do, by deciding it without saving
// anything. Fails with NOT_FOUND `SESSION_NOT_FOUND`.
absl::Status LoadPreview(db::Transaction& tx,
                         const v1::PreviewSessionChangeRequest& request,
                         const GroupOptions& options, absl::Time now,
                         v1::PreviewSessionChangeResponse& response);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_PREVIEW_H_
