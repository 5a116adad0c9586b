#ifndef CWP_COMMON_TESTING_TEST_IDENTITY_H_
#define CWP_COMMON_TESTING_TEST_IDENTITY_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/host/host.h"
#include "common/rpc/caller.h"
#include "common/rpc/peer.h"
#include "common/testing/temp_dir.h"

namespace cwp {

// The keys of all services, in a temporary folder, so that tests can start any
// of them and call it in the name of any other.
class TestIdentity {
 public:
  TestIdentity();

  // Settings for a host of `service` on free ports, with the database given.
  host::HostSettings SettingsFor(absl::string_view service,
                                 absl::string_view database) const;

  // Signs as `service`.
  const rpc::CallerSigner& SignerOf(absl::string_view service) const;

  // A fresh master key file.
  std::string MasterKeyFile() const;

 private:
  TempDir folder_;
  std::map<std::string, std::unique_ptr<rpc::CallerSigner>, std::less<>>
      signers_;
};

// Calls one service under test in the name of others. Safe to use from several
// threads at once.
//
//   TestClient client(identity, "registration", port, clock);
//   grpc::ClientContext context;
//   client.As("web", {.kind = rpc::CallerKind::kPublic}).Prepare(context, ...)
class TestClient {
 public:
  TestClient(const TestIdentity& identity, absl::string_view service, int port,
             const Clock& clock);

  // A peer that signs as `caller`; lives as long as this.
  const rpc::Peer& As(absl::string_view caller);

 private:
  const TestIdentity& identity_;
  const std::string service_;
  const std::string address_;
  const Clock& clock_;
  Mutex mu_;
  std::map<std::string, std::unique_ptr<rpc::Peer>, std::less<>> peers_
      ABSL_GUARDED_BY(mu_);
};

}  // namespace cwp

#endif  // CWP_COMMON_TESTING_TEST_IDENTITY_H_
