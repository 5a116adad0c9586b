#ifndef CWP_COMMON_TESTING_FAULTY_DATABASE_H_
#define CWP_COMMON_TESTING_FAULTY_DATABASE_H_

#include <cstdint>
#include <random>

#include "absl/status/status.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/testing/forwarding_database.h"

namespace cwp::db {

// A database that breaks down as real ones do, as often as it is told to and
// always the same way for the same seed and order of calls.
//
// A write may fail before it took place, with UNAVAILABLE
// `DATABASE_UNAVAILABLE`, or at its commit, with UNAVAILABLE
// `OUTCOME_UNKNOWN`: then it took place or did not, and the caller cannot tell.
class FaultyDatabase final : public ForwardingDatabase {
 public:
  struct Odds {
    // One write in this many fails unheard; 0: none.
    int one_in_before = 0;
    // One write in this many fails at its commit, undone.
    int one_in_undone = 0;
    // One write in this many fails at its commit, done.
    int one_in_after = 0;
    // One read in this many fails unheard.
    int one_in_reads = 0;
  };

  FaultyDatabase(Database& real, uint64_t seed, Odds odds)
      : ForwardingDatabase(real), odds_(odds), random_(seed) {}

  absl::Status Write(Body body) override {
    if (Happens(odds_.one_in_before)) {
      return Unavailable("DATABASE_UNAVAILABLE", "injected, before the body");
    }
    if (Happens(odds_.one_in_undone)) return FailUndone(body);
    absl::Status status = real().Write(body);
    if (status.ok() && Happens(odds_.one_in_after)) {
      return Unavailable("OUTCOME_UNKNOWN", "injected, after the commit");
    }
    return status;
  }

  absl::Status Read(Body body) override {
    if (Happens(odds_.one_in_reads)) {
      return Unavailable("DATABASE_UNAVAILABLE", "injected, before the body");
    }
    return real().Read(body);
  }

 private:
  absl::Status FailUndone(Body body) {
    return real().Write([&](Transaction& tx) -> absl::Status {
      if (absl::Status status = body(tx); !status.ok()) return status;
      return Unavailable("OUTCOME_UNKNOWN", "injected, before the commit");
    });
  }

  bool Happens(int one_in) {
    if (one_in == 0) return false;
    MutexLock lock(mu_);
    return random_() % static_cast<uint64_t>(one_in) == 0;
  }

  const Odds odds_;
  Mutex mu_;
  std::mt19937_64 random_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp::db

#endif  // CWP_COMMON_TESTING_FAULTY_DATABASE_H_
