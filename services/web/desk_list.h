#ifndef CWP_SERVICES_WEB_DESK_LIST_H_
#define CWP_SERVICES_WEB_DESK_LIST_H_

#include <string>
#include <vector>

#include "boost/asio/awaitable.hpp"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "cwp/registration/v1/booking.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_words.h"
#include "services/web/view.h"

namespace cwp::web {

// The lists of a session: who comes, in the order that is asked for, and who
// waits.

// What somebody chose to see of the bookings: `show`, `sort` and `page` of an
// address. What is not there, or unknown, is taken as the first of each.
struct ListChoice {
  // `all`, `booked` or `cancelled`.
  std::string show = "all";
  // `made`, `name`, `places`, `state` or `channel`.
  std::string sort = "made";
  // From 1 on.
  int page = 1;
  // It asks for something that there is not.
  bool left_out = false;
};

ListChoice ReadChoice(const http::Parameters& query);

// Those that are to be shown, in their order.
std::vector<registration::v1::Booking> Chosen(
    std::vector<registration::v1::Booking> bookings, const ListChoice& choice);

// Puts who comes and who waits into the page of a session, as far as it can be
// known.
boost::asio::awaitable<void> AddPeople(const Desk& desk, const DeskVisit& visit,
                                       const http::Request& request,
                                       const scheduling::v1::Session& session,
                                       const DeskSeats& seats, View& view);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_LIST_H_
