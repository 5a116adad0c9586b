#ifndef CWP_SERVICES_GATEWAY_QUERY_H_
#define CWP_SERVICES_GATEWAY_QUERY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/gateway/api_error.h"
#include "services/gateway/event_filter.h"
#include "services/gateway/paging.h"

namespace cwp::gateway {

// What partners write behind the `?` of lists. Parameters that are unknown are
// ignored: Eventbrite's clients send some that mean nothing here.

// Names a list by its path and the parameters that choose what is in it, for
// continuation tokens.
std::string ListName(const http::Request& request);

// Reads page_size, page and continuation. Fails with INVALID_ARGUMENT
// `ARGUMENTS_ERROR`, `BAD_PAGE` or `PAGE_TOKEN_INVALID`.
absl::StatusOr<PageRequest> ReadPageRequest(const http::Request& request);

// The token to go on after an entry of this page.
std::string Continuation(const http::Request& request, const Page& page,
                         EntryKey last);

// Reads status, time_filter, order_by, name_filter, event_ids and
// event_ids_to_exclude.
absl::StatusOr<EventFilter> ReadEventFilter(const http::Parameters& query);

// Which bookings, or attendees of them, a list is to hold.
struct BookingQuery {
  bool confirmed = true;
  bool cancelled = true;
  // Only those that changed then or later.
  absl::Time changed_since = absl::InfinitePast();
  // Only those behind this one, by id.
  EntryKey last_item_seen = {0, 0};
};

// `key` is the entry's, which is the booking or one of its attendees.
bool Matches(const BookingQuery& query,
             const registration::v1::Booking& booking, EntryKey key);

// Reads status, changed_since and last_item_seen of a list of orders, or of
// attendees.
absl::StatusOr<BookingQuery> ReadOrderQuery(const http::Parameters& query);
absl::StatusOr<BookingQuery> ReadAttendeeQuery(const http::Parameters& query);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_QUERY_H_
