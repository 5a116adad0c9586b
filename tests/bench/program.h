#ifndef CWP_TESTS_BENCH_PROGRAM_H_
#define CWP_TESTS_BENCH_PROGRAM_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace cwp::bench {

// Where a program lies that is built with this one, by its name.
std::string BuiltBeside(const std::string& name);

// A program that runs beside this process, killed at the end and whenever this
// process ends. What it logs is dropped.
class Program {
 public:
  // Starts the program at a path, or on PATH. Aborts when it cannot.
  explicit Program(const std::vector<std::string>& command);
  ~Program();

  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Kills it as kill -9 does, and waits until it is gone.
  void Kill();

  // Whether it has not ended yet.
  bool Lives() const;

  // The memory that it has in use, in bytes.
  double Memory() const;

 private:
  pid_t pid_ = 0;
};

// Runs a program to its end and returns what it printed. Fails with INTERNAL
// and the last of it when the program does.
absl::StatusOr<std::string> RunToEnd(const std::vector<std::string>& command);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_PROGRAM_H_
