#ifndef CWP_SERVICES_WEBINARS_CONVERT_H_
#define CWP_SERVICES_WEBINARS_CONVERT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "services/webinars/domain.h"

namespace cwp::webinars {

// From and to cwp.webinars.v1. What comes from outside is checked here, once.
//
// Unless they say otherwise, From functions fail with INVALID_ARGUMENT and one
// of the reasons that the proto names for the whole service; metadata `field`
// is the field's path.

// A webinar's content; what is output only is left out.
absl::StatusOr<Webinar> ContentFromProto(const v1::Webinar& webinar);

// What an update is to change.
absl::StatusOr<Changes> ChangesFromProto(
    const v1::UpdateWebinarRequest& request);

// The revision that an etag names; 0 for any when it is empty. Fails with
// ABORTED `ETAG_MISMATCH` when it is none.
absl::StatusOr<int64_t> RevisionFromProto(const std::string& etag);

// Which webinar is asked for: exactly one is set.
struct WebinarKey {
  std::optional<int64_t> id;
  std::optional<std::string> slug;
};
absl::StatusOr<WebinarKey> KeyFromProto(const v1::GetWebinarRequest& request);

// Checks the id of a request.
absl::Status CheckId(int64_t id);

// Checks a request id, which may be empty.
absl::Status CheckRequestId(absl::string_view request_id);

// A page of a list, and where it begins.
struct PageWanted {
  // 1 to 200.
  int size = 0;
  // The id of the last webinar that was sent; 0 at the start.
  int64_t after_id = 0;
};

// `list` is what ListName() gives.
absl::StatusOr<PageWanted> PageFromProto(const v1::ListWebinarsRequest& request,
                                         absl::string_view list);

// Tells lists apart, for page tokens.
absl::string_view ListName(bool only_published);

v1::Webinar ToProto(const Webinar& webinar);
// The page of `webinars`, which go on if `more`.
v1::ListWebinarsResponse ToProto(const std::vector<Webinar>& webinars,
                                 bool more, absl::string_view list,
                                 int64_t revision);

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_CONVERT_H_
