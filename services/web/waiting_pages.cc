#include "services/web/waiting_pages.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/http/co_status_macros.h"
#include "services/web/booking_request.h"
#include "services/web/client_limits.h"
#include "services/web/kept_places.h"
#include "services/web/line_cookie.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/views.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

// Somebody who wanted to book would rather wait, also for other dates: what was
// answered comes along.
http::Answer WaitInstead(const Site& site, const http::Request& request) {
  absl::StatusOr<Posted> posted = co_await ReadPosted(site, request);
  if (!posted.ok()) co_return NotOpened(site, request, posted.status());
  const std::string session = absl::StrCat(posted->visit.session_id());
  co_await GiveBack(site, request, posted->form);
  CO_ASSIGN_OR_RETURN(
      posted->visit,
      BeginWaiting(site, posted->visit.occurrence.workshop->slug));
  posted->rules = RulesFor(site, posted->visit);
  posted->form.session_id = 0;
  posted->form.workshop_id = posted->visit.workshop_id();
  const std::vector<DateChoice>& dates = posted->rules.dates;
  const bool on_offer = std::any_of(
      dates.begin(), dates.end(),
      [&](const DateChoice& date) { return date.session_id == session; });
  if (posted->form.answers.dates.empty() && on_offer) {
    posted->form.answers.dates = {session};
  }
  http::Response page = PageOf(site, *posted, FindStep("dates"));
  ForgetAnswers(site, request, posted->form, page);
  co_return page;
}

// The same whoever joined, and whether or not somebody did.
http::Answer ShowJoined(const Site& site, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Visit visit, co_await Begin(site, request));
  co_return Page(site, "waiting", ShownVisit(site, visit));
}

}  // namespace

http::Answer JoinWaitlist(const Site& site, const http::Request& request,
                          Posted posted) {
  const absl::StatusOr<v1::WaitlistEntry> joined =
      co_await site.registration->CreateWaitlistEntry(
          PublicCaller(site, request),
          ToWaitlistRequest(posted.form.answers, posted.rules,
                            posted.form.workshop_id,
                            RequestIdOf(site.form_key, posted.form)));
  if (!joined.ok()) {
    co_return AnswerFailure(site, request, posted, joined.status());
  }
  http::Response answer =
      http::Redirect(absl::StrCat(posted.visit.path(), "/joined"));
  ForgetAnswers(site, request, posted.form, answer);
  co_return answer;
}

void AddWaitingPages(http::Router& router, const Site& site) {
  router.Add("POST", "/sessions/{id}/book/waitlist",
             FromOwnSite(site, Origin::kAny,
                         WithinRate(site, [&site](http::Request& request) {
                           return WaitInstead(site, request);
                         })));
  router.Add(
      "GET", "/workshops/{slug}/waitlist/joined",
      [&site](http::Request& request) { return ShowJoined(site, request); });
}

}  // namespace cwp::web
