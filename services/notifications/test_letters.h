#ifndef CWP_SERVICES_NOTIFICATIONS_TEST_LETTERS_H_
#define CWP_SERVICES_NOTIFICATIONS_TEST_LETTERS_H_

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/id.h"
#include "common/base/mutex.h"
#include "common/base/worker_pool.h"
#include "services/notifications/composer.h"
#include "services/notifications/domain.h"
#include "services/notifications/mailer.h"

namespace cwp::notifications {

// A letter that somebody sends to try it.
struct TestLetter {
  // One that can have a note.
  Kind kind = Kind::kConfirmation;
  std::string note;
  // An e-mail address.
  std::string email;
};

// How many such letters one caller sends. Kept in memory, one in each process.
// Safe to use from several threads at once.
class TestLetterLimit {
 public:
  static constexpr size_t kMost = 5;
  static constexpr absl::Duration kWindow = absl::Hours(1);

  // Takes one of what there are left; when there is none, this says how long to
  // wait.
  std::optional<absl::Duration> Take(const std::string& caller, absl::Time now);

  // Gives the last one back: nothing went out.
  void GiveBack(const std::string& caller);

 private:
  Mutex mu_;
  // When each was taken, the oldest first.
  std::map<std::string, std::vector<absl::Time>> taken_ ABSL_GUARDED_BY(mu_);
};

// Sends letters to those who try them, at once, and keeps nothing of them. Does
// so on a thread of its own, as mailers wait for servers. Safe to use from
// several threads at once.
class TestLetters {
 public:
  // All outlive this. Nobody else uses the mailer.
  struct Options {
    const Composer* composer = nullptr;
    const Clock* clock = nullptr;
    IdGenerator* ids = nullptr;
    Mailer* mailer = nullptr;
  };
  using Done = absl::AnyInvocable<void(const absl::Status&)>;

  explicit TestLetters(const Options& options)
      : options_(options), pool_(/*threads=*/1, kMostWaiting) {}

  // Finishes the letter in hand, and sends no other.
  ~TestLetters() { stopping_ = true; }

  // Sends a letter for `caller`, which names somebody, unless it is after
  // `deadline` by then, and tells `done`, on any thread: it fails as
  // SendTestLetter of the proto says, RESOURCE_EXHAUSTED
  // `TOO_MANY_TEST_LETTERS`, FAILED_PRECONDITION `TEST_LETTER_REFUSED` or
  // UNAVAILABLE `MAIL_UNAVAILABLE`.
  void Send(std::string caller, TestLetter letter, absl::Time deadline,
            Done done);

 private:
  static constexpr size_t kMostWaiting = 4;

  absl::Status Deliver(const TestLetter& letter, absl::Time deadline);

  const Options options_;
  TestLetterLimit limit_;
  std::atomic<bool> stopping_ = false;
  WorkerPool pool_;  // Last: its thread uses the rest.
};

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_TEST_LETTERS_H_
