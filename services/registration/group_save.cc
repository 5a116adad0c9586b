#include <algorithm>

#include "common/base/check.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/block_store.h"
#include "services/registration/feed_records.h"
#include "services/registration/group.h"

namespace cwp::registration {
namespace {

// What this group erases is still there until everything is written.
std::vector<int64_t> Without(std::vector<int64_t> ids,
                             const std::vector<int64_t>& erased) {
  std::erase_if(ids, [&](int64_t id) {
    return std::find(erased.begin(), erased.end(), id) != erased.end();
  });
  return ids;
}

}  // namespace

void Group::Save(const Changes& changes, const Actor& actor, NewRecord made) {
  for (const Step& step : changes.steps) SaveStep(step, actor, made);
}

// One entry on the feed for each thing that a step changes. The last shows the
// pool's counts, which are right once all of them are told.
void Group::SaveStep(Step step, const Actor& actor, NewRecord made) {
  SavePassed(step);
  const int64_t session_id = step.pool.has_value() ? step.pool->session_id : 0;
  int left = step.booking.has_value() + step.hold.has_value() +
             step.offer.has_value() + step.entry.has_value() +
             step.allotment.has_value();
  FeedContext context = {.step = &step, .actor = &actor, .now = moment_.now};
  const auto next = [&] {
    const int64_t revision = appender_.next_revision();
    context.last = --left <= 0;
    if (step.pool.has_value()) step.pool->revision = revision;
    return revision;
  };
  if (left == 0) {
    next();
    appender_.Append(PoolChangeRecord(context));
  }
  if (step.booking.has_value()) {
    step.booking->revision = next();
    if (step.booking->create_revision == 0) {
      step.booking->create_revision = step.booking->revision;
    }
    appender_.Append(BookingChangeRecord(context));
    SaveBooking(*step.booking, made.booking);
  }
  if (step.hold.has_value()) {
    step.hold->revision = next();
    if (step.hold->create_revision == 0) {
      step.hold->create_revision = step.hold->revision;
    }
    appender_.Append(HoldChangeRecord(context));
    SaveHold(*step.hold);
  }
  if (step.offer.has_value()) {
    step.offer->revision = next();
    if (step.cause == Cause::kOfferMade) ++offers_made_[session_id];
    appender_.Append(OfferChangeRecord(context));
    SaveOffer(*step.offer);
  }
  if (step.entry.has_value()) {
    step.entry->revision = next();
    if (step.entry->join_revision == 0) {
      step.entry->join_revision = step.entry->revision;
    }
    appender_.Append(WaitlistChangeRecord(context));
    SaveEntry(*step.entry, made.entry, session_id);
  }
  if (step.allotment.has_value()) {
    step.allotment->revision = next();
    appender_.Append(AllotmentChangeRecord(context));
    SaveAllotment(*step.allotment);
  }
  if (step.pool.has_value()) SavePool(step);
}

void Group::SavePool(const Step& step) {
  PoolEntry& pool = pools_[step.pool->session_id];
  // How much a client may hold follows from the capacity, and by that who is
  // looked at.
  if (pool.pool.capacity != step.pool->capacity) {
    pool.window.reset();
    unsettled_.insert(step.pool->session_id);
  }
  pool.pool = *step.pool;
  pool.changed = true;
}

void Group::CountOneWaiting(int64_t session_id, int64_t more) {
  const auto pool = pools_.find(session_id);
  if (pool == pools_.end() || !pool->second.waiting.has_value()) return;
  *pool->second.waiting += more;
}

void Group::SavePassed(const Step& step) {
  for (const int64_t id : step.passed) {
    const auto hold = holds_.find(id);
    if (hold != holds_.end()) {
      ++hold->second.value.passed;
      hold->second.changed = true;
      continue;
    }
    Row<WaitlistEntry>& row = entries_.at(id);
    ++row.value.passed;
    row.changed = true;
    if (row.value.passed < moment_.rules.max_passes) continue;
    // From now on places are kept for it everywhere.
    unsettled_.insert(row.value.session_ids.begin(),
                      row.value.session_ids.end());
  }
}

void Group::SaveBooking(Booking booking, const BookingRecord* record) {
  const bool is_new = !bookings_.contains(booking.id);
  if (is_new) {
    CWP_CHECK(record != nullptr, "a new booking has a record");
    new_bookings_[booking.id] = *record;
    const auto contact = contacts_.find(booking.contact_key);
    if (contact != contacts_.end()) contact->second.push_back(booking.id);
    const auto kept = kept_.find(booking.contact_key);
    if (kept != kept_.end()) kept->second.bookings.push_back(booking.id);
  }
  Row<Booking>& row =
      bookings_.try_emplace(booking.id, Row<Booking>{.stored = !is_new})
          .first->second;
  row.value = std::move(booking);
  row.changed = true;
}

void Group::SaveHold(Hold hold) {
  const auto found = holds_.find(hold.id);
  const bool is_new = found == holds_.end();
  const ClientHolds before =
      is_new ? ClientHolds() : CountOf(found->second.value);
  const ClientHolds more = CountOf(hold) - before;
  CountClient(hold, more);
  if (hold.live()) {
    browsers_[hold.browser_key] = hold.id;
  } else if (const auto browser = browsers_.find(hold.browser_key);
             browser != browsers_.end() && browser->second == hold.id) {
    browser->second = 0;
  }
  Row<Hold>& row =
      holds_.try_emplace(hold.id, Row<Hold>{.stored = !is_new}).first->second;
  row.value = std::move(hold);
  row.changed = true;
  if (is_new && row.value.state == HoldState::kInLine) {
    JoinLine(row.value);
  } else if (more != ClientHolds()) {
    ForgetWindow(row.value.session_id);
  }
}

// Takes in by how much a client's holds are more.
void Group::CountClient(const Hold& hold, const ClientHolds& more) {
  CountOneWaiting(hold.session_id, more.in_line);
  const ClientKey client(hold.session_id, hold.client_key);
  not_counted_yet_[client] += more;
  const auto own = holds_of_client_.find(client);
  if (own != holds_of_client_.end()) own->second += more;
}

// Where all that wait are looked at, whoever comes now is the last of them.
void Group::JoinLine(const Hold& hold) {
  const Queued queued = {.hold = true, .id = hold.id};
  newly_waiting_[hold.session_id].push_back(queued);
  unsettled_.insert(hold.session_id);
  PoolEntry& pool = pools_.at(hold.session_id);
  if (!pool.window.has_value()) return;
  if (!holds_of_client_.contains({hold.session_id, hold.client_key})) {
    pool.window.reset();
    return;
  }
  pool.window->Add(WaiterFor(hold.session_id, queued));
  pool.left_out = pool.window->left_out();
}

// Who was not looked at may be the next, now that others are served or gone.
void Group::ForgetWindow(int64_t session_id) {
  const auto pool = pools_.find(session_id);
  if (pool == pools_.end()) return;
  pool->second.window.reset();
  if (pool->second.left_out) unsettled_.insert(session_id);
}

void Group::SaveOffer(Offer offer) {
  Row<Offer>& row = offers_.try_emplace(offer.id, Row<Offer>{}).first->second;
  row.value = std::move(offer);
  row.changed = true;
}

void Group::SaveEntry(WaitlistEntry entry, const EntryRecord* record,
                      int64_t decided_in) {
  const auto found = entries_.find(entry.id);
  const bool is_new = found == entries_.end();
  if (is_new) {
    CWP_CHECK(record != nullptr, "a new entry has a record");
    new_entries_[entry.id] = *record;
    const auto kept = kept_.find(entry.contact_key);
    if (kept != kept_.end()) kept->second.entries.push_back(entry.id);
  } else {
    for (const int64_t id : found->second.value.session_ids) {
      ForgetWindow(id);
      const bool stays = entry.live() && entry.Names(id);
      if (!stays) sessions_left_.push_back({entry.id, id});
    }
    // Its other sessions may have kept places for it, or have some for it now.
    for (const int64_t id : found->second.value.session_ids) {
      if (id != decided_in) unsettled_.insert(id);
    }
    if (found->second.value.state == EntryState::kWaiting) {
      for (const int64_t id : found->second.value.session_ids) {
        CountOneWaiting(id, -1);
      }
    }
  }
  if (entry.state == EntryState::kWaiting) {
    for (const int64_t id : entry.session_ids) {
      ForgetWindow(id);
      CountOneWaiting(id, 1);
      newly_waiting_[id].push_back({.hold = false, .id = entry.id});
      if (id != decided_in) unsettled_.insert(id);
    }
  }
  Row<WaitlistEntry>& row =
      entries_.try_emplace(entry.id, Row<WaitlistEntry>{.stored = !is_new})
          .first->second;
  row.value = std::move(entry);
  row.changed = true;
}

void Group::SaveAllotment(Allotment allotment) {
  auto& row = allotments_[{allotment.session_id, allotment.channel}];
  row.value = std::move(allotment);
  row.changed = true;
}

absl::Status Group::Settle() {
  while (!unsettled_.empty()) {
    const int64_t session_id = *unsettled_.begin();
    unsettled_.erase(unsettled_.begin());
    ASSIGN_OR_RETURN(std::optional<Pool> pool, FindPool(session_id));
    const bool ends = ending_.contains(session_id);
    if (!pool.has_value() || ends || IsSettled(*pool)) continue;
    ASSIGN_OR_RETURN(const PoolView view, View(session_id));
    Save(registration::Settle(view, moment_), OwnActor());
  }
  return absl::OkStatus();
}

void Group::NoteQueued(int64_t session_id) {
  newly_waiting_.try_emplace(session_id);
  ForgetWindow(session_id);
  unsettled_.insert(session_id);
}

void Group::NoteNewSession(int64_t session_id, int64_t workshop_id) {
  NoteQueued(session_id);
  for (auto& [id, row] : entries_) {
    WaitlistEntry& entry = row.value;
    if (!entry.topic || !entry.live() || entry.workshop_id != workshop_id) {
      continue;
    }
    entry.session_ids.push_back(session_id);
    newly_waiting_[session_id].push_back({.hold = false, .id = id});
  }
}

void Group::SetAttendees(int64_t booking_id, std::vector<Attendee> attendees) {
  // Those marked before are others.
  attendance_.erase(booking_id);
  const auto made = new_bookings_.find(booking_id);
  if (made != new_bookings_.end() && !bookings_.at(booking_id).stored) {
    made->second.attendees = std::move(attendees);
  } else {
    attendees_[booking_id] = std::move(attendees);
  }
}

// At once, while the rows are as everybody knows them: who has places and who
// takes over their address may both change in one group.
absl::Status Group::SetContact(const Booking& booking,
                               const std::string& contact_key,
                               const std::string& email) {
  RETURN_IF_ERROR(FlushBookings());
  if (const auto old = contacts_.find(booking.contact_key);
      old != contacts_.end()) {
    std::erase(old->second, booking.id);
  }
  if (const auto now = contacts_.find(contact_key); now != contacts_.end()) {
    now->second.push_back(booking.id);
  }
  if (const auto old = kept_.find(booking.contact_key); old != kept_.end()) {
    std::erase(old->second.bookings, booking.id);
  }
  if (const auto now = kept_.find(contact_key); now != kept_.end()) {
    now->second.bookings.push_back(booking.id);
  }
  return SaveContact(*tx_, booking.id, contact_key, email);
}

// At once, which needs the row there, and is rare enough.
absl::Status Group::SetDetails(int64_t booking_id,
                               const ContactDetails& details) {
  RETURN_IF_ERROR(FlushBookings());
  return SaveDetails(*tx_, booking_id, details);
}

// As above.
absl::Status Group::SetRefusal(int64_t booking_id,
                               absl::string_view sealed_reason) {
  RETURN_IF_ERROR(FlushBookings());
  return SaveRefusal(*tx_, booking_id, sealed_reason);
}

void Group::SetAttendance(int64_t booking_id, std::vector<int64_t> attendance) {
  attendance_[booking_id] = std::move(attendance);
}

absl::Status Group::SetBlock(absl::string_view contact_key,
                             absl::string_view sealed_reason) {
  any_blocks_.reset();
  blocked_[std::string(contact_key)] = !sealed_reason.empty();
  if (sealed_reason.empty()) return DeleteBlock(*tx_, contact_key);
  return SaveBlock(*tx_, contact_key, sealed_reason, moment_.now);
}

absl::Status Group::EraseBlockReason(absl::string_view contact_key) {
  return registration::EraseBlockReason(*tx_, contact_key);
}

absl::Status Group::Erase(const std::vector<int64_t>& bookings,
                          const std::vector<int64_t>& entries,
                          int64_t farewell_of, const Actor& actor) {
  for (const int64_t id : bookings) {
    ASSIGN_OR_RETURN(std::optional<Booking> booking, FindBooking(id));
    CWP_CHECK(booking.has_value(), "what is erased was there");
    // Its links lead to nobody any more.
    ++booking->generation;
    booking->contact_kept = false;
    Step step = {.cause = Cause::kBookingErased};
    step.booking = *std::move(booking);
    step.farewell = id == farewell_of;
    SaveStep(std::move(step), actor, {});
  }
  for (const int64_t id : entries) {
    ASSIGN_OR_RETURN(std::optional<WaitlistEntry> entry, FindEntry(id));
    CWP_CHECK(entry.has_value(), "what is erased was there");
    ++entry->generation;
    Step step = {.cause = Cause::kWaitlistErased};
    step.entry = *std::move(entry);
    step.farewell = id == farewell_of;
    SaveStep(std::move(step), actor, {});
  }
  erased_bookings_.insert(erased_bookings_.end(), bookings.begin(),
                          bookings.end());
  erased_entries_.insert(erased_entries_.end(), entries.begin(), entries.end());
  return absl::OkStatus();
}

absl::Status Group::KeepFarewell(const Farewell& farewell) {
  return SaveFarewell(*tx_, farewell, moment_.now + kFarewellKept);
}

// What this group made is in the database only once it is written.
absl::Status Group::LookForKept(const std::string& contact_key) {
  if (kept_.contains(contact_key)) return absl::OkStatus();
  RETURN_IF_ERROR(FlushBookings());
  RETURN_IF_ERROR(FlushWaitlist());
  const std::string* const key = &contact_key;
  return ReadKept(absl::MakeSpan(&key, 1));
}

absl::StatusOr<std::vector<int64_t>> Group::FindBookingIdsOf(
    const std::string& contact_key) {
  RETURN_IF_ERROR(LookForKept(contact_key));
  return Without(kept_.at(contact_key).bookings, erased_bookings_);
}

absl::StatusOr<std::vector<int64_t>> Group::FindEntryIdsOf(
    const std::string& contact_key) {
  RETURN_IF_ERROR(LookForKept(contact_key));
  return Without(kept_.at(contact_key).entries, erased_entries_);
}

}  // namespace cwp::registration
