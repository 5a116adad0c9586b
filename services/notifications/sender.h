#ifndef CWP_SERVICES_NOTIFICATIONS_SENDER_H_
#define CWP_SERVICES_NOTIFICATIONS_SENDER_H_

#include <optional>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/id.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/telemetry/metrics.h"
#include "services/notifications/composer.h"
#include "services/notifications/domain.h"
#include "services/notifications/facts.h"
#include "services/notifications/mail_eraser.h"
#include "services/notifications/mailer.h"

namespace cwp::notifications {

// Removes what was erased, then sends what is due: has each message composed,
// hands it over, and records that, together with the reminders that follow from
// it. Never loses one: what is not recorded as sent is tried again. Sends twice
// only when it died between the mail server's acknowledgement and its own
// record, and then with the same Message-ID: while the database refuses that
// record, nothing else is sent, and the record alone is tried again.
class Sender {
 public:
  struct Options {
    db::Database* database = nullptr;
    const Composer* composer = nullptr;
    const Clock* clock = nullptr;
    IdGenerator* ids = nullptr;
    Mailer* mailer = nullptr;
    MailEraser* eraser = nullptr;
    Metrics* metrics = nullptr;
    // A message taken in hand by a process that died is tried again after this.
    absl::Duration lease = absl::Minutes(2);
  };

  explicit Sender(Options options);

  // Stops after the message in hand, and tries once more to record the last.
  ~Sender();

  void Start();

  // Looks now whether something is due.
  void Wake();

  // Sends what is due now, on this thread; returns how many were tried. Fails
  // when the database does; then the same call goes on where this one stopped.
  // For tests, and for a sender that was not started.
  absl::StatusOr<int> SendDue();

 private:
  void Run();
  absl::Duration UntilNext();
  void EraseDue();
  absl::StatusOr<std::optional<Background>> TakeInHand(const Message& message,
                                                       absl::Time claim);
  absl::StatusOr<Composition> Deliver(const Message& message,
                                      const Background& background);
  void Settle(Message message, absl::StatusOr<Composition> outcome,
              absl::Time claim);
  absl::Status RecordOutcome();

  // What became of a message, until that is recorded.
  struct Outcome {
    Message message;
    absl::Time claim;
    std::optional<Arrangement> told;
    std::vector<Message> reminders;
  };

  const Options options_;
  Counter& sent_;
  Counter& failed_;
  Counter& dropped_;
  Mutex mu_;
  CondVar wake_;
  bool woken_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::optional<Outcome> unrecorded_;  // Used by the sending thread only.
  std::thread thread_;
};

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_SENDER_H_
