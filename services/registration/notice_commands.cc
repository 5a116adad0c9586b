#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/command_answers.h"

namespace cwp::registration {

Applied Apply(Group& group, const WriteOne& command) {
  const Notice& wanted = command.notice;
  // What is due comes before anybody is counted.
  ASSIGN_OR_RETURN(const std::optional<Pool> pool,
                   group.FindPool(wanted.session_id));
  if (!pool.has_value()) return Refused(SessionNotFound(wanted.session_id));
  if (wanted.audience == Audience::kOneBooking) {
    ASSIGN_OR_RETURN(const std::optional<Booking> booking,
                     group.FindBooking(wanted.booking_id));
    if (!booking.has_value() || booking->session_id != wanted.session_id) {
      return Refused(BookingNotFound());
    }
  }
  ASSIGN_OR_RETURN(const Recipients recipients, group.FindRecipients(wanted));
  ASSIGN_OR_RETURN(const NoticesLately lately, group.FindNoticesLately(wanted));
  const absl::StatusOr<Notice> decided =
      DecideNotice(wanted, recipients, lately, group.moment().now);
  if (!decided.ok()) return Refused(decided.status());
  ASSIGN_OR_RETURN(Notice saved,
                   group.SaveNotice(*decided, command.sealed_text, recipients,
                                    command.order.actor));
  return Answered(std::move(saved));
}

Applied Apply(Group& group, const TakeBackOne& command) {
  ASSIGN_OR_RETURN(const std::optional<Notice> found,
                   group.FindNotice(command.notice_id));
  if (!found.has_value()) return Refused(NoticeNotFound());
  const absl::StatusOr<Notice> decided =
      DecideTakingBack(*found, group.moment().now);
  if (!decided.ok()) return Refused(decided.status());
  if (found->state == decided->state) return Answered(*decided);
  ASSIGN_OR_RETURN(Notice saved,
                   group.SaveTakenBack(*decided, command.order.actor));
  return Answered(std::move(saved));
}

}  // namespace cwp::registration
