#ifndef CWP_SERVICES_CWPCTL_WEBINARS_CLIENT_H_
#define CWP_SERVICES_CWPCTL_WEBINARS_CLIENT_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cwp/webinars/v1/webinars_service.pb.h"
#include "services/cwpctl/connections.h"

namespace cwp::ctl {

// Told how many bytes of how many have left.
using Progress = std::function<void(int64_t sent, int64_t size)>;

// Calls cwp.webinars.v1.WebinarsService in the operator's name; errors are
// those of the proto file and of Connections.
class WebinarsClient {
 public:
  // `connections` outlives the client.
  explicit WebinarsClient(Connections& connections)
      : connections_(connections) {}

  absl::StatusOr<webinars::v1::Webinar> CreateWebinar(
      const webinars::v1::CreateWebinarRequest& request);

  // `key` is an id or a slug.
  absl::StatusOr<webinars::v1::Webinar> GetWebinar(absl::string_view key);
  absl::StatusOr<webinars::v1::Webinar> PublishWebinar(int64_t id);
  absl::StatusOr<webinars::v1::ListWebinarsResponse> ListWebinars();

  // Sends a file. Also fails with INVALID_ARGUMENT `USAGE_INVALID` when it
  // cannot be read.
  absl::StatusOr<webinars::v1::File> UploadFile(const std::string& path,
                                                absl::string_view content_type,
                                                const Progress& progress = {});

 private:
  Connections& connections_;
};

}  // namespace cwp::ctl

#endif  // CWP_SERVICES_CWPCTL_WEBINARS_CLIENT_H_
