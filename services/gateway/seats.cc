#include "services/gateway/seats.h"

#include <utility>

#include "common/http/await.h"

namespace cwp::gateway {

boost::asio::awaitable<SeatReader::Counts> SeatReader::Get(
    std::vector<int64_t> session_ids, absl::Time deadline) {
  using Read = cache::SeatReader::Counts;
  const Read read = co_await http::Await<Read>([&](http::Done<Read> done) {
    reader_.Get(session_ids, deadline, std::move(done));
  });
  Counts counts;
  counts.reserve(read.size());
  for (const auto& [id, count] : read) {
    counts[id] = {.capacity = count.capacity,
                  .confirmed = count.confirmed,
                  .left = count.left};
  }
  co_return counts;
}

const SeatCount* FindSeats(const SeatReader::Counts& counts,
                           int64_t session_id) {
  const auto found = counts.find(session_id);
  return found == counts.end() ? nullptr : &found->second;
}

}  // namespace cwp::gateway
