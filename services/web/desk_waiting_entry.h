#ifndef CWP_SERVICES_WEB_DESK_WAITING_ENTRY_H_
#define CWP_SERVICES_WEB_DESK_WAITING_ENTRY_H_

#include <cstdint>
#include <optional>
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
#include "services/web/desk_words.h"
#include "services/web/view.h"

namespace cwp::web {

// One entry on the waitlist, as its pages show it and ask about it.

// An entry, and what it waits for.
struct Waiting {
  registration::v1::WaitlistEntry entry;
  // That of its offer, or the first that it waits for; nothing while it waits
  // for any of its workshop.
  std::optional<scheduling::v1::Session> session;
  int64_t workshop_id = 0;
  std::string workshop_title;

  bool has_offer() const {
    return entry.state() == registration::v1::WaitlistEntry::OFFERED &&
           entry.offer().state() == registration::v1::Offer::OPEN;
  }
  bool live() const {
    return entry.state() == registration::v1::WaitlistEntry::WAITING ||
           entry.state() == registration::v1::WaitlistEntry::OFFERED;
  }
  std::string path() const { return WaitingPath(entry.id()); }
  // The page with all who wait for the same.
  std::string list_path() const {
    return session.has_value() ? SessionPath(session->id())
                               : WorkshopWaitingPath(workshop_id);
  }
};

// The one that the path names.
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
