#ifndef CWP_COMMON_HTTP_ADMIN_H_
#define CWP_COMMON_HTTP_ADMIN_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/http/response.h"
#include "common/http/server.h"
#include "common/telemetry/metrics.h"

namespace cwp::http {

// What operators and supervisors ask a process, on a port and a thread of its
// own, so that it answers when all else is busy:
// - /livez: the process runs;
// - /readyz, also /healthz: 200 when every ready check passes, else 503;
//   `?verbose` says which;
// - /metrics: Prometheus' text format.
//
// Safe to use from several threads at once.
class AdminServer {
 public:
  // Says why the process is not ready, or OK. Called on the admin thread.
  using Check = std::function<absl::Status()>;

  // Listens on "ADDRESS:PORT"; `metrics` outlives it. Fails as Server::Start
  // does.
  static absl::StatusOr<std::unique_ptr<AdminServer>> Start(
      absl::string_view listen, Metrics& metrics);

  // Stops.
  ~AdminServer();

  // Sets or replaces the check of that name.
  void SetReadyCheck(absl::string_view name, Check check);

  // Takes all checks away and says "not ready" from now on, for what the checks
  // look into is about to go.
  void SetNotReady();

  // The port that it listens on.
  int port() const { return server_->port(); }

 private:
  explicit AdminServer(Metrics& metrics) : metrics_(metrics) {}
  Response Ready(bool verbose);

  Metrics& metrics_;
  Mutex mu_;
  std::map<std::string, Check> checks_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::unique_ptr<Server> server_;
};

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_ADMIN_H_
