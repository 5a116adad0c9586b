#include "services/registration/convert.h"

#include <algorithm>
#include <utility>

#include "common/rpc/etag.h"
#include "common/time/proto_time.h"

namespace cwp::registration {
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
  proto.set_etag(rpc::WriteEtag(booking.revision));
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
                      int places, bool off) {
  const bool given_up = off || (booking.state == BookingState::kCancelled &&
                                !NeverHadPlaces(booking));
  v1::Booking proto;
  // Its own, unless another had that already.
  const bool next = booking.reference == NextReference(reference);
  proto.set_reference(next ? booking.reference : std::string(reference));
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
  proto.set_etag(rpc::WriteEtag(entry.revision));
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

v1::Notice ToProto(const Notice& notice) {
  v1::Notice proto;
  proto.set_id(notice.id);
  proto.set_session_id(notice.session_id);
  proto.set_audience(static_cast<v1::Notice::Audience>(notice.audience));
  proto.set_booking_id(notice.booking_id);
  proto.set_state(static_cast<v1::Notice::State>(notice.state));
  proto.set_recipients(static_cast<int32_t>(notice.recipients));
  proto.set_without_email(static_cast<int32_t>(notice.without_email));
  *proto.mutable_create_time() = ToTimestamp(notice.create_time);
  *proto.mutable_send_time() = ToTimestamp(notice.send_time);
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
