// Messages to those of a session: written, looked at as they will arrive, sent,
// and taken back while that can be.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "cwp/notifications/v1/notifications_service.grpc.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_form.h"
#include "services/web/desk_notice.h"
#include "services/web/desk_people.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace notifications = ::cwp::notifications::v1;
namespace scheduling = ::cwp::scheduling::v1;
namespace v1 = ::cwp::registration::v1;

using Calls = RegistrationCalls::Async;

constexpr absl::string_view kPattern = "/desk/sessions/{id}/messages";

std::string NewPath(int64_t session_id) {
  return absl::StrCat(NoticesPath(session_id), "/new");
}

// What all pages here show.
View Shown(const Desk& desk, const scheduling::Session& session) {
  return {{"session_title", session.workshop_title()},
          {"session_begins", RangeOf(session, desk.site->zone)}};
}

// The list.

View NoticeRow(const Desk& desk, const DeskVisit& visit, const Notice& notice) {
  const absl::TimeZone& zone = desk.site->zone;
  View to = {{"column", Say("people.label.to")},
             {"text", AudienceWords(notice.audience())}};
  if (notice.audience() == Notice::ONE_BOOKING) {
    to["cell_href"] = BookingPath(notice.booking_id());
  }
  View written = {
      {"column", Say("people.label.written")},
      {"is_header", true},
      {"text", civil::DateTimeWords(ToTime(notice.create_time()), zone)}};
  if (Allows(visit.staff().role, Permission::kChangePeople)) {
    written["cell_href"] =
        absl::StrCat(NoticesPath(notice.session_id()), "/", notice.id());
  }
  return {{"cells",
           json::array{
               std::move(written), std::move(to),
               View{{"column", Say("people.label.how_many")},
                    {"text",
                     ReachWords(notice.recipients(), notice.without_email())}},
               View{{"column", Say("people.label.state")},
                    {"text", NoticeStateWords(notice, desk.site->clock->Now(),
                                              zone)}}}}};
}

View TakeBackForm(const Desk& desk, const DeskVisit& visit,
                  const Notice& notice) {
  DeskVisit anew;
  anew.session = visit.session;
  View form = DeskForm(desk, anew,
                       absl::StrCat(NoticesPath(notice.session_id()), "/",
                                    notice.id(), "/take-back"));
  return {{"waiting_text",
           Say("people.message.can_be_taken_back",
               {{"to", AudienceWords(notice.audience())},
                {"reach", ReachWords(notice.recipients(), 0)},
                {"time", civil::TimeWords(ToTime(notice.send_time()),
                                          desk.site->zone)}})},
          {"take_back_form", std::move(form)}};
}

http::Answer ListPage(const Desk& desk, const DeskVisit& visit,
                      const http::Request& request, std::string problem) {
  CO_ASSIGN_OR_RETURN(const scheduling::Session session,
                      co_await GetSession(desk, visit, request));
  v1::ListNoticesRequest wanted;
  wanted.set_session_id(session.id());
  absl::StatusOr<v1::ListNoticesResponse> listed =
      co_await desk.registration->Call(&Calls::ListNotices,
                                       StaffCaller(desk, visit, request),
                                       std::move(wanted));
  // Registration has not heard of the session, so nobody was written to.
  if (absl::IsNotFound(listed.status())) listed = v1::ListNoticesResponse();
  if (!listed.ok()) co_return listed.status();
  View view = Shown(desk, session);
  json::array rows;
  json::array waiting;
  for (const Notice& notice : listed->notices()) {
    rows.push_back(NoticeRow(desk, visit, notice));
    if (CanTakeBack(notice, desk.site->clock->Now())) {
      waiting.push_back(TakeBackForm(desk, visit, notice));
    }
  }
  if (!waiting.empty()) view["waiting_messages"] = std::move(waiting);
  if (rows.empty()) {
    view["no_messages"] = true;
    view["messages_table"] = false;
  } else {
    view["messages_table"] = View{{"table_rows", std::move(rows)}};
  }
  view["new_href"] = NewPath(session.id());
  view["back_link"] = View{{"text", Say("people.back_to_session")},
                           {"href", SessionPath(session.id())}};
  if (!problem.empty()) view["refused_because"] = problem;
  co_return DeskPage(desk, visit, "desk-messages", std::move(view),
                     problem.empty() ? 200 : 409);
}

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  co_return co_await ListPage(desk, visit, request, "");
}

// The form.

// What is wrong with what was typed, and why it was not sent.
struct Refusal {
  std::vector<FieldError> errors;
  std::string problem;
  // It may have been sent all the same.
  bool outcome_unknown = false;
};

std::string HintFor(const std::vector<v1::Contact>& contacts) {
  if (contacts.empty()) return Say("people.message.to_nobody");
  const int by_email = CountWithEmail(contacts);
  return ReachWords(by_email, static_cast<int>(contacts.size()) - by_email);
}

void AddAudiences(const Audiences& audiences, View& fields) {
  SetChoices(fields, "to",
             {{.value = "booked",
               .text = AudienceWords(Notice::BOOKED),
               .hint = HintFor(audiences.booked)},
              {.value = "waiting",
               .text = AudienceWords(Notice::WAITING),
               .hint = HintFor(audiences.waiting)}});
}

// `typed` is what the form is filled with.
http::Answer FormPage(const Desk& desk, const DeskVisit& visit,
                      const http::Request& request,
                      const http::Parameters& typed, Refusal refusal) {
  CO_ASSIGN_OR_RETURN(const scheduling::Session session,
                      co_await GetSession(desk, visit, request));
  absl::StatusOr<Audiences> audiences =
      co_await FindAudiences(desk, visit, request, typed);
  // What was typed is worth more than how many there are.
  const bool told = !refusal.problem.empty() || refusal.outcome_unknown;
  if (absl::IsUnavailable(audiences.status()) && told) audiences = Audiences();
  if (!audiences.ok()) co_return audiences.status();
  View fixed = desk.site->renderer->Fixed("desk-message-new");
  AddAudiences(*audiences, fixed.at("fields").as_object());
  View view = FilledFields(fixed, typed, refusal.errors);
  View form = DeskForm(desk, visit, NewPath(session.id()));
  if (typed.Has("booking")) {
    view.at("fields").as_object()["to"] = false;
    form["hidden"].as_array().push_back(View{
        {"name", "booking"}, {"value", std::string(typed.Get("booking"))}});
  }
  if (audiences->one.has_value()) {
    view["to_one"] = ContactWords(audiences->one->contact());
  }
  for (auto& part : Shown(desk, session)) view[part.key()] = part.value();
  view["form"] = std::move(form);
  view["back_link"] =
      View{{"text", Say("people.back")}, {"href", NoticesPath(session.id())}};
  if (!refusal.problem.empty()) view["refused_because"] = refusal.problem;
  if (refusal.outcome_unknown) view["outcome_unknown"] = true;
  const int code =
      refusal.outcome_unknown ? 503 : FormCode(!refusal.errors.empty(), told);
  co_return DeskPage(desk, visit, "desk-message-new", std::move(view), code);
}

http::Answer Ask(const Desk& desk, const DeskVisit& visit,
                 http::Request& request) {
  Refusal none;
  co_return co_await FormPage(desk, visit, request, request.query(),
                              std::move(none));
}

// The message as it will arrive.

json::array PhoneRows(const std::vector<v1::Contact>& contacts) {
  json::array rows;
  for (const v1::Contact& contact : contacts) {
    if (!contact.email().empty()) continue;
    rows.push_back(
        View{{"cells", json::array{View{{"column", Say("people.label.name")},
                                        {"is_header", true},
                                        {"text", contact.name()}},
                                   View{{"column", Say("people.label.phone")},
                                        {"text", contact.phone()}}}}});
  }
  return rows;
}

View CheckView(const Desk& desk, const DeskVisit& visit,
               const scheduling::Session& session, const TypedNotice& typed,
               const Audiences& audiences) {
  const std::vector<v1::Contact> meant = MeantBy(typed, audiences);
  const int by_email = CountWithEmail(meant);
  View view = Shown(desk, session);
  std::string to = AudienceWords(typed.audience);
  if (audiences.one.has_value()) to = audiences.one->contact().name();
  view["to_words"] =
      Say("people.message.to_words", {{"to", to}, {"reach", HintFor(meant)}});
  json::array phone = PhoneRows(meant);
  view["phone_table"] = false;
  if (!phone.empty()) view["phone_table"] = View{{"table_rows", phone}};
  View back = DeskForm(desk, visit, NewPath(session.id()));
  CarryOn(visit, {"then"}, back);
  view["back_form"] = std::move(back);
  if (by_email == 0) {
    view["nobody"] = true;
    return view;
  }
  View form =
      DeskForm(desk, visit, absl::StrCat(NoticesPath(session.id()), "/send"));
  CarryOn(visit, {"then"}, form);
  view["form"] = std::move(form);
  return view;
}

http::Answer Check(const Desk& desk, const DeskVisit& visit,
                   http::Request& request) {
  TypedNotice typed = ReadNotice(visit.form);
  Refusal refusal;
  const bool form_again = visit.review || visit.form.Get("then") == "form";
  if (!form_again) refusal.errors = std::move(typed.errors);
  if (form_again || !refusal.errors.empty()) {
    co_return co_await FormPage(desk, visit, request, visit.form,
                                std::move(refusal));
  }
  CO_ASSIGN_OR_RETURN(const scheduling::Session session,
                      co_await GetSession(desk, visit, request));
  CO_ASSIGN_OR_RETURN(const Audiences audiences,
                      co_await FindAudiences(desk, visit, request, visit.form));
  notifications::PreviewNoticeRequest wanted;
  wanted.set_session_id(session.id());
  wanted.set_waiting(typed.audience == Notice::WAITING);
  wanted.set_text(typed.text);
  const absl::StatusOr<notifications::NoticePreview> preview =
      co_await desk.notifications->Call(
          &NotificationsCalls::Async::PreviewNotice,
          StaffCaller(desk, visit, request), std::move(wanted));
  if (!preview.ok()) {
    refusal.problem = Say("people.message.no_preview");
    co_return co_await FormPage(desk, visit, request, visit.form,
                                std::move(refusal));
  }
  View view = CheckView(desk, visit, session, typed, audiences);
  view["subject"] = preview->subject();
  view["letter"] = preview->text();
  co_return DeskPage(desk, visit, "desk-message-check", std::move(view));
}

http::Answer Send(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  TypedNotice typed = ReadNotice(visit.form);
  Refusal refusal;
  if (!visit.review) refusal.errors = std::move(typed.errors);
  if (visit.review || !refusal.errors.empty()) {
    co_return co_await FormPage(desk, visit, request, visit.form,
                                std::move(refusal));
  }
  v1::WriteNoticeRequest wanted;
  wanted.set_session_id(IdIn(request));
  wanted.set_audience(typed.audience);
  wanted.set_booking_id(typed.booking_id);
  wanted.set_text(typed.text);
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Notice> written = co_await desk.registration->Call(
      &Calls::WriteNotice, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (written.ok()) {
    co_return http::Redirect(NoticesPath(written->session_id()));
  }
  refusal.outcome_unknown = absl::IsUnavailable(written.status()) ||
                            absl::IsDeadlineExceeded(written.status());
  if (!refusal.outcome_unknown) {
    refusal.problem = NoticeWordsFor(written.status(), desk.site->zone);
    if (refusal.problem.empty()) co_return written.status();
  }
  // The same form as long as it may have done something.
  const DeskVisit shown = refusal.outcome_unknown ? visit : WithNewForm(visit);
  co_return co_await FormPage(desk, shown, request, visit.form,
                              std::move(refusal));
}

http::Answer TakeBack(const Desk& desk, const DeskVisit& visit,
                      http::Request& request) {
  v1::TakeNoticeBackRequest wanted;
  wanted.set_id(ParseId(request.Param("message")).value_or(0));
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<Notice> back = co_await desk.registration->Call(
      &Calls::TakeNoticeBack, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (back.ok()) co_return http::Redirect(NoticesPath(back->session_id()));
  std::string words = StaffWordsFor(ReasonOf(back.status()));
  if (words.empty()) co_return back.status();
  co_return co_await ListPage(desk, visit, request, std::move(words));
}

}  // namespace

std::vector<DeskRoute> DeskNoticeRoutes() {
  constexpr Permission kNeeded = Permission::kSeePeople;
  const DeskAudit seen =
      DeskAudit::Shows(AuditAct::kSessionPeopleViewed, AuditSubject::kSession);
  return {{.method = "GET",
           .pattern = std::string(kPattern),
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &Show},
          {.method = "GET",
           .pattern = absl::StrCat(kPattern, "/new"),
           .permission = kNeeded,
           .audit = seen,
           .handler = &Ask},
          {.method = "POST",
           .pattern = absl::StrCat(kPattern, "/new"),
           .permission = kNeeded,
           .audit = seen,
           .handler = &Check,
           .has_form = true},
          {.method = "POST",
           .pattern = absl::StrCat(kPattern, "/send"),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kNoticeWritten,
                                       AuditSubject::kSession),
           .handler = &Send,
           .has_form = true},
          {.method = "POST",
           .pattern = absl::StrCat(kPattern, "/{message}/take-back"),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kNoticeTakenBack,
                                       AuditSubject::kSession),
           .handler = &TakeBack}};
}

}  // namespace cwp::web
