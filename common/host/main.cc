#include "common/host/main.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include <cstdio>
#include <string>

#include "common/base/error.h"
#include "common/telemetry/log.h"

namespace cwp::host {
namespace {

constexpr int kExitConfiguration = 2;

// Keeps the stop signals from every thread, so that only Wait gets them. Called
// before any other thread starts.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // Writing to a connection that the peer has closed is an error, not an end.
  signal(SIGPIPE, SIG_IGN);
  // So is a file that may not grow any more.
  signal(SIGXFSZ, SIG_IGN);
  return signals;
}

int Complain(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return kExitConfiguration;
}

}  // namespace

int Main(
    absl::string_view service, Config& config, const HostSettings& settings,
    int argc, const char* const* argv,
    const std::function<absl::StatusOr<std::unique_ptr<Running>>()>& start) {
  const absl::StatusOr<Config::Next> next = config.Parse(argc, argv);
  if (!next.ok()) return Complain(next.status());
  if (*next == Config::Next::kExit) return EXIT_SUCCESS;
  LogFormat format = LogFormat::kJson;
  const absl::Status format_status =
      ParseLogFormat(settings.log_format, format);
  if (!format_status.ok()) return Complain(format_status);
  InitLog(service, format);

  const sigset_t signals = BlockStopSignals();
  absl::StatusOr<std::unique_ptr<Running>> running = start();
  if (!running.ok()) {
    Log(LogLevel::kError, "start_failed",
        {{"reason", ReasonOf(running.status())},
         {"error", std::string(running.status().message())}});
    return EXIT_FAILURE;
  }
  int signal_number = 0;
  sigwait(&signals, &signal_number);
  Log(LogLevel::kInfo, "stopping", {{"signal", signal_number}});
  *running = nullptr;
  Log(LogLevel::kInfo, "stopped");
  return EXIT_SUCCESS;
}

}  // namespace cwp::host
