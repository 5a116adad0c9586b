#ifndef CWP_TESTS_FAULTS_AUDIT_H_
#define CWP_TESTS_FAULTS_AUDIT_H_

#include <memory>
#include <string>
#include <vector>

#include "services/cwpctl/ledger.h"
#include "tests/faults/history.h"
#include "tests/faults/line.h"
#include "tests/faults/party.h"

namespace cwp::faults {

// Holds what clients were told against what there is. Call it only while no
// client is at anything: then every request has been answered, and what is
// there must be exactly what was told. Findings are failures of the test that
// runs.
class Audit {
 public:
  Audit(const Party& party, std::vector<std::string> histories);

  // Compares every row with what was told, and the counts of every pool with
  // its rows and its capacity. On SQLite registration must not be running.
  void CheckRows();

  // Recounts the ledger, and repeats the requests that made something since
  // this last ran: each must answer with the same as before.
  void CheckAnswers(const std::vector<std::unique_ptr<Line>>& lines);

  // The same for all requests there ever were, and the whole ledger.
  void CheckAllAnswers(const std::vector<std::unique_ptr<Line>>& lines);

  const Told& told() const { return told_; }
  int64_t ledger_entries() const { return ledger_->entries(); }

 private:
  const Party& party_;
  Reader reader_;
  const Told& told_;
  size_t repeated_ = 0;
  std::unique_ptr<ctl::Ledger> ledger_ = std::make_unique<ctl::Ledger>();
  std::string last_hash_;
};

}  // namespace cwp::faults

#endif  // CWP_TESTS_FAULTS_AUDIT_H_
