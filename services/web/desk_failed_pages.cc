// Which messages failed in the last days, whom they were about, and once more
// for those that may get there.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "services/web/desk.h"
#include "services/web/desk_answers.h"
#include "services/web/desk_outbox.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;
namespace v1 = ::cwp::notifications::v1;

using v1::Message;
template <class T>
using Awaited = http::asio::awaitable<absl::StatusOr<T>>;

constexpr char kMessage[] = "message";
constexpr char kAgain[] = "again";
// Each is looked up.
constexpr int kPageSize = 20;

// What a message is about, as far as it can be told.
struct About {
  std::string to;
  // Where that is shown; empty when it is not there any more.
  std::string href;
  // 0 when nobody can tell.
  int64_t session_id = 0;
};

// What the page looks up though it can do without: all of it in a moment, and
// nothing more once a service does not answer.
class LookUps {
 public:
  // All outlive it.
  LookUps(const Desk& desk, const DeskVisit& visit,
          const http::Request& request)
      : desk_(desk),
        visit_(visit),
        request_(request),
        until_(desk.site->clock->Now() + kPatience) {}

  template <class Client, class Request, class Response>
  Awaited<Response> Call(const Client& client,
                         void (Client::Async::*method)(
                             grpc::ClientContext*, const Request*, Response*,
                             std::function<void(grpc::Status)>),
                         Request wanted) {
    const absl::Duration left = until_ - desk_.site->clock->Now();
    if (gave_up_ || left <= absl::ZeroDuration()) {
      co_return absl::DeadlineExceededError("no time is left");
    }
    absl::StatusOr<Response> found = co_await client.Call(
        method, StaffCaller(desk_, visit_, request_), std::move(wanted), left);
    gave_up_ = IsNotAnswering(found.status());
    co_return found;
  }

  const Desk& desk() const { return desk_; }

 private:
  static constexpr absl::Duration kPatience = absl::Milliseconds(1500);

  const Desk& desk_;
  const DeskVisit& visit_;
  const http::Request& request_;
  const absl::Time until_;
  bool gave_up_ = false;
};

http::asio::awaitable<About> FindBooking(LookUps& look_ups, int64_t id) {
  About about = {.to =
                     Say("people.outbox.booking", {{"id", absl::StrCat(id)}})};
  registration::GetBookingRequest wanted;
  wanted.set_id(id);
  const absl::StatusOr<registration::Booking> booking = co_await look_ups.Call(
      *look_ups.desk().registration, &RegistrationCalls::Async::GetBooking,
      std::move(wanted));
  if (!booking.ok()) co_return about;
  about.href = BookingPath(id);
  about.session_id = booking->session_id();
  co_return about;
}

// The session that an entry is shown with: that of its offer, or the first that
// it waits for.
http::asio::awaitable<int64_t> SessionOf(
    LookUps& look_ups, const registration::WaitlistEntry& entry) {
  if (entry.offer().session_id() != 0) co_return entry.offer().session_id();
  if (!entry.session_ids().empty()) co_return entry.session_ids(0);
  scheduling::ListSessionsRequest wanted =
      DatesOf(look_ups.desk(), entry.workshop_id());
  wanted.set_page_size(1);
  const absl::StatusOr<scheduling::ListSessionsResponse> dates =
      co_await look_ups.Call(*look_ups.desk().scheduling,
                             &SchedulingCalls::Async::ListSessions,
                             std::move(wanted));
  co_return dates.ok() && !dates->sessions().empty() ? dates->sessions(0).id()
                                                     : 0;
}

http::asio::awaitable<About> FindEntry(LookUps& look_ups, int64_t id) {
  About about = {.to = Say("people.outbox.entry", {{"id", absl::StrCat(id)}})};
  registration::GetWaitlistEntryRequest wanted;
  wanted.set_id(id);
  const absl::StatusOr<registration::WaitlistEntry> entry =
      co_await look_ups.Call(*look_ups.desk().registration,
                             &RegistrationCalls::Async::GetWaitlistEntry,
                             std::move(wanted));
  if (!entry.ok()) co_return about;
  about.session_id = co_await SessionOf(look_ups, *entry);
  about.href = WaitingPath(id);
  co_return about;
}

http::asio::awaitable<About> FindAbout(LookUps& look_ups,
                                       const Message& message) {
  if (message.booking_id() != 0) {
    co_return co_await FindBooking(look_ups, message.booking_id());
  }
  if (message.waitlist_entry_id() != 0) {
    co_return co_await FindEntry(look_ups, message.waitlist_entry_id());
  }
  co_return About{.to = Say("people.failed.leaders"),
                  .href = SessionPath(message.session_id()),
                  .session_id = message.session_id()};
}

// "Helping your child with worry, Wednesday 2 December 2026, 6pm to 7:30pm", of
// each session once.
class SessionNames {
 public:
  http::asio::awaitable<std::string> Find(LookUps& look_ups, int64_t id) {
    if (id == 0) co_return Say("office.not_known");
    const auto found = words_.find(id);
    if (found != words_.end()) co_return found->second;
    scheduling::GetSessionRequest wanted;
    wanted.set_id(id);
    const absl::StatusOr<scheduling::Session> session = co_await look_ups.Call(
        *look_ups.desk().scheduling, &SchedulingCalls::Async::GetSession,
        std::move(wanted));
    std::string words = Say("office.not_known");
    if (session.ok()) {
      words = absl::StrCat(session->workshop_title(), ", ",
                           RangeOf(*session, look_ups.desk().site->zone));
    }
    words_[id] = words;
    co_return words;
  }

 private:
  std::map<int64_t, std::string> words_;
};

std::string WhyWordsOf(const Message& message, const absl::TimeZone& zone) {
  if (message.state() != Message::PENDING) return WhyWords(message);
  return Say("people.failed.still_tried",
             {{"why", WhyWords(message)},
              {"state", MessageStateWords(message, zone)}});
}

View RowOf(const Message& message, const About& about, std::string session,
           const absl::TimeZone& zone) {
  View to = {{"column", Say("people.label.to")},
             {"is_header", true},
             {"text", about.to}};
  if (!about.href.empty()) to["cell_href"] = about.href;
  const auto cell = [](absl::string_view column, std::string text) {
    return View{{"column", std::string(column)}, {"text", std::move(text)}};
  };
  return {
      {"cells",
       json::array{
           std::move(to), cell(Say("people.label.session"), std::move(session)),
           cell(Say("people.label.message"), MessageKindWords(message.kind())),
           cell(Say("people.label.due"),
                civil::DateTimeWords(ToTime(message.due_time()), zone)),
           cell(Say("people.label.why"), WhyWordsOf(message, zone))}}};
}

Awaited<v1::ListMessagesResponse> List(const Desk& desk, const DeskVisit& visit,
                                       const http::Request& request,
                                       std::string token) {
  v1::ListMessagesRequest wanted;
  *wanted.mutable_failed_since() = ToTimestamp(FailedSince(desk));
  wanted.set_page_size(kPageSize);
  wanted.set_page_token(std::move(token));
  co_return co_await desk.notifications->Call(
      &NotificationsCalls::Async::ListMessages,
      StaffCaller(desk, visit, request), std::move(wanted));
}

// The form that has all on the page tried again that may be.
void AddAgain(const Desk& desk, const DeskVisit& visit,
              const v1::ListMessagesResponse& page, View& view) {
  View form = DeskForm(desk, visit, absl::StrCat(kFailedPath, "/again"));
  bool any = false;
  for (const Message& message : page.messages()) {
    if (!MayTryAgain(message)) continue;
    any = true;
    form["hidden"].as_array().push_back(
        View{{"name", kMessage}, {"value", absl::StrCat(message.id())}});
  }
  if (any) view["again_form"] = std::move(form);
}

void AddDone(const http::Request& request, View& view) {
  int count = 0;
  if (!absl::SimpleAtoi(request.query().Get(kAgain), &count)) return;
  if (count < 1 || count > kPageSize) return;
  view["done"] = View{{"done_text", SayCount("people.failed.again", count)}};
}

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  std::string token(request.query().Get("page"));
  absl::StatusOr<v1::ListMessagesResponse> page =
      co_await List(desk, visit, request, std::move(token));
  View view;
  // Of a list that began on another day.
  if (ReasonOf(page.status()) == "PAGE_TOKEN_INVALID") {
    std::string first;
    page = co_await List(desk, visit, request, std::move(first));
    view["left_out"] = true;
  }
  if (!page.ok()) co_return page.status();
  LookUps look_ups(desk, visit, request);
  SessionNames names;
  json::array rows;
  for (const Message& message : page->messages()) {
    const About about = co_await FindAbout(look_ups, message);
    std::string session = co_await names.Find(look_ups, about.session_id);
    rows.push_back(RowOf(message, about, std::move(session), desk.site->zone));
  }
  AddDone(request, view);
  AddAgain(desk, visit, *page, view);
  if (rows.empty()) {
    view["none_failed"] = true;
    view["failed_table"] = false;
  } else {
    view["failed_words"] = SayCount("people.failed.count", page->total_size());
    view["failed_table"] = View{{"table_rows", std::move(rows)}};
  }
  if (!page->next_page_token().empty()) {
    std::string href = absl::StrCat(
        kFailedPath, "?page=", http::PercentEncode(page->next_page_token()));
    view["pages"] = View{{"next", View{{"href", std::move(href)}}}};
  }
  co_return DeskPage(desk, visit, "desk-failed", std::move(view));
}

http::Answer TryThemAgain(const Desk& desk, const DeskVisit& visit,
                          http::Request& request) {
  std::vector<int64_t> ids;
  for (const absl::string_view value : visit.form.All(kMessage)) {
    const int64_t id = ParseId(value).value_or(0);
    if (id != 0 && ids.size() < size_t{kPageSize}) ids.push_back(id);
  }
  const absl::StatusOr<int> tried =
      co_await TryAgain(desk, visit, request, std::move(ids));
  if (!tried.ok()) co_return tried.status();
  co_return http::Redirect(absl::StrCat(kFailedPath, "?", kAgain, "=", *tried));
}

}  // namespace

std::vector<DeskRoute> DeskFailedRoutes() {
  constexpr Permission kNeeded = Permission::kChangePeople;
  return {{.method = "GET",
           .pattern = std::string(kFailedPath),
           .permission = kNeeded,
           .audit = DeskAudit::Shows(AuditAct::kFailedMessagesViewed,
                                     AuditSubject::kNone),
           .handler = &Show},
          {.method = "POST",
           .pattern = absl::StrCat(kFailedPath, "/again"),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kNoticeTriedAgain,
                                       AuditSubject::kNone),
           .handler = &TryThemAgain}};
}

}  // namespace cwp::web
