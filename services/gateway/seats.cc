#include "services/gateway/seats.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/http/await.h"
#include "cwp/registration/v1/registration_service.pb.h"

namespace cwp::gateway {
namespace {

namespace v1 = ::cwp::registration::v1;
using Texts = cache::IdReader::Texts;

// From the one who gives the places out.
cache::IdReader::Load LoaderFrom(RegistrationClient& registration) {
  return [&registration](const std::vector<int64_t>& session_ids,
                         absl::Time deadline,
                         const cache::IdReader::LoadDone& done) {
    v1::BatchGetSeatCountsRequest request;
    request.mutable_session_ids()->Assign(session_ids.begin(),
                                          session_ids.end());
    registration.GetSeatCounts(
        std::move(request), deadline,
        [done](absl::StatusOr<v1::BatchGetSeatCountsResponse> response) {
          if (!response.ok()) return done(response.status());
          std::vector<cache::IdReader::Item> items;
          for (const v1::SeatCount& count : response->seat_counts()) {
            items.push_back({count.session_id(), count.revision(),
                             count.SerializeAsString()});
          }
          done(std::move(items));
        });
  };
}

// The keys are those of registration's publisher.
cache::IdReader::Options ReaderOptions(cache::Client* redis,
                                       RegistrationClient& registration) {
  return {.client = redis,
          .prefix = "seats:",
          .owner = "registration",
          .load = LoaderFrom(registration),
          .metric = "cwp_seat_counts_total",
          .metric_help = "Seat counts read, by who answered."};
}

}  // namespace

SeatReader::SeatReader(const Clock& clock, cache::Client* redis,
                       RegistrationClient& registration, Metrics& metrics)
    : reader_(clock, ReaderOptions(redis, registration), metrics) {}

boost::asio::awaitable<SeatReader::Counts> SeatReader::Get(
    std::vector<int64_t> session_ids, absl::Time deadline) {
  const Texts texts = co_await http::Await<Texts>([&](http::Done<Texts> done) {
    reader_.Get(session_ids, deadline, std::move(done));
  });
  Counts counts;
  for (const auto& [id, text] : texts) {
    v1::SeatCount count;
    if (!count.ParseFromString(text)) continue;
    counts[id] = {.capacity = count.capacity(),
                  .confirmed = count.confirmed(),
                  .left = count.left()};
  }
  co_return counts;
}

const SeatCount* FindSeats(const SeatReader::Counts& counts,
                           int64_t session_id) {
  const auto found = counts.find(session_id);
  return found == counts.end() ? nullptr : &found->second;
}

}  // namespace cwp::gateway
