// Finds whoever is on the phone: what they booked, and what they wait for.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/random.h"
#include "common/http/co_status_macros.h"
#include "services/web/desk.h"
#include "services/web/desk_form.h"
#include "services/web/desk_people.h"
#include "services/web/desk_plan.h"
#include "services/web/desk_waiting.h"
#include "services/web/desk_words.h"
#include "services/web/say.h"
#include "services/web/typed_email.h"

namespace cwp::web {
namespace {

namespace scheduling = ::cwp::scheduling::v1;
namespace v1 = ::cwp::registration::v1;

using Calls = RegistrationCalls::Async;
template <class T>
using Awaited = http::asio::awaitable<absl::StatusOr<T>>;

constexpr char kPath[] = "/desk/find";
// What those may type who look after bookings: whatever somebody says.
constexpr char kWho[] = "who";
// What those may who lead sessions.
constexpr char kReference[] = "reference";
constexpr size_t kReferenceSize = 8;

bool SeesContacts(const DeskVisit& visit) {
  return Allows(visit.staff().role, Permission::kChangePeople);
}

const char* FieldFor(const DeskVisit& visit) {
  return SeesContacts(visit) ? kWho : kReference;
}

// What somebody has. Of its personal data nothing is shown but what was typed:
// the rest stands behind the links.
struct Found {
  std::vector<v1::Booking> bookings;
  std::vector<v1::WaitlistEntry> entries;
};

// All that a contact has.
Awaited<Found> OfContact(const Desk& desk, const DeskVisit& visit,
                         const http::Request& request,
                         v1::ExportContactRequest wanted) {
  CO_ASSIGN_OR_RETURN(
      const v1::ExportContactResponse all,
      co_await desk.registration->Call(&Calls::ExportContact,
                                       StaffCaller(desk, visit, request),
                                       std::move(wanted)));
  co_return Found{.bookings = {all.bookings().begin(), all.bookings().end()},
                  .entries = {all.waitlist_entries().begin(),
                              all.waitlist_entries().end()}};
}

// The booking that is meant, for those who may see it with all that its contact
// has: whoever booked twice reads out either reference.
Awaited<Found> OfReference(const Desk& desk, const DeskVisit& visit,
                           const http::Request& request,
                           std::string reference) {
  v1::ListBookingsRequest wanted;
  wanted.set_reference(std::move(reference));
  CO_ASSIGN_OR_RETURN(
      const v1::ListBookingsResponse list,
      co_await desk.registration->Call(&Calls::ListBookings,
                                       StaffCaller(desk, visit, request),
                                       std::move(wanted)));
  if (list.bookings_size() != 1 || !SeesContacts(visit)) {
    co_return Found{
        .bookings = {list.bookings().begin(), list.bookings().end()}};
  }
  v1::ExportContactRequest contact;
  contact.set_booking_id(list.bookings(0).id());
  co_return co_await OfContact(desk, visit, request, std::move(contact));
}

Awaited<Found> FindBy(const Desk& desk, const DeskVisit& visit,
                      const http::Request& request, std::string who) {
  const std::optional<std::string> read = crypto::ReadCrockford(who);
  const bool reference = read.has_value() && read->size() == kReferenceSize;
  if (reference || !SeesContacts(visit)) {
    co_return co_await OfReference(desk, visit, request, std::move(who));
  }
  v1::ExportContactRequest contact;
  contact.set_contact(std::move(who));
  co_return co_await OfContact(desk, visit, request, std::move(contact));
}

// What a row says of the programme.
struct Date {
  std::string workshop;
  std::string when;
};

// Says of what and when things are. Asks no more once scheduling does not
// answer: the page can do without.
class Dates {
 public:
  // All outlive it.
  Dates(const Desk& desk, const DeskVisit& visit, const http::Request& request)
      : desk_(desk), visit_(visit), request_(request) {}

  http::asio::awaitable<Date> Of(const v1::Booking& booking) {
    co_return co_await OfSession(booking.session_id());
  }

  http::asio::awaitable<Date> Of(const v1::WaitlistEntry& entry) {
    if (entry.session_ids().empty()) {
      co_return co_await OfWorkshop(entry.workshop_id());
    }
    Date date = co_await OfSession(entry.session_ids(0));
    if (entry.session_ids_size() > 1) {
      date.when = SayCount("people.waiting.dates", entry.session_ids_size());
    }
    co_return date;
  }

 private:
  http::asio::awaitable<Date> OfSession(int64_t id) {
    if (const auto known = known_.find(id); known != known_.end()) {
      co_return known->second;
    }
    Date date = {Say("office.not_known"), Say("office.not_known")};
    if (gave_up_) co_return date;
    const absl::StatusOr<scheduling::Session> session =
        co_await GetSession(desk_, visit_, request_, id);
    gave_up_ = IsNotAnswering(session.status());
    if (session.ok()) {
      date = {session->workshop_title(), RangeOf(*session, desk_.site->zone)};
    }
    co_return known_[id] = std::move(date);
  }

  http::asio::awaitable<Date> OfWorkshop(int64_t id) {
    Date date = {Say("office.not_known"), Say("people.waiting.any_date")};
    if (gave_up_) co_return date;
    const absl::StatusOr<scheduling::Workshop> workshop =
        co_await GetWorkshop(desk_, visit_, request_, id);
    gave_up_ = IsNotAnswering(workshop.status());
    if (workshop.ok()) date.workshop = workshop->title();
    co_return date;
  }

  const Desk& desk_;
  const DeskVisit& visit_;
  const http::Request& request_;
  std::map<int64_t, Date> known_;
  bool gave_up_ = false;
};

View Cell(absl::string_view column, std::string text) {
  return {{"column", std::string(column)}, {"text", std::move(text)}};
}

// A row of what was found: What, Workshop, When, Places, State.
View FoundRow(std::string what, std::string href, Date date, int places,
              std::string state) {
  View head = Cell(Say("people.label.what"), std::move(what));
  head["is_header"] = true;
  head["cell_href"] = std::move(href);
  return {{"cells",
           json::array{std::move(head),
                       Cell(Say("office.workshop"), std::move(date.workshop)),
                       Cell(Say("people.label.when"), std::move(date.when)),
                       Cell(Say("people.label.places"), absl::StrCat(places)),
                       Cell(Say("people.label.state"), std::move(state))}}};
}

View BookingRow(const v1::Booking& booking, Date date) {
  return FoundRow(
      Say("people.contact.booking", {{"reference", booking.reference()}}),
      BookingPath(booking.id()), std::move(date), booking.places(),
      BookingStateWords(booking));
}

View EntryRow(const v1::WaitlistEntry& entry, Date date) {
  return FoundRow(Say("people.contact.entry"), WaitingPath(entry.id()),
                  std::move(date), entry.places(), EntryStateWords(entry));
}

http::asio::awaitable<json::array> FoundRows(const Desk& desk,
                                             const DeskVisit& visit,
                                             const http::Request& request,
                                             const Found& found) {
  Dates dates(desk, visit, request);
  json::array rows;
  for (const v1::Booking& booking : found.bookings) {
    Date date = co_await dates.Of(booking);
    rows.push_back(BookingRow(booking, std::move(date)));
  }
  for (const v1::WaitlistEntry& entry : found.entries) {
    Date date = co_await dates.Of(entry);
    rows.push_back(EntryRow(entry, std::move(date)));
  }
  co_return rows;
}

http::Response FindPage(const Desk& desk, const DeskVisit& visit, View view,
                        const std::vector<FieldError>& errors) {
  View fields =
      FilledFields(desk.site->renderer->Fixed("desk-find"), visit.form, errors);
  const bool all = SeesContacts(visit);
  fields["fields"].as_object()[all ? kReference : kWho] = false;
  view.insert(fields.begin(), fields.end());
  if (!all) view["own_alone"] = true;
  view["form"] = DeskForm(desk, visit, kPath);
  if (!view.contains("found_table")) view["found_table"] = false;
  return DeskPage(desk, visit, "desk-find", std::move(view),
                  FormCode(!errors.empty(), false));
}

http::Response Refuse(const Desk& desk, const DeskVisit& visit,
                      const std::string& reason) {
  return FindPage(desk, visit, {}, {{FieldFor(visit), reason}});
}

http::Answer Show(const Desk& desk, const DeskVisit& visit, http::Request&) {
  co_return FindPage(desk, visit, {}, {});
}

http::Answer Find(const Desk& desk, const DeskVisit& visit,
                  http::Request& request) {
  if (visit.review) co_return FindPage(desk, visit, {}, {});
  std::string who = EmailIn(visit.form.Get(FieldFor(visit)));
  if (who.empty()) co_return Refuse(desk, visit, "required");
  const absl::StatusOr<Found> found =
      co_await FindBy(desk, visit, request, std::move(who));
  if (absl::IsInvalidArgument(found.status())) {
    co_return Refuse(desk, visit, "invalid");
  }
  if (!found.ok()) co_return found.status();
  json::array rows = co_await FoundRows(desk, visit, request, *found);
  View view;
  if (rows.empty()) {
    view["none_found"] = true;
  } else {
    view["found_table"] = View{{"table_rows", std::move(rows)}};
  }
  co_return FindPage(desk, visit, std::move(view), {});
}

}  // namespace

std::vector<DeskRoute> DeskFindRoutes() {
  return {
      {.method = "GET",
       .pattern = kPath,
       .permission = Permission::kSeePeople,
       .audit = DeskAudit::Nothing(),
       .handler = &Show},
      {.method = "POST",
       .pattern = kPath,
       .permission = Permission::kSeePeople,
       .audit = DeskAudit::Shows(AuditAct::kContactSought, AuditSubject::kNone),
       .handler = &Find,
       .has_form = true}};
}

}  // namespace cwp::web
