#ifndef CWP_SERVICES_REGISTRATION_JOIN_ADDRESSES_H_
#define CWP_SERVICES_REGISTRATION_JOIN_ADDRESSES_H_

#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/db/database.h"
#include "common/rpc/peer.h"
#include "services/registration/vault.h"

namespace cwp::registration {

// Fetches join addresses from scheduling whenever its feed says that one has
// changed, and keeps them sealed, so that join links work while scheduling is
// down. What is still to be fetched stands in the database, so nothing is
// forgotten; what fails is tried again.
class JoinAddresses {
 public:
  // All outlive it.
  JoinAddresses(db::Database& database, rpc::Peer& scheduling,
                const Vault& vault, const Clock& clock);

  // Stops.
  ~JoinAddresses();

  // Looks now whether something is to be fetched.
  void Wake();

 private:
  void Run();
  absl::Status FetchAll();
  absl::Status FetchOne(int64_t session_id);

  db::Database& database_;
  rpc::Peer& scheduling_;
  const Vault& vault_;
  const Clock& clock_;
  Mutex mu_;
  CondVar wake_;
  bool woken_ ABSL_GUARDED_BY(mu_) = true;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace cwp::registration

#endif  // CWP_SERVICES_REGISTRATION_JOIN_ADDRESSES_H_
