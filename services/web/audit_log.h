#ifndef CWP_SERVICES_WEB_AUDIT_LOG_H_
#define CWP_SERVICES_WEB_AUDIT_LOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/asio/awaitable.hpp"
#include "common/base/clock.h"
#include "common/base/id.h"
#include "common/crypto/keyring.h"
#include "common/db/database.h"
#include "common/db/readers.h"
#include "common/db/writer.h"
#include "services/web/audit_domain.h"

namespace cwp::web {

// The writes of the audit log that belong to no other change.

// Erases the reason that was typed for an entry.
struct EraseWhy {
  int64_t revision = 0;
  AuditActor by;
};

// Erases those that were typed before a time; the answer is how many.
struct EraseOldWhys {
  absl::Time before;
};

using AuditCommand = std::variant<AuditNote, EraseWhy, EraseOldWhys>;

// The revision of the entry; 0 when none was written.
using AuditWriter = db::Writer<AuditCommand, int64_t>;

// A page of the log: entries, newest first, and what was typed as their
// reasons.
struct AuditPage {
  struct Entry {
    AuditRecord record;
    // Personal data.
    std::string why;
    // It was typed, and cannot be opened: somebody has changed it.
    bool why_damaged = false;
  };
  std::vector<Entry> entries;
  // Whether there are older ones.
  bool more = false;
};

// The audit log. Every method fails with UNAVAILABLE while the database cannot
// be reached, and RESOURCE_EXHAUSTED `OVERLOADED`. Safe to use from several
// threads at once.
class AuditLog {
 public:
  template <class T>
  using Answer = boost::asio::awaitable<absl::StatusOr<T>>;

  // All outlive this.
  struct Parts {
    db::Database* database = nullptr;
    const Clock* clock = nullptr;
    db::Readers* readers = nullptr;
    IdGenerator* ids = nullptr;
    // Called after each commit.
    std::function<void()> committed = [] {};
  };
  AuditLog(Parts parts, const crypto::Keyring& keyring);

  // Seals what somebody typed as the reason into an entry; nothing when it is
  // empty.
  void SealWhy(absl::string_view why, AuditNote& note) const;

  // Writes an entry that belongs to no change of ours, and returns its
  // revision.
  Answer<int64_t> Record(AuditNote note);

  // The same, waiting for nothing: what fails is logged.
  void RecordLater(AuditNote note);

  // Entries before `before`, newest first. Does not record that they are read.
  Answer<AuditPage> List(AuditFilter filter, int64_t before, int limit);

  // The same within a transaction.
  absl::StatusOr<AuditPage> Read(db::Transaction& tx, const AuditFilter& filter,
                                 int64_t before, int limit) const;

  // For what is written without a page: the operator's commands, and erasing in
  // time. EraseWhy fails with NOT_FOUND `AUDIT_REASON_NOT_FOUND`.
  AuditWriter& writer() { return writer_; }

 private:
  const Parts use_;
  const crypto::Keyring keyring_;
  AuditWriter writer_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_AUDIT_LOG_H_
