#include "services/web/seats.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/http/await.h"
#include "cwp/registration/v1/registration_service.pb.h"

namespace cwp::web {
namespace {

namespace v1 = ::cwp::registration::v1;
using Texts = cache::IdReader::Texts;

// A page without counts is better than a page that comes late.
constexpr absl::Duration kPatience = absl::Seconds(1);

// From the one who gives the places out.
cache::IdReader::Load LoaderFrom(RegistrationClient& registration) {
  return [&registration](const std::vector<int64_t>& session_ids,
                         absl::Time deadline,
                         const cache::IdReader::LoadDone& done) {
    v1::BatchGetSeatCountsRequest request;
    request.mutable_session_ids()->Assign(session_ids.begin(),
                                          session_ids.end());
    registration.BatchGetSeatCounts(
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
    : clock_(clock),
      reader_(clock, ReaderOptions(redis, registration), metrics) {}

boost::asio::awaitable<SeatReader::Counts> SeatReader::Get(
    std::vector<int64_t> sessions) {
  const Texts texts = co_await http::Await<Texts>([&](http::Done<Texts> done) {
    reader_.Get(sessions, clock_.Now() + kPatience, std::move(done));
  });
  Counts counts;
  for (const int64_t id : sessions) {
    Seats& seats = counts[id];
    const auto text = texts.find(id);
    v1::SeatCount count;
    if (text != texts.end() && count.ParseFromString(text->second)) {
      seats.left = count.left();
    }
  }
  co_return counts;
}

}  // namespace cwp::web
