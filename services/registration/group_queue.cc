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
                                     const std::string& asker) {
  PoolEntry& entry = pools_.at(session_id);
  PoolView view{.pool = entry.pool};
  if (entry.pool.queued || newly_waiting_.contains(session_id)) {
    if (!entry.window.has_value()) RETURN_IF_ERROR(FillWindow(entry));
    view.queue = entry.window->queue;
    view.more_wait = entry.window->more_wait;
  }
  if (!asker.empty()) {
    view.asker = asker;
    ASSIGN_OR_RETURN(view.of_asker, HoldsOfClient(session_id, asker));
  }
  return view;
}

// Reads on until the window is full, and it is known whether more wait.
absl::Status Group::FillWindow(PoolEntry& entry) {
  // One more than are looked at tells whether there are more.
  size_t wanted = kQueueWindow + 1;
  while (true) {
    ASSIGN_OR_RETURN(const Head head, HeadOf(entry, wanted));
    std::vector<std::string> clients;
    for (const Queued& queued : head.queue) {
      if (queued.hold) {
        clients.push_back(holds_.at(queued.id).value.client_key);
      }
    }
    RETURN_IF_ERROR(CountHoldsOf(entry.pool.session_id, std::move(clients)));
    Window window = Show(entry, head);
    if (window.full || head.all || head.queue.size() >= kMostRead) {
      entry.left_out = window.full || !head.all;
      entry.window = std::move(window);
      return absl::OkStatus();
    }
    wanted = head.queue.size() + kQueueWindow;
  }
}

// Of each client only so many holds count towards the window as the client may
// have at a time: the others wait apart and keep nobody back. They come along,
// at most a window of them, because a decision may free the client's places.
Group::Window Group::Show(const PoolEntry& entry, const Head& head) const {
  Window window;
  absl::flat_hash_map<std::string, int64_t> would_hold;
  absl::flat_hash_map<std::string, int> apart;
  const int64_t limit = entry.pool.ClientLimit(moment_.rules);
  int counted = 0;
  // Those that do not wait apart as things are now.
  int waiting = 0;
  auto next = head.queue.begin();
  for (; next != head.queue.end() && counted < kQueueWindow; ++next) {
    if (!next->hold) {
      window.queue.push_back({.entry = &entries_.at(next->id).value});
      ++counted;
      ++waiting;
      continue;
    }
    const Hold& hold = holds_.at(next->id).value;
    const std::string& client = hold.client_key;
    const int64_t held =
        holds_of_client_.at({entry.pool.session_id, client}).places;
    if (held == 0 || held + hold.places <= limit) ++waiting;
    int64_t& would = would_hold.try_emplace(client, held).first->second;
    if (would == 0 || would + hold.places <= limit) {
      would += hold.places;
      ++counted;
    } else if (++apart[client] > kQueueWindow) {
      continue;
    }
    window.queue.push_back({.hold = &hold, .client_places = held});
  }
  window.full = next != head.queue.end();
  window.more_wait = window.full || !head.all || waiting > kQueueWindow;
  return window;
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
absl::StatusOr<Group::Head> Group::HeadOf(PoolEntry& entry, size_t wanted) {
  const int64_t session_id = entry.pool.session_id;
  while (true) {
    if (!entry.queue_read) RETURN_IF_ERROR(ReadQueue(entry));
    const auto newly = newly_waiting_.find(session_id);
    if (newly != newly_waiting_.end()) {
      for (const Queued& queued : newly->second) {
        entry.queue.emplace(RankOf(queued), queued);
      }
      newly->second.clear();
    }
    Head head;
    auto next = entry.queue.begin();
    while (next != entry.queue.end() && head.queue.size() < wanted) {
      if (entry.more_wait && next->first > entry.queue_read_to) break;
      if (StillWaits(next->second, session_id)) {
        head.queue.push_back((next++)->second);
      } else {
        next = entry.queue.erase(next);
      }
    }
    head.all = next == entry.queue.end() && !entry.more_wait;
    if (head.queue.size() >= wanted || !entry.more_wait) return head;
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
