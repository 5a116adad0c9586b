#ifndef CWP_TESTS_FAULTS_CROWD_H_
#define CWP_TESTS_FAULTS_CROWD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "tests/faults/history.h"
#include "tests/faults/line.h"
#include "tests/faults/party.h"

namespace cwp::faults {

// Clients that book, hold, confirm, move, change, cancel, wait and accept, each
// in a thread of its own, as fast as they are answered. A client that does not
// learn the outcome of a request repeats it until it does, at another
// registration if there is one.
class Crowd {
 public:
  static constexpr int kClients = 8;

  // Starts nothing yet. `addresses` are the registrations'.
  Crowd(const Party& party, std::vector<std::string> addresses, uint64_t seed);
  ~Crowd();

  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  void Start();

  // Lets every client finish what it is at, and wait.
  void Pause();
  void Resume();

  // Waits until so many more answers have come in; false when there were none
  // for 60 s, or a client was told what must not be.
  bool AwaitAnswers(int64_t more);

  // What a client was told that must not be.
  absl::Status status() const;

  // The files of the clients' histories.
  std::vector<std::string> histories() const;

 private:
  class Client;

  bool MayGoOn();
  void CountAnswer();
  void Fail(const absl::Status& status);

  const Party& party_;
  const std::vector<std::string> addresses_;
  const uint64_t seed_;
  mutable Mutex mu_;
  CondVar changed_;
  int64_t answers_ ABSL_GUARDED_BY(mu_) = 0;
  int waiting_ ABSL_GUARDED_BY(mu_) = 0;
  bool paused_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mu_);
  std::vector<std::thread> threads_;
};

// Asks until the outcome is known, one line after the other from the
// `first` on. Fails as registration refuses, and with DEADLINE_EXCEEDED when it
// is not known after 60 s.
absl::StatusOr<Outcome> AskUntilAnswered(
    const std::vector<std::unique_ptr<Line>>& lines, size_t first,
    const Action& action);

}  // namespace cwp::faults

#endif  // CWP_TESTS_FAULTS_CROWD_H_
