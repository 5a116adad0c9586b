#include "services/notifications/convert.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/url.h"
#include "common/feed/resource.h"
#include "common/time/proto_time.h"
#include "cwp/registration/v1/change.pb.h"

namespace cwp::notifications {
namespace {

constexpr std::pair<absl::string_view, Cause> kCauses[] = {
    {"details_changed", Cause::kNotToldOf},
    {"attendance_marked", Cause::kNotToldOf},
    {"links_revoked", Cause::kNotToldOf},
    {"booking_repeated", Cause::kBookingRepeated},
    {"booking_changed", Cause::kBookingChanged},
    {"booking_moved", Cause::kBookingMoved},
    {"booking_found", Cause::kBookingFound},
    {"booking_erased", Cause::kBookingErased},
    {"email_corrected", Cause::kEmailCorrected},
    {"waitlist_joined", Cause::kWaitlistJoined},
    {"waitlist_repeated", Cause::kWaitlistRepeated},
    {"waitlist_ended", Cause::kWaitlistEnded},
    {"waitlist_erased", Cause::kWaitlistErased},
    {"offer_made", Cause::kOfferMade},
    {"offer_lapsed", Cause::kOfferLapsed},
    {"offer_withdrawn", Cause::kOfferWithdrawn},
};

// Of anything that has a start and an end.
template <class Times>
std::vector<Meeting> ToMeetings(const Times& times) {
  std::vector<Meeting> meetings;
  for (const auto& one : times) {
    meetings.push_back(
        {.start = ToTime(one.start_time()), .end = ToTime(one.end_time())});
  }
  return meetings;
}

}  // namespace

v1::Message ToProto(const Message& message) {
  v1::Message proto;
  proto.set_id(message.id);
  proto.set_booking_id(message.booking_id);
  proto.set_kind(static_cast<v1::Message::Kind>(message.kind));
  proto.set_version(message.version);
  proto.set_state(static_cast<v1::Message::State>(message.state));
  proto.set_attempts(static_cast<int32_t>(message.attempts));
  proto.set_last_error(message.last_error);
  proto.set_waitlist_entry_id(message.waitlist_entry_id);
  proto.set_session_id(message.session_id);
  *proto.mutable_create_time() = ToTimestamp(message.create_time);
  *proto.mutable_due_time() = ToTimestamp(message.due_time);
  if (message.state == State::kPending) {
    *proto.mutable_next_time() = ToTimestamp(message.next_time);
  }
  if (message.send_time.has_value()) {
    *proto.mutable_send_time() = ToTimestamp(*message.send_time);
  }
  return proto;
}

Cause ReadCause(absl::string_view cause) {
  for (const auto& [name, known] : kCauses) {
    if (name == cause) return known;
  }
  return Cause::kOther;
}

absl::StatusOr<BookingNews> ReadBookingNews(const feed::v1::Change& change) {
  ASSIGN_OR_RETURN(const auto booking,
                   feed::ReadResource<registration::v1::BookingChange>(
                       "registration", change));
  return BookingNews{
      .booking_id = booking.booking_id(),
      .session_id = booking.session_id(),
      .confirmed = booking.state() == registration::v1::Booking::CONFIRMED,
      .cancel_reason = static_cast<CancelReason>(booking.cancel_reason()),
      .version = booking.version(),
      .change_time = absl::FromUnixMicros(change.commit_micros()),
      .cause = ReadCause(change.cause()),
      .farewell = booking.farewell()};
}

absl::StatusOr<EntryNews> ReadEntryNews(const feed::v1::Change& change) {
  ASSIGN_OR_RETURN(const auto entry,
                   feed::ReadResource<registration::v1::WaitlistChange>(
                       "registration", change));
  return EntryNews{.entry_id = entry.waitlist_entry_id(),
                   .state = static_cast<EntryState>(entry.state()),
                   .version = entry.version(),
                   .change_time = absl::FromUnixMicros(change.commit_micros()),
                   .cause = ReadCause(change.cause()),
                   .places_held = entry.places_held(),
                   .farewell = entry.farewell()};
}

absl::StatusOr<NoticeNews> ReadNoticeNews(const feed::v1::Change& change) {
  ASSIGN_OR_RETURN(const auto notice,
                   feed::ReadResource<registration::v1::NoticeChange>(
                       "registration", change));
  return NoticeNews{
      .notice_id = notice.notice_id(),
      .taken_back = notice.state() == registration::v1::Notice::TAKEN_BACK,
      .send_time = ToTime(notice.send_time()),
      .change_time = absl::FromUnixMicros(change.commit_micros()),
      .bookings = {notice.booking_ids().begin(), notice.booking_ids().end()},
      .entries = {notice.waitlist_entry_ids().begin(),
                  notice.waitlist_entry_ids().end()}};
}

absl::StatusOr<std::optional<Arrangement>> ReadArrangement(
    const feed::v1::Change& change) {
  ASSIGN_OR_RETURN(
      const auto count,
      feed::ReadResource<registration::v1::SeatCount>("registration", change));
  if (!count.has_venue()) return std::nullopt;
  return Arrangement{.meetings = ToMeetings(count.meetings()),
                     .venue = count.venue()};
}

SessionNews ToNews(const scheduling::v1::Session& session) {
  const bool to_come = session.state() == scheduling::v1::Session::SCHEDULED ||
                       session.state() == scheduling::v1::Session::OPEN ||
                       session.state() == scheduling::v1::Session::CLOSED;
  SessionNews news = {.session_id = session.id(),
                      .address_missing = to_come &&
                                         !session.has_join_address() &&
                                         session.delivery().mode() ==
                                             scheduling::v1::Delivery::TEAMS,
                      .change_time = ToTime(session.update_time())};
  if (session.meetings_size() > 0) {
    news.start = ToTime(session.meetings(0).start_time());
  }
  return news;
}

Facts ToFacts(const scheduling::v1::Session& session) {
  return {.address_missing = ToNews(session).address_missing,
          .meetings = ToMeetings(session.meetings())};
}

Facts ToFacts(const registration::v1::MessageDetails& details) {
  return {.confirmed = details.state() == registration::v1::Booking::CONFIRMED,
          .cancel_reason = static_cast<CancelReason>(details.cancel_reason()),
          .entry = static_cast<EntryState>(details.waitlist_state()),
          .places_held = details.has_hold_lapse_time(),
          .offer = static_cast<OfferState>(details.offer().state()),
          .offer_expire_time = ToTime(details.offer().expire_time()),
          .meetings = ToMeetings(details.meetings()),
          .venue = details.venue()};
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
  if (pass.name_workshop()) booking.title = pass.workshop_title();
  booking.meetings = ToMeetings(pass.meetings());
  booking.venue = pass.venue();
  booking.join_link = absl::StrCat(public_url, "/j/", join_token);
  booking.host = HostOf(public_url);
  return booking;
}

}  // namespace cwp::notifications
