#include "services/gateway/event_filter.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace cwp::gateway {
namespace {

bool MatchesStatus(const EventFilter& filter, EventStatus status) {
  if (filter.statuses.has_value()) return filter.statuses->count(status) > 0;
  if (filter.time != EventFilter::Time::kUnsaid) return true;
  return status == EventStatus::kLive || status == EventStatus::kStarted;
}

bool MatchesTime(const EventFilter& filter, const Session& session,
                 absl::Time now) {
  const bool past = now >= session.end_time;
  switch (filter.time) {
    case EventFilter::Time::kPast:
      return past;
    case EventFilter::Time::kCurrentAndFuture:
      return !past;
    case EventFilter::Time::kUnsaid:
    case EventFilter::Time::kAll:
      break;
  }
  return true;
}

// Whether `a` stands before `b`; the id decides between equals.
bool Precedes(EventFilter::Order order, const Session& a, const Session& b) {
  switch (order) {
    case EventFilter::Order::kCreated:
      return std::tie(a.create_time, a.id) < std::tie(b.create_time, b.id);
    case EventFilter::Order::kName:
      return std::tie(a.workshop->title, a.id) <
             std::tie(b.workshop->title, b.id);
    case EventFilter::Order::kStart:
      break;
  }
  return std::tie(a.start_time, a.id) < std::tie(b.start_time, b.id);
}

}  // namespace

bool Matches(const EventFilter& filter, const Session& session,
             absl::Time now) {
  if (!filter.ids.empty() && filter.ids.count(session.id) == 0) return false;
  if (filter.ids_to_exclude.count(session.id) > 0) return false;
  if (!filter.name.empty() &&
      !absl::StrContains(absl::AsciiStrToLower(session.workshop->title),
                         absl::AsciiStrToLower(filter.name))) {
    return false;
  }
  return MatchesStatus(filter, StatusOf(session, now)) &&
         MatchesTime(filter, session, now);
}

std::vector<size_t> InOrder(const EventFilter& filter,
                            const Catalogue& catalogue) {
  const std::vector<Session>& sessions = catalogue.sessions;
  std::vector<size_t> order(sessions.size());
  std::iota(order.begin(), order.end(), 0);
  // As they are in the catalogue.
  if (filter.order == EventFilter::Order::kStart) {
    if (filter.descending) std::reverse(order.begin(), order.end());
    return order;
  }
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (filter.descending) std::swap(a, b);
    return Precedes(filter.order, sessions[a], sessions[b]);
  });
  return order;
}

}  // namespace cwp::gateway
