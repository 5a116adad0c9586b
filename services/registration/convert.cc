#include "services/registration/convert.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/email.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/time/proto_time.h"

namespace cwp::registration {
namespace {

constexpr int kMaxPlaces = 10;
constexpr int kMaxSessions = 10;
constexpr int kMaxSeatCounts = 200;
constexpr size_t kMaxName = 100;
constexpr size_t kReference = 8;

void Trim(std::string* text) { absl::StripAsciiWhitespace(text); }

absl::Status Invalid(absl::string_view field, absl::string_view message) {
  return InvalidArgument("FIELD_INVALID", message,
                         {{"field", std::string(field)}});
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
      CheckText("contact.name", contact.name(), {.min = 1, .max = kMaxName}));
  const size_t min_email = needs_email ? 1 : 0;
  RETURN_IF_ERROR(CheckText("contact.email", contact.email(),
                            {.min = min_email, .max = kMaxEmailAddress}));
  if (!contact.email().empty() && !IsEmailAddress(contact.email())) {
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

absl::Status CheckEligibility(const v1::Eligibility& eligibility) {
  if (!v1::Eligibility::Answer_IsValid(eligibility.in_area())) {
    return Invalid("eligibility.in_area", "eligibility.in_area is unknown");
  }
  if (!v1::Eligibility::Answer_IsValid(eligibility.of_age())) {
    return Invalid("eligibility.of_age", "eligibility.of_age is unknown");
  }
  return absl::OkStatus();
}

absl::Status CheckPlaces(absl::string_view field, int64_t places) {
  if (places >= 1 && places <= kMaxPlaces) return absl::OkStatus();
  return Invalid(field,
                 absl::StrCat(field, " must be between 1 and ", kMaxPlaces));
}

absl::Status CheckNeeds(v1::AccessNeeds& needs) {
  Trim(needs.mutable_other());
  return CheckText("access_needs.other", needs.other(),
                   {.max = 200, .lines = true});
}

}  // namespace

absl::Status CheckAttendees(
    google::protobuf::RepeatedPtrField<v1::Attendee>& attendees) {
  if (attendees.empty()) {
    return InvalidArgument("FIELD_REQUIRED",
                           "attendees is empty: at least 1 place is booked",
                           {{"field", "attendees"}});
  }
  if (attendees.size() > kMaxPlaces) {
    return Invalid("attendees", absl::StrCat("at most ", kMaxPlaces,
                                             " places can be booked at once"));
  }
  for (v1::Attendee& attendee : attendees) {
    if (!v1::Attendee::Role_IsValid(attendee.role())) {
      return Invalid("attendees.role", "attendees.role is unknown");
    }
    const v1::AgeBand& band = attendee.age_band();
    if (band.min_years() < 0 || band.max_years() < band.min_years() ||
        band.max_years() > kOldest) {
      return Invalid("attendees.age_band",
                     "attendees.age_band must be from 0 to 120 years");
    }
    Trim(attendee.mutable_name());
    RETURN_IF_ERROR(
        CheckText("attendees.name", attendee.name(), {.max = kMaxName}));
    if (attendee.role() == v1::Attendee::ROLE_UNSPECIFIED) {
      attendee.set_role(v1::Attendee::PARENT_OR_CARER);
    }
  }
  return absl::OkStatus();
}

namespace {

absl::Status CheckNewBooking(v1::Booking& booking, bool needs_email) {
  RETURN_IF_ERROR(CheckId("session_id", booking.session_id()));
  RETURN_IF_ERROR(CheckContact(*booking.mutable_contact(), needs_email));
  RETURN_IF_ERROR(CheckAttendees(*booking.mutable_attendees()));
  RETURN_IF_ERROR(CheckEligibility(booking.eligibility()));
  return CheckNeeds(*booking.mutable_access_needs());
}

}  // namespace

absl::Status CheckCreateBooking(v1::CreateBookingRequest& request,
                                bool needs_email) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id(), /*required=*/true));
  if (request.hold_id() != 0) {
    RETURN_IF_ERROR(CheckId("hold_id", request.hold_id()));
    RETURN_IF_ERROR(CheckBrowserToken(request.browser_token()));
  }
  return CheckNewBooking(*request.mutable_booking(), needs_email);
}

absl::Status CheckCorrectEmail(v1::CorrectEmailRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id(), /*required=*/true));
  RETURN_IF_ERROR(CheckText("reference", request.reference(),
                            {.min = kReference, .max = kReference}));
  return CheckNewBooking(*request.mutable_booking(), /*needs_email=*/true);
}

absl::Status CheckCreateWaitlistEntry(v1::CreateWaitlistEntryRequest& request,
                                      bool needs_email) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id(), /*required=*/true));
  v1::WaitlistEntry& entry = *request.mutable_waitlist_entry();
  if (entry.session_ids().empty()) {
    RETURN_IF_ERROR(CheckId("workshop_id", entry.workshop_id()));
  }
  if (entry.session_ids_size() > kMaxSessions) {
    return Invalid("session_ids", absl::StrCat("at most ", kMaxSessions,
                                               " sessions can be named"));
  }
  std::sort(entry.mutable_session_ids()->begin(),
            entry.mutable_session_ids()->end());
  for (int i = 0; i < entry.session_ids_size(); ++i) {
    RETURN_IF_ERROR(CheckId("session_ids", entry.session_ids(i)));
    if (i > 0 && entry.session_ids(i) == entry.session_ids(i - 1)) {
      return Invalid("session_ids", "session_ids names a session twice");
    }
  }
  RETURN_IF_ERROR(CheckPlaces("places", entry.places()));
  if (entry.least_places() == 0) entry.set_least_places(entry.places());
  if (entry.least_places() < 1 || entry.least_places() > entry.places()) {
    return Invalid("least_places", "least_places must be between 1 and places");
  }
  RETURN_IF_ERROR(CheckContact(*entry.mutable_contact(), needs_email));
  RETURN_IF_ERROR(CheckEligibility(entry.eligibility()));
  return CheckNeeds(*entry.mutable_access_needs());
}

absl::Status CheckCreateHold(const v1::CreateHoldRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id(), /*required=*/true));
  RETURN_IF_ERROR(CheckId("session_id", request.hold().session_id()));
  RETURN_IF_ERROR(CheckBrowserToken(request.browser_token()));
  return CheckPlaces("places", request.hold().places());
}

absl::Status CheckBrowserToken(absl::string_view token) {
  return CheckText("browser_token", token, {.min = 16, .max = 128});
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

absl::Status CheckSessionIds(
    const google::protobuf::RepeatedField<int64_t>& session_ids) {
  if (session_ids.size() > kMaxSeatCounts) {
    return InvalidArgument(
        "FIELD_TOO_LONG",
        absl::StrCat("at most ", kMaxSeatCounts, " sessions at once"),
        {{"field", "session_ids"}});
  }
  for (const int64_t id : session_ids) {
    if (id <= 0) return Invalid("session_ids", "session_ids must be positive");
  }
  return absl::OkStatus();
}

absl::Status ReadContact(absl::string_view text, v1::Contact& contact) {
  const std::string trimmed(absl::StripAsciiWhitespace(text));
  RETURN_IF_ERROR(
      CheckText("contact", trimmed, {.min = 1, .max = kMaxEmailAddress}));
  if (IsEmailAddress(trimmed)) {
    contact.set_email(trimmed);
  } else if (LooksLikePhone(trimmed)) {
    contact.set_phone(trimmed);
  } else {
    return Invalid("contact",
                   "contact is neither an e-mail address nor a phone number");
  }
  return absl::OkStatus();
}

Answers ToAnswers(const v1::Eligibility& eligibility) {
  return {.in_area = static_cast<Answer>(eligibility.in_area()),
          .of_age = static_cast<Answer>(eligibility.of_age())};
}

bool AllProfessionals(
    const google::protobuf::RepeatedPtrField<v1::Attendee>& attendees) {
  return std::all_of(attendees.begin(), attendees.end(),
                     [](const v1::Attendee& attendee) {
                       return attendee.role() == v1::Attendee::PROFESSIONAL;
                     });
}

std::vector<Attendee> ToAttendees(
    const google::protobuf::RepeatedPtrField<v1::Attendee>& attendees) {
  std::vector<Attendee> result;
  result.reserve(attendees.size());
  for (const v1::Attendee& attendee : attendees) {
    Attendee& added = result.emplace_back();
    added.role = attendee.role();
    if (attendee.has_age_band()) {
      added.ages = AgeRange{.min_years = attendee.age_band().min_years(),
                            .max_years = attendee.age_band().max_years()};
    }
  }
  return result;
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
  proto.set_name_workshop(booking.name_workshop);
  *proto.mutable_create_time() = ToTimestamp(booking.create_time);
  *proto.mutable_update_time() = ToTimestamp(booking.update_time);
  if (booking.cancel_time.has_value()) {
    *proto.mutable_cancel_time() = ToTimestamp(*booking.cancel_time);
  }
  proto.set_etag(absl::StrCat("\"", booking.revision, "\""));
  proto.set_cancel_reason(
      static_cast<v1::Booking::CancelReason>(booking.cancel_reason));
  if (booking.repeat_time.has_value()) {
    *proto.mutable_repeat_time() = ToTimestamp(*booking.repeat_time);
  }
  v1::Eligibility& eligibility = *proto.mutable_eligibility();
  eligibility.set_in_area(
      static_cast<v1::Eligibility::Answer>(record.answers.in_area));
  eligibility.set_of_age(
      static_cast<v1::Eligibility::Answer>(record.answers.of_age));
  for (const Attendee& attendee : record.attendees) {
    v1::Attendee* added = proto.add_attendees();
    added->set_role(static_cast<v1::Attendee::Role>(attendee.role));
    if (attendee.ages.has_value()) {
      v1::AgeBand& band = *added->mutable_age_band();
      band.set_min_years(static_cast<int32_t>(attendee.ages->min_years));
      band.set_max_years(static_cast<int32_t>(attendee.ages->max_years));
    }
    added->set_attendance(
        static_cast<v1::Attendee::Attendance>(attendee.attendance));
  }
  return proto;
}

v1::Booking ToReceipt(const Booking& booking, absl::string_view reference,
                      int places) {
  const bool given_up =
      booking.state == BookingState::kCancelled && !NeverHadPlaces(booking);
  v1::Booking proto;
  proto.set_reference(std::string(reference));
  proto.set_session_id(booking.session_id);
  proto.set_places(places);
  proto.set_state(given_up ? v1::Booking::CANCELLED : v1::Booking::CONFIRMED);
  return proto;
}

v1::Hold ToProto(const Hold& hold, const Rules& rules) {
  v1::Hold proto;
  proto.set_id(hold.id);
  proto.set_session_id(hold.session_id);
  proto.set_places(static_cast<int32_t>(hold.places));
  proto.set_state(static_cast<v1::Hold::State>(hold.state));
  *proto.mutable_expire_time() = ToTimestamp(hold.expire_time);
  const int64_t left = rules.max_extensions - hold.extensions;
  proto.set_extensions_left(static_cast<int32_t>(std::max<int64_t>(0, left)));
  return proto;
}

v1::Offer ToProto(const Offer& offer) {
  v1::Offer proto;
  proto.set_id(offer.id);
  proto.set_session_id(offer.session_id);
  proto.set_places(static_cast<int32_t>(offer.places));
  proto.set_state(static_cast<v1::Offer::State>(offer.state));
  *proto.mutable_expire_time() = ToTimestamp(offer.expire_time);
  return proto;
}

v1::WaitlistEntry ToProto(const EntryRecord& record) {
  const WaitlistEntry& entry = record.entry;
  v1::WaitlistEntry proto;
  proto.set_id(entry.id);
  // For any session: none are named, whichever there are now.
  if (!entry.topic) {
    for (const int64_t id : entry.session_ids) proto.add_session_ids(id);
  }
  proto.set_workshop_id(entry.workshop_id);
  proto.set_places(static_cast<int32_t>(entry.places));
  proto.set_least_places(static_cast<int32_t>(entry.least));
  proto.set_state(static_cast<v1::WaitlistEntry::State>(entry.state));
  proto.set_channel(entry.channel);
  proto.set_name_workshop(entry.name_workshop);
  proto.set_passed(static_cast<int32_t>(entry.passed));
  *proto.mutable_create_time() = ToTimestamp(entry.create_time);
  proto.set_etag(absl::StrCat("\"", entry.revision, "\""));
  v1::Eligibility& eligibility = *proto.mutable_eligibility();
  eligibility.set_in_area(
      static_cast<v1::Eligibility::Answer>(record.answers.in_area));
  eligibility.set_of_age(
      static_cast<v1::Eligibility::Answer>(record.answers.of_age));
  return proto;
}

v1::Allotment ToProto(const Allotment& allotment) {
  v1::Allotment proto;
  proto.set_session_id(allotment.session_id);
  proto.set_channel(allotment.channel);
  proto.set_places(static_cast<int32_t>(allotment.places));
  proto.set_sold(static_cast<int32_t>(allotment.sold));
  return proto;
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

}  // namespace cwp::registration
