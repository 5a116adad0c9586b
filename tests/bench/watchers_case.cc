#include "tests/bench/watchers_case.h"

#include <algorithm>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "tests/bench/event_streams.h"
#include "tests/bench/installation.h"
#include "tests/bench/programme.h"
#include "tests/bench/registration_calls.h"
#include "tests/bench/wrk.h"

namespace cwp::bench {
namespace {

// One session, with pages open that show it.
struct Watched {
  Installation installation;
  int64_t session = 0;
  std::unique_ptr<EventStreams> streams;
  // What web's memory has grown by meanwhile.
  double bytes = 0;

  absl::Status Start(int watchers) {
    // Some whose pages were closed may be counted still.
    constexpr int kMore = 100;
    installation.Set("web", "live-readers", absl::StrCat(watchers + kMore));
    for (const char* const service :
         {"scheduling", "registration", "webinars"}) {
      installation.Start(service);
    }
    Program& web = installation.Start("web");
    ASSIGN_OR_RETURN(const Programme programme,
                     MakeProgramme(installation, 1, 1));
    session = programme.sessions.front();
    const std::string address = installation.HttpOf("web");
    RETURN_IF_ERROR(
        AwaitPage({.url = absl::StrCat("http://", address, "/workshops")},
                  {{" places left", 1}}));
    const double before = web.Memory();
    ASSIGN_OR_RETURN(streams, EventStreams::Open(address, session, watchers));
    bytes = web.Memory() - before;
    return absl::OkStatus();
  }
};

// Books one place; gives when that was answered.
absl::StatusOr<absl::Time> BookOne(Calls& calls, int64_t number) {
  std::promise<std::pair<absl::Status, absl::Time>> answered;
  calls.Start(number, [&](const absl::Status& status) {
    answered.set_value({status, absl::Now()});
  });
  const auto [status, time] = answered.get_future().get();
  RETURN_IF_ERROR(status);
  return time;
}

absl::StatusOr<Round> TellWatchers(const RoundInput& input) {
  Watched watched;
  RETURN_IF_ERROR(watched.Start(input.watchers));
  Calls& calls = CreateBookingCalls(
      watched.installation.TargetFor("registration", "web",
                                     rpc::CallerKind::kPublic),
      {.first_session = watched.session - SessionId(0), .name = "watched"});
  int64_t left = watched.streams->left();
  std::vector<absl::Duration> times;
  const absl::Time end = absl::Now() + input.length;
  for (int64_t number = 0; number == 0 || absl::Now() < end; ++number) {
    ASSIGN_OR_RETURN(const absl::Time answer, BookOne(calls, number));
    ASSIGN_OR_RETURN(const std::vector<absl::Time> told,
                     watched.streams->AwaitLeft(--left));
    for (const absl::Time time : told) {
      // A page may have it before the answer is here.
      times.push_back(std::max(time - answer, absl::ZeroDuration()));
    }
  }
  std::sort(times.begin(), times.end());
  Round round;
  round.answers = static_cast<int64_t>(times.size());
  round.p50 = times[times.size() / 2];
  round.p99 = times[times.size() * 99 / 100];
  round.value = absl::ToDoubleMilliseconds(round.p99);
  return round;
}

absl::StatusOr<Round> WeighWatchers(const RoundInput& input) {
  constexpr double kKilobyte = 1000;
  Watched watched;
  RETURN_IF_ERROR(watched.Start(input.watchers));
  Round round;
  round.answers = input.watchers;
  round.value = watched.bytes / input.watchers / kKilobyte;
  return round;
}

Round OrFailed(const absl::StatusOr<Round>& round) {
  if (round.ok()) return *round;
  return Failed(std::string(round.status().message()));
}

}  // namespace

Round RunWatchers(const RoundInput& input) {
  return OrFailed(TellWatchers(input));
}

Round RunWatchersMemory(const RoundInput& input) {
  return OrFailed(WeighWatchers(input));
}

}  // namespace cwp::bench
