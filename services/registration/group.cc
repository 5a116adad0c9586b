#include "services/registration/group.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/convert.h"

namespace cwp::registration {

absl::StatusOr<Group> Group::Open(db::Transaction& tx) {
  ASSIGN_OR_RETURN(feed::Appender appender, feed::Appender::Open(tx));
  return Group(tx, std::move(appender));
}

absl::StatusOr<std::optional<Pool>> Group::FindPool(int64_t session_id) {
  const auto known = pools_.find(session_id);
  if (known != pools_.end()) return known->second.pool;
  ASSIGN_OR_RETURN(std::optional<Pool> pool,
                   registration::FindPool(*tx_, session_id));
  if (pool.has_value()) {
    pools_[session_id] = {
        .pool = *pool, .stored_revision = pool->revision, .stored = true};
  }
  return pool;
}

absl::StatusOr<std::optional<Booking>> Group::FindBooking(int64_t id) {
  const auto known = bookings_.find(id);
  if (known != bookings_.end()) return known->second.booking;
  ASSIGN_OR_RETURN(std::optional<Booking> booking,
                   registration::FindBooking(*tx_, id));
  if (booking.has_value()) Remember(*booking);
  return booking;
}

absl::StatusOr<std::optional<Booking>> Group::FindLiveBooking(
    int64_t session_id, absl::string_view contact_key) {
  std::pair<int64_t, std::string> key(session_id, contact_key);
  const auto known = live_.find(key);
  if (known != live_.end()) {
    if (known->second == 0) return std::nullopt;
    return bookings_.at(known->second).booking;
  }
  ASSIGN_OR_RETURN(
      std::optional<Booking> booking,
      registration::FindLiveBooking(*tx_, session_id, contact_key));
  // It may have been cancelled in this group, which the database cannot know.
  if (booking.has_value()) {
    booking = Remember(*std::move(booking)).booking;
    if (booking->state != BookingState::kConfirmed) booking.reset();
  }
  live_[std::move(key)] = booking.has_value() ? booking->id : 0;
  return booking;
}

absl::StatusOr<std::optional<db::RequestEffect>> Group::FindRequest(
    const db::RequestKey& request) {
  const auto known = request_index_.find(request.key);
  if (known == request_index_.end()) return db::FindRequest(*tx_, request);
  const db::RequestRecord& record = requests_[known->second];
  if (record.request.fingerprint != request.fingerprint) {
    return db::RequestIdReused();
  }
  return record.effect;
}

std::optional<Booking> Group::Save(const Changes& changes, const Actor& actor,
                                   absl::Time now,
                                   const BookingRecord* record) {
  if (changes.cause == Cause::kNone) return changes.booking;
  PoolEntry& pool = pools_[changes.pool.session_id];
  pool.pool = changes.pool;
  pool.pool.revision = appender_.next_revision();
  pool.changed = true;

  if (!changes.booking.has_value()) {
    appender_.Append(PoolChangeRecord(pool.pool, changes.cause, actor, now));
    return std::nullopt;
  }
  BookingEntry& entry = Remember(*changes.booking);
  entry.booking = *changes.booking;
  entry.booking.revision = pool.pool.revision;
  entry.changed = true;
  if (record != nullptr) {
    entry.booking.create_revision = pool.pool.revision;
    entry.record = *record;
  }
  const bool live = entry.booking.state == BookingState::kConfirmed;
  live_[{entry.booking.session_id, entry.booking.contact_key}] =
      live ? entry.booking.id : 0;
  appender_.Append(
      BookingChangeRecord(entry.booking, pool.pool, changes.cause, actor, now));
  return entry.booking;
}

void Group::SaveRequest(const db::RequestKey& request, db::RequestEffect effect,
                        absl::Time now) {
  request_index_[request.key] = requests_.size();
  requests_.push_back(
      {.request = request, .effect = effect, .create_time = now});
}

absl::Status Group::Flush() {
  std::vector<PoolChange> pools;
  for (const auto& [session_id, entry] : pools_) {
    if (!entry.changed) continue;
    if (!entry.stored) {
      RETURN_IF_ERROR(InsertPool(*tx_, entry.pool));
    } else {
      pools.push_back(
          {.old_revision = entry.stored_revision, .pool = &entry.pool});
    }
  }
  RETURN_IF_ERROR(UpdatePools(*tx_, pools));

  std::vector<const BookingRecord*> made;
  std::vector<const Booking*> changed;
  for (auto& [id, entry] : bookings_) {
    if (entry.record.has_value()) {
      entry.record->booking = entry.booking;
      made.push_back(&*entry.record);
    } else if (entry.changed) {
      changed.push_back(&entry.booking);
    }
  }
  // Cancellations first: a contact may book anew in the same group.
  RETURN_IF_ERROR(UpdateBookings(*tx_, changed));
  RETURN_IF_ERROR(InsertBookings(*tx_, made));
  RETURN_IF_ERROR(db::SaveRequests(*tx_, requests_));
  return appender_.Flush();
}

Group::BookingEntry& Group::Remember(Booking booking) {
  const int64_t id = booking.id;
  const auto [entry, added] = bookings_.try_emplace(id);
  if (added) entry->second.booking = std::move(booking);
  return entry->second;
}

}  // namespace cwp::registration
