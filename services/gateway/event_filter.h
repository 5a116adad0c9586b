#ifndef CWP_SERVICES_GATEWAY_EVENT_FILTER_H_
#define CWP_SERVICES_GATEWAY_EVENT_FILTER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/gateway/domain.h"

namespace cwp::gateway {

// Which events a list is to hold, and in which order. As in Eventbrite,
// without a status or a time filter only those that are not over are listed.
struct EventFilter {
  enum class Time { kUnsaid, kAll, kPast, kCurrentAndFuture };
  enum class Order { kStart, kCreated, kName };

  // Absent for any.
  std::optional<std::set<EventStatus>> statuses;
  Time time = Time::kUnsaid;
  // Part of the title, in any case; empty for any.
  std::string name;
  // Empty for any.
  std::set<int64_t> ids;
  std::set<int64_t> ids_to_exclude;
  Order order = Order::kStart;
  bool descending = false;
};

bool Matches(const EventFilter& filter, const Session& session, absl::Time now);

// Where the sessions of the catalogue are, in the order asked for.
std::vector<size_t> InOrder(const EventFilter& filter,
                            const Catalogue& catalogue);

}  // namespace cwp::gateway

#endif  // CWP_SERVICES_GATEWAY_EVENT_FILTER_H_
