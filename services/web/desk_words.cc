#include "services/web/desk_words.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/id.h"
#include "common/http/co_status_macros.h"
#include "common/time/proto_time.h"
#include "common/time/words.h"
#include "services/web/say.h"

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

bool IsNotAnswering(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

std::optional<absl::CivilMonth> ReadMonth(absl::string_view text) {
  absl::CivilMonth month;
  if (!absl::ParseCivilTime(text, &month)) return std::nullopt;
  if (month.year() < 2000 || month.year() > 2100) return std::nullopt;
  return month;
}

std::string MonthWords(absl::CivilMonth month) {
  return absl::FormatTime("%B %E4Y",
                          absl::FromCivil(month, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

View FactRow(absl::string_view key, std::string value) {
  if (value.empty()) value = Say("office.none");
  return {{"key", std::string(key)}, {"row_value", std::move(value)}};
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
  if (session.meetings().empty()) return Say("office.session.no_meetings");
  const scheduling::Meeting& first = session.meetings(0);
  const std::string words = civil::RangeWords(ToTime(first.start_time()),
                                              ToTime(first.end_time()), zone);
  const int more = session.meetings_size() - 1;
  if (more == 0) return words;
  return SayCount("office.session.and_more", more, {{"first", words}});
}

std::string PlacesWords(const scheduling::Session& session,
                        const DeskSeats& seats) {
  const auto found = seats.counts.find(session.id());
  if (found == seats.counts.end()) {
    return Say("office.places.all",
               {{"count", absl::StrCat(session.capacity())}});
  }
  const registration::SeatCount& count = found->second;
  std::vector<std::string> parts = {Say(
      "office.places.booked", {{"booked", absl::StrCat(count.confirmed())},
                               {"capacity", absl::StrCat(count.capacity())}})};
  if (count.held() > 0) {
    parts.push_back(
        Say("office.places.held", {{"count", absl::StrCat(count.held())}}));
  }
  if (count.offered() > 0) {
    parts.push_back(Say("office.places.offered",
                        {{"count", absl::StrCat(count.offered())}}));
  }
  if (count.over() > 0) {
    parts.push_back(
        Say("office.places.over", {{"count", absl::StrCat(count.over())}}));
  }
  const auto waiting = seats.waiting.find(session.id());
  if (waiting != seats.waiting.end()) {
    parts.push_back(SayCount("office.places.waiting", waiting->second));
  } else if (count.queued()) {
    parts.push_back(Say("office.places.queued"));
  }
  return absl::StrJoin(parts, ", ");
}

View SessionRow(const scheduling::Session& session, const DeskSeats& seats,
                const absl::TimeZone& zone) {
  return {{"cells", json::array{
                        View{{"is_header", true},
                             {"column", Say("office.when")},
                             {"text", RangeOf(session, zone)},
                             {"cell_href", SessionPath(session.id())}},
                        View{{"column", Say("office.workshop")},
                             {"text", session.workshop_title()}},
                        View{{"column", Say("office.places")},
                             {"text", PlacesWords(session, seats)}},
                        View{{"column", Say("office.state")},
                             {"text", StateWords(session)}},
                    }}};
}

std::string StateWords(const scheduling::Session& session) {
  if (session.has_pending_change()) {
    return session.pending_change().meetings().empty()
               ? Say("office.session.cancelled_soon")
               : Say("office.session.moved_soon");
  }
  switch (session.state()) {
    case scheduling::Session::DRAFT:
      return Say("office.session.draft");
    case scheduling::Session::SCHEDULED:
      return Say("office.session.scheduled");
    case scheduling::Session::OPEN:
      return Say("office.session.open");
    case scheduling::Session::CLOSED:
      return Say("office.session.closed");
    case scheduling::Session::CANCELLED:
      return Say("office.session.cancelled");
    case scheduling::Session::COMPLETED:
      return Say("office.session.over");
    default:
      return Say("office.not_known");
  }
}

std::string RoleWords(Role role) {
  switch (role) {
    case Role::kAdministrator:
      return Say("office.role.administrator");
    case Role::kCoordinator:
      return Say("office.role.coordinator");
    case Role::kFacilitator:
      return Say("office.role.facilitator");
    case Role::kReader:
      return Say("office.role.reader");
  }
  CWP_CHECK(false, "a role without words");
}

std::string RoleHint(Role role) {
  switch (role) {
    case Role::kAdministrator:
      return Say("office.role_hint.administrator");
    case Role::kCoordinator:
      return Say("office.role_hint.coordinator");
    case Role::kFacilitator:
      return Say("office.role_hint.facilitator");
    case Role::kReader:
      return Say("office.role_hint.reader");
  }
  CWP_CHECK(false, "a role without words");
}

boost::asio::awaitable<absl::StatusOr<StaffNames>> NamesOfStaff(
    const Desk& desk) {
  CO_ASSIGN_OR_RETURN(const std::vector<Staff> all,
                      co_await desk.accounts->List());
  StaffNames names;
  for (const Staff& staff : all) names[staff.id] = staff.name;
  co_return names;
}

std::string ActorWords(absl::string_view kind, absl::string_view id,
                       const StaffNames& names) {
  if (kind != "STAFF") return Say("office.setting.operator");
  const auto found = names.find(ParseId(id).value_or(0));
  return found == names.end() ? Say("office.setting.not_here_any_more")
                              : found->second;
}

std::string StaffWordsFor(absl::string_view reason) {
  const std::string* const words =
      FindWords(absl::StrCat("office.refused.", absl::AsciiStrToLower(reason)));
  return words == nullptr ? "" : *words;
}

std::string BookingPath(int64_t id) {
  return absl::StrCat("/desk/bookings/", id);
}

std::string WorkshopWaitingPath(int64_t workshop_id) {
  return absl::StrCat("/desk/workshops/", workshop_id, "/waitlist");
}

std::string WaitingPath(int64_t id) {
  return absl::StrCat("/desk/waitlist/", id);
}

std::string SessionPath(int64_t id) {
  return absl::StrCat("/desk/sessions/", id);
}

}  // namespace cwp::web
