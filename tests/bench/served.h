#ifndef CWP_TESTS_BENCH_SERVED_H_
#define CWP_TESTS_BENCH_SERVED_H_

#include <sys/types.h>

#include <string>

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/rpc/caller.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_identity.h"
#include "tests/bench/calls.h"

namespace cwp::bench {

// What a server process serves.
enum class Kind {
  // CreateBooking that does nothing, behind the same gate.
  kCeiling,
  kRegistration,
  // GET /hello on our HTTP server.
  kHello,
};

struct ServedOptions {
  Kind kind = Kind::kCeiling;
  // Sessions that are opened before it serves, numbered from `first_session`.
  int64_t sessions = 1;
  int64_t first_session = 0;
  int64_t capacity = 1'000'000'000;
  // When booking ends in the first of them, and how much later in each of the
  // others than in the one before.
  absl::Time booking_close_time = absl::InfiniteFuture();
  absl::Duration close_apart;
  // How long registration's holds last.
  absl::Duration hold_time = absl::Minutes(20);
  // What registration's db::Open takes; empty for a new SQLite file.
  std::string database;
};

// A fresh server process on this machine, killed at the end.
class Served {
 public:
  // Aborts when the process does not come up.
  explicit Served(const ServedOptions& options);
  ~Served();

  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  // `127.0.0.1:PORT`.
  const std::string& address() const { return address_; }

  // Whom to call, in the name of `service`. Valid as long as this.
  Target TargetFor(const std::string& service, rpc::CallerKind kind) const;

 private:
  const TestIdentity identity_;
  const TempDir folder_;
  const SystemClock clock_;
  pid_t pid_ = 0;
  std::string address_;
};

// Opens the sessions that the options name in a database of registration's,
// which is made if there is none. Aborts when that fails.
void OpenSessions(const std::string& database, const Clock& clock,
                  const ServedOptions& options);

// Makes a SQLite file with `bookings` bookings of one place, 100 to a session
// that is full and over by now, all of them made through registration. Runs in
// a process of its own; aborts when that fails.
void MakeFilledDatabase(const std::string& path, int64_t bookings);

// How many sessions that makes.
int64_t FilledSessions(int64_t bookings);

// Copies a SQLite file to a new place, and waits until it lies there.
void CopyDatabase(const std::string& from, const std::string& to);

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_SERVED_H_
