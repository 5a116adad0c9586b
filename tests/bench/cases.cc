#include "tests/bench/cases.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "tests/bench/filled_cases.h"
#include "tests/bench/followers_case.h"
#include "tests/bench/handout_cases.h"
#include "tests/bench/http_cases.h"
#include "tests/bench/lapse_case.h"
#include "tests/bench/list_case.h"
#include "tests/bench/plain_sql.h"
#include "tests/bench/registration_calls.h"
#include "tests/bench/report_case.h"
#include "tests/bench/rush_case.h"
#include "tests/bench/scratch_postgres.h"
#include "tests/bench/series_case.h"
#include "tests/bench/served.h"
#include "tests/bench/watchers_case.h"

namespace cwp::bench {
namespace {

constexpr int64_t kManySessions = 1000;
constexpr int64_t kCapacity = 1'000'000'000;

Goal RatioOf(double value) {
  return {.kind = Goal::Kind::kRatio, .value = value};
}

Goal AtMost(double value) {
  return {.kind = Goal::Kind::kAtMost, .value = value};
}

Goal BookingGoal() {
  return {.kind = Goal::Kind::kRatio, .value = 0.15, .stretch = 0.2};
}

// The one whose time is a target, too.
Goal QuickBookingGoal() {
  Goal goal = BookingGoal();
  goal.p99_ms = 50;
  return goal;
}

Round PressBooking(const RoundInput& input, const ServedOptions& options,
                   const BookingLoad& load) {
  const Served served(options);
  return Press(CreateBookingCalls(
                   served.TargetFor("web", rpc::CallerKind::kPublic), load),
               input.in_flight, input.length);
}

Round RunCeiling(const RoundInput& input) {
  return PressBooking(input, {}, {.checked = false});
}

Round RunBook(const RoundInput& input) {
  return PressBooking(input, {.kind = Kind::kRegistration}, {});
}

Round RunBookSpread(const RoundInput& input) {
  return PressBooking(input,
                      {.kind = Kind::kRegistration, .sessions = kManySessions},
                      {.sessions = kManySessions});
}

Round RunBookPostgres(const RoundInput& input) {
  const ScratchPostgres postgres;
  return PressBooking(
      input,
      {.kind = Kind::kRegistration,
       .database = absl::StrCat(postgres.uri(), "?schema=registration")},
      {});
}

Round RunSoldOut(const RoundInput& input) {
  return PressBooking(input, {.kind = Kind::kRegistration, .capacity = 0},
                      {.reason = "NOT_ENOUGH_PLACES"});
}

Round RunAvailability(const RoundInput& input) {
  const Served served({.kind = Kind::kRegistration,
                       .sessions = kManySessions,
                       .capacity = kCapacity});
  return Press(SeatCountCalls(served.TargetFor("web", rpc::CallerKind::kPublic),
                              kManySessions, kCapacity),
               input.in_flight, input.length);
}

std::vector<Case> RegistrationCases() {
  return {
      {.name = "ceiling",
       .about = "an RPC that does nothing, on the same server and client",
       .run = RunCeiling},
      {.name = "book",
       .about = "books on one hot session; SQLite",
       .baselines = {"ceiling"},
       .goal = QuickBookingGoal(),
       .run = RunBook},
      {.name = "book_spread",
       .about = "books over 1,000 sessions; SQLite",
       .baselines = {"ceiling"},
       .goal = BookingGoal(),
       .run = RunBookSpread},
      {.name = "sold_out",
       .about = "asks for places in a session that is full",
       .baselines = {"ceiling"},
       .goal = RatioOf(0.4),
       .run = RunSoldOut},
      {.name = "availability",
       .about = "asks for the seats left of one session of 1,000",
       .baselines = {"ceiling"},
       .goal = RatioOf(0.8),
       .run = RunAvailability},
      {.name = "rush",
       .about = "20,000 people want 500 places at once; the slowest answer",
       .goal = AtMost(2),
       .unit = "s",
       .run = RunRush},
      {.name = "lapses",
       .about = "100,000 holds lapse amid a kill -9; how late, who waits too",
       .goal = AtMost(1),
       .unit = "s",
       .run = RunLapses},
      {.name = "offer_lapses",
       .about = "100,000 offers lapse amid a kill -9; how late the latest",
       .goal = AtMost(1),
       .unit = "s",
       .run = RunOfferLapses},
  };
}

Case PlainSql(const std::string& script, const std::string& about) {
  return {.name = absl::StrCat("sql_", script),
          .about = about,
          .run = [script](const RoundInput& input) {
            return RunPlainSql(script, input);
          }};
}

std::vector<Case> PostgresCases() {
  return {
      PlainSql("lock_recount", "pgbench: an advisory lock, then a count"),
      PlainSql("guarded_counter", "pgbench: a counter with a guard"),
      PlainSql("skip_locked", "pgbench: a row for each seat, SKIP LOCKED"),
      {.name = "book_postgres",
       .about = "book, on PostgreSQL",
       .baselines = {"sql_lock_recount", "sql_guarded_counter",
                     "sql_skip_locked"},
       .goal = RatioOf(3),
       .run = RunBookPostgres},
  };
}

std::vector<Case> FilledCases() {
  return {
      {.name = "growth",
       .about = "book, with --bookings stored over past sessions",
       .baselines = {"book"},
       .goal = RatioOf(0.8),
       .filled = true,
       .run = RunGrowth},
      {.name = "restart",
       .about = "kill -9 with --bookings stored, until a booking is answered",
       .goal = AtMost(2),
       .unit = "s",
       .filled = true,
       .run = RunRestart},
      {.name = "feed",
       .about = "a follower receives and applies --bookings from the start",
       .goal = {.kind = Goal::Kind::kAtLeast, .value = 300'000},
       .filled = true,
       .run = RunFeed},
      {.name = "memory_filled",
       .about = "registration's memory with --bookings stored, after booking",
       .goal = AtMost(150),
       .unit = "MB",
       .filled = true,
       .run = RunFilledMemory},
  };
}

std::vector<Case> MemoryCases() {
  std::vector<Case> cases;
  for (const char* const service : {"scheduling", "registration", "webinars",
                                    "notifications", "gateway", "web"}) {
    cases.push_back({.name = absl::StrCat("memory_", service),
                     .about = absl::StrCat(service, "'s memory when idle"),
                     .goal = AtMost(40),
                     .unit = "MB",
                     .run = [service](const RoundInput&) {
                       return RunIdleMemory(service);
                     }});
  }
  return cases;
}

Case OnHello(const std::string& name, const std::string& about, double target,
             Round (*run)(const RoundInput&)) {
  return {.name = name,
          .about = about,
          .baselines = {"http_hello"},
          .goal = RatioOf(target),
          .run = run};
}

std::vector<Case> HttpCases() {
  return {
      {.name = "list_sessions",
       .about = "scheduling lists 50 sessions of 10,000, by many filters",
       .baselines = {"ceiling"},
       .goal = RatioOf(0.4),
       .run = RunListSessions},
      {.name = "series",
       .about = "scheduling makes a series of 120 dates among 10,000 sessions",
       .goal = AtMost(20),
       .unit = "ms",
       .run = RunSeries},
      {.name = "report",
       .about = "a report over 100,000 bookings, in tables; slowest of 20",
       .goal = AtMost(500),
       .unit = "ms",
       .run = RunReport},
      {.name = "followers",
       .about = "200 sessions change a second; p99 until 3 followers have each",
       .goal = AtMost(100),
       .unit = "ms",
       .run = RunFollowers},
      {.name = "http_hello",
       .about = "the smallest route on our HTTP server",
       .run = RunHttpHello},
      OnHello("page_home", "the home page", 0.4, RunPageHome),
      OnHello("page_workshops", "the workshops page, 20 of 50 with seats", 0.25,
              RunPageWorkshops),
      {.name = "page_time",
       .about = "the workshops page at half of the load it bears; p99",
       .goal = AtMost(5),
       .unit = "ms",
       .run = RunPageTime},
      OnHello("gateway_event", "a partner gets one event", 0.4,
              RunGatewayEvent),
      OnHello("gateway_list", "a partner lists 50 events", 0.15,
              RunGatewayList),
      OnHello("gateway_book", "a partner orders a place", 0.08, RunGatewayBook),
      {.name = "watchers",
       .about = "a place is booked; p99 until 2,000 open pages are told",
       .goal = AtMost(250),
       .unit = "ms",
       .run = RunWatchers},
      {.name = "watchers_memory",
       .about = "web's memory for each of 2,000 open pages",
       .goal = AtMost(20),
       .unit = "KB",
       .run = RunWatchersMemory},
      {.name = "nginx_handout",
       .about = "nginx serves a file of 5 MB to 64 clients",
       .run = RunNginx},
      {.name = "handout",
       .about = "web serves the same file as a handout",
       .baselines = {"nginx_handout"},
       .goal = RatioOf(0.7),
       .run = RunHandout},
  };
}

}  // namespace

const std::vector<Case>& Cases() {
  static const auto* const cases = [] {
    auto* const all = new std::vector<Case>;
    for (std::vector<Case> some : {RegistrationCases(), PostgresCases(),
                                   FilledCases(), HttpCases(), MemoryCases()}) {
      std::move(some.begin(), some.end(), std::back_inserter(*all));
    }
    return all;
  }();
  return *cases;
}

const Case& FindCase(absl::string_view name) {
  const auto found =
      std::find_if(Cases().begin(), Cases().end(),
                   [&](const Case& one) { return one.name == name; });
  CWP_CHECK(found != Cases().end(), "there is no such case");
  return *found;
}

}  // namespace cwp::bench
