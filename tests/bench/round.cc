#include "tests/bench/round.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/check.h"

namespace cwp::bench {
namespace {

void Send(int pipe_end, const Round& round) {
  const std::string text =
      absl::StrCat(round.value, " ", absl::ToInt64Nanoseconds(round.p50), " ",
                   absl::ToInt64Nanoseconds(round.p99), " ", round.answers, " ",
                   round.errors, " ",
                   absl::StrReplaceAll(round.first_error, {{"\n", " "}}), "\n");
  CWP_CHECK(write(pipe_end, text.data(), text.size()) > 0, "cannot report");
}

Round Receive(int pipe_end) {
  FILE* const input = fdopen(pipe_end, "r");
  Round round;
  int64_t p50 = 0;
  int64_t p99 = 0;
  char error[512] = "";
  const int fields =
      std::fscanf(input, "%lf %ld %ld %ld %ld %511[^\n]", &round.value, &p50,
                  &p99, &round.answers, &round.errors, error);
  std::fclose(input);
  if (fields < 5) return Failed("the round's process died");
  round.p50 = absl::Nanoseconds(p50);
  round.p99 = absl::Nanoseconds(p99);
  round.first_error = error;
  return round;
}

}  // namespace

Round Failed(std::string error) {
  Round round;
  round.errors = 1;
  round.first_error = std::move(error);
  return round;
}

Round RunFresh(const std::function<Round()>& run) {
  int ends[2];
  CWP_CHECK(pipe2(ends, O_CLOEXEC) == 0, "cannot make a pipe");
  const pid_t pid = fork();
  CWP_CHECK(pid >= 0, "cannot fork");
  if (pid == 0) {
    Send(ends[1], run());
    _exit(0);
  }
  close(ends[1]);
  const Round round = Receive(ends[0]);
  waitpid(pid, nullptr, 0);
  return round;
}

}  // namespace cwp::bench
