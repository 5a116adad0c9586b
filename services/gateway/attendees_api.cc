#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "common/http/co_status_macros.h"
#include "common/http/handler.h"
#include "services/gateway/api.h"
#include "services/gateway/api_error.h"
#include "services/gateway/order_shape.h"
#include "services/gateway/paging.h"
#include "services/gateway/query.h"
#include "services/gateway/shape.h"

namespace cwp::gateway {
namespace {

class AttendeesApi {
 public:
  explicit AttendeesApi(const ApiParts& parts) : use_(parts) {}

  http::Answer ListAttendees(const http::Request& request,
                             const Visit& visit) const {
    CO_ASSIGN_OR_RETURN(const Session* session, FindEvent(request, visit));
    CO_ASSIGN_OR_RETURN(const BookingQuery query,
                        ReadAttendeeQuery(request.query()));
    CO_ASSIGN_OR_RETURN(const PageRequest asked, ReadPageRequest(request));
    CO_ASSIGN_OR_RETURN(const std::vector<BookingProto> bookings,
                        co_await use_.registration->ListBookings(
                            visit.caller(), visit.deadline, session->id));
    std::vector<Entry> entries;
    std::vector<const BookingProto*> owners;
    for (const BookingProto& booking : bookings) {
      for (int i = 1; i <= booking.attendees_size(); ++i) {
        const EntryKey key = {booking.id(), i};
        entries.push_back({.key = key, .wanted = Matches(query, booking, key)});
        owners.push_back(&booking);
      }
    }
    CO_ASSIGN_OR_RETURN(const Page page, TakePage(entries, asked));
    json::array attendees;
    EntryKey last;
    for (const size_t i : page.indices) {
      last = entries[i].key;
      attendees.push_back(Shape(*owners[i], last.second, *session, visit));
    }
    co_return JsonPage(PageShape(page, Continuation(request, page, last),
                                 "attendees", std::move(attendees)));
  }

  http::Answer GetAttendee(const http::Request& request,
                           const Visit& visit) const {
    CO_ASSIGN_OR_RETURN(const Session* session, FindEvent(request, visit));
    const std::optional<AttendeeId> id =
        ParseAttendeeId(request.Param("attendee_id"));
    if (!id.has_value()) co_return PathNotFound();
    CO_ASSIGN_OR_RETURN(const BookingProto booking,
                        co_await use_.registration->GetBooking(
                            visit.caller(), visit.deadline, id->booking_id));
    if (booking.session_id() != session->id ||
        id->position > booking.attendees_size()) {
      co_return PathNotFound();
    }
    co_return JsonPage(Shape(booking, id->position, *session, visit));
  }

 private:
  static json::object Shape(const BookingProto& booking, int64_t position,
                            const Session& session, const Visit& visit) {
    return AttendeeShape(booking, static_cast<int>(position),
                         PlaceName(session.workshop->audience),
                         visit.catalogue->presence);
  }

  const ApiParts use_;
};

}  // namespace

void AddAttendeeRoutes(const ApiParts& parts, http::Router& router) {
  const auto api = std::make_shared<const AttendeesApi>(parts);
  AddGet(parts, router, Scope::kReadOrders, "/v3/events/{event_id}/attendees/",
         [api](http::Request& request, const Visit& visit) {
           return api->ListAttendees(request, visit);
         });
  AddGet(parts, router, Scope::kReadOrders,
         "/v3/events/{event_id}/attendees/{attendee_id}/",
         [api](http::Request& request, const Visit& visit) {
           return api->GetAttendee(request, visit);
         });
}

}  // namespace cwp::gateway
