#include "services/registration/feed_records.h"

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "common/time/proto_time.h"
#include "services/registration/convert.h"

namespace cwp::registration {
namespace {

feed::ChangeRecord Record(const FeedContext& context, absl::string_view kind,
                          int64_t id, std::string resource) {
  return {.kind = std::string(kind),
          .resource_id = id,
          .resource = std::move(resource),
          .cause = std::string(CauseName(context.step->cause)),
          .actor_kind = context.actor->kind,
          .actor_id = context.actor->id,
          .commit_time = context.now};
}

template <class Change>
void AddPool(const FeedContext& context, Change& change) {
  if (!context.last || !context.step->pool.has_value()) return;
  *change.mutable_pool() = ToProto(*context.step->pool);
}

template <class Change>
void AddPassed(const Step& step, Change& change) {
  for (const int64_t id : step.passed) change.add_passed(id);
}

template <class Change>
std::optional<v1::SeatCount> PoolIn(const std::string& resource) {
  Change change;
  if (!change.ParseFromString(resource) || !change.has_pool()) {
    return std::nullopt;
  }
  return std::move(*change.mutable_pool());
}

}  // namespace

v1::SeatCount ToProto(const Pool& pool) {
  v1::SeatCount count;
  count.set_session_id(pool.session_id);
  count.set_capacity(static_cast<int32_t>(pool.capacity));
  count.set_confirmed(static_cast<int32_t>(pool.confirmed));
  count.set_held(static_cast<int32_t>(pool.held));
  count.set_offered(static_cast<int32_t>(pool.offered));
  count.set_allotted(static_cast<int32_t>(pool.allotted));
  count.set_left(static_cast<int32_t>(pool.left()));
  count.set_over(static_cast<int32_t>(pool.over()));
  count.set_queued(pool.queued);
  count.set_collecting(pool.collecting);
  count.set_revision(pool.revision);
  count.set_session_state(std::string(StateName(pool.session_state)));
  return count;
}

feed::ChangeRecord PoolChangeRecord(const FeedContext& context) {
  const Pool& pool = *context.step->pool;
  v1::SeatCount count = ToProto(pool);
  *count.mutable_start_time() = ToTimestamp(pool.start_time);
  *count.mutable_end_time() = ToTimestamp(pool.end_time);
  if (context.step->session.has_value()) {
    AddMeetings(*context.step->session, *count.mutable_meetings());
    count.set_venue(context.step->session->venue);
  }
  return Record(context, "pool", pool.session_id, count.SerializeAsString());
}

feed::ChangeRecord BookingChangeRecord(const FeedContext& context) {
  const Step& step = *context.step;
  const Booking& booking = *step.booking;
  v1::BookingChange change;
  change.set_booking_id(booking.id);
  change.set_session_id(booking.session_id);
  change.set_state(ToProto(booking.state));
  change.set_places(static_cast<int32_t>(booking.places));
  change.set_channel(booking.channel);
  change.set_version(booking.version);
  change.set_cancel_reason(
      static_cast<v1::Booking::CancelReason>(booking.cancel_reason));
  change.set_from_allotment(static_cast<int32_t>(booking.from_allotment));
  if (step.entry.has_value()) change.set_waitlist_entry_id(step.entry->id);
  change.set_farewell(step.farewell);
  AddPool(context, change);
  AddPassed(step, change);
  return Record(context, "booking", booking.id, change.SerializeAsString());
}

feed::ChangeRecord HoldChangeRecord(const FeedContext& context) {
  const Step& step = *context.step;
  const Hold& hold = *step.hold;
  v1::HoldChange change;
  change.set_hold_id(hold.id);
  change.set_session_id(hold.session_id);
  change.set_state(static_cast<v1::Hold::State>(hold.state));
  change.set_places(static_cast<int32_t>(hold.places));
  *change.mutable_expire_time() = ToTimestamp(hold.expire_time);
  AddPool(context, change);
  // A booking that came out of a hold names who was passed.
  if (!step.booking.has_value()) AddPassed(step, change);
  return Record(context, "hold", hold.id, change.SerializeAsString());
}

feed::ChangeRecord OfferChangeRecord(const FeedContext& context) {
  const Step& step = *context.step;
  const Offer& offer = *step.offer;
  v1::OfferChange change;
  change.set_offer_id(offer.id);
  change.set_session_id(offer.session_id);
  change.set_state(static_cast<v1::Offer::State>(offer.state));
  change.set_places(static_cast<int32_t>(offer.places));
  *change.mutable_expire_time() = ToTimestamp(offer.expire_time);
  change.set_waitlist_entry_id(offer.entry_id);
  AddPool(context, change);
  if (!step.booking.has_value()) AddPassed(step, change);
  return Record(context, "offer", offer.id, change.SerializeAsString());
}

feed::ChangeRecord WaitlistChangeRecord(const FeedContext& context) {
  const Step& step = *context.step;
  const WaitlistEntry& entry = *step.entry;
  v1::WaitlistChange change;
  change.set_waitlist_entry_id(entry.id);
  change.set_workshop_id(entry.workshop_id);
  change.set_state(static_cast<v1::WaitlistEntry::State>(entry.state));
  change.set_places(static_cast<int32_t>(entry.places));
  change.set_least_places(static_cast<int32_t>(entry.least));
  for (const int64_t id : entry.session_ids) change.add_session_ids(id);
  change.set_topic(entry.topic);
  change.set_version(entry.version);
  change.set_offer_id(entry.offer_id);
  change.set_farewell(step.farewell);
  change.set_places_held(step.places_held);
  AddPool(context, change);
  return Record(context, "waitlist_entry", entry.id,
                change.SerializeAsString());
}

feed::ChangeRecord AllotmentChangeRecord(const FeedContext& context) {
  const Step& step = *context.step;
  const Allotment& allotment = *step.allotment;
  v1::AllotmentChange change;
  change.set_session_id(allotment.session_id);
  change.set_channel(allotment.channel);
  change.set_places(static_cast<int32_t>(allotment.places));
  change.set_sold(static_cast<int32_t>(allotment.sold));
  AddPool(context, change);
  if (!step.booking.has_value()) AddPassed(step, change);
  return Record(context, "allotment", allotment.session_id,
                change.SerializeAsString());
}

feed::ChangeRecord NoticeChangeRecord(const Notice& notice,
                                      const Recipients& recipients,
                                      const Actor& actor, absl::Time now) {
  v1::NoticeChange change;
  change.set_notice_id(notice.id);
  change.set_session_id(notice.session_id);
  change.set_state(static_cast<v1::Notice::State>(notice.state));
  *change.mutable_send_time() = ToTimestamp(notice.send_time);
  for (const int64_t id : recipients.bookings) change.add_booking_ids(id);
  for (const int64_t id : recipients.entries) {
    change.add_waitlist_entry_ids(id);
  }
  const bool written = notice.state == NoticeState::kWritten;
  return {.kind = "notice",
          .resource_id = notice.id,
          .resource = change.SerializeAsString(),
          .cause = written ? "notice_written" : "notice_taken_back",
          .actor_kind = actor.kind,
          .actor_id = actor.id,
          .commit_time = now};
}

std::optional<v1::SeatCount> SeatCountIn(const feed::v1::Change& change) {
  const std::string& kind = change.kind();
  const std::string& resource = change.resource();
  if (kind == "booking") return PoolIn<v1::BookingChange>(resource);
  if (kind == "hold") return PoolIn<v1::HoldChange>(resource);
  if (kind == "offer") return PoolIn<v1::OfferChange>(resource);
  if (kind == "waitlist_entry") return PoolIn<v1::WaitlistChange>(resource);
  if (kind == "allotment") return PoolIn<v1::AllotmentChange>(resource);
  v1::SeatCount count;
  if (kind != "pool" || !count.ParseFromString(resource)) return std::nullopt;
  return count;
}

}  // namespace cwp::registration
