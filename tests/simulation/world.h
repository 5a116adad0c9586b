#ifndef CWP_TESTS_SIMULATION_WORLD_H_
#define CWP_TESTS_SIMULATION_WORLD_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/writer.h"
#include "common/testing/fake_clock.h"
#include "common/testing/faulty_database.h"
#include "common/testing/test_database.h"
#include "services/registration/commands.h"
#include "tests/simulation/auditor.h"
#include "tests/simulation/lying_redis.h"
#include "tests/simulation/odds.h"
#include "tests/simulation/random.h"
#include "tests/simulation/workload.h"

namespace cwp::simulation {

// One run: registration's writer, commands and store on a database that breaks
// down, a clock that only the run moves, those who ask, and the auditor. All
// of it follows from the seed, on either engine.
class World {
 public:
  World(uint64_t seed, db::Database::Engine engine);

  // Makes the database.
  absl::Status Open();

  // Lets time pass and one group of commands be worked off, with what else
  // happens by chance.
  void Step();

  // Compares all that is stored with what follows from the feed.
  void JudgeStore();

  // How many commands and sessions were worked off.
  int64_t steps() const { return steps_; }
  // How often personal data was erased because its time was over.
  int64_t purged() const { return purged_; }

  // Stands for all that was asked, answered and put on the feed so far.
  uint64_t digest() const { return digest_; }

  // What happened last, for people.
  const std::deque<std::string>& events() const { return events_; }

  const std::vector<std::string>& faults() const { return auditor_.faults(); }

  // All tables, each in the order of its key.
  absl::StatusOr<std::vector<std::string>> DumpTables();

 private:
  using Writer =
      db::Writer<registration::WriteCommand, registration::WriteAnswer>;

  void StartWriter();
  void Restart();
  void PassTime();
  void SetAside();
  void Purge();
  void TellSessions();
  void WorkOff();
  void AddLapses(std::vector<Sent>& group);
  void LookUp(Sent& sent);
  void Submit(const Sent& sent, std::vector<Outcome>& outcomes);
  std::vector<feed::Entry> ReadFeed();
  void Note(const std::string& event);

  Random random_;
  const Odds odds_;
  FakeClock clock_;
  db::TestDatabase database_;
  std::unique_ptr<db::FaultyDatabase> faulty_;
  int64_t last_id_ = 1000;
  const registration::GroupOptions options_;
  std::unique_ptr<Writer> writer_;
  LyingRedis redis_;
  Workload workload_;
  Auditor auditor_;
  // What scheduling said and could not be taken over yet.
  std::vector<registration::Session> owed_sessions_;
  feed::Position position_;
  int64_t steps_ = 0;
  int64_t purged_ = 0;
  int64_t groups_ = 0;
  uint64_t digest_ = 0xcbf29ce484222325;
  std::deque<std::string> events_;
};

}  // namespace cwp::simulation

#endif  // CWP_TESTS_SIMULATION_WORLD_H_
