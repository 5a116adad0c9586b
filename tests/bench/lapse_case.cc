#include "tests/bench/lapse_case.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

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
using Service = v1::RegistrationService;

constexpr int64_t kMost = 100'000;
constexpr int64_t kPlacesOfSession = 100;
// At least so many are made in a second, or they would not all live at once.
constexpr int64_t kHeldInASecond = 5'000;
constexpr int64_t kOfferedInASecond = 4'000;
constexpr int64_t kLeastSeconds = 5;
// Who waits in line comes so much later than the holds, so that no turn ends
// before what it waits for, even where all of them end amid the kill.
constexpr absl::Duration kComeLater = absl::Seconds(2);
// By then registration takes calls.
constexpr absl::Duration kStart = absl::Seconds(2);
// So much later than in the session before does booking end in each.
constexpr absl::Duration kCloseApart = absl::Milliseconds(5);
// Who waits in line is of at most so many places.
constexpr int64_t kLargestParty = 10;
// So long after the first ran out registration is killed: while it still gives
// places back, and lets those in who wait.
constexpr absl::Duration kUntilKill = absl::Milliseconds(500);
// By then everything has lapsed, however late.
constexpr absl::Duration kPatience = absl::Seconds(5);

// What the ledger tells of what was kept for some time, and of who waited.
struct Ledger {
  // When registration took calls again.
  absl::Time up;
  // Holds and offers that had places when they were made, and how many of them
  // have lapsed.
  int64_t kept = 0;
  int64_t lapsed = 0;
  int64_t waited = 0;
  // When the last of all those came, and the first of what is kept was to end.
  absl::Time last_made = absl::InfinitePast();
  absl::Time first_end = absl::InfiniteFuture();
  // When what is kept was to end, by session.
  std::map<int64_t, std::vector<absl::Time>> ends;
  // The holds that waited and got their places.
  std::set<int64_t> admitted;
  absl::Duration latest;
};

void NoteKept(int64_t session_id, absl::Time end, absl::Time now,
              Ledger& ledger) {
  ++ledger.kept;
  ledger.last_made = std::max(ledger.last_made, now);
  ledger.first_end = std::min(ledger.first_end, end);
  ledger.ends[session_id].push_back(end);
}

void NoteDone(absl::Time due, absl::Time now, Ledger& ledger) {
  // What was done before the kill has nothing to do with the start after it.
  const absl::Time since = now < ledger.up ? due : std::max(due, ledger.up);
  ledger.latest = std::max(ledger.latest, now - since);
}

void NoteHold(const feed::v1::Change& change, Ledger& ledger) {
  v1::HoldChange hold;
  if (!hold.ParseFromString(change.resource())) return;
  const absl::Time now = absl::FromUnixMicros(change.commit_micros());
  const absl::Time end = ToTime(hold.expire_time());
  if (change.cause() == "hold_placed") {
    NoteKept(hold.session_id(), end, now, ledger);
  } else if (change.cause() == "hold_queued") {
    ++ledger.waited;
    ledger.last_made = std::max(ledger.last_made, now);
  } else if (change.cause() == "hold_admitted") {
    // Each hold there is of one place: it fits once as many have run out.
    std::vector<absl::Time>& ends = ledger.ends[hold.session_id()];
    const auto places = static_cast<size_t>(hold.places());
    if (places > ends.size()) return;
    std::sort(ends.begin(), ends.end());
    NoteDone(ends[places - 1], now, ledger);
    ledger.admitted.insert(hold.hold_id());
  } else if (change.cause() == "hold_lapsed" &&
             ledger.admitted.count(hold.hold_id()) == 0) {
    ++ledger.lapsed;
    NoteDone(end, now, ledger);
  }
}

void NoteOffer(const feed::v1::Change& change, Ledger& ledger) {
  v1::OfferChange offer;
  if (!offer.ParseFromString(change.resource())) return;
  const absl::Time now = absl::FromUnixMicros(change.commit_micros());
  const absl::Time end = ToTime(offer.expire_time());
  if (change.cause() == "offer_made") {
    NoteKept(offer.session_id(), end, now, ledger);
  } else if (change.cause() == "offer_lapsed") {
    ++ledger.lapsed;
    NoteDone(end, now, ledger);
  }
}

absl::StatusOr<Ledger> ReadLedger(const std::string& path, absl::Time up) {
  constexpr int kPage = 10'000;
  constexpr size_t kPageBytes = size_t{16} << 20;
  const SystemClock clock;
  ASSIGN_OR_RETURN(const std::unique_ptr<db::Database> database,
                   db::Open(absl::StrCat("sqlite:", path), clock));
  Ledger ledger{.up = up};
  feed::Page page;
  int64_t revision = 0;
  do {
    RETURN_IF_ERROR(database->Read([&](db::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(page, feed::ReadOn(tx, revision, kPage, kPageBytes));
      return absl::OkStatus();
    }));
    for (const feed::Entry& entry : page.entries) {
      revision = entry.revision;
      feed::v1::Change change;
      if (!change.ParseFromString(entry.change)) continue;
      if (change.kind() == "hold") NoteHold(change, ledger);
      if (change.kind() == "offer") NoteOffer(change, ledger);
    }
  } while (!page.entries.empty());
  return ledger;
}

Round Judge(const absl::StatusOr<Ledger>& ledger, int64_t kept,
            int64_t waited) {
  if (!ledger.ok()) return Failed(std::string(ledger.status().message()));
  if (ledger->kept != kept || ledger->waited != waited ||
      ledger->last_made >= ledger->first_end) {
    return Failed("they did not all live at the same time");
  }
  if (ledger->lapsed != kept) {
    return Failed(absl::StrCat(ledger->lapsed, " of ", kept, " lapsed"));
  }
  const auto admitted = static_cast<int64_t>(ledger->admitted.size());
  if (admitted != waited) {
    return Failed(absl::StrCat(admitted, " of ", waited, " were let in"));
  }
  Round round;
  round.value = absl::ToDoubleSeconds(ledger->latest);
  round.answers = kept;
  return round;
}

// What becomes of a load of holds: of one place each that it keeps, or of
// different numbers, who wait in line.
Calls& CreateHoldCalls(const Target& target, int64_t sessions,
                       v1::Hold::State state) {
  const bool waits = state == v1::Hold::IN_LINE;
  const std::string name = waits ? "waiting" : "holding";
  return *new UnaryCalls<Service, v1::CreateHoldRequest, v1::Hold>(
      target, &Service::StubInterface::async_interface::CreateHold,
      [sessions, waits, name](int64_t number) {
        v1::CreateHoldRequest request;
        v1::Hold& hold = *request.mutable_hold();
        hold.set_session_id(SessionId(number % sessions));
        // Sessions run out side by side: so not all get their turn at once.
        const int64_t places = waits ? 1 + number % kLargestParty : 1;
        hold.set_places(static_cast<int32_t>(places));
        request.set_wait_in_line(waits);
        request.set_browser_token(
            absl::StrCat("the-browser-of-", name, "-person-", number));
        request.set_request_id(absl::StrCat(name, "-", number));
        return request;
      },
      [state](int64_t, const absl::Status& status, const v1::Hold& hold) {
        if (!status.ok() || hold.state() == state) return status;
        return absl::InternalError("a hold is not as it should be");
      });
}

// To wait for a session that has places, so that each is offered one at once.
Calls& JoinWaitlistCalls(const Target& target, int64_t sessions) {
  return *new UnaryCalls<Service, v1::CreateWaitlistEntryRequest,
                         v1::WaitlistEntry>(
      target, &Service::StubInterface::async_interface::CreateWaitlistEntry,
      [sessions](int64_t number) {
        v1::CreateWaitlistEntryRequest request;
        v1::WaitlistEntry& entry = *request.mutable_waitlist_entry();
        entry.add_session_ids(SessionId(number % sessions));
        entry.set_places(1);
        entry.mutable_contact()->set_name("Ada Example");
        entry.mutable_contact()->set_email(
            absl::StrCat("person", number, "@example.org"));
        entry.mutable_eligibility()->set_in_area(v1::Eligibility::YES);
        request.set_request_id(absl::StrCat("join-", number));
        return request;
      },
      [](int64_t, const absl::Status& status, const v1::WaitlistEntry&) {
        return status;
      });
}

int64_t SessionsOf(const RoundInput& input) {
  const int64_t places = std::min(kMost, input.bookings / 10);
  return std::max<int64_t>(1, places / kPlacesOfSession);
}

int64_t SecondsFor(int64_t places, int64_t in_a_second) {
  return std::max(kLeastSeconds, places / in_a_second);
}

Target AsFamily(const Installation& installation) {
  return installation.TargetFor("registration", "web",
                                rpc::CallerKind::kPublic);
}

void WaitUntil(absl::Time time) {
  absl::SleepFor(std::max(time - absl::Now(), absl::ZeroDuration()));
}

// Kills registration soon after the first ran out, starts it again, and reads
// what became of everything once the last has.
absl::StatusOr<Ledger> RunOut(Installation& installation, Program& program,
                              absl::Time first_end, absl::Time last_end) {
  WaitUntil(first_end + kUntilKill);
  program.Kill();
  Program& second = installation.Start("registration");
  const absl::Time up = absl::Now();
  WaitUntil(std::max(last_end, up) + kPatience);
  second.Kill();
  return ReadLedger(installation.DatabaseOf("registration"), up);
}

}  // namespace

Round RunLapses(const RoundInput& input) {
  const int64_t sessions = SessionsOf(input);
  const int64_t holds = sessions * kPlacesOfSession;
  const int64_t seconds = SecondsFor(holds, kHeldInASecond);
  Installation installation;
  installation.Set("registration", "hold-seconds", absl::StrCat(seconds));
  OpenSessions(absl::StrCat("sqlite:", installation.DatabaseOf("registration")),
               SystemClock(),
               {.sessions = sessions, .capacity = kPlacesOfSession});
  Program& program = installation.Start("registration");
  const Target family = AsFamily(installation);
  const absl::Time begin = absl::Now();
  const Round placed =
      PressCount(CreateHoldCalls(family, sessions, v1::Hold::HELD),
                 input.in_flight, holds);
  if (placed.errors > 0) return Failed(placed.first_error);
  const absl::Time end = absl::Now();
  absl::SleepFor(kComeLater);
  const Round waiting =
      PressCount(CreateHoldCalls(family, sessions, v1::Hold::IN_LINE),
                 input.in_flight, sessions);
  if (waiting.errors > 0) return Failed(waiting.first_error);
  const absl::Duration length = absl::Seconds(seconds);
  return Judge(RunOut(installation, program, begin + length, end + length),
               holds, sessions);
}

Round RunOfferLapses(const RoundInput& input) {
  const int64_t sessions = SessionsOf(input);
  const int64_t offers = sessions * kPlacesOfSession;
  const absl::Time first_end =
      absl::Now() + kStart +
      absl::Seconds(SecondsFor(offers, kOfferedInASecond));
  Installation installation;
  OpenSessions(absl::StrCat("sqlite:", installation.DatabaseOf("registration")),
               SystemClock(),
               {.sessions = sessions,
                .capacity = kPlacesOfSession,
                .booking_close_time = first_end,
                .close_apart = kCloseApart});
  Program& program = installation.Start("registration");
  const Round joined =
      PressCount(JoinWaitlistCalls(AsFamily(installation), sessions),
                 input.in_flight, offers);
  if (joined.errors > 0) return Failed(joined.first_error);
  return Judge(RunOut(installation, program, first_end,
                      first_end + sessions * kCloseApart),
               offers, 0);
}

}  // namespace cwp::bench
