#include "common/testing/redis_server.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/check.h"

namespace cwp {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);

// Starts a program that ends when the calling thread does.
pid_t Spawn(const std::vector<std::string>& command) {
  std::vector<char*> argv;
  for (const std::string& part : command) {
    argv.push_back(const_cast<char*>(part.c_str()));
  }
  argv.push_back(nullptr);
  const pid_t pid = fork();
  CWP_CHECK(pid >= 0, "no process can be started");
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  return pid;
}

}  // namespace

RedisServer::RedisServer() {
  CWP_CHECK(TryStart(), "redis-server does not start; is it installed?");
}

RedisServer::~RedisServer() { Kill(); }

cache::Address RedisServer::address() const {
  return {.host = "127.0.0.1", .port = port_.number()};
}

std::string RedisServer::address_text() const { return port_.address(); }

std::string RedisServer::socket_text() const {
  return absl::StrCat("unix:", folder_.File("redis.sock"));
}

void RedisServer::Kill() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void RedisServer::Freeze() { kill(pid_, SIGSTOP); }

void RedisServer::Start() {
  CWP_CHECK(TryStart(), "redis-server does not start again");
}

cache::Reply RedisServer::Run(const std::vector<std::string>& command) {
  absl::StatusOr<cache::Connection> connection =
      cache::Connection::Open(address(), kPatience);
  CWP_CHECK(connection.ok(), "redis-server has gone");
  const absl::StatusOr<std::vector<cache::Reply>> replies =
      connection->Run({command}, kPatience);
  CWP_CHECK(replies.ok(), "redis-server does not answer");
  return (*replies)[0];
}

bool RedisServer::TryStart() {
  CWP_CHECK(pid_ == 0, "redis-server is running");
  pid_ = Spawn({"redis-server", "--port", absl::StrCat(port_.number()),
                "--bind", "127.0.0.1", "--unixsocket",
                folder_.File("redis.sock"), "--dir", folder_.path(), "--save",
                "", "--appendonly", "no", "--enable-debug-command", "local",
                "--logfile", folder_.File("redis.log")});
  for (absl::Duration waited; waited < kPatience;
       waited += absl::Milliseconds(10)) {
    if (Answers()) return true;
    if (waitpid(pid_, nullptr, WNOHANG) != 0) break;
    absl::SleepFor(absl::Milliseconds(10));
  }
  Kill();
  return false;
}

// Asked over the socket in its own folder, because on the port another server
// may answer.
bool RedisServer::Answers() {
  absl::StatusOr<cache::Connection> connection =
      cache::Connection::Open({.path = folder_.File("redis.sock")}, kPatience);
  return connection.ok() && connection->Run({{"PING"}}, kPatience).ok();
}

}  // namespace cwp
