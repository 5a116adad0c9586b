#include "services/web/desk_waiting.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/desk_people.h"
#include "services/web/say.h"
#include "services/web/words.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;

// As registration's lists take.
constexpr int kPage = 200;

int LeastOf(const v1::WaitlistEntry& entry) {
  return entry.least_places() == 0 ? entry.places() : entry.least_places();
}

// Why a session has no places for them now.
std::string SessionWords(const v1::WaitlistEntry& entry,
                         const v1::SeatCount& count) {
  if (count.session_state() == "CHANGING") {
    return Say("people.waiting.changing");
  }
  const int free =
      std::max(0, count.capacity() - count.confirmed() - count.held() -
                      count.offered() - count.allotted());
  const int least = LeastOf(entry);
  if (free >= least) {
    return Say("people.waiting.others_first");
  }
  if (free > 0) {
    return Say("people.waiting.too_few",
               {{"least", SayCount("people.waiting.places", least)},
                {"free", SayCount("people.waiting.free", free)}});
  }
  const int kept = count.held() + count.offered();
  if (kept == 0) return Say("people.waiting.taken");
  return Say("people.waiting.taken_or_kept",
             {{"held", absl::StrCat(count.held())},
              {"offered", absl::StrCat(count.offered())}});
}

// Its place in line, or that it waits, and for which dates.
std::string StandingWords(const v1::WaitlistEntry& entry, int place) {
  const std::string stands = place > 0 ? Say("people.waiting.in_line",
                                             {{"place", absl::StrCat(place)}})
                                       : Say("people.waiting.waits");
  const int dates = entry.session_ids_size();
  if (dates == 0)
    return Say("people.waiting.for_any_date", {{"stands", stands}});
  if (dates == 1)
    return Say("people.waiting.for_one_date", {{"stands", stands}});
  return Say("people.waiting.for_dates",
             {{"stands", stands}, {"dates", absl::StrCat(dates)}});
}

View Cell(absl::string_view column, std::string text) {
  if (text.empty()) text = Say("people.none");
  return {{"column", std::string(column)}, {"text", std::move(text)}};
}

// Page after page.
boost::asio::awaitable<absl::StatusOr<std::vector<v1::WaitlistEntry>>> ListAll(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    v1::ListWaitlistEntriesRequest wanted) {
  std::vector<v1::WaitlistEntry> entries;
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

}  // namespace

boost::asio::awaitable<absl::StatusOr<v1::WaitlistEntry>> GetEntry(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  v1::GetWaitlistEntryRequest wanted;
  wanted.set_id(IdIn(request));
  if (wanted.id() == 0) {
    co_return NotFound("WAITLIST_ENTRY_NOT_FOUND", "there is no such entry");
  }
  co_return co_await desk.registration->Call(
      &RegistrationCalls::Async::GetWaitlistEntry,
      StaffCaller(desk, visit, request), std::move(wanted));
}

boost::asio::awaitable<absl::StatusOr<std::vector<v1::WaitlistEntry>>>
ListWaiting(const Desk& desk, const DeskVisit& visit,
            const http::Request& request, int64_t session_id) {
  v1::ListWaitlistEntriesRequest wanted;
  wanted.set_session_id(session_id);
  co_return co_await ListAll(desk, visit, request, std::move(wanted));
}

boost::asio::awaitable<absl::StatusOr<std::vector<v1::WaitlistEntry>>>
ListWaitingForAny(const Desk& desk, const DeskVisit& visit,
                  const http::Request& request, int64_t workshop_id) {
  v1::ListWaitlistEntriesRequest wanted;
  wanted.set_workshop_id(workshop_id);
  co_return co_await ListAll(desk, visit, request, std::move(wanted));
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
  const std::string most = absl::StrCat(entry.places());
  if (least >= entry.places()) return most;
  return Say("people.waiting.wanted",
             {{"least", absl::StrCat(least)}, {"most", most}});
}

std::string EntryStateWords(const v1::WaitlistEntry& entry) {
  switch (entry.state()) {
    case v1::WaitlistEntry::WAITING:
      return Say("people.waiting.waits");
    case v1::WaitlistEntry::OFFERED:
      return Say("people.waiting.has_offer");
    case v1::WaitlistEntry::BOOKED:
      return Say("people.waiting.has_booked");
    case v1::WaitlistEntry::LEFT:
      return Say("people.waiting.left");
    default:
      return Say("people.waiting.nothing_left");
  }
}

std::string WaitsWords(const v1::WaitlistEntry& entry, int place,
                       int64_t session_id, const DeskSeats& seats) {
  if (entry.state() == v1::WaitlistEntry::OFFERED && session_id != 0 &&
      entry.offer().session_id() != session_id) {
    return Say("people.waiting.has_other_offer");
  }
  if (entry.state() != v1::WaitlistEntry::WAITING) {
    return EntryStateWords(entry);
  }
  std::vector<std::string> words = {StandingWords(entry, place)};
  const auto count = seats.counts.find(session_id);
  if (count != seats.counts.end()) {
    words.push_back(SessionWords(entry, count->second));
    if (place == 1 && count->second.collecting()) {
      words.push_back(Say("people.waiting.collecting"));
    }
  }
  if (entry.passed() > 0) {
    words.push_back(SayCount("people.waiting.passed", entry.passed()));
  }
  return absl::StrJoin(words, " ");
}

std::string OfferWords(const v1::WaitlistEntry& entry,
                       const absl::TimeZone& zone) {
  if (entry.offer().state() != v1::Offer::OPEN) return "";
  return SayCount("people.waiting.offer", entry.offer().places(),
                  {{"when", civil::DateTimeWords(
                                ToTime(entry.offer().expire_time()), zone)}});
}

View WaitingRow(const v1::WaitlistEntry& entry, std::string waits,
                std::string href, const absl::TimeZone& zone) {
  View contact =
      Cell(Say("people.label.contact"), ContactWords(entry.contact()));
  contact["is_header"] = true;
  if (!href.empty()) contact["cell_href"] = std::move(href);
  return {
      {"cells",
       json::array{
           std::move(contact),
           Cell(Say("people.label.places"), WantedWords(entry)),
           Cell(Say("people.label.why_they_wait"), std::move(waits)),
           Cell(Say("people.label.offer"), OfferWords(entry, zone)),
           Cell(Say("people.label.needs"), NeedsWords(entry.access_needs())),
           Cell(Say("people.label.channel"), ChannelWords(entry.channel())),
       }}};
}

}  // namespace cwp::web
