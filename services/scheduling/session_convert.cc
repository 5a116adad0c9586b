#include "services/scheduling/session_convert.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/etag.h"
#include "common/time/local_time.h"
#include "common/time/proto_time.h"
#include "services/scheduling/convert.h"

namespace cwp::scheduling {
namespace {

constexpr int kMaxMeetings = 20;
constexpr int kMaxCapacity = 10000;
constexpr int kMaxFacilitators = 10;
constexpr size_t kMaxTimeZone = 64;
constexpr size_t kMaxLocalTime = 16;
constexpr size_t kMaxJoinUri = 2000;
constexpr int kMaxPort = 65535;
constexpr char kDefaultTimeZone[] = "Europe/London";

// The instant of a wall time; `name` is the path of its field. Errors of
// ResolveLocal, in the words of this service.
absl::StatusOr<absl::Time> ReadLocal(absl::string_view name,
                                     absl::string_view local,
                                     absl::string_view zone) {
  const absl::StatusOr<absl::Time> time = civil::ResolveLocal(local, zone);
  if (time.ok()) return time;
  const std::string reason = ReasonOf(time.status());
  if (reason != "TIME_SKIPPED" && reason != "TIME_DOUBLED") {
    return FieldInvalid(name, "is not a wall time YYYY-MM-DDTHH:MM");
  }
  return InvalidArgument(reason,
                         absl::StrCat(name, ": ", time.status().message()),
                         {{"field", std::string(name)},
                          {"local", std::string(local)},
                          {"zone", std::string(zone)}});
}

absl::StatusOr<Meeting> ReadMeeting(absl::string_view path,
                                    const v1::Meeting& meeting) {
  const std::string start_path = absl::StrCat(path, ".local_start");
  const std::string end_path = absl::StrCat(path, ".local_end");
  const std::string zone_path = absl::StrCat(path, ".time_zone");
  Meeting read;
  ASSIGN_OR_RETURN(read.time_zone,
                   ReadText(zone_path, meeting.time_zone(), 0, kMaxTimeZone));
  if (read.time_zone.empty()) read.time_zone = kDefaultTimeZone;
  if (!civil::LoadZone(read.time_zone).ok()) {
    return FieldInvalid(zone_path, "is not an IANA time zone");
  }
  ASSIGN_OR_RETURN(read.local_start, ReadText(start_path, meeting.local_start(),
                                              1, kMaxLocalTime));
  ASSIGN_OR_RETURN(read.local_end,
                   ReadText(end_path, meeting.local_end(), 1, kMaxLocalTime));
  ASSIGN_OR_RETURN(read.start,
                   ReadLocal(start_path, read.local_start, read.time_zone));
  ASSIGN_OR_RETURN(read.end,
                   ReadLocal(end_path, read.local_end, read.time_zone));
  return read;
}

bool IsHost(absl::string_view host) {
  return !host.empty() && absl::ascii_isalnum(host.front()) &&
         absl::ascii_isalnum(host.back()) &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '-';
         });
}

bool IsPort(absl::string_view port) {
  int number = 0;
  return !port.empty() &&
         std::all_of(port.begin(), port.end(), absl::ascii_isdigit) &&
         absl::SimpleAtoi(port, &number) && number >= 1 && number <= kMaxPort;
}

// Whether `uri` is https://HOST[:PORT] and a rest of printable ASCII that stays
// whole in an HTTP header and in HTML. Refuses names and passwords in front of
// the host, behind which another host can hide.
bool IsHttpsAddress(absl::string_view uri) {
  constexpr absl::string_view kScheme = "https://";
  if (!absl::StartsWithIgnoreCase(uri, kScheme)) return false;
  uri.remove_prefix(kScheme.size());
  if (!std::all_of(uri.begin(), uri.end(), [](char c) {
        return absl::ascii_isgraph(c) && !absl::StrContains("\"<>\\^`{|}", c);
      })) {
    return false;
  }
  absl::string_view authority = uri.substr(0, uri.find_first_of("/?#"));
  const size_t colon = authority.find(':');
  if (colon == absl::string_view::npos) return IsHost(authority);
  return IsHost(authority.substr(0, colon)) &&
         IsPort(authority.substr(colon + 1));
}

}  // namespace

absl::StatusOr<std::vector<Meeting>> ReadMeetings(const Meetings& given) {
  if (given.empty()) return FieldRequired("meetings");
  if (given.size() > kMaxMeetings) {
    return InvalidArgument(
        "FIELD_TOO_LONG", "meetings has more than 20 meetings",
        {{"field", "meetings"}, {"limit", absl::StrCat(kMaxMeetings)}});
  }
  std::vector<Meeting> meetings;
  for (const v1::Meeting& meeting : given) {
    const std::string path = absl::StrCat("meetings[", meetings.size(), "]");
    ASSIGN_OR_RETURN(Meeting read, ReadMeeting(path, meeting));
    meetings.push_back(std::move(read));
  }
  return meetings;
}

absl::StatusOr<int> ReadCapacity(int32_t capacity) {
  // 0 asks for the workshop's.
  if (capacity < 0 || capacity > kMaxCapacity) {
    return FieldInvalid("capacity", "is not 1 to 10,000");
  }
  return capacity;
}

absl::Status ReadBookingWindow(const v1::Session& session,
                               SessionContent& content) {
  if (session.has_booking_open_time()) {
    ASSIGN_OR_RETURN(
        content.booking_open_time,
        ReadTimestamp("booking_open_time", session.booking_open_time()));
  }
  if (session.has_booking_close_time()) {
    ASSIGN_OR_RETURN(
        content.booking_close_time,
        ReadTimestamp("booking_close_time", session.booking_close_time()));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<int64_t>> ReadFacilitatorIds(const Ids& ids) {
  constexpr absl::string_view kName = "facilitator_ids";
  if (ids.size() > kMaxFacilitators) {
    return InvalidArgument("FIELD_TOO_LONG",
                           "facilitator_ids has more than 10 ids",
                           {{"field", std::string(kName)},
                            {"limit", absl::StrCat(kMaxFacilitators)}});
  }
  std::vector<int64_t> read;
  for (const int64_t id : ids) {
    if (id <= 0) return FieldInvalid(kName, "has an id that is not above 0");
    if (std::count(read.begin(), read.end(), id) > 0) {
      return FieldInvalid(kName, "names somebody twice");
    }
    read.push_back(id);
  }
  return read;
}

absl::Status ReadDeliveryAndFormat(const v1::Session& session,
                                   SessionContent& content) {
  if (session.has_delivery_override()) {
    ASSIGN_OR_RETURN(content.delivery, ReadDelivery(session.delivery_override(),
                                                    "delivery_override"));
  }
  if (session.format() == v1::Session::FORMAT_UNSPECIFIED) {
    return absl::OkStatus();
  }
  if (!v1::Session::Format_IsValid(session.format())) {
    return FieldInvalid("format", "is not one that is known here");
  }
  content.format = static_cast<SessionFormat>(session.format());
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadJoinUri(absl::string_view uri) {
  ASSIGN_OR_RETURN(std::string read, ReadText("join_uri", uri, 0, kMaxJoinUri));
  if (!read.empty() && !IsHttpsAddress(read)) {
    return InvalidArgument("JOIN_URI_INVALID",
                           "join_uri is not an https address",
                           {{"field", "join_uri"}});
  }
  return read;
}

absl::StatusOr<SessionPlan> ReadCreateSession(
    const v1::CreateSessionRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  if (!request.has_session()) return FieldRequired("session");
  const v1::Session& session = request.session();
  SessionPlan plan;
  SessionContent& content = plan.content;
  ASSIGN_OR_RETURN(content.workshop_id,
                   ReadId("workshop_id", session.workshop_id()));
  ASSIGN_OR_RETURN(content.meetings, ReadMeetings(session.meetings()));
  ASSIGN_OR_RETURN(content.capacity, ReadCapacity(session.capacity()));
  RETURN_IF_ERROR(ReadBookingWindow(session, content));
  ASSIGN_OR_RETURN(content.facilitator_ids,
                   ReadFacilitatorIds(session.facilitator_ids()));
  RETURN_IF_ERROR(ReadDeliveryAndFormat(session, content));
  ASSIGN_OR_RETURN(plan.join_uri, ReadJoinUri(request.join_uri()));
  return plan;
}

v1::Meeting WriteMeeting(const Meeting& meeting) {
  v1::Meeting written;
  written.set_local_start(meeting.local_start);
  written.set_local_end(meeting.local_end);
  written.set_time_zone(meeting.time_zone);
  *written.mutable_start_time() = ToTimestamp(meeting.start);
  *written.mutable_end_time() = ToTimestamp(meeting.end);
  return written;
}

v1::Session WriteSession(const Session& session, Viewer viewer) {
  const SessionContent& content = session.content;
  v1::Session written;
  written.set_id(session.id);
  written.set_workshop_id(content.workshop_id);
  for (const Meeting& meeting : content.meetings) {
    *written.add_meetings() = WriteMeeting(meeting);
  }
  written.set_capacity(content.capacity);
  *written.mutable_booking_open_time() = ToTimestamp(session.booking_opens());
  *written.mutable_booking_close_time() = ToTimestamp(session.booking_closes());
  written.set_state(static_cast<v1::Session::State>(session.state));
  written.set_has_join_address(session.join_address_version > 0);
  written.set_join_address_version(session.join_address_version);
  *written.mutable_create_time() = ToTimestamp(session.create_time);
  *written.mutable_update_time() = ToTimestamp(session.update_time);
  written.set_etag(rpc::WriteEtag(session.revision));
  written.set_workshop_title(session.workshop_title);
  *written.mutable_delivery() = WriteDelivery(session.delivery);
  if (content.delivery.has_value()) {
    *written.mutable_delivery_override() = WriteDelivery(*content.delivery);
  }
  written.set_format(static_cast<v1::Session::Format>(content.format));
  written.set_attendee_names_needed(session.attendee_names_needed);
  written.set_never_shown(session.never_shown);
  written.mutable_age_range()->set_min_years(session.age_range.min_years);
  written.mutable_age_range()->set_max_years(session.age_range.max_years);
  if (session.pending.has_value()) {
    v1::PendingChange& pending = *written.mutable_pending_change();
    *pending.mutable_apply_time() = ToTimestamp(session.pending->apply_time);
    for (const Meeting& meeting : session.pending->meetings) {
      *pending.add_meetings() = WriteMeeting(meeting);
    }
    pending.set_series_edit(session.pending->edit.has_value());
  }
  if (session.series.has_value()) {
    written.set_series_id(session.series->series_id);
    written.set_series_day(session.series->day);
  }
  if (viewer == Viewer::kStaff) {
    written.mutable_facilitator_ids()->Assign(content.facilitator_ids.begin(),
                                              content.facilitator_ids.end());
  }
  return written;
}

}  // namespace cwp::scheduling
