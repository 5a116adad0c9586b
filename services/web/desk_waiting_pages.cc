// An entry on the waitlist: what it waits for, its offer, and its end.
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/booking_request.h"
#include "services/web/booking_steps.h"
#include "services/web/desk.h"
#include "services/web/desk_answers.h"
#include "services/web/desk_check.h"
#include "services/web/desk_form.h"
#include "services/web/desk_people.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_waiting.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
namespace v1 = ::cwp::registration::v1;

using Calls = RegistrationCalls::Async;
template <class T>
using Awaited = http::asio::awaitable<absl::StatusOr<T>>;

constexpr absl::string_view kPattern = "/desk/sessions/{id}/waitlist/{entry}";

// The offer that a form was about.
constexpr char kOfferField[] = "offer";

// An entry, seen from a session that it waits for.
struct Waiting {
  scheduling::Session session;
  v1::WaitlistEntry entry;

  bool has_offer() const {
    return entry.state() == v1::WaitlistEntry::OFFERED &&
           entry.offer().state() == v1::Offer::OPEN;
  }
  bool live() const {
    return entry.state() == v1::WaitlistEntry::WAITING ||
           entry.state() == v1::WaitlistEntry::OFFERED;
  }
  std::string path() const { return WaitingPath(session.id(), entry.id()); }
};

Awaited<Waiting> Find(const Desk& desk, const DeskVisit& visit,
                      const http::Request& request) {
  Waiting waiting;
  CO_ASSIGN_OR_RETURN(waiting.session,
                      co_await GetSession(desk, visit, request));
  CO_ASSIGN_OR_RETURN(
      waiting.entry, co_await GetEntry(desk, visit, request, EntryIn(request)));
  co_return waiting;
}

// Why it waits, by where it stands in the session's list.
http::asio::awaitable<std::string> Why(const Desk& desk, const DeskVisit& visit,
                                       const http::Request& request,
                                       const Waiting& waiting) {
  const int64_t session_id = waiting.session.id();
  std::vector<int64_t> ids = {session_id};
  const DeskSeats seats =
      co_await GetDeskSeats(desk, visit, request, std::move(ids));
  const absl::StatusOr<std::vector<v1::WaitlistEntry>> all =
      co_await ListWaiting(desk, visit, request, session_id);
  int place = 0;
  if (all.ok()) {
    const std::vector<int> places = PlacesInLine(*all);
    for (size_t i = 0; i < all->size(); ++i) {
      if ((*all)[i].id() == waiting.entry.id()) place = places[i];
    }
  }
  co_return WaitsWords(waiting.entry, place, session_id, seats);
}

// The dates that it waits for.
http::asio::awaitable<json::array> DateLines(const Desk& desk,
                                             const DeskVisit& visit,
                                             const http::Request& request,
                                             const Waiting& waiting) {
  json::array lines;
  if (waiting.entry.session_ids().empty()) {
    lines.emplace_back(Say("people.waiting.any_date"));
    co_return lines;
  }
  const absl::StatusOr<std::vector<scheduling::Session>> dates =
      co_await ListDates(desk, visit, request, waiting.session.workshop_id());
  if (!dates.ok()) {
    lines.emplace_back(
        SayCount("people.waiting.dates", waiting.entry.session_ids_size()));
    co_return lines;
  }
  std::map<int64_t, std::string> words;
  for (const scheduling::Session& date : *dates) {
    words[date.id()] = RangeOf(date, desk.site->zone);
  }
  for (const int64_t id : waiting.entry.session_ids()) {
    const auto found = words.find(id);
    lines.emplace_back(found == words.end() ? Say("people.waiting.past_date")
                                            : found->second);
  }
  co_return lines;
}

// A form that asks once more, or does, what its path says.
View FormOf(const Desk& desk, const DeskVisit& visit, const Waiting& waiting,
            absl::string_view step) {
  return DeskForm(desk, visit, absl::StrCat(waiting.path(), step));
}

// One that answers the offer there is.
View AnswerForm(const Desk& desk, const DeskVisit& visit,
                const Waiting& waiting, absl::string_view step) {
  View form = FormOf(desk, visit, waiting, step);
  form["hidden"].as_array().push_back(
      View{{"name", kOfferField},
           {"value", absl::StrCat(waiting.entry.offer().id())}});
  return form;
}

// Whether another offer stands than the one that a form showed: of other places
// maybe, on another date.
int64_t OfferIn(const DeskVisit& visit) {
  return ParseId(visit.form.Get(kOfferField)).value_or(0);
}

bool IsOfAnother(const Waiting& waiting, const DeskVisit& visit) {
  return waiting.has_offer() && OfferIn(visit) != waiting.entry.offer().id();
}

http::Answer EntryPage(const Desk& desk, const DeskVisit& visit,
                       const http::Request& request, const Waiting& waiting,
                       std::string problem) {
  const v1::WaitlistEntry& entry = waiting.entry;
  json::array dates = co_await DateLines(desk, visit, request, waiting);
  std::string why = co_await Why(desk, visit, request, waiting);
  json::array rows = {
      FactRow(Say("people.label.name"), entry.contact().name()),
      FactRow(Say("people.label.email"), entry.contact().email()),
      FactRow(Say("people.label.phone"), entry.contact().phone()),
      FactRow(Say("people.label.places"), WantedWords(entry)),
      View{{"key", Say("people.label.waits_for")}, {"lines", std::move(dates)}},
      FactRow(Say("people.label.how_it_stands"), std::move(why)),
      FactRow(Say("people.label.offer"), OfferWords(entry, desk.site->zone)),
      FactRow(Say("people.label.needs"), NeedsWords(entry.access_needs())),
      FactRow(
          Say("people.label.on_list_since"),
          civil::DateTimeWords(ToTime(entry.create_time()), desk.site->zone)),
      FactRow(Say("people.label.channel"), ChannelWords(entry.channel()))};
  View view = {
      {"rows", std::move(rows)},
      {"session_title", waiting.session.workshop_title()},
      {"contact_href", absl::StrCat(waiting.path(), "/contact")},
      {"back_link", View{{"text", Say("people.back_to_session")},
                         {"href", SessionPath(waiting.session.id())}}}};
  if (waiting.has_offer()) {
    view["accept_href"] = absl::StrCat(waiting.path(), "/accept");
    view["decline_form"] = AnswerForm(desk, visit, waiting, "/decline");
  }
  if (waiting.live()) {
    view["remove_href"] = absl::StrCat(waiting.path(), "/remove");
  }
  if (!problem.empty()) view["refused_because"] = problem;
  co_return DeskPage(desk, visit, "desk-waiting", std::move(view),
                     problem.empty() ? 200 : 409);
}

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await Find(desk, visit, request));
  co_return co_await EntryPage(desk, visit, request, waiting, "");
}

// Shows how things are now, and why what was asked was not done.
http::Answer AfterFailure(const Desk& desk, const DeskVisit& visit,
                          const http::Request& request, absl::Status status) {
  std::string words = StaffWordsFor(ReasonOf(status));
  if (words.empty()) co_return status;
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await Find(desk, visit, request));
  co_return co_await EntryPage(desk, visit, request, waiting, std::move(words));
}

// Shows the offer that stands now, which was not the one that was answered.
http::Answer AnotherOffer(const Desk& desk, const DeskVisit& visit,
                          const http::Request& request,
                          const Waiting& waiting) {
  const DeskVisit anew = WithNewForm(visit);
  std::string words = Say("people.waiting.another_offer");
  co_return co_await EntryPage(desk, anew, request, waiting, std::move(words));
}

http::Answer NoOffer(const Desk& desk, const DeskVisit& visit,
                     const http::Request& request, const Waiting& waiting) {
  std::string words = StaffWordsFor("OFFER_LAPSED");
  co_return co_await EntryPage(desk, visit, request, waiting, std::move(words));
}

http::Response DeclineCheck(const Desk& desk, const DeskVisit& visit,
                            const Waiting& waiting) {
  Check check = {.heading = Say("people.waiting.decline.heading"),
                 .action = absl::StrCat(waiting.path(), "/decline"),
                 .button = Say("people.waiting.decline.button"),
                 .back_button = Say("people.waiting.decline.leave"),
                 .rows = {FactRow(Say("people.label.name"),
                                  waiting.entry.contact().name()),
                          FactRow(Say("people.label.offer"),
                                  OfferWords(waiting.entry, desk.site->zone))}};
  check.impact.emplace_back(Say("people.waiting.decline.next"));
  check.impact.emplace_back(Say("people.waiting.decline.others"));
  return CheckPage(desk, visit, check);
}

http::Answer Decline(const Desk& desk, const DeskVisit& visit,
                     http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await Find(desk, visit, request));
  if (IsOfAnother(waiting, visit)) {
    co_return co_await AnotherOffer(desk, visit, request, waiting);
  }
  if (visit.form.Get("then") == "form") {
    co_return co_await EntryPage(desk, visit, request, waiting, "");
  }
  if (!IsConfirmed(visit)) {
    if (waiting.has_offer()) co_return DeclineCheck(desk, visit, waiting);
    co_return co_await NoOffer(desk, visit, request, waiting);
  }
  v1::DeclineOfferRequest wanted;
  wanted.set_id(waiting.entry.id());
  wanted.set_offer_id(OfferIn(visit));
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<v1::WaitlistEntry> done =
      co_await desk.registration->Call(&Calls::DeclineOffer,
                                       StaffCaller(desk, visit, request),
                                       std::move(wanted));
  if (!done.ok()) {
    co_return co_await AfterFailure(desk, visit, request, done.status());
  }
  co_return http::Redirect(WaitingPath(IdIn(request), done->id()));
}

http::Answer AskToRemove(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await Find(desk, visit, request));
  co_return DeskPage(desk, visit, "desk-waiting-remove",
                     {{"contact_name", waiting.entry.contact().name()},
                      {"form", FormOf(desk, visit, waiting, "/remove")},
                      {"back_link", View{{"text", Say("people.back")},
                                         {"href", waiting.path()}}}});
}

http::Answer Remove(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  v1::LeaveWaitlistRequest wanted;
  wanted.set_id(EntryIn(request));
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<v1::WaitlistEntry> done =
      co_await desk.registration->Call(&Calls::LeaveWaitlist,
                                       StaffCaller(desk, visit, request),
                                       std::move(wanted));
  if (!done.ok()) {
    co_return co_await AfterFailure(desk, visit, request, done.status());
  }
  co_return http::Redirect(SessionPath(IdIn(request)));
}

// Who comes, when an offer is taken for somebody.

Awaited<BookingRules> RulesOf(const Desk& desk, const DeskVisit& visit,
                              const http::Request& request,
                              const Waiting& waiting) {
  CO_ASSIGN_OR_RETURN(const scheduling::Workshop workshop,
                      co_await GetWorkshop(desk, visit, request,
                                           waiting.session.workshop_id()));
  BookingRules rules = DeskRulesFor(desk, workshop);
  rules.ask_area = false;
  rules.max_places = waiting.entry.offer().places();
  co_return rules;
}

http::Response AcceptPage(const Desk& desk, const DeskVisit& visit,
                          const Waiting& waiting, const BookingRules& rules,
                          const Answers& answers,
                          const std::vector<FieldError>& errors,
                          const std::string& problem = "") {
  View view = DeskFields(desk, rules, /*waits=*/false, answers, errors);
  view["contact_name"] = waiting.entry.contact().name();
  view["offer_words"] = OfferWords(waiting.entry, desk.site->zone);
  view["form"] = AnswerForm(desk, visit, waiting, "/accept");
  view["back_link"] =
      View{{"text", Say("people.back")}, {"href", waiting.path()}};
  if (!problem.empty()) view["refused_because"] = problem;
  return DeskPage(desk, visit, "desk-waiting-accept", std::move(view),
                  FormCode(!errors.empty(), !problem.empty()));
}

http::Answer AskWhoComes(const Desk& desk, const DeskVisit& visit,
                         http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await Find(desk, visit, request));
  if (!waiting.has_offer()) {
    co_return co_await NoOffer(desk, visit, request, waiting);
  }
  CO_ASSIGN_OR_RETURN(const BookingRules rules,
                      co_await RulesOf(desk, visit, request, waiting));
  Answers answers;
  answers.places = absl::StrCat(waiting.entry.offer().places());
  if (waiting.entry.professionals()) answers.who_for = "professional";
  co_return AcceptPage(desk, visit, waiting, rules, answers, {});
}

http::Answer Accept(const Desk& desk, const DeskVisit& visit,
                    http::Request& request) {
  CO_ASSIGN_OR_RETURN(const Waiting waiting,
                      co_await Find(desk, visit, request));
  // A form that is sent again has taken the offer already.
  const bool again = waiting.entry.state() == v1::WaitlistEntry::BOOKED;
  if (!waiting.has_offer() && !again) {
    co_return co_await NoOffer(desk, visit, request, waiting);
  }
  CO_ASSIGN_OR_RETURN(const BookingRules rules,
                      co_await RulesOf(desk, visit, request, waiting));
  Answers answers;
  ReadFields(visit.form, WhoComesFields(), answers);
  std::vector<FieldError> errors;
  if (IsOfAnother(waiting, visit)) {
    co_return AcceptPage(desk, WithNewForm(visit), waiting, rules, answers,
                         errors, Say("people.waiting.another_offer"));
  }
  if (!visit.review) errors = CheckWhoComes(answers, rules);
  if (visit.review || !errors.empty()) {
    co_return AcceptPage(desk, visit, waiting, rules, answers, errors);
  }
  v1::AcceptOfferRequest wanted;
  wanted.set_id(waiting.entry.id());
  wanted.set_offer_id(OfferIn(visit));
  *wanted.mutable_attendees() = AttendeesOf(answers, rules);
  wanted.set_request_id(RequestIdOf(desk, visit));
  const absl::StatusOr<v1::Booking> booked = co_await desk.registration->Call(
      &Calls::AcceptOffer, StaffCaller(desk, visit, request),
      std::move(wanted));
  if (booked.ok()) {
    co_return http::Redirect(
        absl::StrCat(BookingPath(booked->id()), "/booked"));
  }
  errors = FieldErrorsOf(booked.status());
  if (!errors.empty()) {
    co_return AcceptPage(desk, visit, waiting, rules, answers, errors);
  }
  co_return co_await AfterFailure(desk, visit, request, booked.status());
}

}  // namespace

std::vector<DeskRoute> DeskWaitingRoutes() {
  constexpr AuditSubject kEntry = AuditSubject::kWaitlistEntry;
  const DeskAudit shows =
      DeskAudit::Shows(AuditAct::kWaitlistEntryViewed, kEntry);
  const auto route = [](std::string method, absl::string_view step,
                        DeskAudit audit, DeskHandler handler,
                        bool has_form = false) {
    return DeskRoute{.method = std::move(method),
                     .pattern = absl::StrCat(kPattern, step),
                     .permission = Permission::kChangePeople,
                     .audit = std::move(audit),
                     .handler = std::move(handler),
                     .has_form = has_form};
  };
  return {route("GET", "", shows, &Show),
          route("GET", "/accept", shows, &AskWhoComes),
          route("POST", "/accept",
                DeskAudit::Changes(AuditAct::kOfferAccepted, kEntry), &Accept,
                /*has_form=*/true),
          route("POST", "/decline",
                DeskAudit::Changes(AuditAct::kOfferDeclined, kEntry)
                    .OnceHas("confirmed")
                    .AfterShowing(AuditAct::kWaitlistEntryViewed),
                &Decline),
          route("GET", "/remove", shows, &AskToRemove),
          route("POST", "/remove",
                DeskAudit::Changes(AuditAct::kWaitlistLeft, kEntry), &Remove)};
}

}  // namespace cwp::web
