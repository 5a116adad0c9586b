#include "services/web/seats.h"

#include <utility>

#include "absl/time/time.h"
#include "common/http/await.h"

namespace cwp::web {
namespace {

// A page without counts is better than a page that comes late.
constexpr absl::Duration kPatience = absl::Seconds(1);

}  // namespace

boost::asio::awaitable<SeatReader::Counts> SeatReader::Get(
    std::vector<int64_t> sessions) {
  using Read = cache::SeatReader::Counts;
  const Read read = co_await http::Await<Read>([&](http::Done<Read> done) {
    reader_.Get(sessions, clock_.Now() + kPatience, std::move(done));
  });
  Counts counts;
  counts.reserve(sessions.size());
  for (const int64_t id : sessions) {
    Seats& seats = counts[id];
    const auto found = read.find(id);
    if (found == read.end()) continue;
    seats.left = found->second.left;
    seats.only_kept = found->second.left == 0 &&
                      found->second.confirmed < found->second.capacity;
  }
  co_return counts;
}

}  // namespace cwp::web
