#ifndef CWP_TESTS_CWPCTL_INSTALLATION_H_
#define CWP_TESTS_CWPCTL_INSTALLATION_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/testing/fake_clock.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_database.h"
#include "common/testing/test_identity.h"
#include "services/cwpctl/connections.h"
#include "services/cwpctl/settings.h"
#include "services/registration/server.h"
#include "services/scheduling/server.h"
#include "services/scheduling/teams_settings.h"
#include "services/webinars/server.h"

namespace cwp::ctl {

// How a command ended.
struct Ended {
  int code = 0;
  std::string out;
  std::string err;
};

// Scheduling, registration and webinars in this process, on the engine under
// test, and cwpctl to run them with; at 09:00 on Monday 4 January 2027.
class Installation {
 public:
  Installation();
  ~Installation();

  // Starts the services on their own databases, or on the files of another data
  // folder; the keys stay the same. The test fails when they do not start.
  void Start();
  void StartOn(const std::string& data);
  void Stop();

  // Ends registration alone; calls find nobody where it was.
  void StopRegistration() { registration_ = nullptr; }

  // Waits until registration knows what scheduling has written; false when that
  // takes a minute.
  bool AwaitSessions();

  // Runs cwpctl with these arguments and where the services are.
  Ended Run(std::vector<std::string> arguments);

  // Makes and publishes the workshop `worries`, of 90 minutes, for parents and
  // carers.
  void MakeWorries();

  // For what is called directly.
  Settings settings() const;

  // Who makes meetings; set before Start.
  scheduling::TeamsSettings& teams() { return teams_; }

  FakeClock& clock() { return clock_; }
  const std::string& data() const { return folder_.path(); }
  bool on_postgres() const;

 private:
  void StartAll(const std::string& scheduling, const std::string& registration,
                const std::string& webinars, const std::string& media);

  FakeClock clock_;
  scheduling::TeamsSettings teams_;
  TempDir folder_;
  TestIdentity identity_;
  db::TestDatabase scheduling_database_;
  db::TestDatabase registration_database_;
  db::TestDatabase webinars_database_;
  std::unique_ptr<scheduling::SchedulingServer> scheduling_;
  std::unique_ptr<registration::RegistrationServer> registration_;
  int registration_port_ = 0;
  std::unique_ptr<webinars::WebinarsServer> webinars_;
};

}  // namespace cwp::ctl

#endif  // CWP_TESTS_CWPCTL_INSTALLATION_H_
