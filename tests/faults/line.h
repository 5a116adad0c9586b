#ifndef CWP_TESTS_FAULTS_LINE_H_
#define CWP_TESTS_FAULTS_LINE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/rpc/peer.h"
#include "cwp/registration/v1/registration_service.grpc.pb.h"
#include "services/cwpctl/ledger.h"
#include "tests/faults/history.h"
#include "tests/faults/party.h"

namespace cwp::faults {

// A connection to one registration. Every call waits for it to be there, and
// ends after 2 s. Safe to use from several threads at once.
class Line {
 public:
  Line(const Party& party, const std::string& address);

  // Asks for one action, once.
  absl::StatusOr<Outcome> Ask(const Action& action) const;

  // How a waitlist entry stands.
  absl::StatusOr<registration::v1::WaitlistEntry> GetEntry(int64_t id) const;

  // Whether registration answers.
  absl::Status Probe() const;

  // Recounts what is on the feed after the ledger's last entry, whose hash is
  // `last_hash`.
  absl::Status Recount(ctl::Ledger& ledger, std::string& last_hash) const;

 private:
  using Registration = registration::v1::RegistrationService;

  absl::StatusOr<Outcome> Book(const Action& action) const;
  absl::StatusOr<Outcome> Hold(const Action& action) const;
  absl::StatusOr<Outcome> Release(const Action& action) const;
  absl::StatusOr<Outcome> Cancel(const Action& action) const;
  absl::StatusOr<Outcome> Join(const Action& action) const;
  absl::StatusOr<Outcome> Accept(const Action& action) const;
  absl::StatusOr<Outcome> Leave(const Action& action) const;
  absl::StatusOr<Outcome> Move(const Action& action) const;
  absl::StatusOr<Outcome> Change(const Action& action) const;

  const Clock& clock_;
  const rpc::Peer web_;
  const rpc::Peer cwpctl_;
  const std::unique_ptr<Registration::Stub> as_family_;
  const std::unique_ptr<Registration::Stub> as_operator_;
};

}  // namespace cwp::faults

#endif  // CWP_TESTS_FAULTS_LINE_H_
