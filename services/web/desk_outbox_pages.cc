// What became of a message to those of a session: how far it has come for each
// of them, and once more for those it did not get to.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_notice.h"
#include "services/web/desk_outbox.h"
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

View RowOf(const Message& message, const absl::TimeZone& zone) {
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
                                : WaitingPath(message.waitlist_entry_id())}},
                   View{{"column", Say("people.label.state")},
                        {"text", MessageStateWords(message, zone)}},
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
    rows.push_back(RowOf(message, desk.site->zone));
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

http::Answer TryAllAgain(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  CO_ASSIGN_OR_RETURN(const std::vector<Message> messages,
                      co_await ListAll(desk, visit, request));
  std::vector<int64_t> ids;
  for (const Message& message : messages) {
    if (MayTryAgain(message)) ids.push_back(message.id());
  }
  const absl::StatusOr<int> tried =
      co_await TryAgain(desk, visit, request, std::move(ids));
  if (!tried.ok()) co_return tried.status();
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
           .handler = &TryAllAgain}};
}

}  // namespace cwp::web
