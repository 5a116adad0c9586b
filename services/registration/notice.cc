#include "services/registration/notice.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "common/base/error.h"

namespace cwp::registration {
namespace {

// When there may be one more, if there may not be now.
std::optional<absl::Time> NextAfter(const std::vector<absl::Time>& lately,
                                    int most, absl::Time now) {
  const auto last = static_cast<size_t>(most) - 1;
  if (lately.size() <= last) return std::nullopt;
  const absl::Time next = lately[last] + kNoticeWindow;
  if (next <= now) return std::nullopt;
  return next;
}

}  // namespace

absl::StatusOr<Notice> DecideNotice(Notice wanted, const Recipients& recipients,
                                    const NoticesLately& lately,
                                    absl::Time now) {
  std::optional<absl::Time> next =
      NextAfter(lately.to_these, kNoticesToThese, now);
  const std::optional<absl::Time> of_author =
      NextAfter(lately.by_author, kNoticesByAuthor, now);
  if (of_author.value_or(now) > next.value_or(now)) next = of_author;
  if (next.has_value()) {
    return MakeError(
        absl::StatusCode::kResourceExhausted, "TOO_MANY_NOTICES",
        "as many were written lately as may be",
        {{"next_time", absl::FormatTime(*next, absl::UTCTimeZone())}});
  }
  wanted.recipients = static_cast<int64_t>(recipients.bookings.size() +
                                           recipients.entries.size());
  wanted.without_email = recipients.without_email;
  if (wanted.recipients == 0) {
    return FailedPrecondition("NOBODY_TO_WRITE_TO",
                              "nobody meant has an e-mail address");
  }
  wanted.state = NoticeState::kWritten;
  wanted.create_time = now;
  wanted.send_time = now + kNoticeDelay;
  return wanted;
}

absl::StatusOr<Notice> DecideTakingBack(Notice notice, absl::Time now) {
  if (notice.state == NoticeState::kTakenBack) return notice;
  if (now >= notice.send_time) {
    return FailedPrecondition("NOTICE_SENT", "this notice is on its way");
  }
  notice.state = NoticeState::kTakenBack;
  return notice;
}

}  // namespace cwp::registration
