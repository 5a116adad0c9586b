#ifndef CWP_SERVICES_WEB_DESK_WORDS_H_
#define CWP_SERVICES_WEB_DESK_WORDS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/http/request.h"
#include "cwp/registration/v1/seat.pb.h"
#include "cwp/scheduling/v1/scheduling_service.pb.h"
#include "services/web/desk.h"

namespace cwp::web {

// How pages of the desk say what services know.

// The id that stands in the path of a request; 0 when it is none.
int64_t IdIn(const http::Request& request);

// The session that it names. Fails as scheduling's GetSession does.
boost::asio::awaitable<absl::StatusOr<scheduling::v1::Session>> GetSession(
    const Desk& desk, const DeskVisit& visit, const http::Request& request);
// That with this id.
boost::asio::awaitable<absl::StatusOr<scheduling::v1::Session>> GetSession(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    int64_t id);

// Whether a call failed since its service does not answer, or not in time.
bool IsNotAnswering(const absl::Status& status);

// "2026-12" from 2000 to 2100; nothing unless it is one.
std::optional<absl::CivilMonth> ReadMonth(absl::string_view text);

// "December 2026".
std::string MonthWords(absl::CivilMonth month);

// A row of a summary list.
View FactRow(absl::string_view key, std::string value);

// How full sessions are.
struct DeskSeats {
  // Whether registration answered.
  bool known = false;
  absl::flat_hash_map<int64_t, registration::v1::SeatCount> counts;
  // How many parties wait for a session, where a page has asked for it: counts
  // say only whether anybody does.
  absl::flat_hash_map<int64_t, int64_t> waiting;
};

// Asks registration, so that what the desk shows is not a second old. `ids`
// may be any number.
boost::asio::awaitable<DeskSeats> GetDeskSeats(const Desk& desk,
                                               const DeskVisit& visit,
                                               const http::Request& request,
                                               std::vector<int64_t> ids);

// The ids of sessions, in order.
template <class Sessions>
std::vector<int64_t> IdsOf(const Sessions& sessions) {
  std::vector<int64_t> ids;
  for (const scheduling::v1::Session& session : sessions) {
    ids.push_back(session.id());
  }
  return ids;
}

absl::Time StartOf(const scheduling::v1::Session& session);
absl::Time EndOf(const scheduling::v1::Session& session);

// "Thursday 6 August 2026, 5pm to 6:30pm", of the first meeting; with
// ", and 3 more meetings".
std::string RangeOf(const scheduling::v1::Session& session,
                    const absl::TimeZone& zone);

// "8 of 12 booked, 2 held, 1 offered, list".
std::string PlacesWords(const scheduling::v1::Session& session,
                        const DeskSeats& seats);

// A row of a table of sessions: When, Workshop, Places, State.
View SessionRow(const scheduling::v1::Session& session, const DeskSeats& seats,
                const absl::TimeZone& zone);

// "Open", "About to be cancelled".
std::string StateWords(const scheduling::v1::Session& session);

// "Coordinator", and what one may do.
std::string RoleWords(Role role);
std::string RoleHint(Role role);

// The names of all accounts, by their ids.
using StaffNames = std::map<int64_t, std::string>;
boost::asio::awaitable<absl::StatusOr<StaffNames>> NamesOfStaff(
    const Desk& desk);

// "Ada Example", "the operator": who changed something, as another service says
// the kind of caller and its id.
std::string ActorWords(absl::string_view kind, absl::string_view id,
                       const StaffNames& names);

// What staff are told about a reason that another service gives; empty when
// there are no words for them.
std::string StaffWordsFor(absl::string_view reason);

std::string SessionPath(int64_t id);
std::string BookingPath(int64_t id);
// Of an entry on the waitlist.
std::string WaitingPath(int64_t id);
// Of those who wait for any date of a workshop.
std::string WorkshopWaitingPath(int64_t workshop_id);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_DESK_WORDS_H_
