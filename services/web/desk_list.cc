#include "services/web/desk_list.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/web/desk_form.h"
#include "services/web/desk_notice.h"
#include "services/web/desk_people.h"
#include "services/web/desk_waiting.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

using registration::Booking;

// How many stand on a page.
constexpr int kRows = 200;

// An order of bookings; those alike stay in the order they were made.
struct Order {
  absl::string_view name;
  std::function<bool(const Booking&, const Booking&)> before;
};

std::string NameOf(const Booking& booking) {
  return absl::AsciiStrToLower(booking.contact().name());
}

const std::vector<Order>& Orders() {
  static const auto* const orders = new std::vector<Order>{
      {"made", [](const Booking&, const Booking&) { return false; }},
      {"name", [](const Booking& a,
                  const Booking& b) { return NameOf(a) < NameOf(b); }},
      {"places", [](const Booking& a,
                    const Booking& b) { return a.places() > b.places(); }},
      {"state",
       [](const Booking& a, const Booking& b) {
         return std::pair(a.state(), a.cancel_reason()) <
                std::pair(b.state(), b.cancel_reason());
       }},
      {"channel", [](const Booking& a, const Booking& b) {
         return a.channel() < b.channel();
       }}};
  return *orders;
}

// Null when there is none.
const Order* FindOrder(absl::string_view name) {
  for (const Order& order : Orders()) {
    if (order.name == name) return &order;
  }
  return nullptr;
}

std::string PagePath(int64_t session_id, const ListChoice& choice, int page) {
  return absl::StrCat(SessionPath(session_id), "?show=", choice.show,
                      "&sort=", choice.sort, "&page=", page);
}

// The links to the pages before and after, if there are any.
void AddPagination(int64_t session_id, const ListChoice& choice, int pages,
                   View& view) {
  View pagination;
  if (choice.page > 1) {
    pagination["previous"] =
        View{{"href", PagePath(session_id, choice, choice.page - 1)}};
  }
  if (choice.page < pages) {
    pagination["next"] =
        View{{"href", PagePath(session_id, choice, choice.page + 1)}};
  }
  if (!pagination.empty()) view["pagination"] = std::move(pagination);
}

void AddBookings(const Desk& desk, const http::Request& request,
                 int64_t session_id, std::vector<Booking> bookings,
                 View& view) {
  if (bookings.empty()) {
    view["no_people"] = true;
    return;
  }
  ListChoice choice = ReadChoice(request.query());
  http::Parameters chosen;
  chosen.Add("show", choice.show);
  chosen.Add("sort", choice.sort);
  Overlay(view,
          FilledFields(desk.site->renderer->Fixed("desk-session"), chosen, {}));
  view["list_form"] = View{{"action", SessionPath(session_id)}};
  bookings = Chosen(std::move(bookings), choice);
  const int count = static_cast<int>(bookings.size());
  const int pages = std::max(1, (count + kRows - 1) / kRows);
  if (choice.left_out || choice.page > pages) view["left_out"] = true;
  choice.page = std::min(choice.page, pages);
  json::array rows;
  for (int i = kRows * (choice.page - 1);
       i < std::min(count, kRows * choice.page); ++i) {
    rows.push_back(BookingRow(bookings[i]));
  }
  if (rows.empty()) {
    view["none_such"] = true;
    return;
  }
  view["people_table"] = View{{"table_rows", std::move(rows)}};
  AddPagination(session_id, choice, pages, view);
}

}  // namespace

ListChoice ReadChoice(const http::Parameters& query) {
  ListChoice choice;
  const absl::string_view show = query.Get("show");
  if (show == "booked" || show == "cancelled") {
    choice.show = std::string(show);
  } else if (!show.empty() && show != choice.show) {
    choice.left_out = true;
  }
  const absl::string_view sort = query.Get("sort");
  if (FindOrder(sort) != nullptr) {
    choice.sort = std::string(sort);
  } else if (!sort.empty()) {
    choice.left_out = true;
  }
  const absl::string_view page = query.Get("page");
  int number = 0;
  if (absl::SimpleAtoi(page, &number) && number > 0) {
    choice.page = number;
  } else if (!page.empty()) {
    choice.left_out = true;
  }
  return choice;
}

std::vector<Booking> Chosen(std::vector<Booking> bookings,
                            const ListChoice& choice) {
  if (choice.show != "all") {
    const bool booked = choice.show == "booked";
    bookings.erase(std::remove_if(bookings.begin(), bookings.end(),
                                  [&](const Booking& booking) {
                                    return (booking.state() ==
                                            Booking::CONFIRMED) != booked;
                                  }),
                   bookings.end());
  }
  std::stable_sort(bookings.begin(), bookings.end(),
                   FindOrder(choice.sort)->before);
  return bookings;
}

boost::asio::awaitable<void> AddPeople(const Desk& desk, const DeskVisit& visit,
                                       const http::Request& request,
                                       const scheduling::Session& session,
                                       const DeskSeats& seats, View& view) {
  view["people_table"] = false;
  view["waiting_table"] = false;
  if (!Allows(visit.staff().role, Permission::kSeePeople)) {
    view["people_hidden"] = true;
    co_return;
  }
  absl::StatusOr<std::vector<Booking>> bookings = co_await ListBookings(
      desk, visit, request, session.id(), Booking::STATE_UNSPECIFIED);
  if (absl::IsNotFound(bookings.status())) {
    // Registration has not heard of it, so nobody can have booked.
    view["no_people"] = true;
    co_return;
  }
  if (!bookings.ok()) {
    view[absl::IsPermissionDenied(bookings.status()) ? "people_of_others"
                                                     : "people_unknown"] = true;
    co_return;
  }
  view["messages_href"] = NoticesPath(session.id());
  view["paper_href"] = absl::StrCat(SessionPath(session.id()), "/list");
  view["report_href"] = absl::StrCat(SessionPath(session.id()), "/attendance");
  // What is chosen on the page is what the file has.
  const ListChoice choice = ReadChoice(request.query());
  view["file_href"] =
      absl::StrCat(SessionPath(session.id()),
                   "/bookings.csv?show=", choice.show, "&sort=", choice.sort);
  AddBookings(desk, request, session.id(), *std::move(bookings), view);
  const absl::StatusOr<std::vector<registration::WaitlistEntry>> waiting =
      co_await ListWaiting(desk, visit, request, session.id());
  if (!waiting.ok()) {
    view["waiting_unknown"] = true;
    co_return;
  }
  if (waiting->empty()) co_return;
  const std::vector<int> places = PlacesInLine(*waiting);
  const bool linked = Allows(visit.staff().role, Permission::kChangePeople);
  json::array rows;
  for (size_t i = 0; i < waiting->size(); ++i) {
    const registration::WaitlistEntry& entry = (*waiting)[i];
    rows.push_back(
        WaitingRow(entry, WaitsWords(entry, places[i], session.id(), seats),
                   linked ? WaitingPath(entry.id()) : "", desk.site->zone));
  }
  view["waiting_table"] = View{{"table_rows", std::move(rows)}};
}

}  // namespace cwp::web
