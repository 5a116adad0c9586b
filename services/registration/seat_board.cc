#include "services/registration/seat_board.h"

#include <utility>

#include "common/base/status_macros.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "services/registration/feed_records.h"
#include "services/registration/pool_store.h"

namespace cwp::registration {
namespace {

// The pool's count in one entry of the feed, and whether the entry is about the
// pool itself, whose times may have changed.
struct Told {
  v1::SeatCount count;
  bool pool = false;
};

// Nothing when the entry holds no count.
std::optional<Told> CountIn(const feed::Entry& entry) {
  feed::v1::Change change;
  if (!change.ParseFromString(entry.change)) return std::nullopt;
  std::optional<v1::SeatCount> count = SeatCountIn(change);
  if (!count.has_value()) return std::nullopt;
  return Told{.count = *std::move(count), .pool = change.kind() == "pool"};
}

}  // namespace

absl::StatusOr<std::unique_ptr<SeatBoard>> SeatBoard::Start(Options options) {
  std::unique_ptr<SeatBoard> board(new SeatBoard(std::move(options)));
  ASSIGN_OR_RETURN(const feed::Position head, board->ReadAll());
  board->tail_ = std::make_unique<feed::Tail>(
      feed::Tail::Options{.database = board->options_.database,
                          .bell = board->options_.bell},
      head.revision,
      [board = board.get()](const std::vector<feed::Entry>& entries) {
        board->Apply(entries);
      });
  return board;
}

absl::StatusOr<feed::Position> SeatBoard::ReadAll() {
  feed::Position head;
  std::vector<Pool> pools;
  RETURN_IF_ERROR(
      options_.database->Read([&](db::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(head, feed::ReadHead(tx));
        ASSIGN_OR_RETURN(pools, ListPools(tx));
        return absl::OkStatus();
      }));
  const absl::Time now = options_.clock->Now();
  std::vector<v1::SeatCount> current;
  {
    MutexLock lock(mu_);
    for (const Pool& pool : pools) {
      const bool ended = pool.end_time <= now;
      Shown& shown = shown_[pool.session_id];
      shown = {
          .count = ToProto(pool), .look_time = pool.end_time, .ended = ended};
      NoteTurn(pool.session_id, shown);
      if (!ended) current.push_back(ToProto(pool));
    }
  }
  options_.changed(current);
  return head;
}

std::optional<v1::SeatCount> SeatBoard::Find(int64_t session_id) const {
  MutexLock lock(mu_);
  const auto found = shown_.find(session_id);
  if (found == shown_.end()) return std::nullopt;
  return found->second.count;
}

SeatBoard::News SeatBoard::ReadOn(
    int64_t after_turn, const absl::flat_hash_set<int64_t>& session_ids,
    size_t limit) const {
  News news{.turn = after_turn};
  MutexLock lock(mu_);
  for (auto next = by_turn_.upper_bound(after_turn);
       next != by_turn_.end() && news.counts.size() < limit; ++next) {
    const auto [turn, id] = *next;
    news.turn = turn;
    const Shown& shown = shown_.at(id);
    const bool wanted =
        session_ids.empty() ? !shown.ended : session_ids.contains(id);
    if (wanted) news.counts.push_back(shown.count);
  }
  return news;
}

void SeatBoard::NoteTurn(int64_t session_id, Shown& shown) {
  by_turn_.erase(shown.turn);
  shown.turn = ++last_turn_;
  by_turn_[shown.turn] = session_id;
}

void SeatBoard::Apply(const std::vector<feed::Entry>& entries) {
  absl::flat_hash_map<int64_t, Told> newest;
  for (const feed::Entry& entry : entries) {
    std::optional<Told> told = CountIn(entry);
    if (!told.has_value()) continue;
    Told& kept = newest[told->count.session_id()];
    told->pool |= kept.pool;
    kept = *std::move(told);
  }
  MutexLock telling(telling_);
  std::vector<v1::SeatCount> changed;
  {
    MutexLock lock(mu_);
    for (auto& [id, told] : newest) {
      Shown& shown = shown_[id];
      shown.count = told.count;
      NoteTurn(id, shown);
      if (told.pool) {
        shown.look_time = absl::InfinitePast();
        shown.ended = false;
      }
      if (!shown.ended) changed.push_back(std::move(told.count));
    }
  }
  options_.changed(changed);
}

// The counts of sessions that may have ended.
std::vector<v1::SeatCount> SeatBoard::FindDue(absl::Time now) const {
  MutexLock lock(mu_);
  std::vector<v1::SeatCount> due;
  for (const auto& [id, shown] : shown_) {
    if (!shown.ended && shown.look_time <= now) due.push_back(shown.count);
  }
  return due;
}

absl::Status SeatBoard::DropEnded() {
  const absl::Time now = options_.clock->Now();
  const std::vector<v1::SeatCount> due = FindDue(now);
  if (due.empty()) return absl::OkStatus();
  std::vector<Pool> pools;
  RETURN_IF_ERROR(
      options_.database->Read([&](db::Transaction& tx) -> absl::Status {
        pools.clear();
        for (const v1::SeatCount& count : due) {
          ASSIGN_OR_RETURN(std::optional<Pool> pool,
                           FindPool(tx, count.session_id()));
          pools.push_back(std::move(pool).value_or(Pool()));
        }
        return absl::OkStatus();
      }));
  MutexLock telling(telling_);
  std::vector<int64_t> ended;
  {
    MutexLock lock(mu_);
    for (size_t i = 0; i < due.size(); ++i) {
      Shown& shown = shown_[due[i].session_id()];
      // What has changed meanwhile is looked at the next time.
      if (shown.count.revision() != due[i].revision()) continue;
      shown.look_time = pools[i].end_time;
      shown.ended = pools[i].end_time <= now;
      if (shown.ended) ended.push_back(due[i].session_id());
    }
  }
  options_.ended(ended);
  return absl::OkStatus();
}

}  // namespace cwp::registration
