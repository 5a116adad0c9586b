// Pages behind the link to a waitlist entry: seeing it, answering an offer,
// leaving, and what is kept.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/http/co_status_macros.h"
#include "common/http/escape.h"
#include "common/http/form.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/booking_outcome.h"
#include "services/web/booking_request.h"
#include "services/web/booking_steps.h"
#include "services/web/booking_views.h"
#include "services/web/contact_data.h"
#include "services/web/link_visit.h"
#include "services/web/page.h"
#include "services/web/pages.h"
#include "services/web/say.h"
#include "services/web/typed_form.h"
#include "services/web/views.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

constexpr absl::string_view kRequestKey = "web offer request id";
constexpr char kAcceptPath[] = "/waiting/accept";
// The entry's page, which says that an offer is gone.
constexpr char kTooLate[] = "/waiting?late=yes";

// When the form that takes an offer said that it takes place.
constexpr char kWhenField[] = "when";

// An entry, and what the programme says of what it waits for.
struct Waiting {
  v1::WaitlistEntry entry;
  // Who holds the link.
  std::string holder;
  ProgrammePtr programme;
  // Null when the programme does not say.
  const Workshop* workshop = nullptr;
  // Of the offer; null without one.
  const Session* session = nullptr;

  bool has_offer() const {
    return entry.state() == v1::WaitlistEntry::OFFERED && entry.has_offer();
  }
};

http::asio::awaitable<absl::StatusOr<Waiting>> Find(
    const Site& site, const http::Request& request, std::string token) {
  Waiting waiting;
  CO_ASSIGN_OR_RETURN(waiting.entry,
                      co_await site.registration->ResolveWaitlistToken(
                          PublicCaller(site, request), std::move(token)));
  waiting.holder = absl::StrCat(waiting.entry.id());
  waiting.programme = site.catalogue->Get();
  const v1::WaitlistEntry& entry = waiting.entry;
  int64_t workshop_id = entry.workshop_id();
  for (const int64_t id : entry.session_ids()) {
    const Session* const session = waiting.programme->FindSession(id);
    if (session != nullptr) workshop_id = session->workshop_id;
  }
  waiting.workshop = waiting.programme->FindWorkshop(workshop_id);
  if (waiting.has_offer()) {
    waiting.session =
        waiting.programme->FindSession(entry.offer().session_id());
  }
  co_return waiting;
}

// A page of a visit.
using VisitPage = http::Answer (*)(const Site& site,
                                   const http::Request& request,
                                   Waiting waiting);

http::Answer Visited(const Site& site, const http::Request& request,
                     VisitPage page) {
  const std::optional<std::string> token = TokenOf(site, request, kWaitingLink);
  if (!token.has_value()) co_return OpenLinkAgain(site, request, kWaitingLink);
  absl::StatusOr<Waiting> waiting = co_await Find(site, request, *token);
  if (!waiting.ok()) {
    co_return LinkFailed(site, request, *token, waiting.status());
  }
  absl::StatusOr<http::Response> answer =
      co_await page(site, request, *std::move(waiting));
  if (!answer.ok()) co_return SendAgain(site, request, answer.status(), true);
  co_return answer;
}

http::Answer ShowButton(const Site& site, const http::Request& request) {
  const std::string token(request.Param("token"));
  CO_RETURN_IF_ERROR((co_await Find(site, request, token)).status());
  co_return Secret(Page(
      site, "waiting-open",
      {{"form",
        View{{"action", absl::StrCat("/w/", http::PercentEncode(token))}}}}));
}

http::Answer Exchange(const Site& site, const http::Request& request) {
  const std::string token(request.Param("token"));
  CO_RETURN_IF_ERROR((co_await Find(site, request, token)).status());
  co_return BeginVisit(site, request, kWaitingLink, token);
}

const char* FlagOf(const Waiting& waiting) {
  if (waiting.has_offer()) return "offered";
  switch (waiting.entry.state()) {
    case v1::WaitlistEntry::BOOKED:
      return "booked";
    case v1::WaitlistEntry::LEFT:
      return "left_it";
    case v1::WaitlistEntry::ENDED:
      return "ended";
    default:
      return "in_queue";
  }
}

View ShownEntry(const Site& site, const Waiting& waiting) {
  const v1::WaitlistEntry& entry = waiting.entry;
  View view = {{FlagOf(waiting), true}};
  if (waiting.workshop != nullptr) {
    view["workshop"] = WorkshopView(*waiting.workshop);
  } else {
    view["workshop"] = View{{"title", Say("session.unknown_workshop")},
                            {"href", "/workshops"},
                            {"waitlist_href", "/workshops"}};
  }
  SetCount(view, "asked_places", entry.places());
  if (entry.least_places() < entry.places()) {
    SetCount(view, "least", entry.least_places());
  }
  if (entry.position() > 0) SetCount(view, "position", entry.position());
  std::vector<const Session*> sessions;
  for (const int64_t id : entry.session_ids()) {
    const Session* const session = waiting.programme->FindSession(id);
    if (session != nullptr) sessions.push_back(session);
  }
  json::array dates;
  for (const std::string& line : DateLines(sessions, site.zone)) {
    dates.emplace_back(line);
  }
  if (!dates.empty()) view["waited_dates"] = std::move(dates);
  view["any_date"] = entry.session_ids().empty();
  if (!waiting.has_offer()) return view;
  SetCount(view, "offered_places", entry.offer().places());
  view["until"] =
      civil::DateTimeWords(ToTime(entry.offer().expire_time()), site.zone);
  if (waiting.session != nullptr) {
    view["session"] =
        SessionView(*waiting.session, {}, site.clock->Now(), site.zone);
  }
  return view;
}

http::Answer Show(const Site& site, const http::Request& request,
                  Waiting waiting) {
  View view = ShownEntry(site, waiting);
  view["too_late"] = request.query().Has("late") && !waiting.has_offer() &&
                     waiting.entry.state() != v1::WaitlistEntry::BOOKED;
  if (waiting.has_offer()) {
    view["decline_form"] =
        ShownForm(site, "/waiting/decline", waiting.entry.offer().id());
  }
  co_return Secret(Page(site, "waiting-entry", view));
}

BookingRules RulesOf(const Site& site, const Waiting& waiting) {
  BookingRules rules = waiting.workshop == nullptr
                           ? site.said->Get()->rules
                           : RulesFor(site, *waiting.workshop);
  rules.ask_area = false;
  rules.max_places = waiting.entry.offer().places();
  return rules;
}

// Another text for each time at which the places may be had that an offer is
// of, and a short one, also for a course; empty when the programme does not
// say.
std::string OfferedWhen(const Waiting& waiting) {
  if (waiting.session == nullptr) return "";
  return crypto::ToBase64Url(crypto::Hash(WhenOf(*waiting.session)));
}

// Nobody takes places at a time that they have not seen.
bool HasMoved(const Waiting& waiting, const http::Parameters& form) {
  return form.Get(kWhenField) != OfferedWhen(waiting);
}

// Takes places, asking who comes. `sent` is the form that the answers are from,
// if there was one; `again` says that they were typed before and are not saved.
http::Response AcceptPage(const Site& site, const Waiting& waiting,
                          const Answers& answers,
                          const std::vector<FieldError>& errors,
                          const http::Parameters* sent = nullptr,
                          bool again = false) {
  View view = ShownEntry(site, waiting);
  Overlay(view, FilledForm(AskedForm(site.renderer->Fixed("book"), answers,
                                     RulesOf(site, waiting)),
                           answers, errors));
  View form = ShownForm(site, kAcceptPath, waiting.entry.offer().id());
  form["hidden"].as_array().push_back(
      View{{"name", kWhenField}, {"value", OfferedWhen(waiting)}});
  view["form"] = std::move(form);
  view["moved"] = sent != nullptr && HasMoved(waiting, *sent);
  view["typed_again"] = again;
  view["back_link"] = View{{"href", std::string(kWaitingLink.home)}};
  http::Response page = Secret(Page(site, "waiting-accept", view));
  return errors.empty() ? page : ForHistory(std::move(page));
}

http::Answer AskWhoComes(const Site& site, const http::Request&,
                         Waiting waiting) {
  if (!waiting.has_offer()) {
    co_return Secret(http::Redirect(kTooLate));
  }
  Answers answers;
  answers.places = absl::StrCat(waiting.entry.offer().places());
  if (waiting.entry.professionals()) answers.who_for = "professional";
  co_return AcceptPage(site, waiting, answers, {});
}

v1::AcceptOfferRequest ToAcceptance(const Site& site, const Waiting& waiting,
                                    const Answers& answers) {
  v1::AcceptOfferRequest request;
  request.set_id(waiting.entry.id());
  request.set_offer_id(waiting.entry.offer().id());
  *request.mutable_attendees() = AttendeesOf(answers, RulesOf(site, waiting));
  request.set_request_id(crypto::ToBase64Url(crypto::KeyedHash(
      site.form_key.Derive(kRequestKey),
      {absl::StrCat(waiting.entry.id()),
       absl::StrCat(waiting.entry.offer().id()), AnswersToText(answers)})));
  return request;
}

http::Answer Accept(const Site& site, const http::Request& request,
                    Waiting waiting) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  if (!waiting.has_offer() ||
      !IsShownFor(site, form, waiting.entry.offer().id())) {
    co_return Secret(http::Redirect(kTooLate));
  }
  Answers answers;
  ReadFields(form, WhoComesFields(), answers);
  const std::vector<FieldError> errors =
      CheckWhoComes(answers, RulesOf(site, waiting));
  if (!errors.empty()) {
    co_return AcceptPage(site, waiting, answers, errors, &form);
  }
  if (HasMoved(waiting, form)) {
    co_return ForHistory(AcceptPage(site, waiting, answers, {}, &form));
  }
  const absl::StatusOr<v1::Booking> booked =
      co_await site.registration->AcceptOffer(
          HolderOf(site, request, waiting.holder),
          ToAcceptance(site, waiting, answers));
  const std::string reason = ReasonOf(booked.status());
  if (reason == "OFFER_LAPSED") {
    co_return Secret(http::Redirect(kTooLate));
  }
  if (reason == "NOT_ELIGIBLE") {
    co_return AcceptPage(site, waiting, answers,
                         {{"age_band", "not_eligible"}});
  }
  if (OutcomeOf(booked.status()) == Outcome::kRefused) {
    const std::vector<FieldError> refused = {
        {"places", reason,
         Say("offer.not_taken", {{"why", WordsFor(reason)}})}};
    co_return AcceptPage(site, waiting, answers, refused);
  }
  if (!booked.ok()) co_return booked.status();
  http::Response response = Secret(http::Redirect(kWaitingLink.home));
  ForgetTyped(site, request, kWaitingLink, response);
  co_return response;
}

// The form that takes an offer, as it was when it was sent too late.
http::Answer AskAgain(const Site& site, const http::Request& request,
                      Waiting waiting) {
  const std::optional<TypedForm> typed =
      FindTyped(site, request, kWaitingLink, waiting.entry.offer().id());
  if (!waiting.has_offer()) co_return Secret(http::Redirect(kTooLate));
  if (!typed.has_value()) co_return Secret(http::Redirect(kWaitingLink.home));
  Answers answers;
  ReadFields(typed->fields, WhoComesFields(), answers);
  co_return AcceptPage(site, waiting, answers, {}, &typed->fields, true);
}

http::Answer Decline(const Site& site, const http::Request& request,
                     Waiting waiting) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  if (!waiting.has_offer() ||
      !IsShownFor(site, form, waiting.entry.offer().id())) {
    co_return Secret(http::Redirect(kWaitingLink.home));
  }
  v1::DeclineOfferRequest decline;
  decline.set_id(waiting.entry.id());
  decline.set_offer_id(waiting.entry.offer().id());
  const absl::Status declined =
      (co_await site.registration->DeclineOffer(
           HolderOf(site, request, waiting.holder), std::move(decline)))
          .status();
  // Gone by itself: the page shows how things are now.
  if (!declined.ok() && ReasonOf(declined) != "OFFER_LAPSED") {
    co_return declined;
  }
  co_return Secret(http::Redirect(kWaitingLink.home));
}

http::Answer AskToLeave(const Site& site, const http::Request&,
                        Waiting waiting) {
  View view = ShownEntry(site, waiting);
  view["form"] = ShownForm(site, "/waiting/leave", waiting.entry.id());
  view["back_link"] = View{{"href", std::string(kWaitingLink.home)}};
  co_return Secret(Page(site, "waiting-leave", view));
}

http::Answer Leave(const Site& site, const http::Request& request,
                   Waiting waiting) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  if (IsShownFor(site, form, waiting.entry.id())) {
    v1::LeaveWaitlistRequest leave;
    leave.set_id(waiting.entry.id());
    CO_RETURN_IF_ERROR(
        (co_await site.registration->LeaveWaitlist(
             HolderOf(site, request, waiting.holder), std::move(leave)))
            .status());
  }
  co_return Secret(http::Redirect(kWaitingLink.home));
}

http::Answer DownloadAll(const Site& site, const http::Request& request,
                         Waiting waiting) {
  v1::ExportContactRequest ask;
  ask.set_waitlist_entry_id(waiting.entry.id());
  return DownloadKept(site, HolderOf(site, request, waiting.holder),
                      std::move(ask));
}

http::Answer AskWhetherToErase(const Site& site, const http::Request&,
                               Waiting waiting) {
  co_return AskToErase(site, kWaitingLink, waiting.entry.id());
}

http::Answer Erase(const Site& site, const http::Request& request,
                   Waiting waiting) {
  v1::EraseContactRequest erase;
  erase.set_waitlist_entry_id(waiting.entry.id());
  return EraseKept(site, request, kWaitingLink, waiting.entry.id(),
                   HolderOf(site, request, waiting.holder), std::move(erase));
}

}  // namespace

void AddEntryPages(http::Router& router, const Site& site) {
  constexpr absl::string_view kLink = "/w/{token}";
  router.Add("GET", kLink, [&site](http::Request& request) {
    return ShowButton(site, request);
  });
  router.Add("POST", kLink,
             FromOwnSite(site, Origin::kAny, [&site](http::Request& request) {
               return Exchange(site, request);
             }));
  const auto add = [&](absl::string_view method, absl::string_view path,
                       VisitPage page) {
    const http::Handler handler = [&site, page](http::Request& request) {
      return Visited(site, request, page);
    };
    router.Add(
        method, path,
        method == "GET" ? handler : FromOwnSite(site, Origin::kAny, handler));
  };
  add("GET", "/waiting", &Show);
  add("GET", kAcceptPath, &AskWhoComes);
  add("POST", kAcceptPath, &Accept);
  add("GET", absl::StrCat(kWaitingLink.home, kTypedStep), &AskAgain);
  add("POST", "/waiting/decline", &Decline);
  add("GET", "/waiting/leave", &AskToLeave);
  add("POST", "/waiting/leave", &Leave);
  add("GET", "/waiting/download", &DownloadAll);
  add("GET", "/waiting/erase", &AskWhetherToErase);
  add("POST", "/waiting/erase", &Erase);
}

}  // namespace cwp::web
