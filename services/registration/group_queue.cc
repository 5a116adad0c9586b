#include <algorithm>
#include <limits>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/group.h"
#include "services/registration/hold_store.h"

// Those who wait for a session, as a group sees them.
namespace cwp::registration {
namespace {

// Of those who wait, so many are read for a decision at most, those who wait
// apart included.
constexpr size_t kMostRead = 16 * kQueueWindow;

}  // namespace

absl::StatusOr<PoolView> Group::View(int64_t session_id,
                                     const std::string& client_key) {
  PoolEntry& entry = pools_.at(session_id);
  PoolView view{.pool = entry.pool};
  if (entry.pool.queued || newly_waiting_.contains(session_id)) {
    // One more tells whether more wait than are looked at.
    size_t wanted = kQueueWindow + 1;
    while (true) {
      ASSIGN_OR_RETURN(const std::vector<Queued> queue, QueueOf(entry, wanted));
      ASSIGN_OR_RETURN(const bool whole, ViewQueue(entry, queue, view));
      if (whole || queue.size() >= kMostRead) break;
      wanted = queue.size() + kQueueWindow;
    }
  }
  if (!client_key.empty()) {
    ASSIGN_OR_RETURN(const ClientHolds own,
                     HoldsOfClient(session_id, client_key));
    view.held_by_client[client_key] = own.places;
    view.asker_in_line = own.in_line;
  }
  return view;
}

// Fills the window of a view. Of each client only so many holds count towards
// it as the client may have at a time: the others wait apart and keep nobody
// back. They come along, at most a window of them, because a decision may free
// the client's places. False when more are to be read to fill the window, or to
// know whether more wait.
absl::StatusOr<bool> Group::ViewQueue(const PoolEntry& entry,
                                      const std::vector<Queued>& queue,
                                      PoolView& view) {
  view.queue.clear();
  absl::flat_hash_map<std::string, int64_t> would_hold;
  absl::flat_hash_map<std::string, int> apart;
  const int64_t limit = entry.pool.ClientLimit(moment_.rules);
  int counted = 0;
  // Those that do not wait apart as things are now.
  int waiting = 0;
  auto next = queue.begin();
  for (; next != queue.end() && counted < kQueueWindow; ++next) {
    if (!next->hold) {
      view.queue.push_back({.entry = &entries_.at(next->id).value});
      ++counted;
      ++waiting;
      continue;
    }
    const Hold& hold = holds_.at(next->id).value;
    const std::string& client = hold.client_key;
    ASSIGN_OR_RETURN(const ClientHolds holds,
                     HoldsOfClient(entry.pool.session_id, client));
    const int64_t held = holds.places;
    view.held_by_client[client] = held;
    if (held == 0 || held + hold.places <= limit) ++waiting;
    int64_t& would = would_hold.try_emplace(client, held).first->second;
    if (would == 0 || would + hold.places <= limit) {
      would += hold.places;
      ++counted;
    } else if (++apart[client] > kQueueWindow) {
      continue;
    }
    view.queue.push_back({.hold = &hold});
  }
  view.more_wait =
      next != queue.end() || entry.more_wait || waiting > kQueueWindow;
  return next != queue.end() || !entry.more_wait;
}

bool Group::StillWaits(const Queued& queued, int64_t session_id) const {
  if (queued.hold) {
    const Hold& hold = holds_.at(queued.id).value;
    return hold.state == HoldState::kInLine && hold.expire_time > moment_.now;
  }
  const WaitlistEntry& entry = entries_.at(queued.id).value;
  return entry.state == EntryState::kWaiting &&
         std::find(entry.session_ids.begin(), entry.session_ids.end(),
                   session_id) != entry.session_ids.end();
}

int64_t Group::RankOf(const Queued& queued) const {
  return queued.hold ? holds_.at(queued.id).value.create_revision
                     : entries_.at(queued.id).value.join_revision;
}

// Those who wait, in the order they came: at least as many as are wanted,
// unless there are fewer.
absl::StatusOr<std::vector<Group::Queued>> Group::QueueOf(PoolEntry& entry,
                                                          size_t wanted) {
  const int64_t session_id = entry.pool.session_id;
  while (true) {
    if (!entry.queue_read) RETURN_IF_ERROR(ReadQueue(entry));
    std::vector<Queued> queue = entry.queue;
    const auto newly = newly_waiting_.find(session_id);
    if (newly != newly_waiting_.end()) {
      queue.insert(queue.end(), newly->second.begin(), newly->second.end());
    }
    const auto gone = [&](const Queued& queued) {
      return !StillWaits(queued, session_id) ||
             (entry.more_wait && RankOf(queued) > entry.queue_read_to);
    };
    queue.erase(std::remove_if(queue.begin(), queue.end(), gone), queue.end());
    std::sort(queue.begin(), queue.end(),
              [&](const Queued& a, const Queued& b) {
                return RankOf(a) < RankOf(b);
              });
    const auto same = [](const Queued& a, const Queued& b) {
      return a.id == b.id;
    };
    queue.erase(std::unique(queue.begin(), queue.end(), same), queue.end());
    if (queue.size() >= wanted || !entry.more_wait) return queue;
    entry.queue_read = false;
  }
}

// Reads the next that wait, and how far that is complete.
absl::Status Group::ReadQueue(PoolEntry& entry) {
  constexpr int kBatch = kQueueWindow + 1;
  const int64_t session_id = entry.pool.session_id;
  ASSIGN_OR_RETURN(std::vector<Hold> holds,
                   FindInLine(*tx_, session_id, entry.queue_read_to, kBatch));
  ASSIGN_OR_RETURN(std::vector<WaitlistEntry> waiting,
                   FindWaiting(*tx_, session_id, entry.queue_read_to, kBatch));
  int64_t read_to = std::numeric_limits<int64_t>::max();
  if (holds.size() == kBatch) read_to = holds.back().create_revision;
  if (waiting.size() == kBatch) {
    read_to = std::min(read_to, waiting.back().join_revision);
  }
  for (const Hold& hold : holds) {
    if (hold.create_revision > read_to) continue;
    Remember(holds_, hold);
    entry.queue.push_back({.hold = true, .id = hold.id});
  }
  for (const WaitlistEntry& one : waiting) {
    if (one.join_revision > read_to) continue;
    Remember(entries_, one);
    entry.queue.push_back({.hold = false, .id = one.id});
  }
  entry.queue_read_to = read_to;
  entry.queue_read = true;
  entry.more_wait = read_to != std::numeric_limits<int64_t>::max();
  return absl::OkStatus();
}

absl::StatusOr<ClientHolds> Group::HoldsOfClient(
    int64_t session_id, const std::string& client_key) {
  const ClientKey key(session_id, client_key);
  const auto known = holds_of_client_.find(key);
  if (known != holds_of_client_.end()) return known->second;
  ASSIGN_OR_RETURN(ClientHolds holds,
                   CountHoldsOfClient(*tx_, session_id, client_key));
  // What this group changed is not stored yet.
  for (const auto& [id, before] : counted_before_) {
    const Hold& hold = holds_.at(id).value;
    if (hold.session_id == session_id && hold.client_key == client_key) {
      holds.places += CountOf(hold).places - before.places;
      holds.in_line += CountOf(hold).in_line - before.in_line;
    }
  }
  holds_of_client_[key] = holds;
  return holds;
}

// The database counts once for all of a group, and has to know what the group
// changed before.
absl::StatusOr<int64_t> Group::CountWaiting(int64_t session_id) {
  PoolEntry& entry = pools_.at(session_id);
  if (entry.waiting.has_value()) return *entry.waiting;
  RETURN_IF_ERROR(FlushHolds());
  RETURN_IF_ERROR(FlushWaitlist());
  constexpr int64_t kAll = std::numeric_limits<int64_t>::max();
  ASSIGN_OR_RETURN(const int64_t in_line,
                   CountInLine(*tx_, session_id, kAll, kAll));
  ASSIGN_OR_RETURN(const int64_t entries,
                   registration::CountWaiting(*tx_, session_id, kAll, kAll));
  entry.waiting = in_line + entries;
  return *entry.waiting;
}

absl::StatusOr<absl::Status> Group::WithTurn(const absl::Status& refusal,
                                             int64_t session_id) {
  ASSIGN_OR_RETURN(const int64_t waiting, CountWaiting(session_id));
  // What lapses last may have changed in this group.
  RETURN_IF_ERROR(FlushHolds());
  RETURN_IF_ERROR(FlushWaitlist());
  ASSIGN_OR_RETURN(const std::optional<absl::Time> last,
                   FindLastLapse(*tx_, session_id));
  ErrorMetadata metadata = {
      {"session", absl::StrCat(session_id)},
      {"left", absl::StrCat(pools_.at(session_id).pool.left())},
      {"position", absl::StrCat(waiting + 1)}};
  if (last.has_value()) {
    metadata["lapse_time"] =
        absl::FormatTime(absl::RFC3339_sec, *last, absl::UTCTimeZone());
  }
  return FailedPrecondition("PLACES_HELD", refusal.message(), metadata);
}

}  // namespace cwp::registration
