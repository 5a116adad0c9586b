#include "services/web/line_pages.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/http/co_status_macros.h"
#include "common/time/words.h"
#include "services/web/booking_outcome.h"
#include "services/web/client_limits.h"
#include "services/web/kept_places.h"
#include "services/web/line_cookie.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/views.h"

namespace cwp::web {
namespace {

// After how many seconds the page looks again by itself.
constexpr char kRefresh[] = "20";

// By this parameter of the address the page is told to stay as it is.
constexpr absl::string_view kStays = "stays";

std::string LinePath(const Visit& visit) {
  return absl::StrCat(visit.path(), "/line");
}

// What people say of themselves stands in no address, even sealed.
std::string TurnPath(const Site& site, const Visit& visit, FormState form) {
  form.left_out = form.left_out || SaysWhoTheyAre(form.answers);
  form.answers = WithoutWhoTheyAre(std::move(form.answers));
  return absl::StrCat(LinePath(visit), "/",
                      SealForm(site.form_key, form, visit.now));
}

const char* FlagOf(const Turn& turn) {
  switch (turn.state) {
    case Turn::State::kInLine:
      return "in_line";
    case Turn::State::kReady:
      return "ready";
    case Turn::State::kOver:
      return "over";
    case Turn::State::kUnknown:
      return "unknown";
  }
  return "unknown";
}

// `looks_again` says that the page has an address at which to.
http::Response TurnPage(const Site& site, const http::Request& request,
                        const Visit& visit, const FormState& form,
                        const Turn& turn, bool looks_again) {
  View view = ShownVisit(site, visit);
  view[FlagOf(turn)] = true;
  view["has_answers"] = !form.left_out || SaysWhoTheyAre(form.answers);
  view["form"] = View{
      {"action", LinePath(visit)},
      {"hidden",
       json::array{View{{"name", "answers"},
                        {"value", SealForm(site.form_key, form, visit.now)}}}}};
  if (form.kept.has_value()) {
    SetCount(view, "kept_places", form.kept->places);
    view["until"] = civil::TimeWords(form.kept->until, site.zone);
    view["can_extend"] = form.kept->extensions_left > 0;
  }
  SetCount(view, "position", turn.position);
  if (turn.others_until.has_value()) {
    view["others_until"] = civil::TimeWords(*turn.others_until, site.zone);
  }
  const bool waits =
      turn.state == Turn::State::kInLine || turn.state == Turn::State::kUnknown;
  const bool by_itself = looks_again && waits && !request.query().Has(kStays);
  view["by_itself"] = by_itself;
  if (looks_again && waits) {
    const std::string path = TurnPath(site, visit, form);
    view["switch_href"] =
        by_itself ? absl::StrCat(path, "?", kStays, "=yes") : path;
  }
  http::Response page = Secret(Page(site, "in-line", view));
  // A header, since a page's own element cannot be left out of a copy.
  if (by_itself) page.SetHeader("Refresh", kRefresh);
  return page;
}

// Places came free, or may have.
http::Answer TakeTurn(const Site& site, const http::Request& request) {
  absl::StatusOr<Posted> posted = co_await ReadPosted(site, request);
  if (!posted.ok()) co_return NotOpened(site, request, posted.status());
  FormState& form = posted->form;
  if (posted->then() == kLeave) {
    co_await GiveBack(site, request, form);
    http::Response left =
        http::Redirect(WorkshopPath(*posted->visit.occurrence.workshop));
    ForgetAnswers(site, request, form, left);
    co_return left;
  }
  if (posted->then() == kMoreTime) co_await KeepLonger(site, request, form);
  const absl::Status kept =
      co_await KeepPlaces(site, request, form, /*wait_in_line=*/true);
  if (!kept.ok()) co_return AnswerFailure(site, request, *posted, kept);
  if (form.kept->in_line) {
    co_return co_await ShowTurn(site, request, *std::move(posted));
  }
  http::Response page = PageLedTo(
      site, *posted, FirstWrongStep(nullptr, form.answers, posted->rules));
  RememberBrowser(site, form, page);
  co_return page;
}

http::Answer LookAgain(const Site& site, const http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Visit visit, co_await Begin(site, request));
  absl::StatusOr<FormState> form =
      OpenForm(site.form_key, request.Param("turn"), visit.session_id(),
               visit.workshop_id(), visit.now);
  if (!form.ok()) co_return NotOpened(site, request, form.status());
  RecallAnswers(site, request, *form);
  const Turn turn = co_await LookAtTurn(site, request, *form);
  http::Response page =
      TurnPage(site, request, visit, *form, turn, /*looks_again=*/true);
  // From here on the page itself has them.
  if (turn.state == Turn::State::kOver) {
    ForgetAnswers(site, request, *form, page);
  }
  co_return page;
}

}  // namespace

http::Answer ShowTurn(const Site& site, const http::Request& request,
                      Posted posted) {
  if (CanHaveAddress(site, request, posted.form)) {
    http::Response page =
        Secret(http::Redirect(TurnPath(site, posted.visit, posted.form)));
    RememberBrowser(site, posted.form, page);
    RememberAnswers(site, request, posted.form, page);
    co_return page;
  }
  const Turn turn = co_await LookAtTurn(site, request, posted.form);
  http::Response page =
      ForHistory(TurnPage(site, request, posted.visit, posted.form, turn,
                          /*looks_again=*/false));
  RememberBrowser(site, posted.form, page);
  co_return page;
}

void AddLinePages(http::Router& router, const Site& site) {
  router.Add("POST", "/sessions/{id}/book/line",
             FromOwnSite(site, Origin::kAny,
                         WithinRate(site, [&site](http::Request& request) {
                           return TakeTurn(site, request);
                         })));
  router.Add(
      "GET", "/sessions/{id}/book/line/{turn}",
      [&site](http::Request& request) { return LookAgain(site, request); });
}

}  // namespace cwp::web
