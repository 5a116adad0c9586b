#ifndef CWP_SERVICES_REGISTRATION_REQUEST_CHECKS_H_
#define CWP_SERVICES_REGISTRATION_REQUEST_CHECKS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cwp/registration/v1/registration_service.pb.h"

namespace cwp::registration {

// Checks what a caller asks for, trims its texts in place, and drops output
// only fields. `needs_email` is false for staff who book for somebody on the
// phone.
absl::Status CheckCreateBooking(v1::CreateBookingRequest& request,
                                bool needs_email);

// The same for a booking whose e-mail address is put right.
absl::Status CheckCorrectEmail(v1::CorrectEmailRequest& request);

// The same for one that staff give another; drops all else of the booking.
absl::Status CheckReaddress(v1::CorrectEmailRequest& request);

// The same for what a booking says of its contact; drops the e-mail address.
absl::Status CheckChangeDetails(v1::ChangeDetailsRequest& request);

// Checks what staff write, and trims it in place.
absl::Status CheckWriteNotice(v1::WriteNoticeRequest& request);

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

// Checks that a list is asked for by one thing; reads a reference as people
// write it.
absl::Status CheckListBookings(v1::ListBookingsRequest& request);
absl::Status CheckListWaitlistEntries(
    const v1::ListWaitlistEntriesRequest& request);

// Checks how many places a hold is to be of.
absl::Status CheckCreateHold(const v1::CreateHoldRequest& request);

// Checks what tells browsers apart: 16 to 128 characters.
absl::Status CheckBrowserToken(absl::string_view token);

// Reads an e-mail address or a phone number as a contact.
absl::Status ReadContact(absl::string_view text, v1::Contact& contact);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_REQUEST_CHECKS_H_
