#ifndef CWP_SERVICES_CWPCTL_FEED_READER_H_
#define CWP_SERVICES_CWPCTL_FEED_READER_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {

// Reads a service's feed from its first entry up to where it ended when reading
// began, and returns that position. `take` gets the entries as they come; what
// it fails with ends the reading. `name` is what progress is shown of.
absl::StatusOr<feed::v1::Position> ReadFeed(
    Shell& shell, absl::string_view service, absl::string_view name,
    absl::FunctionRef<absl::Status(const feed::v1::Entry&)> take);

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_FEED_READER_H_
