#ifndef CWP_SERVICES_NOTIFICATIONS_MESSAGE_STORE_H_
#define CWP_SERVICES_NOTIFICATIONS_MESSAGE_STORE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/notifications/domain.h"

namespace cwp::notifications {

// The steps that make notifications' tables.
std::vector<db::Migration> Migrations();

// What messages are about, as tables name it: a booking's id, or minus a
// waitlist entry's.
int64_t SubjectOf(const Message& message);

// All messages about a subject.
absl::StatusOr<std::vector<Message>> FindMessages(db::Transaction& tx,
                                                  int64_t subject);

// Whether there is a newer message of the same kind about the same subject,
// made not before it.
absl::StatusOr<bool> HasNewer(db::Transaction& tx, const Message& message);

// Puts a message in line; does nothing when it stands there already.
absl::Status InsertMessage(db::Transaction& tx, const Message& message);

// Messages whose time has come, the longest waiting first.
absl::StatusOr<std::vector<Message>> FindDue(db::Transaction& tx,
                                             absl::Time now, int limit);

// When the next message is due; InfiniteFuture when none waits.
absl::StatusOr<absl::Time> NextDue(db::Transaction& tx);

// Takes a due message for oneself until `until`; false when another replica was
// quicker.
absl::StatusOr<bool> Claim(db::Transaction& tx, const Message& message,
                           absl::Time until);

// Saves what became of an attempt, made under a claim until `claim`: that it
// was sent in any case, anything else only while nobody else claimed it since.
absl::Status SaveOutcome(db::Transaction& tx, const Message& message,
                         absl::Time claim);

absl::StatusOr<std::optional<Message>> FindMessage(db::Transaction& tx,
                                                   int64_t id);

// Saves a message's new state.
absl::Status UpdateMessage(db::Transaction& tx, const Message& message);

// Lists messages with ids below `before_id`, newest first; about everything
// when `subject` is 0.
absl::StatusOr<std::vector<Message>> ListMessages(db::Transaction& tx,
                                                  int64_t subject,
                                                  int64_t before_id, int limit);

// How many messages wait that should have been sent by now, and since when the
// oldest does.
struct Backlog {
  int64_t pending = 0;
  absl::Time oldest = absl::InfiniteFuture();
};
absl::StatusOr<Backlog> ReadBacklog(db::Transaction& tx, absl::Time now);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_MESSAGE_STORE_H_
