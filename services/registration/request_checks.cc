#include "services/registration/request_checks.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/email.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/crypto/random.h"
#include "services/registration/eligibility.h"
#include "services/registration/notice.h"

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

// Trims and checks all but the e-mail address.
absl::Status CheckPerson(v1::Contact& contact) {
  Trim(contact.mutable_name());
  Trim(contact.mutable_phone());
  Trim(contact.mutable_relationship());
  RETURN_IF_ERROR(
      CheckText("contact.name", contact.name(), {.min = 1, .max = kMaxName}));
  if (!contact.phone().empty() && !LooksLikePhone(contact.phone())) {
    return Invalid("contact.phone", "contact.phone is not a phone number");
  }
  return CheckText("contact.relationship", contact.relationship(), {.max = 40});
}

absl::Status CheckEmail(const std::string& email, bool required) {
  const size_t min = required ? 1 : 0;
  RETURN_IF_ERROR(
      CheckText("contact.email", email, {.min = min, .max = kMaxEmailAddress}));
  if (email.empty() || IsEmailAddress(email)) return absl::OkStatus();
  return Invalid("contact.email", "contact.email is not an e-mail address");
}

absl::Status CheckContact(v1::Contact& contact, bool needs_email) {
  Trim(contact.mutable_email());
  RETURN_IF_ERROR(CheckPerson(contact));
  RETURN_IF_ERROR(CheckEmail(contact.email(), needs_email));
  if (!contact.email().empty() || !contact.phone().empty()) {
    return absl::OkStatus();
  }
  return InvalidArgument("FIELD_REQUIRED",
                         "contact.email or contact.phone is needed",
                         {{"field", "contact.phone"}});
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

absl::Status CheckChangeDetails(v1::ChangeDetailsRequest& request) {
  RETURN_IF_ERROR(CheckId("id", request.id()));
  RETURN_IF_ERROR(CheckRequestId(request.request_id(), /*required=*/false));
  if (!request.has_contact() && !request.has_access_needs() &&
      !request.has_name_workshop()) {
    return InvalidArgument("FIELD_REQUIRED",
                           "contact, access_needs or name_workshop is needed: "
                           "nothing would change",
                           {{"field", "contact"}});
  }
  if (request.has_contact()) {
    v1::Contact& contact = *request.mutable_contact();
    contact.clear_email();
    RETURN_IF_ERROR(CheckPerson(contact));
  }
  if (!request.has_access_needs()) return absl::OkStatus();
  return CheckNeeds(*request.mutable_access_needs());
}

absl::Status CheckCorrectEmail(v1::CorrectEmailRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id(), /*required=*/true));
  RETURN_IF_ERROR(CheckText("reference", request.reference(),
                            {.min = kReference, .max = kReference}));
  return CheckNewBooking(*request.mutable_booking(), /*needs_email=*/true);
}

absl::Status CheckReaddress(v1::CorrectEmailRequest& request) {
  RETURN_IF_ERROR(CheckId("id", request.id()));
  RETURN_IF_ERROR(CheckRequestId(request.request_id(), /*required=*/true));
  std::string email = request.booking().contact().email();
  Trim(&email);
  RETURN_IF_ERROR(CheckEmail(email, /*required=*/true));
  request.clear_reference();
  request.clear_booking();
  request.mutable_booking()->mutable_contact()->set_email(std::move(email));
  return absl::OkStatus();
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

absl::Status CheckWriteNotice(v1::WriteNoticeRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id(), /*required=*/true));
  RETURN_IF_ERROR(CheckId("session_id", request.session_id()));
  const bool to_one = request.audience() == v1::Notice::ONE_BOOKING;
  if (to_one) RETURN_IF_ERROR(CheckId("booking_id", request.booking_id()));
  if (!to_one && request.booking_id() != 0) {
    return Invalid("booking_id", "booking_id goes with ONE_BOOKING");
  }
  if (request.audience() == v1::Notice::AUDIENCE_UNSPECIFIED) {
    return InvalidArgument("FIELD_REQUIRED", "audience is missing",
                           {{"field", "audience"}});
  }
  if (!v1::Notice::Audience_IsValid(request.audience())) {
    return Invalid("audience", "audience is unknown");
  }
  // Forms send line breaks as two characters.
  absl::StrReplaceAll({{"\r\n", "\n"}}, request.mutable_text());
  Trim(request.mutable_text());
  return CheckText("text", request.text(),
                   {.min = 1, .max = kMostNotice, .lines = true});
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

absl::Status CheckListBookings(v1::ListBookingsRequest& request) {
  if (request.reference().empty()) {
    return CheckId("session_id", request.session_id());
  }
  if (request.session_id() != 0) {
    return Invalid("reference", "a list is of a session or of a reference");
  }
  std::optional<std::string> reference =
      crypto::ReadCrockford(request.reference());
  if (!reference.has_value() || reference->size() != kReference) {
    return Invalid("reference", "no reference looks like that");
  }
  request.set_reference(*std::move(reference));
  return absl::OkStatus();
}

absl::Status CheckListWaitlistEntries(
    const v1::ListWaitlistEntriesRequest& request) {
  if (request.workshop_id() == 0) {
    return CheckId("session_id", request.session_id());
  }
  if (request.session_id() != 0) {
    return Invalid("workshop_id", "a list is of a session or of a workshop");
  }
  return CheckId("workshop_id", request.workshop_id());
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

}  // namespace cwp::registration
