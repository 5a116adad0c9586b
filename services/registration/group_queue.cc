#include <algorithm>
#include <iterator>
#include <limits>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/registration/group.h"
#include "services/registration/hold_store.h"

// Those who wait for a session, as a group sees them.
namespace cwp::registration {

absl::StatusOr<PoolView> Group::View(int64_t session_id,
                                     const std::string& asker) {
  PoolEntry& entry = pools_.at(session_id);
  PoolView view{.pool = entry.pool};
  if (entry.pool.queued || newly_waiting_.contains(session_id)) {
    if (!entry.window.has_value()) {
      RETURN_IF_ERROR(
          FillWindow(entry, PlaceLimits(entry.pool, moment_.rules)));
    }
    view.queue = entry.window->queue();
    view.more_wait = entry.window->full();
    view.left_out = entry.window->left_out();
  }
  if (!asker.empty()) {
    view.asker = asker;
    ASSIGN_OR_RETURN(view.of_asker, HoldsOfClient(session_id, asker));
  }
  return view;
}

// The window goes once the capacity is saved.
absl::StatusOr<PoolView> Group::ViewWithCapacity(int64_t session_id,
                                                 int64_t capacity) {
  PoolEntry& entry = pools_.at(session_id);
  if (capacity != entry.pool.capacity) {
    Pool then = entry.pool;
    then.capacity = capacity;
    RETURN_IF_ERROR(FillWindow(entry, PlaceLimits(then, moment_.rules)));
  }
  return View(session_id);
}

// Reads on until the window is full or all are read. Those who wait apart make
// that no longer than kClientInLine for each client that holds places.
absl::Status Group::FillWindow(PoolEntry& entry, const PlaceLimits& limits) {
  // One more than are looked at tells whether there are more.
  int wanted = kQueueWindow + 1;
  while (true) {
    ASSIGN_OR_RETURN(const Head head, HeadOf(entry, wanted));
    RETURN_IF_ERROR(CountHoldsOfAll(entry.pool.session_id, head.queue));
    QueueWindow window(limits);
    for (const Queued& queued : head.queue) {
      window.Add(WaiterFor(entry.pool.session_id, queued));
    }
    if (window.full() || head.all) {
      entry.left_out = window.left_out();
      entry.window = std::move(window);
      return absl::OkStatus();
    }
    wanted *= 2;
  }
}

Waiter Group::WaiterFor(int64_t session_id, const Queued& queued) const {
  if (!queued.hold) return {.entry = &entries_.at(queued.id).value};
  const Hold& hold = holds_.at(queued.id).value;
  const ClientHolds& own = holds_of_client_.at({session_id, hold.client_key});
  return {.hold = &hold, .client_places = own.places};
}

bool Group::StillWaits(const Queued& queued, int64_t session_id) const {
  if (queued.hold) {
    const Hold& hold = holds_.at(queued.id).value;
    return hold.state == HoldState::kInLine && hold.expire_time > moment_.now;
  }
  const WaitlistEntry& entry = entries_.at(queued.id).value;
  return entry.state == EntryState::kWaiting && entry.Names(session_id);
}

int64_t Group::RankOf(const Queued& queued) const {
  return queued.hold ? holds_.at(queued.id).value.create_revision
                     : entries_.at(queued.id).value.join_revision;
}

// The first who wait, in the order they came: as many as are wanted, unless
// there are fewer.
absl::StatusOr<Group::Head> Group::HeadOf(PoolEntry& entry, int wanted) {
  const int64_t session_id = entry.pool.session_id;
  while (true) {
    if (!entry.queue_read) RETURN_IF_ERROR(ReadQueue(entry, wanted));
    const auto newly = newly_waiting_.find(session_id);
    if (newly != newly_waiting_.end()) {
      for (const Queued& queued : newly->second) {
        entry.queue.emplace(RankOf(queued), queued);
      }
      newly->second.clear();
    }
    Head head;
    auto next = entry.queue.begin();
    while (next != entry.queue.end() && std::ssize(head.queue) < wanted) {
      if (entry.more_wait && next->first > entry.queue_read_to) break;
      if (StillWaits(next->second, session_id)) {
        head.queue.push_back((next++)->second);
      } else {
        next = entry.queue.erase(next);
      }
    }
    head.all = next == entry.queue.end() && !entry.more_wait;
    if (std::ssize(head.queue) >= wanted || !entry.more_wait) return head;
    entry.queue_read = false;
  }
}

// Reads the next that wait, as many of each kind, and how far that is complete.
absl::Status Group::ReadQueue(PoolEntry& entry, int many) {
  const int64_t session_id = entry.pool.session_id;
  ASSIGN_OR_RETURN(std::vector<Hold> holds,
                   FindInLine(*tx_, session_id, entry.queue_read_to, many));
  ASSIGN_OR_RETURN(std::vector<WaitlistEntry> waiting,
                   FindWaiting(*tx_, session_id, entry.queue_read_to, many));
  int64_t read_to = std::numeric_limits<int64_t>::max();
  if (std::ssize(holds) == many) read_to = holds.back().create_revision;
  if (std::ssize(waiting) == many) {
    read_to = std::min(read_to, waiting.back().join_revision);
  }
  for (const Hold& hold : holds) {
    if (hold.create_revision > read_to) continue;
    Remember(holds_, hold);
    entry.queue.emplace(hold.create_revision,
                        Queued{.hold = true, .id = hold.id});
  }
  for (const WaitlistEntry& one : waiting) {
    if (one.join_revision > read_to) continue;
    Remember(entries_, one);
    entry.queue.emplace(one.join_revision, Queued{.hold = false, .id = one.id});
  }
  entry.queue_read_to = read_to;
  entry.queue_read = true;
  entry.more_wait = read_to != std::numeric_limits<int64_t>::max();
  return absl::OkStatus();
}

absl::Status Group::CountHoldsOfAll(int64_t session_id,
                                    const std::vector<Queued>& queue) {
  std::vector<std::string> clients;
  for (const Queued& queued : queue) {
    if (queued.hold) clients.push_back(holds_.at(queued.id).value.client_key);
  }
  return CountHoldsOf(session_id, std::move(clients));
}

absl::StatusOr<ClientHolds> Group::HoldsOfClient(
    int64_t session_id, const std::string& client_key) {
  RETURN_IF_ERROR(CountHoldsOf(session_id, {client_key}));
  return holds_of_client_.at({session_id, client_key});
}

// Counts for those of some clients that are not known yet.
absl::Status Group::CountHoldsOf(int64_t session_id,
                                 std::vector<std::string> client_keys) {
  std::sort(client_keys.begin(), client_keys.end());
  client_keys.erase(std::unique(client_keys.begin(), client_keys.end()),
                    client_keys.end());
  std::erase_if(client_keys, [&](const std::string& key) {
    return holds_of_client_.contains({session_id, key});
  });
  if (client_keys.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<ClientHolds> counted,
                   CountHoldsOfClients(*tx_, session_id, client_keys));
  for (size_t i = 0; i < client_keys.size(); ++i) {
    const ClientKey key(session_id, std::move(client_keys[i]));
    ClientHolds& holds = holds_of_client_[key];
    holds = counted[i];
    // What this group changed is not stored yet.
    const auto more = not_counted_yet_.find(key);
    if (more != not_counted_yet_.end()) holds += more->second;
  }
  return absl::OkStatus();
}

// The database counts once for all of a group, and has to know what the group
// changed before.
absl::StatusOr<int64_t> Group::CountWaiting(int64_t session_id) {
  PoolEntry& entry = pools_.at(session_id);
  if (entry.waiting.has_value()) return *entry.waiting;
  RETURN_IF_ERROR(FlushHolds());
  RETURN_IF_ERROR(FlushWaitlist());
  ASSIGN_OR_RETURN(const int64_t in_line, CountInLine(*tx_, session_id));
  ASSIGN_OR_RETURN(const int64_t entries,
                   registration::CountWaiting(*tx_, session_id));
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
                   FindLastLapse(*tx_, session_id, moment_.now));
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
