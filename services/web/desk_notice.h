#ifndef CWP_SERVICES_WEB_DESK_NOTICE_H_
#define CWP_SERVICES_WEB_DESK_NOTICE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "cwp/registration/v1/booking.pb.h"
#include "cwp/registration/v1/notice.pb.h"
#include "services/web/booking_form.h"
#include "services/web/desk.h"

namespace cwp::web {

// What staff write to those of a session. Registration calls it a notice, and
// pages a message.

using registration::v1::Notice;

// Those whom a message can be for.
struct Audiences {
  // Everybody who comes, and everybody who waits; or one booking alone.
  std::vector<registration::v1::Contact> booked;
  std::vector<registration::v1::Contact> waiting;
  std::optional<registration::v1::Booking> one;
};

// Whom `typed` is for: its `booking`, or all. Fails as registration's lists do,
// or with NOT_FOUND `BOOKING_NOT_FOUND` when the booking is of another session.
boost::asio::awaitable<absl::StatusOr<Audiences>> FindAudiences(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const http::Parameters& typed);

// A message as it was typed.
struct TypedNotice {
  Notice::Audience audience = Notice::AUDIENCE_UNSPECIFIED;
  // With ONE_BOOKING.
  int64_t booking_id = 0;
  std::string text;
  std::vector<FieldError> errors;
};
TypedNotice ReadNotice(const http::Parameters& form);

// Those of them that a message is for.
std::vector<registration::v1::Contact> MeantBy(const TypedNotice& typed,
                                               const Audiences& audiences);

// How many of them have an e-mail address.
int CountWithEmail(const std::vector<registration::v1::Contact>& contacts);

// "Everybody who is coming", "Ada Example".
std::string AudienceWords(Notice::Audience audience);

// "12 people by email, and 2 to be phoned".
std::string ReachWords(int by_email, int to_phone);

// "Goes out at 6:03pm", "Went out", "Taken back".
std::string NoticeStateWords(const Notice& notice, absl::Time now,
                             const absl::TimeZone& zone);

// Whether a message can still be taken back.
bool CanTakeBack(const Notice& notice, absl::Time now);

// Why a message was not sent; empty when there are no words for it, also when
// it may have been sent.
std::string NoticeWordsFor(const absl::Status& status,
                           const absl::TimeZone& zone);

// The list of messages of a session.
std::string NoticesPath(int64_t session_id);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_NOTICE_H_
