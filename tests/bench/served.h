#ifndef CWP_TESTS_BENCH_SERVED_H_
#define CWP_TESTS_BENCH_SERVED_H_

#include <sys/types.h>

#include <string>

#include "common/rpc/caller.h"
#include "common/testing/temp_dir.h"
#include "common/testing/test_identity.h"

namespace cwp::bench {

// What a server process serves.
enum class Kind {
  // CreateBooking that does nothing, behind the same gate.
  kCeiling,
  // Registration on SQLite, with `sessions` open sessions of `capacity`.
  kRegistration,
};

struct ServedOptions {
  Kind kind = Kind::kCeiling;
  int sessions = 1;
  int64_t capacity = 1'000'000'000;
};

// The id of a session that is served, from 0.
int64_t SessionId(int index);

// A fresh server process on this machine, killed at the end.
class Served {
 public:
  // Aborts when the process does not come up.
  explicit Served(const ServedOptions& options);
  ~Served();

  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  const std::string& address() const { return address_; }
  const rpc::CallerSigner& signer() const { return identity_.SignerOf("web"); }

 private:
  const TestIdentity identity_;
  const TempDir folder_;
  pid_t pid_ = 0;
  std::string address_;
};

}  // namespace cwp::bench

#endif  // CWP_TESTS_BENCH_SERVED_H_
