#ifndef CWP_SERVICES_REGISTRATION_NOTICE_H_
#define CWP_SERVICES_REGISTRATION_NOTICE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace cwp::registration {

// The rules of what staff write to those of a session. Pure, as those of the
// pool. The reasons of refusals are documented in registration_service.proto.

// To whom; as Notice.Audience in the proto.
enum class Audience { kBooked = 1, kWaiting = 2, kOneBooking = 3 };

// How it stands; as Notice.State in the proto.
enum class NoticeState { kWritten = 1, kTakenBack = 2 };

// What staff wrote, without its words.
struct Notice {
  int64_t id = 0;
  int64_t session_id = 0;
  Audience audience = Audience::kBooked;
  // With kOneBooking.
  int64_t booking_id = 0;
  NoticeState state = NoticeState::kWritten;
  // The member of staff, as web knows them.
  std::string author;
  int64_t recipients = 0;
  int64_t without_email = 0;
  absl::Time create_time;
  absl::Time send_time;
  // Of the feed, when it last changed.
  int64_t revision = 0;
};

// Who gets one, and how many have no e-mail address.
struct Recipients {
  std::vector<int64_t> bookings;
  std::vector<int64_t> entries;
  int64_t without_email = 0;
};

// When notices were written that count towards how many there may be, without
// those taken back: the last ones, newest first.
struct NoticesLately {
  // To the same audience of the session, or to the same booking.
  std::vector<absl::Time> to_these;
  // By the same member of staff.
  std::vector<absl::Time> by_author;
};

// How many there may be in kNoticeWindow.
inline constexpr int kNoticesToThese = 5;
inline constexpr int kNoticesByAuthor = 20;
inline constexpr absl::Duration kNoticeWindow = absl::Hours(1);

// How long it can be taken back.
inline constexpr absl::Duration kNoticeDelay = absl::Minutes(1);

// How long its words are kept: what a mail server has not taken by then is of
// no use any more.
inline constexpr absl::Duration kNoticeKept = absl::Hours(24 * 7);

// The longest one, in characters.
inline constexpr int kMostNotice = 2000;

// The notice as it is to be saved, or why it cannot be.
absl::StatusOr<Notice> DecideNotice(Notice wanted, const Recipients& recipients,
                                    const NoticesLately& lately,
                                    absl::Time now);

// The notice after it was taken back. One that is, stays as it is.
absl::StatusOr<Notice> DecideTakingBack(Notice notice, absl::Time now);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_NOTICE_H_
