#ifndef CWP_SERVICES_SCHEDULING_LIST_CONVERT_H_
#define CWP_SERVICES_SCHEDULING_LIST_CONVERT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "cwp/scheduling/v1/series_service.pb.h"
#include "services/scheduling/domain.h"
#include "services/scheduling/programme.h"
#include "services/scheduling/series_store.h"

namespace cwp::scheduling {

// Requests for lists, checked. Fails with INVALID_ARGUMENT as
// scheduling_service.proto and series_service.proto say.

// A page of workshops.
struct WorkshopList {
  WorkshopFilter filter;
  // Only those with a larger id.
  int64_t after_id = 0;
  int limit = 0;
  // What tells this list from others; see rpc::MakePageToken.
  std::string name;
};
absl::StatusOr<WorkshopList> ReadListWorkshops(
    const v1::ListWorkshopsRequest& request, Viewer viewer);

// The token that goes on after the workshop with this id.
std::string NextWorkshopsToken(const WorkshopList& list, int64_t last_id);

// A page of sessions.
struct SessionList {
  SessionFilter filter;
  // Only those behind it.
  std::optional<SessionPlace> after;
  int limit = 0;
  // As in WorkshopList.
  std::string name;
};
absl::StatusOr<SessionList> ReadListSessions(
    const v1::ListSessionsRequest& request, Viewer viewer);

// The token that goes on behind this place.
std::string NextSessionsToken(const SessionList& list,
                              const SessionPlace& last);

absl::StatusOr<SeriesFilter> ReadListSeries(
    const v1::ListSeriesRequest& request);
// What asks for the page after the series with this id.
std::string NextSeriesToken(const SeriesFilter& filter, int64_t last_id);

}  // namespace cwp::scheduling

#endif  // CWP_SERVICES_SCHEDULING_LIST_CONVERT_H_
