#include "tests/web/desk_matrix.h"

#include <algorithm>
#include <utility>

namespace cwp::web {
namespace {

// Who gets an answer: everybody; those who see people, facilitators of their
// own sessions alone; those who plan or look after bookings; administrators.
std::array<int, 5> All(int code) { return {code, code, code, code, code}; }
std::array<int, 5> Leaders(int code) { return {code, code, code, 403, 403}; }
std::array<int, 5> Staff(int code) { return {code, code, 403, 403, 403}; }
std::array<int, 5> Administrators(int code) {
  return {code, 403, 403, 403, 403};
}

// The programme, and one's own account.
std::vector<MatrixRow> ProgrammeRows() {
  return {
      {"GET /desk",
       {},
       {"ListSessions", "BatchGetSeatCounts"},
       All(200),
       {"ListAllotments", "ListQueuedMeetings", "ListWebinars", "ListMessages"},
       {"ListPartners"}},
      {"GET /desk/programme", {}, {"ListSessions"}, All(200)},
      {"GET /desk/account", {}, {}, All(200)},
      {"GET /desk/account/password", {}, {}, All(200)},
      {"POST /desk/account/password", {}, {}, All(400)},
      {"GET /desk/account/authenticator", {}, {}, All(200)},
      {"POST /desk/account/authenticator", {}, {}, All(400)},
      // The reader has no app, and so no codes.
      {"GET /desk/account/recovery-codes", {}, {}, {200, 200, 200, 200, 303}},
      {"POST /desk/account/recovery-codes", {}, {}, All(400)},
      {"POST /desk/sign-out", {}, {}, All(303)},
      {"POST /desk/sign-out/everywhere", {}, {}, All(303)},

      // What it is all staff may see; who comes to it is tested with its list.
      {"GET /desk/sessions/{id}", {}, {"GetSession"}, All(200)},
      {"POST /desk/sessions/{id}/act",
       {{"act", "x"}},
       {"ScheduleSession", "PreviewSessionChange", "OpenSession",
        "CloseSession", "UndoSessionChange"},
       Staff(400)},
      {"GET /desk/sessions/{id}/cancel",
       {},
       {"PreviewSessionChange"},
       Staff(200)},
      {"POST /desk/sessions/{id}/cancel", {}, {"CancelSession"}, Staff(303)},
      {"GET /desk/sessions/{id}/capacity", {}, {}, Staff(200)},
      {"POST /desk/sessions/{id}/capacity", {}, {"UpdateSession"}, Staff(400)},
  };
}

// Who comes to a session, and who waits.
std::vector<MatrixRow> SessionRows() {
  return {
      {"POST /desk/sessions/{id}/meeting/retry",
       {},
       {"RetryMeeting"},
       Staff(303)},
      {"GET /desk/sessions/{id}/list", {}, {"ListBookings"}, Leaders(200)},
      {"GET /desk/sessions/{id}/bookings.csv",
       {},
       {"ListBookings"},
       Leaders(200)},
      // A page without people, but for them.
      {"GET /desk/sessions/{id}/attendance", {}, {}, {200, 200, 200, 200, 403}},
      {"POST /desk/sessions/{id}/attendance",
       {},
       {"ListBookings"},
       {400, 400, 400, 400, 403}},
      {"GET /desk/sessions/{id}/attendance/by-hand",
       {},
       {"ListBookings"},
       Leaders(200)},
      {"POST /desk/sessions/{id}/attendance/confirm",
       {},
       {"MarkAttendance"},
       {400, 400, 400, 400, 403}},

      {"GET /desk/sessions/{id}/book", {}, {}, Staff(200)},
      {"POST /desk/sessions/{id}/book",
       {},
       {"CreateBooking", "CreateWaitlistEntry"},
       Staff(400)},
      {"GET /desk/waitlist/{id}", {}, {"GetWaitlistEntry"}, Staff(200)},
      {"GET /desk/waitlist/{id}/accept", {}, {"GetWaitlistEntry"}, Staff(200)},
      {"POST /desk/waitlist/{id}/accept",
       {{"offer", "0"}},
       {"AcceptOffer"},
       Staff(400)},
      {"POST /desk/waitlist/{id}/decline",
       {{"offer", "0"}},
       {"DeclineOffer"},
       Staff(200)},
      {"GET /desk/waitlist/{id}/remove", {}, {"GetWaitlistEntry"}, Staff(200)},
      {"POST /desk/waitlist/{id}/remove", {}, {"LeaveWaitlist"}, Staff(303)},
  };
}

// Messages to those of a session.
std::vector<MatrixRow> MessageRows() {
  return {
      {"GET /desk/sessions/{id}/messages", {}, {"ListNotices"}, Leaders(200)},
      {"GET /desk/sessions/{id}/messages/new",
       {},
       {"ListBookings", "ListWaitlistEntries"},
       Leaders(200)},
      {"POST /desk/sessions/{id}/messages/new",
       {},
       {"ListBookings", "PreviewNotice"},
       Leaders(400)},
      {"POST /desk/sessions/{id}/messages/send",
       {},
       {"WriteNotice"},
       Leaders(400)},
      {"POST /desk/sessions/{id}/messages/{message}/take-back",
       {},
       {"TakeNoticeBack"},
       Leaders(303)},
      {"GET /desk/sessions/{id}/messages/{message}",
       {},
       {"ListMessages"},
       Staff(200)},
      // There is none.
      {"POST /desk/sessions/{id}/messages/{message}/again",
       {},
       {"ResendMessage"},
       Staff(409)},
      {"GET /desk/messages/failed", {}, {"ListMessages"}, Staff(200)},
      {"POST /desk/messages/failed/again",
       {{"message", "9"}},
       {"ResendMessage"},
       Staff(303)},
  };
}

// One booking.
std::vector<MatrixRow> BookingRows() {
  return {
      {"GET /desk/bookings/{id}", {}, {"GetBooking"}, Leaders(200)},
      {"POST /desk/bookings/{id}/attendance",
       {{"etag", "\"5\""}},
       {"MarkAttendance"},
       Leaders(303)},
      {"GET /desk/bookings/{id}/cancel", {}, {"CancelBooking"}, Staff(200)},
      {"POST /desk/bookings/{id}/cancel",
       {},
       {"CancelBooking", "RefuseBooking"},
       Staff(400)},
      {"GET /desk/bookings/{id}/booked", {}, {"CreateBooking"}, Staff(200)},
      {"GET /desk/bookings/{id}/attendees",
       {},
       {"ChangeAttendees"},
       Staff(200)},
      {"POST /desk/bookings/{id}/attendees",
       {{"etag", "\"5\""}},
       {"ChangeAttendees"},
       Staff(400)},
      {"GET /desk/bookings/{id}/email", {}, {"CorrectEmail"}, Staff(200)},
      {"POST /desk/bookings/{id}/email",
       {{"contact_email", "right@example.org"},
        {"etag", "\"5\""},
        {"confirmed", "yes"}},
       {"CorrectEmail"},
       Staff(303)},
      {"GET /desk/bookings/{id}/details", {}, {"ChangeDetails"}, Staff(200)},
      {"POST /desk/bookings/{id}/details",
       {{"etag", "\"5\""}},
       {"ChangeDetails"},
       Staff(400)},
      {"GET /desk/bookings/{id}/move", {}, {"MoveBooking"}, Staff(200)},
      {"POST /desk/bookings/{id}/move",
       {{"etag", "\"5\""}},
       {"MoveBooking"},
       Staff(400)},
  };
}

// All that is kept of a contact, from its booking or from where it waits.
std::vector<MatrixRow> ContactRows() {
  std::vector<MatrixRow> rows;
  for (const std::string of :
       {"/desk/bookings/{id}/contact", "/desk/waitlist/{id}/contact"}) {
    for (const char* const step :
         {"", "/download", "/erase", "/block", "/links"}) {
      rows.push_back({"GET " + of + step, {}, {"ExportContact"}, Staff(200)});
    }
    // They ask why.
    rows.push_back({"POST " + of + "/erase", {}, {"EraseContact"}, Staff(400)});
    rows.push_back(
        {"POST " + of + "/block", {}, {"SetContactBlock"}, Staff(400)});
    // Nobody is blocked.
    rows.push_back(
        {"GET " + of + "/unblock", {}, {"ExportContact"}, Staff(303)});
    rows.push_back(
        {"POST " + of + "/unblock", {}, {"SetContactBlock"}, Staff(409)});
    rows.push_back({"POST " + of + "/links", {}, {"RevokeLinks"}, Staff(303)});
  }
  return rows;
}

// Somebody on the phone.
std::vector<MatrixRow> FindRows() {
  return {{"GET /desk/find", {}, {}, {200, 200, 200, 200, 403}},
          {"POST /desk/find",
           {{"who", "ada@example.org"}, {"reference", "7K3M9Q2X"}},
           {"ListBookings"},
           Leaders(200),
           {"ExportContact"}}};
}

// Workshops.
std::vector<MatrixRow> WorkshopRows() {
  const std::string workshop = "/desk/workshops/{id}";
  return {
      {"GET /desk/workshops", {}, {"ListWorkshops"}, All(200)},
      {"GET " + workshop, {}, {"GetWorkshop"}, All(200), {"ListSeries"}},
      {"POST " + workshop + "/act",
       {},
       {"PublishWorkshop", "ArchiveWorkshop"},
       Staff(400)},
      {"GET /desk/workshops/new", {}, {}, Staff(200)},
      {"POST /desk/workshops/new", {}, {"CreateWorkshop"}, Staff(400)},
      // Nobody leads what waits for any date.
      {"GET " + workshop + "/waitlist",
       {},
       {},
       Staff(200),
       {"ListWaitlistEntries"}},
      {"GET " + workshop + "/preview", {}, {}, Staff(200)},
      {"GET " + workshop + "/edit", {}, {}, Staff(200)},
      {"POST " + workshop + "/edit", {}, {"UpdateWorkshop"}, Staff(400)},
      {"GET " + workshop + "/clone", {}, {}, Staff(200)},
      {"POST " + workshop + "/clone", {}, {"CloneWorkshop"}, Staff(400)},
      {"GET " + workshop + "/picture", {}, {}, Staff(200)},
      {"POST " + workshop + "/picture",
       {},
       {"SetWorkshopPicture", "RemoveWorkshopPicture"},
       Staff(400)},
      {"GET " + workshop + "/picture/{size}",
       {},
       {"GetWorkshopPicture"},
       Staff(404)},
  };
}

// Terms, sessions and series, as they are planned.
std::vector<MatrixRow> PlanRows() {
  const std::string workshop = "/desk/workshops/{id}";
  const std::string session = "/desk/sessions/{id}";
  const std::string series = "/desk/series/{id}";
  return {
      {"GET /desk/programme/export.csv", {}, {}, Staff(200)},
      {"GET /desk/programme/import", {}, {}, Staff(200)},
      {"GET /desk/programme/import/example.csv", {}, {}, Staff(200)},
      {"POST /desk/programme/import", {}, {}, Staff(400)},
      {"POST /desk/programme/import/make",
       {},
       {"CreateWorkshop", "UpdateWorkshop", "PublishWorkshop", "CreateSession",
        "UpdateSession", "RescheduleSession", "ScheduleSession", "OpenSession",
        "CloseSession", "CancelSession"},
       Staff(400)},

      {"GET /desk/sessions", {}, {}, All(200)},
      {"GET " + workshop + "/sessions/new", {}, {}, Staff(200)},
      {"POST " + workshop + "/sessions/new", {}, {"CreateSession"}, Staff(400)},
      {"GET " + session + "/edit", {}, {}, Staff(200)},
      {"POST " + session + "/edit", {}, {"UpdateSession"}, Staff(400)},
      {"GET " + session + "/move", {}, {}, Staff(200)},
      {"POST " + session + "/move", {}, {"RescheduleSession"}, Staff(400)},

      {"GET " + session + "/meeting-options",
       {},
       {"ListMeetingOptionChanges"},
       Staff(200)},
      {"POST " + session + "/meeting-options",
       {},
       {"SetMeetingOptions"},
       Staff(400)},
      {"POST " + session + "/meeting-options/confirm",
       {},
       {"ConfirmMeetingOptions"},
       Staff(303)},
      {"GET " + session + "/allotments", {}, {"ListAllotments"}, Staff(200)},
      {"POST " + session + "/allotments", {}, {"SetAllotment"}, Staff(400)},

      {"GET " + workshop + "/series/new", {}, {}, Staff(200)},
      {"POST " + workshop + "/series/new",
       {},
       {"PreviewSeries", "CreateSeries"},
       Staff(400)},
      {"GET " + series, {}, {"GetSeries"}, Staff(200)},
      {"POST " + series + "/undo", {}, {"UndoSeriesEdit"}, Staff(303)},
      {"POST " + series + "/open",
       {{"confirmed", "yes"}},
       {"OpenSession"},
       Staff(303)},
      {"GET " + series + "/edit", {}, {"GetSeries"}, Staff(200)},
      {"POST " + series + "/edit",
       {},
       {"PreviewSeriesEdit", "EditSeries"},
       Staff(400)},
  };
}

// Those who lead sessions.
std::vector<MatrixRow> FacilitatorRows() {
  const std::string one = "/desk/facilitators/{id}";
  return {
      {"GET /desk/facilitators", {}, {"ListFacilitators"}, Staff(200)},
      {"GET /desk/facilitators/new", {}, {"ListFacilitators"}, Staff(200)},
      {"POST /desk/facilitators/new", {}, {"CreateFacilitator"}, Staff(400)},
      {"GET " + one, {}, {"GetFacilitator"}, Staff(200)},
      {"POST " + one, {}, {"UpdateFacilitator"}, Staff(400)},
      {"GET " + one + "/retire", {}, {"GetFacilitator"}, Staff(200)},
      {"POST " + one + "/retire", {}, {"RetireFacilitator"}, Staff(303)},
      {"GET " + one + "/erase", {}, {"GetFacilitator"}, Staff(200)},
      {"POST " + one + "/erase", {}, {"EraseFacilitator"}, Staff(303)},
  };
}

// Webinars.
std::vector<MatrixRow> WebinarRows() {
  const std::string webinar = "/desk/webinars/{id}";
  const std::string part = webinar + "/parts/{part}";
  const std::string handout = webinar + "/handouts/{file}";
  return {
      {"GET /desk/webinars", {}, {"ListWebinars", "ListViewCounts"}, All(200)},
      {"GET " + webinar, {}, {"GetWebinar", "ListViewCounts"}, All(200)},
      {"GET " + webinar + "/preview", {}, {}, All(200)},
      {"GET " + webinar + "/files/{file}", {}, {"DownloadFile"}, All(200)},
      {"POST " + webinar + "/act",
       {},
       {"PublishWebinar", "WithdrawWebinar"},
       Staff(400)},
      {"GET /desk/webinars/new", {}, {}, Staff(200)},
      {"POST /desk/webinars/new", {}, {"CreateWebinar"}, Staff(400)},
      {"GET " + webinar + "/edit", {}, {}, Staff(200)},
      {"POST " + webinar + "/edit", {}, {"UpdateWebinar"}, Staff(400)},
      {"GET " + webinar + "/parts/new", {}, {}, Staff(200)},
      {"POST " + webinar + "/parts/new", {}, {"UpdateWebinar"}, Staff(400)},
      {"GET " + part, {}, {}, Staff(200)},
      {"POST " + part, {}, {"UpdateWebinar"}, Staff(400)},
      {"GET " + part + "/captions", {}, {}, Staff(200)},
      {"POST " + part + "/captions", {}, {"UpdateWebinar"}, Staff(400)},
      {"POST " + part + "/act", {}, {"UpdateWebinar"}, Staff(400)},
      {"GET " + webinar + "/handouts/new", {}, {}, Staff(200)},
      {"POST " + webinar + "/handouts/new", {}, {"UpdateWebinar"}, Staff(400)},
      {"GET " + handout, {}, {}, Staff(200)},
      {"POST " + handout, {}, {"UpdateWebinar"}, Staff(400)},
      {"POST " + handout + "/act", {}, {"UpdateWebinar"}, Staff(400)},
      {"POST /desk/uploads",
       {},
       {"AppendUpload", "GetUpload", "FinishUpload"},
       Staff(400)},
  };
}

// Numbers, and partners.
std::vector<MatrixRow> OtherRows() {
  return {
      {"GET /desk/reports", {}, {"GetReport"}, {200, 200, 403, 403, 200}},
      {"GET /desk/reports.csv", {}, {"GetReport"}, {200, 200, 403, 403, 200}},
      {"GET /desk/partners", {}, {"ListPartners"}, Administrators(200)},
      {"GET /desk/partners/new", {}, {}, Administrators(200)},
      {"POST /desk/partners/new", {}, {"CreatePartner"}, Administrators(400)},
      {"GET /desk/partners/{id}", {}, {"ListPartners"}, Administrators(200)},
      {"POST /desk/partners/{id}", {}, {"RevokePartner"}, Administrators(303)},
  };
}

// What the organisation says of itself: of each part, what can be saved.
std::vector<MatrixRow> SettingRows() {
  const std::vector<std::pair<std::string, decltype(MatrixRow::fields)>> parts =
      {{"urgent-help", {}},
       {"contacts", {}},
       {"names", {{"organisation", "Holby Trust"}, {"service", "Workshops"}}},
       {"eligibility",
        {{"area", "Holby"},
         {"min_years", "5"},
         {"max_years", "18"},
         {"own_booking_years", "13"}}},
       {"retention", {{"days", "60"}, {"erases", "yes"}}},
       {"letters", {}}};
  std::vector<MatrixRow> rows = {
      {"GET /desk/settings", {}, {"GetOrganisation"}, Staff(200)}};
  for (const auto& [part, good] : parts) {
    const std::string path = "/desk/settings/" + part;
    // Coordinators may read it all on the page before, as it is now.
    rows.push_back(
        {"GET " + path, {}, {"ListOrganisationVersions"}, Administrators(200)});
    rows.push_back({"POST " + path,
                    good,
                    {"UpdateOrganisationPart"},
                    Administrators(303)});
    const std::string version = path + "/versions/{version}";
    rows.push_back({"GET " + version,
                    {},
                    {"ListOrganisationVersions"},
                    Administrators(200)});
    rows.push_back({"POST " + version,
                    {},
                    {"RestoreOrganisationPart"},
                    Administrators(303)});
  }
  rows.push_back({"POST /desk/settings/letters/preview",
                  {{"letter", "confirmation"}},
                  {"PreviewLetter"},
                  Administrators(200)});
  rows.push_back({"POST /desk/settings/letters/test",
                  {{"letter", "confirmation"}},
                  {"SendTestLetter"},
                  Administrators(200)});
  return rows;
}

// Who may sign in, and what they did.
std::vector<MatrixRow> StaffRows() {
  return {
      {"GET /desk/audit", {}, {}, Administrators(200)},
      {"GET /desk/staff", {}, {}, Administrators(200)},
      {"GET /desk/staff/new", {}, {}, Administrators(200)},
      {"POST /desk/staff/new", {}, {}, Administrators(400)},
      {"GET /desk/staff/{id}", {}, {}, Administrators(200)},
      {"POST /desk/staff/{id}", {}, {}, Administrators(400)},
      {"POST /desk/staff/{id}/invite", {}, {}, Administrators(200)},
  };
}

}  // namespace

const std::vector<MatrixRow>& DeskMatrix() {
  static const auto* const rows = [] {
    auto* const all = new std::vector<MatrixRow>;
    for (auto* const part :
         {&ProgrammeRows, &SessionRows, &MessageRows, &BookingRows,
          &WorkshopRows, &PlanRows, &FacilitatorRows, &WebinarRows, &OtherRows,
          &SettingRows, &StaffRows, &ContactRows, &FindRows}) {
      for (MatrixRow& row : (*part)()) all->push_back(std::move(row));
    }
    return all;
  }();
  return *rows;
}

bool AsksFor(Asker asker, const std::string& call) {
  const auto has = [&](const std::vector<std::string>& calls) {
    return std::find(calls.begin(), calls.end(), call) != calls.end();
  };
  const bool administers = asker == Asker::kAdministrator;
  const bool looks_after = administers || asker == Asker::kCoordinator;
  for (const MatrixRow& row : DeskMatrix()) {
    if (row.codes[static_cast<size_t>(asker)] == 403) continue;
    if (has(row.calls) || (looks_after && has(row.staff_calls)) ||
        (administers && has(row.administrator_calls))) {
      return true;
    }
  }
  return false;
}

}  // namespace cwp::web
