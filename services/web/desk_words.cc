#include "services/web/desk_words.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"

namespace cwp::web {
namespace {

namespace registration = ::cwp::registration::v1;
namespace scheduling = ::cwp::scheduling::v1;

// As registration's BatchGetSeatCounts takes.
constexpr size_t kMostAtOnce = 200;

}  // namespace

int64_t IdIn(const http::Request& request) {
  return ParseId(request.Param("id")).value_or(0);
}

boost::asio::awaitable<absl::StatusOr<scheduling::Session>> GetSession(
    const Desk& desk, const DeskVisit& visit, const http::Request& request) {
  co_return co_await GetSession(desk, visit, request, IdIn(request));
}

boost::asio::awaitable<absl::StatusOr<scheduling::Session>> GetSession(
    const Desk& desk, const DeskVisit& visit, const http::Request& request,
    int64_t id) {
  scheduling::GetSessionRequest wanted;
  wanted.set_id(id);
  if (wanted.id() == 0) {
    co_return NotFound("SESSION_NOT_FOUND", "there is no such session");
  }
  co_return co_await desk.scheduling->Call(&SchedulingCalls::Async::GetSession,
                                           StaffCaller(desk, visit, request),
                                           std::move(wanted));
}

std::string MonthWords(absl::CivilMonth month) {
  return absl::FormatTime("%B %E4Y",
                          absl::FromCivil(month, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

View FactRow(absl::string_view key, std::string value) {
  return {{"key", std::string(key)},
          {"row_value", value.empty() ? "None" : std::move(value)}};
}

boost::asio::awaitable<DeskSeats> GetDeskSeats(const Desk& desk,
                                               const DeskVisit& visit,
                                               const http::Request& request,
                                               std::vector<int64_t> ids) {
  DeskSeats seats = {.known = true};
  for (size_t at = 0; at < ids.size(); at += kMostAtOnce) {
    registration::BatchGetSeatCountsRequest asked;
    for (size_t i = at; i < std::min(ids.size(), at + kMostAtOnce); ++i) {
      asked.add_session_ids(ids[i]);
    }
    const absl::StatusOr<registration::BatchGetSeatCountsResponse> counts =
        co_await desk.registration->Call(
            &RegistrationCalls::Async::BatchGetSeatCounts,
            StaffCaller(desk, visit, request), std::move(asked));
    if (!counts.ok()) {
      seats.known = false;
      break;
    }
    for (const registration::SeatCount& count : counts->seat_counts()) {
      seats.counts[count.session_id()] = count;
    }
  }
  co_return seats;
}

absl::Time StartOf(const scheduling::Session& session) {
  return session.meetings().empty() ? absl::InfiniteFuture()
                                    : ToTime(session.meetings(0).start_time());
}

absl::Time EndOf(const scheduling::Session& session) {
  return session.meetings().empty()
             ? absl::InfiniteFuture()
             : ToTime(session.meetings().rbegin()->end_time());
}

std::string RangeOf(const scheduling::Session& session,
                    const absl::TimeZone& zone) {
  if (session.meetings().empty()) return "No meetings";
  const scheduling::Meeting& first = session.meetings(0);
  std::string words = civil::RangeWords(ToTime(first.start_time()),
                                        ToTime(first.end_time()), zone);
  const int more = session.meetings_size() - 1;
  if (more > 0) {
    absl::StrAppend(&words, ", and ", more,
                    more == 1 ? " more meeting" : " more meetings");
  }
  return words;
}

std::string PlacesWords(const scheduling::Session& session,
                        const DeskSeats& seats) {
  const auto found = seats.counts.find(session.id());
  if (found == seats.counts.end()) {
    return absl::StrCat(session.capacity(), " places");
  }
  const registration::SeatCount& count = found->second;
  std::string words =
      absl::StrCat(count.confirmed(), " of ", count.capacity(), " booked");
  if (count.held() > 0) absl::StrAppend(&words, ", ", count.held(), " held");
  if (count.offered() > 0) {
    absl::StrAppend(&words, ", ", count.offered(), " offered");
  }
  if (count.over() > 0) absl::StrAppend(&words, ", ", count.over(), " over");
  if (count.queued()) absl::StrAppend(&words, ", some are waiting");
  return words;
}

View SessionRow(const scheduling::Session& session, const DeskSeats& seats,
                const absl::TimeZone& zone) {
  return {
      {"cells",
       json::array{
           View{{"is_header", true},
                {"column", "When"},
                {"text", RangeOf(session, zone)},
                {"cell_href", SessionPath(session.id())}},
           View{{"column", "Workshop"}, {"text", session.workshop_title()}},
           View{{"column", "Places"}, {"text", PlacesWords(session, seats)}},
           View{{"column", "State"}, {"text", StateWords(session)}},
       }}};
}

std::string StateWords(const scheduling::Session& session) {
  if (session.has_pending_change()) {
    return session.pending_change().meetings().empty() ? "About to be cancelled"
                                                       : "About to be moved";
  }
  switch (session.state()) {
    case scheduling::Session::DRAFT:
      return "Draft";
    case scheduling::Session::SCHEDULED:
      return "Scheduled";
    case scheduling::Session::OPEN:
      return "Open";
    case scheduling::Session::CLOSED:
      return "Closed";
    case scheduling::Session::CANCELLED:
      return "Cancelled";
    case scheduling::Session::COMPLETED:
      return "Over";
    default:
      return "Not known";
  }
}

std::string RoleWords(Role role) {
  switch (role) {
    case Role::kAdministrator:
      return "Administrator";
    case Role::kCoordinator:
      return "Coordinator";
    case Role::kFacilitator:
      return "Facilitator";
    case Role::kReader:
      return "Reader";
  }
  CWP_CHECK(false, "a role without words");
}

std::string RoleHint(Role role) {
  switch (role) {
    case Role::kAdministrator:
      return "Everything, and who else may sign in";
    case Role::kCoordinator:
      return "Plans workshops and sessions, and looks after bookings";
    case Role::kFacilitator:
      return "Sees who comes to the sessions that they lead";
    case Role::kReader:
      return "Sees the programme and numbers, and no people";
  }
  CWP_CHECK(false, "a role without words");
}

std::string StaffWordsFor(absl::string_view reason) {
  static const auto* const words =
      new absl::flat_hash_map<absl::string_view, absl::string_view>{
          {"WORKSHOP_NOT_PUBLISHED",
           "Its workshop is not published: publish that first."},
          {"SESSION_IS_DRAFT", "It is a draft: show it to families first."},
          {"SESSION_STARTED", "It has started."},
          {"SESSION_ENDED", "It is over."},
          {"SESSION_CANCELLED", "It is cancelled."},
          {"SESSION_COMPLETED", "It is over."},
          {"SESSION_OPENED", "It is shown to families already."},
          {"SESSION_NOT_OPEN", "It is not open."},
          {"SESSION_CHANGING",
           "It is about to be moved or cancelled: take that back first."},
          {"NO_PENDING_CHANGE",
           "The change has come, or somebody has taken it back already."},
          {"FACILITATOR_BUSY",
           "Somebody who leads it leads another session at that time."},
          {"BOOKING_CANCELLED", "The booking is cancelled already."},
          {"NOT_ENOUGH_PLACES", "There are not so many places left."},
          {"PLACES_HELD",
           "The places that are left are held for others right now. Try again "
           "in a few minutes."},
          {"BOOKING_CLOSED", "Booking has closed."},
          {"BOOKING_NOT_YET_OPEN", "Booking has not opened yet."},
          {"NOT_ELIGIBLE",
           "By what was answered, the service is not for this child or young "
           "person."},
          {"PARTY_TOO_LARGE",
           "No date that they could come to has so many places."},
          {"OTHER_WORKSHOP", "That date is of another workshop."},
          {"CONTACT_ALREADY_BOOKED",
           "This contact has a booking on that date already."},
          {"NOBODY_TO_WRITE_TO",
           "Nobody of them has an email address: please phone them."},
          {"NOTICE_SENT", "The message has gone out already."},
          {"NOTICE_NOT_FOUND", "There is no such message."},
          {"OFFER_LAPSED", "The offer does not stand any more."},
          {"REQUEST_ID_REUSED",
           "This form was sent before with other answers, and that was done. "
           "Look at the list, and open the form anew if more is to be done."},
          {"OVERLOADED",
           "There is too much to do at the moment. Send it again in a minute."},
          {"DISK_FULL",
           "Nothing can be written at the moment. Tell the people who run "
           "this system, and send it again later."},
          {"REPORT_KIND",
           "This is not the report but a file of another kind. Choose the one "
           "that ends in .csv."},
          {"REPORT_ENCODING",
           "The file cannot be read as text. Download it from Teams once more, "
           "and choose it without opening it in between."},
          {"REPORT_COLUMNS",
           "There is no list of people in this file. Choose the attendance "
           "report of the meeting as Teams gives it in English."},
          {"REPORT_EMPTY", "Nobody is in this report."},
          {"REPORT_TOO_LONG", "More than 1,000 people are in this report."},
          {"SESSION_NOT_STARTED",
           "Attendance can be noted from 15 minutes before the start."},
          {"ETAG_MISMATCH",
           "Somebody else has changed it in the meantime. This is how it is "
           "now: what you entered is kept, look it through and send it again."},
      };
  const auto found = words->find(reason);
  return found == words->end() ? "" : std::string(found->second);
}

std::string BookingPath(int64_t id) {
  return absl::StrCat("/desk/bookings/", id);
}

std::string WaitingPath(int64_t session_id, int64_t entry_id) {
  return absl::StrCat(SessionPath(session_id), "/waitlist/", entry_id);
}

std::string SessionPath(int64_t id) {
  return absl::StrCat("/desk/sessions/", id);
}

}  // namespace cwp::web
