#include "tests/cwpctl/installation.h"

#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "services/cwpctl/failure.h"
#include "services/cwpctl/scheduling_client.h"
#include "services/cwpctl/shell.h"

namespace cwp::ctl {

Installation::Installation()
    : clock_(absl::FromCivil(absl::CivilHour(2027, 1, 4, 9),
                             absl::UTCTimeZone())) {
  // Opened once here, so that they are removed at the end.
  for (db::TestDatabase* database :
       {&scheduling_database_, &registration_database_, &webinars_database_}) {
    EXPECT_OK(database->Open(clock_));
    database->Close();
  }
}

Installation::~Installation() { Stop(); }

void Installation::Start() {
  StartAll(scheduling_database_.uri(), registration_database_.uri(),
           webinars_database_.uri(), folder_.File("media"));
}

void Installation::StartOn(const std::string& data) {
  const std::string folder = absl::StrCat("sqlite:", data, "/db/");
  StartAll(folder + "scheduling.db", folder + "registration.db",
           folder + "webinars.db", data + "/media");
}

void Installation::StartAll(const std::string& scheduling,
                            const std::string& registration,
                            const std::string& webinars,
                            const std::string& media) {
  scheduling::Settings first;
  first.host = identity_.SettingsFor("scheduling", scheduling);
  first.master_key = identity_.MasterKeyFile();
  first.teams = teams_;
  ASSERT_OK_AND_ASSIGN(scheduling_,
                       scheduling::SchedulingServer::Start(first, clock_));

  registration::Settings second;
  second.host = identity_.SettingsFor("registration", registration);
  second.master_key = identity_.MasterKeyFile();
  second.scheduling = absl::StrCat("127.0.0.1:", scheduling_->port());
  ASSERT_OK_AND_ASSIGN(registration_,
                       registration::RegistrationServer::Start(second, clock_));
  registration_port_ = registration_->port();

  webinars::Settings third;
  third.host = identity_.SettingsFor("webinars", webinars);
  third.media_dir = media;
  ASSERT_OK_AND_ASSIGN(webinars_,
                       webinars::WebinarsServer::Start(third, clock_));
}

void Installation::Stop() {
  webinars_ = nullptr;
  registration_ = nullptr;
  scheduling_ = nullptr;
}

bool Installation::AwaitSessions() {
  const Settings known = settings();
  Connections connections(known, clock_);
  const auto list = SchedulingClient(connections).ListWorkshops({});
  return list.ok() &&
         registration_->follower().WaitFor(list->revision(), absl::Minutes(1));
}

Settings Installation::settings() const {
  Settings settings;
  settings.data = data();
  settings.key_file = identity_.SettingsFor("cwpctl", "").key_file;
  settings.addresses = {
      {"scheduling", absl::StrCat("127.0.0.1:", scheduling_->port())},
      {"registration", absl::StrCat("127.0.0.1:", registration_port_)},
      {"webinars", absl::StrCat("127.0.0.1:", webinars_->port())}};
  return settings;
}

Ended Installation::Run(std::vector<std::string> arguments) {
  const Settings known = settings();
  arguments.insert(arguments.begin(), "cwpctl");
  arguments.insert(arguments.end(), {"--data", known.data, "--key-file",
                                     known.key_file, "--timeout", "60"});
  for (const auto& [service, address] : known.addresses) {
    arguments.push_back(absl::StrCat("--", service));
    arguments.push_back(address);
  }
  std::vector<const char*> argv;
  for (const std::string& argument : arguments) {
    argv.push_back(argument.c_str());
  }
  std::ostringstream out;
  std::ostringstream err;
  Ended ended;
  ended.code =
      ctl::Run(static_cast<int>(argv.size()), argv.data(), clock_, out, err);
  ended.out = out.str();
  ended.err = err.str();
  return ended;
}

void Installation::MakeWorries() {
  const Ended made =
      Run({"workshop", "create", "--slug", "worries", "--title", "Worries",
           "--summary", "What helps.", "--audience", "parents and carers",
           "--ages", "5 to 11", "--minutes", "90"});
  ASSERT_EQ(made.code, kExitOk) << made.err;
  const Ended published = Run({"workshop", "publish", "worries"});
  ASSERT_EQ(published.code, kExitOk) << published.err;
}

bool Installation::on_postgres() const {
  return absl::StartsWith(scheduling_database_.uri(), "postgres");
}

}  // namespace cwp::ctl
