#include "common/base/status_macros.h"
#include "services/registration/booking_store.h"
#include "services/registration/feed_records.h"
#include "services/registration/group.h"
#include "services/registration/notice_store.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {

// Whoever booked or joined in this group is among them.
absl::StatusOr<Recipients> Group::FindRecipients(const Notice& notice) {
  RETURN_IF_ERROR(FlushBookings());
  RETURN_IF_ERROR(FlushWaitlist());
  // Whoever was erased in this group is written to no more.
  RETURN_IF_ERROR(EraseBookings(*tx_, erased_bookings_));
  RETURN_IF_ERROR(EraseEntries(*tx_, erased_entries_));
  return registration::FindRecipients(*tx_, notice);
}

absl::StatusOr<NoticesLately> Group::FindNoticesLately(const Notice& notice) {
  return registration::FindNoticesLately(*tx_, notice);
}

absl::StatusOr<std::optional<Notice>> Group::FindNotice(int64_t id) {
  return registration::FindNotice(*tx_, id);
}

absl::StatusOr<Notice> Group::SaveNotice(Notice notice,
                                         const std::string& sealed_text,
                                         const Recipients& recipients,
                                         const Actor& actor) {
  notice.revision = appender_.Append(
      NoticeChangeRecord(notice, recipients, actor, moment_.now));
  RETURN_IF_ERROR(InsertNotice(*tx_, notice, sealed_text));
  return notice;
}

absl::StatusOr<Notice> Group::SaveTakenBack(Notice notice, const Actor& actor) {
  notice.revision =
      appender_.Append(NoticeChangeRecord(notice, {}, actor, moment_.now));
  RETURN_IF_ERROR(registration::SaveTakenBack(*tx_, notice));
  return notice;
}

}  // namespace cwp::registration
