#include "tests/bench/filled_cases.h"

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/feed/follower.h"
#include "common/rpc/peer.h"
#include "common/telemetry/metrics.h"
#include "common/testing/temp_dir.h"
#include "tests/bench/calls.h"
#include "tests/bench/installation.h"
#include "tests/bench/load.h"
#include "tests/bench/program.h"
#include "tests/bench/registration_calls.h"
#include "tests/bench/seat_follower.h"
#include "tests/bench/served.h"

namespace cwp::bench {
namespace {

constexpr double kMegabyte = 1 << 20;

// What a service does after its start is done in this time.
constexpr absl::Duration kSettle = absl::Seconds(1);

// Bookings on the one session that is open beside the filled database's.
BookingLoad HotSession(const RoundInput& input, const std::string& name) {
  return {.first_session = FilledSessions(input.bookings), .name = name};
}

// Registration on a copy of the filled database with one open session.
void PrepareRegistration(const Installation& installation,
                         const RoundInput& input) {
  const std::string path = installation.DatabaseOf("registration");
  CopyDatabase(input.filled, path);
  OpenSessions(absl::StrCat("sqlite:", path), SystemClock(),
               {.first_session = FilledSessions(input.bookings)});
}

Target AsFamily(const Installation& installation) {
  return installation.TargetFor("registration", "web",
                                rpc::CallerKind::kPublic);
}

absl::StatusOr<Round> Follow(const RoundInput& input) {
  const TempDir folder;
  const std::string path = folder.File("registration.db");
  CopyDatabase(input.filled, path);
  const Served served({.kind = Kind::kRegistration,
                       .sessions = 0,
                       .database = absl::StrCat("sqlite:", path)});
  const Target target =
      served.TargetFor("notifications", rpc::CallerKind::kService);
  rpc::Peer peer(target.service, target.address, *target.signer, *target.clock);
  ASSIGN_OR_RETURN(
      const std::unique_ptr<db::Database> own,
      db::Open(absl::StrCat("sqlite:", folder.File("own.db")), *target.clock));
  RETURN_IF_ERROR(db::Migrate(*own, SeatFollowerMigrations()));

  SeatFollower seats;
  Metrics metrics("follower");
  feed::Follower follower({.name = "registration",
                           .peer = &peer,
                           .database = own.get(),
                           .clock = target.clock,
                           .target = &seats,
                           .metrics = &metrics});
  const int64_t sessions = FilledSessions(input.bookings);
  const int64_t changes = input.bookings + sessions;
  const absl::Time start = absl::Now();
  follower.Start();
  if (!follower.WaitFor(changes, absl::Minutes(5))) {
    return absl::InternalError("the follower does not arrive");
  }
  const absl::Duration took = absl::Now() - start;
  follower.Stop();
  ASSIGN_OR_RETURN(const Applied applied, ReadApplied(*own));
  if (applied.bookings != input.bookings || applied.sessions != sessions ||
      applied.places != input.bookings) {
    return absl::InternalError("what was applied is not what was sent");
  }
  Round round;
  round.value = static_cast<double>(changes) / absl::ToDoubleSeconds(took);
  round.answers = changes;
  return round;
}

}  // namespace

Round RunGrowth(const RoundInput& input) {
  const TempDir folder;
  const std::string path = folder.File("registration.db");
  CopyDatabase(input.filled, path);
  const Served served({.kind = Kind::kRegistration,
                       .first_session = FilledSessions(input.bookings),
                       .database = absl::StrCat("sqlite:", path)});
  return Press(
      CreateBookingCalls(served.TargetFor("web", rpc::CallerKind::kPublic),
                         HotSession(input, "growth")),
      input.in_flight, input.length);
}

Round RunRestart(const RoundInput& input) {
  Installation installation;
  PrepareRegistration(installation, input);
  Program& first = installation.Start("registration");
  // What is in flight when it is killed fails, as it must.
  Calls& before =
      CreateBookingCalls(AsFamily(installation), HotSession(input, "before"));
  const Round pressed =
      Press(before, input.in_flight, kSettle, [&] { first.Kill(); });
  if (pressed.answers == 0) return Failed("nothing was booked before the kill");

  const absl::Time start = absl::Now();
  installation.Start("registration");
  const Round answered = PressCount(
      CreateBookingCalls(AsFamily(installation), HotSession(input, "after")), 1,
      1);
  const absl::Duration took = absl::Now() - start;
  if (answered.errors > 0) return Failed(answered.first_error);
  Round round;
  round.value = absl::ToDoubleSeconds(took);
  return round;
}

Round RunFeed(const RoundInput& input) {
  const absl::StatusOr<Round> round = Follow(input);
  if (!round.ok()) return Failed(std::string(round.status().message()));
  return *round;
}

Round RunIdleMemory(const std::string& service) {
  Installation installation;
  const Program& program = installation.Start(service);
  absl::SleepFor(kSettle);
  Round round;
  round.value = program.Memory() / kMegabyte;
  return round;
}

Round RunFilledMemory(const RoundInput& input) {
  Installation installation;
  PrepareRegistration(installation, input);
  const Program& program = installation.Start("registration");
  Round round = Press(
      CreateBookingCalls(AsFamily(installation), HotSession(input, "memory")),
      input.in_flight, input.length);
  round.value = program.Memory() / kMegabyte;
  return round;
}

}  // namespace cwp::bench
