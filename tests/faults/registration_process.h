#ifndef CWP_TESTS_FAULTS_REGISTRATION_PROCESS_H_
#define CWP_TESTS_FAULTS_REGISTRATION_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "services/registration/server.h"
#include "tests/faults/party.h"

namespace cwp::faults {

// A registration server in a process of its own, which can be killed and
// frozen. The program must begin main with ServeIfAsked. Killed at the end, and
// whenever the thread that started it ends.
class RegistrationProcess {
 public:
  // Starts nothing yet. It listens at the a Unix socket of this name in the
  // party's folder, so that nobody takes its address while it is down.
  RegistrationProcess(const Party& party, const std::string& name);
  ~RegistrationProcess();

  RegistrationProcess(const RegistrationProcess&) = delete;
  RegistrationProcess& operator=(const RegistrationProcess&) = delete;

  // Starts it and returns how long it took until it answered its first call.
  // With `commits`, it kills itself after that many commits, before anybody is
  // answered about the last one, and maybe before it has come up. Without,
  // aborts when it does not come up.
  absl::Duration Start(int64_t commits = 0);

  // Ends it as kill -9 does, or waits until it has done so itself.
  void Kill();
  void AwaitDeath();

  void Freeze() const;
  void Thaw() const;

  // Lets it write no further than this in any file, from now on.
  void LimitFiles(uint64_t size) const;

  bool running() const { return pid_ != 0; }
  const std::string& address() const { return settings_.host.listen; }

 private:
  pid_t Launch(int64_t commits, int output) const;

  const Party& party_;
  const registration::Settings settings_;
  pid_t pid_ = 0;
};

// Becomes registration, and never returns, if that is what this program was
// started for.
void ServeIfAsked(int argc, char** argv);

}  // namespace cwp::faults

#endif  // CWP_TESTS_FAULTS_REGISTRATION_PROCESS_H_
