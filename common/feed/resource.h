#ifndef CWP_COMMON_FEED_RESOURCE_H_
#define CWP_COMMON_FEED_RESOURCE_H_

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "cwp/feed/v1/feed_service.pb.h"

namespace cwp::feed {

// What an entry of the feed of `service` holds: a message of the type that its
// kind promises. Fails with DATA_LOSS `FEED_ENTRY_INVALID` when it is none.
template <class Resource>
absl::StatusOr<Resource> ReadResource(absl::string_view service,
                                      const v1::Change& change) {
  Resource resource;
  if (!resource.ParseFromString(change.resource())) {
    return MakeError(absl::StatusCode::kDataLoss, "FEED_ENTRY_INVALID",
                     absl::StrCat("an entry of the feed of ", service,
                                  " holds no ", change.kind()));
  }
  return resource;
}

}  // namespace cwp::feed

#endif  // CWP_COMMON_FEED_RESOURCE_H_
