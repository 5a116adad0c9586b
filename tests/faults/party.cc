#include "tests/faults/party.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/check.h"
#include "common/db/database.h"
#include "services/registration/pool.h"
#include "services/registration/scheduling_follower.h"
#include "services/registration/schema.h"

namespace cwp::faults {
namespace {

void Must(const absl::Status& status) {
  CWP_CHECK(status.ok(), std::string(status.message()).c_str());
}

}  // namespace

Party::Party(std::string database, std::string redis,
             const std::vector<int64_t>& capacities)
    : master_key_(identity_.MasterKeyFile()),
      database_(database.empty()
                    ? absl::StrCat("sqlite:", File("registration.db"))
                    : std::move(database)),
      redis_(std::move(redis)),
      sessions_(static_cast<int64_t>(capacities.size())) {
  OpenSessions(capacities);
}

registration::Settings Party::SettingsFor(absl::string_view name) const {
  registration::Settings settings;
  settings.host = identity_.SettingsFor("registration", database_);
  settings.host.listen = absl::StrCat("unix:", File(name));
  settings.redis = redis_;
  settings.master_key = master_key_;
  return settings;
}

void Party::OpenSessions(const std::vector<int64_t>& capacities) {
  auto database = db::Open(database_, clock_);
  Must(database.status());
  Must(db::Migrate(**database, registration::Migrations()));
  const absl::Time start = clock_.Now() + absl::Hours(24 * 60);
  std::vector<registration::Session> sessions;
  for (const int64_t capacity : capacities) {
    sessions.push_back(
        {.id = static_cast<int64_t>(sessions.size()) + 1,
         .workshop_id = 1,
         .state = registration::SessionState::kOpen,
         .capacity = capacity,
         .meetings = {{.start = start, .end = start + absl::Hours(1)}}});
  }
  // Nobody waits for these sessions, so no offer needs an id.
  const registration::GroupOptions group = {.next_id = [] { return 1; }};
  Must((*database)->Write([&](db::Transaction& tx) {
    return registration::ApplySessions(tx, sessions, group, clock_.Now());
  }));
}

}  // namespace cwp::faults
