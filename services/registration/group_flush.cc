#include <algorithm>

#include "common/base/status_macros.h"
#include "services/registration/attendee_store.h"
#include "services/registration/group.h"
#include "services/registration/hold_store.h"
#include "services/registration/notice_store.h"
#include "services/registration/pool_store.h"

namespace cwp::registration {

void Group::SaveRequest(const db::RequestKey& request,
                        db::RequestEffect effect) {
  if (request.key.empty()) return;
  request_index_[request.key] = requests_.size();
  requests_.push_back(
      {.request = request, .effect = effect, .create_time = moment_.now});
}

absl::Status Group::Flush() {
  RETURN_IF_ERROR(StorePools());
  RETURN_IF_ERROR(FlushBookings());
  RETURN_IF_ERROR(FlushHolds());
  RETURN_IF_ERROR(FlushWaitlist());
  std::vector<const Allotment*> allotments;
  for (const auto& [key, row] : allotments_) {
    if (row.changed) allotments.push_back(&*row.value);
  }
  RETURN_IF_ERROR(SaveAllotments(*tx_, allotments));
  RETURN_IF_ERROR(EraseBookings(*tx_, erased_bookings_));
  RETURN_IF_ERROR(EraseEntries(*tx_, erased_entries_));
  RETURN_IF_ERROR(EraseNoticesTo(*tx_, erased_bookings_));
  RETURN_IF_ERROR(db::SaveRequests(*tx_, requests_));
  RETURN_IF_ERROR(db::EraseRequests(*tx_, erased_bookings_));
  RETURN_IF_ERROR(db::EraseRequests(*tx_, erased_entries_));
  return appender_.Flush();
}

absl::Status Group::StorePools() {
  std::vector<PoolChange> pools;
  for (auto& [session_id, entry] : pools_) {
    if (!entry.changed) continue;
    if (!entry.stored) {
      RETURN_IF_ERROR(InsertPool(*tx_, entry.pool));
    } else {
      pools.push_back(
          {.old_revision = entry.stored_revision, .pool = &entry.pool});
    }
    entry.changed = false;
    entry.stored = true;
    entry.stored_revision = entry.pool.revision;
  }
  return UpdatePools(*tx_, pools);
}

// Cancellations first: a contact may book anew, or be moved here, in the same
// group.
absl::Status Group::FlushBookings() {
  std::vector<const Booking*> changed;
  std::vector<const BookingRecord*> made;
  for (auto& [id, row] : bookings_) {
    if (!row.changed) continue;
    if (row.stored) {
      changed.push_back(&row.value);
    } else {
      BookingRecord& record = new_bookings_.at(id);
      record.booking = row.value;
      made.push_back(&record);
    }
    row.changed = false;
    row.stored = true;
  }
  std::stable_partition(changed.begin(), changed.end(), [](const Booking* one) {
    return one->state == BookingState::kCancelled;
  });
  RETURN_IF_ERROR(UpdateBookings(*tx_, changed));
  RETURN_IF_ERROR(InsertBookings(*tx_, made));
  RETURN_IF_ERROR(SaveAttendees(*tx_, attendees_));
  RETURN_IF_ERROR(SaveAttendance(*tx_, attendance_));
  attendees_.clear();
  attendance_.clear();
  return absl::OkStatus();
}

absl::Status Group::FlushHolds() {
  std::vector<const Hold*> changed;
  std::vector<const Hold*> made;
  for (auto& [id, row] : holds_) {
    if (!row.changed) continue;
    (row.stored ? changed : made).push_back(&row.value);
    row.changed = false;
    row.stored = true;
  }
  not_counted_yet_.clear();
  RETURN_IF_ERROR(UpdateHolds(*tx_, changed));
  return InsertHolds(*tx_, made);
}

absl::Status Group::FlushWaitlist() {
  std::vector<const WaitlistEntry*> changed;
  std::vector<const EntryRecord*> made;
  for (auto& [id, row] : entries_) {
    if (!row.changed) continue;
    if (row.stored) {
      changed.push_back(&row.value);
    } else {
      EntryRecord& record = new_entries_.at(id);
      record.entry = row.value;
      made.push_back(&record);
    }
    row.changed = false;
    row.stored = true;
  }
  RETURN_IF_ERROR(UpdateEntries(*tx_, changed));
  RETURN_IF_ERROR(InsertEntries(*tx_, made));
  RETURN_IF_ERROR(DeleteEntrySessions(*tx_, sessions_left_));
  sessions_left_.clear();
  std::vector<const Offer*> offers;
  for (auto& [id, row] : offers_) {
    if (row.changed) offers.push_back(&row.value);
    row.changed = false;
  }
  // Those that are over first: an entry has one open offer. Ids do not tell
  // which came first, as the clock may have been set back between them.
  std::stable_partition(offers.begin(), offers.end(), [](const Offer* offer) {
    return offer->state != OfferState::kOpen;
  });
  return SaveOffers(*tx_, offers);
}

}  // namespace cwp::registration
