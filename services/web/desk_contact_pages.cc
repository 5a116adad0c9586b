// Everything that is kept of the contact of a booking, or of somebody who
// waits: seen, handed over, erased; and whether the contact may book.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/error.h"
#include "common/base/text.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk.h"
#include "services/web/desk_form.h"
#include "services/web/desk_people.h"
#include "services/web/desk_waiting.h"
#include "services/web/desk_words.h"
#include "services/web/kept_file.h"
#include "services/web/say.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

using Calls = RegistrationCalls::Async;
template <class T>
using Awaited = http::asio::awaitable<absl::StatusOr<T>>;
using Done = http::asio::awaitable<absl::Status>;

constexpr absl::string_view kOfBooking = "/desk/bookings/{id}/contact";
constexpr absl::string_view kOfEntry = "/desk/waitlist/{id}/contact";
constexpr char kWhy[] = "reason";
// As SetContactBlockRequest.reason.
constexpr size_t kMostWhy = 200;

// What is kept of the contact that a path leads to.
struct Kept {
  // One of them; the other is 0.
  int64_t booking_id = 0;
  int64_t entry_id = 0;
  // Of the booking, or of the entry.
  std::string home;
  v1::Contact contact;
  v1::ExportContactResponse all;

  std::string path() const { return absl::StrCat(home, "/contact"); }
  // By what registration knows it; empty once it was erased.
  const std::string& address() const {
    return contact.email().empty() ? contact.phone() : contact.email();
  }
  // Whether there is somewhere to send links to, and something they lead to.
  bool may_get_links() const {
    if (contact.email().empty()) return false;
    for (const v1::Booking& booking : all.bookings()) {
      if (booking.state() == v1::Booking::CONFIRMED) return true;
    }
    return false;
  }
};

// Names the contact in a request about all of it.
template <class Request>
Request About(const Kept& kept) {
  Request wanted;
  wanted.set_booking_id(kept.booking_id);
  wanted.set_waitlist_entry_id(kept.entry_id);
  return wanted;
}

// The contact of the booking or entry in the path; what was erased has none.
Awaited<v1::Contact> FindContact(const Desk& desk, const DeskVisit& visit,
                                 const http::Request& request, bool of_entry) {
  if (!of_entry) {
    CO_ASSIGN_OR_RETURN(const v1::Booking booking,
                        co_await GetBooking(desk, visit, request));
    co_return booking.contact();
  }
  CO_ASSIGN_OR_RETURN(const v1::WaitlistEntry entry,
                      co_await GetEntry(desk, visit, request));
  co_return entry.contact();
}

Awaited<Kept> Load(const Desk& desk, const DeskVisit& visit,
                   const http::Request& request, bool of_entry) {
  Kept kept;
  CO_ASSIGN_OR_RETURN(kept.contact,
                      co_await FindContact(desk, visit, request, of_entry));
  const int64_t id = IdIn(request);
  if (of_entry) {
    kept.entry_id = id;
    kept.home = WaitingPath(id);
  } else {
    kept.booking_id = id;
    kept.home = BookingPath(id);
  }
  // What was erased is nobody's, or one nobody's with that of others.
  if (kept.address().empty()) co_return kept;
  auto wanted = About<v1::ExportContactRequest>(kept);
  CO_ASSIGN_OR_RETURN(
      kept.all, co_await desk.registration->Call(
                    &Calls::ExportContact, StaffCaller(desk, visit, request),
                    std::move(wanted)));
  co_return kept;
}

// What is done with a contact, each asked once more before.
Done Erase(const Desk& desk, const DeskVisit& visit,
           const http::Request& request, const Kept& kept) {
  auto wanted = About<v1::EraseContactRequest>(kept);
  co_return (co_await desk.registration->Call(&Calls::EraseContact,
                                              StaffCaller(desk, visit, request),
                                              std::move(wanted)))
      .status();
}

Done SetBlock(const Desk& desk, const DeskVisit& visit,
              const http::Request& request, const Kept& kept,
              std::string reason) {
  v1::SetContactBlockRequest wanted;
  wanted.set_contact(kept.address());
  wanted.set_reason(std::move(reason));
  wanted.set_request_id(RequestIdOf(desk, visit));
  co_return (co_await desk.registration->Call(&Calls::SetContactBlock,
                                              StaffCaller(desk, visit, request),
                                              std::move(wanted)))
      .status();
}

Done Block(const Desk& desk, const DeskVisit& visit,
           const http::Request& request, const Kept& kept) {
  std::string reason = TypedIn(visit.form, kWhy);
  co_return co_await SetBlock(desk, visit, request, kept, std::move(reason));
}

Done Unblock(const Desk& desk, const DeskVisit& visit,
             const http::Request& request, const Kept& kept) {
  std::string none;
  co_return co_await SetBlock(desk, visit, request, kept, std::move(none));
}

// Those of one booking are those of all that the contact has.
Done RenewLinks(const Desk& desk, const DeskVisit& visit,
                const http::Request& request, const Kept& kept) {
  if (!kept.may_get_links()) {
    co_return FailedPrecondition("NOBODY_TO_WRITE_TO",
                                 "there is no address, or nothing to lead to");
  }
  v1::RevokeLinksRequest revoke;
  revoke.set_id(kept.all.bookings(0).id());
  revoke.set_send_new(true);
  revoke.set_request_id(RequestIdOf(desk, visit));
  co_return (co_await desk.registration->Call(&Calls::RevokeLinks,
                                              StaffCaller(desk, visit, request),
                                              std::move(revoke)))
      .status();
}

// One thing to do with a contact: below its page, under this name.
struct Act {
  absl::string_view step;
  absl::string_view page;
  // Says that it was done.
  absl::string_view done;
  AuditAct audit;
  // Whether staff are asked why.
  bool asks_why = true;
  // Whether it is for those who are blocked, or for those who are not.
  std::optional<bool> of_blocked;
  Done (*act)(const Desk&, const DeskVisit&, const http::Request&,
              const Kept&) = nullptr;
};
constexpr Act kActs[] = {
    {"erase", "desk-contact-erase", "people.contact.erased_now",
     AuditAct::kContactErased, true, std::nullopt, &Erase},
    {"block", "desk-contact-block", "people.contact.blocked_now",
     AuditAct::kContactBlocked, true, false, &Block},
    {"unblock", "desk-contact-unblock", "people.contact.unblocked_now",
     AuditAct::kContactUnblocked, true, true, &Unblock},
    {"links", "desk-contact-links", "people.contact.links_sent",
     AuditAct::kLinksRenewed, false, std::nullopt, &RenewLinks},
};

// A row of what there is: What, Made, Places, State.
View KeptRow(std::string what, std::string href, absl::Time made, int places,
             std::string state, const absl::TimeZone& zone) {
  View head = {{"column", Say("people.label.what")},
               {"is_header", true},
               {"cell_href", std::move(href)},
               {"text", std::move(what)}};
  return {
      {"cells", json::array{std::move(head),
                            View{{"column", Say("people.label.made")},
                                 {"text", civil::DateTimeWords(made, zone)}},
                            View{{"column", Say("people.label.places")},
                                 {"text", absl::StrCat(places)}},
                            View{{"column", Say("people.label.state")},
                                 {"text", std::move(state)}}}}};
}

json::array KeptRows(const Kept& kept, const absl::TimeZone& zone) {
  json::array rows;
  for (const v1::Booking& booking : kept.all.bookings()) {
    rows.push_back(KeptRow(
        Say("people.contact.booking", {{"reference", booking.reference()}}),
        BookingPath(booking.id()), ToTime(booking.create_time()),
        booking.places(), BookingStateWords(booking), zone));
  }
  for (const v1::WaitlistEntry& entry : kept.all.waitlist_entries()) {
    rows.push_back(KeptRow(Say("people.contact.entry"), WaitingPath(entry.id()),
                           ToTime(entry.create_time()), entry.places(),
                           EntryStateWords(entry), zone));
  }
  return rows;
}

// Whether they are blocked, and why as long as that is kept.
std::string BlockedWords(const v1::ExportContactResponse& all) {
  if (!all.blocked()) return Say("people.contact.not_blocked");
  if (all.block_reason().empty()) return Say("people.contact.blocked");
  return Say("people.contact.blocked_because", {{"why", all.block_reason()}});
}

View BackTo(std::string href) {
  return {{"text", Say("people.back")}, {"href", std::move(href)}};
}

http::Answer Show(const Desk& desk, const DeskVisit& visit,
                  const http::Request& request, bool of_entry) {
  CO_ASSIGN_OR_RETURN(const Kept kept,
                      co_await Load(desk, visit, request, of_entry));
  View view = {{"back_link", BackTo(kept.home)}};
  for (const Act& act : kActs) {
    if (request.query().Get("done") != act.step) continue;
    view["done"] = View{{"done_text", Say(act.done)}};
  }
  if (kept.address().empty()) {
    view["nothing_left"] = true;
    view["kept_table"] = false;
    co_return DeskPage(desk, visit, "desk-contact", std::move(view));
  }
  view["rows"] =
      json::array{FactRow(Say("people.label.name"), kept.contact.name()),
                  FactRow(Say("people.label.email"), kept.contact.email()),
                  FactRow(Say("people.label.phone"), kept.contact.phone()),
                  FactRow(Say("people.label.blocked"), BlockedWords(kept.all))};
  view["kept_table"] = View{{"table_rows", KeptRows(kept, desk.site->zone)}};
  const std::string path = kept.path();
  view["download_href"] = absl::StrCat(path, "/download");
  view["erase_href"] = absl::StrCat(path, "/erase");
  const bool blocked = kept.all.blocked();
  view[blocked ? "unblock_href" : "block_href"] =
      absl::StrCat(path, blocked ? "/unblock" : "/block");
  if (kept.may_get_links()) view["links_href"] = absl::StrCat(path, "/links");
  co_return DeskPage(desk, visit, "desk-contact", std::move(view));
}

http::Answer Download(const Desk& desk, const DeskVisit& visit,
                      const http::Request& request, bool of_entry) {
  CO_ASSIGN_OR_RETURN(const Kept kept,
                      co_await Load(desk, visit, request, of_entry));
  if (kept.address().empty()) co_return http::Redirect(kept.path());
  CO_ASSIGN_OR_RETURN(http::Response file, KeptFile(kept.all));
  co_return ForDeskAlone(std::move(file));
}

// Whether there is still something to do: a colleague may have been faster.
absl::Status CheckFits(const Kept& kept, const Act& act) {
  if (kept.address().empty()) {
    return FailedPrecondition("CONTACT_GONE", "nobody is left");
  }
  const bool blocked = kept.all.blocked();
  if (act.of_blocked.value_or(blocked) == blocked) return absl::OkStatus();
  return blocked ? FailedPrecondition("ALREADY_BLOCKED", "they are blocked")
                 : FailedPrecondition("NOT_BLOCKED", "they may book");
}

std::vector<FieldError> CheckWhy(const Act& act, const DeskVisit& visit) {
  if (!act.asks_why || visit.review) return {};
  const std::string why = TypedIn(visit.form, kWhy);
  if (why.empty()) return {{kWhy, "required"}};
  if (!CheckText(kWhy, why, {.max = kMostWhy}).ok()) return {{kWhy, "invalid"}};
  return {};
}

http::Response ActPage(const Desk& desk, const DeskVisit& visit,
                       const Kept& kept, const Act& act,
                       const std::vector<FieldError>& errors) {
  View view;
  if (act.asks_why) {
    view =
        FilledFields(desk.site->renderer->Fixed(act.page), visit.form, errors);
  }
  view["contact_words"] = ContactWords(kept.contact);
  view["download_href"] = absl::StrCat(kept.path(), "/download");
  view["form"] =
      DeskForm(desk, visit, absl::StrCat(kept.path(), "/", act.step));
  view["back_link"] = BackTo(kept.path());
  return DeskPage(desk, visit, act.page, std::move(view),
                  errors.empty() ? 200 : 400);
}

http::Answer Ask(const Desk& desk, const DeskVisit& visit,
                 const http::Request& request, bool of_entry, const Act& act) {
  CO_ASSIGN_OR_RETURN(const Kept kept,
                      co_await Load(desk, visit, request, of_entry));
  if (!CheckFits(kept, act).ok()) co_return http::Redirect(kept.path());
  co_return ActPage(desk, visit, kept, act, {});
}

http::Answer Do(const Desk& desk, const DeskVisit& visit,
                const http::Request& request, bool of_entry, const Act& act) {
  CO_ASSIGN_OR_RETURN(const Kept kept,
                      co_await Load(desk, visit, request, of_entry));
  CO_RETURN_IF_ERROR(CheckFits(kept, act));
  const std::vector<FieldError> errors = CheckWhy(act, visit);
  if (visit.review || !errors.empty()) {
    co_return ActPage(desk, visit, kept, act, errors);
  }
  CO_RETURN_IF_ERROR(co_await act.act(desk, visit, request, kept));
  co_return http::Redirect(absl::StrCat(kept.path(), "?done=", act.step));
}

// A handler that is told what its route says.
template <class Page, class... Said>
DeskHandler Bind(Page page, Said... said) {
  return [=](const Desk& desk, const DeskVisit& visit, http::Request& request) {
    return page(desk, visit, request, said...);
  };
}

void AddRoutes(absl::string_view pattern, AuditSubject subject,
               std::vector<DeskRoute>& routes) {
  constexpr Permission kNeeded = Permission::kChangePeople;
  // By the route, whatever stands in its path.
  const bool of_entry = subject == AuditSubject::kWaitlistEntry;
  const DeskAudit shows = DeskAudit::Shows(AuditAct::kContactViewed, subject);
  routes.push_back({.method = "GET",
                    .pattern = std::string(pattern),
                    .permission = kNeeded,
                    .audit = shows,
                    .handler = Bind(&Show, of_entry)});
  routes.push_back(
      {.method = "GET",
       .pattern = absl::StrCat(pattern, "/download"),
       .permission = kNeeded,
       .audit = DeskAudit::Shows(AuditAct::kPeopleDownloaded, subject),
       .handler = Bind(&Download, of_entry)});
  for (const Act& act : kActs) {
    const std::string path = absl::StrCat(pattern, "/", act.step);
    routes.push_back({.method = "GET",
                      .pattern = path,
                      .permission = kNeeded,
                      .audit = shows,
                      .handler = Bind(&Ask, of_entry, std::cref(act))});
    DeskAudit changes = DeskAudit::Changes(act.audit, subject);
    if (act.asks_why) changes = std::move(changes).Why(kWhy);
    routes.push_back({.method = "POST",
                      .pattern = path,
                      .permission = kNeeded,
                      .audit = std::move(changes),
                      .handler = Bind(&Do, of_entry, std::cref(act)),
                      .has_form = act.asks_why});
  }
}

}  // namespace

std::vector<DeskRoute> DeskContactRoutes() {
  std::vector<DeskRoute> routes;
  AddRoutes(kOfBooking, AuditSubject::kBooking, routes);
  AddRoutes(kOfEntry, AuditSubject::kWaitlistEntry, routes);
  return routes;
}

}  // namespace cwp::web
