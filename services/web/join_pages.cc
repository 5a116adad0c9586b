#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/time/proto_time.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/security.h"
#include "services/web/views.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

std::string JoinPath(absl::string_view token) {
  return absl::StrCat("/j/", http::PercentEncode(token));
}

std::vector<Meeting> MeetingsOf(const v1::JoinPass& pass) {
  std::vector<Meeting> meetings;
  for (const v1::MeetingTime& meeting : pass.meetings()) {
    meetings.push_back({.start = ToTime(meeting.start_time()),
                        .end = ToTime(meeting.end_time())});
  }
  return meetings;
}

// The one thing that the page says about joining; see templates/README.md.
const char* JoinState(const v1::JoinPass& pass, absl::Time now) {
  if (pass.session_state() == "CANCELLED") return "session_cancelled";
  if (pass.booking_state() == v1::Booking::CANCELLED) {
    return "booking_cancelled";
  }
  const std::vector<Meeting> meetings = MeetingsOf(pass);
  if (!meetings.empty() && meetings.back().end <= now) return "ended";
  if (!pass.venue().empty()) return "at_venue";
  if (pass.can_join()) return "can_join";
  if (pass.has_open_time() && now < ToTime(pass.open_time())) {
    return "too_early";
  }
  return "address_missing";
}

bool GoesAhead(absl::string_view state) {
  return state != "session_cancelled" && state != "booking_cancelled" &&
         state != "ended";
}

// What the pass is for, and what it is like as far as the programme tells: a
// session that is over may be in it no more.
View SessionOf(const Site& site, const v1::JoinPass& pass) {
  View view = BookedSessionView(MeetingsOf(pass), pass.venue(), site.zone);
  const ProgrammePtr programme = site.catalogue->Get();
  const Session* session = programme->FindSession(pass.session_id());
  view["live_webinar"] = session != nullptr && session->live_webinar;
  return view;
}

// The page for a pass. Its form leads on to another site.
http::Response JoinPage(const Site& site, absl::string_view token,
                        const v1::JoinPass& pass, const char* state, int code) {
  const std::string path = JoinPath(token);
  View view = {{"workshop",
                View{{"title", pass.workshop_title()}, {"href", "/workshops"}}},
               {"session", SessionOf(site, pass)},
               {state, true},
               {"form", View{{"action", path}}}};
  if (pass.has_open_time()) {
    view["opens"] = OpensWords(ToTime(pass.open_time()), site.zone);
  }
  if (GoesAhead(state)) {
    view["calendar_href"] = absl::StrCat(path, "/calendar.ics");
  }
  http::Response response = Secret(Page(site, "join", view, code));
  response.SetHeader("Content-Security-Policy", kJoinPolicy);
  return response;
}

http::Answer Show(const Site& site, const http::Request& request) {
  const std::string token(request.Param("token"));
  CO_ASSIGN_OR_RETURN(const v1::JoinPass pass,
                      co_await site.registration->ResolveJoinToken(
                          PublicCaller(site, request), token));
  co_return JoinPage(site, token, pass, JoinState(pass, site.clock->Now()),
                     200);
}

// What the page says when registration will not hand out the address.
const char* StateFor(absl::string_view reason) {
  if (reason == "JOIN_TOO_EARLY") return "too_early";
  if (reason == "SESSION_ENDED") return "ended";
  if (reason == "SESSION_CANCELLED") return "session_cancelled";
  if (reason == "BOOKING_CANCELLED") return "booking_cancelled";
  if (reason == "JOIN_ADDRESS_MISSING") return "address_missing";
  return nullptr;
}

http::Answer Join(const Site& site, const http::Request& request) {
  const std::string token(request.Param("token"));
  const absl::StatusOr<v1::GetJoinUriResponse> address =
      co_await site.registration->GetJoinUri(PublicCaller(site, request),
                                             token);
  // Nothing but https may follow, whatever a coordinator once typed.
  if (address.ok() && absl::StartsWith(address->uri(), "https://")) {
    co_return Secret(http::Redirect(address->uri()));
  }
  const char* state =
      address.ok() ? "address_missing" : StateFor(ReasonOf(address.status()));
  if (state == nullptr) co_return address.status();
  CO_ASSIGN_OR_RETURN(const v1::JoinPass pass,
                      co_await site.registration->ResolveJoinToken(
                          PublicCaller(site, request), token));
  co_return JoinPage(site, token, pass, state, 409);
}

// A name for Content-Disposition, between quotes.
std::string Quotable(absl::string_view name) {
  return absl::StrReplaceAll(name, {{"\"", ""}, {"\\", ""}});
}

http::Answer Calendar(const Site& site, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(
      CalendarFile file,
      co_await site.notifications->GetCalendarFile(
          PublicCaller(site, request), std::string(request.Param("token"))));
  http::Response response = http::Text(std::move(file.text));
  response.SetHeader("Content-Type", "text/calendar; charset=utf-8");
  response.SetHeader(
      "Content-Disposition",
      absl::StrCat("attachment; filename=\"", Quotable(file.file_name), "\""));
  co_return Secret(std::move(response));
}

}  // namespace

void AddJoinPages(http::Router& router, const Site& site) {
  router.Add("GET", "/j/{token}",
             [&site](http::Request& request) { return Show(site, request); });
  router.Add("POST", "/j/{token}",
             FromOwnSite(site, Origin::kAny, [&site](http::Request& request) {
               return Join(site, request);
             }));
  router.Add("GET", "/j/{token}/calendar.ics", [&site](http::Request& request) {
    return Calendar(site, request);
  });
}

}  // namespace cwp::web
