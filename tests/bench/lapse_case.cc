#include "tests/bench/lapse_case.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/feed/log.h"
#include "common/time/proto_time.h"
#include "cwp/feed/v1/feed_service.pb.h"
#include "cwp/registration/v1/change.pb.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "tests/bench/calls.h"
#include "tests/bench/installation.h"
#include "tests/bench/load.h"
#include "tests/bench/program.h"
#include "tests/bench/registration_calls.h"
#include "tests/bench/served.h"

namespace cwp::bench {
namespace {

namespace v1 = registration::v1;

constexpr int64_t kHolds = 100'000;
constexpr int64_t kSessions = 1'000;
// At least so many are placed in a second, or they would not all live at once.
constexpr int64_t kPlacedInASecond = 5'000;
constexpr int64_t kLeastSeconds = 3;
// So long after the first ran out registration is killed.
constexpr absl::Duration kUntilKill = absl::Seconds(1);
// By then everything has lapsed, however late.
constexpr absl::Duration kPatience = absl::Seconds(5);

// What the ledger tells of the holds.
struct Ledger {
  int64_t placed = 0;
  int64_t lapsed = 0;
  absl::Time last_placed = absl::InfinitePast();
  absl::Time first_end = absl::InfiniteFuture();
  // Since `up` at the earliest.
  absl::Duration latest;
};

Calls& CreateHoldCalls(const Target& target) {
  return *new UnaryCalls<v1::RegistrationService, v1::CreateHoldRequest,
                         v1::Hold>(
      target,
      &v1::RegistrationService::StubInterface::async_interface::CreateHold,
      [](int64_t number) {
        v1::CreateHoldRequest request;
        request.mutable_hold()->set_session_id(SessionId(number % kSessions));
        request.mutable_hold()->set_places(1);
        request.set_browser_token(
            absl::StrCat("the-browser-of-person-", number));
        request.set_request_id(absl::StrCat("hold-", number));
        return request;
      },
      [](int64_t, const absl::Status& status, const v1::Hold& hold) {
        if (!status.ok() || hold.state() == v1::Hold::HELD) return status;
        return absl::InternalError("a hold does not keep its place");
      });
}

void Note(const feed::v1::Change& change, absl::Time up, Ledger& ledger) {
  v1::HoldChange hold;
  if (change.kind() != "hold" || !hold.ParseFromString(change.resource())) {
    return;
  }
  const absl::Time now = absl::FromUnixMicros(change.commit_micros());
  const absl::Time end = ToTime(hold.expire_time());
  if (change.cause() == "hold_placed") {
    ++ledger.placed;
    ledger.last_placed = std::max(ledger.last_placed, now);
    ledger.first_end = std::min(ledger.first_end, end);
  } else if (change.cause() == "hold_lapsed") {
    ++ledger.lapsed;
    // What lapsed before the kill has nothing to do with the start after it.
    const absl::Time due = now < up ? end : std::max(end, up);
    ledger.latest = std::max(ledger.latest, now - due);
  }
}

absl::StatusOr<Ledger> ReadLedger(const std::string& path, absl::Time up) {
  constexpr int kPage = 10'000;
  constexpr size_t kPageBytes = size_t{16} << 20;
  const SystemClock clock;
  ASSIGN_OR_RETURN(const std::unique_ptr<db::Database> database,
                   db::Open(absl::StrCat("sqlite:", path), clock));
  Ledger ledger;
  feed::Page page;
  int64_t revision = 0;
  do {
    RETURN_IF_ERROR(database->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(page, feed::ReadOn(tx, revision, kPage, kPageBytes));
      return absl::OkStatus();
    }));
    for (const feed::Entry& entry : page.entries) {
      feed::v1::Change change;
      if (change.ParseFromString(entry.change)) Note(change, up, ledger);
      revision = entry.revision;
    }
  } while (!page.entries.empty());
  return ledger;
}

void WaitUntil(absl::Time time) {
  absl::SleepFor(std::max(time - absl::Now(), absl::ZeroDuration()));
}

}  // namespace

Round RunLapses(const RoundInput& input) {
  const int64_t holds = std::min(kHolds, input.bookings / 10);
  const int64_t seconds = std::max(kLeastSeconds, holds / kPlacedInASecond);
  Installation installation;
  installation.Set("registration", "hold-seconds", absl::StrCat(seconds));
  const std::string path = installation.DatabaseOf("registration");
  OpenSessions(absl::StrCat("sqlite:", path), SystemClock(),
               {.sessions = kSessions});
  Program& first = installation.Start("registration");
  const absl::Time begin = absl::Now();
  const Round placed =
      PressCount(CreateHoldCalls(installation.TargetFor(
                     "registration", "web", rpc::CallerKind::kPublic)),
                 input.in_flight, holds);
  if (placed.errors > 0) return Failed(placed.first_error);
  const absl::Time end = absl::Now();

  WaitUntil(begin + absl::Seconds(seconds) + kUntilKill);
  first.Kill();
  Program& second = installation.Start("registration");
  const absl::Time up = absl::Now();
  WaitUntil(std::max(end + absl::Seconds(seconds), up) + kPatience);
  second.Kill();

  const absl::StatusOr<Ledger> ledger = ReadLedger(path, up);
  if (!ledger.ok()) return Failed(std::string(ledger.status().message()));
  if (ledger->placed != holds || ledger->last_placed >= ledger->first_end) {
    return Failed("the holds did not all live at the same time");
  }
  if (ledger->lapsed != holds) {
    return Failed(absl::StrCat(ledger->lapsed, " of ", holds, " lapsed"));
  }
  Round round;
  round.value = absl::ToDoubleSeconds(ledger->latest);
  round.answers = holds;
  return round;
}

}  // namespace cwp::bench
