#ifndef CWP_SERVICES_WEBINARS_SERVER_H_
#define CWP_SERVICES_WEBINARS_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/worker_pool.h"
#include "common/host/host.h"
#include "common/host/main.h"
#include "common/host/request_keys.h"
#include "common/telemetry/metrics.h"
#include "services/webinars/commands.h"
#include "services/webinars/media_folder.h"
#include "services/webinars/piece_upload.h"
#include "services/webinars/transfers.h"

namespace cwp::webinars {

struct Settings {
  host::HostSettings host;
  // Where the bytes of the files are.
  std::string media_dir;
  TransferLimits limits;
};

// The whole service. Destroying it lets calls finish for a while and stops it.
class WebinarsServer final : public host::Running {
 public:
  // Fails as Host::Open, MediaFolder::Open and rpc::Server::Start do. `clock`
  // outlives the server.
  static absl::StatusOr<std::unique_ptr<WebinarsServer>> Start(
      const Settings& settings, const Clock& clock);
  ~WebinarsServer() override;

  // Stops, with that much patience for calls under way. May be called twice.
  void Stop(absl::Duration patience = absl::Seconds(10));

  int port() const { return host_->port(); }
  int admin_port() const { return host_->admin_port(); }

  // Files on their way now, in and out.
  int open_streams() const;

 private:
  explicit WebinarsServer(std::unique_ptr<host::Host> host);
  absl::Status StartAll(const Settings& settings);
  void AddMetrics();

  // In the order in which they rest on each other.
  std::unique_ptr<host::Host> host_;
  std::unique_ptr<MediaFolder> folder_;
  std::unique_ptr<host::RequestKeys> request_keys_;
  std::unique_ptr<Applier> applier_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<WorkerPool> workers_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<Transfers> transfers_;
  std::unique_ptr<PieceUploads> pieces_;
  std::vector<Metrics::Callback> metrics_;
};

}  // namespace cwp::webinars

#endif  // CWP_SERVICES_WEBINARS_SERVER_H_
