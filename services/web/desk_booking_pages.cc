#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/text.h"
#include "common/http/co_status_macros.h"
#include "services/web/desk.h"
#include "services/web/desk_amend.h"
#include "services/web/desk_edit.h"
#include "services/web/desk_form.h"
#include "services/web/desk_notice.h"
#include "services/web/desk_outbox.h"
#include "services/web/desk_people.h"
#include "services/web/desk_session_done.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using Calls = RegistrationCalls::Async;

constexpr absl::string_view kPattern = "/desk/bookings/{id}";
constexpr char kEtag[] = "etag";
constexpr char kSeen[] = "seen";
// As RefuseBookingRequest.reason.
constexpr size_t kMostReason = 200;

json::array FactRows(const v1::Booking& booking) {
  json::array attendees;
  for (const v1::Attendee& attendee : booking.attendees()) {
    attendees.emplace_back(
        Say("people.attendance.of_one",
            {{"who", AttendeeWords(attendee)},
             {"noted", AttendanceWords(attendee.attendance())}}));
  }
  return {
      FactRow(Say("people.label.name"), booking.contact().name()),
      FactRow(Say("people.label.email"), booking.contact().email()),
      FactRow(Say("people.label.phone"), booking.contact().phone()),
      View{{"key", Say("people.label.who_comes")},
           {"lines", std::move(attendees)}},
      FactRow(Say("people.label.needs"), NeedsWords(booking.access_needs())),
      FactRow(Say("people.label.reference"), booking.reference()),
      FactRow(Say("people.label.state"), BookingStateWords(booking)),
      FactRow(Say("people.label.channel"), ChannelWords(booking.channel()))};
}

std::string FieldOf(int attendee) {
  return absl::StrCat("attendance_", attendee + 1);
}

// Who stands in the form, field by field.
http::Parameters WhoIsMarked(const v1::Booking& booking) {
  http::Parameters seen;
  for (int i = 0; i < booking.attendees_size(); ++i) {
    seen.Add(FieldOf(i), AttendeeWords(booking.attendees(i)));
  }
  return seen;
}

// What a form says of an attendee; what is noted where it says nothing.
v1::Attendee::Attendance MarkIn(const http::Parameters& form,
                                const v1::Booking& booking, int attendee) {
  if (!form.Has(FieldOf(attendee))) {
    return booking.attendees(attendee).attendance();
  }
  const absl::string_view mark = form.Get(FieldOf(attendee));
  for (const auto known : {v1::Attendee::ATTENDED, v1::Attendee::ABSENT}) {
    if (mark == absl::StrCat(known)) return known;
  }
  return v1::Attendee::ATTENDANCE_UNSPECIFIED;
}

// One field for each attendee: as it was chosen in `form` for whoever stood
// there, or else as it is noted now.
json::array AttendanceFields(const v1::Booking& booking,
                             const http::Parameters& form) {
  const http::Parameters seen =
      ReadSeen(form.Get(kSeen)).value_or(http::Parameters());
  json::array fields;
  for (int i = 0; i < booking.attendees_size(); ++i) {
    const v1::Attendee& attendee = booking.attendees(i);
    const std::string name = FieldOf(i);
    const bool same = seen.Get(name) == AttendeeWords(attendee);
    const auto chosen = same ? MarkIn(form, booking, i) : attendee.attendance();
    json::array items;
    for (const auto mark : {v1::Attendee::ATTENDED, v1::Attendee::ABSENT,
                            v1::Attendee::ATTENDANCE_UNSPECIFIED}) {
      std::string id = name;
      if (!items.empty()) absl::StrAppend(&id, "-", items.size() + 1);
      View item = {{"item_id", id},
                   {"value", absl::StrCat(mark)},
                   {"text", AttendanceWords(mark)}};
      if (mark == chosen) item["checked"] = true;
      items.push_back(std::move(item));
    }
    fields.push_back(View{{"id", name},
                          {"name", name},
                          {"legend", AttendeeWords(attendee)},
                          {"size", "s"},
                          {"inline", true},
                          {"items", std::move(items)}});
  }
  return fields;
}

// Which date it is for; nothing while scheduling cannot be asked.
http::asio::awaitable<std::optional<View>> SessionFact(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    int64_t session_id) {
  const absl::StatusOr<scheduling::v1::Session> session =
      co_await GetSession(desk, visit, request, session_id);
  if (!session.ok()) co_return std::nullopt;
  co_return FactRow(Say("people.label.session"),
                    absl::StrCat(session->workshop_title(), ", ",
                                 RangeOf(*session, desk.site->zone)));
}

http::asio::awaitable<json::array> AllRows(const Desk& desk,
                                           const DeskVisit& visit,
                                           const http::Request& request,
                                           const v1::Booking& booking) {
  json::array rows = FactRows(booking);
  std::optional<View> session =
      co_await SessionFact(desk, visit, request, booking.session_id());
  if (session.has_value()) rows.insert(rows.begin(), *std::move(session));
  co_return rows;
}

http::Answer BookingPage(const Desk& desk, const DeskVisit& visit,
                         const http::Request& request,
                         const v1::Booking& booking, std::string problem) {
  json::array rows = co_await AllRows(desk, visit, request, booking);
  View view = {
      {"rows", std::move(rows)},
      {"back_link", View{{"text", Say("people.back_to_session")},
                         {"href", SessionPath(booking.session_id())}}}};
  const bool live = booking.state() == v1::Booking::CONFIRMED;
  const std::string path = BookingPath(booking.id());
  if (live) {
    View form = DeskForm(desk, visit, absl::StrCat(path, "/attendance"));
    form["marks"] = AttendanceFields(booking, visit.form);
    EditedForm version = {.etag = booking.etag(),
                          .seen = SeenText(WhoIsMarked(booking))};
    // Of a form sent too late nobody has said that it changed meanwhile.
    if (visit.review) version = AsPosted(visit.form);
    AddVersion(version, form);
    view["attendance_form"] = std::move(form);
  }
  const std::string& email = booking.contact().email();
  if (live && !email.empty()) {
    view["write_href"] = absl::StrCat(NoticesPath(booking.session_id()),
                                      "/new?booking=", booking.id());
  }
  if (live && Allows(visit.staff().role, Permission::kChangePeople)) {
    AddEmailLink(booking, view);
    view["details_href"] = absl::StrCat(path, "/details");
    view["attendees_href"] = absl::StrCat(path, "/attendees");
    view["move_href"] = absl::StrCat(path, "/move");
    view["cancel_href"] = absl::StrCat(path, "/cancel");
  }
  if (Allows(visit.staff().role, Permission::kChangePeople)) {
    view["contact_href"] = absl::StrCat(path, "/contact");
    notifications::v1::ListMessagesRequest sent;
    sent.set_booking_id(booking.id());
    co_await AddSent(desk, visit, request, std::move(sent), view);
  }
  if (request.query().Get("done") == "email" && !email.empty()) {
    view["done"] =
        View{{"done_text", Say("people.email.done", {{"email", email}})}};
  }
  if (!problem.empty()) view["refused_because"] = problem;
  co_return DeskPage(desk, visit, "desk-booking", std::move(view),
                     problem.empty() ? 200 : 409);
}

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(const v1::Booking booking,
                      co_await GetBooking(desk, visit, request));
  co_return co_await BookingPage(desk, visit, request, booking, "");
}

// Back to the session, which says `what` was done, or to the booking with the
// words why not.
http::Answer Finish(const Desk& desk, const DeskVisit& visit,
                    const http::Request& request,
                    absl::StatusOr<v1::Booking> done, absl::string_view what) {
  if (done.ok()) {
    co_return http::Redirect(PeopleDonePath(done->session_id(), what));
  }
  std::string words = StaffWordsFor(ReasonOf(done.status()));
  if (words.empty()) co_return done.status();
  CO_ASSIGN_OR_RETURN(const v1::Booking booking,
                      co_await GetBooking(desk, visit, request));
  co_return co_await BookingPage(desk, visit, request, booking,
                                 std::move(words));
}

// What a form asks for of a booking as it was on its page.
template <class Request>
Request Asked(const Desk& desk, const DeskVisit& visit, int64_t booking_id) {
  Request wanted;
  wanted.set_id(booking_id);
  wanted.set_request_id(RequestIdOf(desk, visit));
  wanted.set_etag(std::string(visit.form.Get(kEtag)));
  return wanted;
}

http::Answer Mark(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(const v1::Booking booking,
                      co_await GetBooking(desk, visit, request));
  if (visit.review) {
    co_return co_await BookingPage(desk, visit, request, booking, "");
  }
  auto wanted = Asked<v1::MarkAttendanceRequest>(desk, visit, booking.id());
  for (int i = 0; i < booking.attendees_size(); ++i) {
    wanted.add_attendance(MarkIn(visit.form, booking, i));
  }
  absl::StatusOr<v1::Booking> done = co_await desk.registration->Call(
      &Calls::MarkAttendance, StaffCaller(desk, visit, request),
      std::move(wanted));
  // Marks are for those who were on the page, and kept for them. What is sent
  // next is another form: what this one sent before stays done.
  if (ReasonOf(done.status()) == "ETAG_MISMATCH") {
    const DeskVisit anew = WithNewForm(visit);
    CO_ASSIGN_OR_RETURN(const v1::Booking now,
                        co_await GetBooking(desk, visit, request));
    std::string words = Say("people.attendance.booking_changed");
    co_return co_await BookingPage(desk, anew, request, now, std::move(words));
  }
  co_return co_await Finish(desk, visit, request, std::move(done),
                            "attendance");
}

View CancelView(const Desk& desk, const DeskVisit& visit,
                const v1::Booking& booking, absl::string_view etag,
                const std::vector<FieldError>& errors) {
  const std::string path = BookingPath(booking.id());
  View view = FilledFields(desk.site->renderer->Fixed("desk-booking-cancel"),
                           visit.form, errors);
  view["reference"] = booking.reference();
  view["contact_name"] = booking.contact().name();
  View form = DeskForm(desk, visit, absl::StrCat(path, "/cancel"));
  AddVersion({.etag = std::string(etag)}, form);
  view["form"] = std::move(form);
  view["back_link"] = View{{"text", Say("people.back")}, {"href", path}};
  SetCount(view, "places", booking.places());
  return view;
}

http::Answer CancelPage(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request,
                        std::vector<FieldError> errors) {
  CO_ASSIGN_OR_RETURN(const v1::Booking booking,
                      co_await GetBooking(desk, visit, request));
  // What was looked at first.
  std::string etag(visit.form.Get(kEtag));
  if (etag.empty()) etag = booking.etag();
  View view = CancelView(desk, visit, booking, etag, errors);
  co_return DeskPage(desk, visit, "desk-booking-cancel", std::move(view),
                     errors.empty() ? 200 : 400);
}

// Somebody else has changed the booking: it is shown as it is now, with what
// was typed. What is sent next is another form: what this one sent before
// stays done.
http::Answer AskCancelAgain(const Desk& desk, const DeskVisit& visit,
                            const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const v1::Booking booking,
                      co_await GetBooking(desk, visit, request));
  const DeskVisit anew = WithNewForm(visit);
  if (booking.state() != v1::Booking::CONFIRMED) {
    std::string words = StaffWordsFor("BOOKING_CANCELLED");
    co_return co_await BookingPage(desk, anew, request, booking,
                                   std::move(words));
  }
  const std::vector<FieldError> none;
  View view = CancelView(desk, anew, booking, booking.etag(), none);
  view["refused_because"] = StaffWordsFor("ETAG_MISMATCH");
  json::array rows = co_await AllRows(desk, visit, request, booking);
  view["as_it_is"] = View{{"rows", std::move(rows)}};
  co_return DeskPage(desk, anew, "desk-booking-cancel", std::move(view), 409);
}

http::Answer AskCancel(const Desk& desk, const DeskVisit& visit,
                       http::Request& request) {
  std::vector<FieldError> none;
  co_return co_await CancelPage(desk, visit, request, std::move(none));
}

std::vector<FieldError> CheckCancel(const http::Parameters& form) {
  std::vector<FieldError> errors;
  const absl::string_view why = form.Get("why");
  if (why != "contact" && why != "refuse") {
    errors.push_back({"why", "required"});
  }
  if (!CheckText("reason", TypedIn(form, "reason"), {.max = kMostReason})
           .ok()) {
    errors.push_back({"reason", "too_long"});
  }
  return errors;
}

http::Answer Cancel(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  std::vector<FieldError> errors;
  if (!visit.review) errors = CheckCancel(visit.form);
  if (visit.review || !errors.empty()) {
    co_return co_await CancelPage(desk, visit, request, std::move(errors));
  }
  absl::StatusOr<v1::Booking> done =
      absl::UnknownError("neither was asked for");
  const int64_t id = IdIn(request);
  const bool refused = visit.form.Get("why") == "refuse";
  if (refused) {
    auto wanted = Asked<v1::RefuseBookingRequest>(desk, visit, id);
    wanted.set_reason(TypedIn(visit.form, "reason"));
    done = co_await desk.registration->Call(&Calls::RefuseBooking,
                                            StaffCaller(desk, visit, request),
                                            std::move(wanted));
  } else {
    auto wanted = Asked<v1::CancelBookingRequest>(desk, visit, id);
    done = co_await desk.registration->Call(&Calls::CancelBooking,
                                            StaffCaller(desk, visit, request),
                                            std::move(wanted));
  }
  if (ReasonOf(done.status()) == "ETAG_MISMATCH") {
    co_return co_await AskCancelAgain(desk, visit, request);
  }
  co_return co_await Finish(desk, visit, request, std::move(done),
                            refused ? "refused" : "cancelled");
}

}  // namespace

std::vector<DeskRoute> DeskBookingRoutes() {
  return {{.method = "GET",
           .pattern = std::string(kPattern),
           .permission = Permission::kSeePeople,
           .audit = DeskAudit::Shows(AuditAct::kBookingViewed,
                                     AuditSubject::kBooking),
           .handler = &Show},
          {.method = "POST",
           .pattern = absl::StrCat(kPattern, "/attendance"),
           .permission = Permission::kSeePeople,
           .audit = DeskAudit::Changes(AuditAct::kAttendanceNoted,
                                       AuditSubject::kBooking),
           .handler = &Mark,
           .has_form = true},
          {.method = "GET",
           .pattern = absl::StrCat(kPattern, "/cancel"),
           .permission = Permission::kChangePeople,
           .audit = DeskAudit::Shows(AuditAct::kBookingViewed,
                                     AuditSubject::kBooking),
           .handler = &AskCancel},
          {.method = "POST",
           .pattern = absl::StrCat(kPattern, "/cancel"),
           .permission = Permission::kChangePeople,
           .audit = DeskAudit::Changes(AuditAct::kBookingCancelled,
                                       AuditSubject::kBooking)
                        .Why("reason"),
           .handler = &Cancel,
           .has_form = true}};
}

}  // namespace cwp::web
