#ifndef CWP_SERVICES_REGISTRATION_CONVERT_H_
#define CWP_SERVICES_REGISTRATION_CONVERT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/registration/booking_store.h"
#include "services/registration/domain.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {

// Checks what a caller asks for, trims its texts in place, and drops output
// only fields. `needs_email` is false for staff who book for somebody on the
// phone.
absl::Status CheckCreateBooking(v1::CreateBookingRequest& request,
                                bool needs_email);

// The same for a booking whose e-mail address is put right.
absl::Status CheckCorrectEmail(v1::CorrectEmailRequest& request);

// Checks a request id: at most 128 characters, and not empty when `required`.
absl::Status CheckRequestId(absl::string_view request_id, bool required);

// Checks that an id is at least 1; `field` names it in the error.
absl::Status CheckId(absl::string_view field, int64_t id);

// Checks that no more than 200 sessions are named.
absl::Status CheckSessionIds(
    const google::protobuf::RepeatedField<int64_t>& session_ids);

// Checks and trims attendees: 1 to 10, of known roles and possible ages.
absl::Status CheckAttendees(
    google::protobuf::RepeatedPtrField<v1::Attendee>& attendees);

// Checks what a caller asks for, trims its texts in place, and drops output
// only fields.
absl::Status CheckCreateWaitlistEntry(v1::CreateWaitlistEntryRequest& request,
                                      bool needs_email);

// Checks how many places a hold is to be of.
absl::Status CheckCreateHold(const v1::CreateHoldRequest& request);

// Checks what tells browsers apart: 16 to 128 characters.
absl::Status CheckBrowserToken(absl::string_view token);

// Reads an e-mail address or a phone number as a contact.
absl::Status ReadContact(absl::string_view text, v1::Contact& contact);

// What the contact said about who may take part.
Answers ToAnswers(const v1::Eligibility& eligibility);

// Whether all who come are professionals, who are not asked about eligibility.
bool AllProfessionals(
    const google::protobuf::RepeatedPtrField<v1::Attendee>& attendees);

// The attendees of a checked request; their names are for the vault to seal.
std::vector<Attendee> ToAttendees(
    const google::protobuf::RepeatedPtrField<v1::Attendee>& attendees);

// A booking without its personal fields.
v1::Booking ToProto(const BookingRecord& record);

// What callers who are not to learn more get: the same for a first booking, for
// a repeat, and for one that was refused without saying so.
v1::Booking ToReceipt(const Booking& booking, absl::string_view reference,
                      int places);

v1::Hold ToProto(const Hold& hold, const Rules& rules);

v1::Offer ToProto(const Offer& offer);

// An entry without its personal fields, position and offer.
v1::WaitlistEntry ToProto(const EntryRecord& record);

v1::Allotment ToProto(const Allotment& allotment);

v1::Booking::State ToProto(BookingState state);
std::optional<BookingState> FromProto(v1::Booking::State state);

// A session's meetings.
void AddMeetings(const Session& session,
                 google::protobuf::RepeatedPtrField<v1::MeetingTime>& meetings);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_CONVERT_H_
