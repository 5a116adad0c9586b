#ifndef CWP_SERVICES_WEB_AUDIT_STORE_H_
#define CWP_SERVICES_WEB_AUDIT_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "services/web/audit_domain.h"

namespace cwp::web {

// What is kept beside the feed: a row by which each entry is found, and the
// reasons that staff typed, sealed.

// The statements that make the tables, for web's migrations.
std::vector<std::string> CreateAuditStatements();

// The row of an entry, and its reason if it has one.
absl::Status InsertAudit(db::Transaction& tx, const AuditNote& note,
                         int64_t revision, absl::Time now);

// An entry as the feed has it.
struct StoredAudit {
  int64_t revision = 0;
  std::string change;
  // Empty when there is none, or none any more.
  std::string sealed_why;
};

// Newest first: those that the filter lets through, before an entry.
absl::StatusOr<std::vector<StoredAudit>> ListAudit(db::Transaction& tx,
                                                   const AuditFilter& filter,
                                                   int64_t before, int limit);

// The row itself.
struct AuditRow {
  int64_t revision = 0;
  absl::Time create_time;
  int64_t staff_id = 0;
  AuditSubject subject = AuditSubject::kNone;
  int64_t subject_id = 0;
  int64_t why_id = 0;
  std::string sealed_why;
  int64_t erase_revision = 0;
};

// In order of revision, after one of them.
absl::StatusOr<std::vector<AuditRow>> ListAuditRows(db::Transaction& tx,
                                                    int64_t after, int limit);
absl::StatusOr<std::optional<AuditRow>> FindAuditRow(db::Transaction& tx,
                                                     int64_t revision);

// The entries with reasons that were written before a time and are there still,
// the oldest first.
absl::StatusOr<std::vector<int64_t>> ListOldReasons(db::Transaction& tx,
                                                    absl::Time before,
                                                    int limit);

// Forgets a reason; `revision` is the entry that says so.
absl::Status EraseReason(db::Transaction& tx, int64_t why_id, int64_t revision);

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_AUDIT_STORE_H_
