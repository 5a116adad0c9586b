#ifndef CWP_SERVICES_WEB_DESK_OUTBOX_H_
#define CWP_SERVICES_WEB_DESK_OUTBOX_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "cwp/notifications/v1/notifications_service.pb.h"
#include "services/web/desk.h"
#include "services/web/view.h"

namespace cwp::web {

// What became of messages, as notifications tells whoever is signed in. No
// personal data: messages are about bookings and entries by their numbers.

// Why a message was not sent, or not yet; empty when nothing went wrong.
std::string WhyWords(const notifications::v1::Message& message);

// Whether it was given up, and trying again may help. What is dropped for good
// reasons stays so.
bool MayTryAgain(const notifications::v1::Message& message);

// "Sent 6:03pm", "Tried again at 6:18pm", "Not sent".
std::string MessageStateWords(const notifications::v1::Message& message,
                              const absl::TimeZone& zone);

// What a message is about: "A booking was made".
std::string MessageKindWords(notifications::v1::Message::Kind kind);

// What became of the newest messages that `wanted` names, in rows of a summary
// list, as `sent` of a page; or that there are none, or that nobody can say
// now, as `sent_none` or `sent_unknown`.
boost::asio::awaitable<void> AddSent(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    notifications::v1::ListMessagesRequest wanted, View& view);

// Has them tried again, and returns how many are. One that was sent, is not
// there any more or is of no use to anybody is left alone. Fails, when none is
// tried again, with FAILED_PRECONDITION `NOTHING_TO_TRY_AGAIN` or as
// notifications failed.
boost::asio::awaitable<absl::StatusOr<int>> TryAgain(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    std::vector<int64_t> message_ids);

// Where those that failed lately are listed.
inline constexpr absl::string_view kFailedPath = "/desk/messages/failed";

// Since when failures are told: seven days ago, from midnight, so that pages of
// one list fit together.
absl::Time FailedSince(const Desk& desk);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_OUTBOX_H_
