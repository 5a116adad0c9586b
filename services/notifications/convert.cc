#include "services/notifications/convert.h"

#include "absl/strings/str_cat.h"
#include "common/time/proto_time.h"

namespace cwp::notifications {

v1::Message ToProto(const Message& message) {
  v1::Message proto;
  proto.set_id(message.id);
  proto.set_booking_id(message.booking_id);
  proto.set_kind(static_cast<v1::Message::Kind>(message.kind));
  proto.set_version(message.version);
  proto.set_state(static_cast<v1::Message::State>(message.state));
  proto.set_attempts(static_cast<int32_t>(message.attempts));
  proto.set_last_error(message.last_error);
  *proto.mutable_create_time() = ToTimestamp(message.create_time);
  if (message.send_time.has_value()) {
    *proto.mutable_send_time() = ToTimestamp(*message.send_time);
  }
  return proto;
}

CalendarBooking ToCalendarBooking(const registration::v1::JoinPass& pass,
                                  absl::string_view join_token,
                                  absl::string_view public_url) {
  CalendarBooking booking;
  booking.booking_id = pass.booking_id();
  booking.sequence = pass.sequence();
  booking.cancelled =
      pass.booking_state() == registration::v1::Booking::CANCELLED ||
      pass.session_state() == "CANCELLED";
  for (const auto& meeting : pass.meetings()) {
    booking.meetings.push_back({.start = ToTime(meeting.start_time()),
                                .end = ToTime(meeting.end_time())});
  }
  booking.venue = pass.venue();
  booking.join_link = absl::StrCat(public_url, "/j/", join_token);
  booking.host = HostOf(public_url);
  return booking;
}

std::string HostOf(absl::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme != absl::string_view::npos) url.remove_prefix(scheme + 3);
  return std::string(url.substr(0, url.find_first_of(":/")));
}

}  // namespace cwp::notifications
