#ifndef CWP_SERVICES_REGISTRATION_CONVERT_H_
#define CWP_SERVICES_REGISTRATION_CONVERT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/feed/log.h"
#include "cwp/registration/v1/registration_service.pb.h"
#include "services/registration/booking_store.h"
#include "services/registration/domain.h"
#include "services/registration/group.h"

namespace cwp::registration {

// Checks what a caller asks for, trims its texts in place, and drops output
// only fields. `needs_email` is false for staff who book for somebody on the
// phone.
absl::Status CheckCreateBooking(v1::CreateBookingRequest& request,
                                bool needs_email);

// Checks a request id: at most 128 characters, and not empty when `required`.
absl::Status CheckRequestId(absl::string_view request_id, bool required);

// Checks that an id is at least 1; `field` names it in the error.
absl::Status CheckId(absl::string_view field, int64_t id);

// The booking that a checked request asks for; without id, reference and
// contact.
BookPlaces ToBookPlaces(const v1::Booking& booking, absl::string_view channel);

// The attendees of a checked request.
std::vector<Attendee> ToAttendees(const v1::Booking& booking);

// A booking without its personal fields.
v1::Booking ToProto(const BookingRecord& record);

// What callers who are not to learn more get.
v1::Booking ToReceipt(const Booking& booking, int places);

v1::SeatCount ToProto(const Pool& pool);

v1::Booking::State ToProto(BookingState state);
std::optional<BookingState> FromProto(v1::Booking::State state);

// A session's meetings.
void AddMeetings(const Session& session,
                 google::protobuf::RepeatedPtrField<v1::MeetingTime>& meetings);

google::protobuf::Timestamp ToTimestamp(absl::Time time);

// Entries for the feed.
feed::ChangeRecord PoolChangeRecord(const Pool& pool, Cause cause,
                                    const Actor& actor, absl::Time now);
feed::ChangeRecord BookingChangeRecord(const Booking& booking, const Pool& pool,
                                       Cause cause, const Actor& actor,
                                       absl::Time now);

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_CONVERT_H_
