#ifndef CWP_SERVICES_WEB_AUDIT_APPENDER_H_
#define CWP_SERVICES_WEB_AUDIT_APPENDER_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/database.h"
#include "common/feed/log.h"
#include "services/web/audit_domain.h"

namespace cwp::web {

// Adds entries to the audit log within one write transaction: that of the
// change which they tell of.
class AuditAppender {
 public:
  // `tx` outlives it.
  AuditAppender(db::Transaction& tx, absl::Time now) : tx_(tx), now_(now) {}

  // Takes an entry in line, and returns its revision.
  absl::StatusOr<int64_t> Add(const AuditNote& note);

  // Writes to the feed what is in line. Call it last.
  absl::Status Flush();

 private:
  db::Transaction& tx_;
  const absl::Time now_;
  // Opened by the first entry: most transactions have none.
  std::optional<feed::Appender> feed_;
};

}  // namespace cwp::web

#endif  // CWP_SERVICES_WEB_AUDIT_APPENDER_H_
