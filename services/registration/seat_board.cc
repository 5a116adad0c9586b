#include "services/registration/seat_board.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/time/proto_time.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "services/registration/feed_records.h"
#include "services/registration/pool_store.h"

namespace cwp::registration {
namespace {

// Nothing when the entry holds no count.
std::optional<v1::SeatCount> CountIn(const feed::Entry& entry) {
  feed::v1::Change change;
  if (!change.ParseFromString(entry.change)) return std::nullopt;
  return SeatCountIn(change);
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
          .count = ToProto(pool), .end_time = pool.end_time, .ended = ended};
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
  const absl::Time now = options_.clock->Now();
  MutexLock telling(telling_);
  std::vector<v1::SeatCount> changed;
  {
    MutexLock lock(mu_);
    absl::flat_hash_set<int64_t> touched;
    for (const feed::Entry& entry : entries) {
      std::optional<v1::SeatCount> count = CountIn(entry);
      if (!count.has_value()) continue;
      touched.insert(count->session_id());
      Shown& shown = shown_[count->session_id()];
      // What is about the pool itself says when its session ends.
      if (count->has_end_time()) {
        shown.end_time = ToTime(count->end_time());
        shown.ended = shown.end_time <= now;
      }
      count->clear_meetings();
      count->clear_venue();
      shown.count = *std::move(count);
    }
    for (const int64_t id : touched) {
      Shown& shown = shown_[id];
      NoteTurn(id, shown);
      if (!shown.ended) changed.push_back(shown.count);
    }
  }
  options_.changed(changed);
}

void SeatBoard::DropEnded() {
  const absl::Time now = options_.clock->Now();
  MutexLock telling(telling_);
  std::vector<int64_t> ended;
  {
    MutexLock lock(mu_);
    for (auto& [id, shown] : shown_) {
      if (shown.ended || shown.end_time > now) continue;
      shown.ended = true;
      ended.push_back(id);
    }
  }
  options_.ended(ended);
}

}  // namespace cwp::registration
