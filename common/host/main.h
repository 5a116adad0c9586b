#ifndef CWP_COMMON_HOST_MAIN_H_
#define CWP_COMMON_HOST_MAIN_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/config.h"
#include "common/host/host.h"

namespace cwp::host {

// A service that runs until it is destroyed.
class Running {
 public:
  // Stops gracefully.
  virtual ~Running() = default;
};

// Runs the main program of `service`: reads the configuration, starts the
// service, waits for SIGTERM or SIGINT, and stops it. Returns the exit code: 0;
// 1 when it could not start, with the reason in the log; 2 when the
// configuration is wrong, with a sentence on stderr.
int Main(
    absl::string_view service, Config& config, const HostSettings& settings,
    int argc, const char* const* argv,
    const std::function<absl::StatusOr<std::unique_ptr<Running>>()>& start);

}  // namespace cwp::host

#endif  // CWP_COMMON_HOST_MAIN_H_
