// What became of a message to those of a session: how far it has come for each
// of them, and once more for those it did not get to.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_notice.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
namespace v1 = ::cwp::notifications::v1;

using Calls = NotificationsCalls::Async;
using v1::Message;
template <class T>
using Awaited = http::asio::awaitable<absl::StatusOr<T>>;

constexpr absl::string_view kPattern = "/desk/sessions/{id}/messages/{message}";
// As notifications' lists take.
constexpr int kPage = 200;

int64_t NoticeIn(const http::Request& request) {
  return ParseId(request.Param("message")).value_or(0);
}

std::string OutboxPath(const http::Request& request) {
  return absl::StrCat(NoticesPath(IdIn(request)), "/", NoticeIn(request));
}

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
    {"NO_ADDRESS", "people.outbox.no_address", true},
    {"MAIL_REFUSED", "people.outbox.refused", true},
    {"MAIL_UNAVAILABLE", "people.outbox.unavailable", true},
};

const Why* FindWhy(absl::string_view reason) {
  const auto* const found =
      std::find_if(std::begin(kWhys), std::end(kWhys),
                   [&](const Why& why) { return why.reason == reason; });
  return found == std::end(kWhys) ? nullptr : found;
}

std::string WhyWords(const Message& message) {
  const Why* const why = FindWhy(message.last_error());
  return why == nullptr ? message.last_error() : Say(why->key);
}

// What is dropped for good reasons stays so.
bool MayTryAgain(const Message& message) {
  const Why* const why = FindWhy(message.last_error());
  return message.state() == Message::DROPPED && (why == nullptr || why->again);
}

std::string StateWordsOf(const Message& message, const absl::TimeZone& zone) {
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

// All messages that pass a notice on, the last first.
Awaited<std::vector<Message>> ListAll(const Desk& desk, const DeskVisit& visit,
                                      const http::Request& request) {
  std::vector<Message> messages;
  v1::ListMessagesRequest wanted;
  wanted.set_notice_id(NoticeIn(request));
  wanted.set_page_size(kPage);
  if (wanted.notice_id() == 0) {
    co_return NotFound("NOTICE_NOT_FOUND", "there is no such message");
  }
  while (true) {
    v1::ListMessagesRequest next = wanted;
    CO_ASSIGN_OR_RETURN(
        v1::ListMessagesResponse page,
        co_await desk.notifications->Call(&Calls::ListMessages,
                                          StaffCaller(desk, visit, request),
                                          std::move(next)));
    for (Message& message : *page.mutable_messages()) {
      messages.push_back(std::move(message));
    }
    if (page.next_page_token().empty()) co_return messages;
    wanted.set_page_token(page.next_page_token());
  }
}

View RowOf(const Message& message, int64_t session_id,
           const absl::TimeZone& zone) {
  const bool booked = message.booking_id() != 0;
  const std::string why = WhyWords(message);
  std::string to =
      booked ? Say("people.outbox.booking",
                   {{"id", absl::StrCat(message.booking_id())}})
             : Say("people.outbox.entry",
                   {{"id", absl::StrCat(message.waitlist_entry_id())}});
  return {
      {"cells",
       json::array{View{{"column", Say("people.label.to")},
                        {"is_header", true},
                        {"text", std::move(to)},
                        {"cell_href",
                         booked ? BookingPath(message.booking_id())
                                : WaitingPath(session_id,
                                              message.waitlist_entry_id())}},
                   View{{"column", Say("people.label.state")},
                        {"text", StateWordsOf(message, zone)}},
                   View{{"column", Say("people.label.tries")},
                        {"text", absl::StrCat(message.attempts())}},
                   View{{"column", Say("people.label.why")},
                        {"text", why.empty() ? "–" : why}}}}};
}

http::Answer OutboxPage(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const scheduling::Session session,
                      co_await GetSession(desk, visit, request));
  CO_ASSIGN_OR_RETURN(const std::vector<Message> messages,
                      co_await ListAll(desk, visit, request));
  json::array rows;
  int sent = 0;
  int failed = 0;
  for (const Message& message : messages) {
    rows.push_back(RowOf(message, session.id(), desk.site->zone));
    sent += message.state() == Message::SENT ? 1 : 0;
    failed += MayTryAgain(message) ? 1 : 0;
  }
  View view = {{"session_title", session.workshop_title()},
               {"session_begins", RangeOf(session, desk.site->zone)},
               {"sent_words", Say("people.outbox.how_many",
                                  {{"sent", absl::StrCat(sent)},
                                   {"all", absl::StrCat(messages.size())}})},
               {"back_link", View{{"text", Say("people.back")},
                                  {"href", NoticesPath(session.id())}}}};
  if (rows.empty()) {
    view["not_heard_of"] = true;
    view["outbox_table"] = false;
  } else {
    view["outbox_table"] = View{{"table_rows", std::move(rows)}};
  }
  if (failed > 0) {
    view["again_form"] =
        DeskForm(desk, visit, absl::StrCat(OutboxPath(request), "/again"));
  }
  co_return DeskPage(desk, visit, "desk-outbox", std::move(view));
}

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  co_return co_await OutboxPage(desk, visit, request);
}

http::Answer TryAgain(const Desk& desk, const DeskVisit& visit,
                      http::Request& request) {
  CO_ASSIGN_OR_RETURN(const std::vector<Message> messages,
                      co_await ListAll(desk, visit, request));
  for (const Message& message : messages) {
    if (!MayTryAgain(message)) continue;
    v1::ResendMessageRequest wanted;
    wanted.set_id(message.id());
    const absl::StatusOr<Message> again = co_await desk.notifications->Call(
        &Calls::ResendMessage, StaffCaller(desk, visit, request),
        std::move(wanted));
    // Somebody else had it tried again meanwhile.
    if (ReasonOf(again.status()) == "MESSAGE_SENT") continue;
    if (!again.ok()) co_return again.status();
  }
  co_return http::Redirect(OutboxPath(request));
}

}  // namespace

std::vector<DeskRoute> DeskOutboxRoutes() {
  constexpr Permission kNeeded = Permission::kChangePeople;
  return {{.method = "GET",
           .pattern = std::string(kPattern),
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &Show},
          {.method = "POST",
           .pattern = absl::StrCat(kPattern, "/again"),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kNoticeTriedAgain,
                                       AuditSubject::kSession),
           .handler = &TryAgain}};
}

}  // namespace cwp::web
