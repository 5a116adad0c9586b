#include "services/registration/convert.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"

namespace cwp::registration {
namespace {

constexpr int kMaxPlaces = 10;
constexpr size_t kMaxEmail = 254;

void Trim(std::string* text) { absl::StripAsciiWhitespace(text); }

absl::Status Invalid(absl::string_view field, absl::string_view message) {
  return InvalidArgument("FIELD_INVALID", message,
                         {{"field", std::string(field)}});
}

// What one can tell without sending a message there: one @ with something
// before it, and a dotted name after it; plain ASCII, since few mail servers
// take more.
bool LooksLikeEmail(absl::string_view text) {
  const size_t at = text.find('@');
  if (at == absl::string_view::npos || at == 0) return false;
  const absl::string_view host = text.substr(at + 1);
  const bool dotted = host.find('.') != absl::string_view::npos &&
                      !absl::StartsWith(host, ".") &&
                      !absl::EndsWith(host, ".") &&
                      !absl::StrContains(host, "..");
  return dotted && host.find('@') == absl::string_view::npos &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return !absl::ascii_isprint(c) || c == ' ' || c == ',' || c == ';' ||
                  c == '<' || c == '>';
         });
}

bool LooksLikePhone(absl::string_view text) {
  if (absl::StartsWith(text, "+")) text.remove_prefix(1);
  const auto digits = std::count_if(
      text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
  const bool clean = std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(c) || absl::StrContains(" ()-", c);
  });
  return clean && digits >= 7 && digits <= 20;
}

absl::Status CheckContact(v1::Contact& contact, bool needs_email) {
  Trim(contact.mutable_name());
  Trim(contact.mutable_email());
  Trim(contact.mutable_phone());
  Trim(contact.mutable_relationship());
  RETURN_IF_ERROR(
      CheckText("contact.name", contact.name(), {.min = 1, .max = 100}));
  const size_t min_email = needs_email ? 1 : 0;
  RETURN_IF_ERROR(CheckText("contact.email", contact.email(),
                            {.min = min_email, .max = kMaxEmail}));
  if (!contact.email().empty() && !LooksLikeEmail(contact.email())) {
    return Invalid("contact.email", "contact.email is not an e-mail address");
  }
  if (!contact.phone().empty() && !LooksLikePhone(contact.phone())) {
    return Invalid("contact.phone", "contact.phone is not a phone number");
  }
  if (contact.email().empty() && contact.phone().empty()) {
    return InvalidArgument("FIELD_REQUIRED",
                           "contact.email or contact.phone is needed",
                           {{"field", "contact.phone"}});
  }
  return CheckText("contact.relationship", contact.relationship(), {.max = 40});
}

absl::Status CheckAttendees(v1::Booking& booking) {
  if (booking.attendees().empty()) {
    return InvalidArgument("FIELD_REQUIRED",
                           "attendees is empty: at least 1 place is booked",
                           {{"field", "attendees"}});
  }
  if (booking.attendees_size() > kMaxPlaces) {
    return Invalid("attendees", absl::StrCat("at most ", kMaxPlaces,
                                             " places can be booked at once"));
  }
  for (v1::Attendee& attendee : *booking.mutable_attendees()) {
    if (!v1::Attendee::Role_IsValid(attendee.role())) {
      return Invalid("attendees.role", "attendees.role is unknown");
    }
    if (!v1::AgeBand_IsValid(attendee.age_band())) {
      return Invalid("attendees.age_band", "attendees.age_band is unknown");
    }
    if (attendee.role() == v1::Attendee::ROLE_UNSPECIFIED) {
      attendee.set_role(v1::Attendee::PARENT_OR_CARER);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckEligibility(const v1::Eligibility& eligibility) {
  if (!v1::Eligibility::Answer_IsValid(eligibility.in_area())) {
    return Invalid("eligibility.in_area", "eligibility.in_area is unknown");
  }
  if (!v1::Eligibility::Answer_IsValid(eligibility.of_age())) {
    return Invalid("eligibility.of_age", "eligibility.of_age is unknown");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCreateBooking(v1::CreateBookingRequest& request,
                                bool needs_email) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id(), /*required=*/true));
  v1::Booking& booking = *request.mutable_booking();
  RETURN_IF_ERROR(CheckId("session_id", booking.session_id()));
  RETURN_IF_ERROR(CheckContact(*booking.mutable_contact(), needs_email));
  RETURN_IF_ERROR(CheckAttendees(booking));
  RETURN_IF_ERROR(CheckEligibility(booking.eligibility()));
  Trim(booking.mutable_access_needs()->mutable_other());
  return CheckText("access_needs.other", booking.access_needs().other(),
                   {.max = 200, .lines = true});
}

absl::Status CheckRequestId(absl::string_view request_id, bool required) {
  const size_t min = required ? 1 : 0;
  return CheckText("request_id", request_id, {.min = min, .max = 128});
}

absl::Status CheckId(absl::string_view field, int64_t id) {
  if (id == 0) {
    return InvalidArgument("FIELD_REQUIRED", absl::StrCat(field, " is missing"),
                           {{"field", std::string(field)}});
  }
  if (id < 0) {
    return Invalid(field, absl::StrCat(field, " must be positive"));
  }
  return absl::OkStatus();
}

BookPlaces ToBookPlaces(const v1::Booking& booking, absl::string_view channel) {
  BookPlaces command;
  command.booking.session_id = booking.session_id();
  command.booking.places = booking.attendees_size();
  command.booking.channel = std::string(channel);
  command.in_area = static_cast<Answer>(booking.eligibility().in_area());
  command.of_age = static_cast<Answer>(booking.eligibility().of_age());
  command.professionals =
      std::all_of(booking.attendees().begin(), booking.attendees().end(),
                  [](const v1::Attendee& attendee) {
                    return attendee.role() == v1::Attendee::PROFESSIONAL;
                  });
  return command;
}

std::vector<Attendee> ToAttendees(const v1::Booking& booking) {
  std::vector<Attendee> attendees;
  attendees.reserve(booking.attendees_size());
  for (const v1::Attendee& attendee : booking.attendees()) {
    attendees.push_back(
        {.role = attendee.role(), .age_band = attendee.age_band()});
  }
  return attendees;
}

v1::Booking ToProto(const BookingRecord& record) {
  const Booking& booking = record.booking;
  v1::Booking proto;
  proto.set_id(booking.id);
  proto.set_reference(booking.reference);
  proto.set_session_id(booking.session_id);
  proto.set_state(ToProto(booking.state));
  proto.set_places(static_cast<int32_t>(booking.places));
  proto.set_channel(booking.channel);
  *proto.mutable_create_time() = ToTimestamp(booking.create_time);
  *proto.mutable_update_time() = ToTimestamp(booking.update_time);
  if (booking.cancel_time.has_value()) {
    *proto.mutable_cancel_time() = ToTimestamp(*booking.cancel_time);
  }
  proto.set_etag(absl::StrCat("\"", booking.revision, "\""));
  v1::Eligibility& eligibility = *proto.mutable_eligibility();
  eligibility.set_in_area(static_cast<v1::Eligibility::Answer>(record.in_area));
  eligibility.set_of_age(static_cast<v1::Eligibility::Answer>(record.of_age));
  for (const Attendee& attendee : record.attendees) {
    v1::Attendee* added = proto.add_attendees();
    added->set_role(static_cast<v1::Attendee::Role>(attendee.role));
    added->set_age_band(static_cast<v1::AgeBand>(attendee.age_band));
  }
  return proto;
}

v1::Booking ToReceipt(const Booking& booking, int places) {
  v1::Booking proto;
  proto.set_reference(booking.reference);
  proto.set_session_id(booking.session_id);
  proto.set_places(places);
  proto.set_state(ToProto(booking.state));
  return proto;
}

v1::SeatCount ToProto(const Pool& pool) {
  v1::SeatCount count;
  count.set_session_id(pool.session_id);
  count.set_capacity(static_cast<int32_t>(pool.capacity));
  count.set_confirmed(static_cast<int32_t>(pool.confirmed));
  count.set_left(static_cast<int32_t>(pool.left()));
  count.set_revision(pool.revision);
  count.set_session_state(std::string(StateName(pool.session_state)));
  return count;
}

v1::Booking::State ToProto(BookingState state) {
  return static_cast<v1::Booking::State>(state);
}

std::optional<BookingState> FromProto(v1::Booking::State state) {
  if (state == v1::Booking::STATE_UNSPECIFIED) return std::nullopt;
  return static_cast<BookingState>(state);
}

void AddMeetings(
    const Session& session,
    google::protobuf::RepeatedPtrField<v1::MeetingTime>& meetings) {
  for (const Meeting& meeting : session.meetings) {
    v1::MeetingTime* added = meetings.Add();
    *added->mutable_start_time() = ToTimestamp(meeting.start);
    *added->mutable_end_time() = ToTimestamp(meeting.end);
  }
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  const int64_t micros = absl::ToUnixMicros(time);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(micros / 1000000);
  timestamp.set_nanos(static_cast<int32_t>(micros % 1000000) * 1000);
  return timestamp;
}

feed::ChangeRecord PoolChangeRecord(const Pool& pool, Cause cause,
                                    const Actor& actor, absl::Time now) {
  return {.kind = "pool",
          .resource_id = pool.session_id,
          .resource = ToProto(pool).SerializeAsString(),
          .cause = std::string(CauseName(cause)),
          .actor_kind = actor.kind,
          .actor_id = actor.id,
          .commit_time = now};
}

feed::ChangeRecord BookingChangeRecord(const Booking& booking, const Pool& pool,
                                       Cause cause, const Actor& actor,
                                       absl::Time now) {
  v1::BookingChange change;
  change.set_booking_id(booking.id);
  change.set_session_id(booking.session_id);
  change.set_state(ToProto(booking.state));
  change.set_places(static_cast<int32_t>(booking.places));
  change.set_channel(booking.channel);
  change.set_version(booking.version);
  *change.mutable_pool() = ToProto(pool);
  return {.kind = "booking",
          .resource_id = booking.id,
          .resource = change.SerializeAsString(),
          .cause = std::string(CauseName(cause)),
          .actor_kind = actor.kind,
          .actor_id = actor.id,
          .commit_time = now};
}

}  // namespace cwp::registration
