// What the contact of a booking can change: who comes, the date, what is kept.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/http/form.h"
#include "services/web/booking_outcome.h"
#include "services/web/booking_request.h"
#include "services/web/booking_steps.h"
#include "services/web/booking_visit.h"
#include "services/web/contact_data.h"
#include "services/web/form_dates.h"
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

constexpr absl::string_view kPlaces = "/places";
constexpr absl::string_view kDetails = "/details";
constexpr absl::string_view kMove = "/move";

http::Response BackToBooking() { return Secret(http::Redirect(kBookingPath)); }

std::string PathOf(absl::string_view step) {
  return absl::StrCat(kBookingPath, step);
}

// What was sent is not saved, since the booking cannot be changed any more: its
// page says both.
http::Response Unchanged() {
  return Secret(http::Redirect(absl::StrCat(kBookingPath, "?unchanged=yes")));
}

// What was typed has been saved. The booking's page says so, and what was
// `done`.
http::Response Saved(const Site& site, const http::Request& request,
                     absl::string_view done) {
  http::Response response =
      Secret(http::Redirect(absl::StrCat(kBookingPath, "?done=", done)));
  ForgetTyped(site, request, kBookingLink, response);
  return response;
}

std::string NotChanged(const std::string& reason) {
  return Say("change.not_changed", {{"why", WordsFor(reason)}});
}

// A form was shown for another booking, whose link this browser opened before.
http::Response OfAnother(const Site& site, const http::Request& request,
                         const http::Parameters& form) {
  if (!ShownId(site, form).has_value()) return BackToBooking();
  return OpenLinkAgain(site, request, kBookingLink);
}

// A form of the booking, on a page that leads back to it.
View FormView(const Site& site, const Kept& kept, absl::string_view step) {
  View view = ShownBooking(site, kept);
  view["form"] = ShownForm(site, PathOf(step), kept.booking.id());
  view["back_link"] = View{{"href", std::string(kBookingPath)}};
  return view;
}

// Who comes.

BookingRules RulesOf(const Site& site, const Kept& kept) {
  BookingRules rules = RulesFor(site, *kept.workshop);
  rules.ask_area = false;
  return rules;
}

// A form of the booking with answers in it: the page `manage-STEP` at /STEP.
// `again` says that they were typed before and are not saved.
http::Response AnswersPage(const Site& site, const Kept& kept,
                           absl::string_view step, const Answers& answers,
                           const std::vector<FieldError>& errors,
                           bool again = false) {
  View view = FormView(site, kept, step);
  Overlay(view, FilledForm(AskedForm(site.renderer->Fixed("book"), answers,
                                     RulesOf(site, kept)),
                           answers, errors));
  view["typed_again"] = again;
  http::Response page =
      Secret(Page(site, absl::StrCat("manage-", step.substr(1)), view));
  // What was posted comes back by Back; what can be asked again is not kept.
  return errors.empty() ? page : ForHistory(std::move(page));
}

http::Answer AskWhoComes(const Site& site, const http::Request&, Kept kept) {
  if (!kept.can_change(site.clock->Now())) co_return BackToBooking();
  Answers answers = ToAnswers(kept.booking);
  for (const v1::Attendee& attendee : kept.booking.attendees()) {
    if (!attendee.has_age_band()) continue;
    answers.age_band = BandName({.min = attendee.age_band().min_years(),
                                 .max = attendee.age_band().max_years()});
  }
  co_return AnswersPage(site, kept, kPlaces, answers, {});
}

http::Answer ChangeWhoComes(const Site& site, const http::Request& request,
                            Kept kept) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  if (!IsShownFor(site, form, kept.booking.id())) {
    co_return OfAnother(site, request, form);
  }
  if (!kept.can_change(site.clock->Now())) co_return Unchanged();
  Answers answers;
  ReadFields(form, WhoComesFields(), answers);
  const BookingRules rules = RulesOf(site, kept);
  const std::vector<FieldError> errors = CheckWhoComes(answers, rules);
  if (!errors.empty())
    co_return AnswersPage(site, kept, kPlaces, answers, errors);
  v1::ChangeAttendeesRequest change;
  change.set_id(kept.booking.id());
  *change.mutable_attendees() = AttendeesOf(answers, rules);
  const absl::Status changed =
      (co_await site.registration->ChangeAttendees(
           HolderOf(site, request, kept.holder), std::move(change)))
          .status();
  if (changed.ok()) co_return Saved(site, request, "places");
  const std::string reason = ReasonOf(changed);
  if (reason == "BOOKING_CANCELLED") co_return Unchanged();
  FieldError refused = {"age_band", "not_eligible"};
  if (OutcomeOf(changed) == Outcome::kRefused) {
    refused = {"places", reason, NotChanged(reason)};
  } else if (reason != "NOT_ELIGIBLE") {
    co_return changed;
  }
  const std::vector<FieldError> at_field = {std::move(refused)};
  co_return AnswersPage(site, kept, kPlaces, answers, at_field);
}

// What we know of the contact, and what would help.

http::Answer AskDetails(const Site& site, const http::Request&, Kept kept) {
  if (!kept.can_change(site.clock->Now())) co_return BackToBooking();
  co_return AnswersPage(site, kept, kDetails, ToAnswers(kept.booking), {});
}

http::Answer ChangeDetails(const Site& site, const http::Request& request,
                           Kept kept) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  if (!IsShownFor(site, form, kept.booking.id())) {
    co_return OfAnother(site, request, form);
  }
  if (!kept.can_change(site.clock->Now())) co_return Unchanged();
  Answers answers = ToAnswers(kept.booking);
  ReadFields(form, DetailsFields(), answers);
  const std::vector<FieldError> errors =
      CheckDetails(answers, RulesOf(site, kept));
  if (!errors.empty())
    co_return AnswersPage(site, kept, kDetails, answers, errors);
  v1::ChangeDetailsRequest change = ToDetails(answers, kept.booking);
  const absl::Status changed =
      (co_await site.registration->ChangeDetails(
           HolderOf(site, request, kept.holder), std::move(change)))
          .status();
  if (changed.ok()) co_return Saved(site, request, "details");
  const std::string reason = ReasonOf(changed);
  if (reason == "BOOKING_CANCELLED") co_return Unchanged();
  const absl::string_view field = FormFieldOf(MetadataOf(changed, "field"));
  if (OutcomeOf(changed) == Outcome::kField && !field.empty()) {
    const std::vector<FieldError> at_field = {
        {std::string(field), FieldReasonOf(changed)}};
    co_return AnswersPage(site, kept, kDetails, answers, at_field);
  }
  // It began meanwhile, or is called off.
  if (OutcomeOf(changed) == Outcome::kRefused) {
    const std::vector<FieldError> at_first = {
        {"contact_name", reason, NotChanged(reason)}};
    co_return AnswersPage(site, kept, kDetails, answers, at_first);
  }
  co_return changed;
}

// The date.

http::asio::awaitable<json::array> OtherDates(const Site& site,
                                              const Kept& kept,
                                              std::string chosen) {
  const absl::Time now = site.clock->Now();
  std::vector<const Session*> others;
  std::vector<int64_t> ids;
  for (const Session* session :
       kept.programme->SessionsOf(kept.workshop->id, now)) {
    if (session->id == kept.session->id) continue;
    others.push_back(session);
    ids.push_back(session->id);
  }
  const SeatReader::Counts counts = co_await site.seats->Get(ids);
  const std::vector<std::string> lines = DateLines(others, site.zone);
  json::array items;
  for (size_t i = 0; i < others.size(); ++i) {
    const Session& session = *others[i];
    const Seats& seats = counts.at(session.id);
    const bool has_room =
        StandingOf(session, seats, now) == Standing::kCanBook &&
        seats.left.value_or(kept.booking.places()) >= kept.booking.places();
    if (!has_room) continue;
    const std::string value = absl::StrCat(session.id);
    items.push_back(View{{"value", value},
                         {"text", lines[i]},
                         {"short_text", FirstWhen(session, site.zone)},
                         {"checked", value == chosen}});
  }
  co_return items;
}

bool HasChosen(const json::array& items) {
  return std::any_of(items.begin(), items.end(), [](const json::value& item) {
    return item.get_object().at("checked").get_bool();
  });
}

// What the page about the date shows besides the dates.
struct MoveSaid {
  // The value of the date that was chosen before; empty for none. When it can
  // no longer be had, the page says so, unless it has an error to say.
  std::string chosen;
  // The page of the dates, as ShowDatesPage() has it.
  size_t dates_page = 0;
  std::string error;
  // It was chosen before, and is not saved.
  bool again = false;
};

http::asio::awaitable<http::Response> MovePage(const Site& site,
                                               const Kept& kept,
                                               MoveSaid said) {
  View view = FormView(site, kept, kMove);
  view["typed_again"] = said.again;
  json::array items = co_await OtherDates(site, kept, said.chosen);
  std::string error = std::move(said.error);
  if (error.empty() && !said.chosen.empty() && !HasChosen(items)) {
    error = Say("change.date_gone");
  }
  if (items.empty()) {
    view["no_other_dates"] = true;
  } else {
    ShowDatesPage("to_session", said.dates_page, items, view);
    View dates = {{"items", std::move(items)}};
    if (!error.empty()) {
      dates["error"] = error;
      view["error_summary"] =
          View{{"items",
                json::array{View{{"href", "#to_session"}, {"text", error}}}}};
    }
    view["to_session"] = std::move(dates);
  }
  http::Response page = Secret(Page(site, "manage-move", view));
  if (error.empty()) co_return page;
  co_return ForHistory(std::move(page));
}

// The date that a form says, and the page of dates that it showed.
MoveSaid SaidIn(const http::Parameters& form) {
  const std::vector<std::string> chosen = ChosenDates(form, "to_session");
  return {.chosen = chosen.empty() ? "" : chosen.back(),
          .dates_page = DatesPageOf(form)};
}

http::Answer AskWhen(const Site& site, const http::Request&, Kept kept) {
  if (!kept.can_change(site.clock->Now())) co_return BackToBooking();
  MoveSaid nothing;
  co_return co_await MovePage(site, kept, std::move(nothing));
}

http::Answer Move(const Site& site, const http::Request& request, Kept kept) {
  CO_ASSIGN_OR_RETURN(const http::Parameters form, http::ParseForm(request));
  if (!IsShownFor(site, form, kept.booking.id())) {
    co_return OfAnother(site, request, form);
  }
  if (!kept.can_change(site.clock->Now())) co_return Unchanged();
  MoveSaid said = SaidIn(form);
  if (TurnsDates(form)) {
    said.dates_page = NextDatesPage(form);
    http::Response page = co_await MovePage(site, kept, std::move(said));
    co_return ForHistory(std::move(page));
  }
  v1::MoveBookingRequest move;
  int64_t to_session = 0;
  if (!absl::SimpleAtoi(said.chosen, &to_session)) {
    said.error = Say("form.select_a_date");
    co_return co_await MovePage(site, kept, std::move(said));
  }
  move.set_id(kept.booking.id());
  move.set_to_session_id(to_session);
  const absl::Status moved =
      (co_await site.registration->MoveBooking(
           HolderOf(site, request, kept.holder), std::move(move)))
          .status();
  if (moved.ok()) co_return Saved(site, request, "moved");
  // Nothing has changed: the places are where they were.
  const bool another_date = OutcomeOf(moved) == Outcome::kRefused ||
                            ReasonOf(moved) == "CONTACT_ALREADY_BOOKED" ||
                            ReasonOf(moved) == "OTHER_WORKSHOP";
  if (!another_date) co_return moved;
  said.error = Say("change.not_moved", {{"why", WordsFor(ReasonOf(moved))}});
  co_return co_await MovePage(site, kept, std::move(said));
}

// A form that was sent when the visit was over, as it was.
http::Answer AskAgain(const Site& site, const http::Request& request,
                      Kept kept) {
  const std::optional<TypedForm> typed =
      FindTyped(site, request, kBookingLink, kept.booking.id());
  if (!typed.has_value()) co_return BackToBooking();
  if (!kept.can_change(site.clock->Now())) co_return Unchanged();
  if (typed->path == PathOf(kMove)) {
    MoveSaid said = SaidIn(typed->fields);
    said.again = true;
    co_return co_await MovePage(site, kept, std::move(said));
  }
  const bool details = typed->path == PathOf(kDetails);
  Answers answers = details ? ToAnswers(kept.booking) : Answers();
  ReadFields(typed->fields, details ? DetailsFields() : WhoComesFields(),
             answers);
  co_return AnswersPage(site, kept, details ? kDetails : kPlaces, answers, {},
                        true);
}

// What is kept.

http::Answer DownloadAll(const Site& site, const http::Request& request,
                         Kept kept) {
  v1::ExportContactRequest ask;
  ask.set_booking_id(kept.booking.id());
  return DownloadKept(site, HolderOf(site, request, kept.holder),
                      std::move(ask));
}

http::Answer AskWhetherToErase(const Site& site, const http::Request&,
                               Kept kept) {
  co_return AskToErase(site, kBookingLink, kept.booking.id());
}

http::Answer Erase(const Site& site, const http::Request& request, Kept kept) {
  v1::EraseContactRequest erase;
  erase.set_booking_id(kept.booking.id());
  return EraseKept(site, request, kBookingLink, kept.booking.id(),
                   HolderOf(site, request, kept.holder), std::move(erase));
}

http::Answer ShowErased(const Site& site) {
  co_return Page(site, "erased", {});
}

}  // namespace

void AddChangePages(http::Router& router, const Site& site) {
  AddBookingPage(router, site, "GET", kPlaces, &AskWhoComes);
  AddBookingPage(router, site, "POST", kPlaces, &ChangeWhoComes);
  AddBookingPage(router, site, "GET", kDetails, &AskDetails);
  AddBookingPage(router, site, "POST", kDetails, &ChangeDetails);
  AddBookingPage(router, site, "GET", kMove, &AskWhen);
  AddBookingPage(router, site, "POST", kMove, &Move);
  AddBookingPage(router, site, "GET", kTypedStep, &AskAgain);
  AddBookingPage(router, site, "GET", "/download", &DownloadAll);
  AddBookingPage(router, site, "GET", "/erase", &AskWhetherToErase);
  AddBookingPage(router, site, "POST", "/erase", &Erase);
  router.Add("GET", "/erased",
             [&site](http::Request&) { return ShowErased(site); });
}

}  // namespace cwp::web
