#ifndef CWP_COMMON_HTTP_ADMIN_H_
#define CWP_COMMON_HTTP_ADMIN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/http/server.h"
#include "common/telemetry/metrics.h"

namespace cwp::http {

// Tells those who operate a service how it is, on an address of its own and a
// thread of its own, so that it answers when all else is busy:
//
//   /livez    200 while the process can answer at all.
//   /readyz   200 when every check is OK, else 503; with ?verbose the result of
//             each. /healthz is the same.
//   /metrics  Prometheus' text format.
class AdminServer {
 public:
  // `metrics` outlives this object. `listen` as in ServerOptions.
  AdminServer(absl::string_view listen, const Metrics& metrics);
  // Stops.
  ~AdminServer();

  // Adds a check, which is made with every question and takes a second at
  // most. Its errors are shown with their reason and message. `name` is a
  // constant: "database". May be called at any time; what `check` looks into
  // lives until Stop.
  void AddCheck(absl::string_view name, std::function<absl::Status()> check);

  // As Server::Start.
  absl::Status Start();
  void Stop();
  uint16_t port() const;

 private:
  Router MakeRouter();
  Response Ready(bool verbose);

  const Metrics& metrics_;
  // Its own requests are not what the operators want to count.
  Metrics own_metrics_;
  Mutex mu_;
  std::vector<std::pair<std::string, std::function<absl::Status()>>> checks_
      ABSL_GUARDED_BY(mu_);
  Server server_;
};

}  // namespace cwp::http

#endif  // CWP_COMMON_HTTP_ADMIN_H_
