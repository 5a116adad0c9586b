#include "tests/faults/registration_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "common/base/check.h"
#include "common/base/clock.h"
#include "tests/faults/line.h"

namespace cwp::faults {
namespace {

constexpr absl::string_view kServe = "--serve-registration";
constexpr char kReady[] = "ready\n";

// Waits until somebody says anything or ends; whether it was the former.
bool Hear(int pipe_end) {
  char c = 0;
  return read(pipe_end, &c, 1) == 1;
}

}  // namespace

RegistrationProcess::RegistrationProcess(const Party& party,
                                         const std::string& name)
    : party_(party), settings_(party.SettingsFor(name)) {}

RegistrationProcess::~RegistrationProcess() { Kill(); }

absl::Duration RegistrationProcess::Start(int64_t commits) {
  CWP_CHECK(pid_ == 0, "registration is running");
  int ends[2];
  CWP_CHECK(pipe2(ends, O_CLOEXEC) == 0, "cannot make a pipe");
  const absl::Time start = absl::Now();
  pid_ = Launch(commits, ends[1]);
  close(ends[1]);
  // One that is to kill itself may do so before it says anything.
  CWP_CHECK(Hear(ends[0]) || commits > 0,
            "registration did not come up; see its log");
  close(ends[0]);
  const Line line(party_, address());
  // It may be about to kill itself.
  while (!line.Probe().ok() && commits == 0) {
  }
  return absl::Now() - start;
}

// Everything is made ready before the fork, since in its child other threads'
// locks stay locked for ever.
pid_t RegistrationProcess::Launch(int64_t commits, int output) const {
  std::vector<std::string> words = {
      "faults_test",           std::string(kServe),
      settings_.host.listen,   settings_.host.database,
      settings_.host.key_file, settings_.host.caller_keys,
      settings_.master_key,    settings_.redis,
      absl::StrCat(commits)};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const std::string log = party_.File("registration.log");
  const pid_t pid = fork();
  CWP_CHECK(pid >= 0, "cannot fork");
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // As the service's main program does.
  signal(SIGXFSZ, SIG_IGN);
  dup2(open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
  dup2(output, STDOUT_FILENO);
  execv("/proc/self/exe", argv.data());
  _exit(EXIT_FAILURE);
}

void RegistrationProcess::Kill() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  AwaitDeath();
}

void RegistrationProcess::AwaitDeath() {
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void RegistrationProcess::Freeze() const { kill(pid_, SIGSTOP); }
void RegistrationProcess::Thaw() const { kill(pid_, SIGCONT); }

void RegistrationProcess::LimitFiles(uint64_t size) const {
  rlimit limit;
  CWP_CHECK(prlimit(pid_, RLIMIT_FSIZE, nullptr, &limit) == 0,
            "cannot ask for a limit");
  limit.rlim_cur = std::min<rlim_t>(size, limit.rlim_max);
  CWP_CHECK(prlimit(pid_, RLIMIT_FSIZE, &limit, nullptr) == 0,
            "cannot set a limit");
}

void ServeIfAsked(int argc, char** argv) {
  if (argc != 9 || argv[1] != kServe) return;
  registration::Settings settings;
  settings.host.listen = argv[2];
  settings.host.database = argv[3];
  settings.host.key_file = argv[4];
  settings.host.caller_keys = argv[5];
  settings.master_key = argv[6];
  settings.redis = argv[7];
  // Nobody answers there: registration is on its own here.
  settings.scheduling = "127.0.0.1:1";
  std::atomic<int64_t> commits = 0;
  int64_t last = 0;
  CWP_CHECK(absl::SimpleAtoi(argv[8], &last), "that is no number of commits");
  settings.after_commit = [&] {
    if (++commits == last) kill(getpid(), SIGKILL);
  };
  const SystemClock clock;
  const auto server = registration::RegistrationServer::Start(settings, clock);
  CWP_CHECK(server.ok(), std::string(server.status().message()).c_str());
  CWP_CHECK(write(STDOUT_FILENO, kReady, sizeof(kReady) - 1) > 0,
            "nobody waits for registration");
  while (true) pause();
}

}  // namespace cwp::faults
