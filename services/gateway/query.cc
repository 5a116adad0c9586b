#include "services/gateway/query.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/base/status_macros.h"
#include "common/rpc/page_token.h"
#include "services/gateway/domain.h"
#include "services/gateway/order_shape.h"

namespace cwp::gateway {
namespace {

constexpr int kMaxPageSize = 100;

// Those that do not choose what is in a list, and the token, which is a secret.
constexpr absl::string_view kNotOfTheList[] = {"token", "page", "page_size",
                                               "continuation", "expand"};

std::vector<absl::string_view> Words(const http::Parameters& query,
                                     absl::string_view name) {
  std::vector<absl::string_view> words;
  for (absl::string_view word : absl::StrSplit(query.Get(name), ',')) {
    word = absl::StripAsciiWhitespace(word);
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

// A number of at least 1; `fallback` when there is none.
int ReadNumber(const http::Parameters& query, absl::string_view name,
               int fallback, ArgumentErrors& errors) {
  if (query.Get(name).empty()) return fallback;
  int number = 0;
  if (!absl::SimpleAtoi(query.Get(name), &number) || number < 1) {
    errors.Add(name, "INVALID");
    return fallback;
  }
  return number;
}

std::set<int64_t> ReadIds(const http::Parameters& query, absl::string_view name,
                          ArgumentErrors& errors) {
  std::set<int64_t> ids;
  for (const absl::string_view word : Words(query, name)) {
    const std::optional<int64_t> id = ParseId(word);
    if (!id.has_value()) errors.Add(name, "INVALID");
    ids.insert(id.value_or(0));
  }
  return ids;
}

// `draft` is a status that no event here has, and so chooses nothing.
void ReadStatuses(const http::Parameters& query, EventFilter& filter,
                  ArgumentErrors& errors) {
  for (const absl::string_view word : Words(query, "status")) {
    if (!filter.statuses.has_value()) filter.statuses.emplace();
    if (word == "all") {
      filter.statuses = std::set<EventStatus>{
          EventStatus::kLive, EventStatus::kStarted, EventStatus::kCompleted,
          EventStatus::kCanceled};
    } else if (word == "live") {
      filter.statuses->insert(EventStatus::kLive);
    } else if (word == "started") {
      filter.statuses->insert(EventStatus::kStarted);
    } else if (word == "ended" || word == "completed") {
      filter.statuses->insert(EventStatus::kCompleted);
    } else if (word == "canceled") {
      filter.statuses->insert(EventStatus::kCanceled);
    } else if (word != "draft") {
      errors.Add("status", "INVALID");
    }
  }
}

void ReadOrder(absl::string_view text, EventFilter& filter,
               ArgumentErrors& errors) {
  if (text.empty()) return;
  filter.descending = absl::ConsumeSuffix(&text, "_desc");
  const bool ordered = filter.descending || absl::ConsumeSuffix(&text, "_asc");
  if (ordered && text == "start") {
    filter.order = EventFilter::Order::kStart;
  } else if (ordered && text == "created") {
    filter.order = EventFilter::Order::kCreated;
  } else if (ordered && text == "name") {
    filter.order = EventFilter::Order::kName;
  } else {
    errors.Add("order_by", "INVALID");
  }
}

void ReadTime(absl::string_view text, EventFilter& filter,
              ArgumentErrors& errors) {
  if (text.empty()) return;
  if (text == "all") {
    filter.time = EventFilter::Time::kAll;
  } else if (text == "past") {
    filter.time = EventFilter::Time::kPast;
  } else if (text == "current_future") {
    filter.time = EventFilter::Time::kCurrentAndFuture;
  } else {
    errors.Add("time_filter", "INVALID");
  }
}

absl::Time ReadChangedSince(const http::Parameters& query,
                            ArgumentErrors& errors) {
  const absl::string_view text = query.Get("changed_since");
  absl::Time time = absl::InfinitePast();
  if (text.empty()) return time;
  std::string error;
  if (!absl::ParseTime("%Y-%m-%dT%H:%M:%SZ", text, &time, &error)) {
    errors.Add("changed_since", "INVALID");
  }
  return time;
}

}  // namespace

std::string ListName(const http::Request& request) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : request.query().entries()) {
    const bool chooses =
        std::find(std::begin(kNotOfTheList), std::end(kNotOfTheList), name) ==
        std::end(kNotOfTheList);
    if (chooses) parts.push_back(absl::StrCat(name, "=", value));
  }
  std::sort(parts.begin(), parts.end());
  std::string list(absl::StripSuffix(request.path(), "/"));
  for (const std::string& part : parts) absl::StrAppend(&list, "\n", part);
  return list;
}

absl::StatusOr<PageRequest> ReadPageRequest(const http::Request& request) {
  const http::Parameters& query = request.query();
  ArgumentErrors errors;
  PageRequest page;
  page.size =
      std::min(kMaxPageSize, ReadNumber(query, "page_size", page.size, errors));
  RETURN_IF_ERROR(errors.status());
  const absl::string_view continuation = query.Get("continuation");
  if (continuation.empty()) {
    if (query.Get("page").empty()) return page;
    if (!absl::SimpleAtoi(query.Get("page"), &page.number) || page.number < 1) {
      return InvalidArgument("BAD_PAGE", "There is no such page.");
    }
    return page;
  }
  ASSIGN_OR_RETURN(const std::vector<int64_t> key,
                   rpc::ReadPageToken(ListName(request), continuation, 3));
  page.number = static_cast<int>(key[0]);
  page.after = EntryKey{key[1], key[2]};
  return page;
}

std::string Continuation(const http::Request& request, const Page& page,
                         EntryKey last) {
  if (!page.has_more) return "";
  return rpc::MakePageToken(ListName(request),
                            {page.number + 1, last.first, last.second});
}

absl::StatusOr<EventFilter> ReadEventFilter(const http::Parameters& query) {
  EventFilter filter;
  ArgumentErrors errors;
  ReadStatuses(query, filter, errors);
  ReadTime(query.Get("time_filter"), filter, errors);
  ReadOrder(query.Get("order_by"), filter, errors);
  filter.name = std::string(query.Get("name_filter"));
  filter.ids = ReadIds(query, "event_ids", errors);
  filter.ids_to_exclude = ReadIds(query, "event_ids_to_exclude", errors);
  RETURN_IF_ERROR(errors.status());
  return filter;
}

bool Matches(const BookingQuery& query,
             const registration::v1::Booking& booking, EntryKey key) {
  const bool cancelled =
      booking.state() == registration::v1::Booking::CANCELLED;
  // Partners know times to the second.
  const absl::Time change =
      absl::FromUnixSeconds(absl::ToUnixSeconds(ChangeTimeOf(booking)));
  return (cancelled ? query.cancelled : query.confirmed) &&
         change >= query.changed_since && key > query.last_item_seen;
}

absl::StatusOr<BookingQuery> ReadOrderQuery(const http::Parameters& query) {
  BookingQuery found;
  ArgumentErrors errors;
  const absl::string_view status = query.Get("status");
  if (status == "active") {
    found.cancelled = false;
  } else if (status == "inactive") {
    found.confirmed = false;
  } else if (!status.empty() && status != "both" &&
             status != "all_not_deleted") {
    errors.Add("status", "INVALID");
  }
  found.changed_since = ReadChangedSince(query, errors);
  if (!query.Get("last_item_seen").empty()) {
    const auto id = ParseId(query.Get("last_item_seen"));
    if (!id.has_value()) errors.Add("last_item_seen", "INVALID");
    found.last_item_seen = {id.value_or(0), 0};
  }
  RETURN_IF_ERROR(errors.status());
  return found;
}

absl::StatusOr<BookingQuery> ReadAttendeeQuery(const http::Parameters& query) {
  BookingQuery found;
  ArgumentErrors errors;
  const absl::string_view status = query.Get("status");
  if (status == "attending") {
    found.cancelled = false;
  } else if (status == "not_attending") {
    found.confirmed = false;
  } else if (status == "unpaid") {
    // Every place is free.
    found.confirmed = found.cancelled = false;
  } else if (!status.empty()) {
    errors.Add("status", "INVALID");
  }
  found.changed_since = ReadChangedSince(query, errors);
  if (!query.Get("last_item_seen").empty()) {
    const auto id = ParseAttendeeId(query.Get("last_item_seen"));
    if (!id.has_value()) errors.Add("last_item_seen", "INVALID");
    found.last_item_seen = {id.value_or(AttendeeId()).booking_id,
                            id.value_or(AttendeeId()).position};
  }
  RETURN_IF_ERROR(errors.status());
  return found;
}

}  // namespace cwp::gateway
