#ifndef CWP_SERVICES_NOTIFICATIONS_SENDER_H_
#define CWP_SERVICES_NOTIFICATIONS_SENDER_H_

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/rpc/peer.h"
#include "common/telemetry/metrics.h"
#include "services/notifications/domain.h"
#include "services/notifications/mailer.h"
#include "services/notifications/text.h"

namespace cwp::notifications {

// Sends what is due: asks registration for the address, writes the message,
// hands it over, and records that. Never loses one: what is not recorded as
// sent is tried again. Sends twice only when it died between the mail server's
// acknowledgement and its own record, and then with the same Message-ID: while
// the database refuses that record, nothing else is sent, and the record alone
// is tried again.
class Sender {
 public:
  struct Options {
    db::Database* database = nullptr;
    rpc::Peer* registration = nullptr;
    const Clock* clock = nullptr;
    Mailer* mailer = nullptr;
    Metrics* metrics = nullptr;
    Organisation organisation;
    // Where messages come from, a bare address.
    std::string sender;
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
  absl::StatusOr<bool> TakeInHand(const Message& message, absl::Time claim);
  absl::Status Deliver(const Message& message);
  void Settle(Message message, const absl::Status& outcome, absl::Time claim);
  absl::Status RecordOutcome();

  // What became of a message, until that is recorded.
  struct Outcome {
    Message message;
    absl::Time claim;
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
