#ifndef CWP_TESTS_BENCH_INSTALLATION_H_
#define CWP_TESTS_BENCH_INSTALLATION_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/rpc/caller.h"
#include "common/testing/reserved_port.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_identity.h"
#include "tests/bench/calls.h"
#include "tests/bench/program.h"

namespace cwp::bench {

// Waits until a program listens on a loopback port; aborts when it ends first.
void AwaitAnswer(const Program& program, int port);

// The real programs of an installation, each on a SQLite file of its own, on
// free ports, killed at the end. Needs the top of the source tree as the
// current folder.
class Installation {
 public:
  Installation();

  Installation(const Installation&) = delete;
  Installation& operator=(const Installation&) = delete;

  // Starts a service with this setting from then on.
  void Set(const std::string& service, const std::string& name,
           const std::string& value);

  // Starts cwp-SERVICE and waits until it takes calls. Aborts when it does not
  // come up. A service that was killed can be started again.
  Program& Start(const std::string& service);

  // The database file of a service.
  std::string DatabaseOf(const std::string& service) const;

  // Whom to call: `service`, in the name of `caller`.
  Target TargetFor(const std::string& service, const std::string& caller,
                   rpc::CallerKind kind) const;

  // Where web's pages or the gateway's API are: `127.0.0.1:PORT`.
  std::string HttpOf(const std::string& service) const;

 private:
  std::vector<std::string> SettingsOf(const std::string& service) const;
  std::string AddressOf(const std::string& service) const;
  void WriteAssets() const;

  const TestIdentity identity_;
  const std::string master_key_;
  const TempDir folder_;
  const SystemClock clock_;
  std::map<std::string, ReservedPort> ports_;
  std::map<std::string, ReservedPort> http_ports_;
  std::map<std::string, std::unique_ptr<Program>> programs_;
  // Settings beside those that it always starts with, as arguments.
  std::map<std::string, std::vector<std::string>> extras_;
};

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_INSTALLATION_H_
