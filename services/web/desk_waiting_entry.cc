#include "services/web/desk_waiting_entry.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk_answers.h"
#include "services/web/desk_outbox.h"
#include "services/web/desk_people.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
namespace v1 = ::cwp::registration::v1;

// The offer that a form was about.
constexpr char kOfferField[] = "offer";

// The session that an entry is seen from; 0 for none.
int64_t SessionOf(const v1::WaitlistEntry& entry) {
  if (entry.offer().state() == v1::Offer::OPEN) {
    return entry.offer().session_id();
  }
  return entry.session_ids().empty() ? 0 : entry.session_ids(0);
}

// Why it waits, by where it stands in the session's list.
http::asio::awaitable<std::string> Why(const Desk& desk, const DeskVisit& visit,
                                       const http::Request& request,
                                       const Waiting& waiting) {
  if (!waiting.session.has_value()) {
    co_return WaitsWords(waiting.entry, waiting.entry.position(), 0, {});
  }
  const int64_t session_id = waiting.session->id();
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
      co_await ListDates(desk, visit, request, waiting.workshop_id);
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

}  // namespace

boost::asio::awaitable<absl::StatusOr<Waiting>> FindWaiting(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  Waiting waiting;
  CO_ASSIGN_OR_RETURN(waiting.entry, co_await GetEntry(desk, visit, request));
  if (const int64_t id = SessionOf(waiting.entry); id != 0) {
    CO_ASSIGN_OR_RETURN(waiting.session,
                        co_await GetSession(desk, visit, request, id));
    waiting.workshop_id = waiting.session->workshop_id();
    waiting.workshop_title = waiting.session->workshop_title();
    co_return waiting;
  }
  waiting.workshop_id = waiting.entry.workshop_id();
  CO_ASSIGN_OR_RETURN(
      const scheduling::Workshop workshop,
      co_await GetWorkshop(desk, visit, request, waiting.workshop_id));
  waiting.workshop_title = workshop.title();
  co_return waiting;
}

View WaitingForm(const Desk& desk, const DeskVisit& visit,
                 const Waiting& waiting, absl::string_view step) {
  View form = DeskForm(desk, visit, absl::StrCat(waiting.path(), step));
  form["hidden"].as_array().push_back(
      View{{"name", kOfferField},
           {"value", absl::StrCat(waiting.entry.offer().id())}});
  return form;
}

int64_t OfferIn(const DeskVisit& visit) {
  return ParseId(visit.form.Get(kOfferField)).value_or(0);
}

bool IsOfAnother(const Waiting& waiting, const DeskVisit& visit) {
  return waiting.has_offer() && OfferIn(visit) != waiting.entry.offer().id();
}

http::Answer WaitingPage(const Desk& desk, const DeskVisit& visit,
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
      {"workshop_title", waiting.workshop_title},
      {"contact_href", absl::StrCat(waiting.path(), "/contact")},
      {"back_link", View{{"text", Say("people.back_to_those_who_wait")},
                         {"href", waiting.list_path()}}}};
  if (waiting.has_offer()) {
    view["accept_href"] = absl::StrCat(waiting.path(), "/accept");
    view["decline_form"] = WaitingForm(desk, visit, waiting, "/decline");
  }
  if (waiting.live()) {
    view["remove_href"] = absl::StrCat(waiting.path(), "/remove");
  }
  notifications::v1::ListMessagesRequest sent;
  sent.set_waitlist_entry_id(entry.id());
  co_await AddSent(desk, visit, request, std::move(sent), view);
  if (!problem.empty()) view["refused_because"] = problem;
  co_return DeskPage(desk, visit, "desk-waiting", std::move(view),
                     problem.empty() ? 200 : 409);
}

}  // namespace cwp::web
