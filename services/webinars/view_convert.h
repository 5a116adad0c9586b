#ifndef CWP_SERVICES_WEBINARS_VIEW_CONVERT_H_
#define CWP_SERVICES_WEBINARS_VIEW_CONVERT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "services/webinars/domain.h"

namespace cwp::webinars {

// Counts of views from and to cwp.webinars.v1; errors as in convert.h.

absl::StatusOr<std::vector<ViewCount>> ViewsFromProto(
    const v1::CountViewsRequest& request);

// Whose counts are asked for.
struct ViewsWanted {
  std::vector<int64_t> webinar_ids;
  std::string recent_day;
};
absl::StatusOr<ViewsWanted> ViewsWantedFromProto(
    const v1::ListViewCountsRequest& request);

v1::ListViewCountsResponse ToProto(const std::vector<ViewTotal>& totals);

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_VIEW_CONVERT_H_
