#ifndef CWP_COMMON_HOST_HOST_H_
#define CWP_COMMON_HOST_HOST_H_

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/bell.h"
#include "common/base/clock.h"
#include "common/base/config.h"
#include "common/base/id.h"
#include "common/db/database.h"
#include "common/db/readers.h"
#include "common/feed/feed_service.h"
#include "common/http/admin.h"
#include "common/rpc/caller.h"
#include "common/rpc/gate.h"
#include "common/rpc/peer.h"
#include "common/rpc/server.h"
#include "common/telemetry/metrics.h"

namespace cwp::host {

// The settings that every service has.
struct HostSettings {
  std::string listen = "127.0.0.1:0";
  std::string admin_listen = "127.0.0.1:0";
  std::string database;
  std::string key_file;
  std::string caller_keys;
  std::string log_format = "json";
  bool reflection = false;
};

// Adds them to a service's configuration.
void AddHostSettings(Config& config, HostSettings& settings);

// The feed of a service, and the other services that may watch it; the operator
// always may.
struct Feed {
  std::vector<std::string> followers;
};

// What every service stands on: its database, its identity, its feed, metrics,
// the admin port and the gRPC server. The service's own objects are made with
// references to this one and destroyed before it, between Stop() and ~Host().
class Host {
 public:
  // Opens the database and brings its schema up to date, reads the keys, and
  // starts the admin port, which says `NOT_SERVING` until Serve. `clock`
  // outlives the host.
  static absl::StatusOr<std::unique_ptr<Host>> Open(
      absl::string_view service, const HostSettings& settings,
      const Clock& clock, absl::Span<const db::Migration> migrations);

  ~Host();

  const std::string& service() const { return service_; }
  const Clock& clock() const { return clock_; }
  Metrics& metrics() { return metrics_; }
  db::Database& database() { return *database_; }
  db::Readers& readers() { return *readers_; }
  IdGenerator& ids() { return *ids_; }
  Bell& bell() { return bell_; }
  const rpc::CallerSigner& signer() const { return *signer_; }

  // Checks the callers of one proto service; outlived by the host.
  rpc::Gate& AddGate(absl::string_view proto_service, rpc::AccessTable access);

  // Another service that this one calls; outlived by the host.
  rpc::Peer& AddPeer(absl::string_view service, absl::string_view address);

  // Makes /readyz depend on something, which lives until Stop.
  void AddReadyCheck(absl::string_view name,
                     std::function<absl::Status()> check);

  // Starts gRPC with these services and those of the host: the feed, if there
  // is one, and backup. From here on /readyz says ready.
  absl::Status Serve(std::vector<grpc::Service*> services,
                     const std::optional<Feed>& own_feed);

  // Says not ready, ends streams, lets calls finish for at most `patience`.
  void Stop(absl::Duration patience = absl::Seconds(10));

  // The TCP ports that were chosen; 0 before.
  int port() const { return server_ == nullptr ? 0 : server_->port(); }
  int admin_port() const { return admin_->port(); }

 private:
  Host(absl::string_view service, const HostSettings& settings,
       const Clock& clock);
  absl::Status OpenAll(absl::Span<const db::Migration> migrations);

  const std::string service_;
  const HostSettings settings_;
  const Clock& clock_;
  Metrics metrics_;
  std::atomic<bool> serving_ = false;
  std::unique_ptr<http::AdminServer> admin_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<db::Readers> readers_;
  std::unique_ptr<IdGenerator> ids_;
  std::unique_ptr<rpc::CallerSigner> signer_;
  std::unique_ptr<rpc::CallerVerifier> verifier_;
  Bell bell_;
  std::vector<std::unique_ptr<rpc::Gate>> gates_;
  std::vector<std::unique_ptr<rpc::Peer>> peers_;
  std::unique_ptr<feed::FeedService> feed_;
  std::unique_ptr<grpc::Service> backup_;
  std::unique_ptr<rpc::Server> server_;
  Metrics::Callback clock_offset_;
  Metrics::Callback reader_queue_;
};

}  // namespace cwp::host

#endif  // CWP_COMMON_HOST_HOST_H_
