#include "common/testing/postgres_server.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/check.h"

namespace cwp {
namespace {

constexpr absl::string_view kPrograms = "/usr/lib/postgresql/15/bin/";
constexpr absl::Duration kPatience = absl::Seconds(60);

// The account that the server runs as: our own unless we are root.
struct Account {
  uid_t user = geteuid();
  gid_t group = getegid();
};

Account ServerAccount() {
  if (geteuid() != 0) return {};
  const passwd* const found = getpwnam("postgres");
  CWP_CHECK(found != nullptr, "there is no account postgres");
  return {.user = found->pw_uid, .group = found->pw_gid};
}

// Starts a program as the server's account, in `folder`, that ends when the
// calling thread does. What it says goes to the file `log` there.
pid_t Spawn(const std::string& folder, std::vector<std::string> command) {
  command[0] = absl::StrCat(kPrograms, command[0]);
  std::vector<char*> argv;
  for (std::string& part : command) argv.push_back(part.data());
  argv.push_back(nullptr);
  const Account account = ServerAccount();
  const std::string log = absl::StrCat(folder, "/log");
  const pid_t pid = fork();
  CWP_CHECK(pid >= 0, "no process can be started");
  if (pid != 0) return pid;
  const bool ready = (geteuid() != 0 || (setgid(account.group) == 0 &&
                                         setuid(account.user) == 0)) &&
                     chdir(folder.c_str()) == 0;
  // After the change of account, which takes it back.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  if (ready) execv(argv[0], argv.data());
  _exit(127);
}

}  // namespace

PostgresServer::PostgresServer() {
  const Account account = ServerAccount();
  CWP_CHECK(chown(folder_.path().c_str(), account.user, account.group) == 0,
            "cannot give the folder away");
  const pid_t pid = Spawn(
      folder_.path(), {"initdb", "--pgdata=data", "--username=cwp",
                       "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"});
  int status = 0;
  CWP_CHECK(waitpid(pid, &status, 0) == pid && status == 0,
            "initdb failed; is PostgreSQL installed?");
  Start();
}

PostgresServer::~PostgresServer() { Kill(); }

std::string PostgresServer::uri() const {
  return absl::StrCat("postgresql://cwp@", port_.address(), "/postgres");
}

void PostgresServer::Kill() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

// While processes of a killed server are still about, another refuses to start.
void PostgresServer::Start() {
  const absl::Time give_up = absl::Now() + kPatience;
  while (absl::Now() < give_up) {
    if (pid_ == 0) pid_ = Launch();
    if (Answers()) return;
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
    absl::SleepFor(absl::Milliseconds(10));
  }
  CWP_CHECK(false, "PostgreSQL does not start");
}

pid_t PostgresServer::Launch() const {
  return Spawn(folder_.path(),
               {"postgres", "-D", "data", "-c", "listen_addresses=127.0.0.1",
                "-c", absl::StrCat("port=", port_.number()), "-c",
                absl::StrCat("unix_socket_directories=", folder_.path()), "-c",
                "max_connections=100", "-c", "fsync=on"});
}

bool PostgresServer::Answers() const {
  return PQping(uri().c_str()) == PQPING_OK;
}

}  // namespace cwp
