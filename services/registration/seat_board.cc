#include "services/registration/seat_board.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/registration/feed_records.h"
#include "services/registration/pool_store.h"

namespace cwp::registration {
absl::StatusOr<std::unique_ptr<SeatBoard>> SeatBoard::Start(
    db::Database& database, feed::Bell& bell, Changed changed) {
  std::unique_ptr<SeatBoard> board(new SeatBoard(std::move(changed)));
  feed::Position head;
  RETURN_IF_ERROR(database.Read([&](db::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(head, feed::ReadHead(tx));
    ASSIGN_OR_RETURN(std::vector<Pool> pools, ListPools(tx));
    MutexLock lock(board->mu_);
    for (const Pool& pool : pools) {
      board->counts_[pool.session_id] = ToProto(pool);
    }
    return absl::OkStatus();
  }));
  board->tail_ = std::make_unique<feed::Tail>(
      feed::Tail::Options{.database = &database, .bell = &bell}, head.revision,
      [board = board.get()](const std::vector<feed::Entry>& entries) {
        board->Apply(entries);
      });
  return board;
}

std::optional<v1::SeatCount> SeatBoard::Find(int64_t session_id) const {
  MutexLock lock(mu_);
  const auto found = counts_.find(session_id);
  if (found == counts_.end()) return std::nullopt;
  return found->second;
}

std::vector<v1::SeatCount> SeatBoard::All() const {
  MutexLock lock(mu_);
  std::vector<v1::SeatCount> counts;
  counts.reserve(counts_.size());
  for (const auto& [id, count] : counts_) counts.push_back(count);
  return counts;
}

void SeatBoard::Apply(const std::vector<feed::Entry>& entries) {
  absl::flat_hash_map<int64_t, v1::SeatCount> newest;
  for (const feed::Entry& entry : entries) {
    std::optional<v1::SeatCount> count = SeatCountIn(entry);
    if (count.has_value()) newest[count->session_id()] = *std::move(count);
  }
  std::vector<v1::SeatCount> changed;
  {
    MutexLock lock(mu_);
    for (auto& [id, count] : newest) {
      counts_[id] = count;
      changed.push_back(std::move(count));
    }
  }
  changed_(changed);
}

}  // namespace cwp::registration
