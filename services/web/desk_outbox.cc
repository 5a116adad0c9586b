#include "services/web/desk_outbox.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/error.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::notifications::v1;

using v1::Message;

constexpr int kDaysBack = 7;
// Of one booking or entry; nobody scrolls through more.
constexpr int kMostSent = 20;
// A page that says it does without when notifications is slow.
constexpr absl::Duration kSentPatience = absl::Milliseconds(1500);

// Why a message was not sent, or not yet.
struct Why {
  absl::string_view reason;
  // Of its words.
  absl::string_view key;
  // Whether trying again may help.
  bool again = false;
};
constexpr Why kWhys[] = {
    {"OVERTAKEN", "people.outbox.overtaken"},
    {"ERASED", "people.outbox.erased"},
    {"TAKEN_BACK", "people.outbox.taken_back"},
    {"NOTICE_NOT_FOUND", "people.outbox.no_notice"},
    {"BOOKING_NOT_FOUND", "people.outbox.no_booking"},
    {"WAITLIST_ENTRY_NOT_FOUND", "people.outbox.no_entry"},
    {"SESSION_NOT_FOUND", "people.outbox.no_session"},
    {"NO_ADDRESS", "people.outbox.no_address", true},
    {"HEADER_INVALID", "people.outbox.header", true},
    {"MAIL_REFUSED", "people.outbox.refused", true},
    {"MAIL_UNAVAILABLE", "people.outbox.unavailable", true},
};

const Why* FindWhy(absl::string_view reason) {
  const auto* const found =
      std::find_if(std::begin(kWhys), std::end(kWhys),
                   [&](const Why& why) { return why.reason == reason; });
  return found == std::end(kWhys) ? nullptr : found;
}

// Whether a message is as it should be: somebody else had it tried again, or
// nobody needs it.
bool IsLeftAlone(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "MESSAGE_SENT" || reason == "MESSAGE_NOT_FOUND" ||
         reason == "MESSAGE_NOT_WANTED";
}

struct KindWords {
  Message::Kind kind;
  absl::string_view key;
};
constexpr KindWords kKinds[] = {
    {Message::CONFIRMATION, "people.kind.confirmation"},
    {Message::CANCELLATION, "people.kind.cancellation"},
    {Message::REPEAT, "people.kind.repeat"},
    {Message::CHANGE, "people.kind.change"},
    {Message::MOVE, "people.kind.move"},
    {Message::RESCHEDULE, "people.kind.reschedule"},
    {Message::REMINDER, "people.kind.reminder"},
    {Message::LAST_REMINDER, "people.kind.last_reminder"},
    {Message::SESSION_CANCELLATION, "people.kind.session_cancellation"},
    {Message::REFUSAL, "people.kind.refusal"},
    {Message::LIMIT, "people.kind.limit"},
    {Message::BLOCK, "people.kind.block"},
    {Message::WAITLISTED, "people.kind.waitlisted"},
    {Message::WAITLIST_REPEAT, "people.kind.waitlist_repeat"},
    {Message::WAITLIST_BOOKED, "people.kind.waitlist_booked"},
    {Message::WAITLIST_REFUSAL, "people.kind.waitlist_refusal"},
    {Message::OFFER, "people.kind.offer"},
    {Message::OFFER_LAPSE, "people.kind.offer_lapse"},
    {Message::OFFER_WITHDRAWAL, "people.kind.offer_withdrawal"},
    {Message::WAITLIST_END, "people.kind.waitlist_end"},
    {Message::FIND, "people.kind.find"},
    {Message::ERASED, "people.kind.erased"},
    {Message::TOO_LATE, "people.kind.too_late"},
    {Message::ADDRESS_MISSING, "people.kind.address_missing"},
    {Message::RELOCATION, "people.kind.relocation"},
    {Message::HELD_IN_LINE, "people.kind.held_in_line"},
    {Message::NOTICE, "people.kind.notice"},
};

}  // namespace

std::string WhyWords(const Message& message) {
  const Why* const why = FindWhy(message.last_error());
  return why == nullptr ? message.last_error() : Say(why->key);
}

bool MayTryAgain(const Message& message) {
  const Why* const why = FindWhy(message.last_error());
  return message.state() == Message::DROPPED && (why == nullptr || why->again);
}

std::string MessageStateWords(const Message& message,
                              const absl::TimeZone& zone) {
  switch (message.state()) {
    case Message::SENT:
      return Say(
          "people.outbox.sent",
          {{"when", civil::DateTimeWords(ToTime(message.send_time()), zone)}});
    case Message::PENDING: {
      const std::string time =
          civil::TimeWords(ToTime(message.next_time()), zone);
      return message.attempts() == 0
                 ? Say("people.message.goes_out", {{"time", time}})
                 : Say("people.outbox.tried_again", {{"time", time}});
    }
    default:
      return Say("people.outbox.not_sent");
  }
}

std::string MessageKindWords(Message::Kind kind) {
  for (const KindWords& known : kKinds) {
    if (known.kind == kind) return Say(known.key);
  }
  return Say("office.not_known");
}

boost::asio::awaitable<void> AddSent(const Desk& desk, const DeskVisit& visit,
                                     const http::Request& request,
                                     v1::ListMessagesRequest wanted,
                                     View& view) {
  wanted.set_page_size(kMostSent);
  const absl::StatusOr<v1::ListMessagesResponse> found =
      co_await desk.notifications->Call(
          &NotificationsCalls::Async::ListMessages,
          StaffCaller(desk, visit, request), std::move(wanted), kSentPatience);
  if (!found.ok()) {
    view["sent_unknown"] = true;
    co_return;
  }
  json::array rows;
  bool may_try_again = false;
  for (const Message& message : found->messages()) {
    json::array lines = {MessageStateWords(message, desk.site->zone)};
    const std::string why = WhyWords(message);
    if (message.state() != Message::SENT && !why.empty()) {
      lines.emplace_back(why);
    }
    may_try_again = may_try_again || MayTryAgain(message);
    rows.push_back(View{{"key", MessageKindWords(message.kind())},
                        {"lines", std::move(lines)}});
  }
  if (rows.empty()) {
    view["sent_none"] = true;
    co_return;
  }
  View sent = {{"rows", std::move(rows)}};
  if (may_try_again) sent["failed_href"] = std::string(kFailedPath);
  view["sent"] = std::move(sent);
}

boost::asio::awaitable<absl::StatusOr<int>> TryAgain(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    std::vector<int64_t> message_ids) {
  int tried = 0;
  absl::Status failure =
      FailedPrecondition("NOTHING_TO_TRY_AGAIN", "none is to be sent");
  for (const int64_t id : message_ids) {
    v1::ResendMessageRequest wanted;
    wanted.set_id(id);
    const absl::StatusOr<Message> again = co_await desk.notifications->Call(
        &NotificationsCalls::Async::ResendMessage,
        StaffCaller(desk, visit, request), std::move(wanted));
    if (again.ok()) {
      ++tried;
    } else if (!IsLeftAlone(again.status())) {
      failure = again.status();
    }
    // The others would only wait as long.
    if (IsNotAnswering(again.status())) break;
  }
  if (tried == 0) co_return failure;
  co_return tried;
}

absl::Time FailedSince(const Desk& desk) {
  const absl::CivilDay today =
      absl::ToCivilDay(desk.site->clock->Now(), desk.site->zone);
  return absl::FromCivil(today - kDaysBack, desk.site->zone);
}

}  // namespace cwp::web
