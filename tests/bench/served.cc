#include "tests/bench/served.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/host/host.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "services/registration/domain.h"
#include "services/registration/scheduling_follower.h"
#include "services/registration/schema.h"
#include "services/registration/server.h"
#include "services/registration/service.h"

namespace cwp::bench {
namespace {

// Port 1 answers nobody: registration is on its own here.
constexpr char kNowhere[] = "127.0.0.1:1";

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

void OpenSessions(const std::string& database, const Clock& clock,
                  const ServedOptions& options) {
  auto opened = db::Open(database, clock);
  Must(opened.status());
  Must(db::Migrate(**opened, registration::Migrations()));
  std::vector<registration::Session> sessions;
  for (int i = 0; i < options.sessions; ++i) {
    sessions.push_back({.id = SessionId(i),
                        .workshop_id = 1,
                        .state = registration::SessionState::kOpen,
                        .capacity = options.capacity,
                        .meetings = {{.start = clock.Now() + absl::Hours(24),
                                      .end = clock.Now() + absl::Hours(25)}}});
  }
  Must((*opened)->Write([&](db::Transaction& tx) {
    return registration::ApplySessions(tx, sessions, clock.Now());
  }));
}

[[noreturn]] void ServeRegistration(const host::HostSettings& settings,
                                    const std::string& master_key,
                                    const ServedOptions& options,
                                    int pipe_end) {
  const SystemClock clock;
  OpenSessions(settings.database, clock, options);
  registration::Settings all;
  all.host = settings;
  all.scheduling = kNowhere;
  all.master_key = master_key;
  auto server = registration::RegistrationServer::Start(all, clock);
  Must(server.status());
  Report(pipe_end, (*server)->port());
  while (true) pause();
}

std::string ReadLine(int pipe_end) {
  std::string line;
  char c = 0;
  while (read(pipe_end, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

}  // namespace

int64_t SessionId(int index) { return 1000 + index; }

// The child is forked before this process has started any thread of gRPC's.
Served::Served(const ServedOptions& options) {
  const host::HostSettings settings = identity_.SettingsFor(
      "registration", absl::StrCat("sqlite:", folder_.path(), "/bench.db"));
  const std::string master_key = identity_.MasterKeyFile();
  int ends[2];
  CWP_CHECK(pipe(ends) == 0, "cannot make a pipe");
  pid_ = fork();
  CWP_CHECK(pid_ >= 0, "cannot fork");
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(1);
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

}  // namespace cwp::bench
