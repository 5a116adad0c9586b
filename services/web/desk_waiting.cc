#include "services/web/desk_waiting.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk_people.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

// As registration's lists take.
constexpr int kPage = 200;

std::string Count(int count, absl::string_view one, absl::string_view many) {
  return absl::StrCat(count, " ", count == 1 ? one : many);
}

int LeastOf(const v1::WaitlistEntry& entry) {
  return entry.least_places() == 0 ? entry.places() : entry.least_places();
}

// Why a session has no places for them now.
std::string SessionWords(const v1::WaitlistEntry& entry,
                         const v1::SeatCount& count) {
  if (count.session_state() == "CHANGING") {
    return "The session is about to be moved or cancelled.";
  }
  const int free =
      std::max(0, count.capacity() - count.confirmed() - count.held() -
                      count.offered() - count.allotted());
  const int least = LeastOf(entry);
  if (free >= least) {
    return "There are places: others before them come first.";
  }
  if (free > 0) {
    return absl::StrCat("They need at least ", Count(least, "place", "places"),
                        ", and ", free, free == 1 ? " is" : " are", " free.");
  }
  const int kept = count.held() + count.offered();
  if (kept == 0) return "All places are taken.";
  return absl::StrCat("All places are taken, ", count.held(), " of them held",
                      " by others who book now and ", count.offered(),
                      " offered.");
}

View Cell(absl::string_view column, std::string text) {
  return {{"column", std::string(column)},
          {"text", text.empty() ? "None" : std::move(text)}};
}

}  // namespace

boost::asio::awaitable<absl::StatusOr<std::vector<v1::WaitlistEntry>>>
ListWaiting(const Desk& desk, const DeskVisit& visit,
            const http::Request& request, int64_t session_id) {
  std::vector<v1::WaitlistEntry> entries;
  v1::ListWaitlistEntriesRequest wanted;
  wanted.set_session_id(session_id);
  wanted.set_page_size(kPage);
  while (true) {
    v1::ListWaitlistEntriesRequest next = wanted;
    CO_ASSIGN_OR_RETURN(
        v1::ListWaitlistEntriesResponse page,
        co_await desk.registration->Call(
            &RegistrationCalls::Async::ListWaitlistEntries,
            StaffCaller(desk, visit, request), std::move(next)));
    for (v1::WaitlistEntry& entry : *page.mutable_waitlist_entries()) {
      entries.push_back(std::move(entry));
    }
    if (page.next_page_token().empty()) co_return entries;
    wanted.set_page_token(page.next_page_token());
  }
}

std::vector<int> PlacesInLine(const std::vector<v1::WaitlistEntry>& entries) {
  std::vector<int> places;
  int next = 1;
  for (const v1::WaitlistEntry& entry : entries) {
    places.push_back(entry.state() == v1::WaitlistEntry::WAITING ? next++ : 0);
  }
  return places;
}

std::string WantedWords(const v1::WaitlistEntry& entry) {
  const int least = LeastOf(entry);
  return least < entry.places() ? absl::StrCat(least, " to ", entry.places())
                                : absl::StrCat(entry.places());
}

std::string WaitsWords(const v1::WaitlistEntry& entry, int place,
                       int64_t session_id, const DeskSeats& seats) {
  switch (entry.state()) {
    case v1::WaitlistEntry::WAITING:
      break;
    case v1::WaitlistEntry::OFFERED:
      return entry.offer().session_id() == session_id
                 ? "Has an offer, and has not answered yet."
                 : "Has an offer for another date, and has not answered yet.";
    case v1::WaitlistEntry::BOOKED:
      return "Has booked.";
    case v1::WaitlistEntry::LEFT:
      return "Does not wait any more.";
    default:
      return "Nothing that they waited for takes place any more.";
  }
  std::string words = place > 0 ? absl::StrCat("Place ", place, " in line")
                                : std::string("Waits");
  if (entry.session_ids().empty()) {
    absl::StrAppend(&words, ", for any date");
  } else if (entry.session_ids_size() > 1) {
    absl::StrAppend(&words, ", for ", entry.session_ids_size(), " dates");
  }
  absl::StrAppend(&words, ".");
  const auto count = seats.counts.find(session_id);
  if (count != seats.counts.end()) {
    absl::StrAppend(&words, " ", SessionWords(entry, count->second));
    if (place == 1 && count->second.collecting()) {
      absl::StrAppend(&words, " Places that come free collect for them.");
    }
  }
  if (entry.passed() > 0) {
    absl::StrAppend(&words, " Passed by ",
                    Count(entry.passed(), "smaller party", "smaller parties"),
                    ".");
  }
  return words;
}

std::string OfferWords(const v1::WaitlistEntry& entry,
                       const absl::TimeZone& zone) {
  if (entry.offer().state() != v1::Offer::OPEN) return "";
  return absl::StrCat(
      Count(entry.offer().places(), "place", "places"), " until ",
      civil::DateTimeWords(ToTime(entry.offer().expire_time()), zone));
}

View WaitingRow(const v1::WaitlistEntry& entry, std::string waits,
                std::string href, const absl::TimeZone& zone) {
  View contact = Cell("Contact", ContactWords(entry.contact()));
  contact["is_header"] = true;
  if (!href.empty()) contact["cell_href"] = std::move(href);
  return {{"cells", json::array{
                        std::move(contact),
                        Cell("Places", WantedWords(entry)),
                        Cell("Why they wait", std::move(waits)),
                        Cell("Offer", OfferWords(entry, zone)),
                        Cell("Needs", NeedsWords(entry.access_needs())),
                        Cell("Channel", ChannelWords(entry.channel())),
                    }}};
}

}  // namespace cwp::web
