#ifndef CWP_TESTS_FAULTS_PARTY_H_
#define CWP_TESTS_FAULTS_PARTY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_identity.h"
#include "services/registration/server.h"

namespace cwp::faults {

// What all processes of one test share: keys, a folder, the database with the
// sessions that are booked.
class Party {
 public:
  // Opens a session for each capacity, numbered from 1. `database` is what
  // db::Open takes, or empty for a new SQLite file; `redis` is registration's
  // setting.
  Party(std::string database, std::string redis,
        const std::vector<int64_t>& capacities);

  registration::Settings SettingsFor(absl::string_view name) const;

  std::string File(absl::string_view name) const { return folder_.File(name); }
  const std::string& database() const { return database_; }
  const TestIdentity& identity() const { return identity_; }
  const Clock& clock() const { return clock_; }
  int64_t sessions() const { return sessions_; }

 private:
  void OpenSessions(const std::vector<int64_t>& capacities);

  const SystemClock clock_;
  const TestIdentity identity_;
  const TempDir folder_;
  const std::string master_key_;
  const std::string database_;
  const std::string redis_;
  const int64_t sessions_;
};

}  // namespace cwp::faults

#endif  // CWP_TESTS_FAULTS_PARTY_H_
