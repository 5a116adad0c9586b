#include "tests/bench/program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"

namespace cwp::bench {
namespace {

// Becomes another program, which reads nothing and writes to `output`.
[[noreturn]] void Become(const std::vector<std::string>& command, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = open("/dev/null", O_RDWR);
  dup2(nothing, STDIN_FILENO);
  dup2(output < 0 ? nothing : output, STDOUT_FILENO);
  dup2(output < 0 ? nothing : output, STDERR_FILENO);
  std::vector<char*> words;
  words.reserve(command.size() + 1);
  for (const std::string& word : command) {
    words.push_back(const_cast<char*>(word.c_str()));
  }
  words.push_back(nullptr);
  execvp(words[0], words.data());
  _exit(127);
}

std::string ReadAll(int pipe_end) {
  std::string text;
  std::array<char, 4096> part;
  ssize_t size = 0;
  while ((size = read(pipe_end, part.data(), part.size())) > 0) {
    text.append(part.data(), size);
  }
  return text;
}

}  // namespace

std::string BuiltBeside(const std::string& name) {
  const std::filesystem::path self =
      std::filesystem::read_symlink("/proc/self/exe");
  return self.parent_path() / name;
}

Program::Program(const std::vector<std::string>& command) : pid_(fork()) {
  CWP_CHECK(pid_ >= 0, "cannot fork");
  if (pid_ == 0) Become(command, -1);
}

// Asked to end, so that it takes the workers along that it started.
Program::~Program() {
  if (pid_ == 0) return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

void Program::Kill() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

bool Program::Lives() const {
  siginfo_t ended = {};
  return pid_ != 0 &&
         waitid(P_PID, static_cast<id_t>(pid_), &ended,
                WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0;
}

double Program::Memory() const {
  std::ifstream status(absl::StrCat("/proc/", pid_, "/status"));
  std::string word;
  double kilobytes = 0;
  while (status >> word) {
    if (word == "VmRSS:") status >> kilobytes;
  }
  return kilobytes * 1024;
}

absl::StatusOr<std::string> RunToEnd(const std::vector<std::string>& command) {
  int ends[2];
  CWP_CHECK(pipe2(ends, O_CLOEXEC) == 0, "cannot make a pipe");
  const pid_t pid = fork();
  CWP_CHECK(pid >= 0, "cannot fork");
  if (pid == 0) Become(command, ends[1]);
  close(ends[1]);
  std::string output = ReadAll(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(pid, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return output;
  constexpr size_t kShown = 200;
  const size_t from = output.size() > kShown ? output.size() - kShown : 0;
  return absl::InternalError(
      absl::StrCat(command[0], " failed: ", output.substr(from)));
}

}  // namespace cwp::bench
