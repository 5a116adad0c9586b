#include "tests/bench/scratch_postgres.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "common/base/check.h"

namespace cwp::bench {
namespace {

// The server runs as another user, who must find its folder.
constexpr char kMind[] = R"(
set -euo pipefail
. tests/postgres.sh
trap stop_postgres EXIT
start_postgres "$1"
echo "$TEST_POSTGRES"
read -r _ || true
)";

[[noreturn]] void Mind(const std::string& folder, int input, int output) {
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  execlp("bash", "bash", "-c", kMind, "bash", folder.c_str(), nullptr);
  _exit(127);
}

std::string ReadLine(int pipe_end) {
  std::string line;
  char c = 0;
  while (read(pipe_end, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

}  // namespace

ScratchPostgres::ScratchPostgres() {
  std::filesystem::permissions(
      folder_.path(),
      std::filesystem::perms::others_exec | std::filesystem::perms::owner_all);
  int in[2];
  int out[2];
  CWP_CHECK(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0,
            "cannot make a pipe");
  pid_ = fork();
  CWP_CHECK(pid_ >= 0, "cannot fork");
  if (pid_ == 0) Mind(folder_.path(), in[0], out[1]);
  close(in[0]);
  close(out[1]);
  leash_ = in[1];
  uri_ = ReadLine(out[0]);
  close(out[0]);
  CWP_CHECK(!uri_.empty(), "PostgreSQL did not come up");
}

ScratchPostgres::~ScratchPostgres() {
  // A server that was forked meanwhile may hold the other end of the leash too.
  const bool told = write(leash_, "\n", 1) == 1;
  close(leash_);
  if (told) waitpid(pid_, nullptr, 0);
}

}  // namespace cwp::bench
