#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/json/array.hpp"
#include "boost/json/object.hpp"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/http/handler.h"
#include "services/gateway/api.h"
#include "services/gateway/api_error.h"
#include "services/gateway/event_shape.h"
#include "services/gateway/order_request.h"
#include "services/gateway/order_shape.h"
#include "services/gateway/paging.h"
#include "services/gateway/query.h"
#include "services/gateway/shape.h"

namespace cwp::gateway {
namespace {

constexpr size_t kMaxBody = 16 << 10;

// Whether `expand` names something.
bool Expands(const http::Request& request, absl::string_view name) {
  for (const absl::string_view word :
       absl::StrSplit(request.query().Get("expand"), ',')) {
    if (word == name) return true;
  }
  return false;
}

class OrdersApi {
 public:
  explicit OrdersApi(const ApiParts& parts) : use_(parts) {}

  http::Answer CreateOrder(const http::Request& request,
                           const Visit& visit) const {
    CO_ASSIGN_OR_RETURN(const Session* session, FindEvent(request, visit));
    if (request.ContentType() != "application/json") {
      co_return InvalidArgument("UNSUPPORTED_MEDIA_TYPE",
                                "The body must be application/json.");
    }
    CO_ASSIGN_OR_RETURN(const std::string key,
                        ParseIdempotencyKey(request.Header("Idempotency-Key")));
    CO_ASSIGN_OR_RETURN(auto order, ParseOrder(request.body(), *session));
    registration::v1::CreateBookingRequest keyed = order;
    keyed.set_request_id(key);
    absl::StatusOr<BookingProto> booking =
        co_await use_.registration->CreateBooking(
            visit.caller(), visit.deadline, std::move(keyed));
    if (ReasonOf(booking.status()) == "SESSION_NOT_FOUND") {
      co_return Unavailable("SERVICE_UNAVAILABLE",
                            "registration does not know this session yet");
    }
    CO_RETURN_IF_ERROR(booking.status());
    http::Response response = JsonPage(WithAttendees(
        *booking, session->workshop->audience, visit.catalogue->presence));
    if (co_await use_.replays->Remember(visit.caller(), key, order,
                                        booking->id(), visit.deadline)) {
      response.SetHeader("Idempotent-Replayed", "true");
    }
    co_return response;
  }

  http::Answer GetOrder(const http::Request& request,
                        const Visit& visit) const {
    const std::optional<int64_t> id = ParseId(request.Param("order_id"));
    if (!id.has_value()) co_return PathNotFound();
    CO_ASSIGN_OR_RETURN(const BookingProto booking,
                        co_await use_.registration->GetBooking(
                            visit.caller(), visit.deadline, *id));
    co_return JsonPage(Expanded(request, visit, booking));
  }

  http::Answer ListOrders(const http::Request& request,
                          const Visit& visit) const {
    CO_ASSIGN_OR_RETURN(const Session* session, FindEvent(request, visit));
    CO_ASSIGN_OR_RETURN(const BookingQuery query,
                        ReadOrderQuery(request.query()));
    CO_ASSIGN_OR_RETURN(const PageRequest asked, ReadPageRequest(request));
    CO_ASSIGN_OR_RETURN(const std::vector<BookingProto> bookings,
                        co_await use_.registration->ListBookings(
                            visit.caller(), visit.deadline, session->id));
    std::vector<Entry> entries;
    for (const BookingProto& booking : bookings) {
      const EntryKey key = {booking.id(), 0};
      entries.push_back({.key = key, .wanted = Matches(query, booking, key)});
    }
    CO_ASSIGN_OR_RETURN(const Page page, TakePage(entries, asked));
    json::array orders;
    EntryKey last;
    for (const size_t i : page.indices) {
      orders.push_back(Expanded(request, visit, bookings[i]));
      last = entries[i].key;
    }
    co_return JsonPage(PageShape(page, Continuation(request, page, last),
                                 "orders", std::move(orders)));
  }

 private:
  json::object WithAttendees(const BookingProto& booking, Audience audience,
                             const Presence& presence) const {
    json::object order = OrderShape(booking, presence);
    order["attendees"] = AttendeeShapes(booking, PlaceName(audience), presence);
    return order;
  }

  json::object Expanded(const http::Request& request, const Visit& visit,
                        const BookingProto& booking) const {
    const Session* session = visit.catalogue->Find(booking.session_id());
    const Audience audience = session == nullptr ? Audience::kParentsAndCarers
                                                 : session->workshop->audience;
    const Presence& presence = visit.catalogue->presence;
    json::object order = Expands(request, "attendees")
                             ? WithAttendees(booking, audience, presence)
                             : OrderShape(booking, presence);
    if (session != nullptr && Expands(request, "event")) {
      order["event"] = EventShape(*session, nullptr, visit.time, {}, presence);
    }
    return order;
  }

  const ApiParts use_;
};

}  // namespace

void AddOrderRoutes(const ApiParts& parts, http::Router& router) {
  const auto api = std::make_shared<const OrdersApi>(parts);
  AddGet(parts, router, Scope::kReadOrders, "/v3/events/{event_id}/orders/",
         [api](http::Request& request, const Visit& visit) {
           return api->ListOrders(request, visit);
         });
  AddGet(parts, router, Scope::kReadOrders, "/v3/orders/{order_id}/",
         [api](http::Request& request, const Visit& visit) {
           return api->GetOrder(request, visit);
         });
  router.Add(
      "POST", "/v3/events/{event_id}/orders/",
      parts.door->Guard(Scope::kWriteOrders,
                        [api](http::Request& request, const Visit& visit) {
                          return api->CreateOrder(request, visit);
                        }),
      {.max_body = kMaxBody, .either_slash = true});
}

}  // namespace cwp::gateway
