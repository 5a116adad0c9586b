#include "tests/bench/served.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/db/database.h"
#include "common/host/host.h"
#include "common/http/router.h"
#include "common/http/server.h"
#include "common/telemetry/metrics.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "services/registration/domain.h"
#include "services/registration/retention.h"
#include "services/registration/scheduling_follower.h"
#include "services/registration/schema.h"
#include "services/registration/server.h"
#include "services/registration/service.h"
#include "tests/bench/registration_calls.h"

namespace cwp::bench {
namespace {

// Port 1 answers nobody: registration is on its own here.
constexpr char kNowhere[] = "127.0.0.1:1";

constexpr int64_t kBookingsPerSession = 100;

// So long ago were the filled database's bookings made: their sessions are
// over, and their requests are still remembered.
constexpr absl::Duration kFilledAgo = absl::Hours(48);

// A clock that is behind by a constant.
class LateClock final : public Clock {
 public:
  explicit LateClock(absl::Duration behind) : behind_(behind) {}
  absl::Time Now() const override { return clock_.Now() - behind_; }

 private:
  const SystemClock clock_;
  const absl::Duration behind_;
};

// Answers at once.
class CeilingService final
    : public registration::v1::RegistrationService::CallbackService {
 public:
  explicit CeilingService(rpc::Gate& gate) : gate_(gate) {}

  grpc::ServerUnaryReactor* CreateBooking(
      grpc::CallbackServerContext* context,
      const registration::v1::CreateBookingRequest*,
      registration::v1::Booking*) override {
    return gate_.Serve(*context, "CreateBooking", [](const rpc::CallPtr& call) {
      call->Finish(absl::OkStatus());
    });
  }

 private:
  rpc::Gate& gate_;
};

void Must(const absl::Status& status) {
  CWP_CHECK(status.ok(), std::string(status.message()).c_str());
}

void Report(int pipe_end, int port) {
  const std::string text = absl::StrCat(port, "\n");
  CWP_CHECK(write(pipe_end, text.data(), text.size()) ==
                static_cast<ssize_t>(text.size()),
            "cannot report the port");
}

[[noreturn]] void ServeCeiling(const host::HostSettings& settings,
                               int pipe_end) {
  const SystemClock clock;
  auto host = host::Host::Open("registration", settings, clock,
                               registration::Migrations());
  Must(host.status());
  CeilingService service((*host)->AddGate(registration::kProtoService,
                                          registration::RegistrationAccess()));
  Must((*host)->Serve({&service}, {}));
  Report(pipe_end, (*host)->port());
  while (true) pause();
}

// With as many threads as web and the gateway have.
[[noreturn]] void ServeHello(int pipe_end) {
  Metrics metrics("hello");
  http::Router router;
  router.Add("GET", "/hello", [](http::Request&) -> http::Answer {
    co_return http::Text("hello");
  });
  http::Server server({.threads = 2}, std::move(router), metrics);
  Must(server.Start());
  Report(pipe_end, server.port());
  while (true) pause();
}

std::unique_ptr<registration::RegistrationServer> StartRegistration(
    const host::HostSettings& settings, const std::string& master_key,
    absl::Duration hold_time, const Clock& clock) {
  registration::Settings all;
  all.host = settings;
  all.scheduling = kNowhere;
  all.master_key = master_key;
  all.hold_seconds = absl::ToInt64Seconds(hold_time);
  auto server = registration::RegistrationServer::Start(all, clock);
  Must(server.status());
  return *std::move(server);
}

[[noreturn]] void ServeRegistration(const host::HostSettings& settings,
                                    const std::string& master_key,
                                    const ServedOptions& options,
                                    int pipe_end) {
  const SystemClock clock;
  OpenSessions(settings.database, clock, options);
  const auto server =
      StartRegistration(settings, master_key, options.hold_time, clock);
  Report(pipe_end, server->port());
  while (true) pause();
}

std::string ReadLine(int pipe_end) {
  std::string line;
  char c = 0;
  while (read(pipe_end, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

// Becomes a process that ends with its parent and logs nothing.
void BecomeChild() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(1);
}

void Fill(const std::string& path, int64_t bookings) {
  constexpr int kInFlight = 2048;
  const TestIdentity identity;
  const LateClock clock(kFilledAgo);
  const host::HostSettings settings =
      identity.SettingsFor("registration", absl::StrCat("sqlite:", path));
  OpenSessions(
      settings.database, clock,
      {.sessions = FilledSessions(bookings), .capacity = kBookingsPerSession});
  const auto server = StartRegistration(settings, identity.MasterKeyFile(),
                                        absl::Minutes(20), clock);
  const Target target = {.service = "registration",
                         .address = absl::StrCat("127.0.0.1:", server->port()),
                         .signer = &identity.SignerOf("web"),
                         .clock = &clock};
  Calls& calls =
      CreateBookingCalls(target, {.sessions = FilledSessions(bookings),
                                  .run = kBookingsPerSession,
                                  .name = "filler"});
  const Round round = PressCount(calls, kInFlight, bookings);
  CWP_CHECK(round.errors == 0, round.first_error.c_str());
}

// As registration's housekeeping has done long before there are so many. The
// database also forgets which keys it has.
void SetAside(const std::string& database) {
  const SystemClock clock;
  auto opened = db::Open(database, clock);
  Must(opened.status());
  absl::StatusOr<bool> more = true;
  while (more.ok() && *more) {
    more = registration::SetSomeAside(**opened, clock.Now());
  }
  Must(more.status());
  // Each round has keys of its own, and nobody reads what is sealed.
  Must((*opened)->Write([](db::Transaction& tx) {
    return tx.Run("DELETE FROM key_check").status();
  }));
}

}  // namespace

void OpenSessions(const std::string& database, const Clock& clock,
                  const ServedOptions& options) {
  auto opened = db::Open(database, clock);
  Must(opened.status());
  Must(db::Migrate(**opened, registration::Migrations()));
  std::vector<registration::Session> sessions;
  for (int64_t i = 0; i < options.sessions; ++i) {
    sessions.push_back({.id = SessionId(options.first_session + i),
                        .workshop_id = 1,
                        .state = registration::SessionState::kOpen,
                        .capacity = options.capacity,
                        .booking_close_time = options.booking_close_time +
                                              i * options.close_apart,
                        .meetings = {{.start = clock.Now() + absl::Hours(24),
                                      .end = clock.Now() + absl::Hours(25)}}});
  }
  // Nobody waits for these sessions, so no offer needs an id.
  const registration::GroupOptions group = {.next_id = [] { return 1; }};
  Must((*opened)->Write([&](db::Transaction& tx) {
    return registration::ApplySessions(tx, sessions, group, clock.Now());
  }));
}

// The child is forked before this process has started any thread of gRPC's.
Served::Served(const ServedOptions& options) {
  const std::string database =
      options.database.empty()
          ? absl::StrCat("sqlite:", folder_.File("bench.db"))
          : options.database;
  const host::HostSettings settings =
      identity_.SettingsFor("registration", database);
  const std::string master_key = identity_.MasterKeyFile();
  int ends[2];
  CWP_CHECK(pipe2(ends, O_CLOEXEC) == 0, "cannot make a pipe");
  pid_ = fork();
  CWP_CHECK(pid_ >= 0, "cannot fork");
  if (pid_ == 0) {
    BecomeChild();
    if (options.kind == Kind::kHello) ServeHello(ends[1]);
    if (options.kind == Kind::kCeiling) ServeCeiling(settings, ends[1]);
    ServeRegistration(settings, master_key, options, ends[1]);
  }
  close(ends[1]);
  const std::string port = ReadLine(ends[0]);
  close(ends[0]);
  CWP_CHECK(!port.empty(), "the server did not come up");
  address_ = absl::StrCat("127.0.0.1:", port);
}

Served::~Served() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

Target Served::TargetFor(const std::string& service,
                         rpc::CallerKind kind) const {
  return {.service = "registration",
          .address = address_,
          .signer = &identity_.SignerOf(service),
          .kind = kind,
          .clock = &clock_};
}

void MakeFilledDatabase(const std::string& path, int64_t bookings) {
  const pid_t pid = fork();
  CWP_CHECK(pid >= 0, "cannot fork");
  if (pid == 0) {
    BecomeChild();
    Fill(path, bookings);
    SetAside(absl::StrCat("sqlite:", path));
    _exit(0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  CWP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0,
            "the filled database was not made");
}

int64_t FilledSessions(int64_t bookings) {
  return (bookings + kBookingsPerSession - 1) / kBookingsPerSession;
}

void CopyDatabase(const std::string& from, const std::string& to) {
  std::error_code error;
  std::filesystem::copy_file(from, to, error);
  CWP_CHECK(!error, "cannot copy the filled database");
  const int file = open(to.c_str(), O_RDONLY | O_CLOEXEC);
  CWP_CHECK(file >= 0 && fsync(file) == 0, "the copy was not written");
  close(file);
}

}  // namespace cwp::bench
