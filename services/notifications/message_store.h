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
// waitlist entry's; 0 of a session.
int64_t SubjectOf(const Message& message);

// All messages about a booking or entry.
absl::StatusOr<std::vector<Message>> FindMessages(db::Transaction& tx,
                                                  int64_t subject);

// All messages about a session itself.
absl::StatusOr<std::vector<Message>> FindSessionMessages(db::Transaction& tx,
                                                         int64_t session_id);

// Whether there is a newer message of the same kind about the same subject,
// made not before it.
absl::StatusOr<bool> HasNewer(db::Transaction& tx, const Message& message);

// Whether a message that says when and where a booking's session is waits to be
// sent.
absl::StatusOr<bool> IsBeingTold(db::Transaction& tx, int64_t booking_id);

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

// Drops what waits to be sent of a notice that was taken back.
absl::Status DropNotice(db::Transaction& tx, int64_t notice_id);

// Which messages to list, by what they are about.
struct MessageFilter {
  // Only those about this, as tables name it, when not 0.
  int64_t subject = 0;
  // Only those about this session, when not 0.
  int64_t session_id = 0;
  // Only those that pass on this notice, when not 0.
  int64_t notice_id = 0;
  // Only those with smaller ids.
  int64_t before_id = 0;
  int limit = 0;
};

// Messages, newest first.
absl::StatusOr<std::vector<Message>> ListMessages(db::Transaction& tx,
                                                  const MessageFilter& filter);

// What failed: dropped though somebody was to read it, as
// ListMessagesRequest.failed_since says, or still tried again so long after it
// was to be sent.
inline constexpr absl::Duration kFailsAfter = absl::Hours(1);
struct FailedFilter {
  // Only what was to be sent then or later.
  absl::Time since;
  absl::Time now;
  // Only what comes after this in the list.
  absl::Time before_due = absl::InfiniteFuture();
  int64_t before_id = 0;
  int limit = 0;
};

// Messages that failed, by when they were to be sent, the last first.
absl::StatusOr<std::vector<Message>> ListFailed(db::Transaction& tx,
                                                const FailedFilter& filter);

// How many there are from `since` on, on all pages.
absl::StatusOr<int64_t> CountFailed(db::Transaction& tx,
                                    const FailedFilter& filter);

// How many messages wait that should have been sent by now, and since when the
// oldest does.
struct Backlog {
  int64_t pending = 0;
  absl::Time oldest = absl::InfiniteFuture();
};
absl::StatusOr<Backlog> ReadBacklog(db::Transaction& tx, absl::Time now);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_MESSAGE_STORE_H_
