#ifndef CWP_SERVICES_NOTIFICATIONS_CONVERT_H_
#define CWP_SERVICES_NOTIFICATIONS_CONVERT_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/notifications/v1/notifications_service.pb.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/notifications/calendar.h"
#include "services/notifications/domain.h"
#include "services/notifications/facts.h"

namespace cwp::notifications {

v1::Message ToProto(const Message& message);

// The cause of an entry on registration's feed; kOther for all that nothing is
// said of.
Cause ReadCause(absl::string_view cause);

// What a feed entry of kind `booking` says. Fails with DATA_LOSS
// `FEED_ENTRY_INVALID`, as do the next three.
absl::StatusOr<BookingNews> ReadBookingNews(const feed::v1::Change& change);

// What a feed entry of kind `waitlist_entry` says.
absl::StatusOr<EntryNews> ReadEntryNews(const feed::v1::Change& change);

// What a feed entry of kind `notice` says.
absl::StatusOr<NoticeNews> ReadNoticeNews(const feed::v1::Change& change);

// What a feed entry of kind `pool` says of when and where its session is;
// nothing when it is about something else.
absl::StatusOr<std::optional<Arrangement>> ReadArrangement(
    const feed::v1::Change& change);

// What a session on scheduling's feed, or in a list, says.
SessionNews ToNews(const scheduling::v1::Session& session);

Facts ToFacts(const scheduling::v1::Session& session);

Facts ToFacts(const registration::v1::MessageDetails& details);

// What a calendar shows of a join link.
CalendarBooking ToCalendarBooking(const registration::v1::JoinPass& pass,
                                  absl::string_view join_token,
                                  absl::string_view public_url);

}  // namespace cwp::notifications

#endif  // CWP_SERVICES_NOTIFICATIONS_CONVERT_H_
