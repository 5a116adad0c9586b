#ifndef CWP_SERVICES_WEB_DESK_PLAN_H_
#define CWP_SERVICES_WEB_DESK_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/parameters.h"
#include "common/http/request.h"
#include "cwp/scheduling/v1/facilitator_service.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/web/booking_form.h"
#include "services/web/desk.h"
#include "services/web/desk_form.h"
#include "services/web/view.h"

namespace cwp::web {

// What pages that plan the programme ask of scheduling, in the name of whoever
// is signed in.

// Fails with NOT_FOUND `WORKSHOP_NOT_FOUND`, also for an id of 0.
boost::asio::awaitable<absl::StatusOr<scheduling::v1::Workshop>> GetWorkshop(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    int64_t id);

// All workshops in that state, or in any, by title.
boost::asio::awaitable<absl::StatusOr<std::vector<scheduling::v1::Workshop>>>
ListWorkshops(const Desk& desk, const DeskVisit& visit,
              const http::Request& request,
              scheduling::v1::Workshop::State state);

// All sessions that pass, page after page, up to some thousands.
boost::asio::awaitable<absl::StatusOr<std::vector<scheduling::v1::Session>>>
ListSessions(const Desk& desk, const DeskVisit& visit,
             const http::Request& request,
             scheduling::v1::ListSessionsRequest wanted);

// The facilitators that sessions can be given, and those retired. Personal
// data: for pages that need it, never kept.
boost::asio::awaitable<absl::StatusOr<std::vector<scheduling::v1::Facilitator>>>
ListFacilitators(const Desk& desk, const DeskVisit& visit,
                 const http::Request& request);

// "Trainee".
const std::string& FacilitatorRoleWords(scheduling::v1::Facilitator::Role role);

// The name; of one that was erased, that there was somebody.
std::string FacilitatorNameWords(const scheduling::v1::Facilitator& one);

// Them as choices of a form: those who are not retired, and those in `chosen`.
std::vector<Choice> FacilitatorChoices(
    const std::vector<scheduling::v1::Facilitator>& all,
    const std::vector<std::string>& chosen);

// Whether a session is shown in lists to whoever is signed in: facilitators see
// those that they lead.
bool MaySeeInLists(const DeskVisit& visit,
                   const scheduling::v1::Session& session);

std::string DeskWorkshopPath(int64_t id);
std::string SeriesPath(int64_t id);

// What staff are told about a reason that planning is refused for; as
// StaffWordsFor for all others.
std::string PlanWordsFor(absl::string_view reason);

// "Draft", "Shown to families", "Archived".
std::string WorkshopStateWords(scheduling::v1::Workshop::State state);

// The venue that was typed; what is wrong with it is added to `errors`.
scheduling::v1::Venue TypedVenue(const http::Parameters& form,
                                 std::vector<FieldError>& errors);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_PLAN_H_
