#ifndef CWP_SERVICES_REGISTRATION_JOIN_ADDRESSES_H_
#define CWP_SERVICES_REGISTRATION_JOIN_ADDRESSES_H_

#include <cstdint>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/rpc/canceller.h"
#include "common/rpc/peer.h"
#include "services/registration/vault.h"

namespace cwp::registration {

// Fetches join addresses from scheduling whenever its feed says that one has
// changed, and keeps them sealed, so that join links work while scheduling is
// down. What is still to be fetched stands in the database, so nothing is
// forgotten. What fails is tried again, ever more rarely, and after the
// sessions that have failed less often. An answer of another version than the
// feed named is kept, and counts as a failure (ABORTED `JOIN_ADDRESS_MOVED`)
// until the feed has caught up.
class JoinAddresses {
 public:
  struct Options {
    // All outlive it.
    db::Database* database = nullptr;
    rpc::Peer* scheduling = nullptr;
    const Vault* vault = nullptr;
    const Clock* clock = nullptr;
    // How long one answer is waited for.
    absl::Duration timeout = absl::Seconds(2);
    // How often it looks by itself, and how soon a session is tried again.
    absl::Duration min_backoff = absl::Seconds(2);
    absl::Duration max_backoff = absl::Seconds(30);
  };

  explicit JoinAddresses(Options options);

  // Stops, and ends the call that it waits for.
  ~JoinAddresses();

  // Looks now whether something is to be fetched.
  void Wake();

  // Sessions whose address was still to be fetched when it last looked.
  int64_t wanted() const;

 private:
  // What went wrong with one session.
  struct Failures {
    int count = 0;
    absl::Time next_try;
  };

  void Run();
  bool WaitForWork();
  bool IsInterrupted() const;
  absl::Status FetchAll();
  absl::StatusOr<std::vector<int64_t>> FindDue();
  void Note(int64_t session_id, const absl::Status& fetched);
  absl::Status FetchOne(int64_t session_id);

  const Options options_;
  rpc::Canceller canceller_;
  mutable Mutex mu_;
  CondVar wake_;
  bool woken_ ABSL_GUARDED_BY(mu_) = true;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  int64_t wanted_ ABSL_GUARDED_BY(mu_) = 0;
  // Used by the thread alone.
  absl::flat_hash_map<int64_t, Failures> failures_;
  std::thread thread_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_JOIN_ADDRESSES_H_
