#include "services/gateway/seats.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/http/await.h"
#include "cwp/registration/v1/registration_service.pb.h"

namespace cwp::gateway {
namespace {

namespace v1 = ::cwp::registration::v1;
using Values = cache::ReadThrough::Values;

// As registration's publisher writes them.
constexpr absl::string_view kPrefix = "seats:";

int64_t SessionOf(absl::string_view key) {
  int64_t id = 0;
  absl::ConsumePrefix(&key, kPrefix);
  return absl::SimpleAtoi(key, &id) ? id : 0;
}

Values ToValues(const std::vector<std::string>& keys,
                const v1::BatchGetSeatCountsResponse& response) {
  Values values(keys.size());
  for (const v1::SeatCount& count : response.seat_counts()) {
    const auto key = std::find(keys.begin(), keys.end(),
                               absl::StrCat(kPrefix, count.session_id()));
    if (key == keys.end()) continue;
    values[key - keys.begin()] = {.revision = count.revision(),
                                  .text = count.SerializeAsString()};
  }
  return values;
}

cache::ReadThrough::Load LoaderFrom(RegistrationClient& registration) {
  return [&registration](std::vector<std::string> keys, absl::Time deadline,
                         cache::ReadThrough::LoadDone done) {
    v1::BatchGetSeatCountsRequest request;
    for (const std::string& key : keys) {
      request.add_session_ids(SessionOf(key));
    }
    registration.GetSeatCounts(
        std::move(request), deadline,
        [keys = std::move(keys), done = std::move(done)](
            absl::StatusOr<v1::BatchGetSeatCountsResponse> response) {
          if (!response.ok()) return done(response.status());
          done(ToValues(keys, *response));
        });
  };
}

}  // namespace

SeatReader::SeatReader(const Clock& clock, cache::Client* redis,
                       RegistrationClient& registration, Metrics& metrics)
    : read_through_(clock,
                    {.client = redis, .load = LoaderFrom(registration)}) {
  AddMetrics(metrics);
}

void SeatReader::AddMetrics(Metrics& metrics) {
  struct Source {
    const char* name;
    int64_t cache::ReadThrough::Stats::*count;
  };
  constexpr Source kSources[] = {
      {"memory", &cache::ReadThrough::Stats::fresh},
      {"redis", &cache::ReadThrough::Stats::cached},
      {"registration", &cache::ReadThrough::Stats::loaded},
      {"nobody", &cache::ReadThrough::Stats::failed},
  };
  for (const Source& source : kSources) {
    metrics_.push_back(metrics.AddCallbackCounter(
        "cwp_seat_counts_total", "Seat counts read, by who answered.",
        {{"source", source.name}}, [this, count = source.count] {
          return static_cast<double>(read_through_.stats().*count);
        }));
  }
}

boost::asio::awaitable<SeatReader::Counts> SeatReader::Get(
    std::vector<int64_t> session_ids, absl::Time deadline) {
  Counts counts;
  if (session_ids.empty()) co_return counts;
  std::vector<std::string> keys;
  for (const int64_t id : session_ids) {
    keys.push_back(absl::StrCat(kPrefix, id));
  }
  const Values values =
      co_await http::Await<Values>([&](http::Done<Values> done) {
        read_through_.Get(std::move(keys), deadline, std::move(done));
      });
  for (size_t i = 0; i < values.size(); ++i) {
    v1::SeatCount count;
    if (!values[i].has_value() || !count.ParseFromString(values[i]->text)) {
      continue;
    }
    counts[session_ids[i]] = {.capacity = count.capacity(),
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
