#ifndef CWP_SERVICES_CWPCTL_FACILITATOR_CLIENT_H_
#define CWP_SERVICES_CWPCTL_FACILITATOR_CLIENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/programme/nodes.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// What one that was erased is called.
inline constexpr char kFormerColleague[] = "a former colleague";

// Calls cwp.scheduling.v1.FacilitatorService in the operator's name; errors are
// those of the proto file and of Connections.
class FacilitatorClient {
 public:
  // `connections` outlives the client.
  explicit FacilitatorClient(Connections& connections)
      : connections_(connections) {}

  absl::StatusOr<scheduling::v1::Facilitator> Create(
      const scheduling::v1::Facilitator& facilitator);
  absl::StatusOr<scheduling::v1::Facilitator> Get(int64_t id);
  absl::StatusOr<scheduling::v1::ListFacilitatorsResponse> List(
      bool include_retired);
  absl::StatusOr<scheduling::v1::Facilitator> Update(
      const scheduling::v1::UpdateFacilitatorRequest& request);
  absl::StatusOr<scheduling::v1::Facilitator> Retire(int64_t id);
  absl::StatusOr<scheduling::v1::Facilitator> Erase(int64_t id);

  // The id of whom somebody means by a name or an id. Names of those who are
  // not retired are compared without regard to case. Fails with
  // INVALID_ARGUMENT `USAGE_INVALID` when nobody has the name, or several.
  absl::StatusOr<int64_t> Find(const std::string& name_or_id);

  // The same for several; the one word `none` means nobody.
  absl::StatusOr<std::vector<int64_t>> FindAll(
      const std::vector<std::string>& names_or_ids);

  // How each can be named in a file: by name, or by id where others share the
  // name or somebody is retired.
  absl::StatusOr<programme::FacilitatorNames> Names();

 private:
  Connections& connections_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_FACILITATOR_CLIENT_H_
