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
#include "services/registration/notice.h"
#include "services/registration/waitlist_store.h"

namespace cwp::registration {

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
// a repeat, and for one that was refused without saying so. All are cancelled
// when the session is off.
v1::Booking ToReceipt(const Booking& booking, absl::string_view reference,
                      int places, bool off = false);

v1::Hold ToProto(const Hold& hold, const Rules& rules);

v1::Offer ToProto(const Offer& offer);

// An entry without its personal fields, position and offer.
v1::WaitlistEntry ToProto(const EntryRecord& record);

v1::Allotment ToProto(const Allotment& allotment);

v1::Notice ToProto(const Notice& notice);

v1::Booking::State ToProto(BookingState state);
std::optional<BookingState> FromProto(v1::Booking::State state);

// A session's meetings.
void AddMeetings(const Session& session,
                 google::protobuf::RepeatedPtrField<v1::MeetingTime>& meetings);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_CONVERT_H_
