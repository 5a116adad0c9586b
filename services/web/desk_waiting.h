#ifndef CWP_SERVICES_WEB_DESK_WAITING_H_
#define CWP_SERVICES_WEB_DESK_WAITING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "cwp/registration/v1/waitlist.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_words.h"
#include "services/web/view.h"

namespace cwp::web {

// Who waits for a session, and why, as registration tells whoever is signed in.
// Personal data, as in desk_people.h.

// The entry that the path names. Fails as registration's GetWaitlistEntry does.
boost::asio::awaitable<absl::StatusOr<registration::v1::WaitlistEntry>>
GetEntry(const Desk& desk, const DeskVisit& visit,
         const http::Request& request);

// All who wait for it, and all who have an offer, in the order they are served.
boost::asio::awaitable<
    absl::StatusOr<std::vector<registration::v1::WaitlistEntry>>>
ListWaiting(const Desk& desk, const DeskVisit& visit,
            const http::Request& request, int64_t session_id);

// The same of those who wait for any date of a workshop, which may have none.
boost::asio::awaitable<
    absl::StatusOr<std::vector<registration::v1::WaitlistEntry>>>
ListWaitingForAny(const Desk& desk, const DeskVisit& visit,
                  const http::Request& request, int64_t workshop_id);

// Which place those who wait have in a list, in its order: 1 for the first;
// 0 for those who have an offer.
std::vector<int> PlacesInLine(
    const std::vector<registration::v1::WaitlistEntry>& entries);

// "2", "1 to 2".
std::string WantedWords(const registration::v1::WaitlistEntry& entry);

// How an entry stands, of whatever session: "Has an offer".
std::string EntryStateWords(const registration::v1::WaitlistEntry& entry);

// Why an entry has no places in a session, by its place in line and how full
// that is: "Place 3 in line, for any date. They need at least 2 places, and 1
// is free. Passed by 1 smaller party." `seats` may not know the session; 0 for
// none in particular.
std::string WaitsWords(const registration::v1::WaitlistEntry& entry, int place,
                       int64_t session_id, const DeskSeats& seats);

// "2 places until Wednesday 2 December 2026, 6pm"; empty when there is none
// that stands.
std::string OfferWords(const registration::v1::WaitlistEntry& entry,
                       const absl::TimeZone& zone);

// A row of the waitlist: Contact, Places, Why they wait, Offer, Needs, Channel.
// `href` leads on from it, unless it is empty.
View WaitingRow(const registration::v1::WaitlistEntry& entry, std::string waits,
                std::string href, const absl::TimeZone& zone);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_WAITING_H_
