#ifndef CWP_SERVICES_REGISTRATION_NOTICE_STORE_H_
#define CWP_SERVICES_REGISTRATION_NOTICE_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "services/registration/notice.h"

namespace cwp::registration {

// What staff wrote to those of sessions. The words are sealed, and gone once
// they were erased; the counts stay.

// The statements that make the table, for Migrations().
std::vector<std::string> CreateNoticeStatements();

// Who would get a notice now.
absl::StatusOr<Recipients> FindRecipients(db::Transaction& tx,
                                          const Notice& notice);

// When notices were written that count beside this one.
absl::StatusOr<NoticesLately> FindNoticesLately(db::Transaction& tx,
                                                const Notice& notice);

absl::Status InsertNotice(db::Transaction& tx, const Notice& notice,
                          const std::string& sealed_text);

// Saves that a notice was taken back, and erases its words.
absl::Status SaveTakenBack(db::Transaction& tx, const Notice& notice);

absl::StatusOr<std::optional<Notice>> FindNotice(db::Transaction& tx,
                                                 int64_t id);

// Notices of a session with smaller ids, newest first.
absl::StatusOr<std::vector<Notice>> ListNotices(db::Transaction& tx,
                                                int64_t session_id,
                                                int64_t before_id, int limit);

// Whether a booking is still in the notice's session; with 0 for it, whether a
// waitlist entry still waits for that.
absl::StatusOr<bool> IsStillMeant(db::Transaction& tx, const Notice& notice,
                                  int64_t booking_id, int64_t entry_id);

// The sealed words of a notice; empty once they were erased.
absl::StatusOr<std::string> FindNoticeText(db::Transaction& tx, int64_t id);

// Erases the words of what was written before `before`, or to one of these
// bookings alone.
absl::Status EraseOldNotices(db::Transaction& tx, absl::Time before);
absl::Status EraseNoticesTo(db::Transaction& tx,
                            absl::Span<const int64_t> bookings);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_NOTICE_STORE_H_
