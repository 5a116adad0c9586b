// Attendance of a whole session, by hand or from the report that Teams gives:
// from that, who came is proposed, and noted once somebody has confirmed it.
// Names of the report travel sealed in the form, and are kept nowhere.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "services/web/attendance_proposal.h"
#include "services/web/attendance_report.h"
#include "services/web/desk.h"
#include "services/web/desk_attendance_form.h"
#include "services/web/desk_people.h"
#include "services/web/desk_session_done.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
namespace v1 = ::cwp::registration::v1;

using Calls = RegistrationCalls::Async;

constexpr absl::string_view kPattern = "/desk/sessions/{id}/attendance";
// Below the page of the report.
constexpr char kByHandStep[] = "/by-hand";
constexpr char kProposalField[] = "proposal";
// A report of kMostParticipants in UTF-16 is smaller.
constexpr size_t kLargestReport = 1 << 20;
// What is let through, so that we can say what is wrong.
constexpr size_t kLargestUpload = 4 << 20;
// Two for each booking, and a few more.
constexpr size_t kMostFields = 4010;

// The page to choose a file on. `error` says what is wrong with the last.
http::Answer UploadPage(const Desk& desk, const DeskVisit& visit,
                        const http::Request& request, std::string error) {
  CO_ASSIGN_OR_RETURN(const scheduling::Session session,
                      co_await GetSession(desk, visit, request));
  const std::string path = SessionPath(session.id());
  View view = {
      {"session_title", session.workshop_title()},
      {"session_begins", RangeOf(session, desk.site->zone)},
      {"form", DeskForm(desk, visit, absl::StrCat(path, "/attendance"))},
      {"by_hand_href", absl::StrCat(path, "/attendance", kByHandStep)},
      {"back_link",
       View{{"text", Say("people.back_to_session")}, {"href", path}}}};
  if (!error.empty()) {
    view["report"] = View{{"error", error}};
    view["error_summary"] = View{
        {"items", json::array{View{{"href", "#report"}, {"text", error}}}}};
  }
  co_return DeskPage(desk, visit, "desk-attendance", std::move(view),
                     error.empty() ? 200 : 400);
}

http::Answer ShowUpload(const Desk& desk, const DeskVisit& visit,
                        http::Request& request) {
  co_return co_await UploadPage(desk, visit, request, "");
}

// The form in which somebody says, or confirms, who came.
http::Response ProposalPage(const Desk& desk, const DeskVisit& visit,
                            const scheduling::Session& session,
                            const Proposal& proposal,
                            const std::vector<v1::Booking>& bookings,
                            Begin begin, const std::string& problem) {
  const std::string path = SessionPath(session.id());
  View form = DeskForm(desk, visit, absl::StrCat(path, "/attendance/confirm"));
  json::array& hidden = form["hidden"].as_array();
  hidden.push_back(
      View{{"name", kProposalField},
           {"value", SealProposal(*desk.site, session.id(), proposal)}});
  for (const v1::Booking& booking : bookings) {
    hidden.push_back(
        View{{"name", EtagField(booking)}, {"value", booking.etag()}});
  }
  View view = {
      {"session_title", session.workshop_title()},
      {"session_begins", RangeOf(session, desk.site->zone)},
      {"form", std::move(form)},
      {"groups", GroupsOf(bookings, proposal, visit.form, begin)},
      {"back_link", View{{"text", Say("people.back")},
                         {"href", absl::StrCat(path, "/attendance")}}}};
  json::array others;
  for (const std::string& name : proposal.others) others.emplace_back(name);
  if (!others.empty())
    view["others"] = View{{"other_names", std::move(others)}};
  if (proposal.by_hand) {
    view["by_hand"] =
        View{{"all_came_href", absl::StrCat(path, "/attendance", kByHandStep,
                                            "?begin=all-came")}};
  } else {
    view["from_report"] = true;
  }
  if (!problem.empty()) view["some_not_noted"] = problem;
  return DeskPage(desk, visit, "desk-attendance-check", std::move(view),
                  problem.empty() ? 200 : 409);
}

constexpr char kNoBookings[] = "people.report.nobody_booked";

// Without a report: for a session at a venue, or where nobody has one.
http::Answer AskByHand(const Desk& desk, const DeskVisit& visit,
                       http::Request& request) {
  CO_ASSIGN_OR_RETURN(const scheduling::Session session,
                      co_await GetSession(desk, visit, request));
  CO_ASSIGN_OR_RETURN(const std::vector<v1::Booking> bookings,
                      co_await ListBookings(desk, visit, request, session.id(),
                                            v1::Booking::CONFIRMED));
  if (bookings.empty()) {
    co_return co_await UploadPage(desk, visit, request, Say(kNoBookings));
  }
  const bool all_came = request.query().Get("begin") == "all-came";
  co_return ProposalPage(desk, visit, session, {.by_hand = true}, bookings,
                         all_came ? Begin::kAllCame : Begin::kReport, "");
}

http::Answer Read(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  std::string error;
  if (visit.files.empty()) {
    error = Say("people.report.choose");
  } else if (visit.files[0].content.size() > kLargestReport) {
    error = Say("people.report.too_large");
  }
  if (!error.empty()) {
    co_return co_await UploadPage(desk, visit, request, std::move(error));
  }
  const absl::StatusOr<std::vector<Participant>> people =
      ReadAttendanceReport(visit.files[0].content);
  if (!people.ok()) {
    error = StaffWordsFor(ReasonOf(people.status()));
    co_return co_await UploadPage(desk, visit, request, std::move(error));
  }
  CO_ASSIGN_OR_RETURN(const scheduling::Session session,
                      co_await GetSession(desk, visit, request));
  CO_ASSIGN_OR_RETURN(const std::vector<v1::Booking> bookings,
                      co_await ListBookings(desk, visit, request, session.id(),
                                            v1::Booking::CONFIRMED));
  if (bookings.empty()) {
    error = Say(kNoBookings);
    co_return co_await UploadPage(desk, visit, request, std::move(error));
  }
  co_return ProposalPage(desk, visit, session, Propose(*people, bookings),
                         bookings, Begin::kReport, "");
}

// How many came, if it was said and can be.
std::optional<int> CameOf(const v1::Booking& booking,
                          absl::string_view chosen) {
  int came = 0;
  if (!absl::SimpleAtoi(chosen, &came)) return std::nullopt;
  const int places = booking.attendees_size();
  if (came < 0 || came > places) return std::nullopt;
  if (HasNames(booking) && came != 0 && came != places) return std::nullopt;
  return came;
}

http::asio::awaitable<absl::Status> Note(const Desk& desk,
                                         const DeskVisit& visit,
                                         const http::Request& request,
                                         const v1::Booking& booking, int came) {
  const std::string etag(visit.form.Get(EtagField(booking)));
  v1::MarkAttendanceRequest wanted;
  wanted.set_id(booking.id());
  // Another one once the booking has changed.
  wanted.set_request_id(
      absl::StrCat(RequestIdOf(desk, visit), ":", booking.id(), ":", etag));
  wanted.set_etag(etag);
  for (int i = 0; i < booking.attendees_size(); ++i) {
    wanted.add_attendance(i < came ? v1::Attendee::ATTENDED
                                   : v1::Attendee::ABSENT);
  }
  const absl::StatusOr<v1::Booking> noted = co_await desk.registration->Call(
      &Calls::MarkAttendance, StaffCaller(desk, visit, request),
      std::move(wanted));
  co_return noted.status();
}

// What became of those for whom something was chosen.
struct Noted {
  int noted = 0;
  // Who could not be noted, because their booking has changed.
  std::vector<std::string> changed;
  // Why the others could not be.
  std::string problem;
};

http::asio::awaitable<absl::StatusOr<Noted>> NoteAll(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    const std::vector<v1::Booking>& bookings) {
  Noted noted;
  for (const v1::Booking& booking : bookings) {
    const std::optional<int> came =
        CameOf(booking, visit.form.Get(ChosenField(booking)));
    if (!came.has_value()) continue;
    const absl::Status status =
        co_await Note(desk, visit, request, booking, *came);
    if (status.ok()) {
      ++noted.noted;
      continue;
    }
    if (ReasonOf(status) == "ETAG_MISMATCH") {
      noted.changed.push_back(booking.contact().name());
      continue;
    }
    noted.problem = StaffWordsFor(ReasonOf(status));
    if (noted.problem.empty()) co_return status;
    break;
  }
  co_return noted;
}

std::string ProblemOf(const Noted& noted) {
  std::vector<std::string> why;
  if (!noted.problem.empty()) why.push_back(noted.problem);
  if (!noted.changed.empty()) {
    why.push_back(Say("people.attendance.bookings_changed",
                      {{"names", absl::StrJoin(noted.changed, ", ")}}));
  }
  if (why.empty()) return "";
  return absl::StrCat(
      noted.noted == 0
          ? Say("people.attendance.nothing_noted")
          : SayCount("people.attendance.bookings_noted", noted.noted),
      " ", absl::StrJoin(why, " "));
}

http::Answer Confirm(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  CO_ASSIGN_OR_RETURN(
      const Proposal proposal,
      OpenProposal(*desk.site, IdIn(request), visit.form.Get(kProposalField)));
  CO_ASSIGN_OR_RETURN(const scheduling::Session session,
                      co_await GetSession(desk, visit, request));
  CO_ASSIGN_OR_RETURN(std::vector<v1::Booking> bookings,
                      co_await ListBookings(desk, visit, request, session.id(),
                                            v1::Booking::CONFIRMED));
  if (visit.review) {
    co_return ProposalPage(desk, visit, session, proposal, bookings,
                           Begin::kTyped, "");
  }
  CO_ASSIGN_OR_RETURN(const Noted noted,
                      co_await NoteAll(desk, visit, request, bookings));
  const std::string problem = ProblemOf(noted);
  if (problem.empty()) {
    co_return http::Redirect(PeopleDonePath(session.id(), "attendance"));
  }
  CO_ASSIGN_OR_RETURN(bookings,
                      co_await ListBookings(desk, visit, request, session.id(),
                                            v1::Booking::CONFIRMED));
  co_return ProposalPage(desk, visit, session, proposal, bookings,
                         Begin::kTyped, problem);
}

}  // namespace

std::vector<DeskRoute> DeskAttendanceRoutes() {
  constexpr Permission kNeeded = Permission::kSeePeople;
  return {{.method = "GET",
           .pattern = std::string(kPattern),
           .permission = kNeeded,
           .audit = DeskAudit::Nothing(),
           .handler = &ShowUpload},
          {.method = "GET",
           .pattern = absl::StrCat(kPattern, kByHandStep),
           .permission = kNeeded,
           .audit = DeskAudit::Shows(AuditAct::kSessionPeopleViewed,
                                     AuditSubject::kSession),
           .handler = &AskByHand},
          {.method = "POST",
           .pattern = std::string(kPattern),
           .permission = kNeeded,
           .audit = DeskAudit::Shows(AuditAct::kSessionPeopleViewed,
                                     AuditSubject::kSession),
           .handler = &Read,
           .max_file = kLargestUpload},
          {.method = "POST",
           .pattern = absl::StrCat(kPattern, "/confirm"),
           .permission = kNeeded,
           .audit = DeskAudit::Changes(AuditAct::kAttendanceNoted,
                                       AuditSubject::kSession),
           .handler = &Confirm,
           .has_form = true,
           .max_fields = kMostFields}};
}

}  // namespace cwp::web
