#ifndef CWP_SERVICES_WEB_DESK_WAITING_ENTRY_H_
#define CWP_SERVICES_WEB_DESK_WAITING_ENTRY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/handler.h"
#include "common/http/request.h"
#include "cwp/registration/v1/waitlist.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/web/desk.h"
#include "services/web/desk_waiting.h"
#include "services/web/view.h"

namespace cwp::web {

// One entry on the waitlist, as its pages show it and ask about it.

// An entry, seen from a session that it waits for.
struct Waiting {
  scheduling::v1::Session session;
  registration::v1::WaitlistEntry entry;

  bool has_offer() const {
    return entry.state() == registration::v1::WaitlistEntry::OFFERED &&
           entry.offer().state() == registration::v1::Offer::OPEN;
  }
  bool live() const {
    return entry.state() == registration::v1::WaitlistEntry::WAITING ||
           entry.state() == registration::v1::WaitlistEntry::OFFERED;
  }
  std::string path() const { return WaitingPath(session.id(), entry.id()); }
};

// The one that the path names, and its session.
boost::asio::awaitable<absl::StatusOr<Waiting>> FindWaiting(
    const Desk& desk, const DeskVisit& visit, const http::Request& request);

// A form that answers the offer there is, or ends the entry, by what stands
// behind its path; it says which offer was there, if any.
View WaitingForm(const Desk& desk, const DeskVisit& visit,
                 const Waiting& waiting, absl::string_view step);

// The offer that a form was about; 0 for none.
int64_t OfferIn(const DeskVisit& visit);

// Whether an offer stands that a form did not show: of other places maybe, on
// another date.
bool IsOfAnother(const Waiting& waiting, const DeskVisit& visit);

// The page of the entry. `problem` says why what was asked was not done; empty
// when nothing was.
http::Answer WaitingPage(const Desk& desk, const DeskVisit& visit,
                         const http::Request& request, const Waiting& waiting,
                         std::string problem);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_WAITING_ENTRY_H_
