#ifndef CWP_SERVICES_CWPCTL_SERIES_CLIENT_H_
#define CWP_SERVICES_CWPCTL_SERIES_CLIENT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "cwp/scheduling/v1/series_service.pb.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// Calls cwp.scheduling.v1.SeriesService in the operator's name; errors are
// those of the proto file and of Connections.
class SeriesClient {
 public:
  // `connections` outlives the client.
  explicit SeriesClient(Connections& connections) : connections_(connections) {}

  absl::StatusOr<scheduling::v1::SeriesPlan> Preview(
      const scheduling::v1::Series& series);
  absl::StatusOr<scheduling::v1::Series> Create(
      const scheduling::v1::CreateSeriesRequest& request);
  absl::StatusOr<scheduling::v1::Series> Get(int64_t id);
  // All pages; `workshop_id` 0 for every workshop.
  absl::StatusOr<scheduling::v1::ListSeriesResponse> List(int64_t workshop_id);
  absl::StatusOr<scheduling::v1::SeriesEditPlan> PreviewEdit(
      const scheduling::v1::SeriesEdit& edit, bool apply_now);
  absl::StatusOr<scheduling::v1::Series> Edit(
      const scheduling::v1::EditSeriesRequest& request);
  absl::StatusOr<scheduling::v1::Series> UndoEdit(int64_t id);

 private:
  Connections& connections_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_SERIES_CLIENT_H_
